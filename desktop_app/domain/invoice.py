"""The invoice: lines, one VAT amount per rate, levies outside VAT, and the fact that is stored and printed.

Total = sum of nets + sum of VAT + sum of levies, no adjustment line; VAT = half-up(sum of the nets of one rate x rate).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from .money import Cents
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
    debit: dict[str, str] = field(default_factory=dict)
    """When a debit will follow: rum, creditor, on."""
    scan: str = ""
    """Digits of the bar code and QR, ISO 7064 MOD 97-10 valid, even length."""
    epay_key: str = ""
    above_usual: bool = False
    """It regularises a volume above the usual of the same period: a spread is offered by itself (rules.md 6.5)."""
    cash_stamp: Cents = 0
    """Stamp duty to add if this invoice is paid in cash on its issue date (printed, never owed by itself)."""

    @property
    def estimated(self) -> bool:
        return self.estimate is not None
