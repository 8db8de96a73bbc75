"""The leak file: an abnormal volume found, the customer told, a month to answer, a capped bill or a reasoned refusal.

Abnormal = strictly above twice the mean of the same period in the three previous years; dwellings only; within a month
of being told the customer brings a plumber's certificate or asks for a meter check; then water is billed at twice the
mean and sewerage at the mean (CGCT L.2224-12-4 III bis, R.2224-20-1, R.2224-19-2; rules.md 2.5). Figures are data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from .estimate import same_period
from .invoice import Bill, Invoice, LineGroup, bill_of, litre_price
from .meter import Span, measured
from .own_period import own_period, volumes_of
from .period import Period, add_months
from .refusals_leak import (
    LeakCauseExcluded,
    LeakDayImpossible,
    LeakFileClosed,
    LeakNoProof,
    LeakNotNotified,
    LeakTooLate,
)
from .rulebook import LeakRule, RuleBook
from .subscriber import Customer
from .tariff import price

CHANNELS = ("invoice", "letter", "counter", "email", "sms", "phone")
"""How the customer was told: with the invoice, by another letter, ..."""
CAUSES = ("pipe", "appliance", "sanitary", "heating")
"""Where the certificate places the leak; the rule book names those the law excludes."""


class LeakState(Enum):
    """Where the file stands; CAPPED and REJECTED end it."""

    DETECTED = "detected"
    NOTIFIED = "notified"
    CERTIFICATE = "certificate-received"
    METER_CHECK = "meter-check-requested"
    CHECKED = "checked"
    CAPPED = "capped"
    REJECTED = "rejected"


class Grounds(Enum):
    """Why the bill may be capped."""

    CERTIFICATE = "certificate"
    METER = "meter"
    NOT_INFORMED = "not-informed"
    """The service failed to inform: nothing is owed above twice the mean, certificate or not."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The usual volume of the period: `total` over `count` years (or dwellings); `source` is "own" or "dwellings"."""

    total: int
    count: int
    source: str = "own"

    @property
    def whole(self) -> int:
        """The mean, rounded half up, as it is told."""
        return (2 * self.total + self.count) // (2 * self.count)

    def percent(self, percent: int) -> int:
        """So many percent of the mean in whole units, rounded down: what is above is not owed."""
        return self.total * percent // (100 * self.count)


@dataclass(frozen=True, slots=True)
class LeakCase:
    """What was found: a volume of one meter over [start, end) against its mean; `limit` is the most that is usual."""

    number: str
    contract: str
    name: str
    meter: str
    service: str
    unit: str
    start: date
    end: date
    volume: int
    mean: Mean
    limit: int
    opened_on: date
    invoice: str = ""
    """The invoice that bills this volume, when there was one already."""


@dataclass(frozen=True, slots=True)
class LeakEvent:
    """One step: `state` it leads to, its day, who wrote it; `facts` are what the paper said."""

    state: LeakState
    on: date
    agent: str
    reason: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeakFile:
    """A case and its steps, oldest first."""

    case: LeakCase
    events: tuple[LeakEvent, ...] = ()
    months: int = 1

    @property
    def state(self) -> LeakState:
        return self.events[-1].state if self.events else LeakState.DETECTED

    @property
    def closed(self) -> bool:
        return self.state in (LeakState.CAPPED, LeakState.REJECTED)

    @property
    def notified(self) -> LeakEvent | None:
        """The first time the customer was told."""
        return next((e for e in self.events if e.state is LeakState.NOTIFIED), None)

    @property
    def deadline(self) -> date | None:
        """The last day for a certificate or a meter check: a month after the customer was told, or was answered."""
        runs = [e.on for e in self.events if e.state is LeakState.NOTIFIED]
        runs += [e.on for e in self.events if e.facts.get("meter") == "right"]
        return add_months(max(runs), self.months) if runs else None

    @property
    def answer_due(self) -> date | None:
        """The last day to answer a request for a meter check, while it waits."""
        if self.state is not LeakState.METER_CHECK:
            return None
        return add_months(self.events[-1].on, self.months)


def is_abnormal(volume: int, mean: Mean, rule: LeakRule) -> bool:
    """Whether a volume is strictly above the limit: exactly twice the mean raises nothing."""
    return volume * 100 * mean.count > rule.percent * mean.total


def mean_of(spans: Sequence[Span], start: date, end: date, years: int) -> Mean | None:
    """The mean of the same period over so many previous years, by true and clean readings; None when none tells."""
    clean = measured(spans)
    found = [same_period(clean, start, end, n) for n in range(1, years + 1)]
    known = [f.volume for f in found if f is not None]
    return Mean(sum(known), len(known)) if known else None


