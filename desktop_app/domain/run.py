"""The billing run: who is due, which results leave and which wait for somebody to look, and what the run adds up to.

Outsorting holds an invoice whose result is absurd instead of letting it leave (features.md 19): the reasons are data of
the run, the thresholds rows of the rule book. Sums below which nothing is asked: rules.md 2.7 and 3.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from .billing_rule import SLACK_DAYS, BillingRule
from .invoice import Bill, InvoiceKind, LineGroup
from .money import Cents, plain_text
from .period import add_months

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6}
"""Months of one regular billing period."""

_SETTLES = (InvoiceKind.SETTLEMENT, InvoiceKind.REGULARISATION, InvoiceKind.FINAL)
"""Invoices that may well be in the customer's favour: what was billed before is taken back."""


GROUPED = "below-threshold"
"""Reason of the sums too small to be asked alone: they are billed with the next period."""


REASONS = (
    *("negative", "volume-absurd", "zero-price", "estimated-often", "amount-jump"),
    GROUPED,
)
"""Why a run holds an invoice back; any other reason is the code of the refusal met while drawing it up."""


def reason_context(reason: str) -> str:
    """Where the catalogue words this reason."""
    return "outsorted" if reason in REASONS else "refusal"


@dataclass(frozen=True, slots=True)
class Used:
    """What one service used in the period and what is usual for so many days, None without history."""

    service: str
    volume: int
    usual: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What is looked at before an invoice leaves; `before` is (total in cents, days) of the last one of its kind,
    `estimates` how many periods in a row, this one included, nobody read the meter."""

    kind: InvoiceKind
    days: int
    bill: Bill
    used: tuple[Used, ...]
    before: tuple[Cents, int] | None
    estimates: int


@dataclass(frozen=True, slots=True)
class Held:
    """Why an invoice waits: a code, and the values its wording quotes."""

    reason: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outsorted:
    """One contract whose invoice waits; [start, end) and total in cents when it could be drawn up."""

    contract: str
    reason: str
    values: dict[str, str] = field(default_factory=dict)
    name: str = ""
    start: date | None = None
    end: date | None = None
    total: Cents | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run made, or would make (`number` None); amounts in cents.

    `selected` contracts were due: `invoices` left, the others are outsorted. `vat` gives (rate, base, amount) and sums
    to `vat_total`; `kinds` and `reasons` count; `behind` contracts have a further period already due."""

    number: str | None
    through: date
    booked_on: date
    agent: str
    scope: dict[str, list[str]]
    selected: int
    invoices: int
    estimated: int
    behind: int
    kinds: dict[str, int]
    reasons: dict[str, int]
    net: Cents
    vat_total: Cents
    levies: Cents
    total: Cents
    vat: tuple[tuple[Decimal, Cents, Cents], ...]
    first: str = ""
    last: str = ""
    previous: str = ""
    """Number of the run before, to compare with."""


# --- who is due --------------------------------------------------------------------------------------------------


def calendar_end(start: date, months: int) -> date:
    """The end of the calendar period (month, quarter, half-year) that `start` lies in."""
    first = start.replace(day=1)
    return add_months(first, months - (first.month - 1) % months)


def regular_end(kind: str, start: date, *, first: bool = False) -> date:
    """When a period that starts on this day regularly ends: with the calendar (half-years, and the first period of a
    contract), else so many months later."""
    months = MONTHS[kind]
    return (
        calendar_end(start, months) if first or kind == "half-yearly" else add_months(start, months)
    )


def earliest_end(kind: str, start: date, slack_days: int, *, first: bool = False) -> date:
    """The first day on which the period could be billed: before it no reading needs to be looked at."""
    end = regular_end(kind, start, first=first)
    return end if kind == "half-yearly" else end - timedelta(days=slack_days)


