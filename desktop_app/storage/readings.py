"""Readings as they were recorded: a wrong one is replaced or cancelled by a later row, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, bindparam, exists, func, select

from .rows import among, fetched, maybe_day
from .tables import contract, meter, reading, subscriber

if TYPE_CHECKING:
    from .book import Pen

CANCELLED = "cancelled"
"""Kind of the row that takes a reading out of force without putting another in its place."""


class ReadingFact(NamedTuple):
    """One reading in force; `volume` passed since the previous reading of this meter. A run reads millions of them."""

    id: int
    contract_id: int
    meter_id: int
    serial: str
    service: str
    taken_on: date
    figure: int
    kind: str
    volume: int
    flag: str
    basis: str
    """Canonical Estimate when estimated, else empty."""
    agent: str
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A meter that waits for its reading; `estimates` counts those made since the last true one."""

    contract: str
    name: str
    name_alt: str
    address: str
    town: str
    meter: str
    route: str
    last_on: date | None
    estimates: int


_later = reading.alias("later")
_IN_FORCE = (
    reading.c.kind != CANCELLED,
    ~exists().where(_later.c.replaces_id == reading.c.id),
)
_READINGS = (
    select(
        reading.c.id,
        reading.c.contract_id,
        reading.c.meter_id,
        meter.c.serial,
        meter.c.service,
        reading.c.taken_on,
        reading.c.figure,
        reading.c.kind,
        reading.c.volume,
        reading.c.flag,
        reading.c.basis,
        reading.c.agent,
        reading.c.recorded_at,
    )
    .join_from(reading, meter, meter.c.id == reading.c.meter_id)
    .where(*_IN_FORCE)
)
_OF_CONTRACT = _READINGS.where(reading.c.contract_id == bindparam("contract_id")).order_by(
    reading.c.taken_on, reading.c.id
)
_OF_CONTRACTS = _READINGS.where(among(reading.c.contract_id)).order_by(
    reading.c.contract_id, reading.c.taken_on, reading.c.id
)
_OF_METER = _READINGS.where(reading.c.meter_id == bindparam("meter_id")).order_by(
    reading.c.taken_on, reading.c.id
)
_LAST = (
    _READINGS.where(
        reading.c.meter_id == bindparam("meter_id"), reading.c.taken_on <= bindparam("on")
    )
    .order_by(reading.c.taken_on.desc(), reading.c.id.desc())
    .limit(1)
)
_TRUE_KINDS = ("real", "self", "initial", "final")


def of_contract(connection: Connection, contract_id: int) -> tuple[ReadingFact, ...]:
    """Every reading in force of the contract's meters, oldest first."""
    return tuple(
        _fact(row) for row in connection.execute(_OF_CONTRACT, {"contract_id": contract_id})
    )


def of_contracts(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[ReadingFact, ...]]:
    """Every reading in force of these contracts' meters, oldest first."""
    found: dict[int, list[ReadingFact]] = {}
    for row in fetched(connection, _OF_CONTRACTS, ids):
        found.setdefault(row[1], []).append(_fact(row))
    return {contract_id: tuple(held) for contract_id, held in found.items()}


def of_meter(connection: Connection, meter_id: int) -> tuple[ReadingFact, ...]:
    """Every reading in force of this meter, oldest first."""
    return tuple(_fact(row) for row in connection.execute(_OF_METER, {"meter_id": meter_id}))


def last(connection: Connection, meter_id: int, *, on: date | None = None) -> ReadingFact | None:
    """The newest reading in force of this meter (on this day or before, if given)."""
    bound = on.isoformat() if on else "9999-12-31"
    row = connection.execute(_LAST, {"meter_id": meter_id, "on": bound}).first()
    return _fact(row) if row else None


def by_operation(connection: Connection, operation: str) -> ReadingFact | None:
    """The reading this gesture already recorded, or None."""
    return _one(connection, reading.c.operation == operation)


def by_id(connection: Connection, reading_id: int) -> ReadingFact | None:
    """This reading, in force or not."""
    return _one(connection, reading.c.id == reading_id)


def add(
    pen: Pen,
    *,
    contract_id: int,
    meter_id: int,
    taken_on: date,
    figure: int,
    kind: str,
    volume: int,
    flag: str = "",
    basis: str = "",
    operation: str | None = None,
    replaces_id: int | None = None,
) -> int:
    """Record a reading and answer its row; the caller writes the journal entry."""
    made = pen.insert(
        reading,
        {
            "contract_id": contract_id,
            "meter_id": meter_id,
            "taken_on": taken_on,
            "figure": figure,
            "kind": kind,
            "volume": volume,
            "flag": flag,
            "basis": basis,
            "agent": pen.hand.agent,
            "recorded_at": pen.hand.now,
            "operation": operation or None,
            "replaces_id": replaces_id,
        },
    )
    assert made is not None
    return made


