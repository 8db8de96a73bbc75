"""A payment: tenders in, allocations out, no silent rest: tenders = allocations + credit + stamp + change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from .money import Cents
from .subscriber import Customer


class TenderKind(Enum):
    """Means handed over at the counter or received from the bank."""

    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    TRANSFER = "transfer"
    DEBIT = "debit"
    EPAY = "epay"
    AID = "aid"


@dataclass(frozen=True, slots=True)
class Tender:
    """What was handed over, in cents, change not yet given back; `reference` = authorisation or cheque number."""

    kind: TenderKind
    amount: Cents
    reference: str = ""
    bank: str = ""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A document still owed: `rank` is 0 for instalments due of an arrangement, 1 for invoices."""

    document: str
    due_on: date
    open: Cents
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Allocation:
    """How much of the payment settles which document."""

    document: str
    amount: Cents
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A taken payment exactly as printed on its receipt."""

    number: str
    customer: Customer
    taken_at: datetime
    """UTC instant."""
    booked_on: date
    agency: str
    till: str
    agent: str
    tenders: tuple[Tender, ...]
    allocated: tuple[Allocation, ...]
    credit: Cents
    stamp: Cents
    change: Cents
    amount: Cents
    """What reduces the customer's debt or becomes credit: allocations + credit."""
    balance_after: Cents
    hash_code: str = ""
    reverses: str | None = None
    reason: str = ""
    scan: str = ""

    @property
    def given(self) -> Cents:
        return sum(t.amount for t in self.tenders)
