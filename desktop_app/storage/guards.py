"""Guards of the append-only tables: an UPDATE or a DELETE is refused by the engine itself, naming the table."""

from __future__ import annotations

from sqlalchemy import Connection

from .tables import APPEND_ONLY


def install(connection: Connection) -> None:
    """Put a guard on every append-only table; guards already there stay."""
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS guard_{table.name}_{verb} BEFORE {verb.upper()} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only: {verb} refused'); END"
            )


def missing(connection: Connection) -> tuple[str, ...]:
    """The append-only tables that lack a guard (none in a healthy book)."""
    present = {
        name
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
    }
    return tuple(
        t.name
        for t in APPEND_ONLY
        if not {f"guard_{t.name}_update", f"guard_{t.name}_delete"} <= present
    )
