"""Refunds: money that goes back to a customer, decided by two people, transferred later (in cash where allowed).

A refund of a receipt opens again what it had paid; stamp duty, paid to the State, and social aid never go back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import record
from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.payment import Receipt, TenderKind
from desktop_app.domain.refusals import Refusal, UnknownDocument
from desktop_app.domain.refusals_till import (
    AlreadyPaid,
    AlreadyReversed,
    CannotReverse,
    NothingToRefund,
    RefundMeans,
)
from desktop_app.domain.tenders import cut, share
from desktop_app.storage import ledger, undoing
from desktop_app.storage import payments as stored
from desktop_app.storage.ledger import Posting

from . import drawer
from .counter import Counter
from .once import once
from .reversals import AskRefund, Refund
from .whom import account_of, contract_of, plain_account

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.subscribers import ContractFact
    from desktop_app.storage.undoing import RefundFact


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """What may go back: of a receipt, or of the contract's credit (`receipt` ""); cents. `means`: by which ways."""

    contract: str
    name: str
    receipt: str
    taken_on: date | None
    most: Cents
    means: tuple[str, ...]
    obstacle: Refusal | None = None
    """Why nothing of this receipt goes back."""


def quote(counter: Counter, contract: str, receipt: str = "") -> RefundQuote:
    """What a refund may be; reads only. Refuses UnknownContract, UnknownDocument."""
    with counter.book.read() as connection:
        row = contract_of(connection, contract)
        first, obstacle = None, None
        try:
            first = _receipt(connection, receipt, row.id) if receipt else None
        except (CannotReverse, AlreadyReversed) as refused:
            obstacle = refused
        most = 0 if obstacle is not None else _most(connection, row.id, first)
    return RefundQuote(
        contract=row.number,
        name=row.name,
        receipt=receipt,
        taken_on=first.booked_on if first else None,
        most=most,
        means=counter.rules.till.refund_by,
        obstacle=obstacle,
    )


def decide(counter: Counter, command: AskRefund) -> Refund:
    """Book a refund: the money is owed to the customer until it is transferred, or leaves the drawer now."""
    accepted = counter.rules.till.refund_by
    if command.means not in accepted:
        raise RefundMeans(means=command.means, accepted=accepted)
    account = plain_account(command.account)
    if command.means == "transfer":
        account = account_of(counter.rules, command.account)

    def write(pen: Pen) -> Refund:
        row = contract_of(pen.connection, command.contract)
        first = _receipt(pen.connection, command.receipt, row.id) if command.receipt else None
        most = _most(pen.connection, row.id, first)
        amount = most if command.amount is None else command.amount
        if not 0 < amount <= most:
            raise NothingToRefund(amount=plain_text(amount), most=plain_text(most))
        postings = _back(pen.connection, row.id, first, amount)
        if command.means == "cash":
            shift = drawer.shift_of(pen.connection, pen.hand.till)
            drawer.refuse_too_much(pen.connection, shift, amount)
            postings.append(Posting(TenderKind.CASH.value, -amount, shift_id=shift.id))
        else:
            postings.append(Posting(undoing.REFUND, -amount, row.id))
        return _keep(
            pen,
            row,
            amount,
            postings,
            means=command.means,
            account=account,
            holder=command.holder.strip() or row.name,
            reason=command.reason.strip(),
            second=command.second.strip(),
            receipt=command.receipt,
            operation=command.operation,
        )

    return once(counter, command.operation, _by_operation, write)


def owe(
    pen: Pen,
    row: ContractFact,
    amount: Cents,
    *,
    account: str,
    holder: str,
    reason: str,
    second: str,
    operation: str,
) -> Refund:
    """Turn so much of a contract's credit into a transfer to make, in the caller's transaction. The caller has looked
    whether it may go back, and where to."""
    back = [
        Posting(ledger.CREDIT, amount, row.id),
        Posting(undoing.REFUND, -amount, row.id),
    ]
    return _keep(
        pen,
        row,
        amount,
        back,
        means="transfer",
        account=account,
        holder=holder,
        reason=reason,
        second=second,
        receipt="",
        operation=operation,
    )


