"""Monthly debit: ten equal tenths of the last two invoices, then one or two regularisation debits or a refund.

Source: Pays d'Iroise Communauté, "payer sa facture d'eau"; decisions of rules.md section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from .money import Cents, cents, units
from .period import add_months
from .rulebook import MonthlyRule
from .subscriber import Customer


@dataclass(frozen=True, slots=True)
class Instalment:
    """One dated amount; kind is "instalment" or "regularisation"."""

    on: date
    amount: Cents
    kind: str = "instalment"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What follows the yearly invoice: debits or a refund or a waiver, then next year's instalment (all cents).

    difference = sum of debits - refund + waived; `waived` is negative when in the customer's favour.
    """

    real: Cents
    called: Cents
    difference: Cents
    debits: tuple[Instalment, ...]
    refund: Cents
    waived: Cents
    next_instalment: Cents


@dataclass(frozen=True, slots=True)
class Plan:
    """A simulated schedule: `basis` is the sum of the last two invoices, `called` the sum of the instalments."""

    basis: Cents
    instalment: Cents
    instalments: tuple[Instalment, ...]
    called: Cents
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """When a mid-year review proposes another amount: debits already made, change above `percent` and above `floor`."""

    months: tuple[int, ...]
    percent: int
    floor: Cents
    minimum: Cents


@dataclass(frozen=True, slots=True)
class Review:
    """A proposal the subscriber may accept: the amount which brings the schedule to zero at its end."""

    current: Cents
    amount: Cents
    delta: Cents
    proposed: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """An adopted schedule as its letter prints it: pre-notification of the debits (dates, amounts, RUM, creditor)."""

    number: str
    customer: Customer
    made_on: date
    basis: Cents
    instalment: Cents
    instalments: tuple[Instalment, ...]
    invoices: tuple[tuple[str, Cents], ...]
    rum: str
    creditor: str
    account: str
    """Masked IBAN or RIB, last four digits only."""
    holder: str = ""


def instalment(basis: Cents, rule: MonthlyRule) -> Cents:
    """One tenth of the basis, rounded half up: 606.85 -> 60.69 (rules.md 3.1, MD-12)."""
    return cents(units(basis) / Decimal(rule.parts)) if basis > 0 else 0


def plan(basis: Cents, rule: MonthlyRule, start: date) -> Plan:
    """The equal instalments of this basis, the first in `start`'s month; none at all when the tenth is 0.00."""
    amount = instalment(basis, rule)
    count = rule.parts if amount else 0
    dated = tuple(Instalment(_debit_day(start, n, rule), amount) for n in range(count))
    return Plan(basis=basis, instalment=amount, instalments=dated, called=amount * count)


def settle(
    called: Cents,
    real: Cents,
    rule: MonthlyRule,
    *,
    usual: Cents,
    small_sum: Cents,
    recap_on: date,
    due_on: date,
) -> Settlement:
    """What follows the yearly invoice of `real` against the instalments called, rejected ones included (rules.md 3.1).

    Strictly under `small_sum` nothing moves. The first debit is at most the `usual` instalment, the second has no cap.
    Debits fall on the rule's day, at least `notice_days` after `recap_on` and not before `due_on`, a month apart.
    """
    earliest = max(recap_on + timedelta(days=rule.notice_days), due_on)
    first = _debit_day(earliest, 0, rule)
    months = 0 if first >= earliest else 1
    days = (_debit_day(earliest, months, rule), _debit_day(earliest, months + 1, rule))
    return _settlement(called, real, rule, usual=usual, small_sum=small_sum, days=days)


def simulate(
    basis: Cents,
    rule: MonthlyRule,
    start: date,
    *,
    small_sum: Cents,
    real: Cents | None = None,
) -> Plan:
    """A whole cycle: the plan and, when the real year is known, its settlement in the next two months."""
    made = plan(basis, rule, start)
    if real is None:
        return made
    days = (_debit_day(start, rule.parts, rule), _debit_day(start, rule.parts + 1, rule))
    settled = _settlement(
        made.called, real, rule, usual=made.instalment, small_sum=small_sum, days=days
    )
    return replace(made, settlement=settled)


def review(
    current: Cents,
    *,
    projected: Cents,
    paid: Cents,
    done: int,
    rule: MonthlyRule,
    when: ReviewRule,
) -> Review:
    """Whether to propose another amount for the remaining debits, after `done` of them (features.md 8.6).

    `projected` is the likely cost of the year, `paid` what counts towards it. 720.00 projected, 240.00 paid after 4 of
    10 debits of 60.00 -> 80.00. Never applied by itself: the subscriber decides.
    """
    remaining = rule.parts - done
    if remaining < 1:
        return Review(current=current, amount=current, delta=0, proposed=False)
    amount = max(when.minimum, -(-(projected - paid) // remaining))
    delta = amount - current
    proposed = (
        done in when.months
        and abs(delta) > when.floor
        and abs(delta) * 100 > when.percent * current
    )
    return Review(current=current, amount=amount, delta=delta, proposed=proposed)


def filled(instalments: Sequence[Instalment], paid: Cents) -> tuple[Cents, ...]:
    """What is still open of each instalment once `paid` has filled them in order."""
    rest, still_open = max(0, paid), []
    for item in instalments:
        taken = min(rest, item.amount)
        rest -= taken
        still_open.append(item.amount - taken)
    return tuple(still_open)


def due_and_open(instalments: Sequence[Instalment], paid: Cents, today: date) -> Cents:
    """What of the instalments due by `today` is not yet paid."""
    still_open = filled(instalments, paid)
    return sum(o for item, o in zip(instalments, still_open, strict=True) if item.on <= today)


def _settlement(
    called: Cents,
    real: Cents,
    rule: MonthlyRule,
    *,
    usual: Cents,
    small_sum: Cents,
    days: tuple[date, date],
) -> Settlement:
    difference = real - called
    amounts: list[Cents] = []
    refund = waived = 0
    if abs(difference) < small_sum:
        waived = difference
    elif difference < 0:
        refund = -difference
    else:
        first = min(difference, usual)
        rest = difference - first
        amounts = [first, rest]
        if 0 < rest < small_sum and first:
            amounts, waived = [first], rest
    debits = tuple(
        Instalment(on, amount, "regularisation")
        for on, amount in zip(days, [a for a in amounts if a], strict=False)
    )
    return Settlement(
        real=real,
        called=called,
        difference=difference,
        debits=debits,
        refund=refund,
        waived=waived,
        next_instalment=instalment(real, rule),
    )


def _debit_day(month_of: date, months: int, rule: MonthlyRule) -> date:
    """The rule's day of the month, that many months later; the month's last day when it lacks that one."""
    first = add_months(month_of.replace(day=1), months)
    return min(first + timedelta(days=rule.day - 1), add_months(first, 1) - timedelta(days=1))
