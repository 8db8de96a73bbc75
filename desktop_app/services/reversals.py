"""Undoing money: a cancelled receipt is a negative twin the same day, a bounced cheque undoes one tender, and
afterwards money only goes back as a refund. Nothing is ever deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Receipt, Tender

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Reverse:
    """Cancel a receipt of today at this till; `second` is the other person who agrees."""

    receipt: str
    reason: str
    second: str
    operation: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A cheque came back unpaid: the cheque of this receipt, wherever it was allocated (other receipts of the visit
    included). `reference` picks one when the receipt has several."""

    receipt: str
    reason: str
    operation: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Bounced:
    """The negative receipts of a bounced cheque, the fee charged and the total undone; cents."""

    receipts: tuple[Receipt, ...]
    total: Cents
    fee: Cents


@dataclass(frozen=True, slots=True)
class AskRefund:
    """Give money back: of a receipt (its whole amount, stamp duty excluded) or of the contract's credit (`receipt` "").

    `means` "transfer" needs `account` and `holder`; "cash" only where the rule book allows it."""

    contract: str
    reason: str
    second: str
    operation: str
    receipt: str = ""
    amount: Cents | None = None
    means: str = "transfer"
    account: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as decided; the account is masked but for its last four signs. `paid_on` None: due."""

    number: str
    contract: str
    name: str
    booked_on: date
    amount: Cents
    means: str
    account: str
    holder: str
    reason: str
    receipt: str = ""
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class TakeSuspense:
    """Money whose owner is unknown: counted in the till, posted to suspense under a reason code (SUSPENSE_REASONS)."""

    tenders: tuple[Tender, ...]
    reason: str
    operation: str
    payer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SuspenseItem:
    """Suspense money still without owner; cents."""

    number: str
    booked_on: date
    reason: str
    payer: str
    note: str
    amount: Cents
    left: Cents


SUSPENSE_REASONS = (
    "payer-unknown",
    "contract-unknown",
    "document-not-found",
    "duplicate",
    "amount-mismatch",
    "other",
)


def reverse(counter: Counter, command: Reverse) -> Receipt:
    """The negative twin. Refuses UnknownDocument, AlreadyReversed, ReasonNeeded, SecondPersonNeeded, NotSameDay,
    NotSameTill, TillClosed, NotEnoughCash."""
    raise NotImplementedError


def bounce(counter: Counter, command: Bounce) -> Bounced:
    """Undo one cheque across all its allocations, charge the fee, flag the customer. Refuses UnknownDocument,
    NoSuchTender, AlreadyReversed."""
    raise NotImplementedError


def refund(counter: Counter, command: AskRefund) -> Refund:
    """Decide a refund. Refuses UnknownContract, UnknownDocument, NothingToRefund, RefundMeans, AccountInvalid,
    SecondPersonNeeded, ReasonNeeded, AlreadyReversed, NotEnoughCash."""
    raise NotImplementedError


def refunds_due(counter: Counter) -> tuple[Refund, ...]:
    """Refunds decided and not yet transferred, oldest first."""
    raise NotImplementedError


def refund_sent(counter: Counter, number: str, *, operation: str = "") -> Refund:
    """The bank transfer of this refund was made. Refuses UnknownDocument, AlreadyPaid."""
    raise NotImplementedError


def take_suspense(counter: Counter, command: TakeSuspense) -> Receipt:
    """Take money of unknown owner; it has its own numbered receipt. Refuses TillClosed, UnknownReason..."""
    raise NotImplementedError


def suspense(counter: Counter) -> tuple[SuspenseItem, ...]:
    """Suspense money still to attribute, oldest first."""
    raise NotImplementedError


def attribute(
    counter: Counter,
    number: str,
    *,
    contract: str,
    operation: str,
    documents: tuple[str, ...] = (),
    amount: Cents | None = None,
) -> Receipt:
    """Give suspense money (all that is left by default) to its owner: a receipt paid by suspense. Refuses
    UnknownDocument, UnknownContract, NotEnoughLeft."""
    raise NotImplementedError
