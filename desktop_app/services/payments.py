"""Taking a payment: allocated by the rule, numbered, journalled and committed before any paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Allocation, OpenItem, Receipt, TenderKind

from .counter import Counter


@dataclass(frozen=True, slots=True)
class PaymentQuote:
    """What the payment form shows while typing; all cents. `stamp` is due on cash only, on top of `amount`."""

    contract: str
    asked: Cents
    owed: Cents
    items: tuple[OpenItem, ...]
    amount: Cents
    stamp: Cents
    to_give: Cents
    allocated: tuple[Allocation, ...]
    credit: Cents
    cash_ceiling: Cents | None


@dataclass(frozen=True, slots=True)
class TakePayment:
    """`amount` settles documents (stamp excluded); `given` is the cash handed over (None = exact)."""

    contract: str
    amount: Cents
    tender: TenderKind
    operation: str
    documents: tuple[str, ...] = ()
    given: Cents | None = None
    reference: str = ""
    bank: str = ""
    on: date | None = None


def quote(
    counter: Counter,
    contract: str,
    *,
    amount: Cents | None = None,
    tender: TenderKind = TenderKind.CASH,
    documents: tuple[str, ...] = (),
) -> PaymentQuote:
    """What taking this amount (default: what is asked now) would do; refuses UnknownContract, UnknownDocument."""
    raise NotImplementedError


def take_payment(counter: Counter, command: TakePayment) -> Receipt:
    """Take the money once. Refuses AmountNotPositive, AmountTooLarge, GivenTooLittle, CashCeiling, TenderNotAccepted,
    UnknownDocument, TillClosed, CardNumberRefused. The same operation again answers the same receipt."""
    raise NotImplementedError


def receipt(counter: Counter, number: str) -> Receipt:
    """The stored receipt; refuses UnknownDocument."""
    raise NotImplementedError
