"""Periods of civil days, written [start, end): the start day counts, the end day does not."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from .refusals import PeriodReversed


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Civil days from `start` (included) to `end` (excluded); refuses an empty or reversed span."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodReversed(start=self.start, end=self.end)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to the period, as people write it."""
        return self.end - timedelta(days=1)

    def overlap(self, other: Period) -> int:
        """How many days the two periods share."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days)


def days_in_year(year: int) -> int:
    return 366 if calendar.isleap(year) else 365


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """The same day of the month, months later (or earlier); a day the month lacks becomes its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_of(period: Period) -> tuple[Period, ...]:
    """The period cut into consecutive months counted from its start; the last one ends with the period."""
    cuts, n = [period.start], 1
    while (cut := add_months(period.start, n)) < period.end:
        cuts.append(cut)
        n += 1
    cuts.append(period.end)
    return tuple(Period(a, b) for a, b in pairwise(cuts))
