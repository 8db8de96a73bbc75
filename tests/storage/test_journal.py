"""The journal's chain: whatever is changed afterwards, the first broken record is named."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from desktop_app.storage import journal, tables
from desktop_app.storage.book import Book

from .making import HAND


def _five(opened: Book) -> None:
    for n in range(5):
        with opened.write(HAND) as pen:
            pen.journal("note_added", document=f"D{n}", body={"n": n, "text": "été\nموسم"})


def test_each_entry_hashes_exactly_its_stored_text(opened: Book) -> None:
    _five(opened)
    with opened.read() as connection:
        entries = journal.entries(connection)
        assert journal.head(connection) == (5, entries[0].hash)
    first = entries[-1]
    assert first.prev == "0" * 64
    assert first.body == '{"n":0,"text":"été\\nموسم"}'
    text = "\n".join((first.prev, "1", first.at, "nadia", "T001", "note_added", "D0", first.body))
    assert first.hash == hashlib.sha256(text.encode()).hexdigest()
    assert [e.prev for e in entries[:-1]] == [e.hash for e in entries[1:]]


def test_a_whole_chain_holds_from_the_start_or_from_a_trusted_entry(opened: Book) -> None:
    _five(opened)
    with opened.read() as connection:
        assert journal.verify_chain(connection) == (5, None)
        assert journal.verify_chain(connection, since=3) == (2, None)
        assert journal.verify_chain(connection, since=9) == (0, 9)


@pytest.mark.parametrize(
    ("tampering", "first_broken"),
    [
        ("UPDATE journal SET body = '{}' WHERE seq = 3", 3),
        ("UPDATE journal SET at = '2026-01-01T00:00:00+00:00' WHERE seq = 2", 2),
        ("UPDATE journal SET agent = 'someone' WHERE seq = 5", 5),
        ("UPDATE journal SET document = 'D9' WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("UPDATE journal SET hash = prev WHERE seq = 4", 4),
        ("UPDATE journal SET seq = 9 WHERE seq = 5", 5),
    ],
)
def test_tampering_names_the_first_broken_record(
    opened: Book, tampering: str, first_broken: int
) -> None:
    _five(opened)
    with opened.jot(HAND) as pen:
        for verb in ("update", "delete"):
            pen.connection.exec_driver_sql(f"DROP TRIGGER guard_journal_{verb}")
        pen.connection.exec_driver_sql(tampering)
    with opened.read() as connection:
        assert journal.verify_chain(connection) == (first_broken - 1, first_broken)


def test_a_rewritten_record_breaks_the_next_one(opened: Book) -> None:
    """Even with its own hash recomputed, a forged record no longer fits the one after it."""
    _five(opened)
    with opened.jot(HAND) as pen:
        pen.connection.exec_driver_sql("DROP TRIGGER guard_journal_update")
        row = pen.connection.execute(select(tables.journal).where(tables.journal.c.seq == 3)).one()
        forged = journal.digest(
            row.prev, 3, row.at, row.agent, row.till, row.kind, row.document, "{}"
        )
        pen.connection.exec_driver_sql(
            "UPDATE journal SET body = '{}', hash = ? WHERE seq = 3", (forged,)
        )
    with opened.read() as connection:
        assert journal.verify_chain(connection) == (3, 4)


def test_a_run_names_its_numbers_as_ranges() -> None:
    made = ["F-T001A-25-000003", "F-T001A-25-000001", "F-T001A-25-000002", "R-T001A-25-000007"]
    assert journal.ranges(made) == [
        ["F-T001A-25-000001", "F-T001A-25-000003"],
        ["R-T001A-25-000007", "R-T001A-25-000007"],
    ]
    assert journal.ranges([]) == []
