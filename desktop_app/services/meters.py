"""Exchanging a meter: the last figure of the old one, the first of the new one, in one gesture on one day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.meter import TRUE_KINDS
from desktop_app.domain.refusals import IndexBeyondDial, MeterRemoved, ReadingTwiceADay
from desktop_app.domain.refusals_readings import (
    DigitsOutOfRange,
    SerialTaken,
    SerialUnreadable,
)
from desktop_app.domain.refusals_run import ContractEnded

from . import judging
from .counter import Counter
from .readings import TakeReading, record_in

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen

DIGITS = range(4, 10)
_SERIAL = re.compile(r"\S{1,24}")


@dataclass(frozen=True, slots=True)
class ExchangeMeter:
    """`old_index` None: the old meter could not be read, and is estimated to that day."""

    contract: str
    old_index: int | None
    serial: str
    new_index: int
    on: date
    meter: str | None = None
    """The old meter's serial; the one in place when None."""
    digits: int | None = None
    """Of the new dial; as the old one's when None."""
    confirmed: bool = False
    operation: str = ""


@dataclass(frozen=True, slots=True)
class MeterExchanged:
    """What was written: `volume` passed through the old meter since its last reading (estimated or not)."""

    contract: str
    old_meter: str
    old_index: int
    volume: int
    estimated: bool
    meter: str
    new_index: int
    digits: int
    on: date


def exchange(counter: Counter, command: ExchangeMeter) -> MeterExchanged:
    """Take the old meter out and put the new one in. The same operation again answers the same exchange.

    Refuses what a reading refuses (of the old index), SerialTaken, SerialUnreadable, DigitsOutOfRange, IndexBeyondDial.
    """
    from .once import once

    return once(counter, command.operation, _stored, lambda pen: _exchange(counter, pen, command))


def _exchange(counter: Counter, pen: Pen, command: ExchangeMeter) -> MeterExchanged:
    from desktop_app.storage import readings, search, subscribers

    connection = pen.connection
    where = judging.place(connection, command.contract, command.meter, command.on)
    old = where.meter
    if where.contract.closed_on is not None:
        raise ContractEnded(contract=where.contract.number, on=where.contract.closed_on)
    if old.removed_on is not None:
        raise MeterRemoved(meter=old.serial, on=old.removed_on)
    serial = command.serial.strip()
    if not _SERIAL.fullmatch(serial):
        raise SerialUnreadable(text=command.serial)
    if subscribers.meter_by_serial(connection, serial) is not None:
        raise SerialTaken(meter=serial)
    digits = command.digits or old.digits
    if digits not in DIGITS:
        raise DigitsOutOfRange(digits=digits)
    if not 0 <= command.new_index < 10**digits:
        raise IndexBeyondDial(index=command.new_index, digits=digits)
    index, volume = _close(counter, pen, where, command)
    subscribers.remove_meter(pen, old.id, command.on)
    meter_id = subscribers.add_meter(
        pen,
        contract_id=where.contract.id,
        serial=serial,
        service=old.service,
        digits=digits,
        installed_on=command.on,
    )
    readings.add(
        pen,
        contract_id=where.contract.id,
        meter_id=meter_id,
        taken_on=command.on,
        figure=command.new_index,
        kind="initial",
        volume=0,
        operation=command.operation,
    )
    search.index_contract(pen, (where.contract.id,))
    made = MeterExchanged(
        contract=where.contract.number,
        old_meter=old.serial,
        old_index=index,
        volume=volume,
        estimated=command.old_index is None,
        meter=serial,
        new_index=command.new_index,
        digits=digits,
        on=command.on,
    )
    pen.journal("meter_exchanged", body=made)
    return made


def _close(
    counter: Counter, pen: Pen, where: judging.Place, command: ExchangeMeter
) -> tuple[int, int]:
    """The old meter's last figure and what passed; the reading of that very day stands when it says the same."""
    newest = where.read[-1]
    if newest.taken_on == command.on and newest.kind in TRUE_KINDS:
        if command.old_index not in (None, newest.figure):
            raise ReadingTwiceADay(meter=where.meter.serial, on=command.on)
        return newest.figure, newest.volume
    taken = record_in(
        counter,
        pen,
        TakeReading(
            contract=where.contract.number,
            index=command.old_index or 0,
            on=command.on,
            meter=where.meter.serial,
            kind=judging.ESTIMATED if command.old_index is None else "final",
            confirmed=command.confirmed,
        ),
    )
    return taken.index, taken.volume


def _stored(connection: Connection, operation: str) -> MeterExchanged | None:
    """The exchange this operation already made."""
    from desktop_app.storage import readings, subscribers

    first = readings.by_operation(connection, operation)
    if first is None:
        return None
    fact = subscribers.by_id(connection, first.contract_id)
    assert fact is not None
    meters = subscribers.meters(connection, fact.id)
    new = next(m for m in meters if m.id == first.meter_id)
    old = next(m for m in meters if m.removed_on == new.installed_on and m.service == new.service)
    last = readings.of_meter(connection, old.id)[-1]
    return MeterExchanged(
        contract=fact.number,
        old_meter=old.serial,
        old_index=last.figure,
        volume=last.volume,
        estimated=last.kind not in TRUE_KINDS,
        meter=new.serial,
        new_index=first.figure,
        digits=new.digits,
        on=new.installed_on,
    )
