"""Entering a meter reading: the expected range before typing, graded warnings after, one append-only row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import meter as rule
from desktop_app.domain.invoice import Estimate
from desktop_app.domain.meter import Judgement, Span, Usual, Verdict
from desktop_app.domain.refusals import (
    IndexBelowLast,
    MeterRemoved,
    NoMeter,
    ReadingBeforeLast,
    ReadingInFuture,
    ReadingNeedsConfirmation,
    ReadingTwiceADay,
    UnknownMeter,
)

from .consumption import spans as spans_of
from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import ContractFact, MeterFact

_CONFIRMED_ONLY = (Verdict.HIGH, Verdict.VERY_HIGH, Verdict.ROLLOVER, Verdict.ASSESSING)
"""Verdicts the agent must confirm; the softer ones are shown and kept with the reading."""


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


@dataclass(frozen=True, slots=True)
class TakeReading:
    contract: str
    index: int
    on: date
    meter: str | None = None
    kind: str = "real"
    confirmed: bool = False
    """The agent saw the warning and keeps the figure."""
    operation: str = ""


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


def expected(counter: Counter, contract: str, *, on: date, meter: str | None = None) -> Expected:
    """The band for this meter on this day; refuses UnknownContract, UnknownMeter, NoMeter, MeterRemoved."""
    with counter.book.read() as connection:
        place = _place(connection, contract, meter, on)
        spans = spans_of(place.read)
    last, days = place.last, max(1, (on - place.last.taken_on).days)
    usual = rule.usual(spans, on)
    service = counter.rules.service(place.meter.service)
    if usual is None:
        low, high, inform, stop = last.figure, last.figure, 0, None
        mean = 0
    else:
        band = rule.expected(
            prev=last.figure,
            digits=place.meter.digits,
            mean=usual.volume,
            mean_days=usual.days,
            days=days,
            rule=counter.rules.reading,
        )
        low, high, inform, stop = band.low, band.high, band.inform_above, band.stop_above
        mean = band.usual
    return Expected(
        contract=place.contract.number,
        meter=place.meter.serial,
        service=service.code,
        unit=service.unit,
        digits=place.meter.digits,
        last_index=last.figure,
        last_on=last.taken_on,
        last_kind=last.kind,
        days=days,
        mean=mean,
        low=low,
        high=high,
        inform_above=inform,
        stop_above=stop,
        suggested=_suggested(spans, last.taken_on, on),
    )


def check(counter: Counter, command: TakeReading) -> ReadingTaken:
    """What taking this reading would record, without writing; refuses like `take_reading`."""
    with counter.book.read() as connection:
        return _judge(counter, connection, command, counter.today()).taken


def take_reading(counter: Counter, command: TakeReading) -> ReadingTaken:
    """Record the reading. Refuses ReadingInFuture, ReadingBeforeLast, ReadingTwiceADay, IndexBeyondDial,
    IndexBelowLast, and ReadingNeedsConfirmation (code of the warning, volume, mean) until `confirmed`.
    The same operation again answers the same reading."""
    from .once import once

    return once(counter, command.operation, _stored, lambda pen: _take(counter, pen, command))


@dataclass(frozen=True, slots=True)
class _Place:
    """The meter a reading is for, its readings in force and the newest of them before the day asked."""

    contract: ContractFact
    meter: MeterFact
    read: tuple[ReadingFact, ...]
    last: ReadingFact


@dataclass(frozen=True, slots=True)
class _Judged:
    place: _Place
    taken: ReadingTaken
    cancelled: tuple[ReadingFact, ...]


def _place(connection: Connection, contract: str, serial: str | None, on: date) -> _Place:
    from desktop_app.storage import readings, subscribers

    from .whom import contract_of

    fact = contract_of(connection, contract)
    meters = subscribers.meters(connection, fact.id)
    if serial is not None:
        found = next((m for m in meters if m.serial.casefold() == serial.strip().casefold()), None)
        if found is None:
            raise UnknownMeter(contract=fact.number, meter=serial)
    else:
        found = next((m for m in meters if m.removed_on is None), meters[-1] if meters else None)
        if found is None:
            raise NoMeter(contract=fact.number)
    if found.removed_on is not None and found.removed_on < on:
        raise MeterRemoved(meter=found.serial, on=found.removed_on)
    read = readings.of_meter(connection, found.id)
    if not read:
        raise NoMeter(contract=fact.number)
    before = [r for r in read if r.taken_on <= on]
    return _Place(fact, found, read, (before or list(read))[-1])


def _suggested(spans: Sequence[Span], start: date, end: date) -> Estimate | None:
    from desktop_app.domain import estimate

    return estimate.suggested(spans, start, end) if spans and start < end else None


def _judge(counter: Counter, connection: Connection, command: TakeReading, today: date) -> _Judged:
    if command.on > today:
        raise ReadingInFuture(on=command.on, today=today)
    place = _place(connection, command.contract, command.meter, command.on)
    newest = place.read[-1]
    if command.on < newest.taken_on:
        raise ReadingBeforeLast(on=command.on, last=newest.taken_on)
    true = [r for r in place.read if r.kind in rule.TRUE_KINDS]
    last_true = true[-1] if true else None
    if last_true is not None and command.on == last_true.taken_on:
        raise ReadingTwiceADay(meter=place.meter.serial, on=command.on)
    days = (command.on - newest.taken_on).days
    usual = rule.usual(spans_of(place.read), command.on)
    judged = rule.judge(
        figure=command.index,
        digits=place.meter.digits,
        prev=newest.figure,
        prev_kind=newest.kind,
        days=days,
        rule=counter.rules.reading,
        mean=usual.volume if usual else None,
        mean_days=usual.days if usual else 0,
        last_real=last_true.figure if last_true else None,
        last_real_days=(command.on - last_true.taken_on).days if last_true else None,
    )
    if not judged.believed:
        raise IndexBelowLast(index=command.index, last=newest.figure, on=newest.taken_on)
    cancelled = (
        tuple(r for r in place.read if last_true is None or r.taken_on > last_true.taken_on)
        if judged.kind is Verdict.ASSESSING
        else ()
    )
    if _must_confirm(judged) and not command.confirmed:
        raise ReadingNeedsConfirmation(
            warning=judged.kind.value if judged.kind in _CONFIRMED_ONLY else judged.grade.value,
            volume=judged.volume,
            mean=judged.usual or 0,
        )
    flag = judged.grade if judged.kind in (Verdict.ROLLOVER, Verdict.ASSESSING) else judged.kind
    return _Judged(
        place,
        ReadingTaken(
            contract=place.contract.number,
            meter=place.meter.serial,
            on=command.on,
            index=command.index,
            kind=command.kind,
            volume=judged.volume,
            days=judged.days,
            mean=judged.usual or 0,
            flag="" if flag is Verdict.OK else flag.value,
            rollover=judged.rollover,
            cancelled_estimates=len(cancelled),
            letter=judged.inform,
        ),
        cancelled,
    )


def _must_confirm(judged: Judgement) -> bool:
    return judged.kind in _CONFIRMED_ONLY or judged.grade in _CONFIRMED_ONLY


def _take(counter: Counter, pen: Pen, command: TakeReading) -> ReadingTaken:
    from desktop_app.storage import readings

    judged = _judge(counter, pen.connection, command, pen.hand.today)
    for fact in judged.cancelled:
        readings.cancel(pen, fact)
    readings.add(
        pen,
        contract_id=judged.place.contract.id,
        meter_id=judged.place.meter.id,
        taken_on=command.on,
        figure=command.index,
        kind=command.kind,
        volume=judged.taken.volume,
        flag=judged.taken.flag,
        operation=command.operation,
    )
    pen.journal("reading_entered", body=judged.taken)
    return judged.taken


def _stored(connection: Connection, operation: str) -> ReadingTaken | None:
    """The reading this operation already recorded."""
    from desktop_app.storage import readings, subscribers

    fact = readings.by_operation(connection, operation)
    if fact is None:
        return None
    contract = subscribers.by_id(connection, fact.contract_id)
    before = [r for r in readings.of_meter(connection, fact.meter_id) if r.taken_on < fact.taken_on]
    days = (fact.taken_on - before[-1].taken_on).days if before else 0
    usual: Usual | None = rule.usual(spans_of(before), fact.taken_on)
    return ReadingTaken(
        contract=contract.number if contract else "",
        meter=fact.serial,
        on=fact.taken_on,
        index=fact.figure,
        kind=fact.kind,
        volume=fact.volume,
        days=days,
        mean=usual.over(days) if usual and days else 0,
        flag=fact.flag,
        rollover=bool(before) and fact.figure < before[-1].figure,
        cancelled_estimates=0,
        letter=fact.flag in (Verdict.HIGH.value, Verdict.VERY_HIGH.value),
    )
