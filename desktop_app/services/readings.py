"""Entering a meter reading: the expected range before typing, graded warnings after, one append-only row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.invoice import Estimate

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Expected:
    """What the index should be: `low`..`high` is the soft band (dial values, may straddle zero when low > high)."""

    contract: str
    meter: str
    service: str
    unit: str
    digits: int
    last_index: int
    last_on: date
    last_kind: str
    days: int
    mean: int
    """Usual volume over these days."""
    low: int
    high: int
    inform_above: int
    """Volume above which the customer is told and the meter checked twice (150 %)."""
    stop_above: int | None
    """Volume above which the legal letter is due (France: twice the mean), or None."""
    suggested: Estimate | None = None


@dataclass(frozen=True, slots=True)
class TakeReading:
    contract: str
    index: int
    on: date
    meter: str | None = None
    kind: str = "real"
    confirmed: bool = False
    """The agent saw the warning and keeps the figure."""
    operation: str = ""


@dataclass(frozen=True, slots=True)
class ReadingTaken:
    """The stored reading; `flag` names the anomaly kept with it ("" when clean)."""

    contract: str
    meter: str
    on: date
    index: int
    kind: str
    volume: int
    days: int
    mean: int
    flag: str
    rollover: bool
    cancelled_estimates: int
    """Estimates replaced because the real index fell below them ("assessing")."""
    letter: bool
    """The customer must be informed in writing (leak, or above 150 %)."""


def expected(counter: Counter, contract: str, *, on: date, meter: str | None = None) -> Expected:
    """The band for this meter on this day; refuses UnknownContract, UnknownMeter, MeterRemoved."""
    raise NotImplementedError


def check(counter: Counter, command: TakeReading) -> ReadingTaken:
    """What taking this reading would record, without writing; refuses like `take_reading`."""
    raise NotImplementedError


def take_reading(counter: Counter, command: TakeReading) -> ReadingTaken:
    """Record the reading. Refuses ReadingInFuture, ReadingBeforeLast, ReadingTwiceADay, IndexBeyondDial,
    IndexBelowLast, and ReadingNeedsConfirmation (code of the warning, volume, mean) until `confirmed`.
    The same operation again answers the same reading."""
    raise NotImplementedError
