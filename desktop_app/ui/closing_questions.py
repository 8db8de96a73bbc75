"""What the page of closings asks the counter and makes it do; the services are imported on the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from desktop_app.domain.closing import Closing
    from desktop_app.services.closable import Outlook
    from desktop_app.services.closings import Archived, ClosingRow
    from desktop_app.services.counter import Counter

    T = TypeVar("T")
    Work = Callable[[Counter], T]

MOST = 400
"""Closings listed, the newest first: more than a year of days."""


def outlook(kind: str) -> Work[tuple[Outlook, tuple[ClosingRow, ...]]]:
    """What can be closed, and the closings of this kind ("" = of every kind)."""

    def work(counter: Counter) -> Any:
        from desktop_app.services import closable, closings

        return closable.outlook(counter), closings.closings(counter, kind=kind, limit=MOST)

    return work


def closing(number: str) -> Work[Closing]:
    def work(counter: Counter) -> Closing:
        from desktop_app.services import closings

        return closings.closing(counter, number)

    return work


def close(kind: str, on: date, *, operation: str) -> Work[Closing]:
    """Close, once."""

    def work(counter: Counter) -> Closing:
        from desktop_app.services import closings

        return closings.close(counter, kind, on=on, operation=operation)

    return work


def archive(year: int, folder: Path) -> Work[Archived]:
    def work(counter: Counter) -> Archived:
        from desktop_app.services import closings

        return closings.archive(counter, year=year, out=folder)

    return work
