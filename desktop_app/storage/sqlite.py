"""SQLite for the book: one encrypted file, one library (SQLCipher), and every setting that durability rests on.

WAL with synchronous=FULL lost nothing in simulated power cuts; SQLite before 3.51.3 could corrupt a WAL, so there the
book falls back to TRUNCATE. The raw key comes first on each connection, before anything touches a page.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desktop_app.domain.refusals import (
    BookDamaged,
    BookLocked,
    BookReadOnly,
    DiskFailing,
    DiskFull,
    Trouble,
)

from .packing import Unreadable

WAL_SAFE_SINCE = (3, 51, 3)
WAIT_SECONDS = 10.0
"""How long a gesture waits for another program's transaction before BookLocked."""

_TROUBLES: dict[int, type[Trouble]] = {
    5: BookLocked,
    6: BookLocked,
    8: BookReadOnly,
    10: DiskFailing,
    11: BookDamaged,
    13: DiskFull,
    14: BookReadOnly,
    26: BookDamaged,
}


def version() -> tuple[int, ...]:
    """The SQLite inside the driver."""
    return tuple(int(part) for part in dbapi2.sqlite_version.split("."))


def journal_mode() -> str:
    """The journal mode that is safe with this SQLite."""
    return "WAL" if version() >= WAL_SAFE_SINCE else "TRUNCATE"


def connect(
    path: Path,
    key: bytes,
    *,
    reader: bool,
    wait: float = WAIT_SECONDS,
    foreign_keys: bool = True,
) -> dbapi2.Connection:
    """One driver connection, keyed and set up; raises driver errors. Transactions are begun by the engine's events."""
    made = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=wait,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _set_up(made, key, reader)
        if not foreign_keys:  # a migration rebuilds tables that others refer to
            made.execute("PRAGMA foreign_keys=OFF")
    except BaseException:
        made.close()
        raise
    return made


def engine(
    path: Path,
    key: bytes,
    *,
    reader: bool,
    wait: float = WAIT_SECONDS,
    foreign_keys: bool = True,
) -> Engine:
    """Readers: a small pool of query-only connections. Writer: exactly one connection, the only checkpointer."""
    made = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key, reader=reader, wait=wait, foreign_keys=foreign_keys),
        module=dbapi2,
        hide_parameters=True,  # names and phones stay out of error texts and logs
        poolclass=QueuePool,
        pool_size=2 if reader else 1,
        max_overflow=6 if reader else 0,
    )
    start = "BEGIN" if reader else "BEGIN IMMEDIATE"
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql(start))
    return made


def create_file(path: Path, key: bytes) -> None:
    """Make an empty encrypted file, so that connections may insist on an existing one."""
    made = dbapi2.connect(str(path), isolation_level=None)
    try:
        _set_up(made, key, reader=False)
    finally:
        made.close()


@contextmanager
def troubles(folder: Path) -> Iterator[None]:
    """Turn the engine's failures of machine into `Trouble`; programming errors pass unchanged."""
    try:
        yield
    except DBAPIError as error:
        if trouble := trouble_of(error.orig, folder):
            raise trouble from error
        raise
    except dbapi2.Error as error:
        if trouble := trouble_of(error, folder):
            raise trouble from error
        raise
    except Unreadable as error:
        raise BookDamaged(folder=str(folder)) from error


def trouble_of(error: BaseException | None, folder: Path) -> Trouble | None:
    """The trouble this driver error stands for, or None when it is a bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    kind = _TROUBLES.get(code & 0xFF)
    return kind(folder=str(folder)) if kind else None


def sync_folder(folder: Path) -> None:
    """Make a rename durable, where the system lets folders be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def trouble_of_files(error: OSError, folder: Path) -> Trouble:
    """The trouble an operation on files ran into."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(folder=str(folder))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
        return BookReadOnly(folder=str(folder))
    return DiskFailing(folder=str(folder))


def is_driver_error(error: BaseException) -> bool:
    """Whether the engine or its driver raised this."""
    return isinstance(error, (DBAPIError, dbapi2.Error))


def copy(connection: Connection, path: Path, key: bytes) -> None:
    """Copy the snapshot this connection reads into a new file encrypted with the same key."""
    path.unlink(missing_ok=True)
    target = dbapi2.connect(str(path), isolation_level=None)
    try:
        target.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        connection.connection.driver_connection.backup(target)  # type: ignore[union-attr]
    finally:
        target.close()


def whole(path: Path, connection: Connection) -> bool:
    """Whether the file is as long as its header says (a cut-off copy is not); cheap, for every opening."""
    size = path.stat().st_size
    if size == 0:
        return False
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        return True  # pages may still be on their way from the log
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    return size >= int(pages) * int(page)


def quick_check(connection: Connection) -> tuple[str, ...]:
    """What the engine's quick check finds wrong; empty when all is well."""
    return _findings(connection, "PRAGMA quick_check")


def integrity(connection: Connection) -> tuple[str, ...]:
    """The full check: structure, indexes, page signatures, references between tables; empty when all is well."""
    found = list(_findings(connection, "PRAGMA integrity_check"))
    found += [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    found += [
        f"{table} row {row} lacks its {parent}"
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    return tuple(found)


def _findings(connection: Connection, pragma: str) -> tuple[str, ...]:
    rows = tuple(str(row[0]) for row in connection.exec_driver_sql(pragma))
    return () if rows == ("ok",) else rows


def _set_up(made: dbapi2.Connection, key: bytes, reader: bool) -> None:
    made.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    made.execute("PRAGMA cipher_log_level=NONE")
    mode = made.execute("PRAGMA journal_mode").fetchone()[0]
    if not reader and mode.upper() != journal_mode():
        made.execute(f"PRAGMA journal_mode={journal_mode()}")
    for setting in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else REPLACE would delete past the guards
        "temp_store=MEMORY",
        "mmap_size=0",
        f"cache_size={-16_000 if reader else -64_000}",
    ):
        made.execute(f"PRAGMA {setting}")
    if reader:
        made.execute("PRAGMA wal_autocheckpoint=0")
        made.execute("PRAGMA query_only=ON")
    if made.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise RuntimeError("the book must be written with synchronous=FULL")
    if made.execute("PRAGMA foreign_keys").fetchone()[0] != 1:
        raise RuntimeError("the book must be written with foreign keys on")
