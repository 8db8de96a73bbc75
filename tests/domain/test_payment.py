"""Allocation of a payment: the customer's choice, instalments due, the oldest due, then credit, nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.payment import Allocation, OpenItem, allocate, change
from desktop_app.domain.refusals import AmountNotPositive, GivenTooLittle, UnknownDocument

OLD = OpenItem("F-1", date(2026, 1, 10), 3000)
NEW = OpenItem("F-2", date(2026, 4, 10), 5000)
PART = OpenItem("C-1", date(2026, 5, 1), 2000, rank=0)
ITEMS = (NEW, OLD, PART)

CASES = [  # amount, chosen, what each document gets, credit
    (1000, (), [("C-1", 1000)], 0),
    (2500, (), [("C-1", 2000), ("F-1", 500)], 0),
    (10000, (), [("C-1", 2000), ("F-1", 3000), ("F-2", 5000)], 0),
    (10001, (), [("C-1", 2000), ("F-1", 3000), ("F-2", 5000)], 1),
    (4000, ("F-2",), [("F-2", 4000)], 0),
    (6000, ("F-2",), [("F-2", 5000), ("C-1", 1000)], 0),
    (6000, ("F-2", "F-1"), [("F-2", 5000), ("F-1", 1000)], 0),
    (6000, ("F-1", "F-2"), [("F-1", 3000), ("F-2", 3000)], 0),
    (6000, ("F-1", "F-1"), [("F-1", 3000), ("C-1", 2000), ("F-2", 1000)], 0),
]


@pytest.mark.parametrize(("amount", "chosen", "expected", "credit"), CASES)
def test_a_payment_settles_in_the_order_of_the_rule(
    amount: int, chosen: tuple[str, ...], expected: list[tuple[str, int]], credit: int
) -> None:
    allocated, rest = allocate(amount, ITEMS, chosen)
    assert [(a.document, a.amount) for a in allocated] == expected
    assert rest == credit


def test_without_debt_everything_becomes_credit() -> None:
    assert allocate(500, ()) == ((), 500)


def test_an_allocation_remembers_the_due_date_it_settles() -> None:
    assert allocate(100, (OLD,))[0] == (Allocation("F-1", 100, date(2026, 1, 10)),)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_is_no_payment(amount: int) -> None:
    with pytest.raises(AmountNotPositive):
        allocate(amount, ITEMS)


def test_a_chosen_document_must_be_open() -> None:
    with pytest.raises(UnknownDocument):
        allocate(100, ITEMS, ("F-9",))


items = st.builds(
    OpenItem,
    document=st.sampled_from(["F-1", "F-2", "F-3", "C-1"]),
    due_on=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    open=st.integers(-500, 10**6),
    rank=st.integers(0, 1),
)


@given(st.integers(1, 10**7), st.lists(items, max_size=8), st.data())
def test_the_parts_always_make_the_payment(
    amount: int, owed: list[OpenItem], data: st.DataObject
) -> None:
    documents = sorted({i.document for i in owed})
    chosen = data.draw(st.lists(st.sampled_from(documents), max_size=3)) if documents else []
    allocated, credit = allocate(amount, owed, chosen)
    assert sum(a.amount for a in allocated) + credit == amount
    assert all(a.amount > 0 for a in allocated)
    assert credit == max(0, amount - sum(max(0, i.open) for i in owed))
    for document in documents:
        settled = sum(a.amount for a in allocated if a.document == document)
        assert settled <= sum(max(0, i.open) for i in owed if i.document == document)


def test_change_is_what_exceeds() -> None:
    assert change(20000, 14350) == 5650
    assert change(14350, 14350) == 0
    with pytest.raises(GivenTooLittle) as refusal:
        change(14000, 14350)
    assert refusal.value.values == {"given": "140.00", "due": "143.50"}
