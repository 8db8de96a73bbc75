"""Money undone or without owner, as booked: refunds, suspense and its attributions, bounced cheques."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from desktop_app.domain.payment import Receipt, TenderKind

from . import ledger
from .ledger import WAIVED, Posting
from .payments import kept
from .tables import contract, entry, payment, subscriber
from .till_tables import contract_flag, refund, refund_sent, suspense, suspense_use

if TYPE_CHECKING:
    from .book import Pen

REFUND, FEE, SUSPENSE = "refund", "fee", TenderKind.SUSPENSE.value
BOUNCED = "cheque_bounced"


@dataclass(frozen=True, slots=True)
class RefundFact:
    """A refund as kept: `facts` is its canonical text, `sent_on` the day of its transfer."""

    id: int
    number: str
    contract_id: int
    contract: str
    name: str
    amount: int
    booked_on: date
    facts: str
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class SuspenseFact:
    """Suspense money and what is left of it, in cents."""

    id: int
    number: str
    booked_on: date
    reason: str
    payer: str
    note: str
    amount: int
    left: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What moves an account without invoice or payment, in cents: the fee of a bounced cheque, money given back, or
    (below zero) a small sum that nobody asks for."""

    kind: str
    """fee | refund | waived"""
    number: str
    booked_on: date
    amount: int


def charges(connection: Connection, contract_id: int) -> tuple[Charge, ...]:
    """The fees, refunds and waived sums of a contract, oldest first."""
    fees = (
        select(entry.c.document, entry.c.booked_on, -entry.c.amount)
        .join_from(payment, entry, entry.c.document == payment.c.number)
        .where(payment.c.contract_id == contract_id, entry.c.account == FEE)
        .order_by(entry.c.id)
    )
    back = (
        select(refund.c.number, refund.c.booked_on, refund.c.amount)
        .where(refund.c.contract_id == contract_id)
        .order_by(refund.c.id)
    )
    small = (
        select(entry.c.document, entry.c.booked_on, -entry.c.amount)
        .where(entry.c.contract_id == contract_id, entry.c.account == WAIVED)
        .order_by(entry.c.id)
    )
    found = [
        Charge(kind, number, date.fromisoformat(on), int(amount))
        for kind, query in ((FEE, fees), (REFUND, back), (WAIVED, small))
        for number, on, amount in connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda charge: charge.booked_on))


# --- refunds ------------------------------------------------------------------------------------------------------


def add_refund(
    pen: Pen,
    *,
    number: str,
    contract_id: int,
    amount: int,
    means: str,
    account: str,
    receipt: str,
    operation: str,
    facts: object,
    postings: list[Posting],
) -> None:
    """Store a refund with its entries; the caller writes the journal entry."""
    pen.insert(
        refund,
        {
            "number": number,
            "contract_id": contract_id,
            "booked_on": pen.hand.today,
            "amount": amount,
            "means": means,
            "account": account,
            "receipt": receipt or None,
            "operation": operation or None,
            "facts": facts,
        },
    )
    ledger.book(pen, number, pen.hand.today, postings)


def send_refund(pen: Pen, found: RefundFact) -> None:
    """The transfer of a refund was made: the debt to the customer ends."""
    pen.insert(
        refund_sent,
        {"refund_id": found.id, "booked_on": pen.hand.today, "agent": pen.hand.agent},
    )
    ledger.book(
        pen,
        found.number,
        pen.hand.today,
        [
            Posting(REFUND, found.amount, found.contract_id),
            Posting(TenderKind.TRANSFER.value, -found.amount),
        ],
    )


_REFUNDS = (
    select(
        refund.c.id,
        refund.c.number,
        refund.c.contract_id,
        contract.c.number,
        subscriber.c.name,
        refund.c.amount,
        refund.c.booked_on,
        refund.c.facts,
        refund_sent.c.booked_on,
    )
    .join_from(refund, contract, contract.c.id == refund.c.contract_id)
    .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
    .outerjoin(refund_sent, refund_sent.c.refund_id == refund.c.id)
)


def refund_by(connection: Connection, **where: str) -> RefundFact | None:
    """The refund of this number or operation."""
    conditions = [refund.c[name] == value for name, value in where.items()]
    row = connection.execute(_REFUNDS.where(*conditions)).first()
    return _refund(row) if row else None


def refunds_due(connection: Connection) -> tuple[RefundFact, ...]:
    """Refunds by transfer that were not sent yet, oldest first."""
    rows = connection.execute(
        _REFUNDS.where(refund_sent.c.refund_id.is_(None), refund.c.means == "transfer").order_by(
            refund.c.id
        )
    )
    return tuple(_refund(row) for row in rows)


