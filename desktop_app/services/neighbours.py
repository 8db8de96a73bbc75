"""The neighbours of a customer: what others of the category use and how it moves with the seasons, learnt once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from desktop_app.domain.estimate import Neighbours, profile

from .consumption import spans
from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Book

SAMPLE = 200
"""So many contracts, spread over the whole book, speak for their category."""

_known: WeakKeyDictionary[Book, dict[tuple[str, str], Neighbours]] = WeakKeyDictionary()


def neighbours(counter: Counter, connection: Connection, category: str, service: str) -> Neighbours:
    """The neighbours for this category and service, kept as long as the book is open: seasons take their time."""
    from desktop_app.storage import readings

    kept = _known.setdefault(counter.book, {})
    found = kept.get((category, service))
    if found is None:
        histories = readings.sample(connection, category, service, count=SAMPLE)
        found = kept[category, service] = profile(spans(read) for read in histories)
    return found
