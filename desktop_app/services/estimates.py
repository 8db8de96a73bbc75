"""Estimates at the counter: the operator's legal one and the honest suggestion, and how both fare on real bills."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain import estimate as rule
from desktop_app.domain.invoice import Estimate
from desktop_app.domain.refusals import NoMeter, UnknownMeter, UsageFileEmpty
from desktop_app.domain.refusals_readings import AlreadyRead, UsageFileTooShort
from desktop_app.domain.replay import Bill, Evaluation
from desktop_app.domain.replay import evaluate as replay

from . import judging
from .consumption import history
from .counter import Counter
from .neighbours import neighbours
from .whom import contract_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import ContractFact, MeterFact


@dataclass(frozen=True, slots=True)
class Estimated:
    """Both estimates of what passed through one meter over [start, end); `suggested` is None with nothing to go by."""

    contract: str
    meter: str
    service: str
    unit: str
    start: date
    end: date
    legal: Estimate
    suggested: Estimate | None


def estimate(
    counter: Counter, contract: str, *, to: date, meter: str | None = None
) -> tuple[Estimated, ...]:
    """Both estimates of each meter in place up to `to` (excluded), from its last reading or bill.

    Refuses UnknownContract, UnknownMeter, NoMeter, and AlreadyRead when nothing is left to estimate before `to`.
    """
    from desktop_app.storage import subscribers

    with counter.book.read() as connection:
        fact = contract_of(connection, contract)
        meters = [
            m
            for m in subscribers.meters(connection, fact.id)
            if (m.removed_on is None or m.removed_on >= to) and meter in (None, m.serial)
        ]
        if not meters:
            if meter is not None:
                raise UnknownMeter(contract=fact.number, meter=meter)
            raise NoMeter(contract=fact.number)
        return tuple(_of_meter(counter, connection, fact, m, to) for m in meters)


def evaluate(file: Path) -> Evaluation:
    """Replay a file of real bills (the format of `exchange.usage`); its unfit lines are counted by reason.

    Refuses UsageFileMissing, UsageFileUnknown, UsageFileDamaged, UsageFileEmpty (no line is a bill), UsageFileTooShort.
    """
    from collections import Counter as Tally

    from desktop_app.exchange.usage import HOUSEHOLDS, UnfitLine, read_usage

    unfit: Tally[str] = Tally()
    lines = 0

    def bills() -> Iterable[Bill]:
        nonlocal lines
        for row in read_usage(file):
            lines += 1
            if isinstance(row, UnfitLine):
                unfit[row.reason] += 1
            else:
                yield Bill(row.customer, row.klass, row.month, row.milli_ccf)

    made = replay(bills(), HOUSEHOLDS)
    if lines == unfit.total():
        raise UsageFileEmpty(file=file.name, lines=lines)
    if not made.bills:
        raise UsageFileTooShort(file=file.name, lines=lines)
    return replace(made, set_aside={**made.set_aside, **dict(sorted(unfit.items()))})


def _of_meter(
    counter: Counter, connection: Connection, fact: ContractFact, meter: MeterFact, to: date
) -> Estimated:
    from desktop_app.storage import invoices, readings

    rules = counter.rules
    every = readings.of_contract(connection, fact.id)
    read = tuple(r for r in every if r.meter_id == meter.id)
    start = _since(read, meter, to)
    if rules.calendar.kind == "half-yearly":
        start = max(start, min(invoices.billed_to(connection, fact.id) or start, to))
    if start >= to:
        raise AlreadyRead(meter=meter.serial, on=start)
    around = neighbours(connection, fact.category, meter.service)
    spans = history(every, meter.id)
    return Estimated(
        contract=fact.number,
        meter=meter.serial,
        service=meter.service,
        unit=rules.service(meter.service).unit,
        start=start,
        end=to,
        legal=judging.legal(counter, spans, start, to, around),
        suggested=rule.suggested(spans, start, to, around),
    )


def _since(read: tuple[ReadingFact, ...], meter: MeterFact, to: date) -> date:
    """The day of the newest reading in force before `to`, an estimate where it was billed, else the installation."""
    before = [r.taken_on for r in read if r.taken_on <= to]
    return before[-1] if before else meter.installed_on
