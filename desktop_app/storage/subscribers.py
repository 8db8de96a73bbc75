"""Who is served and where: contracts with their customers, meters, notes and agents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, func, select, update

from .rows import among, fetched, maybe_day, those
from .tables import agent, balance, contract, meter, note, reading, set_aside, subscriber

if TYPE_CHECKING:
    from .book import Pen


@dataclass(frozen=True, slots=True)
class ContractFact:
    """One contract and the customer who holds it."""

    id: int
    number: str
    subscriber_id: int
    name: str
    name_alt: str
    kind: str
    """"person" or "body"."""
    phone: str
    email: str
    language: str
    vulnerable: bool
    category: str
    usage: str
    address: str
    address_alt: str
    postcode: str
    town: str
    route: str
    walk: int
    opened_on: date
    closed_on: date | None
    debit_opt_out_on: date | None


@dataclass(frozen=True, slots=True)
class MeterFact:
    id: int
    contract_id: int
    serial: str
    service: str
    digits: int
    installed_on: date
    removed_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One contract as a list shows it; `owed` in cents from the maintained sums."""

    id: int
    number: str
    name: str
    name_alt: str
    address: str
    postcode: str
    town: str
    category: str
    phone: str
    email: str
    meter: str
    """Serial of its first meter in place, or empty."""
    owed: int
    open_invoices: int
    oldest_due: date | None


@dataclass(frozen=True, slots=True)
class NoteFact:
    made_at: datetime
    agent: str
    text: str


@dataclass(frozen=True, slots=True)
class AgentFact:
    code: str
    name: str
    role: str


_PEOPLE = (
    select(
        contract.c.id,
        contract.c.number,
        contract.c.subscriber_id,
        subscriber.c.name,
        subscriber.c.name_alt,
        subscriber.c.kind,
        subscriber.c.phone,
        subscriber.c.email,
        subscriber.c.language,
        subscriber.c.vulnerable,
        contract.c.category,
        contract.c.usage,
        contract.c.address,
        contract.c.address_alt,
        contract.c.postcode,
        contract.c.town,
        contract.c.route,
        contract.c.walk,
        contract.c.opened_on,
        contract.c.closed_on,
        contract.c.debit_opt_out_on,
    )
    .select_from(contract)
    .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
)
_BY_NUMBER = _PEOPLE.where(contract.c.number == bindparam("number"))
_BY_ID = _PEOPLE.where(contract.c.id == bindparam("id"))
_BY_IDS = _PEOPLE.where(among(contract.c.id))
_FIRST_METER = (
    select(func.min(meter.c.serial))
    .where(meter.c.contract_id == contract.c.id, meter.c.removed_on.is_(None))
    .scalar_subquery()
)
_LINES = (
    select(
        contract.c.id,
        contract.c.number,
        subscriber.c.name,
        subscriber.c.name_alt,
        contract.c.address,
        contract.c.postcode,
        contract.c.town,
        contract.c.category,
        subscriber.c.phone,
        subscriber.c.email,
        func.coalesce(_FIRST_METER, ""),
        func.coalesce(balance.c.owed, 0),
        func.coalesce(balance.c.open_invoices, 0),
        balance.c.oldest_due,
    )
    .select_from(contract)
    .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
    .outerjoin(balance, balance.c.contract_id == contract.c.id)
)
_LINES_BY_ID = _LINES.where(among(contract.c.id))
_DEBTORS = (
    _LINES.where(balance.c.owed > 0).order_by(balance.c.owed.desc()).limit(bindparam("limit"))
)
_METERS = (
    select(
        meter.c.id,
        meter.c.contract_id,
        meter.c.serial,
        meter.c.service,
        meter.c.digits,
        meter.c.installed_on,
        meter.c.removed_on,
    )
    .where(among(meter.c.contract_id))
    .order_by(meter.c.installed_on, meter.c.id)
)
_LEFT_BEHIND = (
    select(
        meter.c.id,
        contract.c.id,
        meter.c.serial,
        meter.c.service,
        meter.c.digits,
        meter.c.installed_on,
        contract.c.closed_on,
    )
    .join_from(contract, reading, reading.c.contract_id == contract.c.id)
    .join(meter, meter.c.id == reading.c.meter_id)
    .where(
        among(contract.c.id),
        contract.c.closed_on.is_not(None),
        meter.c.contract_id != contract.c.id,
    )
    .distinct()
    .order_by(meter.c.installed_on, meter.c.id)
)
"""Meters that stayed in place when the customer left, and serve the next one: out of service for the first."""
_NOTES = (
    select(note.c.made_at, note.c.agent, note.c.text)
    .where(note.c.contract_id == bindparam("contract_id"))
    .order_by(note.c.id)
)


