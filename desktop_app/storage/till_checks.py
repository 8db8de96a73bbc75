"""The truths of the till, recomputed: seals, documents as journalled, receipts as booked, drawers, closings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, Table, and_, func, or_, select, type_coerce
from sqlalchemy.types import NullType

from desktop_app.domain.closing import BELOW, DAY, KINDS, Closing, Totals
from desktop_app.domain.payment import TenderKind

from . import closings, seals
from .closings import Window
from .packing import Unreadable, unpack
from .tables import entry, journal, payment, shift
from .till import CASH
from .till_tables import (
    closing,
    deposit,
    movement,
    refund,
    shift_report,
    suspense,
)

PROVEN = (payment, suspense, movement, shift_report, deposit, refund, closing)
"""Documents whose journal entry holds them word for word."""
Found = tuple[int, tuple[str, ...]]
"""Records looked at, and what is wrong with the first ones."""


def sealed(connection: Connection) -> Found:
    """Every journal entry has its place in the chain of its kind; the first broken record of each chain is named."""
    return seals.verify(connection)


def as_journalled(connection: Connection) -> Found:
    """Every document of the till is the very text that was journalled when it was made."""
    count, wrong = 0, []
    for table in PROVEN:
        count += connection.execute(select(func.count()).select_from(table)).scalar_one()
        wrong += list(_altered(connection, table))
    return count, tuple(f"{number} is not what was journalled" for number in wrong[:10])


def _altered(connection: Connection, table: Table) -> Iterator[str]:
    """Documents with journal entries of their own, none of which holds them as they are now."""
    rows = connection.execute(
        select(table.c.number, type_coerce(table.c.facts, NullType()), journal.c.body)
        .join_from(table, journal, journal.c.document == table.c.number)
        .where(journal.c.kind != "document_printed")
        .order_by(table.c.id)
        .execution_options(yield_per=1000)
    )
    for number, entries in groupby(rows, key=lambda row: row[0]):
        if all(_text(facts) != body for _, facts, body in entries):
            yield number


def _text(facts: bytes | str) -> str:
    """The text of stored facts; empty, which no fact is, when they cannot be read."""
    try:
        return unpack(facts)
    except Unreadable:
        return ""


def receipts_as_booked(connection: Connection) -> Found:
    """Tenders = allocations + credit + suspense + stamp + change: what each receipt brought is what was booked."""
    means = [kind.value for kind in TenderKind]
    booked = (
        select(entry.c.document, func.sum(entry.c.amount).label("amount"))
        .where(
            entry.c.account.in_(means),
            or_(
                and_(entry.c.document >= "R-", entry.c.document < "R."),
                and_(entry.c.document >= "U-", entry.c.document < "U."),
            ),
            ~and_(entry.c.document >= "U-", entry.c.account == TenderKind.SUSPENSE.value),
        )
        .group_by(entry.c.document)
        .subquery()
    )
    count, wrong = 0, []
    for table, due in (
        (payment, payment.c.amount + payment.c.stamp),
        (suspense, suspense.c.amount),
    ):
        count += connection.execute(select(func.count()).select_from(table)).scalar_one()
        rows = connection.execute(
            select(table.c.number)
            .select_from(table.outerjoin(booked, booked.c.document == table.c.number))
            .where(func.coalesce(booked.c.amount, 0) != due)
            .order_by(table.c.id)
            .limit(10)
        ).scalars()
        wrong += [f"{number} is not what was booked" for number in rows]
    return count, tuple(wrong[:10])


def drawers(connection: Connection) -> Found:
    """Of every closed shift: expected = float + in - out, and counted = expected + over or short."""
    over = select(movement.c.number).where(movement.c.kind == "over_short")
    moved = (
        select(
            entry.c.shift_id,
            func.sum(entry.c.amount).label("cash"),
        )
        .where(entry.c.account == CASH)
        .group_by(entry.c.shift_id)
        .subquery()
    )
    short = (
        select(entry.c.shift_id, func.sum(entry.c.amount).label("cash"))
        .where(entry.c.account == CASH, entry.c.document.in_(over))
        .group_by(entry.c.shift_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            shift_report.c.number,
            shift_report.c.expected,
            shift_report.c.counted,
            shift.c.float,
            func.coalesce(moved.c.cash, 0),
            func.coalesce(short.c.cash, 0),
        )
        .join_from(shift_report, shift, shift.c.id == shift_report.c.shift_id)
        .outerjoin(moved, moved.c.shift_id == shift.c.id)
        .outerjoin(short, short.c.shift_id == shift.c.id)
        .order_by(shift_report.c.id)
    ).all()
    wrong = [
        f"{number} does not add up"
        for number, expected, counted, begun, cash, over_short in rows
        if counted != begun + cash or expected != counted - over_short
    ]
    return len(rows), tuple(wrong[:10])


def closings_add_up(connection: Connection) -> Found:
    """Every closing again: its period from the entries or the closings below, perpetual = previous + period."""
    count, wrong = 0, []
    for kind in KINDS:
        kept = [k.fact for k in closings.of_kind(connection, kind)]
        count += len(kept)
        wrong += [f"{number} does not follow the one before" for number in _perpetual(kept)]
    days = [k.fact for k in closings.of_kind(connection, DAY)]
    wrong += [f"{number} differs from the entries" for number in _days(connection, days)]
    for kind in BELOW:
        wrong += [f"{number} differs from what it closes" for number in _groups(connection, kind)]
    return count, tuple(wrong[:10])


def _perpetual(kept: list[Closing]) -> Iterator[str]:
    before, name = Totals(), ""
    for made in kept:
        grown = Totals() if made.training else before + made.period
        if made.perpetual != grown or made.previous != name:
            yield made.number
        before, name = made.perpetual, made.number


def _days(connection: Connection, kept: list[Closing]) -> Iterator[str]:
    """Day closings made together share a window of entries."""
    before: Closing | None = None
    for (upto, reach), batch in groupby(kept, key=lambda c: (c.upto, c.reach)):
        made = list(batch)
        window = (
            Window(reach, upto)
            if before is None
            else Window(reach, upto, before.reach, before.upto, before.beyond)
        )
        sums = {s.day: s for s in closings.by_day(connection, window)}
        for one in made:
            known = sums.pop(one.start, closings.DaySums(one.start, Totals(), ()))
            if (one.period, one.tenders) != (known.totals, known.tenders):
                yield one.number
        if sums:
            yield made[-1].number
        before = made[-1]


def _groups(connection: Connection, kind: str) -> Iterator[str]:
    """Months hold days, years months: each of them once, and nothing else."""
    below = {k.fact.number: k.fact for k in closings.of_kind(connection, BELOW[kind])}
    grouped: set[str] = set()
    for kept in closings.of_kind(connection, kind):
        made = kept.fact
        inside = [below[part].period for part in made.parts if part in below]
        if (
            grouped & set(made.parts)
            or len(inside) != len(made.parts)
            or sum(inside, Totals()) != made.period
        ):
            yield made.number
        grouped |= set(made.parts)
