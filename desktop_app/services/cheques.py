"""A cheque that came back: what it had paid, on every receipt of its visit, and the gesture that undoes it once.

What is shown before and what is written are reckoned by the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Allocation, Receipt, Tender, TenderKind
from desktop_app.domain.refusals import Refusal, UnknownDocument
from desktop_app.domain.refusals_till import (
    AlreadyReversed,
    CannotReverse,
    NoSuchTender,
    ReasonNeeded,
)
from desktop_app.domain.tenders import cut, refuse_card_numbers, share, undone
from desktop_app.storage import ledger, undoing
from desktop_app.storage import payments as stored
from desktop_app.storage.failpoints import failpoint
from desktop_app.storage.ledger import Posting

from .counter import Counter
from .once import once
from .payments import sealed
from .reversals import Bounce, Bounced

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class Paid:
    """What the cheque paid on one receipt, in cents above zero; `credit` is what it left on the account."""

    receipt: str
    contract: str
    name: str
    name_alt: str
    amount: Cents
    allocated: tuple[Allocation, ...]
    credit: Cents


@dataclass(frozen=True, slots=True)
class Cheque:
    """A cheque handed over with a receipt and everything it paid. `obstacle`: why it cannot be undone (again)."""

    receipt: str
    taken_on: date
    tender: Tender
    """As it stands on this receipt."""
    amount: Cents
    """The whole cheque."""
    paid: tuple[Paid, ...]
    fee: Cents
    obstacle: Refusal | None = None


def cheques(counter: Counter, number: str) -> tuple[Cheque, ...]:
    """The cheques of a receipt; () when it holds none. Refuses UnknownDocument, CannotReverse."""
    with counter.book.read() as connection:
        first = _first(connection, number)
        return tuple(
            _whole(connection, first, tender, counter.rules.till.cheque_fee)
            for tender in first.tenders
            if tender.kind is TenderKind.CHEQUE and tender.amount > 0
        )


def bounce(counter: Counter, command: Bounce) -> Bounced:
    """See reversals.bounce."""
    if not command.reason.strip():
        raise ReasonNeeded()
    refuse_card_numbers(command.reason, command.advice)

    def write(pen: Pen) -> Bounced:
        first = _first(pen.connection, command.receipt)
        cheque = _cheque(first, command)
        fee = counter.rules.till.cheque_fee
        made: list[Receipt] = []
        for one, stretches in _parts(pen.connection, first, cheque):
            charged = fee if one.number == first.number else 0
            made.append(_bounce_one(pen, one, stretches, cheque, command, charged, bool(made)))
        return Bounced(tuple(made), -sum(r.amount for r in made), fee)

    return once(counter, command.operation, _bounced, write)


def _first(connection: Connection, number: str) -> Receipt:
    first = stored.load(connection, number)
    if first is None:
        raise UnknownDocument(number=number)
    if first.reverses or first.number.startswith("U"):
        raise CannotReverse(number=number)
    return first


def _cheque(first: Receipt, command: Bounce) -> Tender:
    found = [
        t
        for t in first.tenders
        if t.kind is TenderKind.CHEQUE
        and command.reference in ("", t.reference)
        and command.amount in (None, t.amount)
        and t.amount > 0
    ]
    if len(found) != 1:
        raise NoSuchTender(number=first.number)
    return found[0]


def _parts(
    connection: Connection, first: Receipt, cheque: Tender
) -> tuple[tuple[Receipt, tuple[tuple[int, int], ...]], ...]:
    """The receipts that this cheque paid, each with the stretches of it that it covers."""
    written = stored.beside(connection, first.number) if cheque.instrument else ()
    found = ((one, share(one, lambda t: _same(t, cheque))) for one in written or (first,))
    return tuple((one, stretches) for one, stretches in found if stretches)


def _same(tender: Tender, cheque: Tender) -> bool:
    """Whether this part of a receipt is of that cheque: by its mark where a visit has cut it, else by all it says."""
    amount = 0 if cheque.instrument else abs(tender.amount)
    other = 0 if cheque.instrument else abs(cheque.amount)
    return replace(tender, amount=amount) == replace(cheque, amount=other)


def _whole(connection: Connection, first: Receipt, cheque: Tender, fee: Cents) -> Cheque:
    paid, obstacle = [], None
    for one, stretches in _parts(connection, first, cheque):
        allocated, credit = undone(one, stretches)
        customer = one.customer
        paid.append(
            Paid(
                receipt=one.number,
                contract=customer.contract,
                name=customer.name,
                name_alt=customer.name_alt,
                amount=sum(b - a for a, b in stretches),
                allocated=tuple(replace(a, amount=-a.amount) for a in allocated),
                credit=-credit,
            )
        )
        if obstacle is None and _undone(connection, one, cheque):
            obstacle = AlreadyReversed(number=one.number)
    whole = sum(p.amount for p in paid)
    return Cheque(first.number, first.booked_on, cheque, whole, tuple(paid), fee, obstacle)


def _undone(connection: Connection, one: Receipt, cheque: Tender) -> bool:
    """Whether this receipt, or this cheque on it, was undone or given back already."""
    for other in stored.parts_undone(connection, one.number):
        if not other.tenders or any(_same(t, cheque) for t in other.tenders):
            return True
    return bool(undoing.refunded(connection, one.number))


def _bounce_one(
    pen: Pen,
    one: Receipt,
    stretches: Sequence[tuple[int, int]],
    cheque: Tender,
    command: Bounce,
    fee: Cents,
    follows: bool,
) -> Receipt:
    """Undo what this cheque paid on one receipt, entry by entry."""
    connection, hand = pen.connection, pen.hand
    if _undone(connection, one, cheque):
        raise AlreadyReversed(number=one.number)
    amount = sum(b - a for a, b in stretches)
    _, contract_id = stored.row_of(connection, one.number)
    settled = ledger.settlement(connection, one.number)
    parts = cut([-p.amount for p in settled], stretches)
    undo = [replace(p, amount=part) for p, part in zip(settled, parts, strict=True)]
    undo.append(Posting(TenderKind.CHEQUE.value, -amount))
    undo += [Posting(ledger.CREDIT, fee, contract_id), Posting(undoing.FEE, -fee)]
    allocated, credit = undone(one, stretches)
    before = ledger.standing(connection, contract_id, today=hand.today)
    number = pen.number("R")
    made = sealed(
        replace(
            one,
            number=number,
            taken_at=hand.now,
            booked_on=hand.today,
            till=hand.till,
            agent=hand.agent,
            tenders=(replace(cheque, amount=-amount),),
            allocated=allocated,
            credit=credit,
            stamp=0,
            change=0,
            amount=-amount,
            balance_after=before.owed + amount + fee,
            hash_code="",
            reverses=one.number,
            reason=command.reason.strip(),
            advice=command.advice.strip(),
            scan=scan_code(number),
            fee=fee,
        )
    )
    operation = None if follows else command.operation
    row = stored.add(
        pen, made, contract_id=contract_id, operation=operation, undo=[p for p in undo if p.amount]
    )
    stored.add_visit(pen, command.operation, (row,))
    undoing.flag(pen, contract_id, undoing.BOUNCED, number)
    failpoint("bounce_written")
    pen.journal("cheque_bounced", document=number, body=made)
    return made


def _bounced(connection: Connection, operation: str) -> Bounced | None:
    made = stored.of_visit(connection, operation)
    if not made or not made[0].reverses:
        return None
    return Bounced(made, -sum(r.amount for r in made), sum(r.fee for r in made))
