"""A card payment on the terminal: asked once, pending until its answer is known, never sent again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain import record
from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Receipt, Tender, TenderKind
from desktop_app.domain.refusals import UnknownDocument
from desktop_app.domain.refusals_till import CardAnswered
from desktop_app.domain.tenders import check
from desktop_app.storage import cards as booked
from desktop_app.storage import payments
from desktop_app.storage.cards import CardFact
from desktop_app.storage.till_tables import card_answer, card_request

from .counter import Counter
from .drawer import shift_of
from .once import once
from .payments import Part, refuse_early, take
from .whom import contract_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class AskCard:
    """`amount` in cents is sent to the terminal for this contract."""

    contract: str
    amount: Cents
    operation: str
    documents: tuple[str, ...] = ()
    payer: str = ""


@dataclass(frozen=True, slots=True)
class CardAsked:
    """A card payment whose answer is awaited; `late` once the terminal should have answered."""

    number: str
    contract: str
    name: str
    amount: Cents
    asked_at: datetime
    late: bool


def ask(counter: Counter, command: AskCard) -> CardAsked:
    """Keep the demand before the terminal is used. Refuses as a payment by card."""
    refuse_early(
        counter, (command.amount,), (Tender(TenderKind.CARD, command.amount),), command.payer
    )

    def write(pen: Pen) -> CardFact:
        shift = shift_of(pen.connection, pen.hand.till)
        row = contract_of(pen.connection, command.contract)
        number = pen.number("K")
        pen.insert(
            card_request,
            {
                "number": number,
                "contract_id": row.id,
                "shift_id": shift.id,
                "asked_at": pen.hand.now,
                "amount": command.amount,
                "agent": pen.hand.agent,
                "operation": command.operation or None,
                "facts": command,
            },
        )
        pen.journal("card_asked", document=number, body=command)
        made = booked.by(pen.connection, number=number)
        assert made is not None
        return made

    return _told(counter, once(counter, command.operation, _by_operation, write))


def pending(counter: Counter) -> tuple[CardAsked, ...]:
    """Card payments without an answer at this till, oldest first."""
    with counter.book.read() as connection:
        shift = payments.open_shift(connection, counter.till)
        found = booked.pending(connection, shift.id) if shift else ()
    return tuple(_told(counter, card) for card in found)


def approved(
    counter: Counter, number: str, *, authorisation: str, last4: str = "", terminal: str = ""
) -> Receipt:
    """The terminal said yes: the receipt. Refuses UnknownDocument, CardAnswered (declined), LastFourDigits,
    CardNumberRefused. Said twice, the same receipt."""
    with counter.book.read() as connection:
        card = _card(connection, number)
    tender = Tender(
        TenderKind.CARD, card.amount, authorisation.strip(), last4=last4.strip(), terminal=terminal
    )
    check(tender)
    asked = record.load(AskCard, card.facts)

    def already(connection: Connection, _: str) -> Receipt | None:
        known = _card(connection, number)
        if known.answer == "declined":
            raise CardAnswered(number=number)
        return payments.load(connection, known.receipt) if known.receipt else None

    def write(pen: Pen) -> Receipt:
        part = Part(asked.contract, asked.amount, asked.documents)
        (made,) = take(counter, pen, (part,), (tender,), operation="", payer=asked.payer)
        _answer(pen, card, "approved", receipt=made.number)
        return made

    return once(counter, number, already, write)


def declined(counter: Counter, number: str, *, reason: str = "") -> None:
    """The terminal said no, or its paper proves that nothing was taken. Refuses UnknownDocument, CardAnswered."""
    with counter.book.write(counter.hand()) as pen:
        card = _card(pen.connection, number)
        if card.answer:
            raise CardAnswered(number=number)
        _answer(pen, card, "declined", reason=reason)


def _answer(pen: Pen, card: CardFact, answer: str, *, receipt: str = "", reason: str = "") -> None:
    body = {"answer": answer, "receipt": receipt, "reason": reason.strip()}
    row: dict[str, object] = {
        "request_id": card.id,
        "at": pen.hand.now,
        "agent": pen.hand.agent,
        **body,
    }
    pen.insert(card_answer, row)
    pen.journal("card_answered", document=card.number, body=body)


def _card(connection: Connection, number: str) -> CardFact:
    found = booked.by(connection, number=number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def _by_operation(connection: Connection, operation: str) -> CardFact | None:
    return booked.by(connection, operation=operation)


def _told(counter: Counter, card: CardFact) -> CardAsked:
    late = counter.hand().now - card.asked_at > timedelta(seconds=counter.rules.till.card_seconds)
    return CardAsked(card.number, card.contract, card.name, card.amount, card.asked_at, late)