def refunded(connection: Connection, receipt: str) -> int:
    """What was given back of this receipt already, in cents."""
    return int(
        connection.execute(
            select(func.coalesce(func.sum(refund.c.amount), 0)).where(refund.c.receipt == receipt)
        ).scalar_one()
    )


def aid_credit(connection: Connection, contract_id: int) -> int:
    """Credit that social aid made: it pays invoices and never goes back to the person; cents."""
    aided = (
        select(entry.c.document)
        .where(entry.c.account == TenderKind.AID.value)
        .group_by(entry.c.document)
    )
    made = connection.execute(
        select(func.coalesce(func.sum(-entry.c.amount), 0)).where(
            entry.c.contract_id == contract_id,
            entry.c.account == ledger.CREDIT,
            entry.c.document.in_(aided),
        )
    ).scalar_one()
    return max(0, int(made))


def _refund(row: Any) -> RefundFact:
    return RefundFact(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        date.fromisoformat(row[6]),
        row[7],
        date.fromisoformat(row[8]) if row[8] else None,
    )


# --- suspense -----------------------------------------------------------------------------------------------------


def add_suspense(pen: Pen, made: Receipt, *, note: str, shift_id: int, operation: str) -> None:
    """Store the receipt of money without owner with its entries; the caller writes the journal entry."""
    pen.insert(
        suspense,
        {
            "number": made.number,
            "booked_on": made.booked_on,
            "shift_id": shift_id,
            "amount": made.amount,
            "reason": made.suspense,
            "payer": made.payer,
            "note": note,
            "operation": operation or None,
            "facts": made,
        },
    )
    postings = [Posting(account, amount, shift_id=shift_id) for account, amount in kept(made)]
    ledger.post(pen, made.number, made.booked_on, [*postings, Posting(SUSPENSE, -made.amount)])


def use_suspense(pen: Pen, number: str, payment_number: str, amount: int) -> None:
    """Tie a receipt to the suspense money that paid it (below zero when it is cancelled)."""
    ids = select(suspense.c.id).where(suspense.c.number == number)
    rows = select(payment.c.id).where(payment.c.number == payment_number)
    pen.insert(
        suspense_use,
        {
            "suspense_id": pen.connection.execute(ids).scalar_one(),
            "payment_id": pen.connection.execute(rows).scalar_one(),
            "amount": amount,
        },
    )


_used = (
    select(func.coalesce(func.sum(suspense_use.c.amount), 0))
    .where(suspense_use.c.suspense_id == suspense.c.id)
    .scalar_subquery()
)
_SUSPENSE = select(
    suspense.c.id,
    suspense.c.number,
    suspense.c.booked_on,
    suspense.c.reason,
    suspense.c.payer,
    suspense.c.note,
    suspense.c.amount,
    suspense.c.amount - _used,
)


def suspense_left(connection: Connection) -> tuple[SuspenseFact, ...]:
    """Suspense money still without owner, oldest first."""
    rows = connection.execute(_SUSPENSE.where(suspense.c.amount > _used).order_by(suspense.c.id))
    return tuple(_fact(row) for row in rows)


def suspense_by(connection: Connection, number: str) -> SuspenseFact | None:
    row = connection.execute(_SUSPENSE.where(suspense.c.number == number)).first()
    return _fact(row) if row else None


def suspense_operation(connection: Connection, operation: str) -> str | None:
    """The number of the suspense money this gesture already took."""
    return connection.execute(
        select(suspense.c.number).where(suspense.c.operation == operation)
    ).scalar_one_or_none()


def _fact(row: Any) -> SuspenseFact:
    return SuspenseFact(
        row[0], row[1], date.fromisoformat(row[2]), row[3], row[4], row[5], row[6], int(row[7])
    )


# --- bounced cheques ----------------------------------------------------------------------------------------------


def flag(pen: Pen, contract_id: int, kind: str, document: str) -> None:
    """Mark a contract for the counter."""
    pen.insert(
        contract_flag,
        {
            "contract_id": contract_id,
            "kind": kind,
            "raised_on": pen.hand.today,
            "document": document,
            "agent": pen.hand.agent,
        },
    )


def cheque_bounced(connection: Connection, contract_id: int) -> tuple[str, date] | None:
    """The receipt of the last cheque that came back, unless cheques were trusted again since."""
    row = connection.execute(
        select(contract_flag.c.kind, contract_flag.c.document, contract_flag.c.raised_on)
        .where(contract_flag.c.contract_id == contract_id)
        .order_by(contract_flag.c.id.desc())
        .limit(1)
    ).first()
    if row is None or row[0] != BOUNCED:
        return None
    return row[1], date.fromisoformat(row[2])
