"""A replay of real bills: each household bill of the last year forecast from the two years before it, and how wrong.

Which bills count. A bill is what one household account was billed in one month: where several bills came in that month
(several meters), they are one bill, their sum, in every year alike. Replayed is each such bill of the file's last
calendar year whose same month was billed in both years before. Nothing of the last year feeds a forecast of it, save
the line "suggested_to_date", which knows the bills before its own, as the agent at the counter does. Absurd volumes
stay where real books hold them: in what came to pass and in the plain methods "two_year_mean" and "last_year".

Which leaks are injected. Each replayed bill above zero is multiplied by ten factors from 2 to 5, spread evenly on a
logarithmic scale: `caught` is the share above the alarm. `caught_added` adds one to four times the two-year mean to
each bill instead, as a leak that runs whether the home is lived in or not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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

LEAKS = (209, 229, 251, 276, 302, 331, 363, 398, 436, 478)
"""Percents by which a bill is multiplied: the middles of ten equal steps of the logarithm from 2 to 5."""
ADDED = (1, 2, 3, 4)
"""This many times the two-year mean is added to a bill."""
NOT_HOUSEHOLD = "not-household"
ONLY_HISTORY = "only-history"
NO_TWO_YEARS = "no-two-years"
METHODS = ("two_year_mean", "last_year", "suggested", "suggested_to_date")


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
    """Share of real bills above the alarm; shares caught of leaks multiplied, of bills just doubled, of leaks added.

    `false_to_date` and `caught_to_date` are the same with the alarm that knows the bills before its own.
    """

    false: Decimal
    caught: Decimal
    caught_doubled: Decimal
    caught_added: Decimal
    false_to_date: Decimal
    caught_to_date: Decimal


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the replay found. `joined`: replayed bills that sum several of one month.

    `set_aside` counts the bills given by why they are not replayed: not-household, only-history (of the years before
    the last), no-two-years (of the last year, its month not billed in both years before).
    """

    year: int
    bills: int
    methods: dict[str, MethodError]
    coverage: Decimal
    alarms: Alarms
    joined: int
    set_aside: dict[str, int]


def evaluate(bills: Iterable[Bill], households: Iterable[str]) -> Evaluation:
    """Replay the last year of these bills, those of the categories `households` alone."""
    wanted, aside = frozenset(households), Counter[str]()
    books: dict[_Account, _Book] = defaultdict(dict)
    parts: Counter[tuple[_Account, int]] = Counter()
    for bill in bills:
        if bill.category not in wanted:
            aside[NOT_HOUSEHOLD] += 1
            continue
        account = bill.account, bill.category
        books[account][bill.month] = books[account].get(bill.month, 0) + bill.volume
        parts[account, bill.month] += 1
    year = max((month for book in books.values() for month in book), default=0) // 12
    step = _usual_step(books.values())
    around = _neighbours(books, year, step)
    outcomes, joined = [], 0
    for account, book in sorted(books.items()):
        before = _spans(book, year * 12, step)
        for month, volume in sorted(book.items()):
            if month // 12 != year:
                aside[ONLY_HISTORY] += parts[account, month]
            elif month - 12 not in book or month - 24 not in book:
                aside[NO_TWO_YEARS] += parts[account, month]
            else:
                near = around.get(account[1], Neighbours())
                outcomes.append(_outcome(book, before, month, volume, step, near))
                joined += parts[account, month] > 1
    return Evaluation(
        year=year,
        bills=len(outcomes),
        methods={m: _error([(o.actual, o.forecasts[m]) for o in outcomes]) for m in METHODS},
        coverage=_rate([o.low <= o.actual <= o.high for o in outcomes]),
        alarms=_alarms(outcomes),
        joined=joined,
        set_aside={why: aside[why] for why in (NOT_HOUSEHOLD, ONLY_HISTORY, NO_TWO_YEARS)},
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    actual: int
    forecasts: dict[str, Fraction]
    low: int
    high: int
    alarm: int
    alarm_to_date: int


_Account = tuple[int, str]
_Book = dict[int, int]


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


def _neighbours(books: dict[_Account, _Book], year: int, step: int) -> dict[str, Neighbours]:
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
    start, end = target.start, target.end
    past = tuple(s for s in before if s.end <= start)
    to_date = tuple(s for s in _spans(book, month, step) if s.end <= start)
    made = suggested(past, start, end, around)
    later = suggested(to_date, start, end, around)
    alarm = alarm_above(past, start, end, around)
    alarm_later = alarm_above(to_date, start, end, around)
    if made is None or later is None or alarm is None or alarm_later is None:
        raise ValueError("a bill with two years before it has a forecast")
    assert made.low is not None
    assert made.high is not None
    return _Outcome(
        actual=volume,
        forecasts={
            "two_year_mean": Fraction(book[month - 12] + book[month - 24], 2),
            "last_year": Fraction(book[month - 12]),
            "suggested": Fraction(made.volume),
            "suggested_to_date": Fraction(later.volume),
        },
        low=made.low,
        high=made.high,
        alarm=alarm,
        alarm_to_date=alarm_later,
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
    used = [o for o in outcomes if o.actual]
    usual = [(o, o.forecasts["two_year_mean"]) for o in outcomes]
    return Alarms(
        false=_rate([o.actual > o.alarm for o in outcomes]),
        caught=_rate([p * o.actual > 100 * o.alarm for o in used for p in LEAKS]),
        caught_doubled=_rate([2 * o.actual > o.alarm for o in used]),
        caught_added=_rate([o.actual + n * u > o.alarm for o, u in usual if u for n in ADDED]),
        false_to_date=_rate([o.actual > o.alarm_to_date for o in outcomes]),
        caught_to_date=_rate([p * o.actual > 100 * o.alarm_to_date for o in used for p in LEAKS]),
    )


def _rate(cases: Sequence[bool]) -> Decimal:
    return _decimal(Fraction(sum(cases), len(cases)) if cases else Fraction(0))


def _decimal(value: Fraction) -> Decimal:
    return half_up(Decimal(value.numerator) / Decimal(value.denominator), 4)
