"""Why this amount: the difference between an invoice and the one it is compared with, split in parts that sum to it.

The parts are found by successive pricing: the reference invoice is turned into the explained one a step at a time
(fixed part, days, prices, volume, suspected leak), each step priced by the tariff and each part being what the step
changed. Corrections of estimates and one-off lines are what the invoices hold beside their own period (rules.md 6.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from .invoice import Invoice, InvoiceKind
from .money import Cents, round_div
from .own_period import (
    Month,
    Own,
    by_stretches,
    months_of,
    own_period,
    stretches,
    total_of,
    varying_lines,
    volumes_of,
)
from .period import Period, add_months
from .rulebook import RuleBook

_NEAR_DAYS = 45
"""An invoice is of the same period last year when both its ends are this near."""
_ROUNDING = 3
"""Cents that VAT rounded once for all lines or apart for some may differ by."""


class PartKind(Enum):
    """What a part of the difference comes from, in the order in which it is told."""

    FIXED = "fixed"
    DAYS = "days"
    PRICE = "price"
    VOLUME = "volume"
    LEAK = "leak"
    CORRECTION = "correction"
    ONE_OFF = "one-off"


@dataclass(frozen=True, slots=True)
class Part:
    """One part in cents. `old` and `new` are days or volumes; `past` marks what the reference held and this lacks."""

    kind: PartKind
    amount: Cents
    service: str = ""
    unit: str = ""
    old: int | None = None
    new: int | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The invoice compared with; `basis` is "last-year" or "previous"."""

    number: str
    basis: str
    start: date
    end: date
    total: Cents
    estimated: bool


@dataclass(frozen=True, slots=True)
class Normal:
    """The usual volume of a service over the invoice's own days and the one above which a leak is suspected."""

    usual: int
    limit: int
    years: int = 0
    """How many of the previous years it comes from; 0: comparable dwellings."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The invoice, what it is compared with, and the parts: total - reference total = sum of the parts, in cents.

    `recalculated` is what earlier stretches cost on true readings, `deducted` what had been billed for them.
    """

    invoice: Invoice
    reference: Reference | None
    parts: tuple[Part, ...]
    days: int
    reference_days: int
    months: tuple[Month, ...] = ()
    recalculated: Cents = 0
    deducted: Cents = 0
    corrected: tuple[str, ...] = ()
    """Numbers of the invoices whose estimates are corrected."""
    normal: dict[str, Normal] = field(default_factory=dict)

    @property
    def total(self) -> Cents:
        return self.invoice.bill.total

    @property
    def difference(self) -> Cents:
        return self.total - (self.reference.total if self.reference else 0)


def reference_for(invoice: Invoice, others: Iterable[Invoice]) -> tuple[Invoice, str] | None:
    """The invoice to compare with: of the same period last year, else the last one before; None without any."""
    before = [
        o
        for o in others
        if o.kind is not InvoiceKind.CREDIT and o.number != invoice.number and o.end <= invoice.end
    ]
    start, end = add_months(invoice.start, -12), add_months(invoice.end, -12)

    def distance(other: Invoice) -> int:
        return abs((other.start - start).days) + abs((other.end - end).days)

    near = [
        o
        for o in before
        if abs((o.start - start).days) <= _NEAR_DAYS
        and abs((o.end - end).days) <= _NEAR_DAYS
        and distance(o) < max(20, (invoice.end - invoice.start).days)
    ]
    if near:
        return min(near, key=distance), "last-year"
    past = [o for o in before if o.start < invoice.start]
    return (max(past, key=lambda o: (o.end, o.issued_on)), "previous") if past else None


def explain(
    rules: RuleBook,
    invoice: Invoice,
    reference: tuple[Invoice, str] | None = None,
    *,
    normal: Mapping[str, Normal] | None = None,
    corrected: Sequence[str] = (),
) -> Explanation:
    """The explanation of an issued or simulated invoice; without a reference everything is new.

    Refuses what pricing refuses (UnknownCategory, NoPriceForPeriod) when the rule book no longer knows the tariff.
    """
    normal = dict(normal or {})
    new = own_period(rules, invoice)
    old = own_period(rules, reference[0]) if reference else None
    before = _leaked_before(rules, new, normal)
    parts = [*_steps(rules, old, new, normal), *before, *_beside(old, new, before)]
    parts = _joined(parts)
    return Explanation(
        invoice=invoice,
        reference=_reference(*reference) if reference else None,
        parts=tuple(parts),
        days=new.period.days,
        reference_days=old.period.days if old else 0,
        months=months_of(rules, invoice) if new.correction or new.deducted else (),
        recalculated=new.recalculated,
        deducted=new.deducted,
        corrected=tuple(corrected),
        normal={s: n for s, n in normal.items() if s in new.volumes},
    )


def _reference(invoice: Invoice, basis: str) -> Reference:
    return Reference(
        number=invoice.number or "",
        basis=basis,
        start=invoice.start,
        end=invoice.end,
        total=invoice.bill.total,
        estimated=invoice.estimated,
    )


# The steps from one to the other


