"""Bringing an older book up to date: a verified backup first, then every step in one transaction.

Alembic is imported here alone, and only when a book is behind (it costs two thirds of a second).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from desktop_app.domain.refusals import BookDamaged

from . import backup, guards, search, sqlite
from .failpoints import failpoint

STEPS = Path(__file__).parent / "migrations"


def bring_up_to_date(folder: Path, key: bytes, *, more: Sequence[Path] = ()) -> None:
    """Back the book up, migrate it, and check that every reference still holds before the commit."""
    with sqlite.troubles(folder):
        backup.make(folder, key)
        failpoint("before_migration")
        engine = sqlite.engine(folder / "guichet.book", key, reader=False, foreign_keys=False)
        try:
            with engine.begin() as connection:
                upgrade(connection, more=more)
                guards.install(connection)
                search.create(connection)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise BookDamaged(folder=str(folder))
                failpoint("before_migration_commit")
        finally:
            engine.dispose()


def upgrade(connection: Connection, *, to: str = "head", more: Sequence[Path] = ()) -> None:
    """Run the steps this book has not seen yet on a connection that has begun a transaction."""
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option(
        "version_locations",
        "\n".join(str(p).replace("%", "%%") for p in (STEPS / "versions", *more)),
    )
    config.attributes["connection"] = connection
    command.upgrade(config, to)
