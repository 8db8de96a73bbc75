"""Real bills become a book: every line accounted for, indexes exact, gaps marked, the morning possible."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.domain import record
from desktop_app.domain.invoice import Invoice
from desktop_app.domain.money import plain_text
from desktop_app.domain.payment import Receipt
from desktop_app.domain.refusals import BookExists, UsageFileEmpty, UsageFileMissing
from desktop_app.exchange.usage import COLUMNS, UsageBill
from desktop_app.services import billing, checking, dossier, find, readings, rulebooks
from desktop_app.services.counter import Counter
from desktop_app.services.imported_bills import cubic_metres, sort_bills
from desktop_app.services.imports import category_of, import_usage
from desktop_app.storage import tables
from desktop_app.storage.book import open_book

HEADER = ",".join(COLUMNS)


def a_file(folder: Path, *lines: str) -> Path:
    file = folder / "bills.csv"
    file.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return file


def bills(
    customer: int, klass: str, volumes: str, *, first: tuple[int, int] = (2014, 2)
) -> list[str]:
    """A bill every two months; "-" is a month without one."""
    month = first[0] * 12 + first[1] - 1
    return [
        f"{customer},{klass},{(month + 2 * n) // 12},{(month + 2 * n) % 12 + 1},{v}"
        for n, v in enumerate(volumes.split())
        if v != "-"
    ]


def dated(customer: int, *pairs: tuple[int, int]) -> list[UsageBill]:
    """Bills of (month counted from January 2015, ccf)."""
    return [
        UsageBill(n, customer, "OTHER", 2015 * 12 + month, ccf * 1000)
        for n, (month, ccf) in enumerate(pairs, start=2)
    ]


def counter(folder: Path) -> Counter:
    book = open_book(folder)
    made = book.installation
    return Counter(book, rulebooks.load(made.operator), "nadia", made.till, made.today)


STEADY = "11 12 13 14 13 12 11 12 13 14 13 12 11 12"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A file with everything that goes wrong in real ones."""
    return a_file(
        tmp_path,
        *bills(25886, "RESIDENTIAL_SINGLE", STEADY),
        *bills(25887, "RESIDENTIAL_SINGLE", "9 9 - - - 9 9 10 9 9"),
        *bills(25888, "COMMERCIAL", "40 41 39 40 40"),
        *bills(25888, "IRRIGATION", "5 0 0 9 30"),
        "25886,RESIDENTIAL_SINGLE,2014,4,12",  # the same bill again
        "25886,RESIDENTIAL_SINGLE,2014,6,3",  # a smaller one for a month already billed
        "25887,RESIDENTIAL_SINGLE,2016,2,421817.0",
        "25887,RESIDENTIAL_SINGLE,2016,4,-3.0",
        "25887,CASTLE,2016,4,3.0",
        "25887,OTHER,2016,14,3.0",
        "",
        "25887;OTHER;2016;4;3",
        '"25887",OTHER,2016,4,3',
    )


def test_every_line_is_accepted_or_set_aside_with_its_reason(mixed: Path, tmp_path: Path) -> None:
    made = import_usage(tmp_path / "book", mixed, operator="iroise")
    assert made.lines == len(mixed.read_text().splitlines()) - 1
    assert made.accepted + len(made.set_aside) == made.lines
    assert Tally(reason for _, reason in made.set_aside) == {
        "double-bill": 1,
        "second-bill": 1,
        "absurd-volume": 1,
        "negative": 1,
        "unknown-class": 1,
        "bad-date": 1,
        "malformed": 3,
    }
    assert (made.subscribers, made.contracts, made.gaps) == (3, 4, 1)
    at = counter(tmp_path / "book")
    with at.book.read() as connection:
        kept = connection.execute(
            select(tables.set_aside.c.line, tables.set_aside.c.reason).order_by(
                tables.set_aside.c.id
            )
        ).all()
        invoices = connection.execute(select(tables.invoice.c.facts)).scalars().all()
        receipts = connection.execute(select(tables.payment.c.facts)).scalars().all()
    assert [tuple(row) for row in kept] == list(made.set_aside)
    assert len(invoices) == made.accepted
    assert all(record.dump(record.load(Invoice, text)) == text for text in invoices)
    assert all(record.dump(record.load(Receipt, text)) == text for text in receipts)
    assert [c for c in checking.verify(at).checks if not c.holds] == []
    at.book.close()


@pytest.mark.parametrize("operator", ["iroise", "casablanca", "oran"])
def test_the_morning_runs_on_real_bills(mixed: Path, tmp_path: Path, operator: str) -> None:
    made = import_usage(tmp_path / "book", mixed, operator=operator)
    at = counter(tmp_path / "book")
    hits = find.find(at, "client 25886")
    assert [h.name for h in hits] == ["Client 25886"]
    found = dossier.show(at, hits[0].contract)
    assert found.customer.category == category_of(at.rules, "RESIDENTIAL_SINGLE").code
    assert [r.volume for r in found.readings if r.kind == "real"][:3] == [31, 34, 37]
    assert [p.tender for p in found.payments] == ["transfer"] * len(found.payments)
    assert found.balances.owed == found.invoices[-1].total
    expected = readings.expected(at, hits[0].contract, on=made.today)
    assert expected.low <= expected.last_index + expected.mean <= expected.high
    drawn = billing.simulate_invoice(at, hits[0].contract, to=made.today)
    assert plain_text(drawn.bill.total) > "0.00"
    at.book.close()


