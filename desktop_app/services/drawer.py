"""Cash that moves without a receipt: paid in, paid out, sent to another agent, a whole drawer handed over.

What is sent leaves the drawer at once and stays in transit until the other person accepts it or sends it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.domain import till as rules
from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.refusals import AmountNotPositive, AmountTooLarge, TillClosed
from desktop_app.domain.refusals_till import (
    ClockSetBack,
    DrawerClosed,
    NotEnoughCash,
    NotYours,
    ReasonNeeded,
    SecondPersonNeeded,
    TransferAnswered,
    TransferHangs,
    UnknownTransfer,
)
from desktop_app.domain.tenders import refuse_card_numbers
from desktop_app.domain.till import Movement, Pieces
from desktop_app.storage import payments as stored
from desktop_app.storage import till
from desktop_app.storage.failpoints import failpoint
from desktop_app.storage.payments import ShiftFact

from .counter import Counter
from .once import once

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen

    from .shifts import MoveCash, SendFloat, Transfer

PETTY, TRANSIT = "petty", "transit"


def of_operation(connection: Connection, operation: str) -> Movement | None:
    """The movement this gesture already wrote."""
    return till.movement_by(connection, operation=operation)


def shift_of(connection: Connection, where: str) -> ShiftFact:
    """The open shift of a till; refuses TillClosed."""
    found = stored.open_shift(connection, where)
    if found is None:
        raise TillClosed(till=where)
    return found


def refuse_clock(pen: Pen, day: date) -> None:
    """A real till does not go back behind the day of its shift; refuses ClockSetBack. (Books to try things out in
    may be told another date.)"""
    if pen.installation.kind == "real" and pen.hand.today < day:
        raise ClockSetBack(on=day, today=pen.hand.today)


def refuse_too_large(counter: Counter, amount: Cents) -> None:
    """One operation carries so much and no more; refuses AmountTooLarge."""
    limit = counter.rules.payment_limit
    if amount > limit:
        raise AmountTooLarge(amount=plain_text(amount), limit=plain_text(limit))


def cash_in(connection: Connection, shift: ShiftFact) -> Cents:
    """What the drawer should hold now: float + in - out."""
    return shift.float + till.cash_moved(connection, shift.id)


def refuse_too_much(connection: Connection, shift: ShiftFact, amount: Cents) -> None:
    """Cash cannot leave that is not there; refuses NotEnoughCash."""
    if amount > cash_in(connection, shift):
        raise NotEnoughCash(amount=plain_text(amount))


def move(counter: Counter, command: MoveCash, *, kind: str) -> Movement:
    """Pay cash in or out with its reason. Refuses AmountNotPositive, ReasonNeeded, TillClosed, NotEnoughCash."""
    if command.amount <= 0:
        raise AmountNotPositive(amount=plain_text(command.amount))
    if not command.reason.strip():
        raise ReasonNeeded()
    refuse_card_numbers(command.reason)
    refuse_too_large(counter, command.amount)

    def write(pen: Pen) -> Movement:
        shift = shift_of(pen.connection, pen.hand.till)
        refuse_clock(pen, shift.booked_on)
        if kind == "paid_out":
            refuse_too_much(pen.connection, shift, command.amount)
        amount = command.amount if kind == "paid_in" else -command.amount
        made = new(pen, kind, shift.id, amount, reason=command.reason, second=command.second)
        return keep(pen, made, against=PETTY, operation=command.operation)

    return once(counter, command.operation, of_operation, write)


def send(counter: Counter, command: SendFloat) -> Transfer:
    """Part of the drawer to another agent."""
    amount = rules.counted(command.amount, command.pieces, counter.rules.till.denominations)
    if amount <= 0:
        raise AmountNotPositive(amount=plain_text(amount))
    if not rules.signed_by(command.to, counter.agent):
        raise SecondPersonNeeded()

    def write(pen: Pen) -> Movement:
        shift = shift_of(pen.connection, pen.hand.till)
        refuse_clock(pen, shift.booked_on)
        refuse_too_much(pen.connection, shift, amount)
        made = new(
            pen,
            "float_sent",
            shift.id,
            -amount,
            reason=command.reason,
            other=command.to.strip(),
            pieces=command.pieces,
        )
        return keep(pen, made, against=TRANSIT, operation=command.operation)

    return told(once(counter, command.operation, of_operation, write))


def offer(counter: Counter, *, to: str, operation: str) -> Transfer:
    """The whole drawer to another agent, who will count it."""
    if to and not rules.signed_by(to, counter.agent):
        raise SecondPersonNeeded()

    def write(pen: Pen) -> Movement:
        shift = shift_of(pen.connection, pen.hand.till)
        for other in till.unanswered(pen.connection, shift_id=shift.id):
            raise TransferHangs(number=other.number, agent=other.other or "—")
        made = new(pen, "drawer_offered", shift.id, 0, other=to.strip())
        return keep(pen, made, operation=operation)

    return told(once(counter, operation, of_operation, write))


def take(
    counter: Counter, number: str, *, operation: str, counted: Cents | None, pieces: Pieces
) -> Movement:
    """Accept what was sent: a float, or a whole drawer with the count of the one who takes it."""
    worth = rules.counted(counted, pieces, counter.rules.till.denominations)

    def write(pen: Pen) -> Movement:
        sent = waiting(pen.connection, number)
        if not rules.signed_by(pen.hand.agent, sent.agent):
            raise SecondPersonNeeded()
        if sent.other and sent.other.casefold() != pen.hand.agent.casefold():
            raise NotYours(number=number, agent=sent.other)
        if sent.kind == "drawer_offered":
            return _take_drawer(counter, pen, sent, worth, pieces, operation)
        mine = stored.open_shift(pen.connection, pen.hand.till)
        inside = mine.id if mine is not None and mine.id != sent.shift else None
        made = new(
            pen,
            "float_taken",
            inside,
            -sent.amount,
            reason=sent.reason,
            other=sent.agent,
            pieces=sent.pieces,
            answers=number,
        )
        return keep(pen, made, against=TRANSIT, operation=operation)

    return once(counter, operation, of_operation, write)


def give_back(counter: Counter, number: str, *, reason: str, operation: str) -> Movement:
    """Refuse what was sent, or take it back: it returns into the drawer it left; when that shift was closed in the
    meantime, into the one open at its till now, else into the safe: a closed shift is never touched."""
    if not reason.strip():
        raise ReasonNeeded()

    def write(pen: Pen) -> Movement:
        sent = waiting(pen.connection, number)
        people = {sent.agent.casefold(), sent.other.casefold()}
        if sent.other and pen.hand.agent.casefold() not in people:
            raise NotYours(number=number, agent=sent.other)
        kind = "drawer_returned" if sent.kind == "drawer_offered" else "float_returned"
        back = stored.open_shift(pen.connection, sent.till)
        made = new(
            pen,
            kind,
            back.id if back is not None else None,
            -sent.amount,
            reason=reason,
            other=sent.agent,
            pieces=sent.pieces,
            answers=number,
        )
        against = TRANSIT if sent.amount else ""
        return keep(pen, made, against=against, operation=operation)

    return once(counter, operation, of_operation, write)


def told(made: Movement) -> Transfer:
    """A transfer as the other side sees it."""
    from .shifts import Transfer

    whole = made.kind == "drawer_offered"
    return Transfer(
        number=made.number,
        kind="drawer" if whole else "float",
        sent_by=made.agent,
        to=made.other,
        at=made.at,
        amount=None if whole else -made.amount,
        reason=made.reason,
    )


def waiting(connection: Connection, number: str) -> Movement:
    """The transfer of this number, still unanswered; refuses UnknownTransfer, TransferAnswered."""
    sent = till.movement_by(connection, number=number)
    if sent is None or sent.kind not in till.SENT:
        raise UnknownTransfer(number=number)
    if till.answered(connection, number):
        raise TransferAnswered(number=number)
    return sent


def new(
    pen: Pen,
    kind: str,
    shift: int | None,
    amount: Cents,
    *,
    reason: str = "",
    other: str = "",
    answers: str = "",
    pieces: Pieces = (),
    second: str = "",
) -> Movement:
    """A movement of this hand, numbered."""
    hand = pen.hand
    return Movement(
        number=pen.number("V"),
        kind=kind,
        shift=shift,
        at=hand.now,
        booked_on=hand.today,
        till=hand.till,
        agent=hand.agent,
        amount=amount,
        reason=reason.strip(),
        other=other,
        answers=answers,
        pieces=pieces,
        second=second.strip(),
    )


def keep(pen: Pen, made: Movement, *, against: str = "", operation: str = "") -> Movement:
    """Store a movement with its entries and its journal entry."""
    till.add_movement(pen, made, against=against, operation=operation)
    failpoint("movement_written")
    pen.journal(made.kind, document=made.number, body=made)
    return made


def _take_drawer(
    counter: Counter, pen: Pen, sent: Movement, worth: Cents, pieces: Pieces, operation: str
) -> Movement:
    """The first agent's shift ends on the other's count; the other's begins with it."""
    from . import counting

    shift = shift_of(pen.connection, sent.till)
    if shift.id != sent.shift:
        raise DrawerClosed(number=sent.number)
    counting.refuse_hanging(counter, pen.connection, shift, but=sent.number)
    taken = new(
        pen, "drawer_taken", shift.id, 0, other=sent.agent, pieces=pieces, answers=sent.number
    )
    keep(pen, taken, operation=operation)
    till.add_count(pen, shift.id, counted=worth, pieces=pieces)
    counting.end(counter, pen, shift, worth, pieces, reason=sent.number, supervisor=pen.hand.agent)
    row = stored.start_shift(pen, float_cents=worth, facts=till.Opening(worth, pieces))
    pen.journal("shift_opened", body={"shift": row, "float": worth, "from": sent.agent})
    return taken
