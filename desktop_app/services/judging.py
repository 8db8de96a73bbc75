"""A figure before it is written: the meter it is for, what was expected, the verdict, and what it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import estimate as estimating
from desktop_app.domain import meter as rule
from desktop_app.domain.invoice import Estimate
from desktop_app.domain.meter import TRUE_KINDS, Judgement, Span, Usual, Verdict
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
from desktop_app.domain.refusals_readings import NoReadingThatDay, ReadingBilled
from desktop_app.domain.refusals_run import ContractEnded
from desktop_app.domain.run import MONTHS

from .consumption import history
from .consumption import spans as spans_of
from .counter import Counter
from .neighbours import neighbours
from .whom import contract_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.past import Past
    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import ContractFact, MeterFact

ESTIMATED = "estimated"
ASSESSED = "assessed"
"""Method of an estimate put right by a true index below it: its share of what really passed."""
GAP, LIKELY_LEAK = "gap", "likely-leak"
"""Warnings beside the verdicts: many periods without a reading; above what this meter's history makes plausible."""

_CONFIRMED_ONLY = (Verdict.HIGH, Verdict.VERY_HIGH, Verdict.ROLLOVER, Verdict.ASSESSING)
"""Verdicts the agent must confirm; the softer ones are shown and kept with the reading."""


@dataclass(frozen=True, slots=True)
class Place:
    """The meter a reading is for, and its readings in force, oldest first."""

    contract: ContractFact
    meter: MeterFact
    read: tuple[ReadingFact, ...]
    earlier: tuple[Span, ...] = ()
    """What passed through the meters it replaced."""

    def before(self, on: date) -> ReadingFact:
        """The newest reading up to a day, or the first one."""
        return next((r for r in reversed(self.read) if r.taken_on <= on), self.read[0])


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure somebody wants recorded; `again` reads anew what was read that day."""

    contract: str
    index: int
    on: date
    meter: str | None
    kind: str
    confirmed: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What recording the figure does: the row, the one it replaces, the estimates it puts right and their invoices."""

    place: Place
    index: int
    judged: Judgement
    flag: str
    basis: Estimate | None
    replaces: ReadingFact | None
    volume: int
    """Of the row: since the reading before it, itself put right."""
    assessed: tuple[tuple[ReadingFact, int, Estimate], ...]
    """(estimate, its new volume, how that was made)"""
    to_correct: tuple[str, ...]
    action: str


def place(connection: Connection, contract: str, serial: str | None, on: date) -> Place:
    """The meter asked for, or the one in place. Refuses UnknownContract, ContractEnded (after the customer left),
    UnknownMeter, NoMeter, MeterRemoved."""
    from desktop_app.storage import readings, subscribers

    fact = contract_of(connection, contract)
    if fact.closed_on is not None and on > fact.closed_on:
        raise ContractEnded(contract=fact.number, on=fact.closed_on)
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
    every = readings.of_contract(connection, fact.id)
    read = tuple(r for r in every if r.meter_id == found.id)
    if not read:
        raise NoMeter(contract=fact.number)
    whole = history(every, found.id)
    return Place(fact, found, read, whole[: len(whole) - len(spans_of(read))])


def judge(counter: Counter, connection: Connection, asked: Asked, today: date) -> Judged:
    """The verdict on a figure and all it would change.

    Refuses ReadingInFuture, ReadingBeforeLast, ReadingTwiceADay (unless `again`), NoReadingThatDay and ReadingBilled
    (with it), IndexBeyondDial, IndexBelowLast, and ReadingNeedsConfirmation until `confirmed`.
    """
    if asked.on > today:
        raise ReadingInFuture(on=asked.on, today=today)
    where = place(connection, asked.contract, asked.meter, asked.on)
    newest = where.read[-1]
    if asked.on < newest.taken_on:
        raise ReadingBeforeLast(on=asked.on, last=newest.taken_on)
    read, replaces = _without_that_day(counter, connection, where, asked)
    around = neighbours(connection, where.contract.category, where.meter.service)
    spans = (*where.earlier, *spans_of(read))
    last = read[-1]
    basis = None
    index = asked.index
    if asked.kind == ESTIMATED:
        basis = legal(counter, spans, last.taken_on, asked.on, around)
        index = (last.figure + basis.volume) % rule.dial_size(where.meter.digits)
    true = [r for r in read if r.kind in TRUE_KINDS]
    real = true[-1] if true else None
    usual = rule.usual(spans, asked.on)
    days = (asked.on - last.taken_on).days
    judged = rule.judge(
        figure=index,
        digits=where.meter.digits,
        prev=last.figure,
        prev_kind=last.kind,
        days=days,
        rule=counter.rules.reading,
        mean=usual.volume if usual else None,
        mean_days=usual.days if usual else 0,
        last_real=real.figure if real else None,
        last_real_days=(asked.on - real.taken_on).days if real else None,
    )
    if not judged.believed:
        raise IndexBelowLast(index=index, last=last.figure, on=last.taken_on)
    if asked.kind != ESTIMATED and not asked.confirmed:
        alarm = estimating.alarm_above(spans, last.taken_on, asked.on, around) if days else None
        _confirm(counter, judged, alarm, since=last.taken_on, on=asked.on)
    assessed = _assessed(read, real, judged, asked.on) if judged.kind is Verdict.ASSESSING else ()
    flag = _flag(judged) if asked.kind != ESTIMATED else ""
    return Judged(
        place=where,
        index=index,
        judged=judged,
        flag=flag,
        basis=basis,
        replaces=replaces,
        volume=judged.volume - sum(volume for _, volume, _ in assessed),
        assessed=assessed,
        to_correct=_to_correct(connection, where, real, index, asked),
        action=_action(counter, read, flag),
    )


