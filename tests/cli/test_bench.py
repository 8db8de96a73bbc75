"""The benchmarks of a billing run tell their figures from a copy of the book and leave the book itself alone."""

from __future__ import annotations

import pytest


@pytest.fixture
def book(book_of):
    return book_of("oran")


def test_the_bench_of_a_run_measures_the_rows_it_wrote(guichet, book):
    before = (book / "guichet.book").read_bytes()
    told = guichet("--data", book, "bench", "bill", "--turns", 1, "--json").json
    assert told["invoices"] > 0
    assert told["rows"] > 2 * told["invoices"]
    assert min(told["ratio"], told["raw_rows_per_s"], told["write_rows_per_s"]) > 0
    assert (book / "guichet.book").read_bytes() == before


def test_the_bench_of_papers_draws_the_invoices_of_a_run_every_way(guichet, book):
    before = (book / "guichet.book").read_bytes()
    asked = ("--data", book, "bench", "papers", "--turns", 1, "--pages", 5)
    told = guichet(*asked, "--json").json
    assert told["invoices"] >= 5
    ways = ("plain_per_s", "separate_per_s", "floor_per_s", "one_core_per_s", "two_cores_per_s")
    assert all(told[way] > 0 for way in ways)
    assert set(told["targets"]) == {"ratio", "cores_ratio", "memory_ratio"}
    assert told["bytes"] > 10_000
    assert (book / "guichet.book").read_bytes() == before


def test_the_plain_page_says_what_ours_says():
    import io

    import pypdf

    from desktop_app.documents.invoice import draw_invoice, drawn
    from desktop_app.documents.plain import floor, plain
    from tests.documents.facts import book as rules_of
    from tests.documents.facts import french

    rules, fact = rules_of("iroise"), french()
    pen, _ = drawn(fact, rules, ("fr",), copy=0, mode="")
    ours, theirs, least = (
        pypdf.PdfReader(io.BytesIO(made), strict=True).pages[0].extract_text()
        for made in (
            draw_invoice(fact, rules, ("fr",), copy=0),
            plain(pen).draw(),
            floor(pen).draw(),
        )
    )
    assert least == ours
    assert fact.number
    for words in (fact.number, fact.customer.town):
        assert words in ours
        assert words in theirs
