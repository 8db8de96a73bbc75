"""What passes through a customer's meter day by day: seasons, habits, absences, leaks; exact in millilitres.

Volumes are drawn in thousandths of the service's unit, so that the index (whole m3 or kWh) carries its remainder and a
sum of periods is always the difference of two indexes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.domain.period import add_months

from .habits import Habits, chance

UNIT = 1000
"""Thousandths in one m3 or kWh."""


class Almanac:
    """Cumulated seasonal weight of every day of the history, per usage: one subtraction gives a period's weight."""

    def __init__(self, ways: Habits, first: date, today: date) -> None:
        self.first = first
        self.today = today
        self._days = (today - first).days + 2
        self._sums: dict[str, list[int]] = {}
        trend = int(ways.life["trend"] * 10)
        for key, months in ways.season.items():
            total, sums = 0, [0]
            for n in range(self._days):
                day = first + timedelta(days=n)
                total += months[day.month - 1] * (100_000 + trend * 100 * n // 365)
                sums.append(total)
            self._sums[key] = sums

    def weight(self, usage: str, start: date, end: date) -> int:
        """The season of [start, end) in units where an average day weighs ten million."""
        sums = self._sums[usage]
        a, b = (start - self.first).days, (end - self.first).days
        return sums[max(0, min(b, self._days))] - sums[max(0, min(a, self._days))]


@dataclass(frozen=True, slots=True)
class Leak:
    """A leak: from when to when, and how much it adds in percent of the usual flow."""

    start: date
    end: date
    percent: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One service of one customer: thousandths of a unit a day, and what disturbs them."""

    usage: str
    daily: int
    wobble: int
    seed: int
    leak: Leak | None = None
    empty: tuple[date, date] | None = None


def flow(
    rng: random.Random,
    ways: Habits,
    almanac: Almanac,
    *,
    service: str,
    category: str,
    usage: str,
    size: int,
) -> Flow:
    """How much this customer uses in all of its periods; `size` compares it with its like, in thousandths."""
    monthly, _ = ways.typical(service, category, usage)
    daily = int(monthly * UNIT * 12 * size / (365 * 1000))
    season = service if service in ways.season else usage
    return Flow(
        usage=season,
        daily=max(daily, 3),
        wobble=32 if usage == "second_home" else 14,
        seed=rng.getrandbits(40),
        leak=_leak(rng, ways, almanac) if service == "water" else None,
        empty=_empty(rng, ways, almanac, usage),
    )


def passed(course: Flow, almanac: Almanac, start: date, end: date) -> int:
    """Thousandths of a unit that pass in [start, end)."""
    if end <= start:
        return 0
    weight = almanac.weight(course.usage, start, end)
    if course.empty and (idle := _overlap(course.empty, start, end)):
        weight -= almanac.weight(course.usage, *idle)
    amount = course.daily * weight // 10_000_000
    # a whole number from the period's first day: the same period always wobbles alike
    mixed = (course.seed ^ (start.toordinal() * 2654435761)) * 6364136223846793005
    wobble = (mixed >> 17) % 1001 + (mixed >> 41) % 1001 - 1000
    amount += amount * wobble * course.wobble // 100_000
    if course.leak and (lost := _overlap((course.leak.start, course.leak.end), start, end)):
        amount += course.daily * (lost[1] - lost[0]).days * course.leak.percent // 100
    return amount


def _overlap(span: tuple[date, date], start: date, end: date) -> tuple[date, date] | None:
    a, b = max(span[0], start), min(span[1], end)
    return (a, b) if a < b else None


def _leak(rng: random.Random, ways: Habits, almanac: Almanac) -> Leak | None:
    if not chance(rng, ways.life["leaks"]):
        return None
    start = almanac.first + timedelta(days=rng.randrange(90, (almanac.today - almanac.first).days))
    return Leak(start, start + timedelta(days=rng.randrange(20, 110)), rng.randrange(150, 800))


def _empty(
    rng: random.Random, ways: Habits, almanac: Almanac, usage: str
) -> tuple[date, date] | None:
    """A place left empty: for some months, or still today."""
    if usage not in ("main_residence", "business") or not chance(rng, ways.life["vacant"]):
        return None
    start = almanac.first + timedelta(days=rng.randrange(60, (almanac.today - almanac.first).days))
    until = add_months(start, rng.randrange(3, 20))
    return start, until if chance(rng, 60) else almanac.today + timedelta(days=1)