def legal(
    counter: Counter,
    spans: Sequence[Span],
    start: date,
    end: date,
    around: estimating.Neighbours,
) -> Estimate:
    """The operator's estimate of [start, end), as its rule book ranks the methods."""
    rules = counter.rules
    return estimating.legal(
        rules.estimation,
        spans,
        start,
        end,
        percent=rules.calendar.advance_percent or 50,
        zone=around.usual,
        neighbours=around,
    )


def gap_days(counter: Counter) -> int:
    """After so many days without a reading, what passed in between is told apart from a usual period."""
    rules = counter.rules
    return 31 * rules.reading.gap_periods * MONTHS[rules.calendar.kind]


def usual_over(read: Sequence[ReadingFact], on: date) -> Usual | None:
    """The clean mean before a day."""
    return rule.usual(spans_of(read), on)


def _without_that_day(
    counter: Counter, connection: Connection, where: Place, asked: Asked
) -> tuple[tuple[ReadingFact, ...], ReadingFact | None]:
    """The readings before the one asked, and the one of the same day that it replaces: an estimate, or a first look."""
    newest = where.read[-1]
    if newest.taken_on != asked.on:
        if asked.again:
            raise NoReadingThatDay(meter=where.meter.serial, on=asked.on)
        return where.read, None
    if len(where.read) == 1:
        raise ReadingTwiceADay(meter=where.meter.serial, on=asked.on)
    if newest.kind in TRUE_KINDS:
        if not asked.again:
            raise ReadingTwiceADay(meter=where.meter.serial, on=asked.on)
        billed = [i.number for i in _past(connection, where) if _bills(i, where, asked.on)]
        if billed:
            raise ReadingBilled(meter=where.meter.serial, on=asked.on, number=billed[0])
    return where.read[:-1], newest


def _confirm(
    counter: Counter, judged: Judgement, alarm: int | None, *, since: date, on: date
) -> None:
    warning = ""
    if judged.kind in _CONFIRMED_ONLY:
        warning = judged.kind.value
    elif judged.grade in _CONFIRMED_ONLY:
        warning = judged.grade.value
    elif alarm is not None and judged.volume > max(alarm, _small(counter)):
        warning = LIKELY_LEAK
    elif (on - since).days > gap_days(counter):
        warning = GAP
    if warning:
        raise ReadingNeedsConfirmation(
            warning=warning, volume=judged.volume, mean=judged.usual or 0
        )


def _small(counter: Counter) -> int:
    """A volume too small to alarm anybody, whatever the history."""
    rules = counter.rules.reading
    return rules.small_mean + rules.small_slack


def _flag(judged: Judgement) -> str:
    kind = judged.grade if judged.kind in (Verdict.ROLLOVER, Verdict.ASSESSING) else judged.kind
    return "" if kind is Verdict.OK else kind.value


def _assessed(
    read: Sequence[ReadingFact], real: ReadingFact | None, judged: Judgement, on: date
) -> tuple[tuple[ReadingFact, int, Estimate], ...]:
    """The estimates since the last true reading, each with its share by days of what really passed."""
    if real is None:
        return ()
    whole = (on - real.taken_on).days
    source = ((real.taken_on, on, judged.volume),)
    made, shared = [], 0
    for fact in read:
        if fact.taken_on <= real.taken_on:
            continue
        until = judged.volume * (fact.taken_on - real.taken_on).days // whole
        made.append((fact, until - shared, Estimate(ASSESSED, until - shared, source)))
        shared = until
    return tuple(made)


def _to_correct(
    connection: Connection, where: Place, real: ReadingFact | None, index: int, asked: Asked
) -> tuple[str, ...]:
    """Invoices that billed beyond this true index, on estimates; they are to be corrected."""
    if real is None or asked.kind == ESTIMATED or where.read[-1].kind in TRUE_KINDS:
        return ()
    dial = rule.dial_size(where.meter.digits)
    passed = (index - real.figure) % dial
    found = []
    for one in _past(connection, where):
        if one.end <= real.taken_on:
            continue
        beyond = [
            u
            for u in one.uses
            if u.serial == where.meter.serial
            and u.new_kind == ESTIMATED
            and u.new_on > real.taken_on
            and (u.new_index - real.figure) % dial > passed
        ]
        if beyond:
            found.append(one.number)
    return tuple(sorted(found))


def _bills(one: Past, where: Place, on: date) -> bool:
    return any(u.serial == where.meter.serial and on in (u.new_on, u.old_on) for u in one.uses)


def _past(connection: Connection, where: Place) -> tuple[Past, ...]:
    from desktop_app.storage import past

    return past.in_force(connection, [where.contract.id]).get(where.contract.id, ())


def _action(counter: Counter, read: Sequence[ReadingFact], flag: str) -> str:
    """What this anomaly calls for, seen so many periods in a row: by the rule book."""
    if not flag:
        return ""
    flags = [r.flag for r in read if r.kind != ESTIMATED] + [flag]
    return rule.escalation(rule.anomalies_in_a_row(flags), counter.rules.reading)
