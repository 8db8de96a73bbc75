"""Leaving: the last figure of each meter, the end of the contract and the final invoice, in one gesture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.invoice import Invoice
from desktop_app.domain.refusals import AlreadyBilled, BillingInFuture
from desktop_app.domain.refusals_run import ContractEnded, FinalReadingMissing

from .counter import Counter

if TYPE_CHECKING:
    from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class MoveOut:
    """The customer leaves on `on` (the first day that is no longer theirs) with these figures: (meter, index)."""

    contract: str
    on: date
    figures: tuple[tuple[str, int], ...]
    operation: str
    confirmed: bool = False
    """Unusual figures were looked at again and are kept."""


def move_out(counter: Counter, command: MoveOut) -> Invoice:
    """End the contract and issue its final invoice, once. Refuses UnknownContract, ContractEnded, BillingInFuture,
    AlreadyBilled, FinalReadingMissing and what readings and billing refuse."""
    from desktop_app.storage import invoices

    from .once import once

    return once(
        counter,
        command.operation,
        invoices.by_operation,
        lambda pen: _leave(counter, pen, command),
    )


def _leave(counter: Counter, pen: Pen, command: MoveOut) -> Invoice:
    from desktop_app.storage import invoices, readings, subscribers

    from .billing import write
    from .drawing_up import draw_up
    from .readings import TakeReading, record_in
    from .whom import contract_of

    connection, today = pen.connection, pen.hand.today
    row = contract_of(connection, command.contract)
    if row.closed_on is not None:
        raise ContractEnded(contract=row.number, on=row.closed_on)
    if command.on > today + timedelta(days=1):
        raise BillingInFuture(to=command.on, today=today)
    billed = invoices.billed_to(connection, row.id) or row.opened_on
    if command.on <= billed:
        raise AlreadyBilled(contract=row.number, until=billed)
    given = dict(command.figures)
    for meter in subscribers.meters(connection, row.id):
        if meter.removed_on is not None and meter.removed_on <= command.on:
            continue
        if meter.serial not in given:
            raise FinalReadingMissing(meter=meter.serial)
        last = readings.last(connection, meter.id, on=command.on)
        if last is not None and (last.taken_on, last.figure) == (command.on, given[meter.serial]):
            continue
        record_in(
            counter,
            pen,
            TakeReading(
                contract=row.number,
                index=given[meter.serial],
                on=command.on,
                meter=meter.serial,
                kind="final",
                confirmed=command.confirmed,
                again=last is not None and last.taken_on == command.on,
            ),
        )
    subscribers.close_contract(pen, row.id, command.on)
    pen.journal(
        "contract_closed",
        body={"contract": row.number, "on": command.on, "figures": list(command.figures)},
    )
    drawn = draw_up(connection, counter.rules, row.number, to=command.on, today=today)
    return write(counter, pen, drawn, command.operation)
