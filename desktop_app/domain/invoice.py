"""The invoice: lines, one VAT amount per rate, levies outside VAT, and the fact that is stored and printed.

Total = sum of nets + sum of VAT + sum of levies, no adjustment line; VAT = half-up(sum of the nets of one rate x rate).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache

from .money import Cents, half_up, round_div
from .rulebook import RuleBook
from .subscriber import Customer


class InvoiceKind(Enum):
    """What the document is for; CREDIT is the negative twin of the invoice it corrects."""

    ADVANCE = "advance"
    SETTLEMENT = "settlement"
    PERIODIC = "periodic"
    REGULARISATION = "regularisation"
    FINAL = "final"
    CREDIT = "credit"


class LineGroup(Enum):
    """FIXED and CONSUMPTION bear VAT; LEVY is a tax or fee without VAT; DEDUCTION takes back what was billed."""

    FIXED = "fixed"
    CONSUMPTION = "consumption"
    LEVY = "levy"
    DEDUCTION = "deduction"
    ONE_OFF = "one-off"


@dataclass(frozen=True, slots=True)
class Line:
    """One priced line; `net` in cents is half-up(quantity x unit price). `rule` names the dated row used."""

    heading: str
    code: str
    labels: dict[str, str]
    group: LineGroup
    net: Cents
    service: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    vat_rate: Decimal | None = None
    """Percent (5.5 means 5.5 %), Decimal(0) when exempt, None when outside VAT (levies)."""
    start: date | None = None
    end: date | None = None
    rule: str = ""
    nature: str = "LB"

    def negative(self, group: LineGroup | None = None) -> Line:
        """The line that takes this one back, in another group if given."""
        return Line(
            self.heading,
            self.code,
            self.labels,
            group or self.group,
            -self.net,
            self.service,
            None if self.quantity is None else -self.quantity,
            self.unit,
            self.unit_price,
            self.vat_rate,
            self.start,
            self.end,
            self.rule,
            self.nature,
        )


@dataclass(frozen=True, slots=True)
class VatAmount:
    """The VAT of one rate: half-up(base x rate / 100)."""

    rate: Decimal
    base: Cents
    amount: Cents


@dataclass(frozen=True, slots=True)
class Bill:
    """Priced lines and their totals, before any number is taken; the same value for simulation and issue."""

    lines: tuple[Line, ...]
    vat: tuple[VatAmount, ...]
    net: Cents
    vat_total: Cents
    levies: Cents
    total: Cents
    sections: tuple[tuple[str, Cents], ...] = ()
    """Total incl. VAT and levies of each service, in order; they sum to `total`."""
    litre_price: Decimal | None = None
    """Price of the litre incl. VAT without subscription, five decimals (France), or None."""

    def at_litre_price(self, price: Decimal | None) -> Bill:
        """The same with this price of the litre."""
        return Bill(
            self.lines,
            self.vat,
            self.net,
            self.vat_total,
            self.levies,
            self.total,
            self.sections,
            price,
        )


@dataclass(frozen=True, slots=True)
class MeterUse:
    """One meter over the billed period: indexes at both ends and what passed between them."""

    serial: str
    service: str
    unit: str
    old_on: date
    old_index: int
    old_kind: str
    new_on: date
    new_index: int
    new_kind: str
    volume: int

    @property
    def estimated(self) -> bool:
        return self.new_kind == "estimated"


@dataclass(frozen=True, slots=True)
class Estimate:
    """How an estimated volume was made: method code, source volumes with their periods, honesty band."""

    method: str
    volume: int
    sources: tuple[tuple[date, date, int], ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a consumption chart: the month (first day) or period it stands for."""

    start: date
    end: date
    volume: int
    estimated: bool
    service: str = "water"

    @property
    def one_month(self) -> bool:
        """Whether it stands for one month, wherever in the month the meter is read."""
        return (self.end - self.start).days <= 45

    @property
    def named_by(self) -> date:
        """A day of the month that names the bar: the middle of one month, the last day of a longer period."""
        days = (self.end - self.start).days
        return self.start + timedelta(days=days // 2 if self.one_month else days - 1)


@dataclass(frozen=True, slots=True)
class Invoice:
    """An issued invoice (or credit note) exactly as printed; simulated ones have number None."""

    number: str | None
    kind: InvoiceKind
    customer: Customer
    issued_on: date
    due_on: date
    start: date
    end: date
    bill: Bill
    uses: tuple[MeterUse, ...] = ()
    estimate: Estimate | None = None
    bars: tuple[Bar, ...] = ()
    previous_balance: Cents = 0
    """Still due on earlier invoices when this one was issued (must be recalled, art. 6)."""
    corrects: str | None = None
    reason: str = ""
    approved_by: str = ""
    """Who agreed to a credit note beside the agent who made it."""
    debit: dict[str, str] = field(default_factory=dict)
    """When a debit will follow: rum, creditor, on."""
    scan: str = ""
    """Digits of the bar code and QR, ISO 7064 MOD 97-10 valid, even length."""
    epay_key: str = ""
    above_usual: bool = False
    """It regularises a volume above the usual of the same period: a spread is offered by itself (rules.md 6.5)."""
    cash_stamp: Cents = 0
    """Stamp duty to add if this invoice is paid in cash on its issue date (printed, never owed by itself)."""
    next_reading_on: date | None = None
    """When the meter will next be read, where the operator prints it (Algeria)."""

    @property
    def estimated(self) -> bool:
        return self.estimate is not None

    @property
    def regularises(self) -> bool:
        """Whether it corrects estimates billed before; the last invoice of a contract may do so too."""
        if self.kind is InvoiceKind.FINAL:
            return any(use.old_kind == "estimated" and not use.estimated for use in self.uses)
        return self.kind is InvoiceKind.REGULARISATION


def due_on(rules: RuleBook, issued_on: date) -> date:
    """The last day to pay an invoice issued on this day: civil days, so that no change of clock can move it."""
    return issued_on + timedelta(days=rules.due_days)


def bill_of(lines: Sequence[Line], rules: RuleBook) -> Bill:
    """The bill of these lines: one VAT amount per rate, levies (no rate) outside VAT, a total per service."""
    bases: dict[Decimal, Cents] = {}
    levies = 0
    for line in lines:
        rate = line.vat_rate
        if rate is None:
            levies += line.net
        else:
            bases[rate] = bases.get(rate, 0) + line.net
    vat = tuple(
        VatAmount(rate=rate, base=bases[rate], amount=vat_on(bases[rate], rate))
        for rate in sorted(bases)
    )
    return _bill(tuple(lines), vat, levies, _sections(lines, vat, rules))


def vat_on(base: Cents, rate: Decimal) -> Cents:
    """The VAT of a base at a rate in percent, half-up to the cent."""
    return round_div(base * _scaled(rate), 1_000_000)


def merged(bills: Iterable[Bill]) -> Bill:
    """Bills put together: lines one after the other, each VAT amount, levy and section added as already rounded.

    For documents that must show amounts already billed taken back exactly (net, VAT and levies apart).
    """
    held = [bill for bill in bills if bill.lines]
    vat: dict[Decimal, list[Cents]] = {}
    sections: dict[str, Cents] = {}
    for bill in held:
        for part in bill.vat:
            sums = vat.setdefault(part.rate, [0, 0])
            sums[0] += part.base
            sums[1] += part.amount
        for service, amount in bill.sections:
            sections[service] = sections.get(service, 0) + amount
    return _bill(
        tuple(line for bill in held for line in bill.lines),
        tuple(VatAmount(rate, *vat[rate]) for rate in sorted(vat)),
        sum(bill.levies for bill in held),
        tuple(sections.items()),
    )


def negated(bill: Bill) -> Bill:
    """The negative twin of a bill, for its credit note: every line, VAT amount and levy with the other sign."""
    return _bill(
        tuple(line.negative() for line in bill.lines),
        tuple(VatAmount(part.rate, -part.base, -part.amount) for part in bill.vat),
        -bill.levies,
        tuple((service, -amount) for service, amount in bill.sections),
    )


def litre_price(bill: Bill, litres: int) -> Decimal | None:
    """Price of the litre incl. VAT without subscription, five decimals: (total - subscriptions incl. VAT) / litres.

    Subscription incl. VAT: per rate, half-up(net x (1 + rate)). Source: order of 10 July 1996, art. 4 bis (2016).
    """
    if litres <= 0:
        return None
    subscriptions: dict[Decimal, Cents] = {}
    for line in bill.lines:
        if line.group is LineGroup.FIXED:
            rate = line.vat_rate or Decimal(0)
            subscriptions[rate] = subscriptions.get(rate, 0) + line.net
    kept = bill.total - sum(net + vat_on(net, rate) for rate, net in subscriptions.items())
    return half_up(Decimal(kept) / (100 * litres), 5)


def _bill(
    lines: tuple[Line, ...],
    vat: tuple[VatAmount, ...],
    levies: Cents,
    sections: tuple[tuple[str, Cents], ...],
) -> Bill:
    net = sum(part.base for part in vat)
    vat_total = sum(part.amount for part in vat)
    return Bill(
        lines=lines,
        vat=vat,
        net=net,
        vat_total=vat_total,
        levies=levies,
        total=net + vat_total + levies,
        sections=sections,
    )


def _sections(
    lines: Sequence[Line], vat: tuple[VatAmount, ...], rules: RuleBook
) -> tuple[tuple[str, Cents], ...]:
    """Each service's total; where services share a rate, the rounding of their VAT falls to the last one."""
    first = rules.services[0].code
    held = {line.service or first for line in lines}
    total = sum(part.base + part.amount for part in vat)
    total += sum(line.net for line in lines if line.vat_rate is None)
    if len(held) <= 1:
        return tuple((service, total) for service in held)
    found: list[tuple[str, Cents]] = []
    for service in (s.code for s in rules.services if s.code in held):
        nets: dict[Decimal | None, Cents] = {}
        for line in lines:
            if (line.service or first) == service:
                nets[line.vat_rate] = nets.get(line.vat_rate, 0) + line.net
        amount = sum(net + (0 if rate is None else vat_on(net, rate)) for rate, net in nets.items())
        found.append((service, amount))
    service, amount = found[-1]
    found[-1] = (service, amount + total - sum(a for _, a in found))
    return tuple(found)


@cache
def _scaled(rate: Decimal) -> int:
    return int(rate * 10_000)
