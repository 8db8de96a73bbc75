"""Moving out: the last figure of each meter, the end of the contract, the final invoice and what becomes of the money.

The final invoice is pro rata, without the advance already billed. Monthly debit stops; an arrangement goes on, as the
debt does. Credit pays what is still open; the rest goes back by transfer or stays, as the customer chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.identifiers import mask
from desktop_app.domain.invoice import Invoice
from desktop_app.domain.money import Cents
from desktop_app.domain.refusals import AlreadyBilled, BillingInFuture
from desktop_app.domain.refusals_moving import BilledBeyond, RefundAccountMissing
from desktop_app.domain.refusals_run import ContractEnded, FinalReadingMissing
from desktop_app.domain.refusals_till import SecondPersonNeeded
from desktop_app.domain.till import signed_by
from desktop_app.texts import texts_in

from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.subscribers import ContractFact

MOVED_OUT = "moved-out"
"""Reason kept with a schedule that a departure stopped."""


@dataclass(frozen=True, slots=True)
class MoveOut:
    """The customer leaves on `on` (the first day that is no longer theirs) with these figures: (meter, index).

    `refund`: a credit goes back by transfer to `account` (the mandate's when empty), else it stays. `send_to` is where
    the final invoice goes, its lines separated by line ends."""

    contract: str
    on: date
    figures: tuple[tuple[str, int], ...]
    operation: str
    confirmed: bool = False
    """Unusual figures were looked at again and are kept."""
    refund: bool = False
    account: str = ""
    holder: str = ""
    approved_by: str = ""
    send_to: str = ""


@dataclass(frozen=True, slots=True)
class MovedOut:
    """What leaving did, or would do (the invoice then has no number); cents. `owed` is the whole debt afterwards,
    `credit` what stays in hand, `refunded` what is to be transferred under the number `refund`."""

    invoice: Invoice
    owed: Cents
    credit: Cents
    refund: str = ""
    refunded: Cents = 0
    schedule: str = ""
    """The monthly debit that stops."""
    arrangements: tuple[tuple[str, Cents], ...] = ()
    """(number, still to pay) of the arrangements that go on."""
    account: str = ""
    """Masked account known for a refund."""
    second: bool = False
    """A second person must agree to the refund."""


class _OnlyTried(Exception):
    """Leaves the transaction of a preview, so that nothing of it stays."""


def move_out(counter: Counter, command: MoveOut) -> MovedOut:
    """End the contract and issue its final invoice, once. Refuses UnknownContract, ContractEnded, BillingInFuture,
    AlreadyBilled, BilledBeyond, FinalReadingMissing, RefundAccountMissing, AccountInvalid, SecondPersonNeeded and what
    readings and billing refuse."""
    from .once import once

    return once(
        counter,
        command.operation,
        lambda connection, operation: _stored(counter, connection, operation),
        lambda pen: _leave(counter, pen, command),
    )


def preview(counter: Counter, command: MoveOut) -> MovedOut:
    """What `move_out` would do, by doing it and taking it back; refuses the same, but for the choice of a refund."""
    found: list[MovedOut] = []
    try:
        with counter.book.write(counter.hand()) as pen:
            found.append(_leave(counter, pen, replace(command, refund=False)))
            raise _OnlyTried
    except _OnlyTried:
        pass
    made = found[0]
    return replace(made, invoice=replace(made.invoice, number=None, scan=""))


def _leave(counter: Counter, pen: Pen, command: MoveOut) -> MovedOut:
    from desktop_app.storage import ledger, plans, subscribers

    from .billing import write
    from .drawing_up import draw_up
    from .whom import contract_of

    connection, today = pen.connection, pen.hand.today
    row = contract_of(connection, command.contract)
    _refuse(connection, row, command, today)
    _read_last(counter, pen, row, command)
    subscribers.close_contract(pen, row.id, command.on)
    running = plans.running_schedule(connection, row.id)
    if running is not None:
        plans.add_event(pen, running.number, "stopped", reason=MOVED_OUT)
    send_to = "\n".join(line.strip() for line in command.send_to.splitlines() if line.strip())
    if send_to:
        subscribers.add_note(pen, row.id, send_to)
    pen.journal(
        "contract_closed",
        body={
            "contract": row.number,
            "on": command.on,
            "figures": list(command.figures),
            "stopped": running.number if running else "",
            "send_to": send_to,
        },
    )
    drawn = draw_up(connection, counter.rules, row.number, to=command.on, today=today)
    if send_to:
        who = replace(drawn.invoice.customer, send_to=send_to)
        drawn = replace(drawn, invoice=replace(drawn.invoice, customer=who))
    invoice = write(counter, pen, drawn, command.operation)
    ledger.compensate(pen, document=invoice.number or "", contract_id=row.id, booked_on=today)
    made = _told(counter, connection, row, invoice)
    made = replace(made, schedule=running.number if running else "")
    if command.refund and made.credit:
        made = _give_back(counter, pen, row, made, command)
    return made


def _refuse(connection: Connection, row: ContractFact, command: MoveOut, today: date) -> None:
    from desktop_app.storage import invoices

    if row.closed_on is not None:
        raise ContractEnded(contract=row.number, on=row.closed_on)
    if command.on > today + timedelta(days=1):
        raise BillingInFuture(to=command.on, today=today)
    billed = invoices.billed_to(connection, row.id)
    if billed is not None and command.on < billed:
        last = max(
            (i for i in invoices.of_contract(connection, row.id) if not i.credited),
            key=lambda i: (i.end, i.kind != "credit"),
        )
        raise BilledBeyond(number=last.number, until=billed, on=command.on)
    if command.on <= (billed or row.opened_on):
        raise AlreadyBilled(contract=row.number, until=billed or row.opened_on)


def _read_last(counter: Counter, pen: Pen, row: ContractFact, command: MoveOut) -> None:
    """The final reading of each meter in place; one of that very day and figure stands."""
    from desktop_app.storage import readings, subscribers

    from .readings import TakeReading, record_in

    given = {serial.casefold(): index for serial, index in command.figures}
    for meter in subscribers.meters(pen.connection, row.id):
        if meter.removed_on is not None and meter.removed_on <= command.on:
            continue
        index = given.get(meter.serial.casefold())
        if index is None:
            raise FinalReadingMissing(meter=meter.serial)
        last = readings.last(pen.connection, meter.id, on=command.on)
        if last is not None and (last.taken_on, last.figure) == (command.on, index):
            continue
        record_in(
            counter,
            pen,
            TakeReading(
                contract=row.number,
                index=index,
                on=command.on,
                meter=meter.serial,
                kind="final",
                confirmed=command.confirmed,
                again=last is not None and last.taken_on == command.on,
            ),
        )


def _told(
    counter: Counter, connection: Connection, row: ContractFact, invoice: Invoice
) -> MovedOut:
    """How the contract stands once its final invoice is written."""
    from desktop_app.storage import ledger, plans, undoing

    left = {i.id: i.open for i in ledger.open_items(connection, row.id)}
    running = plans.running(connection, (row.id,)).get(row.id)
    mandate = plans.active_mandate(connection, row.id)
    credit = ledger.credit(connection, row.id)
    free = credit - undoing.aid_credit(connection, row.id)
    return MovedOut(
        invoice=invoice,
        owed=max(0, ledger.owed_of(connection, (row.id,)).get(row.id, 0)),
        credit=max(0, credit),
        arrangements=tuple(
            (a.number, sum(a.still_open(left).values()))
            for a in (running.arrangements if running else ())
        ),
        account=mask(mandate.account) if mandate else "",
        second=free > counter.rules.billing.credit_approval_above,
    )


def _give_back(
    counter: Counter, pen: Pen, row: ContractFact, made: MovedOut, command: MoveOut
) -> MovedOut:
    """The credit becomes a transfer to make. A small sum, and what social aid paid, stay."""
    from desktop_app.storage import ledger, plans, undoing

    from .refunds import owe
    from .whom import account_of

    connection = pen.connection
    free = ledger.credit(connection, row.id) - undoing.aid_credit(connection, row.id)
    if free <= 0 or free < counter.rules.small_sum:
        return made
    mandate = plans.active_mandate(connection, row.id)
    account = account_of(counter.rules, command.account) if command.account.strip() else ""
    if not account and mandate is None:
        raise RefundAccountMissing()
    if made.second and not signed_by(command.approved_by, counter.agent):
        raise SecondPersonNeeded()
    refund = owe(
        pen,
        row,
        free,
        account=account or (mandate.account if mandate else ""),
        holder=command.holder.strip() or (mandate.holder if mandate and not account else row.name),
        reason=texts_in(row.language).say("Moving out"),
        second=command.approved_by.strip(),
        operation=command.operation,
    )
    return replace(made, credit=made.credit - free, refund=refund.number, refunded=free)


def _stored(counter: Counter, connection: Connection, operation: str) -> MovedOut | None:
    """The departure this operation already made."""
    from desktop_app.storage import invoices, plans, undoing

    from .whom import contract_of

    invoice = invoices.by_operation(connection, operation)
    if invoice is None:
        return None
    row = contract_of(connection, invoice.customer.contract)
    refund = undoing.refund_by(connection, operation=operation)
    stopped = next(
        (
            s.number
            for s in reversed(plans.schedules(connection, row.id))
            if any(e.reason == MOVED_OUT for e in plans.events(connection, s.number))
        ),
        "",
    )
    return replace(
        _told(counter, connection, row, invoice),
        refund=refund.number if refund else "",
        refunded=refund.amount if refund else 0,
        schedule=stopped,
    )
