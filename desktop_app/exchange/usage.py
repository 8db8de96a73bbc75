"""Files of metered bills, read as strict physical lines: every line is either a bill or a named reason, none is lost.

The format is plain text or gzip with the header `cust_id,cust_class,usage_year,usage_month,usage_ccf`; a volume is in
hundred cubic feet (1 ccf = 2.8317 m3). No quotes, no spaces, ASCII digits only: the shapes of an export that a machine
wrote. A file that cannot be read to its end is refused whole.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_app.domain.refusals import UsageFileDamaged, UsageFileMissing, UsageFileUnknown

COLUMNS = ("cust_id", "cust_class", "usage_year", "usage_month", "usage_ccf")
CLASSES = (
    "RESIDENTIAL_SINGLE",
    "RESIDENTIAL_MULTI",
    "COMMERCIAL",
    "INSTITUTIONAL",
    "IRRIGATION",
    "OTHER",
)
HOUSEHOLDS = ("RESIDENTIAL_SINGLE", "RESIDENTIAL_MULTI")
LONGEST_LINE = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100

_SHAPE = re.compile(
    r"([0-9]{1,12}),([A-Za-z_]{1,40}),([0-9]{1,30}),([0-9]{1,30}),(-?)([0-9]{1,60})(?:\.([0-9]{1,3}))?"
)


@dataclass(frozen=True, slots=True)
class UsageBill:
    """One readable line: whose, which class, the month billed (year x 12 + month - 1), thousandths of a ccf."""

    line: int
    customer: int
    klass: str
    month: int
    milli_ccf: int


@dataclass(frozen=True, slots=True)
class UnfitLine:
    """One line that is no bill: malformed | unknown-class | bad-date | negative; `raw` is its text, shortened."""

    line: int
    reason: str
    raw: str


def read_usage(file: Path) -> Iterator[UsageBill | UnfitLine]:
    """Every data line of the file in order, numbered from 1 with the header.

    Refuses UsageFileMissing, UsageFileUnknown (another header) and UsageFileDamaged (a cut or corrupt archive).
    """
    with _opened(file) as stream:
        try:
            header = stream.readline(LONGEST_LINE + 1).removeprefix(b"\xef\xbb\xbf")
            if _text(header) != ",".join(COLUMNS):
                raise UsageFileUnknown(file=file.name, expected=",".join(COLUMNS))
            line = 1
            while raw := stream.readline(LONGEST_LINE + 1):
                line += 1
                if len(raw) > LONGEST_LINE and not raw.endswith(b"\n"):
                    _skip_rest(stream)
                yield judge(line, raw)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UsageFileDamaged(file=file.name) from error


def judge(line: int, raw: bytes) -> UsageBill | UnfitLine:
    """What one physical line is, its line ending included."""
    text = _text(raw)
    if text is None or not (shape := _SHAPE.fullmatch(text)):
        return UnfitLine(line, "malformed", shown(raw))
    customer, klass, year, month, sign, whole, decimals = shape.groups()
    if klass not in CLASSES:
        return UnfitLine(line, "unknown-class", text)
    if len(year) != 4 or not FIRST_YEAR <= int(year) <= LAST_YEAR or not 1 <= int(month) <= 12:
        return UnfitLine(line, "bad-date", text)
    if sign:
        return UnfitLine(line, "negative", text)
    milli = int(whole) * 1000 + int((decimals or "").ljust(3, "0"))
    return UsageBill(line, int(customer), klass, int(year) * 12 + int(month) - 1, milli)


def shown(raw: bytes) -> str:
    """The bytes of a bad line as harmless short text."""
    text = raw.rstrip(b"\r\n").decode("ascii", "backslashreplace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)[:LONGEST_LINE]


def fingerprint(file: Path) -> str:
    """SHA-256 of the file as it lies on the disk, to tell the same file when it comes again."""
    made = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                made.update(block)
    except OSError as error:
        raise UsageFileMissing(file=str(file)) from error
    return made.hexdigest()


def _opened(file: Path) -> BinaryIO:
    try:
        with file.open("rb") as stream:
            zipped = stream.read(2) == b"\x1f\x8b"
        return gzip.open(file, "rb") if zipped else file.open("rb")  # type: ignore[return-value]
    except OSError as error:
        raise UsageFileMissing(file=str(file)) from error


def _text(raw: bytes) -> str | None:
    """The line without its ending, or None when it is not plain ASCII."""
    body = raw.removesuffix(b"\n").removesuffix(b"\r")
    return body.decode("ascii") if body.isascii() else None


def _skip_rest(stream: BinaryIO) -> None:
    """Leave a line that is too long behind without ever holding it."""
    while (part := stream.readline(1 << 16)) and not part.endswith(b"\n"):
        continue
