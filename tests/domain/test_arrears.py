"""What is asked today, what is owed, and how old it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.arrears import ageing, asked, is_small, may_cut_off, overdue, owed
from desktop_app.domain.payment import OpenItem

TODAY = date(2026, 11, 23)


def item(number: str, days_late: int, amount: int) -> OpenItem:
    return OpenItem(number, TODAY - timedelta(days=days_late), amount)


ITEMS = (item("F-1", 100, 5000), item("F-2", 31, 300), item("F-3", 30, 20), item("F-4", 0, 1))


@pytest.mark.parametrize(
    ("covered", "instalments", "debits", "credit", "expected"),
    [
        ((), 0, 0, 0, 5321),
        (("F-1",), 1000, 0, 0, 1321),
        ((), 0, 400, 0, 5721),
        ((), 0, 0, 321, 5000),
        ((), 0, 0, 9999, 0),
        (("F-1", "F-2", "F-3", "F-4"), 0, 0, 0, 0),
    ],
)
def test_an_arrangement_hides_its_invoices_behind_its_instalments(
    covered: tuple[str, ...], instalments: int, debits: int, credit: int, expected: int
) -> None:
    made = asked(ITEMS, covered, instalments_due=instalments, debits_due=debits, credit=credit)
    assert made == expected


def test_the_debt_counts_everything_less_credit() -> None:
    assert owed(ITEMS, credit=321) == 5000
    assert owed((), credit=50) == -50


def test_the_age_of_the_debt() -> None:
    made = ageing(ITEMS, TODAY)
    assert (made.not_due, made.bands) == (1, (20, 300, 0, 5000))


@given(st.lists(st.tuples(st.integers(-100, 400), st.integers(1, 10**6)), max_size=10))
def test_ages_sum_to_the_debt(cases: list[tuple[int, int]]) -> None:
    items = [item(f"F-{n}", late, amount) for n, (late, amount) in enumerate(cases)]
    assert ageing(items, TODAY).total == owed(items, credit=0)


def test_overdue_items_come_oldest_first() -> None:
    assert [i.document for i in overdue(ITEMS[::-1], TODAY)] == ["F-1", "F-2", "F-3"]


def test_a_small_sum_is_strictly_under_the_threshold() -> None:
    assert is_small(199, 200)
    assert is_small(-199, 200)
    assert not is_small(200, 200)


@pytest.mark.parametrize(
    ("usage", "allowed", "expected"),
    [("main_residence", False, False), ("main_residence", True, True), ("business", False, True)],
)
def test_a_main_residence_is_never_cut_off_where_the_law_forbids_it(
    usage: str, allowed: bool, expected: bool
) -> None:
    assert may_cut_off(usage, allowed=allowed) is expected
