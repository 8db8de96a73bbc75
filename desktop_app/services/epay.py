"""E-payment through the bank: an order kept before the bank hears of it, asked about, booked once when it is paid.

The book and the bank never wait for each other: `begin` and `settle` write and are quick, `consult` speaks with the
bank and touches no book. An order whose answer was lost stays pending and is asked about again.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.domain import record
from desktop_app.domain.epay import PENDING, BankAnswer, BankProof, OrderState, order_number
from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.payment import Tender, TenderKind
from desktop_app.domain.refusals import NothingOwed, UnknownDocument
from desktop_app.domain.refusals_bank import (
    BankUnreachable,
    EpayPending,
    OrderNotPaid,
    UnknownOrder,
)
from desktop_app.domain.refusals_till import AlreadyReversed
from desktop_app.exchange.gateway import Gateway
from desktop_app.storage import ledger, orders, undoing
from desktop_app.storage import payments as stored
from desktop_app.storage.failpoints import failpoint
from desktop_app.storage.orders import OrderFact

from . import drawer, reversals
from .counter import Counter
from .once import once
from .payments import Part, open_items, refuse_early, take
from .whom import contract_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class StartOrder:
    """Ask the bank for `amount` cents; None: what the chosen documents still owe, else what the contract is asked."""

    contract: str
    operation: str
    documents: tuple[str, ...] = ()
    amount: Cents | None = None
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An e-payment as it stands; `page` is where the customer pays, `receipt` is written once it is paid."""

    number: str
    contract: str
    name: str
    amount: Cents
    documents: tuple[str, ...]
    made_at: datetime
    state: OrderState
    transaction: str = ""
    page: str = ""
    message: str = ""
    proof: BankProof | None = None
    receipt: str = ""
    refund: str = ""
    helpline: str = ""

    @property
    def pending(self) -> bool:
        return self.state in PENDING


# --- the whole gesture, for scripts ----------------------------------------------------------------------------------


def start(counter: Counter, bank: Gateway, command: StartOrder) -> Order:
    """Keep the order, open it at the bank. Refuses as `begin`; after BankUnreachable the order can be asked again."""
    return ask(counter, bank, begin(counter, command).number)


def ask(counter: Counter, bank: Gateway, number: str) -> Order:
    """Ask the bank where an order stands, and book what it says. Refuses UnknownOrder, TillClosed."""
    found = order(counter, number)
    if found.state is OrderState.REFUNDED:
        return found
    return settle(counter, number, consult(bank, found))


def reconcile(counter: Counter, bank: Gateway) -> tuple[Order, ...]:
    """Ask about every order still pending, after an outage or a night; one that cannot be asked stays as it is."""
    asked: list[Order] = []
    for one in pending(counter):
        try:
            asked.append(ask(counter, bank, one.number))
        except BankUnreachable:
            asked.append(one)
    return tuple(asked)


def refund(
    counter: Counter, bank: Gateway, number: str, *, reason: str = "", second: str = ""
) -> Order:
    """Give a paid e-payment back to the card, then write its negative receipt. Refuses UnknownOrder, OrderNotPaid,
    AlreadyReversed, TillClosed, CardNumberRefused. Asked twice, given back once."""
    found = order(counter, number)
    if found.state is OrderState.REFUNDED:
        return found
    if found.state is not OrderState.PAID or found.proof is None:
        raise OrderNotPaid(order=found.number)
    refuse_early(counter, (), (), reason, second)
    answer = bank.status(found.number, found.transaction, found.amount)
    if answer.state is OrderState.PAID:
        _note_refund(counter, found, reason, second)
        failpoint("epay_refund_noted")
        bank.refund(found.transaction, found.amount)
        failpoint("epay_refund_made")
        answer = bank.status(found.number, found.transaction, found.amount)
    return settle(counter, found.number, answer)


# --- step by step, for the window -------------------------------------------------------------------------------------


