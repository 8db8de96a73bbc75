"""Each truth of the book notices when it is broken, and names the first record."""

from __future__ import annotations

import pytest

from desktop_app.storage import checks, invoices, payments, search
from desktop_app.storage.book import Book

from .making import HAND, an_invoice, pay, register


@pytest.fixture
def worked(opened: Book) -> Book:
    """A book with a few invoices, receipts and copies."""
    with opened.write(HAND) as pen:
        contract = register(pen)
        search.index_contract(pen, [contract])
        for amount in (1_000, 2_000, 3_000):
            number = pen.number("F")
            made = an_invoice(number, amount)
            invoices.add(pen, made, contract_id=contract, volume=1)
            pen.journal("invoice_issued", document=number, body=made)
            payments.add_copy(pen, number, "fr")
            payments.add_copy(pen, number, "ar")
    for amount in (500, 600, 700):
        pay(opened, contract, amount)
    return opened


ALL = (
    checks.integrity,
    checks.chain,
    checks.series_whole,
    checks.entries_balance,
    checks.maintained_sums,
    checks.facts_agree,
    checks.journalled,
    checks.copies_counted,
    checks.all_findable,
)


def test_a_sound_book_passes_every_check(worked: Book) -> None:
    with worked.read() as connection:
        found = {check.__name__: check(connection) for check in ALL}
    assert all(f.holds for f in found.values()), found
    assert found["series_whole"].counted == 6
    assert found["chain"].counted == 6
    assert found["copies_counted"].counted == 6


@pytest.mark.parametrize(
    ("tampering", "check", "named"),
    [
        ("UPDATE journal SET body = '{}' WHERE seq = 2", checks.chain, "journal entry 2"),
        (
            "DELETE FROM payment WHERE number = 'R-T001A-26-000002'",
            checks.series_whole,
            "R-T001A-26-000002 is missing",
        ),
        (
            "UPDATE invoice SET number = 'F-T001A-26-000009' WHERE id = 2",
            checks.series_whole,
            "F-T001A-26-000002 is missing",
        ),
        (
            "UPDATE payment SET number = 'R-T009A-26-000001' WHERE id = 1",
            checks.series_whole,
            "R-T001A-26-000001 is missing",
        ),
        (
            "UPDATE series SET last = 2 WHERE kind = 'R'",
            checks.series_whole,
            "R-T001A-26-000003 is beyond its series",
        ),
        (
            "UPDATE entry SET amount = amount + 1 WHERE id = 1",
            checks.entries_balance,
            "F-T001A-26-000001 does not balance",
        ),
        (
            "DELETE FROM entry WHERE document = 'R-T001A-26-000003'",
            checks.entries_balance,
            "R-T001A-26-000003 has no entries",
        ),
        ("UPDATE balance SET owed = 1", checks.maintained_sums, "sum of contract row 1"),
        (
            "DELETE FROM series WHERE kind = 'R'",
            checks.series_whole,
            "payment: 3 outside every series",
        ),
        ("DELETE FROM balance", checks.maintained_sums, "sum of contract row 1"),
        (
            "UPDATE invoice SET total = total + 100, net = net + 100 WHERE id = 3",
            checks.facts_agree,
            "F-T001A-26-000003 differs from its fact",
        ),
        (
            "UPDATE journal SET document = '' WHERE document = 'R-T001A-26-000001'",
            checks.journalled,
            "R-T001A-26-000001 is not in the journal",
        ),
        (
            "DELETE FROM copy WHERE document = 'F-T001A-26-000002' AND copy = 0",
            checks.copies_counted,
            "copies of F-T001A-26-000002",
        ),
        ("DELETE FROM fts_text", checks.all_findable, "0 of 1 contracts indexed"),
        ("DROP TRIGGER guard_entry_delete", checks.integrity, "table entry has lost its guard"),
        (
            "INSERT INTO note(id, contract_id, made_at, agent, text) VALUES (1, 99, '', '', '')",
            checks.integrity,
            "note row 1 lacks its contract",
        ),
    ],
)
def test_a_broken_truth_names_its_record(worked: Book, tampering: str, check, named: str) -> None:  # type: ignore[no-untyped-def]
    with worked.jot(HAND) as pen:
        pen.connection.exec_driver_sql("COMMIT")
        pen.connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        pen.connection.exec_driver_sql("BEGIN IMMEDIATE")
        for (trigger,) in pen.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).all():
            if check is not checks.integrity:
                pen.connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        pen.connection.exec_driver_sql(tampering)
    with worked.read() as connection:
        found = check(connection)
    assert not found.holds
    assert found.wrong[0] == named


def test_documents_of_a_run_are_journalled_as_ranges(opened: Book) -> None:
    from desktop_app.storage import journal

    with opened.write(HAND) as pen:
        contract = register(pen)
        numbers = [f"F-T001A-25-{n:06d}" for n in pen.counters("F", 3, year=2025)]
        for number in numbers:
            invoices.add(pen, an_invoice(number, 100), contract_id=contract, volume=1)
        pen.journal("history_written", body={"ranges": journal.ranges(numbers[:2])})
    with opened.read() as connection:
        assert checks.journalled(connection).wrong == (f"{numbers[2]} is not in the journal",)
        assert checks.series_whole(connection).holds
