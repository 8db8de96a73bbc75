"""Who comes to live at a service point: the new subscriber, the new contract, the meters handed over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, update

from .subscribers import ContractFact, MeterFact, by_id, by_number, meter_by_serial, meters
from .tables import contract, meter, subscriber

if TYPE_CHECKING:
    from .book import Pen


def holder(connection: Connection, point: str) -> ContractFact | None:
    """The newest contract at a service point, named by the serial of its meter or by any contract that was there."""
    found = meter_by_serial(connection, point)
    if found is None:
        named = by_number(connection, point)
        if named is None:
            return None
        held = meters(connection, named.id)
        found = held[-1] if held else None
        if found is None:
            return named
    owner = connection.execute(
        select(meter.c.contract_id).where(meter.c.id == found.id)
    ).scalar_one()
    return by_id(connection, owner)


def in_place(connection: Connection, contract_id: int) -> tuple[MeterFact, ...]:
    """The meters at this contract's door that nobody took out."""
    return tuple(
        m
        for m in meters(connection, contract_id)
        if m.contract_id == contract_id and m.removed_on is None
    )


def add_subscriber(
    pen: Pen,
    *,
    name: str,
    name_alt: str,
    kind: str,
    phone: str,
    email: str,
    language: str,
) -> int:
    """A new subscriber; the caller writes the journal entry."""
    made = pen.insert(
        subscriber,
        {
            "name": name,
            "name_alt": name_alt,
            "kind": kind,
            "phone": phone,
            "email": email,
            "language": language,
            "vulnerable": 0,
        },
    )
    assert made is not None
    return made


def add_contract(
    pen: Pen,
    former: ContractFact,
    *,
    number: str,
    subscriber_id: int,
    category: str,
    usage: str,
    opened_on: date,
) -> int:
    """A new contract at the door of a former one: same address, same place on the round; no journal entry here."""
    made = pen.insert(
        contract,
        {
            "number": number,
            "subscriber_id": subscriber_id,
            "category": category,
            "usage": usage,
            "address": former.address,
            "address_alt": former.address_alt,
            "postcode": former.postcode,
            "town": former.town,
            "route": former.route,
            "walk": former.walk,
            "opened_on": opened_on,
        },
    )
    assert made is not None
    return made


def hand_over(pen: Pen, meter_id: int, contract_id: int) -> None:
    """The meter serves this contract from now on; its readings keep the contract they were taken for."""
    pen.connection.execute(
        update(meter).where(meter.c.id == meter_id).values(contract_id=contract_id)
    )
