"""Readings that come in a file: a dry run tells what each line would do; the real one writes all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.meter import TRUE_KINDS
from desktop_app.domain.refusals import Refusal
from desktop_app.domain.refusals_readings import (
    ReadingsFileAgain,
    ReadingsFileRejected,
    UnknownSerial,
)
from desktop_app.exchange.readings_file import ReadingLine, UnfitReading, read_readings
from desktop_app.exchange.usage import fingerprint

from .counter import Counter
from .readings import ReadingTaken, TakeReading, record_in

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that cannot stand: its reason, the refusal that says it (None for a line that is no reading), its text."""

    line: int
    reason: str
    news: Refusal | None
    raw: str


@dataclass(frozen=True, slots=True)
class ReadingsImported:
    """What a file did or would do: `lines` = accepted + identical + rejected. `letters` counts customers to inform."""

    file: str
    digest: str
    lines: int
    accepted: int
    identical: int
    rejected: tuple[Rejected, ...]
    anomalies: tuple[tuple[str, int], ...]
    """(flag kept with accepted readings, count)"""
    letters: int
    to_correct: tuple[str, ...]
    first: date | None
    last: date | None
    dry_run: bool


class _OnlyTried(Exception):
    """Leaves the transaction of a dry run, so that nothing of it stays."""


def import_readings(
    counter: Counter,
    file: Path,
    *,
    dry_run: bool = False,
    set_aside: bool = False,
    confirmed: bool = False,
) -> ReadingsImported:
    """Record every reading of the file in one transaction, or with `dry_run` tell what it would do.

    `set_aside` keeps the lines that cannot stand apart and takes the others; `confirmed` takes unusual figures too.
    Refuses ReadingsFileMissing, ReadingsFileUnknown, ReadingsFileDamaged, ReadingsFileAgain (the same bytes), and
    ReadingsFileRejected when a line cannot stand.
    """
    rows = list(read_readings(file))
    digest = fingerprint(file)
    found: list[ReadingsImported] = []
    try:
        with counter.book.write(counter.hand()) as pen:
            _refuse_again(pen.connection, rows, digest, file.name)
            made = _import(counter, pen, rows, file.name, digest, dry_run, confirmed)
            found.append(made)
            if dry_run:
                raise _OnlyTried
            if made.rejected and not set_aside:
                raise ReadingsFileRejected(file=file.name, lines=len(made.rejected))
            _keep_aside(pen, made)
    except _OnlyTried:
        pass
    return found[0]


def _import(
    counter: Counter,
    pen: Pen,
    rows: list[ReadingLine | UnfitReading],
    name: str,
    digest: str,
    dry_run: bool,
    confirmed: bool,
) -> ReadingsImported:
    rejected = [
        Rejected(r.line, r.reason, None, r.raw) for r in rows if isinstance(r, UnfitReading)
    ]
    lines = [r for r in rows if isinstance(r, ReadingLine)]
    taken: list[ReadingTaken] = []
    identical = 0
    for row in sorted(lines, key=lambda r: (r.meter.casefold(), r.on, r.line)):
        try:
            made = _take(counter, pen, row, _operation(digest, row.line), confirmed)
        except Refusal as refusal:
            rejected.append(Rejected(row.line, refusal.code, refusal, row.raw))
            continue
        if made is None:
            identical += 1
        else:
            taken.append(made)
    flags = sorted({t.flag for t in taken if t.flag})
    imported = ReadingsImported(
        file=name,
        digest=digest,
        lines=len(rows),
        accepted=len(taken),
        identical=identical,
        rejected=tuple(sorted(rejected, key=lambda r: r.line)),
        anomalies=tuple((flag, sum(t.flag == flag for t in taken)) for flag in flags),
        letters=sum(t.letter for t in taken),
        to_correct=tuple(sorted({n for t in taken for n in t.to_correct})),
        first=min((t.on for t in taken), default=None),
        last=max((t.on for t in taken), default=None),
        dry_run=dry_run,
    )
    pen.journal(
        "readings_imported",
        body={
            "file": name,
            "digest": digest,
            "lines": imported.lines,
            "accepted": imported.accepted,
            "identical": identical,
            "rejected": [(r.line, r.reason) for r in imported.rejected],
        },
    )
    return imported


def _take(
    counter: Counter, pen: Pen, row: ReadingLine, operation: str, confirmed: bool
) -> ReadingTaken | None:
    """The reading recorded, or None when the book holds the very same one."""
    from desktop_app.storage import readings, subscribers

    meter = subscribers.meter_by_serial(pen.connection, row.meter)
    if meter is None:
        raise UnknownSerial(meter=row.meter)
    for known in readings.of_meter(pen.connection, meter.id):
        same = known.taken_on == row.on and known.figure == row.index
        if same and known.kind in TRUE_KINDS:
            return None
    contract = subscribers.by_id(pen.connection, meter.contract_id)
    assert contract is not None
    return record_in(
        counter,
        pen,
        TakeReading(
            contract=contract.number,
            index=row.index,
            on=row.on,
            meter=meter.serial,
            kind=row.kind,
            confirmed=confirmed,
            operation=operation,
        ),
    )


def _keep_aside(pen: Pen, made: ReadingsImported) -> None:
    from desktop_app.storage import tables

    rows = [
        {"source": made.file, "line": r.line, "reason": r.reason, "raw": r.raw}
        for r in made.rejected
    ]
    if rows:
        pen.insert(tables.set_aside, rows)


def _refuse_again(
    connection: Connection, rows: list[ReadingLine | UnfitReading], digest: str, name: str
) -> None:
    from desktop_app.storage import readings

    for operation in _operations(rows, digest):
        known = readings.by_operation(connection, operation)
        if known is not None:
            on = datetime.fromisoformat(str(known.recorded_at)).date()
            raise ReadingsFileAgain(file=name, on=on)


def _operations(rows: list[ReadingLine | UnfitReading], digest: str) -> Iterator[str]:
    return (_operation(digest, r.line) for r in rows if isinstance(r, ReadingLine))


def _operation(digest: str, line: int) -> str:
    return f"{digest[:26]}-{line}"
