"""Finding subscribers as one types: a folded, indexed text for each contract."""

from __future__ import annotations

from sqlalchemy import Connection


def create(connection: Connection) -> None:
    """Make the empty index."""
