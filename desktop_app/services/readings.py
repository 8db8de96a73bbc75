"""Entering a meter reading: the expected range before typing, graded warnings after, one append-only row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import estimate as estimating
from desktop_app.domain import meter as rule
from desktop_app.domain import record
from desktop_app.domain.invoice import Estimate
from desktop_app.domain.meter import Verdict

from . import judging
from .consumption import spans as spans_of
from .counter import Counter
from .judging import ASSESSED, ESTIMATED, Asked, Judged
from .neighbours import neighbours

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.readings import ReadingFact


@dataclass(frozen=True, slots=True)
class Expected:
    """What the index should be: `low`..`high` is the soft band (dial values, may straddle zero when low > high)."""

    contract: str
    meter: str
    service: str
    unit: str
    digits: int
    last_index: int
    last_on: date
    last_kind: str
    days: int
    mean: int
    """Usual volume over these days."""
    low: int
    high: int
    inform_above: int
    """Volume above which the customer is told and the meter checked twice (150 %)."""
    stop_above: int | None
    """Volume above which the legal letter is due (France: twice the mean), or None."""
    suggested: Estimate | None = None
    """The most likely volume with its band, from the meter's own history and its neighbours'."""
    legal: Estimate | None = None
    """What would be billed if nobody could read it."""
    alarm_above: int | None = None
    """Volume above which a leak or a misreading is likely, by this meter's own habits."""
    estimates: int = 0
    """Estimates in a row since the last true reading."""
    prolonged: bool = False
    """So many that the rule book raises the alert on prolonged estimation."""


@dataclass(frozen=True, slots=True)
class TakeReading:
    contract: str
    index: int
    on: date
    meter: str | None = None
    kind: str = "real"
    """real | self (told by the subscriber) | final | estimated (the index is then the legal estimate's)."""
    confirmed: bool = False
    """The agent saw the warning and keeps the figure."""
    operation: str = ""
    again: bool = False
    """A second look: replaces the reading of that day."""


@dataclass(frozen=True, slots=True)
class ReadingTaken:
    """The stored reading; `flag` names the anomaly kept with it ("" when clean)."""

    contract: str
    meter: str
    on: date
    index: int
    kind: str
    volume: int
    days: int
    mean: int
    flag: str
    rollover: bool
    cancelled_estimates: int
    """Estimates replaced because the real index fell below them ("assessing")."""
    letter: bool
    """The customer must be informed in writing (leak, or above 150 %)."""
    to_correct: tuple[str, ...] = ()
    """Invoices that billed beyond this index, on estimates: to be corrected."""
    action: str = ""
    """What the anomaly calls for, by how many periods in a row it was seen: inform | letter | field | case."""


def expected(counter: Counter, contract: str, *, on: date, meter: str | None = None) -> Expected:
    """The band for this meter on this day; refuses UnknownContract, UnknownMeter, NoMeter, MeterRemoved."""
    with counter.book.read() as connection:
        where = judging.place(connection, contract, meter, on)
        around = neighbours(connection, where.contract.category, where.meter.service)
    return expected_at(counter, where, around, on)


def expected_at(
    counter: Counter, where: judging.Place, around: estimating.Neighbours, on: date
) -> Expected:
    """The same for a meter whose readings and neighbours are at hand."""
    last = where.before(on)
    spans = (*where.earlier, *spans_of(where.read))
    days = max(1, (on - last.taken_on).days)
    usual = rule.usual(spans, on)
    service = counter.rules.service(where.meter.service)
    ahead = last.taken_on < on
    low, high, inform, stop, mean = last.figure, last.figure, 0, None, 0
    if usual is not None:
        band = rule.expected(
            prev=last.figure,
            digits=where.meter.digits,
            mean=usual.volume,
            mean_days=usual.days,
            days=days,
            rule=counter.rules.reading,
        )
        low, high, inform, stop = band.low, band.high, band.inform_above, band.stop_above
        mean = band.usual
    estimates = rule.estimates_in_a_row([r.kind for r in where.read])
    seen = estimating.outlook(spans, last.taken_on, on, around) if ahead else None
    return Expected(
        contract=where.contract.number,
        meter=where.meter.serial,
        service=service.code,
        unit=service.unit,
        digits=where.meter.digits,
        last_index=last.figure,
        last_on=last.taken_on,
        last_kind=last.kind,
        days=days,
        mean=mean,
        low=low,
        high=high,
        inform_above=inform,
        stop_above=stop,
        suggested=seen.likely if seen else None,
        legal=judging.legal(counter, spans, last.taken_on, on, around) if ahead else None,
        alarm_above=seen.alarm_above if seen else None,
        estimates=estimates,
        prolonged=estimates >= counter.rules.reading.prolonged_estimates,
    )


