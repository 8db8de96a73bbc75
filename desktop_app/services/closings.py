"""Closings of the day, the month and the year: period and perpetual totals, chained, each resting on the one before.

Turnover is what was invoiced, collected is what was paid: the payment of an invoice never raises the turnover again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.closing import DAY, MONTH, YEAR, Closing, RateTotal, Totals
from desktop_app.domain.money import Cents
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.period import add_months
from desktop_app.domain.record import dump
from desktop_app.domain.refusals import UnknownDocument
from desktop_app.domain.refusals_till import (
    ClosingInFuture,
    DayStillOpen,
    MonthStillOpen,
    NothingToClose,
    ShiftStillOpen,
)
from desktop_app.storage import closings as stored
from desktop_app.storage.closings import Kept, Window
from desktop_app.storage.failpoints import failpoint

from .counter import Counter
from .once import once

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One line of the list of closings; cents."""

    number: str
    kind: str
    """day | month | year"""
    start: date
    end: date
    turnover: Cents
    collected: Cents
    perpetual_turnover: Cents
    perpetual_collected: Cents


@dataclass(frozen=True, slots=True)
class Archived:
    """A year's archive: where it is, how many files and records it holds, and the hash of its manifest."""

    number: str
    year: int
    path: Path
    files: int
    records: int
    hash: str


def close(counter: Counter, kind: str, *, on: date | None = None, operation: str = "") -> Closing:
    """Close the day, month or year of `on` (default today); the same again answers the same closing while nothing
    was booked since. Days left open before it are closed too, each with its own record.
    Refuses ShiftStillOpen, DayStillOpen, MonthStillOpen, ClosingInFuture, NothingToClose."""
    today = counter.today()
    day = on or today
    if day > today:
        raise ClosingInFuture(on=day, today=today)

    def write(pen: Pen) -> Closing:
        made = _days(counter, pen, day) if kind == DAY else _periods(counter, pen, kind, day)
        if made is None:
            raise NothingToClose(on=day)
        return made

    def look(connection: Connection, _: str) -> Closing | None:
        if _anything_new(connection, kind, day):
            return None
        return stored.covering(connection, kind, day)

    return once(counter, operation or f"{kind} {day}", look, write)


def closings(counter: Counter, *, kind: str = "", limit: int = 60) -> tuple[ClosingRow, ...]:
    """The newest closings first, of one kind or of every kind."""
    with counter.book.read() as connection:
        found = stored.newest(connection, limit, kind)
    return tuple(
        ClosingRow(
            number=c.number,
            kind=c.kind,
            start=c.start,
            end=c.end,
            turnover=c.period.turnover,
            collected=c.period.collected,
            perpetual_turnover=c.perpetual.turnover,
            perpetual_collected=c.perpetual.collected,
        )
        for c in found
    )