def by_number(connection: Connection, number: str) -> ContractFact | None:
    """The contract of this number, or None."""
    return _contract(connection.execute(_BY_NUMBER, {"number": number}).first())


def by_id(connection: Connection, contract_id: int) -> ContractFact | None:
    """The contract of this row, or None."""
    return _contract(connection.execute(_BY_ID, {"id": contract_id}).first())


def by_ids(connection: Connection, ids: Iterable[int]) -> dict[int, ContractFact]:
    """The contracts of these rows."""
    rows = connection.execute(_BY_IDS, those(ids)).all()
    return {row[0]: fact for row in rows if (fact := _contract(row))}


def lines(connection: Connection, ids: Iterable[int]) -> tuple[Line, ...]:
    """The contracts as list lines, in the order of `ids`."""
    wanted = list(ids)
    found = {r[0]: _line(r) for r in connection.execute(_LINES_BY_ID, those(wanted))}
    return tuple(found[i] for i in wanted if i in found)


def debtors(connection: Connection, limit: int = 12) -> tuple[Line, ...]:
    """Who owes most, from the maintained sums."""
    return tuple(_line(row) for row in connection.execute(_DEBTORS, {"limit": limit}))


def receivables_by_category(connection: Connection) -> tuple[tuple[str, int, int], ...]:
    """(category, contracts that owe, cents they owe) over the whole book."""
    rows = connection.execute(
        select(contract.c.category, func.count(), func.sum(balance.c.owed))
        .join_from(balance, contract, contract.c.id == balance.c.contract_id)
        .where(balance.c.owed > 0)
        .group_by(contract.c.category)
        .order_by(contract.c.category)
    )
    return tuple((category, count, owed) for category, count, owed in rows)


def counted(connection: Connection) -> int:
    """How many contracts the book holds."""
    return connection.execute(select(func.count()).select_from(contract)).scalar_one()


def any_contract(connection: Connection) -> str | None:
    """The number of the first contract, or None in an empty book."""
    return connection.execute(
        select(contract.c.number).order_by(contract.c.id).limit(1)
    ).scalar_one_or_none()


def meters(connection: Connection, contract_id: int) -> tuple[MeterFact, ...]:
    """The contract's meters, oldest first, removed ones included."""
    return meters_of(connection, (contract_id,)).get(contract_id, ())


def meters_of(
    connection: Connection, ids: Iterable[int], *, ended: Iterable[int] | None = None
) -> dict[int, tuple[MeterFact, ...]]:
    """The meters of these contracts, oldest first; those removed, or left to the next customer, included. `ended` are
    the contracts among them whose customer left, where the caller knows."""
    found: dict[int, list[MeterFact]] = {}
    wanted = list(ids)
    gone = wanted if ended is None else list(ended)
    left = fetched(connection, _LEFT_BEHIND, gone) if gone else []
    for i, c, serial, service, digits, placed, removed in (
        *left,
        *fetched(connection, _METERS, wanted),
    ):
        made = MeterFact(
            i, c, serial, service, digits, date.fromisoformat(placed), maybe_day(removed)
        )
        found.setdefault(c, []).append(made)
    return {contract_id: tuple(held) for contract_id, held in found.items()}


