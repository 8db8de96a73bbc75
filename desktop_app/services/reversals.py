"""Undoing money: a cancelled receipt is a negative twin the same day, a bounced cheque undoes one tender, and
afterwards money only goes back as a refund. Nothing is ever deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Receipt, Tender, TenderKind
from desktop_app.domain.refusals import UnknownDocument
from desktop_app.domain.refusals_bank import RefundAtBank
from desktop_app.domain.refusals_till import (
    AlreadyReversed,
    CannotReverse,
    NotSameDay,
    NotSameTill,
    ReasonNeeded,
    SecondPersonNeeded,
)
from desktop_app.domain.tenders import refuse_card_numbers
from desktop_app.domain.till import signed_by
from desktop_app.storage import ledger, undoing
from desktop_app.storage import payments as stored
from desktop_app.storage.failpoints import failpoint

from . import drawer
from .counter import Counter
from .once import once
from .payments import sealed

if TYPE_CHECKING:
    from desktop_app.storage.book import Pen


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
    included). `reference` and `amount` pick one when the receipt has several; `advice` is what the bank calls its
    notice of non-payment."""

    receipt: str
    reason: str
    operation: str
    reference: str = ""
    amount: Cents | None = None
    """What this receipt holds of the cheque, in cents."""
    advice: str = ""


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
    second: str = ""


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
    """The negative twin. Refuses UnknownDocument, AlreadyReversed, CannotReverse, ReasonNeeded, SecondPersonNeeded,
    NotSameDay, NotSameTill, RefundAtBank, TillClosed, NotEnoughCash."""
    _refuse_unsigned(counter, command.reason, command.second)

    def write(pen: Pen) -> Receipt:
        connection, hand = pen.connection, pen.hand
        first = stored.load(connection, command.receipt)
        if first is None:
            raise UnknownDocument(number=command.receipt)
        if first.epay is not None:
            raise RefundAtBank(number=first.number, order=first.epay.order)
        if first.reverses or first.number.startswith("U"):
            raise CannotReverse(number=first.number)
        if stored.parts_undone(connection, first.number) or undoing.refunded(
            connection, first.number
        ):
            raise AlreadyReversed(number=first.number)
        if first.booked_on != hand.today:
            raise NotSameDay(number=first.number, on=first.booked_on)
        if first.till != hand.till:
            raise NotSameTill(number=first.number, till=first.till)
        shift = drawer.shift_of(connection, hand.till)
        cash = dict(stored.kept(first)).get(TenderKind.CASH.value, 0)
        drawer.refuse_too_much(connection, shift, cash)
        _, contract_id = stored.row_of(connection, first.number)
        before = ledger.standing(connection, contract_id, today=hand.today)
        negative = twin(pen, first, command.reason, command.second, before.owed + first.amount)
        stored.add(
            pen, negative, contract_id=contract_id, shift_id=shift.id, operation=command.operation
        )
        if first.suspense:
            undoing.use_suspense(pen, first.suspense, negative.number, -first.amount)
        failpoint("reversal_written")
        pen.journal("payment_reversed", document=negative.number, body=negative)
        return negative

    return once(counter, command.operation, stored.by_operation, write)


def bounce(counter: Counter, command: Bounce) -> Bounced:
    """Undo one cheque across all its allocations, charge the fee, flag the customer. Refuses UnknownDocument,
    CannotReverse, NoSuchTender, AlreadyReversed, ReasonNeeded."""
    from . import cheques

    return cheques.bounce(counter, command)


def refund(counter: Counter, command: AskRefund) -> Refund:
    """Decide a refund. Refuses UnknownContract, UnknownDocument, NothingToRefund, RefundMeans, AccountInvalid,
    SecondPersonNeeded, ReasonNeeded, AlreadyReversed, TillClosed, NotEnoughCash."""
    from . import refunds

    _refuse_unsigned(counter, command.reason, command.second)
    return refunds.decide(counter, command)


def refunds_due(counter: Counter) -> tuple[Refund, ...]:
    """Refunds decided and not yet transferred, oldest first."""
    from . import refunds

    return refunds.due(counter)


def refund_sent(counter: Counter, number: str, *, operation: str = "") -> Refund:
    """The bank transfer of this refund was made. Refuses UnknownDocument, AlreadyPaid."""
    from . import refunds

    return refunds.sent(counter, number)


def take_suspense(counter: Counter, command: TakeSuspense) -> Receipt:
    """Take money of unknown owner; it has its own numbered receipt. Refuses TillClosed, UnknownReason..."""
    from . import unowned

    return unowned.take(counter, command)


def suspense(counter: Counter) -> tuple[SuspenseItem, ...]:
    """Suspense money still to attribute, oldest first."""
    from . import unowned

    return unowned.waiting(counter)


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
    UnknownDocument, UnknownContract, NotEnoughLeft, TillClosed."""
    from . import unowned

    return unowned.attribute(
        counter,
        number,
        contract=contract,
        operation=operation,
        documents=documents,
        amount=amount,
    )


def _refuse_unsigned(counter: Counter, reason: str, second: str) -> None:
    if not reason.strip():
        raise ReasonNeeded()
    if not signed_by(second, counter.agent):
        raise SecondPersonNeeded()
    refuse_card_numbers(reason)


def twin(pen: Pen, first: Receipt, reason: str, second: str, owed: Cents) -> Receipt:
    """The receipt that undoes another whole: every amount below zero."""
    number = pen.number("R")
    return sealed(
        replace(
            first,
            number=number,
            taken_at=pen.hand.now,
            booked_on=pen.hand.today,
            agent=pen.hand.agent,
            tenders=tuple(replace(t, amount=-t.amount) for t in first.tenders),
            allocated=tuple(replace(a, amount=-a.amount) for a in first.allocated),
            credit=-first.credit,
            stamp=-first.stamp,
            change=-first.change,
            amount=-first.amount,
            balance_after=owed,
            hash_code="",
            reverses=first.number,
            reason=reason.strip(),
            second=second.strip(),
            scan=scan_code(number),
        )
    )
