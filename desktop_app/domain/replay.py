"""A replay of real bills: each household bill of the last year forecast from the two years before it, and how wrong.

Which bills count. What one household account was billed in one month is one outcome: where several bills came in that
month (several meters, a corrected bill), their sum. Replayed is each such month of the file's last calendar year that
was billed in both years before. Nothing of the last year feeds a forecast of it, save the line "suggested_to_date",
which knows the bills before its own, as the agent at the counter does. Meters are known before they are read, volumes
are not: the suggestion forecasts one bill, from what one bill was in each past month, and counts it for each bill.

The plain methods "two_year_mean" and "last_year" take the months as they stand in the books, absurd volumes and
changing numbers of bills included; "two_year_mean_per_bill" is the mean spared the latter, as a fairer opponent.

Which leaks are injected. A leak adds water to a bill, whether the home is lived in or not, and is worth its name when
it at least doubles what usually passes (so the law, rules.md 2.5: double of the mean). So each bill gets one, two,
three and four times the two-year mean per bill on top; `caught` is the share above the alarm. Beside it
`caught_multiplied` multiplies the bill itself by ten factors from 2 to 5, spread evenly on a logarithmic scale, and
`caught_doubled` by two: harder, since the double of an empty month is less than a usual one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

from .estimate import Neighbours, Outlook, outlook, profile
from .meter import Span
from .money import round_div
from .period import add_months

LEAKS = (209, 229, 251, 276, 302, 331, 363, 398, 436, 478)
"""Percents by which a bill is multiplied: the middles of ten equal steps of the logarithm from 2 to 5."""
ADDED = (1, 2, 3, 4)
"""This many times the two-year mean per bill is added to a bill."""
NOT_HOUSEHOLD = "not-household"
ONLY_HISTORY = "only-history"
NO_TWO_YEARS = "no-two-years"
METHODS = (
    "two_year_mean",
    "two_year_mean_per_bill",
    "last_year",
    "suggested",
    "suggested_to_date",
)


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
    """Share of real bills above the alarm; shares caught of leaks added, of bills multiplied, of bills just doubled.

    `false_to_date` and `caught_to_date` are `false` and `caught` with the alarm that knows the bills before its own.
    """

    false: Decimal
    caught: Decimal
    caught_multiplied: Decimal
    caught_doubled: Decimal
    false_to_date: Decimal
    caught_to_date: Decimal


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the replay found. `bills`: months of an account replayed; `joined`: those of them that sum several bills.

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
    for bill in bills:
        if bill.category not in wanted:
            aside[NOT_HOUSEHOLD] += 1
            continue
        books[bill.account, bill.category].setdefault(bill.month, []).append(bill.volume)
    year = max((month for book in books.values() for month in book), default=0) // 12
    step = _usual_step(books.values())
    around = _neighbours(books, year, step)
    outcomes, joined = [], 0
    for account, book in sorted(books.items()):
        before = _spans(book, year * 12, step)
        for month, volumes in sorted(book.items()):
            if month // 12 != year:
                aside[ONLY_HISTORY] += len(volumes)
            elif month - 12 not in book or month - 24 not in book:
                aside[NO_TWO_YEARS] += len(volumes)
            else:
                near = around.get(account[1], Neighbours())
                outcomes.append(_outcome(book, before, month, step, near))
                joined += len(volumes) > 1
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
_Book = dict[int, list[int]]


def _usual_step(books: Iterable[_Book]) -> int:
    """How many months a bill usually covers: the commonest distance between two bills."""
    steps = Counter(b - a for book in books for a, b in pairwise(sorted(book)))
    return max(steps, key=lambda s: (steps[s], -s), default=1)


@cache
def _dates(month: int, step: int) -> tuple[date, date]:
    year, index = divmod(month, 12)
    last = add_months(date(year, index + 1, 1), 1)
    return add_months(last, -step), last


def _span(month: int, volume: int, step: int) -> Span:
    return Span(*_dates(month, step), volume)


def _spans(book: _Book, before: int, step: int) -> tuple[Span, ...]:
    """The months billed before one, each with what one bill of it was."""
    return tuple(
        _span(month, (2 * sum(volumes) + len(volumes)) // (2 * len(volumes)), step)
        for month, volumes in sorted(book.items())
        if month < before
    )


def _neighbours(books: dict[_Account, _Book], year: int, step: int) -> dict[str, Neighbours]:
    histories: dict[str, list[tuple[Span, ...]]] = defaultdict(list)
    for (_, category), book in books.items():
        if past := _spans(book, year * 12, step):
            histories[category].append(past)
    return {category: profile(past) for category, past in histories.items()}


def _outcome(
    book: _Book, before: tuple[Span, ...], month: int, step: int, around: Neighbours
) -> _Outcome:
    count = len(book[month])
    target = _span(month, 0, step)
    made = _looked(before, target, around)
    later = _looked(_spans(book, month, step), target, around)
    assert made.likely.low is not None
    assert made.likely.high is not None
    last, first = (Fraction(sum(book[month - back])) for back in (12, 24))
    each = last / len(book[month - 12]) + first / len(book[month - 24])
    return _Outcome(
        actual=sum(book[month]),
        forecasts={
            "two_year_mean": (last + first) / 2,
            "two_year_mean_per_bill": each * count / 2,
            "last_year": last,
            "suggested": Fraction(made.likely.volume * count),
            "suggested_to_date": Fraction(later.likely.volume * count),
        },
        low=made.likely.low * count,
        high=made.likely.high * count,
        alarm=made.alarm_above * count,
        alarm_to_date=later.alarm_above * count,
    )


def _looked(past: tuple[Span, ...], target: Span, around: Neighbours) -> Outlook:
    made = outlook(past, target.start, target.end, around)
    if made is None:
        raise ValueError("a bill with two years before it has a forecast")
    return made


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
    usual = [(o, o.forecasts["two_year_mean_per_bill"]) for o in outcomes]
    leaks = [(o, o.actual + n * u) for o, u in usual if u for n in ADDED]
    used = [o for o in outcomes if o.actual]
    return Alarms(
        false=_rate([o.actual > o.alarm for o in outcomes]),
        caught=_rate([leak > o.alarm for o, leak in leaks]),
        caught_multiplied=_rate([p * o.actual > 100 * o.alarm for o in used for p in LEAKS]),
        caught_doubled=_rate([2 * o.actual > o.alarm for o in used]),
        false_to_date=_rate([o.actual > o.alarm_to_date for o in outcomes]),
        caught_to_date=_rate([leak > o.alarm_to_date for o, leak in leaks]),
    )


def _rate(cases: Sequence[bool]) -> Decimal:
    return _decimal(Fraction(sum(cases), len(cases)) if cases else Fraction(0))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(round_div(value.numerator * 10_000, value.denominator)) / 10_000
