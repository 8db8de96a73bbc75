"""Files of bills: every physical line is a bill or a named reason, whatever a hostile file holds."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from desktop_app.domain.refusals import UsageFileDamaged, UsageFileMissing, UsageFileUnknown
from desktop_app.exchange.usage import (
    COLUMNS,
    LONGEST_LINE,
    UnfitLine,
    UsageBill,
    fingerprint,
    judge,
    read_usage,
)

HEADER = ",".join(COLUMNS).encode() + b"\n"
GOOD = b"25886,RESIDENTIAL_SINGLE,2015,3,13.0\n"


@pytest.mark.parametrize(
    ("raw", "milli"),
    [
        (b"1,OTHER,2014,1,0\n", 0),
        (b"1,OTHER,2014,01,11.0\r\n", 11_000),
        (b"1,OTHER,2014,12,11.255", 11_255),
        (b"1,OTHER,2014,12,421817.0\n", 421_817_000),
        (b"1,OTHER,2014,12," + b"9" * 30 + b"\n", int("9" * 30) * 1000),
    ],
)
def test_a_bill_is_read_to_the_thousandth(raw: bytes, milli: int) -> None:
    bill = judge(2, raw)
    assert isinstance(bill, UsageBill)
    assert bill.milli_ccf == milli


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\n", "malformed"),
        (b"1,OTHER,2014,1\n", "malformed"),
        (b"1,OTHER,2014,1,5,6\n", "malformed"),
        (b'"1",OTHER,2014,1,5\n', "malformed"),
        (b"1,OTHER,2014,1,5 \n", "malformed"),
        (b"1,OTHER,2014,1,1e9\n", "malformed"),
        (b"1,OTHER,2014,1,NaN\n", "malformed"),
        (b"1,OTHER,2014,1,+5\n", "malformed"),
        (b"1,OTHER,2014,1,5\x00\n", "malformed"),
        (b"1,OTHER,2014,1,5\r\r\n", "malformed"),
        (b"1,OTHER,2014,1,5\x0b\n", "malformed"),
        (b"1,OTHER,2014,1,.5\n", "malformed"),
        ("1,OTHER,2014,1,١٢\n".encode(), "malformed"),
        ("1,OTHER,2014,1,𝟓\n".encode(), "malformed"),
        (b"\xef\xbb\xbf1,OTHER,2014,1,5\n", "malformed"),
        (b"=1,OTHER,2014,1,5\n", "malformed"),
        (b"-1,OTHER,2014,1,5\n", "malformed"),
        (b"1,,2014,1,5\n", "malformed"),
        (b"1,CASTLE,2014,1,5\n", "unknown-class"),
        (b"1,other,2014,1,5\n", "unknown-class"),
        (b"1,OTHER,2014,13,5\n", "bad-date"),
        (b"1,OTHER,2014,0,5\n", "bad-date"),
        (b"1,OTHER,0000,1,5\n", "bad-date"),
        (b"1,OTHER,14,1,5\n", "bad-date"),
        (b"1,OTHER,2014,1,-3.0\n", "negative"),
    ],
)
def test_a_line_that_cannot_stand_is_named(raw: bytes, reason: str) -> None:
    unfit = judge(7, raw)
    assert isinstance(unfit, UnfitLine)
    assert (unfit.line, unfit.reason) == (7, reason)
    assert unfit.raw.isprintable()


def test_every_physical_line_is_accounted_for(tmp_path: Path) -> None:
    rng = random.Random(5)
    nasty = [b"", b"NaN", b"1e9", b'"', b"\x00", b"\r", "é".encode() * 300, b"12 345", b"9" * 300]
    lines = []
    for n in range(4000):
        kind = rng.random()
        if kind < 0.5:
            lines.append(GOOD)
        elif kind < 0.9:
            lines.append(b",".join(rng.choice(nasty) for _ in range(5)) + b"\n")
        else:
            lines.append(rng.randbytes(rng.randrange(400)).replace(b"\n", b" ") + b"\n")
        assert n == len(lines) - 1
    file = tmp_path / "hostile.csv"
    file.write_bytes(HEADER + b"".join(lines))
    made = list(read_usage(file))
    assert [m.line for m in made] == list(range(2, 4002))
    assert sum(isinstance(m, UsageBill) for m in made) == lines.count(GOOD)
    assert all(len(m.raw) <= LONGEST_LINE for m in made if isinstance(m, UnfitLine))


def test_one_endless_line_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "long.csv.gz"
    file.write_bytes(gzip.compress(HEADER + b"7" * 3_000_000 + b"\n" + GOOD.strip()))
    assert [type(m) for m in read_usage(file)] == [UnfitLine, UsageBill]


def test_plain_and_zipped_files_read_the_same(tmp_path: Path) -> None:
    plain, zipped = tmp_path / "a.csv", tmp_path / "b.gz"
    plain.write_bytes(b"\xef\xbb\xbf" + HEADER + GOOD * 3)
    zipped.write_bytes(gzip.compress(HEADER + GOOD * 3))
    assert list(read_usage(plain)) == list(read_usage(zipped))
    assert fingerprint(plain) != fingerprint(zipped)


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    for content in (b"", b"a,b,c\n", GOOD, b"\x00" * 500, b"%PDF-1.7\n"):
        file.write_bytes(content)
        with pytest.raises(UsageFileUnknown):
            list(read_usage(file))


def test_a_cut_archive_is_refused_whole(tmp_path: Path) -> None:
    file = tmp_path / "cut.gz"
    whole = gzip.compress(HEADER + b"".join(b"%d,OTHER,2014,1,5\n" % n for n in range(5000)))
    for damaged in (whole[:-9], whole[: len(whole) // 2], whole[:200] + b"\xff" * 50 + whole[250:]):
        file.write_bytes(damaged)
        with pytest.raises((UsageFileDamaged, UsageFileUnknown)):
            list(read_usage(file))


@pytest.mark.parametrize("there", [False, True], ids=["missing", "folder"])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, there: bool) -> None:
    file = tmp_path / "nowhere"
    if there:
        file.mkdir()
    with pytest.raises(UsageFileMissing):
        list(read_usage(file))
    with pytest.raises(UsageFileMissing):
        fingerprint(file)
