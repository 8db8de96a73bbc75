"""Billing from the command line: bill, credit, papers, with the shapes that scripts rely on."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def book(book_of):
    return book_of("oran")


def through(guichet, book: Path) -> str:
    """A day by which some quarters of the demo agency are over and unbilled."""
    done = guichet(
        "--data", book, "bill", "--operator", "oran", "--through", "2020-01-01", "--json"
    )
    assert done.json["selected"] == 0
    return done.json["date"]


def test_a_dry_run_then_the_run_then_nothing_left(guichet, book):
    day = through(guichet, book)
    asked = ("--data", book, "bill", "--operator", "oran", "--through", day, "--json")
    dry = guichet(*asked, "--dry-run").json
    assert dry["number"] is None
    assert dry["selected"] == dry["invoices"] + len(dry["outsorted"]) > 0
    assert set(dry["totals"]) == {"net", "vat", "levies", "total"}
    assert all({"contract", "reason"} <= set(o) for o in dry["outsorted"])
    made = guichet(*asked, "--operation", "night-1").json
    assert made["totals"] == dry["totals"]
    assert made["number"].startswith("T-")
    assert guichet(*asked, "--operation", "night-1").json == made
    again = guichet(*asked).json
    assert again["invoices"] == made["behind"]
    assert guichet("--data", book, "verify", "--json").json["holds"]


def test_a_person_reads_the_counts_and_why_some_wait(guichet, book):
    day = through(guichet, book)
    done = guichet("--data", book, "bill", "--through", day, "--dry-run", "--lang", "ar")
    assert done.code == 0
    assert "المجموع" in done.out


def test_an_invoice_is_taken_back_and_billed_again(guichet, book, tmp_path):
    day = through(guichet, book)
    made = guichet("--data", book, "bill", "--through", day, "--json").json
    number = made["first"]
    done = guichet(
        "--data", book, "credit", number, "--reason", "erreur", "--rebill", "--json"
    ).json
    assert done["number"].startswith("A-")
    assert done["corrects"] == number
    assert done["total"].startswith("-")
    assert done["invoice"]
    papers = guichet("--data", book, "papers", made["number"], "--out", tmp_path / "p", "--json")
    assert papers.json["invoices"] == made["invoices"]
    assert sum(f["pages"] for f in papers.json["files"]) == papers.json["pages"]
    assert all(Path(f["path"]).read_bytes().startswith(b"%PDF") for f in papers.json["files"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("bill", "--operator", "iroise", "--through", "2026-01-01"), "other-operator"),
        (("bill", "--operator", "nobody", "--through", "2026-01-01"), "unknown-operator"),
        (("bill", "--through", "2090-01-01"), "billing-in-future"),
        (("bill", "--through", "2026-13-01"), "date-unreadable"),
        (("bill", "--through", "2026-01-01", "--route", "Z99"), "nobody-there"),
        (("credit", "F-T001A-26-999999", "--reason", "x"), "unknown-document"),
        (("papers", "T-T001A-26-999999", "--out", "x"), "unknown-document"),
    ],
)
def test_bad_words_get_their_sentence(guichet, book, words, code):
    done = guichet("--data", book, *words, "--json")
    assert done.code == 2
    assert done.json["refusal"]["code"] == code
