"""A payment: tenders in, allocations out, no silent rest: tenders = allocations + credit + stamp + change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from .epay import BankProof
from .money import Cents, plain_text
from .refusals import AmountNotPositive, GivenTooLittle, UnknownDocument
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
    SUSPENSE = "suspense"
    """Money taken earlier whose owner was unknown; never accepted from a customer."""


@dataclass(frozen=True, slots=True)
class Tender:
    """What was handed over, in cents, change not yet given back; `reference` = authorisation or cheque number.

    `instrument` is one thing handed over (a cheque) whose parts stand on several receipts of one visit."""

    kind: TenderKind
    amount: Cents
    reference: str = ""
    bank: str = ""
    last4: str = ""
    """The last four digits of a card: more is never kept."""
    terminal: str = ""
    instrument: str = ""


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
    payer: str = ""
    """Who handed the money over when it is not the customer."""
    visit: str = ""
    """The visit in which several receipts were written: the number of its first receipt."""
    second: str = ""
    """The other person who agreed to a cancellation."""
    fee: Cents = 0
    """Charged on top of what a bounced cheque undoes."""
    advice: str = ""
    """What the bank calls its notice that this cheque was not paid."""
    suspense: str = ""
    """Why the owner is unknown, on the receipt of suspense money; the number it came from, on its attribution."""
    epay: BankProof | None = None
    """What the bank says of an e-payment."""

    @property
    def given(self) -> Cents:
        return sum(t.amount for t in self.tenders)


def allocate(
    amount: Cents, items: Sequence[OpenItem], chosen: Sequence[str] = ()
) -> tuple[tuple[Allocation, ...], Cents]:
    """Which documents this amount settles, and the rest which becomes credit; together they make the amount.

    The customer's choice comes first, in the order given (C. civ. 1342-10), then instalments due (rank 0), then the
    oldest due. Refuses AmountNotPositive, UnknownDocument when a chosen document is not among the open ones.
    """
    if amount <= 0:
        raise AmountNotPositive(amount=plain_text(amount))
    known = {item.document for item in items}
    for document in chosen:
        if document not in known:
            raise UnknownDocument(number=document)
    preferred = {document: n for n, document in reversed(list(enumerate(chosen)))}

    def turn(item: OpenItem) -> tuple[int, int, date, str]:
        wanted = preferred.get(item.document, len(chosen))
        return wanted, item.rank, item.due_on, item.document

    rest, allocated = amount, []
    for item in sorted(items, key=turn):
        taken = min(rest, item.open)
        if taken > 0:
            allocated.append(Allocation(item.document, taken, item.due_on))
            rest -= taken
    return tuple(allocated), rest


def change(given: Cents, to_give: Cents) -> Cents:
    """The change to give back on cash; refuses GivenTooLittle when the cash does not cover what is due."""
    if given < to_give:
        raise GivenTooLittle(given=plain_text(given), due=plain_text(to_give))
    return given - to_give