def begin(counter: Counter, command: StartOrder) -> Order:
    """Keep the order under its number; the same operation, or the same order still pending, answers the first one.

    Refuses UnknownContract, UnknownDocument, NothingOwed, AmountNotPositive, AmountTooLarge, TenderNotAccepted,
    TillClosed, and EpayPending when another amount waits on this contract."""
    amount = _amount(counter, command) if command.amount is None else command.amount
    refuse_early(counter, (amount,), (Tender(TenderKind.EPAY, amount),), command.payer)
    made_by = counter.book.installation
    number = order_number(made_by.agency, counter.till, made_by.epoch, command.operation)
    wanted = replace(command, amount=amount)

    def write(pen: Pen) -> OrderFact:
        shift = drawer.shift_of(pen.connection, pen.hand.till)
        row = contract_of(pen.connection, command.contract)
        items = open_items(pen.connection, row.id, pen.hand.today)
        known = {item.document for item in items}
        for document in command.documents:
            if document not in known:
                raise UnknownDocument(number=document)
        orders.add(
            pen,
            number,
            contract_id=row.id,
            shift_id=shift.id,
            amount=amount,
            operation=command.operation,
            facts=wanted,
        )
        pen.journal("epay_ordered", document=number, body=wanted)
        found = orders.by_number(pen.connection, number)
        assert found is not None
        return found

    def already(connection: Connection, operation: str) -> OrderFact | None:
        if found := orders.by_operation(connection, operation):
            return found
        for other in orders.pending(connection, contract=command.contract):
            same = record.load(StartOrder, other.facts)
            if (same.amount, same.documents) == (amount, command.documents):
                return other
            raise EpayPending(order=other.number, amount=plain_text(other.amount))
        return None

    return _told(counter, once(counter, command.operation, already, write))


def consult(bank: Gateway, found: Order, *, language: str = "fr") -> BankAnswer:
    """What the bank says of an order: opens it when it is not open there yet. Trouble BankUnreachable, BankRefused,
    BankDisagrees, BankUnsafe."""
    if not found.transaction:
        opened = bank.register(
            found.number, found.amount, language=language, contract=found.contract
        )
        failpoint("epay_registered_at_bank")
        return opened
    answer = bank.status(found.number, found.transaction, found.amount)
    if answer.state is OrderState.PAID and not found.receipt:
        answer = bank.acknowledge(found.number, found.transaction, found.amount)
    return answer


def settle(counter: Counter, number: str, answer: BankAnswer) -> Order:
    """Book what the bank answered: the payment with its receipt, once; the end of an order; a refund made. Refuses
    UnknownOrder, TillClosed (the order stays pending)."""
    found = order(counter, number)
    if answer.state is OrderState.PAID and answer.proof is not None and not found.receipt:
        _pay(counter, number, answer)
    elif answer.state is OrderState.REFUNDED and answer.proof is not None:
        if not found.receipt:
            _pay(counter, number, answer)
        _give_back(counter, number, answer)
    elif _news(found, answer):
        with counter.book.write(counter.hand()) as pen:
            kept = _order(pen.connection, number)
            if kept.state not in (OrderState.PAID, OrderState.REFUNDED):
                kind = orders.FAILED if answer.state is OrderState.FAILED else orders.REGISTERED
                answer = replace(answer, page=answer.page or kept.answer.page)
                orders.add_event(pen, kept.id, kind, answer)
                pen.journal(f"epay_{kind}", document=kept.number, body=answer)
            else:
                pen.journal("epay_asked", document=kept.number)
    return order(counter, number)


def order(counter: Counter, number: str) -> Order:
    """The order as kept; refuses UnknownOrder."""
    with counter.book.read() as connection:
        return _told(counter, _order(connection, number))


def pending(counter: Counter, *, contract: str = "") -> tuple[Order, ...]:
    """Orders that wait for the customer or the bank, oldest first."""
    with counter.book.read() as connection:
        found = orders.pending(connection, contract=contract)
    return tuple(_told(counter, one) for one in found)


class Listener:
    """Speaks with the bank on a thread of its own: ask, then look for the answer; nobody waits for a network."""

    def __init__(self, bank: Gateway) -> None:
        self.bank = bank
        self._asked: dict[str, Future[BankAnswer]] = {}

    def hear(self, found: Order, language: str = "fr") -> BankAnswer | None:
        """The bank's answer if it came, else None: the question is on its way. Trouble as `consult`."""
        waiting = self._asked.get(found.number)
        if waiting is None:
            self._ask(found, language)
            return None
        if not waiting.done():
            return None
        del self._asked[found.number]
        return waiting.result()

    def _ask(self, found: Order, language: str) -> None:
        answer: Future[BankAnswer] = Future()
        self._asked[found.number] = answer

        def speak() -> None:
            try:
                answer.set_result(consult(self.bank, found, language=language))
            except BaseException as error:
                answer.set_exception(error)

        threading.Thread(target=speak, name="bank", daemon=True).start()


def qr(text: str) -> tuple[tuple[bool, ...], ...]:
    """The QR code of a page's address, rows of dark and light, for the screen."""
    from desktop_app.documents.codes import matrix

    return matrix(text, "QRCode")


# --- inside -----------------------------------------------------------------------------------------------------


