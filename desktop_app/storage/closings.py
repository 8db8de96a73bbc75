"""Closings as booked, and the sums they rest on: every ledger entry falls into exactly one day closing.

A day closing covers the entries booked up to its day and written up to its last entry, less those that the closing
before it covers: what is written later, even for an earlier day, falls into the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from desktop_app.domain import record
from desktop_app.domain.closing import BELOW, Closing, Totals
from desktop_app.domain.invoice import Invoice
from desktop_app.domain.payment import TenderKind

from .tables import copy, entry, invoice, shift
from .tables import shift_event as event
from .till import MONEY
from .till_tables import closing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .book import Pen


@dataclass(frozen=True, slots=True)
class Window:
    """Entries booked up to `on` with ids up to `upto`, less those up to `before_on` and `before`."""

    on: date
    upto: int
    before_on: date | None = None
    before: int = 0
    late: bool = True
    """Whether entries up to `before` may be booked after `before_on`."""


@dataclass(frozen=True, slots=True)
class DaySums:
    """What one day adds: totals and what each means brought, in cents."""

    day: date
    totals: Totals
    tenders: tuple[tuple[TenderKind, int], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A closing with its row."""

    id: int
    fact: Closing


_IS_RECEIPT = or_(
    and_(entry.c.document >= "R-", entry.c.document < "R."),
    and_(entry.c.document >= "U-", entry.c.document < "U."),
)
_IS_NOTE = and_(entry.c.document >= "A-", entry.c.document < "A.")


def add(pen: Pen, made: Closing) -> int:
    """Store a closing; the caller writes the journal entry."""
    row = pen.insert(
        closing,
        {
            "number": made.number,
            "kind": made.kind,
            "start": made.start,
            "end": made.end,
            "upto": made.upto,
            "facts": made,
        },
    )
    assert row is not None
    return row


def last(connection: Connection, kind: str) -> Kept | None:
    """The newest closing of this kind."""
    row = connection.execute(
        select(closing.c.id, closing.c.facts)
        .where(closing.c.kind == kind)
        .order_by(closing.c.id.desc())
        .limit(1)
    ).first()
    return Kept(row[0], record.load(Closing, row[1])) if row else None


def covering(connection: Connection, kind: str, on: date) -> Closing | None:
    """The newest closing of this kind whose period holds this day."""
    day = on.isoformat()
    text = connection.execute(
        select(closing.c.facts)
        .where(closing.c.kind == kind, closing.c.start <= day, closing.c.end > day)
        .order_by(closing.c.id.desc())
        .limit(1)
    ).scalar()
    return record.load(Closing, text) if text else None


def of_kind(connection: Connection, kind: str) -> tuple[Kept, ...]:
    """The closings of this kind, oldest first."""
    rows = connection.execute(
        select(closing.c.id, closing.c.facts).where(closing.c.kind == kind).order_by(closing.c.id)
    )
    return tuple(Kept(i, record.load(Closing, text)) for i, text in rows)


def waiting(connection: Connection, kind: str) -> tuple[Kept, ...]:
    """The closings that this kind groups and that none of it has grouped yet, oldest first."""
    grouped = {part for kept in of_kind(connection, kind) for part in kept.fact.parts}
    below = connection.execute(
        select(closing.c.id, closing.c.number, closing.c.facts)
        .where(closing.c.kind == BELOW[kind])
        .order_by(closing.c.id)
    )
    return tuple(
        Kept(i, record.load(Closing, text)) for i, number, text in below if number not in grouped
    )


def load(connection: Connection, number: str) -> Closing | None:
    text = connection.execute(
        select(closing.c.facts).where(closing.c.number == number)
    ).scalar_one_or_none()
    return record.load(Closing, text) if text else None


def newest(connection: Connection, limit: int, kind: str = "") -> tuple[Closing, ...]:
    """The newest closings of this kind ("" = of every kind), the newest first."""
    found = select(closing.c.facts).order_by(closing.c.id.desc()).limit(limit)
    if kind:
        found = found.where(closing.c.kind == kind)
    rows = connection.execute(found).scalars()
    return tuple(record.load(Closing, text) for text in rows)


# --- what a window holds ---------------------------------------------------------------------------------------------


def last_entry(connection: Connection) -> int:
    return int(connection.execute(select(func.max(entry.c.id))).scalar() or 0)


def last_copy(connection: Connection) -> int:
    return int(connection.execute(select(func.max(copy.c.id))).scalar() or 0)


