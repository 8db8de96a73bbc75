"""Money whose owner is unknown: counted in the till, kept in suspense under a reason, given to its owner later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.payment import Receipt, Tender, TenderKind, allocate
from desktop_app.domain.refusals import UnknownDocument
from desktop_app.domain.refusals_till import NotEnoughLeft, UnknownReason
from desktop_app.domain.subscriber import Customer
from desktop_app.domain.tenders import refuse_card_numbers, split
from desktop_app.storage import ledger, undoing
from desktop_app.storage import payments as stored

from . import drawer
from .counter import Counter
from .once import once
from .payments import open_items, refuse_early, sealed
from .reversals import SUSPENSE_REASONS, SuspenseItem, TakeSuspense
from .whom import contract_of, customer_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen


def take(counter: Counter, command: TakeSuspense) -> Receipt:
    """Take the money under its reason; no stamp duty before its owner is known."""
    if command.reason not in SUSPENSE_REASONS:
        raise UnknownReason(reason=command.reason, known=", ".join(SUSPENSE_REASONS))
    amount = sum(t.amount for t in command.tenders)
    refuse_early(counter, (amount,), command.tenders, command.payer, command.note)
    (laid,) = split((amount,), command.tenders, lambda _n, _cash: 0)

    def write(pen: Pen) -> Receipt:
        hand = pen.hand
        shift = drawer.shift_of(pen.connection, hand.till)
        drawer.refuse_clock(pen, shift.booked_on)
        number = pen.number("U")
        made = sealed(
            Receipt(
                number=number,
                customer=Customer(
                    contract="", name=command.payer.strip(), language=counter.rules.languages[0]
                ),
                taken_at=hand.now,
                booked_on=hand.today,
                agency=counter.book.installation.agency,
                till=hand.till,
                agent=hand.agent,
                tenders=laid.tenders,
                allocated=(),
                credit=0,
                stamp=0,
                change=0,
                amount=amount,
                balance_after=0,
                payer=command.payer.strip(),
                reason=command.note.strip(),
                suspense=command.reason,
                scan=scan_code(number),
            )
        )
        undoing.add_suspense(
            pen, made, note=command.note, shift_id=shift.id, operation=command.operation
        )
        pen.journal("suspense_taken", document=number, body=made)
        return made

    return once(counter, command.operation, _by_operation, write)


def waiting(counter: Counter) -> tuple[SuspenseItem, ...]:
    with counter.book.read() as connection:
        found = undoing.suspense_left(connection)
    return tuple(
        SuspenseItem(f.number, f.booked_on, f.reason, f.payer, f.note, f.amount, f.left)
        for f in found
    )


def attribute(
    counter: Counter,
    number: str,
    *,
    contract: str,
    operation: str,
    documents: tuple[str, ...],
    amount: Cents | None,
) -> Receipt:
    """A receipt for the owner, paid by the suspense money: no cash moves again."""
    refuse_card_numbers(contract)

    def write(pen: Pen) -> Receipt:
        connection, hand = pen.connection, pen.hand
        found = undoing.suspense_by(connection, number)
        if found is None:
            raise UnknownDocument(number=number)
        given = found.left if amount is None else amount
        if not 0 < given <= found.left:
            raise NotEnoughLeft(number=number, left=plain_text(found.left))
        row = contract_of(connection, contract)
        shift = drawer.shift_of(connection, hand.till)
        items = open_items(connection, row.id, hand.today)
        allocated, credit = allocate(given, items, documents)
        before = ledger.standing(connection, row.id, today=hand.today)
        written = pen.number("R")
        made = sealed(
            Receipt(
                number=written,
                customer=customer_of(row, counter.rules),
                taken_at=hand.now,
                booked_on=hand.today,
                agency=counter.book.installation.agency,
                till=hand.till,
                agent=hand.agent,
                tenders=(Tender(TenderKind.SUSPENSE, given, number),),
                allocated=allocated,
                credit=credit,
                stamp=0,
                change=0,
                amount=given,
                balance_after=before.owed - given,
                scan=scan_code(written),
                payer=found.payer,
                suspense=number,
            )
        )
        stored.add(pen, made, contract_id=row.id, shift_id=shift.id, operation=operation)
        undoing.use_suspense(pen, number, written, given)
        pen.journal("suspense_attributed", document=written, body=made)
        return made

    return once(counter, operation, stored.by_operation, write)


def _by_operation(connection: Connection, operation: str) -> Receipt | None:
    number = undoing.suspense_operation(connection, operation)
    return stored.load(connection, number) if number else None