def _amount(counter: Counter, command: StartOrder) -> Cents:
    today = counter.today()
    with counter.book.read() as connection:
        row = contract_of(connection, command.contract)
        items = open_items(connection, row.id, today)
        asked = ledger.standing(connection, row.id, today=today).asked
    chosen = [i for i in items if i.document in command.documents]
    if len(chosen) != len(set(command.documents)):
        missing = set(command.documents) - {i.document for i in chosen}
        raise UnknownDocument(number=min(missing))
    amount = sum(i.open for i in chosen) if chosen else asked
    if amount <= 0:
        raise NothingOwed()
    return amount


def _pay(counter: Counter, number: str, answer: BankAnswer) -> None:
    """The receipt of a paid order: whatever is asked twice, one order is booked once."""
    proof = answer.proof
    assert proof is not None
    operation = f"epay-{number}"

    def write(pen: Pen) -> None:
        kept = _order(pen.connection, number)
        asked = record.load(StartOrder, kept.facts)
        row = contract_of(pen.connection, kept.contract)
        left = {i.document for i in open_items(pen.connection, row.id, pen.hand.today)}
        part = Part(kept.contract, kept.amount, tuple(d for d in asked.documents if d in left))
        tender = Tender(TenderKind.EPAY, kept.amount, reference=proof.authorisation)
        (made,) = take(
            counter, pen, (part,), (tender,), operation=operation, payer=asked.payer, proof=proof
        )
        orders.add_event(pen, kept.id, orders.PAID, answer, receipt=made.number)
        pen.journal("epay_paid", document=kept.number, body=answer)
        failpoint("epay_booked")

    def already(connection: Connection, known: str) -> bool | None:
        return True if stored.by_operation(connection, known) else None

    once(counter, operation, already, write)


def _note_refund(counter: Counter, found: Order, reason: str, second: str) -> None:
    """Keep that the money is asked back before the bank is told."""
    with counter.book.write(counter.hand()) as pen:
        kept = _order(pen.connection, found.number)
        drawer.shift_of(pen.connection, pen.hand.till)
        undone = stored.parts_undone(pen.connection, kept.receipt)
        if undone or undoing.refunded(pen.connection, kept.receipt):
            raise AlreadyReversed(number=kept.receipt)
        orders.add_event(pen, kept.id, orders.ASKED_BACK, reason.strip())
        pen.journal(
            "epay_asked_back",
            document=kept.number,
            body={"reason": reason.strip(), "second": second.strip()},
        )


def _give_back(counter: Counter, number: str, answer: BankAnswer) -> None:
    """The negative twin of an order's receipt, once the bank has given the money back."""
    operation = f"epay-back-{number}"

    def write(pen: Pen) -> None:
        connection, hand = pen.connection, pen.hand
        kept = _order(connection, number)
        first = stored.load(connection, kept.receipt)
        assert first is not None
        shift = drawer.shift_of(connection, hand.till)
        _, contract_id = stored.row_of(connection, first.number)
        before = ledger.standing(connection, contract_id, today=hand.today)
        owed = before.owed + first.amount
        made = reversals.twin(pen, first, kept.reason, "", owed)
        stored.add(pen, made, contract_id=contract_id, shift_id=shift.id, operation=operation)
        orders.add_event(pen, kept.id, orders.REFUNDED, answer, receipt=made.number)
        pen.journal("payment_reversed", document=made.number, body=made)
        pen.journal("epay_refunded", document=kept.number, body=answer)

    def already(connection: Connection, known: str) -> bool | None:
        return True if stored.by_operation(connection, known) else None

    once(counter, operation, already, write)


def _news(found: Order, answer: BankAnswer) -> bool:
    """Whether this answer changes what is kept of a pending order."""
    if found.state in (OrderState.PAID, OrderState.REFUNDED) or answer.state is OrderState.MADE:
        return False
    return (found.state, found.transaction) != (answer.state, answer.transaction)


def _order(connection: Connection, number: str) -> OrderFact:
    found = orders.by_number(connection, number.strip().upper())
    if found is None:
        raise UnknownOrder(order=number)
    return found


def _told(counter: Counter, fact: OrderFact) -> Order:
    asked = record.load(StartOrder, fact.facts)
    return Order(
        number=fact.number,
        contract=fact.contract,
        name=fact.name,
        amount=fact.amount,
        documents=asked.documents,
        made_at=fact.made_at,
        state=fact.state,
        transaction=fact.answer.transaction,
        page=fact.answer.page,
        message=fact.answer.message,
        proof=fact.answer.proof,
        receipt=fact.receipt,
        refund=fact.refund,
        helpline=counter.rules.identity.get("helpline", ""),
    )
