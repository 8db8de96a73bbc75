"""Walking a round: the meters of a route in their order, each with what to expect, entered one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.domain.meter import TRUE_KINDS
from desktop_app.domain.refusals import ReadingInFuture
from desktop_app.domain.run import MONTHS

from . import judging
from .counter import Counter
from .neighbours import neighbours
from .readings import Expected, expected_at

MOST = 500
"""Stops of a round shown at once."""
_READ_LATELY = 15
"""A meter truly read so few days before the round, or since, is done: days per month of the billing period."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route and how many meters it has."""

    code: str
    meters: int


@dataclass(frozen=True, slots=True)
class Stop:
    """One meter of the round; `done` when this round read it already."""

    contract: str
    name: str
    name_alt: str
    address: str
    meter: str
    expected: Expected
    done: bool


@dataclass(frozen=True, slots=True)
class Round:
    """A route on a day; the routes to choose from."""

    route: str
    on: date
    stops: tuple[Stop, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A meter nobody could get at that day."""

    contract: str
    meter: str
    on: date


def walk(counter: Counter, route: str = "", *, on: date | None = None) -> Round:
    """The stops of a route on a day (today); without one, the first route that still waits. Refuses ReadingInFuture."""
    from desktop_app.storage import readings, rounds

    day = on or counter.today()
    if day > counter.today():
        raise ReadingInFuture(on=day, today=counter.today())
    since = day - timedelta(days=_READ_LATELY * MONTHS[counter.rules.calendar.kind])
    with counter.book.read() as connection:
        known = tuple(Route(r.route, r.meters) for r in rounds.routes(connection))
        waiting = () if route else readings.waiting(connection, before=since, limit=1)
        chosen = route or (waiting[0].route if waiting else known[0].code if known else "")
        stops = []
        for fact in rounds.stops(connection, chosen, limit=MOST):
            where = judging.place(connection, fact.contract, fact.meter, day)
            around = neighbours(connection, where.contract.category, where.meter.service)
            true = [r.taken_on for r in where.read if r.kind in TRUE_KINDS]
            stops.append(
                Stop(
                    contract=fact.contract,
                    name=fact.name,
                    name_alt=fact.name_alt,
                    address=", ".join(p for p in (fact.address, fact.town) if p),
                    meter=fact.meter,
                    expected=expected_at(counter, where, around, day),
                    done=bool(true) and true[-1] >= since,
                )
            )
    return Round(chosen, day, tuple(stops), known)


def missed(counter: Counter, contract: str, *, meter: str, on: date) -> Missed:
    """Record that the meter could not be got at. Refuses UnknownContract, UnknownMeter, MeterRemoved."""
    with counter.book.write(counter.hand()) as pen:
        where = judging.place(pen.connection, contract, meter, on)
        made = Missed(where.contract.number, where.meter.serial, on)
        pen.journal("meter_inaccessible", body=made)
    return made
