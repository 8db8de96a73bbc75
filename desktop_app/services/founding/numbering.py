"""Document numbers of a history: counted by day first, then given so that they follow the calendar without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop_app.storage import numbers

from . import EPOCH


@dataclass(frozen=True, slots=True)
class Taken:
    """A number, and its place among the documents of its kind, till and day."""

    number: str
    place: int
    of: int


class Numbering:
    """Count every document once with `expect`, then `begin`, then `take` the numbers in any order of contracts."""

    def __init__(self) -> None:
        self._expected: dict[tuple[str, str, int], int] = {}
        self._first: dict[tuple[str, str, int], int] = {}
        self._given: dict[tuple[str, str, int], int] = {}
        self._last: dict[tuple[str, str, int], int] = {}

    def expect(self, kind: str, till: str, on: date) -> None:
        key = (kind, till, on.toordinal())
        self._expected[key] = self._expected.get(key, 0) + 1

    def begin(self) -> None:
        """Give each day its first counter; a series starts again every year."""
        for kind, till, day in sorted(self._expected):
            year = (kind, till, date.fromordinal(day).year)
            before = self._last.get(year, 0)
            self._first[kind, till, day] = before + 1
            self._last[year] = before + self._expected[kind, till, day]

    def take(self, kind: str, till: str, on: date) -> Taken:
        """The next number of this kind, till and day."""
        key = (kind, till, on.toordinal())
        place = self._given.get(key, 0)
        if place >= self._expected[key]:
            raise AssertionError(f"more documents {key} than were counted")
        self._given[key] = place + 1
        number = numbers.write(
            kind, till=till, epoch=EPOCH, year=on.year, counter=self._first[key] + place
        )
        return Taken(number, place, self._expected[key])

    def days(self, kind: str, till: str) -> Iterator[tuple[date, int]]:
        """The days on which this till wrote documents of this kind, and how many."""
        for known, where, day in sorted(self._expected):
            if (known, where) == (kind, till):
                yield date.fromordinal(day), self._expected[known, where, day]

    def series(self) -> tuple[tuple[str, str, str, int, int], ...]:
        """Rows of the series table: kind, till, epoch, year, last counter."""
        if self._given != self._expected:
            raise AssertionError("documents were counted that nobody wrote")
        return tuple(
            (kind, till, EPOCH, year, last)
            for (kind, till, year), last in sorted(self._last.items())
        )

    def ranges(self) -> tuple[tuple[str, str], ...]:
        """First and last number of every series, as the journal entry of a run names them."""
        return tuple(
            (
                numbers.write(kind, till=till, epoch=epoch, year=year, counter=1),
                numbers.write(kind, till=till, epoch=epoch, year=year, counter=last),
            )
            for kind, till, epoch, year, last in self.series()
        )