def step(
    file: LeakFile,
    event: LeakEvent,
    rule: LeakRule,
    *,
    today: date,
    approved_by: str = "",
    why: Grounds | None = None,
) -> LeakFile:
    """The file after one more step; capping needs to know `why`.

    Refuses LeakFileClosed, LeakDayImpossible, LeakNotNotified, LeakTooLate (unless approved), LeakCauseExcluded,
    LeakNoProof.
    """
    number = file.case.number
    if file.closed:
        raise LeakFileClosed(number=number)
    before = file.events[-1].on if file.events else file.case.end
    if event.on > today or event.on < before:
        raise LeakDayImpossible(on=event.on)
    match event.state:
        case LeakState.CERTIFICATE | LeakState.METER_CHECK:
            deadline = file.deadline
            if deadline is None:
                raise LeakNotNotified(number=number)
            if event.on > deadline and not approved_by:
                raise LeakTooLate(deadline=deadline)
            if event.facts.get("cause", "pipe") in rule.excluded:
                raise LeakCauseExcluded()
        case LeakState.CHECKED:
            if file.state not in (LeakState.CERTIFICATE, LeakState.METER_CHECK):
                raise LeakNoProof(number=number)
        case LeakState.CAPPED:
            if why is None:
                raise LeakNoProof(number=number)
    return replace(file, events=(*file.events, event))


def grounds(file: LeakFile) -> Grounds | None:
    """Why the bill of this file may be capped as its papers stand, or None."""
    states = [e.state for e in file.events]
    if LeakState.CERTIFICATE in states:
        return Grounds.CERTIFICATE
    if any(e.facts.get("meter") == "faulty" for e in file.events):
        return Grounds.METER
    return None


def told_too_late(file: LeakFile, billed_on: date) -> bool:
    """Whether the customer was not told at the latest with the invoice: nothing is then owed above twice the mean."""
    told = file.notified
    return told is None or told.on > billed_on


def capped(rules: RuleBook, invoice: Invoice, case: LeakCase, why: Grounds) -> tuple[Bill, int]:
    """The bill of this invoice with the abnormal volume capped, and the volume of water it bills.

    Everything else stays as issued: fixed charges, deductions, other services, the prices of its day of issue.
    """
    rule = rules.leak
    assert rule is not None
    own = own_period(rules, invoice)
    lines = invoice.bill.lines
    volumes = volumes_of(rules, own.gross)
    whole = volumes.get(case.service, 0)
    water = min(case.volume, case.mean.percent(rule.water_percent))
    sewer_percent = rule.water_percent if why is Grounds.NOT_INFORMED else rule.sewer_percent
    sewer = min(case.volume, case.mean.percent(sewer_percent))
    billed = max(0, whole - case.volume + water)
    priced = price(
        rules,
        category=invoice.customer.category,
        period=Period(invoice.start, invoice.end),
        issued_on=invoice.issued_on,
        volumes={case.service: billed},
        instead=dict.fromkeys(rule.sewer, max(0, whole - case.volume + sewer)),
        consumed_from=own.consumed.start if own.consumed.start < invoice.end else None,
        fixed=False,
    )
    kept = [
        line
        for line in lines
        if line.service != case.service or line.group not in (LineGroup.CONSUMPTION, LineGroup.LEVY)
    ]
    order = {heading.code: n for n, heading in enumerate(rules.headings)}
    ranks = {LineGroup.FIXED: 0, LineGroup.CONSUMPTION: 1, LineGroup.LEVY: 1}
    made = sorted(
        [*kept, *priced.lines],
        key=lambda x: (order.get(x.heading, len(order)), ranks.get(x.group, 2)),
    )
    bill = bill_of(made, rules)
    if rules.litre_price:
        taken = _deducted(rules, invoice, case.service)
        bill = replace(bill, litre_price=litre_price(bill, 1000 * (billed - taken)))
    return bill, billed - _deducted(rules, invoice, case.service)


def _deducted(rules: RuleBook, invoice: Invoice, service: str) -> int:
    back = [
        replace(line, quantity=-line.quantity)
        for line in invoice.bill.lines
        if line.group is LineGroup.DEDUCTION and line.quantity is not None
    ]
    held: Mapping[str, int] = volumes_of(rules, back)
    return held.get(service, 0)


@dataclass(frozen=True, slots=True)
class LeakLetter:
    """What the information letter says: the file, who it is for, the day it is given and the invoice it goes with."""

    file: LeakFile
    customer: Customer
    on: date
    invoice: str = ""

    @property
    def deadline(self) -> date:
        """The last day to answer."""
        return self.file.deadline or add_months(self.on, self.file.months)
