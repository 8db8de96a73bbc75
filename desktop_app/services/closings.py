"""Closings of the day, the month and the year: period and perpetual totals, chained, each resting on the one before.

Turnover is what was invoiced, collected is what was paid: the payment of an invoice never raises the turnover again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.domain.closing import Closing
from desktop_app.domain.money import Cents

from .counter import Counter


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One line of the list of closings; cents."""

    number: str
    kind: str
    """day | month | year"""
    start: date
    end: date
    turnover: Cents
    collected: Cents
    perpetual_turnover: Cents
    perpetual_collected: Cents


@dataclass(frozen=True, slots=True)
class Archived:
    """A year's archive: where it is, how many files and records it holds, and the hash of its manifest."""

    number: str
    year: int
    path: Path
    files: int
    records: int
    hash: str


def close(counter: Counter, kind: str, *, on: date | None = None, operation: str = "") -> Closing:
    """Close the day, month or year of `on` (default today); the same again answers the same closing while nothing
    was booked since. Days left open before it are closed too, each with its own record.
    Refuses ShiftStillOpen, DayStillOpen, MonthStillOpen, ClosingInFuture, NothingToClose."""
    raise NotImplementedError


def closings(counter: Counter, *, limit: int = 60) -> tuple[ClosingRow, ...]:
    """The newest closings first."""
    raise NotImplementedError


def closing(counter: Counter, number: str) -> Closing:
    """The stored closing; refuses UnknownDocument."""
    raise NotImplementedError


def archive(counter: Counter, *, year: int, out: Path) -> Archived:
    """The year as a zip that opens without Guichet: CSV and JSON of every document, entries and journal, a manifest
    of hashes, and a verifier in plain Python. Refuses YearStillOpen; trouble CannotWriteFile."""
    raise NotImplementedError
