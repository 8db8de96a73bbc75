"""A replay of real bills: each household bill of the last year forecast from the years before it, and how wrong.

Nothing of the last year feeds a forecast of it, save the line "suggested_to_date", which knows the bills before its
own, as the agent at the counter does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from .estimate import Neighbours, alarm_above, profile, suggested
from .meter import Span
from .money import half_up
from .period import add_months

LEAKS = (1, 2, 3, 4)
"""Injected leaks: this many times the two-year mean is added to a bill, so that the use at least doubles."""


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill: whose, which category, the month billed (year x 12 + month - 1), its volume in a small whole unit."""

    account: int
    category: str
    month: int
    volume: int


@dataclass(frozen=True, slots=True)
class MethodError:
    """Weighted: sum of the errors over the sum of the volumes. Median: of error / volume over bills above zero."""

    weighted_error: Decimal
    median_error: Decimal


@dataclass(frozen=True, slots=True)
class Alarms:
    """Share of real bills above the alarm, share of leaks caught: all sizes, by size, and bills exactly doubled."""

    false: Decimal
    caught: Decimal
    caught_by_size: dict[str, Decimal]
    caught_doubled: Decimal


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the replay found; `set_aside` counts household bills of months billed twice, which cannot be told apart."""

    year: int
    bills: int
    methods: dict[str, MethodError]
    coverage: Decimal
    alarms: Alarms
    set_aside: int


def evaluate(bills: Iterable[Bill], households: Iterable[str]) -> Evaluation:
    """Replay the last year of these bills: those of households whose month was billed in both years before."""
    wanted = frozenset(households)
    books, doubled = _books(b for b in bills if b.category in wanted)
    year = max((month for book in books.values() for month in book), default=0) // 12
    step = _usual_step(books.values())
    around = _neighbours(books, year, step)
    outcomes = []
    for (_, category), book in sorted(books.items()):
        before = _spans(book, year * 12, step)
        for month, volume in sorted(book.items()):
            if month // 12 != year or month - 12 not in book or month - 24 not in book:
                continue
            outcomes.append(
                _outcome(book, before, month, volume, step, around.get(category, Neighbours()))
            )
    methods = {
        name: _error([(o.actual, o.forecasts[name]) for o in outcomes])
        for name in ("two_year_mean", "last_year", "suggested", "suggested_to_date")
    }
    return Evaluation(
        year=year,
        bills=len(outcomes),
        methods=methods,
        coverage=_rate([o.low <= o.actual <= o.high for o in outcomes]),
        alarms=_alarms(outcomes),
        set_aside=doubled,
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    actual: int
    forecasts: dict[str, Fraction]
    low: int
    high: int
    alarm: int


_Book = dict[int, int]


def _books(bills: Iterable[Bill]) -> tuple[dict[tuple[int, str], _Book], int]:
    """Volumes by account and month; a month with several bills (several meters) is left out and counted."""
    all_volumes: dict[tuple[int, str], dict[int, list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for bill in bills:
        all_volumes[bill.account, bill.category][bill.month].append(bill.volume)
    doubled = sum(len(v) for months in all_volumes.values() for v in months.values() if len(v) > 1)
    books = {
        key: {month: v[0] for month, v in months.items() if len(v) == 1}
        for key, months in all_volumes.items()
    }
    return books, doubled


def _usual_step(books: Iterable[_Book]) -> int:
    """How many months a bill usually covers: the commonest distance between two bills."""
    steps: dict[int, int] = defaultdict(int)
    for book in books:
        months = sorted(book)
        for a, b in pairwise(months):
            steps[b - a] += 1
    return max(steps, key=lambda s: (steps[s], -s), default=1)


def _span(month: int, volume: int, step: int) -> Span:
    year, index = divmod(month, 12)
    last = add_months(date(year, index + 1, 1), 1)
    return Span(add_months(last, -step), last, volume)


def _spans(book: _Book, before: int, step: int) -> tuple[Span, ...]:
    return tuple(_span(month, v, step) for month, v in sorted(book.items()) if month < before)


def _neighbours(books: dict[tuple[int, str], _Book], year: int, step: int) -> dict[str, Neighbours]:
    histories: dict[str, list[tuple[Span, ...]]] = defaultdict(list)
    for (_, category), book in books.items():
        if past := _spans(book, year * 12, step):
            histories[category].append(past)
    return {category: profile(past) for category, past in histories.items()}


def _outcome(
    book: _Book,
    before: tuple[Span, ...],
    month: int,
    volume: int,
    step: int,
    around: Neighbours,
) -> _Outcome:
    target = _span(month, volume, step)
    past = tuple(s for s in before if s.end <= target.start)
    made = suggested(past, target.start, target.end, around)
    to_date = suggested(
        tuple(s for s in _spans(book, month, step) if s.end <= target.start),
        target.start,
        target.end,
        around,
    )
    alarm = alarm_above(past, target.start, target.end, around)
    if made is None or to_date is None or made.low is None or made.high is None or alarm is None:
        raise ValueError("a bill with two years before it has a forecast")
    return _Outcome(
        actual=volume,
        forecasts={
            "two_year_mean": Fraction(book[month - 12] + book[month - 24], 2),
            "last_year": Fraction(book[month - 12]),
            "suggested": Fraction(made.volume),
            "suggested_to_date": Fraction(to_date.volume),
        },
        low=made.low,
        high=made.high,
        alarm=alarm,
    )


def _error(pairs: Sequence[tuple[int, Fraction]]) -> MethodError:
    total = sum(actual for actual, _ in pairs)
    wrong = sum((abs(forecast - actual) for actual, forecast in pairs), Fraction(0))
    relative = sorted(abs(forecast - actual) / actual for actual, forecast in pairs if actual)
    middle = Fraction(0)
    if relative:
        n = len(relative)
        middle = (relative[(n - 1) // 2] + relative[n // 2]) / 2
    return MethodError(_decimal(wrong / total if total else Fraction(0)), _decimal(middle))


def _alarms(outcomes: Sequence[_Outcome]) -> Alarms:
    by_size = {
        str(size): [
            o.actual + size * o.forecasts["two_year_mean"] > o.alarm
            for o in outcomes
            if o.forecasts["two_year_mean"]
        ]
        for size in LEAKS
    }
    return Alarms(
        false=_rate([o.actual > o.alarm for o in outcomes]),
        caught=_rate([caught for size in by_size.values() for caught in size]),
        caught_by_size={size: _rate(caught) for size, caught in by_size.items()},
        caught_doubled=_rate([2 * o.actual > o.alarm for o in outcomes if o.actual]),
    )


def _rate(cases: Sequence[bool]) -> Decimal:
    return _decimal(Fraction(sum(cases), len(cases)) if cases else Fraction(0))


def _decimal(value: Fraction) -> Decimal:
    return half_up(Decimal(value.numerator) / Decimal(value.denominator), 4)