def _steps(rules: RuleBook, old: Own | None, new: Own, normal: Mapping[str, Normal]) -> list[Part]:
    """Each step and what it changed; what stored lines and today's rule book say differently belongs to prices."""
    services = [
        s.code for s in rules.services if s.code in new.volumes or (old and s.code in old.volumes)
    ]
    units = {s.code: s.unit for s in rules.services}
    at = 0
    parts: list[Part] = []

    def step(kind: PartKind, total: Cents, **about: object) -> None:
        nonlocal at
        parts.append(Part(kind, total - at, **about))  # type: ignore[arg-type]
        at = total

    def priced(invoice: Invoice, period: Period, volumes: Mapping[str, int]) -> Cents:
        return total_of(rules, [*new.fixed, *varying_lines(rules, invoice, period, volumes)])

    started = 0
    volumes = dict.fromkeys(services, 0)
    if old is not None:
        at = old.total
        step(PartKind.FIXED, total_of(rules, [*new.fixed, *old.varying]))
        volumes |= old.volumes
        before = priced(old.invoice, old.period, volumes)
        started = at - before
        at = before
        volumes = {s: round_div(v * new.period.days, old.period.days) for s, v in volumes.items()}
        days = Period(old.period.start, _later(old.period.start, new.period.days))
        step(
            PartKind.DAYS,
            priced(old.invoice, days, volumes),
            old=old.period.days,
            new=new.period.days,
        )
        step(PartKind.PRICE, priced(new.invoice, new.period, volumes))
    else:
        step(PartKind.FIXED, total_of(rules, list(new.fixed)))
        if services:
            at = priced(new.invoice, new.period, volumes)
            parts[-1] = replace(parts[-1], amount=at)
    for service in services:
        asked = new.volumes.get(service, 0)
        known = normal.get(service)
        usual = (
            asked if known is None else max(min(asked, known.limit), min(asked, volumes[service]))
        )
        was = volumes[service]
        volumes = {**volumes, service: usual}
        step(
            PartKind.VOLUME,
            priced(new.invoice, new.period, volumes),
            service=service,
            unit=units[service],
            old=was if old is not None else None,
            new=usual,
        )
        if usual < asked:
            volumes = {**volumes, service: asked}
            step(
                PartKind.LEAK,
                priced(new.invoice, new.period, volumes),
                service=service,
                unit=units[service],
                old=usual,
                new=asked,
            )
    return _with_rest(parts, new.total - at - started)


def _with_rest(parts: Sequence[Part], amount: Cents) -> list[Part]:
    """The parts with what the steps did not say: cents of rounding to the largest, more than that to prices."""
    found = list(parts)
    if not amount:
        return found
    kinds = [part.kind for part in found]
    if abs(amount) <= _ROUNDING and any(part.amount for part in found):
        at = max(range(len(found)), key=lambda n: abs(found[n].amount))
    elif PartKind.PRICE in kinds:
        at = kinds.index(PartKind.PRICE)
    else:
        return [*found, Part(PartKind.PRICE, amount)]
    found[at] = replace(found[at], amount=found[at].amount + amount)
    return found


def _later(start: date, days: int) -> date:
    return date.fromordinal(start.toordinal() + days)


def _leaked_before(rules: RuleBook, new: Own, normal: Mapping[str, Normal]) -> list[Part]:
    """What a suspected leak adds to the true volume of the stretches before the own period."""
    found = []
    for service, known in normal.items():
        if service not in new.volumes or new.consumed.start >= new.period.start:
            continue
        leaky = _leaky_stretches(rules, new, service, known)
        amount = sum(cost for _, _, cost in leaky)
        if amount:
            kept, asked = (sum(s[i] for s in leaky) for i in (0, 1))
            unit = rules.service(service).unit
            found.append(Part(PartKind.LEAK, amount, service, unit, kept, asked))
    return found


def _leaky_stretches(
    rules: RuleBook, new: Own, service: str, known: Normal
) -> list[tuple[int, int, Cents]]:
    """For each earlier stretch beyond the limit: the volume at the limit, the true one and what lies between costs."""
    days, found = new.period.days, []
    if by_stretches(new.gross, new.period):
        for (start, end, of), lines in stretches(new.gross, new.period).items():
            stretch = Period(start, end)
            volume = volumes_of(rules, lines).get(of, 0)
            limit = known.limit * stretch.days // days
            if of == service and volume > limit:
                capped = varying_lines(rules, new.invoice, stretch, {service: limit})
                found.append((limit, volume, total_of(rules, lines) - total_of(rules, capped)))
        return found
    stretch = Period(new.consumed.start, new.period.start)
    whole = volumes_of(rules, new.gross).get(service, 0)
    volume = whole - new.volumes[service]
    limit = known.limit * stretch.days // days
    if volume > limit:
        totals = [
            total_of(
                rules, [*new.fixed, *varying_lines(rules, new.invoice, new.consumed, {service: v})]
            )
            for v in (whole - volume + limit, whole)
        ]
        found.append((limit, volume, totals[1] - totals[0]))
    return found


def _beside(old: Own | None, new: Own, leaked: Sequence[Part]) -> list[Part]:
    """Corrections of estimates and one-off lines: this invoice's, then those of the reference that do not return."""
    found = [
        Part(PartKind.CORRECTION, new.correction - sum(part.amount for part in leaked)),
        Part(PartKind.CORRECTION, -old.correction if old else 0, past=True),
        Part(PartKind.ONE_OFF, new.one_off),
        Part(PartKind.ONE_OFF, -old.one_off if old else 0, past=True),
    ]
    return [part for part in found if part.amount]


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The parts in the order they are told, the two of one suspected leak as one."""
    order = list(PartKind)
    made: list[Part] = []
    for part in sorted(parts, key=lambda p: order.index(p.kind)):
        last = made[-1] if made else None
        if (
            last
            and part.kind is PartKind.LEAK
            and (last.kind, last.service) == (part.kind, part.service)
        ):
            made[-1] = replace(
                last,
                amount=last.amount + part.amount,
                old=(last.old or 0) + (part.old or 0),
                new=(last.new or 0) + (part.new or 0),
            )
        else:
            made.append(part)
    return made
