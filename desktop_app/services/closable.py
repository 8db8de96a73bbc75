"""What can be closed now: the days, months and years that wait, what closing them adds, and why some must wait.

The same windows as the closing itself, so that what is announced is what will be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.closing import DAY, MONTH, YEAR, Totals
from desktop_app.domain.refusals import Refusal
from desktop_app.domain.refusals_till import DayStillOpen, MonthStillOpen, ShiftStillOpen
from desktop_app.storage import closings as stored
from desktop_app.storage.closings import DaySums, Window

from . import closings
from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

READY, BLOCKED, RUNNING, CLOSED = "ready", "blocked", "running", "closed"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closable:
    """The days, months or years [start, end) that one closing gesture is about.

    `state`: ready; blocked (by `obstacle`, the refusal that closing would answer); running (the period is not over);
    closed (nothing was booked since). `adds` in cents is what waits in it; of a month or a year, only its closed
    parts. `records`: how many closings the gesture writes, one for each period that waits."""

    kind: str
    start: date
    end: date
    state: str
    adds: Totals
    records: int = 0
    obstacle: Refusal | None = None
    last: str = ""
    """The newest closing of this kind."""

    @property
    def on(self) -> date:
        """The day to close on."""
        return self.end - _ONE_DAY


@dataclass(frozen=True, slots=True)
class Outlook:
    """Day, month and year; and the years that can be archived, newest first, each complete (closed) or not."""

    kinds: tuple[Closable, ...]
    years: tuple[tuple[int, bool], ...]


def outlook(counter: Counter) -> Outlook:
    """What can be closed today; reads only."""
    today = counter.today()
    with counter.book.read() as connection:
        return Outlook(
            kinds=(
                _day(connection, today),
                _period(connection, MONTH, today),
                _period(connection, YEAR, today),
            ),
            years=_years(connection, today),
        )


def _day(connection: Connection, today: date) -> Closable:
    """Today, or the days before it while the till of today is still open."""
    opened = stored.open_shift(connection, today)
    upto = today if opened is None else opened[2] - _ONE_DAY
    window = closings.window(connection, upto)
    sums = stored.by_day(connection, window)
    last = _last(connection, DAY)
    if opened is not None and (opened[2] <= window.on or not sums):
        sums = stored.by_day(connection, closings.window(connection, today))
        start = min((s.day for s in sums), default=today)
        obstacle = ShiftStillOpen(till=opened[0], agent=opened[1])
        return Closable(DAY, start, today + _ONE_DAY, BLOCKED, _sum(sums), 0, obstacle, last)
    if not sums and (upto < window.on or stored.covering(connection, DAY, upto) is not None):
        return Closable(DAY, upto, upto + _ONE_DAY, CLOSED, Totals(), 0, None, last)
    days = {s.day for s in sums} | ({upto} if upto == window.on else set())
    return Closable(DAY, min(days), upto + _ONE_DAY, READY, _sum(sums), len(days), None, last)


def _sum(sums: tuple[DaySums, ...]) -> Totals:
    return sum((s.totals for s in sums), Totals())


def _period(connection: Connection, kind: str, today: date) -> Closable:
    """The months or years that are over (the last day counts), else the one that runs."""
    first, after = closings.bounds(kind, today)
    end = after if today + _ONE_DAY == after else first
    last = _last(connection, kind)
    waiting = stored.waiting(connection, kind)
    parts = [k.fact for k in waiting if k.fact.start < end]
    still = closings.still_open(connection, end)
    below = stored.waiting(connection, MONTH) if kind == YEAR else ()
    months = [k.fact.start for k in below if k.fact.start < end]
    if not parts and not months and still is None:
        adds = sum((k.fact.period for k in waiting), Totals())
        return Closable(kind, first, after, RUNNING, adds, 0, None, last)
    obstacle: Refusal | None = None
    if still is not None:
        obstacle = DayStillOpen(on=still)
    elif months:
        obstacle = MonthStillOpen(on=months[0])
    days = [*(p.start for p in parts), *months, *([still] if still is not None else [])]
    return Closable(
        kind,
        closings.bounds(kind, min(days))[0],
        end,
        READY if obstacle is None else BLOCKED,
        sum((p.period for p in parts), Totals()),
        len({closings.bounds(kind, p.start) for p in parts}) if obstacle is None else 0,
        obstacle,
        last,
    )


def _last(connection: Connection, kind: str) -> str:
    found = stored.last(connection, kind)
    return found.fact.number if found else ""


def _years(connection: Connection, today: date) -> tuple[tuple[int, bool], ...]:
    everything = Window(today, stored.last_entry(connection))
    first = stored.first_open_day(connection, everything)
    return tuple(
        (year, stored.covering(connection, YEAR, date(year, 12, 31)) is not None)
        for year in range(today.year, (first or today).year - 1, -1)
    )