def meter_by_serial(connection: Connection, serial: str) -> MeterFact | None:
    """The meter with this serial number, or None."""
    owner = connection.execute(
        select(meter.c.contract_id).where(meter.c.serial == serial)
    ).scalar_one_or_none()
    if owner is None:
        return None
    return next(m for m in meters(connection, owner) if m.serial == serial)


def add_meter(
    pen: Pen,
    *,
    contract_id: int,
    serial: str,
    service: str,
    digits: int,
    installed_on: date,
) -> int:
    """Put a meter in place and answer its row; the caller writes its first reading and the journal entry."""
    made = pen.insert(
        meter,
        {
            "contract_id": contract_id,
            "serial": serial,
            "service": service,
            "digits": digits,
            "installed_on": installed_on,
        },
    )
    assert made is not None
    return made


def remove_meter(pen: Pen, meter_id: int, on: date) -> None:
    """Take a meter out of service; the caller writes its last reading and the journal entry."""
    pen.connection.execute(
        update(meter).where(meter.c.id == meter_id).values(removed_on=on.isoformat())
    )


def set_opt_out(pen: Pen, contract_id: int, on: date | None) -> None:
    """Record (or lift) the refusal of monthly debit; the caller writes the journal entry."""
    pen.connection.execute(
        update(contract)
        .where(contract.c.id == contract_id)
        .values(debit_opt_out_on=on.isoformat() if on else None)
    )


def close_contract(pen: Pen, contract_id: int, on: date) -> None:
    """Record the day the customer left; the caller writes the journal entry."""
    pen.connection.execute(
        update(contract).where(contract.c.id == contract_id).values(closed_on=on.isoformat())
    )


def notes(connection: Connection, contract_id: int) -> tuple[NoteFact, ...]:
    """The contract's notes, oldest first."""
    return tuple(
        NoteFact(datetime.fromisoformat(at), agent_code, text)
        for at, agent_code, text in connection.execute(_NOTES, {"contract_id": contract_id})
    )


def add_note(pen: Pen, contract_id: int, text: str) -> NoteFact:
    """Append a note; the caller writes the journal entry."""
    pen.insert(
        note,
        {
            "contract_id": contract_id,
            "made_at": pen.hand.now,
            "agent": pen.hand.agent,
            "text": text,
        },
    )
    return NoteFact(pen.hand.now, pen.hand.agent, text)


def agent_of(connection: Connection, code: str) -> AgentFact | None:
    """The agent with this code, or None."""
    row = connection.execute(
        select(agent.c.code, agent.c.name, agent.c.role).where(agent.c.code == code)
    ).first()
    return AgentFact(*row) if row else None


def agents(connection: Connection) -> tuple[AgentFact, ...]:
    """Every agent of the agency, by code."""
    rows = connection.execute(
        select(agent.c.code, agent.c.name, agent.c.role).order_by(agent.c.code)
    )
    return tuple(AgentFact(*row) for row in rows)


def set_aside_reasons(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Rows of imported files that could not stand: (reason, count), most frequent first."""
    rows = connection.execute(
        select(set_aside.c.reason, func.count())
        .group_by(set_aside.c.reason)
        .order_by(func.count().desc(), set_aside.c.reason)
    )
    return tuple((reason, count) for reason, count in rows)


def _contract(row: Any) -> ContractFact | None:
    if row is None:
        return None
    values = list(row)
    values[9] = bool(values[9])
    values[18] = date.fromisoformat(values[18])
    values[19] = maybe_day(values[19])
    values[20] = maybe_day(values[20])
    return ContractFact(*values)


def _line(row: Any) -> Line:
    values = list(row)
    values[13] = maybe_day(values[13])
    return Line(*values)
