"""An import of readings taken back whole, until something depends on it: by cancelling rows, nothing is deleted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop_app.domain.refusals_readings import ImportUndone, ImportUsed, UnknownImport

from .counter import Counter
from .rounds_import import prefix

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.journal import JournalEntry
    from desktop_app.storage.readings import ReadingFact

IMPORTED, UNDONE = "readings_imported", "import_undone"
MOST = 50
"""Imports listed, the newest first."""
_NAMED = 5
"""So many of the facts in the way are named."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import of readings; `undone_on` None while it stands."""

    number: str
    file: str
    on: date
    agent: str
    lines: int
    accepted: int
    rejected: int
    first: date | None
    last: date | None
    undone_on: date | None = None


@dataclass(frozen=True, slots=True)
class ImportTakenBack:
    """What taking an import back did: readings cancelled, and estimates that hold again."""

    number: str
    file: str
    cancelled: int
    restored: int
    on: date


def imports(counter: Counter) -> tuple[ImportRow, ...]:
    """The imports of readings, the newest first."""
    from desktop_app.storage import journal

    with counter.book.read() as connection:
        found = journal.of_series(connection, "I", limit=2 * MOST)
    undone = {e.document: e for e in found if e.kind == UNDONE}
    return tuple(_row(e, undone.get(e.document)) for e in found if e.kind == IMPORTED)[:MOST]


def undo(counter: Counter, number: str) -> ImportTakenBack:
    """Cancel every reading of an import; estimates it had replaced hold again. Refuses UnknownImport, ImportUndone, and
    ImportUsed, naming the invoices, later readings and leak files that rest on it."""
    with counter.book.write(counter.hand()) as pen:
        entry, body = _entry(pen.connection, number)
        return _undo(pen, entry, body)


def _undo(pen: Pen, entry: JournalEntry, body: dict[str, Any]) -> ImportTakenBack:
    from desktop_app.storage import readings

    connection = pen.connection
    taken = readings.of_import(connection, prefix(body["digest"], body["turn"]))
    in_the_way = _resting(connection, taken)
    if in_the_way:
        raise ImportUsed(number=entry.document, by=tuple(in_the_way[:_NAMED]))
    restored = 0
    for fact in taken:
        before = readings.replaced_by(connection, fact)
        if before is not None:
            readings.put_back(pen, before, instead_of=fact.id)
            restored += 1
        else:
            readings.cancel(pen, fact)
        for estimate in readings.put_right_with(connection, fact):
            original = readings.replaced_by(connection, estimate)
            if original is not None:
                readings.put_back(pen, original, instead_of=estimate.id)
                restored += 1
    made = ImportTakenBack(entry.document, str(body["file"]), len(taken), restored, pen.hand.today)
    pen.journal(UNDONE, document=entry.document, body=made)
    return made


def _entry(connection: Connection, number: str) -> tuple[JournalEntry, dict[str, Any]]:
    from desktop_app.storage import journal

    known = journal.entries(connection, document=number.strip())
    made = next((e for e in known if e.kind == IMPORTED), None)
    if made is None:
        raise UnknownImport(number=number)
    back = next((e for e in known if e.kind == UNDONE), None)
    if back is not None:
        raise ImportUndone(number=made.document, on=date.fromisoformat(json.loads(back.body)["on"]))
    return made, json.loads(made.body)


def _resting(connection: Connection, taken: tuple[ReadingFact, ...]) -> list[str]:
    """Numbers of the invoices and leak files, and the meters with their days, that rest on these readings."""
    from desktop_app.storage import leaks, past, readings

    own = {r.id for r in taken}
    billed = past.in_force(connection, sorted({r.contract_id for r in taken}))
    files = leaks.spans_of(connection, sorted({r.contract_id for r in taken}))
    found: dict[str, None] = {}
    for fact in reversed(taken):
        for invoice in billed.get(fact.contract_id, ()):
            if any(
                u.serial == fact.serial and u.old_on <= fact.taken_on <= u.new_on
                for u in invoice.uses
            ):
                found[invoice.number] = None
        for file, meter_id, end in files.get(fact.contract_id, ()):
            if meter_id == fact.meter_id and end >= fact.taken_on:
                found[file] = None
        for later in readings.of_meter(connection, fact.meter_id):
            if later.taken_on >= fact.taken_on and later.id > fact.id and later.id not in own:
                found[f"{later.serial} {later.taken_on:%d/%m/%Y}"] = None
    return list(found)


def _row(entry: JournalEntry, back: JournalEntry | None) -> ImportRow:
    body = json.loads(entry.body)
    return ImportRow(
        number=entry.document,
        file=body["file"],
        on=date.fromisoformat(body["on"]),
        agent=entry.agent,
        lines=body["lines"],
        accepted=body["accepted"],
        rejected=len(body["rejected"]),
        first=_maybe(body["from"]),
        last=_maybe(body["to"]),
        undone_on=date.fromisoformat(json.loads(back.body)["on"]) if back else None,
    )


def _maybe(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