def _keep(
    pen: Pen,
    row: ContractFact,
    amount: Cents,
    postings: list[Posting],
    *,
    means: str,
    account: str,
    holder: str,
    reason: str,
    second: str,
    receipt: str,
    operation: str,
) -> Refund:
    """The refund under its number with its postings, journalled."""
    made = Refund(
        number=pen.number("B"),
        contract=row.number,
        name=row.name,
        booked_on=pen.hand.today,
        amount=amount,
        means=means,
        account=f"···· {account[-4:]}" if account else "",
        holder=holder,
        reason=reason,
        receipt=receipt,
        paid_on=pen.hand.today if means == "cash" else None,
        second=second,
    )
    undoing.add_refund(
        pen,
        number=made.number,
        contract_id=row.id,
        amount=amount,
        means=means,
        account=account,
        receipt=receipt,
        operation=operation,
        facts=made,
        postings=postings,
    )
    pen.journal("refund_decided", document=made.number, body=made)
    return made


def due(counter: Counter) -> tuple[Refund, ...]:
    with counter.book.read() as connection:
        return tuple(_told(found) for found in undoing.refunds_due(connection))


def sent(counter: Counter, number: str) -> Refund:
    """Keep that the transfer was made."""
    with counter.book.write(counter.hand()) as pen:
        found = undoing.refund_by(pen.connection, number=number)
        if found is None:
            raise UnknownDocument(number=number)
        made = _told(found)
        if made.paid_on is not None:
            raise AlreadyPaid(number=number)
        undoing.send_refund(pen, found)
        pen.journal("refund_sent", body={"refund": number})
        return replace(made, paid_on=pen.hand.today)


def _receipt(connection: Connection, number: str, contract_id: int) -> Receipt:
    first = stored.load(connection, number)
    if first is None or first.number.startswith("U"):
        raise UnknownDocument(number=number)
    if stored.row_of(connection, number)[1] != contract_id:
        raise UnknownDocument(number=number)
    if first.reverses:
        raise CannotReverse(number=number)
    if stored.parts_undone(connection, number) or undoing.refunded(connection, number):
        raise AlreadyReversed(number=number)
    return first


def _most(connection: Connection, contract_id: int, first: Receipt | None) -> Cents:
    """The most that may go back: the receipt without stamp duty and social aid, or the credit that aid did not make."""
    if first is not None:
        return first.amount - sum(t.amount for t in first.tenders if t.kind is TenderKind.AID)
    free = ledger.credit(connection, contract_id)
    return max(0, free - undoing.aid_credit(connection, contract_id))


def _back(
    connection: Connection, contract_id: int, first: Receipt | None, amount: Cents
) -> list[Posting]:
    """What the refund opens again: the last stretch of what the receipt paid, or the account's credit."""
    if first is None:
        return [Posting(ledger.CREDIT, amount, contract_id)]
    settled = ledger.settlement(connection, first.number)
    rest = amount
    stretches: list[tuple[int, int]] = []
    for start, end in reversed(share(first, lambda t: t.kind is not TenderKind.AID)):
        taken = min(rest, end - start)
        if taken:
            stretches.append((end - taken, end))
        rest -= taken
    parts = cut([-p.amount for p in settled], stretches)
    undo = [replace(p, amount=part) for p, part in zip(settled, parts, strict=True)]
    return [p for p in undo if p.amount]


def _by_operation(connection: Connection, operation: str) -> Refund | None:
    found = undoing.refund_by(connection, operation=operation)
    return _told(found) if found else None


def _told(found: RefundFact) -> Refund:
    made = record.load(Refund, found.facts)
    return replace(made, paid_on=found.sent_on or made.paid_on)
