"""The neighbours of a customer: what others of the category use and how it moves with the seasons, learnt once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.domain.estimate import Neighbours, profile

from .consumption import spans

if TYPE_CHECKING:
    from sqlalchemy import Connection

SAMPLE = 200
"""So many contracts, spread over the whole book, speak for their category."""


def neighbours(connection: Connection, category: str, service: str) -> Neighbours:
    """The neighbours for this category and service, kept as long as the book is open: seasons take their time."""
    from desktop_app.storage import readings

    engine = connection.engine
    if "learnt" not in engine.get_execution_options():
        engine.update_execution_options(learnt={})
    kept: dict[object, Neighbours] = engine.get_execution_options()["learnt"]
    found = kept.get((category, service))
    if found is None:
        histories = readings.sample(connection, category, service, count=SAMPLE)
        found = profile(spans(read) for read in histories)
        if found.usual is not None:
            kept[category, service] = found
    return found
