"""Files of readings: strict lines, workbooks that weigh what they should, hostile bytes named and never lost."""

from __future__ import annotations

import random
import zipfile
from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.refusals_readings import (
    ReadingsFileDamaged,
    ReadingsFileMissing,
    ReadingsFileUnknown,
)
from desktop_app.exchange.readings_file import ReadingLine, UnfitReading, read_readings

from .workbook import workbook

DAY = date(2026, 5, 18)


def written(folder: Path, text: str | bytes, name: str = "round.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("meter;date;index", "W1;2026-05-18;1234"),
        ("meter,date,index,kind", "W1,18/05/2026,1234,real"),
        ("compteur\tdate\treleve", "W1\t18.5.2026\t1 234"),
        ("العداد;التاريخ;المؤشر", "W1;١٨/٠٥/٢٠٢٦;١٢٣٤"),
        ("\ufeffMeter;Date;Index;Remark", "W1;2026-5-18;1234;gate code"),
        ("route;index;date;meter", "R01;1234;2026-05-18;W1"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_reading_in_every_dress(tmp_path: Path, header: str, line: str, end: str) -> None:
    (found,) = read_readings(written(tmp_path, header + (end or "\n") + line + end))
    assert isinstance(found, ReadingLine)
    assert (found.line, found.meter, found.on, found.index, found.kind) == (
        2,
        "W1",
        DAY,
        1234,
        "real",
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("W1;2026-05-18", "malformed"),
        ('"W1";2026-05-18;12', "malformed"),
        ("W1;2026-05-18;" + "1" * 600, "malformed"),
        ("W1;2026-05-18;12\x00", "malformed"),
        (";2026-05-18;12", "bad-meter"),
        ("W 1;2026-05-18;12", "bad-meter"),
        ("W1;2026-02-30;12", "bad-date"),
        ("W1;18/05/26;12", "bad-date"),
        ("W1;tomorrow;12", "bad-date"),
        ("W1;2026-05-18;12x4", "bad-index"),
        ("W1;2026-05-18;-12", "bad-index"),
        ("W1;2026-05-18;12.5", "bad-index"),
        ("W1;2026-05-18;12E", "bad-index"),
        ("W1;2026-05-18;NaN", "bad-index"),
        ("W1;2026-05-18;", "bad-index"),
    ],
)
def test_every_other_line_has_a_reason(tmp_path: Path, line: str, reason: str) -> None:
    good = "W2;2026-05-18;7"
    file = written(tmp_path, f"meter;date;index\n{line}\n\n{good}\n")
    first, second = read_readings(file)
    assert isinstance(first, UnfitReading)
    assert (first.line, first.reason) == (2, reason)
    assert isinstance(second, ReadingLine)
    assert (second.line, second.raw) == (4, good)


def test_the_subscribers_own_readings_say_so(tmp_path: Path) -> None:
    text = "meter;date;index;kind\nW1;2026-05-18;7;self\nW1;2026-05-18;7;guess\n"
    first, second = read_readings(written(tmp_path, text))
    assert isinstance(first, ReadingLine)
    assert first.kind == "self"
    assert isinstance(second, UnfitReading)
    assert second.reason == "bad-kind"


@pytest.mark.parametrize("text", ["", "\n", "meter;index\n", "meter;meter;date;index\n", '"meter"'])
def test_other_columns_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ReadingsFileUnknown):
        list(read_readings(written(tmp_path, text)))


def test_no_line_is_lost_whatever_the_bytes(tmp_path: Path) -> None:
    chance = random.Random(3)
    lines, good = [], 0
    for n in range(3000):
        if chance.random() < 0.5:
            good += 1
            lines.append(b"W%d;2026-05-18;%d" % (n, n))
        else:
            junk = bytes(b for b in chance.randbytes(chance.randrange(1, 40)) if b not in b"\r\n")
            lines.append(b"!" + junk)
    file = written(tmp_path, b"meter;date;index\n" + b"\n".join(lines) + b"\n")
    found = list(read_readings(file))
    assert len(found) == len(lines)
    assert sum(isinstance(f, ReadingLine) for f in found) == good


def test_a_workbook_reads_as_its_lines(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "round.xlsx",
        [
            ["meter", "date", "index"],
            ["W1", DAY, 1234],
            ["W2", "18/05/2026", "x"],
            ["W3", DAY, 5.5],
        ],
    )
    first, second, third = read_readings(file)
    assert isinstance(first, ReadingLine)
    assert (first.line, first.on, first.index) == (2, DAY, 1234)
    assert isinstance(second, UnfitReading)
    assert isinstance(third, UnfitReading)
    assert (second.reason, third.reason) == ("bad-index", "bad-index")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(6):
            packed.writestr(f"xl/part{n}.xml", b"\0" * 10_000_000)
    assert bomb.stat().st_size < 100_000
    many = tmp_path / "many.xlsx"
    with zipfile.ZipFile(many, "w") as packed:
        for n in range(501):
            packed.writestr(f"{n}.xml", b"")
    cut = written(tmp_path, b"PK\x03\x04 and then nothing", "cut.xlsx")
    for file in (bomb, many, cut):
        with pytest.raises(ReadingsFileDamaged):
            list(read_readings(file))
    with pytest.raises(ReadingsFileMissing):
        list(read_readings(tmp_path / "nowhere.csv"))
