"""Rounds of the meter readers: which routes there are, and the meters along one in walking order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from .tables import contract, meter, subscriber


@dataclass(frozen=True, slots=True)
class RouteFact:
    """One route and the meters in place along it."""

    route: str
    meters: int


@dataclass(frozen=True, slots=True)
class StopFact:
    """One meter in place along a route."""

    contract_id: int
    contract: str
    name: str
    name_alt: str
    address: str
    town: str
    meter: str


def routes(connection: Connection) -> tuple[RouteFact, ...]:
    """Every route with its meters in place, by code."""
    rows = connection.execute(
        select(contract.c.route, func.count())
        .join_from(contract, meter, meter.c.contract_id == contract.c.id)
        .where(meter.c.removed_on.is_(None), contract.c.closed_on.is_(None))
        .group_by(contract.c.route)
        .order_by(contract.c.route)
    )
    return tuple(RouteFact(*row) for row in rows)


def stops(connection: Connection, route: str, *, limit: int) -> tuple[StopFact, ...]:
    """The meters in place along a route, in walking order."""
    rows = connection.execute(
        select(
            contract.c.id,
            contract.c.number,
            subscriber.c.name,
            subscriber.c.name_alt,
            contract.c.address,
            contract.c.town,
            meter.c.serial,
        )
        .select_from(contract)
        .join(meter, meter.c.contract_id == contract.c.id)
        .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
        .where(
            contract.c.route == route, meter.c.removed_on.is_(None), contract.c.closed_on.is_(None)
        )
        .order_by(contract.c.walk, contract.c.id, meter.c.id)
        .limit(limit)
    )
    return tuple(StopFact(*row) for row in rows)
