"""The meters of a demo contract and everything that was ever read on them: indexes, estimates, exchanges."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from desktop_app.domain.estimate import legal
from desktop_app.domain.invoice import Bar, Estimate
from desktop_app.domain.meter import Span, Usual

from .consumption import UNIT, Almanac, Flow, passed
from .habits import Habits, chance


@dataclass(slots=True)
class Dial:
    """One meter."""

    service: str
    digits: int
    installed_on: date
    removed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One reading: `dial` is its place in the contract's dials, `figure` what the dial shows."""

    dial: int
    on: date
    figure: int
    kind: str
    volume: int
    flag: str = ""
    estimate: Estimate | None = None


@dataclass
class Course:
    """All readings of one service of a contract, oldest first."""

    service: str
    usual: Usual
    dials: list[Dial] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)

    @cached_property
    def bars(self) -> list[Bar]:
        """One bar for each interval between readings, meters exchanged within one making one bar."""
        found: list[Bar] = []
        before: dict[int, date] = {}
        for r in self.reads:
            start = before.get(r.dial)
            before[r.dial] = r.on
            if start is None or start >= r.on:
                continue
            bar = Bar(start, r.on, r.volume, r.kind == "estimated", self.service)
            if r.kind != "final" and r.dial and start == self.dials[r.dial].installed_on:
                last = found.pop()
                estimated = last.estimated or bar.estimated
                bar = Bar(last.start, r.on, last.volume + r.volume, estimated, self.service)
            found.append(bar)
        return found

    def volume(self, before: Read, after: Read) -> int:
        """What passed between two readings of one dial."""
        return sum(
            r.volume for r in self.reads if r.dial == after.dial and before.on < r.on <= after.on
        )

    def closing(self, start: date, end: date) -> list[tuple[Read, Read]]:
        """For each dial used in (start, end]: its reading at or before `start` (or its first) and its last one."""
        pairs = []
        for n in range(len(self.dials)):
            own = [r for r in self.reads if r.dial == n and r.on <= end]
            if not own:
                continue
            before = [r for r in own if r.on <= start]
            first = before[-1] if before else own[0]
            if own[-1].on > first.on:
                pairs.append((first, own[-1]))
        return pairs


@dataclass(frozen=True, slots=True)
class Visits:
    """The days of one contract's readings: `opened` and `closed` bound them, `base` is the oldest known reading."""

    base: date
    opened: bool
    """Whether `base` is the day the customer moved in."""
    days: tuple[date, ...]
    missed: frozenset[int]
    """Places in `days` where nobody could read."""
    estimated: frozenset[int]
    """Those of the missed that were estimated for an invoice; the others have no reading at all."""
    self_read: frozenset[int]
    closed: date | None


def read_service(
    rng: random.Random,
    ways: Habits,
    almanac: Almanac,
    course: Flow,
    visits: Visits,
    *,
    service: str,
    digits: int,
    methods: Sequence[str],
    exchange: int | None,
) -> Course:
    """Read one service's meters over the visits; `exchange` is the visit before which the meter is replaced."""
    made = Course(service, zone(course))
    limit = 10**digits
    top = chance(rng, ways.life["rollovers"])
    days_known = max(30, (visits.base - date(2009, 1, 1)).days)
    figure = rng.randrange(0, 8) if visits.opened and rng.randrange(2) else 0
    if not visits.opened or rng.randrange(2):
        figure = course.daily * rng.randrange(200, days_known) // UNIT % (limit * 9 // 10)
    if top:
        figure = limit - 1 - course.daily * rng.randrange(40, 900) // UNIT % (limit // 2)
    installed = visits.base - timedelta(days=rng.randrange(300, 4000))
    made.dials.append(Dial(service, digits, visits.base if visits.opened else installed))
    made.reads.append(Read(0, visits.base, figure, "initial" if visits.opened else "real", 0))
    true = figure * UNIT + rng.randrange(UNIT)
    last, last_on = figure, visits.base
    real: list[tuple[date, date, int]] = []
    real_from = visits.base
    real_volume = 0
    stops = [*visits.days, *([visits.closed] if visits.closed else [])]
    for n, day in enumerate(stops):
        if day <= last_on:
            continue
        if exchange == n and (day - last_on).days > 20 and made.reads[-1].kind != "estimated":
            middle = last_on + timedelta(days=(day - last_on).days // 2)
            true += passed(course, almanac, last_on, middle)
            index = true // UNIT
            dial = len(made.dials) - 1
            flag = "rollover" if index // limit > last // limit else ""
            made.reads.append(Read(dial, middle, index % limit, "final", index - last, flag))
            made.dials[dial].removed_on = middle
            made.dials.append(Dial(service, digits, middle))
            made.reads.append(Read(dial + 1, middle, 0, "initial", 0))
            real_volume += index - last
            true, last, last_on = rng.randrange(UNIT), 0, middle
        true += passed(course, almanac, last_on, day)
        index = true // UNIT
        dial = len(made.dials) - 1
        closing = visits.closed == day
        if n in visits.missed and not closing:
            if n in visits.estimated:
                known = [Span(a, b, v) for a, b, v in real]
                guess = legal(methods, known, last_on, day, zone=made.usual)
                ahead = stops[n + 1] if n + 1 < len(stops) else None
                volume = guess.volume
                if ahead is not None:  # the next true index must not fall below the estimate
                    coming = (true + passed(course, almanac, day, ahead)) // UNIT
                    if coming - last < volume:
                        volume = max(0, coming - last)
                        guess = Estimate("minimum", volume)
                last += volume
                real_volume += volume
                made.reads.append(Read(dial, day, last % limit, "estimated", volume, "", guess))
                last_on = day
            else:
                true -= passed(course, almanac, last_on, day)
            continue
        volume = index - last
        kind = "final" if closing else "self" if n in visits.self_read else "real"
        real_volume += volume
        flag = _flag(real, real_from, day, real_volume, course)
        if index // limit > last // limit:
            flag = "rollover"
        made.reads.append(Read(dial, day, index % limit, kind, volume, flag))
        real.append((real_from, day, real_volume))
        last, last_on, real_from, real_volume = index, day, day, 0
    return made


def _flag(
    real: list[tuple[date, date, int]], start: date, end: date, volume: int, course: Flow
) -> str:
    """What the agent noted beside the figure, measured by the customer's own earlier true periods."""
    known = real[-6:]
    days = sum((b - a).days for a, b, _ in known)
    if len(known) < 3 or not days or course.usage == "second_home":
        return ""
    usual = sum(v for _, _, v in known) * (end - start).days
    if volume * days > 2 * usual and volume > 10:
        return "very-high"
    return "high" if volume * days * 2 > 3 * usual and volume > 10 else ""


def zone(course: Flow) -> Usual:
    """What such customers usually use, for estimates without history."""
    return Usual(course.daily * 365 // 10, 36_500, 100)
