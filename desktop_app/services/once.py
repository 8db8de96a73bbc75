"""A gesture that must happen once: the same operation again answers what the first one stored."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen

T = TypeVar("T")


class _Already(Exception):
    """Leaves the transaction without writing: another call stored the fact meanwhile."""

    def __init__(self, fact: object) -> None:
        super().__init__()
        self.fact = fact


def once(
    counter: Counter,
    operation: str,
    look: Callable[[Connection, str], T | None],
    gesture: Callable[[Pen], T],
) -> T:
    """Run the gesture in one transaction unless `look` finds the fact this operation already stored."""
    try:
        with counter.book.write(counter.hand()) as pen:
            if operation and (found := look(pen.connection, operation)) is not None:
                raise _Already(found)
            return gesture(pen)
    except _Already as already:
        return already.fact  # type: ignore[return-value]


def new_operation() -> str:
    """A fresh operation id, made when a form opens."""
    return str(uuid.uuid4())
