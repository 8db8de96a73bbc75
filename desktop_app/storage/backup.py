"""Backups of the book: copied by the engine, re-opened and verified before they count, the newest few kept.

A backup is encrypted with the key of its book; with the vault (and its key file or passphrase) it opens anywhere.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from desktop_app.domain.refusals import BackupFailed, Trouble

from . import journal, sqlite
from .failpoints import failpoint
from .tables import contract, entry, invoice, payment, reading

FOLDER = "backups"
KEEP = 7
_PATTERN = "guichet-*.book"
_COUNTED = (contract, reading, invoice, payment, entry)


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy: `entries` and `head` are the length and last hash of its journal."""

    path: Path
    size: int
    entries: int
    head: str


def make(folder: Path, key: bytes, *, now: datetime | None = None, keep: int = KEEP) -> Backup:
    """Copy the book of `folder` into its backups and verify the copy; others may go on writing meanwhile.

    Trouble BackupFailed when the copy does not verify; DiskFull, BookReadOnly, BookDamaged."""
    source, into = folder / "guichet.book", folder / FOLDER
    instant = (now or datetime.now(UTC)).astimezone(UTC)
    final = into / f"guichet-{instant:%Y%m%dT%H%M%S%fZ}.book"
    part = final.with_suffix(".part")
    try:
        into.mkdir(exist_ok=True)
        with sqlite.troubles(into):
            seen = _copy(source, part, key)
        _sync(part)
        failpoint("after_backup_sync")
        if verify(part, key) != seen:
            raise BackupFailed(folder=str(into))
        failpoint("before_backup_rename")
        part.replace(final)
        sqlite.sync_folder(into)
    except OSError as error:
        raise sqlite.trouble_of_files(error, into) from error
    finally:
        for leftover in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
            leftover.unlink(missing_ok=True)
    _prune(into, keep)
    return Backup(final, final.stat().st_size, seen[0], seen[1])


def verify(path: Path, key: bytes) -> tuple[int, str, tuple[int, ...]]:
    """Open a copy by itself, check its structure and its whole chain; answers journal length, head and row counts.

    Trouble BackupFailed when anything is wrong."""
    engine = sqlite.engine(path, key, reader=True)
    try:
        with engine.begin() as connection:
            if sqlite.quick_check(connection):
                raise BackupFailed(folder=str(path.parent))
            _, broken = journal.verify_chain(connection)
            if broken is not None:
                raise BackupFailed(folder=str(path.parent))
            return _state(connection)
    except Trouble:
        raise
    except Exception as error:
        if sqlite.is_driver_error(error):
            raise BackupFailed(folder=str(path.parent)) from error
        raise
    finally:
        engine.dispose()


def kept(folder: Path) -> tuple[Path, ...]:
    """The verified backups of this book folder, oldest first."""
    return tuple(sorted((folder / FOLDER).glob(_PATTERN)))


def _copy(source: Path, part: Path, key: bytes) -> tuple[int, str, tuple[int, ...]]:
    engine = sqlite.engine(source, key, reader=True)
    try:
        with engine.begin() as connection:
            seen = _state(connection)
            sqlite.copy(connection, part, key)
            return seen
    finally:
        engine.dispose()


def _state(connection: Connection) -> tuple[int, str, tuple[int, ...]]:
    counts = tuple(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in _COUNTED
    )
    return (*journal.head(connection), counts)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _prune(into: Path, keep: int) -> None:
    for old in sorted(into.glob(_PATTERN))[: -max(1, keep)]:
        old.unlink(missing_ok=True)
