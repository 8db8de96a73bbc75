"""When a demo agency reads meters and bills them: each round of doors has its own days, and some fall due right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.domain.period import add_months
from desktop_app.domain.rulebook import RuleBook

from .habits import MONTHS

REST_DAYS = {"DZ": (4, 5)}
"""Weekly days without counter, by country (Monday is 0); Saturday and Sunday elsewhere."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """The calendar of one agency whose history ends on `today`.

    Monthly and quarterly operators bill each round from reading to reading; where the calendar is half-yearly the
    periods are the halves of the civil year, meters are read once a year on foot or each quarter from afar."""

    kind: str
    today: date
    start: date
    groups: int
    rest_days: tuple[int, ...]

    @property
    def months(self) -> int:
        return MONTHS[self.kind]

    @property
    def yearly(self) -> bool:
        """Whether a half-year is billed in advance and the year settled on its reading."""
        return self.kind == "half-yearly"

    def group(self, tour: int) -> int:
        return tour % self.groups

    def edges(self, group: int) -> tuple[date, ...]:
        """The ends of billing periods of a group, oldest first, up to today."""
        if self.yearly:
            years = range(self.start.year, self.today.year + 2)
            halves = [date(y, m, 1) for y in years for m in (1, 7)]
            return tuple(d for d in halves if self.start <= d <= self.today)
        ago = _SHIFTS[group] * (1 if group < 2 else self.months)
        last = self.today - timedelta(days=ago)
        last = last.replace(day=min(last.day, 28))  # a day every month has
        found = []
        n = 0
        while (edge := add_months(last, -self.months * n)) >= self.start:
            found.append(edge)
            n += 1
        return tuple(reversed(found))

    def reading_days(self, tour: int, *, remote: bool) -> tuple[date, ...]:
        """The days on which the meters of a round are due to be read, oldest first, up to today."""
        if not self.yearly:
            return self.edges(self.group(tour))
        years = range(self.start.year - 1, self.today.year + 1)
        if remote:
            days = [date(y, m, 1) for y in years for m in (1, 4, 7, 10)]
        else:
            days = [date(y, 11, 20) + timedelta(days=tour * 7 % 35) for y in years]
        return tuple(d for d in days if self.start - timedelta(days=45) <= d <= self.today)

    def issue_day(self, edge: date, tour: int) -> date:
        """When the invoice of a period is issued: after the reading came in and was checked."""
        lag = 11 + tour % 5 if self.yearly else _LAGS[self.kind] + self.group(tour) % 2
        return edge + timedelta(days=lag)

    def open_day(self, day: date) -> date:
        """This day, or the next one on which the counter is open."""
        while day.weekday() in self.rest_days:
            day += timedelta(days=1)
        return day


_LAGS = {"monthly": 4, "quarterly": 7}
_SHIFTS = (2, 5, 12, 16, 9, 20, 24, 27)
"""How many days ago (from the third on, times the months of a period) a period ended: two groups are being read."""


def rounds(rules: RuleBook, today: date, history_months: int, tours: int) -> Rounds:
    """The calendar of this operator, long enough for the history asked."""
    kind = rules.calendar.kind
    start = add_months(today.replace(day=1), -history_months)
    if kind == "half-yearly":
        start = date(today.year - 3, 1, 1)
    start = max(start, rules.prices_from)
    return Rounds(
        kind=kind,
        today=today,
        start=start,
        groups=max(1, min(len(_SHIFTS), tours)),
        rest_days=REST_DAYS.get(rules.country, (5, 6)),
    )