def check(counter: Counter, command: TakeReading) -> ReadingTaken:
    """What taking this reading would record, without writing; refuses like `take_reading`."""
    with counter.book.read() as connection:
        judged = judging.judge(counter, connection, _asked(command), counter.today())
    return _taken(judged, command)


def take_reading(counter: Counter, command: TakeReading) -> ReadingTaken:
    """Record the reading. Refuses ReadingInFuture, ReadingBeforeLast, ReadingTwiceADay, IndexBeyondDial,
    IndexBelowLast, NoReadingThatDay and ReadingBilled (`again`), and ReadingNeedsConfirmation (code of the warning,
    volume, mean) until `confirmed`. The same operation again answers the same reading."""
    from .once import once

    return once(counter, command.operation, _stored, lambda pen: record_in(counter, pen, command))


def record_in(counter: Counter, pen: Pen, command: TakeReading) -> ReadingTaken:
    """Record the reading in a transaction of the caller's (a file of readings, an exchange of meters)."""
    from desktop_app.storage import readings

    judged = judging.judge(counter, pen.connection, _asked(command), pen.hand.today)
    taken = _taken(judged, command)
    where = judged.place
    figure = judged.index - judged.judged.volume
    for fact, volume, made in judged.assessed:
        figure += volume
        readings.add(
            pen,
            contract_id=fact.contract_id,
            meter_id=fact.meter_id,
            taken_on=fact.taken_on,
            figure=figure % rule.dial_size(where.meter.digits),
            kind=ESTIMATED,
            volume=volume,
            basis=record.dump(made),
            replaces_id=fact.id,
        )
    readings.add(
        pen,
        contract_id=where.contract.id,
        meter_id=where.meter.id,
        taken_on=command.on,
        figure=judged.index,
        kind=command.kind,
        volume=judged.volume,
        flag=judged.flag,
        basis=record.dump(judged.basis) if judged.basis else "",
        operation=command.operation,
        replaces_id=judged.replaces.id if judged.replaces else None,
    )
    pen.journal("reading_entered", body=taken)
    return taken


def _asked(command: TakeReading) -> Asked:
    return Asked(
        contract=command.contract,
        index=command.index,
        on=command.on,
        meter=command.meter,
        kind=command.kind,
        confirmed=command.confirmed,
        again=command.again,
    )


def _taken(found: Judged, command: TakeReading) -> ReadingTaken:
    judged = found.judged
    replaced = found.replaces is not None and found.replaces.kind == ESTIMATED
    return ReadingTaken(
        contract=found.place.contract.number,
        meter=found.place.meter.serial,
        on=command.on,
        index=found.index,
        kind=command.kind,
        volume=judged.volume,
        days=judged.days,
        mean=judged.usual or 0,
        flag=found.flag,
        rollover=judged.rollover,
        cancelled_estimates=len(found.assessed) + replaced,
        letter=judged.inform and command.kind != ESTIMATED,
        to_correct=found.to_correct,
        action=found.action,
    )


def _stored(connection: Connection, operation: str) -> ReadingTaken | None:
    """The reading this operation already recorded."""
    from desktop_app.storage import readings, subscribers

    fact = readings.by_operation(connection, operation)
    if fact is None:
        return None
    contract = subscribers.by_id(connection, fact.contract_id)
    before = [r for r in readings.of_meter(connection, fact.meter_id) if r.taken_on < fact.taken_on]
    assessed = [r for r in before if f'"method":"{ASSESSED}"' in r.basis]
    since = [r for r in assessed if r.taken_on > _last_true(before)]
    start = _last_true(before) if since else (before[-1].taken_on if before else fact.taken_on)
    days = (fact.taken_on - start).days
    usual = judging.usual_over(before, fact.taken_on)
    return ReadingTaken(
        contract=contract.number if contract else "",
        meter=fact.serial,
        on=fact.taken_on,
        index=fact.figure,
        kind=fact.kind,
        volume=fact.volume + sum(r.volume for r in since),
        days=days,
        mean=usual.over(days) if usual and days else 0,
        flag=fact.flag,
        rollover=bool(before) and fact.figure < before[-1].figure,
        cancelled_estimates=len(since),
        letter=fact.flag in (Verdict.HIGH.value, Verdict.VERY_HIGH.value),
    )


def _last_true(read: list[ReadingFact]) -> date:
    return max((r.taken_on for r in read if r.kind != ESTIMATED), default=date.min)