def cancel(pen: Pen, fact: ReadingFact) -> None:
    """Take a reading out of force (an estimate that a true index fell below); the row itself stays."""
    add(
        pen,
        contract_id=fact.contract_id,
        meter_id=fact.meter_id,
        taken_on=fact.taken_on,
        figure=fact.figure,
        kind=CANCELLED,
        volume=0,
        replaces_id=fact.id,
    )


def of_import(connection: Connection, prefix: str) -> tuple[ReadingFact, ...]:
    """The readings in force whose operation starts so, the newest first."""
    rows = connection.execute(
        _READINGS.where(reading.c.operation > prefix, reading.c.operation < prefix + ":").order_by(
            reading.c.taken_on.desc(), reading.c.id.desc()
        )
    )
    return tuple(_fact(row) for row in rows)


def replaced_by(connection: Connection, fact: ReadingFact) -> ReadingFact | None:
    """The reading that this one took the place of, or None."""
    before = select(reading.c.replaces_id).where(reading.c.id == fact.id).scalar_subquery()
    return _one(connection, reading.c.id == before)


def put_right_with(connection: Connection, fact: ReadingFact) -> tuple[ReadingFact, ...]:
    """The estimates put right in the gesture that recorded this reading, oldest first (in force still)."""
    rows = connection.execute(
        _READINGS.where(
            reading.c.meter_id == fact.meter_id,
            reading.c.kind == "estimated",
            reading.c.recorded_at == fact.recorded_at,
            reading.c.replaces_id.is_not(None),
            reading.c.taken_on < fact.taken_on.isoformat(),
            reading.c.id < fact.id,
        ).order_by(reading.c.taken_on)
    )
    return tuple(_fact(row) for row in rows)


def put_back(pen: Pen, fact: ReadingFact, *, instead_of: int) -> None:
    """An estimate holds again as it was, in place of the row that had replaced it."""
    add(
        pen,
        contract_id=fact.contract_id,
        meter_id=fact.meter_id,
        taken_on=fact.taken_on,
        figure=fact.figure,
        kind=fact.kind,
        volume=fact.volume,
        flag=fact.flag,
        basis=fact.basis,
        replaces_id=instead_of,
    )


def waiting(connection: Connection, *, before: date, limit: int = 12) -> tuple[Waiting, ...]:
    """Meters in place whose last true reading is older than `before`, in walking order."""
    own = reading.alias("own")
    since = reading.alias("since")
    last_true = (
        select(func.max(own.c.taken_on))
        .where(own.c.meter_id == meter.c.id, own.c.kind.in_(_TRUE_KINDS))
        .correlate(meter)
        .scalar_subquery()
    )
    estimates = (
        select(func.count())
        .where(
            since.c.meter_id == meter.c.id,
            since.c.kind == "estimated",
            since.c.taken_on > func.coalesce(last_true, ""),
        )
        .correlate(meter)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            contract.c.number,
            subscriber.c.name,
            subscriber.c.name_alt,
            contract.c.address,
            contract.c.town,
            meter.c.serial,
            contract.c.route,
            last_true,
            estimates,
        )
        .select_from(contract)
        .join(meter, meter.c.contract_id == contract.c.id)
        .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
        .where(
            meter.c.removed_on.is_(None),
            contract.c.closed_on.is_(None),
            func.coalesce(last_true, "") < before.isoformat(),
        )
        .order_by(contract.c.route, contract.c.walk)
        .limit(limit)
    )
    return tuple(Waiting(*row[:7], maybe_day(row[7]), row[8]) for row in rows)


_SAMPLED = 6000
_AT_ONCE = 500


def sample(
    connection: Connection, category: str, service: str, *, count: int
) -> tuple[tuple[ReadingFact, ...], ...]:
    """The readings of up to `count` meters of a category, spread evenly over the book, each oldest first."""
    first, last_id = connection.execute(
        select(func.min(contract.c.id), func.max(contract.c.id))
    ).one()
    if first is None:
        return ()
    step = max(1, (last_id - first + 1) // _SAMPLED)
    tried = range(first, last_id + 1, step)
    found: list[int] = []
    for at in range(0, len(tried), _AT_ONCE):
        found += connection.execute(
            select(meter.c.id)
            .join_from(contract, meter, meter.c.contract_id == contract.c.id)
            .where(
                contract.c.id.in_(tried[at : at + _AT_ONCE]),
                contract.c.category == category,
                meter.c.service == service,
            )
        ).scalars()
    spread = found[:: max(1, len(found) // count)][:count]
    return tuple(of_meter(connection, meter_id) for meter_id in spread)


def _one(connection: Connection, which: Any) -> ReadingFact | None:
    row = connection.execute(
        select(*_READINGS.selected_columns)
        .join_from(reading, meter, meter.c.id == reading.c.meter_id)
        .where(which)
    ).first()
    return _fact(row) if row else None


def _fact(row: Any) -> ReadingFact:
    taken_on = date.fromisoformat(row[5])
    return ReadingFact._make((*row[:5], taken_on, *row[6:]))
