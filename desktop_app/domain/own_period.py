"""What an invoice asks for its own period alone, apart from the corrections of earlier estimates and one-off lines.

A settlement and a regularisation price more than their period: the true volume of all the stretches that had been
estimated, less what was billed for them. Here the own period is priced alone and the rest is told as a correction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .invoice import Bill, Invoice, InvoiceKind, Line, LineGroup, bill_of
from .money import Cents, round_div
from .period import Period
from .rulebook import RuleBook
from .tariff import consumption_lines, price


@dataclass(frozen=True, slots=True)
class Month:
    """Volume of one service priced for one stretch of a regularisation."""

    start: date
    end: date
    service: str
    unit: str
    volume: int


@dataclass(frozen=True, slots=True)
class Own:
    """What an invoice asks for its own period alone, corrections and one-off lines apart."""

    invoice: Invoice
    period: Period
    consumed: Period
    """From the oldest day whose consumption the invoice prices."""
    fixed: tuple[Line, ...]
    gross: tuple[Line, ...]
    varying: tuple[Line, ...]
    volumes: dict[str, int]
    total: Cents
    one_off: Cents
    recalculated: Cents = 0
    deducted: Cents = 0

    @property
    def correction(self) -> Cents:
        return self.recalculated - self.deducted


def own_period(rules: RuleBook, invoice: Invoice) -> Own:
    """The invoice's own period, with what it recalculates and deducts of earlier ones. Refuses like pricing."""
    if invoice.kind is InvoiceKind.CREDIT:
        return _credit(invoice)
    lines = invoice.bill.lines
    fixed = tuple(x for x in lines if x.group is LineGroup.FIXED)
    gross = tuple(x for x in lines if x.group in (LineGroup.CONSUMPTION, LineGroup.LEVY))
    one_off = total_of(rules, [x for x in lines if x.group is LineGroup.ONE_OFF])
    total = invoice.bill.total - one_off
    own = Period(invoice.start, invoice.end)
    consumed = _consumed(rules, gross) or own
    if all(x.group is not LineGroup.DEDUCTION for x in lines):
        return Own(
            invoice=invoice,
            period=consumed,
            consumed=consumed,
            fixed=fixed,
            gross=gross,
            varying=gross,
            volumes=volumes_of(rules, gross),
            total=total,
            one_off=one_off,
        )
    volumes = volumes_of(rules, gross, own)
    varying = varying_lines(rules, invoice, own, volumes)
    alone = total_of(rules, [*fixed, *varying])
    if by_stretches(gross, own):
        alone = total_of(rules, fixed) + total_of(rules, varying)
        earlier = sum(total_of(rules, stretch) for stretch in stretches(gross, own).values())
    else:
        earlier = total_of(rules, [*fixed, *gross]) - alone
    return Own(
        invoice=invoice,
        period=own,
        consumed=consumed,
        fixed=fixed,
        gross=gross,
        varying=varying,
        volumes=volumes,
        total=alone,
        one_off=one_off,
        recalculated=earlier,
        deducted=alone + earlier - total,
    )


def _credit(invoice: Invoice) -> Own:
    own = Period(invoice.start, invoice.end)
    return Own(invoice, own, own, (), (), (), {}, 0, 0, recalculated=invoice.bill.total)


def by_stretches(gross: Sequence[Line], own: Period) -> bool:
    """Whether the earlier stretches have lines of their own (a regularisation by months)."""
    return any(x.end is not None and x.end <= own.start for x in gross)


def stretches(gross: Sequence[Line], own: Period) -> dict[tuple[date, date, str], list[Line]]:
    """The lines of the stretches before the own period, by stretch and service."""
    found: dict[tuple[date, date, str], list[Line]] = {}
    for line in gross:
        if line.start is not None and line.end is not None and line.end <= own.start:
            found.setdefault((line.start, line.end, line.service), []).append(line)
    return found


def _consumed(rules: RuleBook, gross: Sequence[Line]) -> Period | None:
    """The days whose consumption these lines price."""
    held = [x for x in consumption_lines(rules, gross) if x.start and x.end]
    starts = [x.start for x in held if x.start]
    ends = [x.end for x in held if x.end]
    if not starts or min(starts) >= max(ends):
        return None
    return Period(min(starts), max(ends))


def volumes_of(
    rules: RuleBook, gross: Sequence[Line], within: Period | None = None
) -> dict[str, int]:
    """The volume behind the lines of each service (that of its fullest component), all of it or within some days."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for line in consumption_lines(rules, gross):
        if line.quantity is None:
            continue
        whole, parts = int(line.quantity), 1
        if within is not None and line.start is not None and line.end is not None:
            parts = max(1, (line.end - line.start).days)
            whole *= within.overlap(Period(line.start, line.end)) if line.end > line.start else 0
        before = sums.get((line.service, line.code), (0, 1))
        sums[line.service, line.code] = (
            before[0] * parts + whole * before[1],
            before[1] * parts,
        )
    found: dict[str, int] = {}
    for (service, _), (top, bottom) in sums.items():
        found[service] = max(found.get(service, 0), round_div(top, bottom))
    return found


def varying_lines(
    rules: RuleBook, invoice: Invoice, period: Period, volumes: Mapping[str, int]
) -> tuple[Line, ...]:
    """The lines of these volumes without fixed charges, priced as this invoice's."""
    return price(
        rules,
        category=invoice.customer.category,
        period=period,
        issued_on=invoice.issued_on,
        volumes=volumes,
        fixed=False,
    ).lines


def total_of(rules: RuleBook, lines: Sequence[Line]) -> Cents:
    """What these lines come to with VAT and levies, in cents."""
    made: Bill = bill_of(lines, rules)
    return made.total


def months_of(rules: RuleBook, invoice: Invoice) -> tuple[Month, ...]:
    """How the true volume was shared: each stretch with its volume, by service."""
    units = {s.code: s.unit for s in rules.services}
    gross = [x for x in invoice.bill.lines if x.group in (LineGroup.CONSUMPTION, LineGroup.LEVY)]
    spans = {
        (x.start, x.end, x.service)
        for x in consumption_lines(rules, gross)
        if x.start and x.end and x.quantity is not None and x.start < x.end
    }
    made = []
    for start, end, service in sorted(spans):
        assert start is not None
        assert end is not None
        lines = [x for x in gross if (x.start, x.end, x.service) == (start, end, service)]
        volume = volumes_of(rules, lines).get(service, 0)
        made.append(Month(start, end, service, units[service], volume))
    return tuple(made)
