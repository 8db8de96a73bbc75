"""The till: what a drawer should hold, how it is counted without being told, and when a difference needs a second eye.

expected = float + cash taken in - cash given out, by shift and never by time window. The displayed tolerance is nil:
every difference is recorded; above the rule book's threshold a supervisor signs with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from .money import Cents, plain_text
from .payment import TenderKind
from .refusals_till import AmountNegative, CountDoesNotAddUp, UnknownDenomination

Pieces = tuple[tuple[Cents, int], ...]
"""Coins and notes: (value of one in cents, how many), greatest first."""


class Need(Enum):
    """What a count still needs before the shift may close."""

    NOTHING = "nothing"
    SECOND_COUNT = "second_count"
    REASON = "reason"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Denomination:
    """A coin or a note of the currency; value in cents."""

    value: Cents
    note: bool


@dataclass(frozen=True, slots=True)
class TillRule:
    """How tills work at a utility; amounts in cents. The defaults hold where the rule book says nothing.

    `refund_by` are the means by which money goes back to a customer; `cheque_fee` is charged on a bounced cheque."""

    denominations: tuple[Denomination, ...] = ()
    supervisor_above: Cents = 2500
    cash_warning: Cents = 200_000
    cheque_fee: Cents = 0
    refund_by: tuple[str, ...] = ("transfer",)
    usual_float: Cents = 10_000
    card_seconds: int = 60
    """After this long without an answer of the terminal, a card payment is called late."""


@dataclass(frozen=True, slots=True)
class TenderTotal:
    """What came in by one means during a shift or a period, reversals deducted; cents kept, change given back."""

    tender: TenderKind
    count: int
    amount: Cents


@dataclass(frozen=True, slots=True)
class Movement:
    """Cash that entered or left a drawer without a receipt.

    kind: paid_in | paid_out | float_sent | float_taken | float_returned | drawer_offered | drawer_taken |
    drawer_returned | over_short | deposit. `amount` is above zero when cash enters the drawer."""

    number: str
    kind: str
    shift: int | None
    at: datetime
    booked_on: date
    till: str
    agent: str
    amount: Cents
    reason: str = ""
    other: str = ""
    """The agent on the other side of a transfer."""
    answers: str = ""
    """The number of the movement that this one accepts or sends back."""
    pieces: Pieces = ()
    second: str = ""


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """The Z report of a closed shift, exactly as numbered and printed; all amounts in cents."""

    number: str
    shift: int
    agency: str
    till: str
    agent: str
    opened_at: datetime
    closed_at: datetime
    booked_on: date
    float: Cents
    carried: Cents | None
    """What the previous shift left in the drawer; None when there was none."""
    cash_in: Cents
    cash_out: Cents
    expected: Cents
    counted: Cents
    difference: Cents
    """counted - expected: over above zero, short below."""
    tenders: tuple[TenderTotal, ...]
    stamp: Cents
    collected: Cents
    receipts: int
    reversals: int
    first_receipt: str
    last_receipt: str
    movements: tuple[Movement, ...]
    pieces: Pieces = ()
    counts: int = 1
    reason: str = ""
    supervisor: str = ""
    overridden: tuple[str, ...] = ()
    hash_code: str = ""


@dataclass(frozen=True, slots=True)
class Cheque:
    """A cheque on a deposit slip; amount in cents."""

    receipt: str
    name: str
    bank: str
    reference: str
    amount: Cents


@dataclass(frozen=True, slots=True)
class DepositSlip:
    """What leaves the tills for the bank: cash and cheques of these closed shifts; amounts in cents."""

    number: str
    made_at: datetime
    booked_on: date
    agency: str
    till: str
    agent: str
    shifts: tuple[str, ...]
    """Numbers of the Z reports it groups."""
    cash: Cents
    left: Cents
    """Cash left in the drawers for the next shifts."""
    cheques: tuple[Cheque, ...]
    hash_code: str = ""

    @property
    def total(self) -> Cents:
        return self.cash + sum(c.amount for c in self.cheques)


def added_up(pieces: Sequence[tuple[Cents, int]], known: Sequence[Denomination] = ()) -> Cents:
    """The worth of these coins and notes; refuses AmountNegative, UnknownDenomination."""
    values = {d.value for d in known}
    for value, number in pieces:
        if number < 0:
            raise AmountNegative(amount=str(number))
        if values and value not in values:
            raise UnknownDenomination(value=plain_text(value))
    return sum(value * number for value, number in pieces)


def counted(
    amount: Cents | None, pieces: Sequence[tuple[Cents, int]], known: Sequence[Denomination] = ()
) -> Cents:
    """What a count amounts to, by coins and notes or as one sum. Refuses AmountNegative, CountDoesNotAddUp."""
    if amount is not None and amount < 0:
        raise AmountNegative(amount=plain_text(amount))
    if not pieces:
        return amount or 0
    total = added_up(pieces, known)
    if amount is not None and amount != total:
        raise CountDoesNotAddUp(amount=plain_text(amount), pieces=plain_text(total))
    return total


def need(
    rule: TillRule,
    counts: Sequence[Cents],
    expected: Cents,
    *,
    reason: str = "",
    supervisor: str = "",
    agent: str = "",
) -> Need:
    """What these blind counts (oldest first) still need: a second count when the first differs, then a reason,
    then a supervisor who is not the agent when the difference is above the threshold."""
    difference = counts[-1] - expected
    if difference == 0:
        return Need.NOTHING
    if len(counts) < 2:
        return Need.SECOND_COUNT
    if not reason.strip():
        return Need.REASON
    if abs(difference) > rule.supervisor_above and not signed_by(supervisor, agent):
        return Need.SUPERVISOR
    return Need.NOTHING


def signed_by(second: str, agent: str) -> bool:
    """Whether a second person signed: somebody, and not the agent."""
    return bool(second.strip()) and second.strip().casefold() != agent.strip().casefold()
