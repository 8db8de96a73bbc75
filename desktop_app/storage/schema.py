"""The age of a book: its tables carry a revision, and the program knows which one it writes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

from desktop_app.domain.refusals import BookDamaged, BookNewer

from . import search
from .tables import metadata

REVISIONS = ["0001", "0002", "0003", "0004", "0005", "0006"]
"""Every revision of the tables, oldest first; the last one is what this program writes."""

_stamp = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def create(connection: Connection) -> None:
    """Make every table and index of the newest revision in an empty file, and stamp it."""
    metadata.create_all(connection)
    search.create(connection)
    search.rebuild(connection)
    _stamp.create(connection)
    connection.execute(insert(_stamp).values(version_num=REVISIONS[-1]))


def age(connection: Connection, folder: Path) -> str:
    """Whether the book is "current" or "older"; trouble BookNewer when its revision is unknown here, or BookDamaged."""
    if not inspect(connection).has_table(_stamp.name):
        raise BookDamaged(folder=str(folder))
    found = connection.execute(select(_stamp.c.version_num)).scalar()
    if found is None:
        raise BookDamaged(folder=str(folder))
    if found not in REVISIONS:
        raise BookNewer(folder=str(folder))
    return "current" if found == REVISIONS[-1] else "older"