def due_end(
    kind: str,
    start: date,
    *,
    through: date,
    first: bool = False,
    closed_on: date | None = None,
    read_on: Iterable[date] = (),
    slack_days: int = SLACK_DAYS,
) -> date | None:
    """The end (excluded) of the oldest unbilled period if it is due by `through`, else None.

    Rounds are billed from reading to reading: the true reading nearest to the regular end (some days before it, up to
    half a period late) closes the period, so that nothing is estimated which was read; without one the regular end
    does. A customer who leaves is billed to that day.
    """
    if closed_on is not None and closed_on <= start:
        return None
    end = regular_end(kind, start, first=first)
    if kind != "half-yearly":
        early, late = timedelta(days=slack_days), timedelta(days=MONTHS[kind] * 15)
        near = [d for d in read_on if end - early <= d <= min(end + late, through) and d > start]
        end = min(near, key=lambda d: (abs((d - end).days), d), default=end)
    if closed_on is not None:
        end = min(end, closed_on)
    return end if end <= through else None


# --- what waits --------------------------------------------------------------------------------------------------


def outsort(
    result: Result, rule: BillingRule, *, small_sum: Cents = 0, title_threshold: Cents = 0
) -> Held | None:
    """Why this invoice must not leave by itself, the gravest reason first; None when it may.

    negative | volume-absurd | zero-price | estimated-often | amount-jump | below-threshold. Sums strictly under the
    small sum, or under what a public body may claim, wait to be billed with the next period; never at a final invoice.
    """
    bill = result.bill
    if bill.total < 0 and result.kind not in _SETTLES:
        return Held("negative", {"total": plain_text(bill.total)})
    for used in result.used:
        if _absurd(used, rule):
            return Held("volume-absurd", {"volume": str(used.volume), "usual": str(used.usual)})
    if _free(result):
        return Held("zero-price", {"volume": str(max(u.volume for u in result.used))})
    if result.estimates > rule.estimates_in_row:
        return Held("estimated-often", {"times": str(result.estimates)})
    if _jumped(result, rule):
        assert result.before is not None
        before = plain_text(result.before[0])
        return Held("amount-jump", {"total": plain_text(bill.total), "before": before})
    least = max(small_sum, title_threshold)
    if 0 < bill.total < least and result.kind is not InvoiceKind.FINAL:
        values = {"total": plain_text(bill.total), "least": plain_text(least)}
        return Held(GROUPED, values)
    return None


def _absurd(used: Used, rule: BillingRule) -> bool:
    if used.usual is None or used.volume <= rule.volume_floor:
        return False
    return used.volume > rule.volume_times * used.usual


def _free(result: Result) -> bool:
    """Something was used and nothing of it is priced."""
    if not any(used.volume > 0 for used in result.used):
        return False
    return not any(line.net for line in result.bill.lines if line.group is LineGroup.CONSUMPTION)


def _jumped(result: Result, rule: BillingRule) -> bool:
    if result.before is None or result.bill.total <= rule.amount_floor:
        return False
    total, days = result.before
    return total > 0 and result.bill.total * days > rule.amount_times * total * result.days


# --- what it adds up to --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """The sums of a run while it goes on; tallies of its parts add up to that of the whole."""

    selected: int = 0
    invoices: int = 0
    estimated: int = 0
    behind: int = 0
    net: Cents = 0
    vat_total: Cents = 0
    levies: Cents = 0
    total: Cents = 0
    kinds: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    vat: dict[Decimal, tuple[Cents, Cents]] = field(default_factory=dict)

    def count(self, kind: InvoiceKind, bill: Bill, *, estimated: bool) -> None:
        """One invoice more."""
        self.invoices += 1
        self.estimated += estimated
        self.kinds[kind.value] = self.kinds.get(kind.value, 0) + 1
        self.net += bill.net
        self.vat_total += bill.vat_total
        self.levies += bill.levies
        self.total += bill.total
        for part in bill.vat:
            base, amount = self.vat.get(part.rate, (0, 0))
            self.vat[part.rate] = base + part.base, amount + part.amount

    def hold(self, reason: str) -> None:
        """One invoice waits."""
        self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def add(self, other: Tally) -> None:
        """The sums of another part of the run."""
        for name in (
            "selected",
            "invoices",
            "estimated",
            "behind",
            "net",
            "vat_total",
            "levies",
            "total",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in ((self.kinds, other.kinds), (self.reasons, other.reasons)):
            for code, n in theirs.items():
                mine[code] = mine.get(code, 0) + n
        for rate, (base, amount) in other.vat.items():
            known = self.vat.get(rate, (0, 0))
            self.vat[rate] = known[0] + base, known[1] + amount
