"""A run writes, row for row, what issuing every invoice by hand writes; and its texts are the canonical ones."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.domain import record
from desktop_app.domain.invoice import Bar, Bill, Estimate, Invoice, Line, MeterUse, VatAmount
from desktop_app.domain.run import MONTHS, calendar_end
from desktop_app.domain.subscriber import Customer
from desktop_app.services import billing, checking, rulebooks, run
from desktop_app.services.counter import Counter
from desktop_app.services.demo import build_demo
from desktop_app.services.founding import canonical
from desktop_app.storage import tables
from desktop_app.storage.book import open_book

TODAY = date(2026, 9, 25)
BY_GESTURE = {"operation", "run_id", "recorded_at"}
"""Columns that tell which gesture wrote a row, or at which instant."""


@pytest.fixture(scope="module", params=["iroise", "casablanca", "oran"])
def agency(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agency") / "book"
    build_demo(folder, operator=request.param, subscribers=50, seed=3, today=TODAY)
    return folder


def opened(folder: Path, copy: Path, today: date) -> Counter:
    shutil.copytree(folder, copy)
    book = open_book(copy)
    rules = rulebooks.load(book.installation.operator)
    return Counter(book, rules, "A01", book.installation.till, today)


def written(at: Counter) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the ledger's tables but its place and its gesture, in an order of their own."""
    found = {}
    with at.book.read() as connection:
        for name in ("invoice", "entry", "reading", "balance", "series"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {name}").mappings().all()
            kept = [
                tuple(
                    (column, value)
                    for column, value in row.items()
                    if column not in BY_GESTURE and not (column == "id" and name != "invoice")
                )
                for row in rows
                if name != "series" or row["kind"] == "F"
            ]
            found[name] = sorted(kept, key=repr)
    return found


def test_a_run_writes_the_rows_of_the_single_gestures(agency: Path, tmp_path: Path) -> None:
    months = MONTHS[rulebooks.load(open_operator(agency)).calendar.kind]
    through = calendar_end(TODAY, months)
    ran, by_hand = (opened(agency, tmp_path / name, through) for name in ("run", "hand"))
    made = run.bill(ran, run.Scope(through), operation="r", helpers=0)
    assert made.report.invoices > 10
    with ran.book.read() as connection:
        issued = connection.exec_driver_sql(
            "SELECT contract.number, invoice.end FROM invoice JOIN contract"
            " ON contract.id = invoice.contract_id WHERE run_id IS NOT NULL ORDER BY invoice.id"
        ).all()
    assert len(issued) == made.report.invoices
    for contract, end in issued:
        billing.issue_invoice(by_hand, contract, to=date.fromisoformat(end), operation="")
    assert written(ran) == written(by_hand)
    assert checking.verify(ran).holds
    for at in (ran, by_hand):
        at.book.close()


def test_a_dry_run_leaves_the_file_as_it_was(agency: Path, tmp_path: Path) -> None:
    at = opened(agency, tmp_path / "dry", TODAY + timedelta(days=40))
    run.simulate(at, run.Scope(TODAY + timedelta(days=40)))
    at.book.close()
    before, after = (
        {f.name: f.read_bytes() for f in folder.iterdir() if f.is_file()}
        for folder in (agency, tmp_path / "dry")
    )
    assert after["guichet.book"] == before["guichet.book"]
    assert set(after) == set(before)


def open_operator(folder: Path) -> str:
    book = open_book(folder)
    book.close()
    return book.installation.operator


@pytest.mark.parametrize("kind", [Bar, MeterUse, Line, VatAmount, Bill, Customer, Estimate])
@given(data=st.data())
@settings(max_examples=30)
def test_facts_written_by_hand_are_canonical(kind: type, data: st.DataObject) -> None:
    fact = data.draw(st.from_type(kind))
    assert canonical.text(fact) == record.dump(fact)


def test_invoices_written_whole_are_canonical(agency: Path) -> None:
    book = open_book(agency)
    with book.read() as connection:
        texts = [row[0] for row in connection.execute(select(tables.invoice.c.facts))]
    book.close()
    for text in texts:
        fact = record.load(Invoice, text)
        bill = canonical.text(fact.bill)
        assert fact.number
        made = canonical.invoice_text(fact, number=fact.number, scan=fact.scan, bill=bill)
        assert made == text == record.dump(fact) == canonical.text(fact)
        lines = [canonical.text(line) for line in fact.bill.lines]
        assert canonical.bill_text(fact.bill, lines) == bill
