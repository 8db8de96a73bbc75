"""Books founded whole, with years of history at once: demo agencies and imported bills.

The book is written beside its place and moved there when it is complete, so a broken run leaves no half-made book.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

from desktop_app.domain.identifiers import contract_number
from desktop_app.domain.refusals import BookExists
from desktop_app.services.counter import Hand
from desktop_app.storage import book as books
from desktop_app.storage import sqlite
from desktop_app.storage.book import Book

PART = "making"
TILL = "T001"
"""The till of this workstation."""
EPOCH = "A"


@contextmanager
def founded(
    folder: Path, *, kind: str, operator: str, agency: str, created_on: date, today: date
) -> Iterator[Book]:
    """A new book to be filled; it takes its place in `folder` when the block ends well. Refuses BookExists."""
    if books.exists(folder):
        raise BookExists(folder=str(folder))
    part = folder / PART
    if part.exists():
        shutil.rmtree(part)
    book = books.create(
        part,
        kind=kind,
        operator=operator,
        agency=agency,
        till=TILL,
        epoch=EPOCH,
        created_on=created_on,
        today=today,
    )
    try:
        yield book
    except BaseException:
        book.close()
        shutil.rmtree(part, ignore_errors=True)
        raise
    book.close()
    for file in sorted(part.iterdir(), key=lambda f: f.name == books.FILE):  # the book comes last
        file.replace(folder / file.name)
    part.rmdir()
    sqlite.sync_folder(folder)


def founding_hand(agent: str, today: date) -> Hand:
    """Who writes a founded book: at an instant told by the day alone, so that the same book comes out again."""
    return Hand(agent=agent, till=TILL, now=instant(today, 0), today=today)


def contract_of_place(n: int) -> str:
    """The contract number of the n-th contract of a founded book (up to 899,998): scattered, as in a real register."""
    return contract_number(100_000 + (n * 387_431 + 271_828) % 899_999)


def instant(day: date, seconds: int) -> datetime:
    """The UTC instant so many seconds after half past seven on this day."""
    start = datetime.combine(day, time(7, 30), tzinfo=UTC)
    return start.fromtimestamp(int(start.timestamp()) + seconds, tz=UTC)
