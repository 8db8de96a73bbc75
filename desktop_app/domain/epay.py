"""An e-payment: an order the bank knows by a short number, what the bank answers, and the proof its receipt shows.

Fields after the receipt of the interbank gateway (rules.md 7.5): order, transaction, authorisation, date and time in
GMT+1, amount, method and the bank's own message. No card number is ever part of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

from .identifiers import luhn_card_number
from .money import Cents

ORDER_DIGITS = 10
BANK_TIME = timezone(timedelta(hours=1))
"""The zone in which the bank's receipts are dated."""
METHODS = ("CIB", "Edahabia")

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONGEST = 200


class OrderState(Enum):
    """Where an order stands; `MADE`: kept here, and nobody can have paid it since no page was shown."""

    MADE = "made"
    WAITING = "waiting"
    PAID = "paid"
    FAILED = "failed"
    REFUNDED = "refunded"


PENDING = (OrderState.MADE, OrderState.WAITING)


@dataclass(frozen=True, slots=True)
class BankProof:
    """What the bank says of a payment it took, as the receipt must show it; the amount in cents."""

    order: str
    transaction: str
    """The bank's identifier of the order."""
    authorisation: str
    paid_at: datetime
    amount: Cents
    method: str
    """CIB or Edahabia."""
    message: str
    reference: str = ""
    """The transaction number, where the bank gives one."""


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """One answer of the bank on an order; `proof` once it is paid, `page` where the customer pays."""

    state: OrderState
    transaction: str = ""
    page: str = ""
    message: str = ""
    proof: BankProof | None = None


def order_number(*parts: str) -> str:
    """Ten signs, letters and digits that nobody mistakes, always the same for the same gesture."""
    made = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest(), "big")
    return "".join(_SIGNS[made >> 5 * n & 31] for n in range(ORDER_DIGITS))


def spoken(text: object) -> str:
    """A bank's text made harmless: one printable line, no card number, at most 200 signs."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text or "")).split())
    return "" if luhn_card_number(line) else line[:_LONGEST]
