"""Leak files as stored: cases, their steps, and the abnormal readings that no file follows yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, exists, func, select

from desktop_app.domain import record
from desktop_app.domain.leak import LeakCase, LeakEvent
from desktop_app.domain.meter import TRUE_KINDS

from .leak_tables import leak, leak_event
from .tables import contract, meter, reading, subscriber

if TYPE_CHECKING:
    from .book import Pen


@dataclass(frozen=True, slots=True)
class Stored:
    """A case with its steps, oldest first, and the rows it hangs on."""

    id: int
    contract_id: int
    case: LeakCase
    events: tuple[LeakEvent, ...]


@dataclass(frozen=True, slots=True)
class Suspected:
    """A reading flagged abnormal that no leak file follows."""

    contract: str
    name: str
    meter: str
    on: date
    volume: int


def add(
    pen: Pen, case: LeakCase, *, contract_id: int, meter_id: int, operation: str | None = None
) -> int:
    """Store a new case; the caller writes the journal entry."""
    row = pen.insert(
        leak,
        {
            "number": case.number,
            "contract_id": contract_id,
            "meter_id": meter_id,
            "start": case.start,
            "end": case.end,
            "opened_on": case.opened_on,
            "operation": operation or None,
            "facts": case,
        },
    )
    assert row is not None
    return row


def add_event(pen: Pen, leak_id: int, event: LeakEvent, *, operation: str | None = None) -> None:
    """Store one step of a case; the caller writes the journal entry."""
    pen.insert(
        leak_event,
        {
            "leak_id": leak_id,
            "state": event.state,
            "booked_on": event.on,
            "at": pen.hand.now,
            "agent": event.agent,
            "operation": operation or None,
            "facts": event,
        },
    )


def by_number(connection: Connection, number: str) -> Stored | None:
    """The case of this number, or None."""
    return _one(connection, leak.c.number == number)


def by_operation(connection: Connection, operation: str) -> Stored | None:
    """The case this gesture opened or went on with, or None."""
    found = connection.execute(
        select(leak_event.c.leak_id).where(leak_event.c.operation == operation)
    ).scalar_one_or_none()
    return _one(connection, (leak.c.operation == operation) | (leak.c.id == found))


def of_contract(connection: Connection, contract_id: int) -> tuple[Stored, ...]:
    """Every case of a contract, oldest first."""
    rows = connection.execute(
        select(leak.c.id, leak.c.contract_id, leak.c.facts)
        .where(leak.c.contract_id == contract_id)
        .order_by(leak.c.id)
    ).all()
    return _with_events(connection, rows)


def spans_of(
    connection: Connection, contract_ids: Iterable[int]
) -> dict[int, tuple[tuple[str, int, date], ...]]:
    """By contract: (number, meter row, end) of the volume each of its cases is about."""
    found: dict[int, list[tuple[str, int, date]]] = defaultdict(list)
    for owner, number, meter_id, end in connection.execute(
        select(leak.c.contract_id, leak.c.number, leak.c.meter_id, leak.c.end).where(
            leak.c.contract_id.in_(list(contract_ids))
        )
    ):
        found[owner].append((number, meter_id, date.fromisoformat(end)))
    return {owner: tuple(rows) for owner, rows in found.items()}


def newest(connection: Connection, limit: int = 500) -> tuple[Stored, ...]:
    """The newest cases of the book, newest first."""
    rows = connection.execute(
        select(leak.c.id, leak.c.contract_id, leak.c.facts).order_by(leak.c.id.desc()).limit(limit)
    ).all()
    return _with_events(connection, rows)


def suspected(
    connection: Connection, *, since: date, service: str, usages: Iterable[str], limit: int = 200
) -> tuple[Suspected, ...]:
    """Readings flagged as abnormal since a day, of dwellings, that no leak file follows; the largest first."""
    followed = exists().where(
        leak.c.meter_id == reading.c.meter_id, leak.c.end >= reading.c.taken_on
    )
    rows = connection.execute(
        select(
            contract.c.number,
            subscriber.c.name,
            meter.c.serial,
            reading.c.taken_on,
            reading.c.volume,
        )
        .join_from(reading, meter, meter.c.id == reading.c.meter_id)
        .join(contract, contract.c.id == reading.c.contract_id)
        .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
        .where(
            reading.c.flag.in_(("very-high", "leak")),
            reading.c.taken_on >= since.isoformat(),
            meter.c.service == service,
            contract.c.usage.in_(tuple(usages)),
            ~followed,
        )
        .order_by(reading.c.volume.desc(), reading.c.id)
        .limit(limit)
    )
    return tuple(Suspected(c, n, m, date.fromisoformat(on), v) for c, n, m, on, v in rows)


def of_dwellings(
    connection: Connection,
    *,
    like_contract: int,
    service: str,
    usages: Iterable[str],
    start: date,
    end: date,
) -> tuple[int, int] | None:
    """What comparable dwellings of the same town used over these days: total of their true, clean readings and how
    many dwellings; None when there are none."""
    town = select(contract.c.town).where(contract.c.id == like_contract).scalar_subquery()
    category = select(contract.c.category).where(contract.c.id == like_contract).scalar_subquery()
    total, count = connection.execute(
        select(func.sum(reading.c.volume), func.count(reading.c.contract_id.distinct()))
        .join_from(reading, meter, meter.c.id == reading.c.meter_id)
        .join(contract, contract.c.id == reading.c.contract_id)
        .where(
            contract.c.id != like_contract,
            contract.c.town == town,
            contract.c.category == category,
            contract.c.usage.in_(tuple(usages)),
            contract.c.opened_on <= start.isoformat(),
            meter.c.service == service,
            reading.c.taken_on > start.isoformat(),
            reading.c.taken_on <= end.isoformat(),
            reading.c.kind.in_(tuple(sorted(TRUE_KINDS))),
            reading.c.flag == "",
        )
    ).one()
    return (int(total or 0), int(count)) if count else None


def _one(connection: Connection, where: Any) -> Stored | None:
    rows = connection.execute(
        select(leak.c.id, leak.c.contract_id, leak.c.facts).where(where)
    ).all()
    return next(iter(_with_events(connection, rows)), None)


def _with_events(connection: Connection, rows: Iterable[Any]) -> tuple[Stored, ...]:
    held: list[tuple[int, int, str]] = [tuple(row) for row in rows]
    found: dict[int, list[LeakEvent]] = defaultdict(list)
    events = connection.execute(
        select(leak_event.c.leak_id, leak_event.c.facts)
        .where(leak_event.c.leak_id.in_([row[0] for row in held]))
        .order_by(leak_event.c.id)
    )
    for leak_id, facts in events:
        found[leak_id].append(record.load(LeakEvent, facts))
    return tuple(
        Stored(i, contract_id, record.load(LeakCase, facts), tuple(found[i]))
        for i, contract_id, facts in held
    )