def test_a_gap_is_marked_and_never_counted_as_nothing_used(tmp_path: Path) -> None:
    file = a_file(tmp_path, *bills(7, "OTHER", "20 20 20 - - - - 20 20 20"))
    made = import_usage(tmp_path / "book", file, operator="oran")
    at = counter(tmp_path / "book")
    found = dossier.show(at, find.find(at, "Client 7")[0].contract)
    gaps = [r for r in found.readings if r.flag == "gap"]
    assert (made.gaps, len(gaps)) == (1, 1)
    assert (gaps[0].kind, gaps[0].volume) == ("initial", 0)
    assert all(bar.volume > 50 for bar in found.bars)
    expected = readings.expected(at, found.customer.contract, on=made.today)
    assert expected.mean * 61 // max(1, expected.days) > 50
    assert [(i.start, i.end) for i in found.invoices][3] == (date(2015, 3, 1), date(2015, 5, 1))
    at.book.close()


def test_debts_follow_the_rule(tmp_path: Path) -> None:
    file = a_file(
        tmp_path, *bills(10, "COMMERCIAL", STEADY), *bills(27, "RESIDENTIAL_MULTI", STEADY)
    )
    import_usage(tmp_path / "book", file, operator="casablanca")
    at = counter(tmp_path / "book")
    unpaid = {
        h.name: h.contract for name in ("Client 10", "Client 27") for h in find.find(at, name)
    }
    for name, count in (("Client 10", 1), ("Client 27", 3)):
        found = dossier.show(at, unpaid[name])
        assert sum(i.open > 0 for i in found.invoices) == count
        assert [i.open for i in found.invoices[:-3]] == [0] * (len(found.invoices) - 3)
    at.book.close()


@pytest.mark.parametrize(
    ("months", "spans", "gaps"),
    [
        ([0, 2, 4, 6], [2, 2, 2, 2], 0),
        ([0, 1, 2, 3], [1, 1, 1, 1], 0),
        ([0, 2, 4, 5, 7], [2, 2, 2, 1, 2], 0),
        ([0, 2, 5, 7], [2, 2, 3, 2], 0),  # read a month late
        ([0, 2, 8, 10], [2, 2, 2, 2], 1),
        ([5], [2], 0),  # nothing tells: two months
        ([0, 12], [2, 2], 1),
    ],
)
def test_a_bill_covers_the_time_since_the_one_before(
    months: list[int], spans: list[int], gaps: int
) -> None:
    found = sort_bills(dated(1, *[(m, 10) for m in months])).accounts[0].bills
    assert [round((b.end - b.start).days / 30.4) for b in found] == spans
    assert sum(b.gap for b in found) == gaps
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.lists(st.integers(0, 40_000_000), min_size=1, max_size=40))
def test_rounded_volumes_never_drift_from_the_bills(milli: list[int]) -> None:
    total = carried = 0
    for one in milli:
        volume, carried = cubic_metres(one, carried)
        total += volume
    assert abs(total * 10_000_000 - sum(milli) * 28_317) <= 5_000_000


def test_an_absurd_volume_is_judged_by_class_and_customer() -> None:
    neighbours = [b for c in range(2, 12) for b in dated(c, *[(m, 20) for m in range(0, 12, 2)])]

    def outcome(*pairs: tuple[int, int]) -> list[str]:
        own = dated(1, *pairs)
        return [r for _, r, _ in sort_bills([*neighbours, *own]).set_aside]

    assert outcome((0, 20), (2, 20), (4, 9983)) == ["absurd-volume"]
    assert outcome((0, 20), (2, 20), (4, 150)) == []  # a leak is no error
    assert outcome((0, 4000), (2, 3900), (4, 4100)) == []  # a large customer has large bills
    assert outcome((0, 421_817), (2, 421_817)) == ["absurd-volume"] * 2  # no meter shows so much


def test_bills_outside_the_known_prices_or_days_are_set_aside(tmp_path: Path) -> None:
    first = rulebooks.load("oran").prices_from.replace(month=1, day=1)
    lines = bills(5, "OTHER", "10 10 10 10", first=(first.year - 1, 10))
    made = import_usage(
        tmp_path / "a",
        a_file(tmp_path, *lines),
        operator="oran",
        today=first.replace(month=3, day=20),
    )
    assert [reason for _, reason in made.set_aside] == ["no-price", "no-price", "after-today"]
    at = counter(tmp_path / "a")
    found = dossier.show(at, find.find(at, "Client 5")[0].contract)
    assert [(i.start, i.end) for i in found.invoices] == [(first, first.replace(month=3))]
    at.book.close()


def test_the_book_lives_some_days_after_its_last_bill(mixed: Path, tmp_path: Path) -> None:
    made = import_usage(tmp_path / "a", mixed, operator="oran")
    again = import_usage(tmp_path / "b", mixed, operator="oran")
    assert made.today == date(2016, 5, 1) + timedelta(days=6)
    assert made.digest == again.digest


def test_what_cannot_be_imported_leaves_nothing(mixed: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageFileMissing):
        import_usage(tmp_path / "a", tmp_path / "none.csv", operator="oran")
    with pytest.raises(UsageFileEmpty):
        import_usage(tmp_path / "a", a_file(tmp_path, "x", "1,OTHER,2014,1,-4"), operator="oran")
    assert not (tmp_path / "a").exists()
    import_usage(tmp_path / "a", a_file(tmp_path, "1,OTHER,2014,1,0"), operator="oran")
    with pytest.raises(BookExists):
        import_usage(tmp_path / "a", mixed, operator="oran")
