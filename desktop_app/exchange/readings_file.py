"""Files of readings, CSV or workbook: every line is a reading or a named reason, none is lost and nothing is guessed.

A CSV file is plain physical lines without quotes, UTF-8 or Windows-1252, cells parted by semicolons, commas or tabs as
its first line is. The first line names the columns, in English, French or Arabic: meter, date, index, and perhaps kind
(real | self). Digits may be Arabic. A workbook is judged by what it unpacks to before it is opened; its first sheet
counts.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop_app.domain.bad_news import BadNews
from desktop_app.domain.refusals_readings import (
    ReadingsFileDamaged,
    ReadingsFileMissing,
    ReadingsFileUnknown,
)
from desktop_app.domain.typed import fold_digits, read_index

from .usage import shown

COLUMNS = {
    "meter": ("meter", "serial", "compteur", "العداد", "عداد"),
    "date": ("date", "on", "releve_le", "date_releve", "التاريخ", "تاريخ"),
    "index": ("index", "reading", "releve", "القراءة", "المؤشر"),
    "kind": ("kind", "nature", "النوع"),
}
EXPECTED = "meter;date;index;kind"
KINDS = {
    "": "real",
    "real": "real",
    "reel": "real",
    "réel": "real",
    "فعلية": "real",
    "self": "self",
    "auto": "self",
    "client": "self",
    "المشترك": "self",
}
LONGEST_LINE = 500
UNPACKED_MOST = 50_000_000
MEMBERS_MOST = 500
LINES_MOST = 1_000_000
_SERIAL = re.compile(r"\S{1,24}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_CIVIL = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One reading to record, and its line as it stands."""

    line: int
    meter: str
    on: date
    index: int
    kind: str
    raw: str


@dataclass(frozen=True, slots=True)
class UnfitReading:
    """One line that is no reading: malformed | bad-meter | bad-date | bad-index | bad-kind."""

    line: int
    reason: str
    raw: str


def read_readings(file: Path) -> Iterator[ReadingLine | UnfitReading]:
    """Every line of the file but its first and the empty ones, numbered as an editor does.

    Refuses ReadingsFileMissing, ReadingsFileUnknown (other columns) and ReadingsFileDamaged (no workbook inside).
    """
    rows = _workbook(file) if _is_zip(file) else _lines(file)
    try:
        first = next(rows)
    except StopIteration:
        raise ReadingsFileUnknown(file=file.name, expected=EXPECTED) from None
    places = _places(first[1])
    if places is None:
        raise ReadingsFileUnknown(file=file.name, expected=EXPECTED)
    for line, cells, raw in rows:
        if cells is None or any(c.strip() for c in cells):
            yield judge(line, cells, places, raw)


def judge(
    line: int, cells: Sequence[str] | None, places: dict[str, int], raw: str
) -> ReadingLine | UnfitReading:
    """What one line is, its cells being where the header said."""
    if cells is None or len(cells) <= max(places.values()):
        return UnfitReading(line, "malformed", raw)
    found = {name: cells[at].strip() for name, at in places.items()}
    if not _SERIAL.fullmatch(found["meter"]):
        return UnfitReading(line, "bad-meter", raw)
    on = _day(found["date"])
    if on is None:
        return UnfitReading(line, "bad-date", raw)
    try:
        index, suffix = read_index(found["index"])
    except BadNews:
        return UnfitReading(line, "bad-index", raw)
    if suffix not in ("", "R"):
        return UnfitReading(line, "bad-index", raw)
    kind = KINDS.get(found.get("kind", "").casefold())
    if kind is None:
        return UnfitReading(line, "bad-kind", raw)
    return ReadingLine(line, found["meter"], on, index, kind, raw)


_Row = tuple[int, "list[str] | None", str]


def _places(header: Sequence[str] | None) -> dict[str, int] | None:
    """Where each column is; None when one that is needed is missing or named twice."""
    names = [c.strip().casefold().replace(" ", "_") for c in header or ()]
    found: dict[str, int] = {}
    for column, known in COLUMNS.items():
        at = [n for n, name in enumerate(names) if name in known]
        if len(at) > 1 or (not at and column != "kind"):
            return None
        if at:
            found[column] = at[0]
    return found


def _day(text: str) -> date | None:
    plain = fold_digits(text)
    iso, civil = _ISO.fullmatch(plain), _CIVIL.fullmatch(plain)
    if iso:
        year, month, day = iso.groups()
    elif civil:
        day, month, year = civil.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


# --- plain lines -------------------------------------------------------------------------------------------------


def _lines(file: Path) -> Iterator[_Row]:
    separator = ""
    try:
        with file.open("rb") as stream:
            number = 0
            while raw := stream.readline(LONGEST_LINE + 1):
                number += 1
                whole = raw.endswith(b"\n") or len(raw) <= LONGEST_LINE
                while not raw.endswith(b"\n") and (rest := stream.readline(1 << 16)):
                    raw = rest if not whole else raw + rest
                text = _text(raw.removeprefix(b"\xef\xbb\xbf")) if whole else None
                if not separator:
                    separator = max(";\t,", key=(text or "").count)
                cells = None if text is None or '"' in text else text.split(separator)
                yield number, cells, text if text is not None else shown(raw)
    except OSError as error:
        raise ReadingsFileMissing(file=str(file)) from error


def _text(raw: bytes) -> str | None:
    """A line as text, or None when it holds what no line of text holds."""
    body = raw.removesuffix(b"\n").removesuffix(b"\r")
    for encoding in ("utf-8", "cp1252"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = text.replace("\t", " ")
        return text if plain.isprintable() else None
    return None


# --- workbooks ---------------------------------------------------------------------------------------------------


def _is_zip(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise ReadingsFileMissing(file=str(file)) from error


def _workbook(file: Path) -> Iterator[_Row]:
    import python_calamine

    _weigh(file)
    try:
        sheet = python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0)
        rows = list(sheet.iter_rows())
    except Exception as error:
        raise ReadingsFileDamaged(file=file.name) from error
    for number, row in enumerate(rows, (sheet.start or (0, 0))[0] + 1):
        cells = [_cell(value) for value in row]
        yield number, cells, ";".join(cells)


def _weigh(file: Path) -> None:
    """Refuse a workbook that unpacks to too much, by unpacking it piece by piece without keeping anything."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            if len(members) > MEMBERS_MOST or sum(m.file_size for m in members) > UNPACKED_MOST:
                raise ReadingsFileDamaged(file=file.name)
            weight = 0
            for member in members:
                with packed.open(member) as stream:
                    while piece := stream.read(1 << 16):
                        weight += len(piece)
                        if weight > UNPACKED_MOST:
                            raise ReadingsFileDamaged(file=file.name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError) as error:
        raise ReadingsFileDamaged(file=file.name) from error


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text.removesuffix(".0") if re.fullmatch(r"-?[0-9]+\.0", text) else text