def copies(connection: Connection, after: int, upto: int) -> int:
    """How many duplicates were made between these two."""
    return connection.execute(
        select(func.count()).where(copy.c.id > after, copy.c.id <= upto, copy.c.copy > 0)
    ).scalar_one()


def by_day(connection: Connection, window: Window) -> tuple[DaySums, ...]:
    """What each day adds in this window, oldest first; days without entries are left out."""
    money = entry.c.account.in_(MONEY)
    billed = entry.c.account == "billed"
    rows = connection.execute(
        select(
            entry.c.booked_on,
            -func.sum(case((billed, entry.c.amount), else_=0)),
            func.sum(case((and_(money, _IS_RECEIPT), entry.c.amount), else_=0)),
            -func.sum(
                case((and_(entry.c.account == "stamp", _IS_RECEIPT), entry.c.amount), else_=0)
            ),
            func.sum(case((and_(billed, ~_IS_NOTE), 1), else_=0)),
            func.sum(case((and_(billed, _IS_NOTE), 1), else_=0)),
            func.count(case((_IS_RECEIPT, entry.c.document)).distinct()),
        )
        .where(*_inside(window))
        .group_by(entry.c.booked_on)
        .order_by(entry.c.booked_on)
    ).all()
    means = _tenders(connection, window)
    return tuple(
        DaySums(
            date.fromisoformat(day),
            Totals(
                turnover=int(turnover),
                collected=int(came) - int(stamp),
                stamp=int(stamp),
                invoices=int(invoices),
                credit_notes=int(notes),
                receipts=int(receipts),
            ),
            means.get(day, ()),
        )
        for day, turnover, came, stamp, invoices, notes, receipts in rows
    )


def _tenders(
    connection: Connection, window: Window
) -> dict[str, tuple[tuple[TenderKind, int], ...]]:
    rows = connection.execute(
        select(entry.c.booked_on, entry.c.account, func.sum(entry.c.amount))
        .where(*_inside(window), entry.c.account.in_(MONEY), _IS_RECEIPT)
        .group_by(entry.c.booked_on, entry.c.account)
        .order_by(entry.c.booked_on, entry.c.account)
    )
    found: dict[str, list[tuple[TenderKind, int]]] = {}
    for day, account, amount in rows:
        found.setdefault(day, []).append((TenderKind(account), int(amount)))
    return {day: tuple(means) for day, means in found.items()}


def invoices(connection: Connection, window: Window, day: date) -> Iterator[Invoice]:
    """The invoices and credit notes that this day adds in this window."""
    rows = connection.execute(
        select(invoice.c.facts)
        .where(
            invoice.c.number.in_(
                select(entry.c.document).where(
                    *_inside(window),
                    entry.c.account == "billed",
                    entry.c.booked_on == day.isoformat(),
                )
            )
        )
        .execution_options(yield_per=500)
    ).scalars()
    for text in rows:
        yield record.load(Invoice, text)


def first_open_day(connection: Connection, window: Window) -> date | None:
    """The first day with entries that no day closing covers yet."""
    text = connection.execute(select(func.min(entry.c.booked_on)).where(*_inside(window))).scalar()
    return date.fromisoformat(text) if text else None


def beyond(connection: Connection, window: Window) -> bool:
    """Whether entries of this window's ids are booked for days after it."""
    found = select(entry.c.id).where(
        entry.c.booked_on > window.on.isoformat(), entry.c.id <= window.upto
    )
    if not window.late:
        found = found.where(entry.c.id > window.before)
    return connection.execute(found.limit(1)).first() is not None


def open_shift(connection: Connection, upto: date) -> tuple[str, str, date] | None:
    """Till, agent and day of a shift still open that was opened by this day."""
    row = connection.execute(
        select(shift.c.till, shift.c.agent, shift.c.booked_on)
        .where(
            shift.c.booked_on <= upto.isoformat(),
            ~exists().where(event.c.shift_id == shift.c.id, event.c.kind == "closed"),
        )
        .order_by(shift.c.id)
        .limit(1)
    ).first()
    return (row[0], row[1], date.fromisoformat(row[2])) if row else None


def _inside(window: Window) -> tuple[ColumnElement[bool], ...]:
    on = window.on.isoformat()
    conditions: list[ColumnElement[bool]] = [entry.c.booked_on <= on, entry.c.id <= window.upto]
    if window.before_on is not None:
        fresh = entry.c.id > window.before
        late = entry.c.booked_on > window.before_on.isoformat()
        conditions.append(or_(fresh, late) if window.late else fresh)
    return tuple(conditions)
