"""Arrears: what is asked at the counter today, what is truly owed, how old it is, and what may follow.

Sources: rules.md 2.7 (France: reminder delays, no cut-off in a main residence), 7.6 (Oran: beyond two unpaid invoices).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .money import Cents
from .payment import OpenItem

MAIN_RESIDENCE = "main_residence"


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open amounts by days past due: not yet due, then one band for each limit, the last one open."""

    not_due: Cents
    bands: tuple[Cents, ...]

    @property
    def total(self) -> Cents:
        return self.not_due + sum(self.bands)


def asked(
    invoices: Sequence[OpenItem],
    covered: Sequence[str],
    *,
    instalments_due: Cents,
    debits_due: Cents,
    credit: Cents,
) -> Cents:
    """What to pay today: invoices under no running arrangement, instalments and debits due, less credit; at least 0."""
    hidden = frozenset(covered)
    free = sum(i.open for i in invoices if i.document not in hidden)
    return max(0, free + instalments_due + debits_due - credit)


def owed(invoices: Sequence[OpenItem], *, credit: Cents) -> Cents:
    """The whole debt less credit; below zero when the customer is in credit."""
    return sum(i.open for i in invoices) - credit


def ageing(
    invoices: Sequence[OpenItem], today: date, limits: Sequence[int] = (30, 60, 90)
) -> Ageing:
    """The open amounts by age: with limits 30, 60, 90 the bands are 1-30, 31-60, 61-90 and more than 90 days late."""
    not_due, bands = 0, [0] * (len(limits) + 1)
    for item in invoices:
        late = (today - item.due_on).days
        if late <= 0:
            not_due += item.open
        else:
            bands[sum(late > limit for limit in limits)] += item.open
    return Ageing(not_due, tuple(bands))


def overdue(invoices: Sequence[OpenItem], today: date) -> tuple[OpenItem, ...]:
    """The items still open after their due date, oldest first."""
    late = (i for i in invoices if i.open > 0 and i.due_on < today)
    return tuple(sorted(late, key=lambda i: (i.due_on, i.document)))


def is_small(amount: Cents, small_sum: Cents) -> bool:
    """Whether a sum is neither demanded nor refunded: strictly under the threshold (2.00 moves, 1.99 does not)."""
    return abs(amount) < small_sum


def may_cut_off(usage: str, *, allowed: bool) -> bool:
    """Whether an order to cut the supply off may exist at all: never in a main residence where the law forbids it."""
    return allowed or usage != MAIN_RESIDENCE
