"""Payment arrangements: a dated overlay on invoices which keep their numbers; the parts sum to the debt exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from .money import Cents, plain_text, split
from .monthly import Instalment, due_and_open, filled
from .period import add_months
from .refusals import (
    AmountNotPositive,
    ArrangementTooLong,
    DepositTooLarge,
    InstalmentTooSmall,
    MonthsNotPositive,
    NothingOwed,
)
from .rulebook import ArrangementRule
from .subscriber import Customer

WEEKEND = (5, 6)
"""Saturday and Sunday, as `date.weekday` numbers them; Algeria rests on (4, 5)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposed arrangement: `basis` is "regularisation" or "debt"; `approval` lists why a supervisor must agree.

    Approval codes: amount (above the rule book's limit), broken-recently, renegotiated (more than once).
    A deposit is the first instalment, of kind "deposit", due on the day of the agreement.
    """

    basis: str
    total: Cents
    documents: tuple[tuple[str, Cents], ...]
    instalments: tuple[Instalment, ...]
    approval: tuple[str, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A granted arrangement as its agreement prints it."""

    number: str
    customer: Customer
    made_on: date
    basis: str
    total: Cents
    documents: tuple[tuple[str, Cents], ...]
    instalments: tuple[Instalment, ...]
    agent: str
    reason: str = ""
    approved_by: str = ""


class State(Enum):
    """How an arrangement goes: LATE after the days of grace, BROKEN at two late in a row or three in all."""

    KEPT = "kept"
    RUNNING = "running"
    LATE = "late"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Standing:
    """An arrangement on a day: what is paid, what is due and open, the next instalment, how many came late."""

    state: State
    paid: Cents
    remaining: Cents
    due: Cents
    late: int
    next: Instalment | None


def offer(
    documents: Sequence[tuple[str, Cents]],
    rule: ArrangementRule,
    *,
    first_on: date,
    months: int | None = None,
    monthly: Cents | None = None,
    deposit: Cents = 0,
    made_on: date | None = None,
    basis: str = "debt",
    broken_on: date | None = None,
    renegotiations: int = 0,
    automatic: bool = False,
) -> Offer:
    """The open amounts of these documents in so many months, or in instalments of so much a month (one of both).

    Months give parts that differ by a cent at most (MA-07: 69.23 three times, then 69.22); an amount a month gives
    equal instalments and a smaller last one. `made_on` is the day of the agreement (default `first_on`), when the
    deposit is due.
    Refuses NothingOwed, AmountNotPositive, DepositTooLarge, MonthsNotPositive, ArrangementTooLong, InstalmentTooSmall.
    """
    if (months is None) == (monthly is None):
        raise ValueError("either months or monthly")
    owed = tuple((document, amount) for document, amount in documents if amount > 0)
    total = sum(amount for _, amount in owed)
    if total <= 0:
        raise NothingOwed()
    if deposit < 0:
        raise AmountNotPositive(amount=plain_text(deposit))
    if deposit >= total:
        raise DepositTooLarge(deposit=plain_text(deposit), total=plain_text(total))
    agreed_on = made_on or first_on
    parts = _parts(total - deposit, rule, months=months, monthly=monthly)
    dated = tuple(Instalment(add_months(first_on, n), part) for n, part in enumerate(parts))
    if deposit:
        dated = (Instalment(agreed_on, deposit, "deposit"), *dated)
    return Offer(
        basis=basis,
        total=total,
        documents=owed,
        instalments=dated,
        approval=_approval(total, rule, agreed_on, broken_on, renegotiations),
        automatic=automatic,
    )


def automatic_due(volume: int, usual: int | None, rule: ArrangementRule) -> bool:
    """Whether a regularised volume is above the usual of the same period: automatic offer (rules.md 6.5)."""
    return rule.automatic_months is not None and usual is not None and volume > usual


def choices(
    documents: Sequence[tuple[str, Cents]],
    rule: ArrangementRule,
    *,
    first_on: date,
    made_on: date | None = None,
    basis: str = "debt",
    broken_on: date | None = None,
    renegotiations: int = 0,
    automatic: bool = False,
) -> tuple[Offer, ...]:
    """The offers side by side that stay within the limits, the automatic one first when it is due."""
    months = list(rule.choices)
    if automatic and rule.automatic_months is not None:
        months = [rule.automatic_months, *(m for m in months if m != rule.automatic_months)]
    offered = []
    for n in months:
        try:
            made = offer(
                documents,
                rule,
                first_on=first_on,
                months=n,
                made_on=made_on,
                basis=basis,
                broken_on=broken_on,
                renegotiations=renegotiations,
            )
        except (ArrangementTooLong, InstalmentTooSmall, NothingOwed):
            continue
        by_itself = automatic and n == rule.automatic_months
        offered.append(replace(made, automatic=by_itself))
    return tuple(offered)


def affordable(
    documents: Sequence[tuple[str, Cents]],
    rule: ArrangementRule,
    *,
    monthly: Cents,
    after_day: int,
    today: date,
    basis: str = "debt",
) -> tuple[Offer, ...]:
    """ "I can pay 40 a month, after the 5th": the allowed offers which never ask for more, shortest first.

    The first is exactly the amount said, with a smaller last instalment; the others are equal parts over the rule
    book's usual durations. Refuses as `offer` does when not even the amount said fits.
    """
    first_on = _day_after(today, after_day)
    exact = offer(documents, rule, first_on=first_on, monthly=monthly, made_on=today, basis=basis)
    others = choices(documents, rule, first_on=first_on, made_on=today, basis=basis)
    equal = [
        o
        for o in others
        if len(o.instalments) > len(exact.instalments)
        and max(i.amount for i in o.instalments) <= monthly
    ]
    return (exact, *sorted(equal, key=lambda o: len(o.instalments)))


def standing(
    instalments: Sequence[Instalment],
    paid: Cents,
    today: date,
    rule: ArrangementRule,
    *,
    history: Sequence[tuple[date, Cents]] = (),
    weekend: Sequence[int] = WEEKEND,
) -> Standing:
    """How the arrangement stands today. `paid` fills the instalments in order.

    An instalment is late when it is not covered at the end of the grace working days after its date. `history` gives
    the dated payments, so that instalments paid late count too; without it only those still open do.
    """
    still_open = filled(instalments, paid)
    remaining = sum(still_open)
    late = [
        _late(instalments, n, o, today, rule, history, weekend) for n, o in enumerate(still_open)
    ]
    in_a_row = any(a and b for a, b in pairwise(late))
    now_late = any(o and was for o, was in zip(still_open, late, strict=True))
    if remaining == 0:
        state = State.KEPT
    elif in_a_row or sum(late) >= 3:
        state = State.BROKEN
    else:
        state = State.LATE if now_late else State.RUNNING
    return Standing(
        state=state,
        paid=sum(i.amount for i in instalments) - remaining,
        remaining=remaining,
        due=due_and_open(instalments, paid, today),
        late=sum(late),
        next=next(
            (replace(item, amount=o) for item, o in zip(instalments, still_open, strict=True) if o),
            None,
        ),
    )


def after_working_days(day: date, count: int, weekend: Sequence[int] = WEEKEND) -> date:
    """The day that many working days later."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() not in weekend
    return day


def refused_until(broken_on: date, rule: ArrangementRule) -> date:
    """The day from which a new arrangement needs no supervisor after a break."""
    return add_months(broken_on, rule.refusal_months_after_break)


def _parts(
    rest: Cents, rule: ArrangementRule, *, months: int | None, monthly: Cents | None
) -> tuple[Cents, ...]:
    if monthly is not None:
        if monthly <= 0:
            raise AmountNotPositive(amount=plain_text(monthly))
        count = -(-rest // monthly)
        smallest = min(monthly, rest)
    else:
        count = months or 0
        if count < 1:
            raise MonthsNotPositive(months=count)
        smallest = rest // count
    if count > 1 and smallest < rule.minimum_instalment:
        raise InstalmentTooSmall(
            amount=plain_text(smallest), minimum=plain_text(rule.minimum_instalment)
        )
    if count > rule.max_months:
        raise ArrangementTooLong(months=count, max=rule.max_months)
    if monthly is None:
        return split(rest, count)
    return (*((monthly,) * (count - 1)), rest - monthly * (count - 1))


def _approval(
    total: Cents,
    rule: ArrangementRule,
    agreed_on: date,
    broken_on: date | None,
    renegotiations: int,
) -> tuple[str, ...]:
    reasons = {
        "amount": total > rule.approval_above,
        "broken-recently": broken_on is not None and agreed_on < refused_until(broken_on, rule),
        "renegotiated": renegotiations > 1,
    }
    return tuple(code for code, holds in reasons.items() if holds)


def _day_after(today: date, after_day: int) -> date:
    """The first day after today and after that day of a month (the 1st of the next month after the 31st)."""
    month = today.replace(day=1)
    while True:
        day = min(month + timedelta(days=after_day), add_months(month, 1))
        if day > today:
            return day
        month = add_months(month, 1)


def _late(
    instalments: Sequence[Instalment],
    n: int,
    still_open: Cents,
    today: date,
    rule: ArrangementRule,
    history: Sequence[tuple[date, Cents]],
    weekend: Sequence[int],
) -> bool:
    limit = after_working_days(instalments[n].on, rule.grace_days, weekend)
    if today <= limit:
        return False
    if still_open or not history:
        return still_open > 0
    needed = sum(i.amount for i in instalments[: n + 1])
    return sum(amount for on, amount in history if on <= limit) < needed
