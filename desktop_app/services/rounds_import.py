"""Readings that come in a file: a dry run tells what each line would do; the real one writes all of it or nothing."""

from __future__ import annotations

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
    number: str | None = None
    """Number of the import, to take it back by; None in a dry run."""


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
    Refuses ReadingsFileMissing, ReadingsFileUnknown, ReadingsFileDamaged, ReadingsFileAgain (the same bytes, unless the
    first import of them was taken back), and ReadingsFileRejected when a line cannot stand.
    """
    rows = list(read_readings(file))
    digest = fingerprint(file)
    found: list[ReadingsImported] = []
    try:
        with counter.book.write(counter.hand()) as pen:
            turn = _turn(pen.connection, rows, digest, file.name)
            made = _import(counter, pen, rows, file.name, digest, turn, dry_run, confirmed)
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
    turn: int,
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
            made = _take(counter, pen, row, f"{prefix(digest, turn)}{row.line}", confirmed)
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
        number=None if dry_run else pen.number("I"),
    )
    pen.journal(
        "readings_imported",
        document=imported.number or "",
        body={
            "file": name,
            "digest": digest,
            "turn": turn,
            "on": pen.hand.today,
            "from": imported.first,
            "to": imported.last,
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


def prefix(digest: str, turn: int) -> str:
    """How the operations of an import begin: by its bytes, and how often the same bytes had been taken back before."""
    return f"{digest[:20]}.{turn}-" if turn else f"{digest[:26]}-"


def _turn(
    connection: Connection, rows: list[ReadingLine | UnfitReading], digest: str, name: str
) -> int:
    """How often this file came and was taken back; refuses ReadingsFileAgain while readings of it stand."""
    from desktop_app.storage import readings

    turn = 0
    while True:
        known = (
            readings.by_operation(connection, f"{prefix(digest, turn)}{row.line}")
            for row in rows
            if isinstance(row, ReadingLine)
        )
        first = next((k for k in known if k is not None), None)
        if first is None:
            return turn
        if readings.of_import(connection, prefix(digest, turn)):
            on = datetime.fromisoformat(str(first.recorded_at)).date()
            raise ReadingsFileAgain(file=name, on=on)
        turn += 1
