"""The book: one encrypted file for one till, read in snapshots and written one gesture at a time.

A gesture is one transaction: facts, document number and journal entry are committed together or not at all.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Engine, Table, insert, select

from desktop_app.domain.refusals import BookDamaged, BookExists, BookReadOnly, NoBook

from . import backup, guards, journal, numbers, schema, seals, search, sqlite, tables, vault
from .failpoints import failpoint
from .rows import Rows, fill, stored

FILE = "guichet.book"


class Hand(Protocol):
    """Who writes, where and when (see services.counter.Hand)."""

    @property
    def agent(self) -> str: ...
    @property
    def till(self) -> str: ...
    @property
    def now(self) -> datetime: ...
    @property
    def today(self) -> date: ...


class NotJournalled(RuntimeError):
    """A gesture wrote without leaving a journal entry: a bug, rolled back."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What this book is: "demo", "training", "import" or "real"; `today` is where a demo history ends."""

    kind: str
    operator: str
    agency: str
    till: str
    epoch: str
    created_on: date
    today: date | None = None


class Pen:
    """What one gesture may write; it dies with its transaction."""

    __slots__ = ("connection", "entries", "hand", "installation")

    def __init__(self, connection: Connection, hand: Hand, installation: Installation) -> None:
        self.connection = connection
        self.hand = hand
        self.installation = installation
        self.entries = 0

    def number(self, kind: str) -> str:
        """The next document number of this till, e.g. pen.number("R") -> "R-T001A-26-000001"."""
        failpoint("before_number")
        taken = numbers.take(
            self.connection,
            kind,
            till=self.hand.till,
            epoch=self.installation.epoch,
            year=self.hand.today.year,
        )
        failpoint("after_number")
        return taken

    def counters(self, kind: str, count: int, *, year: int | None = None) -> range:
        """The next `count` counters at once, for a run (of another year when a history is being written); word
        them with `numbers.write`."""
        if count < 1:
            return range(0)
        where = {
            "till": self.hand.till,
            "epoch": self.installation.epoch,
            "year": year or self.hand.today.year,
        }
        return numbers.take_many(self.connection, kind, count, **where)  # type: ignore[arg-type]

    def journal(self, kind: str, *, document: str = "", body: object = None) -> str:
        """Add the journal entry of this gesture and answer its hash."""
        made = journal.append(
            self.connection,
            at=self.hand.now,
            agent=self.hand.agent,
            till=self.hand.till,
            kind=kind,
            document=document,
            body=body,
        )
        seals.add(self.connection, journal.head(self.connection)[0])
        self.entries += 1
        return made

    def insert(self, table: Table, rows: dict[str, object] | list[dict[str, object]]) -> int | None:
        """Insert one row and answer its id, or many rows with the same keys (through the driver's executemany).

        Dates, instants, enums and facts may be given as such; they are stored as text."""
        if isinstance(rows, dict):
            values = {name: stored(value) for name, value in rows.items()}
            key = self.connection.execute(insert(table), values).inserted_primary_key
            return key[0] if key else None
        if rows:
            names = tuple(rows[0])
            fill(
                self.connection,
                table,
                names,
                (tuple(stored(row[n]) for n in names) for row in rows),
            )
        return None

    def fill(self, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
        """Insert many tuples of ready values at the driver's speed (runs, demo histories, imports)."""
        fill(self.connection, table, columns, rows)


class ReadingKey(NamedTuple):
    """Where a book lies and how it opens, for a helper process."""

    folder: Path
    key: bytes


class Book:
    """An open book; close it. Reading works from any thread, writing takes turns."""

    def __init__(
        self, folder: Path, key: bytes, installation: Installation, readers: Engine, wait: float
    ) -> None:
        self.folder = folder
        self.installation = installation
        self._key = key
        self._readers = readers
        self._writer = sqlite.engine(folder / FILE, key, reader=False, wait=wait)
        learnt: dict[object, object] = {}  # what was worked out from this book, for both engines
        for engine in (readers, self._writer):
            engine.update_execution_options(learnt=learnt)
        self._turn = threading.Lock()
        self._owner: int | None = None

    @property
    def path(self) -> Path:
        return self.folder / FILE

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot; nothing can be written through it."""
        with (
            sqlite.troubles(self.folder),
            self._readers.connect() as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def write(self, hand: Hand) -> Iterator[Pen]:
        """One gesture: everything the pen writes is committed at the end, or nothing at all.

        Raises NotJournalled when the gesture left no journal entry. Trouble BookLocked, DiskFull, BookReadOnly..."""
        with self._transaction(hand) as pen:
            yield pen
            if not pen.entries:
                raise NotJournalled("this gesture wrote no journal entry")

    @contextmanager
    def jot(self, hand: Hand) -> Iterator[Pen]:
        """A transaction that needs no journal entry: drafts, sums and indexes that can be made again."""
        with self._transaction(hand) as pen:
            yield pen

    def reading_key(self) -> ReadingKey:
        """What another process of ours needs to read this book; it never leaves memory."""
        return ReadingKey(self.folder, self._key)

    @contextmanager
    def bare(self) -> Iterator[Any]:
        """The driver's own connection for writing, for measuring what the file can take at best."""
        with self._turn:
            held = sqlite.connect(self.path, self._key, reader=False)
            try:
                yield held
            finally:
                held.close()

    def back_up(self, *, now: datetime | None = None, keep: int = backup.KEEP) -> backup.Backup:
        """Make and verify a backup while others go on; the newest `keep` stay."""
        return backup.make(self.folder, self._key, now=now, keep=keep)

    def close(self) -> None:
        """Close every connection, the writer last, so that it is the one that tidies the log away."""
        self._readers.dispose()
        with self._turn:
            self._writer.dispose()

    @contextmanager
    def _transaction(self, hand: Hand) -> Iterator[Pen]:
        if self._owner == threading.get_ident():
            raise RuntimeError("a gesture is already being written by this thread")
        with self._turn:
            self._owner = threading.get_ident()
            try:
                with sqlite.troubles(self.folder), self._writer.connect() as connection:
                    with connection.begin():
                        yield Pen(connection, hand, self.installation)
                        failpoint("before_commit")
                    failpoint("after_commit")
            finally:
                self._owner = None


def create(
    folder: Path,
    *,
    kind: str,
    operator: str,
    agency: str,
    till: str,
    epoch: str = "A",
    created_on: date,
    today: date | None = None,
    passphrase: str | None = None,
) -> Book:
    """Make a new book in `folder` and open it; refuses BookExists. Half-made books leave nothing that opens."""
    path = folder / FILE
    if path.exists():
        raise BookExists(folder=str(folder))
    part = folder / (FILE + ".part")
    installation = Installation(kind, operator, agency, till, epoch, created_on, today)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
            leftover.unlink(missing_ok=True)
        key = vault.create_key(folder, kind, passphrase)
    except OSError as error:
        raise sqlite.trouble_of_files(error, folder) from error
    with sqlite.troubles(folder):
        sqlite.create_file(part, key)
        maker = sqlite.engine(part, key, reader=False)
        try:
            with maker.begin() as connection:
                schema.create(connection)
                guards.install(connection)
                connection.execute(
                    insert(tables.installation).values(
                        id=1,
                        kind=kind,
                        operator=operator,
                        till=till,
                        epoch=epoch,
                        created_on=created_on.isoformat(),
                        today=today.isoformat() if today else None,
                        agency=agency,
                    )
                )
        finally:
            maker.dispose()
    failpoint("before_book_rename")
    part.replace(path)
    sqlite.sync_folder(folder)
    readers = sqlite.engine(path, key, reader=True)
    return Book(folder, key, installation, readers, sqlite.WAIT_SECONDS)


def open_book(
    folder: Path, passphrase: str | None = None, *, wait: float = sqlite.WAIT_SECONDS
) -> Book:
    """Open the book of `folder`. Trouble NoBook, KeyMissing, WrongKey, BookNewer, BookReadOnly, BookDamaged,
    DiskFull, BookLocked. An older book is backed up, verified and migrated first."""
    path = folder / FILE
    if not path.exists():
        raise NoBook(folder=str(folder))
    key = vault.unlock(folder, passphrase)
    if not (os.access(folder, os.W_OK) and os.access(path, os.W_OK)):
        raise BookReadOnly(folder=str(folder))
    if path.stat().st_size == 0:
        raise BookDamaged(folder=str(folder))
    readers = sqlite.engine(path, key, reader=True, wait=wait)
    try:
        with sqlite.troubles(folder):
            with readers.begin() as connection:
                if not sqlite.whole(path, connection):
                    raise BookDamaged(folder=str(folder))
                age = schema.age(connection, folder)
            if age == "older":
                from . import migrating

                readers.dispose()
                migrating.bring_up_to_date(folder, key)
            with readers.begin() as connection:
                installation = _installation(connection, folder)
                stale = search.outdated(connection)
            if stale:
                _index_again(path, key)
    except BaseException:
        readers.dispose()
        raise
    return Book(folder, key, installation, readers, wait)


@contextmanager
def reading(book: ReadingKey) -> Iterator[Connection]:
    """One consistent snapshot of a book that another process has opened and checked."""
    readers = sqlite.engine(book.folder / FILE, book.key, reader=True)
    try:
        with (
            sqlite.troubles(book.folder),
            readers.connect() as connection,
            connection.begin(),
        ):
            yield connection
    finally:
        readers.dispose()


def exists(folder: Path) -> bool:
    """Whether there is a book in this folder."""
    return (folder / FILE).exists()


def _index_again(path: Path, key: bytes) -> None:
    writer = sqlite.engine(path, key, reader=False)
    try:
        with writer.begin() as connection:
            search.rebuild(connection)
    finally:
        writer.dispose()


def _installation(connection: Connection, folder: Path) -> Installation:
    row = connection.execute(select(tables.installation)).mappings().first()
    if row is None:
        raise BookDamaged(folder=str(folder))
    return Installation(
        kind=row["kind"],
        operator=row["operator"],
        agency=row["agency"],
        till=row["till"],
        epoch=row["epoch"],
        created_on=date.fromisoformat(row["created_on"]),
        today=date.fromisoformat(row["today"]) if row["today"] else None,
    )