def closing(counter: Counter, number: str) -> Closing:
    """The stored closing; refuses UnknownDocument."""
    with counter.book.read() as connection:
        found = stored.load(connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def archive(counter: Counter, *, year: int, out: Path) -> Archived:
    """The year as a zip that opens without Guichet: CSV and JSON of every document, entries and journal, a manifest
    of hashes, and a verifier in plain Python. A year not closed yet is marked provisional.
    Refuses YearStillOpen (a year to come); trouble CannotWriteFile."""
    from .archiving import archive as write

    return write(counter, year=year, out=out)


# --- days ---------------------------------------------------------------------------------------------------------


def _anything_new(connection: Connection, kind: str, day: date) -> bool:
    """Whether closing now would add a record."""
    if kind == DAY:
        return stored.open_shift(connection, day) is not None or (
            stored.first_open_day(connection, window(connection, day)) is not None
        )
    _, end = bounds(kind, day)
    waits = any(k.fact.start < end for k in stored.waiting(connection, kind))
    return waits or still_open(connection, end) is not None


def window_of(before: Closing | None, day: date, upto: int) -> Window:
    """The entries that a day closing up to this day adds to the one before it."""
    if before is None:
        return Window(day, upto)
    return Window(max(day, before.reach), upto, before.reach, before.upto, before.beyond)


def window(connection: Connection, day: date) -> Window:
    """The entries that a day closing up to this day would add."""
    before = stored.last(connection, DAY)
    return window_of(before.fact if before else None, day, stored.last_entry(connection))


def _days(counter: Counter, pen: Pen, day: date) -> Closing | None:
    """One record for each day not covered yet, up to this one; this one even when nothing happened on it."""
    connection = pen.connection
    adds = window(connection, day)
    opened = stored.open_shift(connection, adds.on)
    if opened is not None:
        raise ShiftStillOpen(till=opened[0], agent=opened[1])
    known = {sums.day: sums for sums in stored.by_day(connection, adds)}
    if not known and (day < adds.on or stored.covering(connection, DAY, day) is not None):
        return stored.covering(connection, DAY, day)
    days = sorted({*known, day} if day == adds.on else known)
    before = stored.last(connection, DAY)
    beyond = stored.beyond(connection, adds)
    upto_copy = stored.last_copy(connection)
    since_copy = before.fact.upto_copy if before else 0
    made: Closing | None = None
    previous = before.fact if before else None
    for one in days:
        sums = known.get(one, stored.DaySums(one, Totals(), ()))
        last = one == days[-1]
        made = _keep(
            counter,
            pen,
            previous,
            kind=DAY,
            start=one,
            end=one + timedelta(days=1),
            period=sums.totals,
            tenders=sums.tenders,
            rates=() if _taken_over(counter, one) else _rates(connection, adds, one),
            copies=stored.copies(connection, since_copy, upto_copy) if last else 0,
            upto=adds.upto,
            upto_copy=upto_copy if last else since_copy,
            reach=adds.on,
            beyond=beyond,
            taken_over=_taken_over(counter, one),
        )
        previous = made
    return made


def _taken_over(counter: Counter, day: date) -> bool:
    """Whether this day belongs to the history that the book was founded with."""
    founded = counter.book.installation.today
    return founded is not None and day < founded


def _rates(connection: Connection, adds: Window, day: date) -> tuple[RateTotal, ...]:
    """Net and VAT by rate of what was invoiced on this day."""
    sums: dict[Decimal, tuple[Cents, Cents]] = {}
    for fact in stored.invoices(connection, adds, day):
        for vat in fact.bill.vat:
            net, tax = sums.get(vat.rate, (0, 0))
            sums[vat.rate] = (net + vat.base, tax + vat.amount)
    return tuple(RateTotal(rate, net, tax) for rate, (net, tax) in sorted(sums.items()))


# --- months and years ----------------------------------------------------------------------------------------------


def bounds(kind: str, day: date) -> tuple[date, date]:
    """First day of the month or year of this day, and of the next one."""
    if kind == MONTH:
        start = day.replace(day=1)
        return start, add_months(start, 1)
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def still_open(connection: Connection, end: date) -> date | None:
    """The first day before `end` that is not closed: a shift still open, or entries no day closing covers."""
    last = end - timedelta(days=1)
    opened = stored.open_shift(connection, last)
    return stored.first_open_day(connection, _window_upto(connection, last)) or (
        opened[2] if opened else None
    )


def _window_upto(connection: Connection, day: date) -> Window:
    """The entries up to this day that no day closing covers."""
    return replace(window(connection, day), on=day)


def _periods(counter: Counter, pen: Pen, kind: str, day: date) -> Closing | None:
    """Group the closings below that wait: days into months, months into years, each period with its own record."""
    connection = pen.connection
    start, end = bounds(kind, day)
    still = still_open(connection, end)
    if still is not None:
        raise DayStillOpen(on=still)
    if kind == YEAR:
        for kept in stored.waiting(connection, MONTH):
            if kept.fact.start < end:
                raise MonthStillOpen(on=kept.fact.start)
    before = stored.last(connection, kind)
    groups: dict[date, list[Kept]] = {}
    for kept in stored.waiting(connection, kind):
        if kept.fact.start < end:
            groups.setdefault(bounds(kind, kept.fact.start)[0], []).append(kept)
    made, previous = None, before.fact if before else None
    for first in sorted(groups):
        made = previous = _group(counter, pen, kind, first, groups[first], previous)
    return made or stored.covering(connection, kind, start)


def _group(
    counter: Counter,
    pen: Pen,
    kind: str,
    start: date,
    parts: list[Kept],
    previous: Closing | None,
) -> Closing:
    tenders: dict[TenderKind, Cents] = {}
    rates: dict[Decimal, tuple[Cents, Cents]] = {}
    for kept in parts:
        for tender, amount in kept.fact.tenders:
            tenders[tender] = tenders.get(tender, 0) + amount
        for rate in kept.fact.rates:
            net, tax = rates.get(rate.rate, (0, 0))
            rates[rate.rate] = (net + rate.net, tax + rate.vat)
    return _keep(
        counter,
        pen,
        previous,
        kind=kind,
        start=start,
        end=bounds(kind, start)[1],
        period=sum((k.fact.period for k in parts), Totals()),
        tenders=tuple(sorted(tenders.items(), key=lambda pair: pair[0].value)),
        rates=tuple(RateTotal(r, net, tax) for r, (net, tax) in sorted(rates.items())),
        copies=sum(k.fact.copies for k in parts),
        upto=parts[-1].id,
        upto_copy=parts[-1].fact.upto_copy,
        reach=bounds(kind, start)[1] - timedelta(days=1),
        beyond=False,
        parts=tuple(k.fact.number for k in parts),
        taken_over=all(k.fact.taken_over for k in parts),
    )


def _keep(
    counter: Counter,
    pen: Pen,
    previous: Closing | None,
    *,
    kind: str,
    start: date,
    end: date,
    period: Totals,
    tenders: tuple[tuple[TenderKind, Cents], ...],
    rates: tuple[RateTotal, ...],
    copies: int,
    upto: int,
    upto_copy: int,
    reach: date,
    beyond: bool,
    taken_over: bool,
    parts: tuple[str, ...] = (),
) -> Closing:
    training = counter.book.installation.kind == "training"
    grown = previous.perpetual + period if previous else period
    made = Closing(
        number=pen.number("G"),
        kind=kind,
        start=start,
        end=end,
        made_at=pen.hand.now,
        agency=counter.book.installation.agency,
        till=pen.hand.till,
        agent=pen.hand.agent,
        period=period,
        perpetual=Totals() if training else grown,
        tenders=tenders,
        rates=rates,
        copies=copies,
        upto=upto,
        upto_copy=upto_copy,
        reach=reach,
        beyond=beyond,
        parts=parts,
        previous=previous.number if previous else "",
        training=training,
        taken_over=taken_over,
    )
    made = replace(made, hash_code=hashlib.sha256(dump(made).encode()).hexdigest()[:12])
    stored.add(pen, made)
    failpoint("closing_written")
    pen.journal(f"{kind}_closed", document=made.number, body=made)
    return made
