"""Monthly debit: the cycle of rules.md section 12, dates, and the mid-year review."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.money import cents
from desktop_app.domain.monthly import (
    Instalment,
    ReviewRule,
    due_and_open,
    filled,
    instalment,
    plan,
    review,
    settle,
    simulate,
)
from desktop_app.domain.rulebook import MonthlyRule

RULE = MonthlyRule(parts=10, day=10, notice_days=14, default_when_account_known=True)
WHEN = ReviewRule(months=(4, 7, 8), percent=15, floor=500, minimum=100)
START = date(2026, 2, 1)
BASIS = cents("606.82")

TENTHS = [
    ("606.82", "60.68"),
    ("606.85", "60.69"),
    ("606.84", "60.68"),
    ("1000.05", "100.01"),
    ("0.04", "0.00"),
]
CYCLE = [  # id, real year, difference, debits, refund, waived, next instalment
    ("MD-01", "691.37", "84.57", ["60.68", "23.89"], "0", "0", "69.14"),
    ("MD-02", "652.00", "45.20", ["45.20"], "0", "0", "65.20"),
    ("MD-04", "571.15", "-35.65", [], "35.65", "0", "57.12"),
    ("MD-05", "608.45", "1.65", [], "0", "1.65", "60.85"),
    ("MD-07", "608.80", "2.00", ["2.00"], "0", "0", "60.88"),
    ("MD-10", "667.48", "60.68", ["60.68"], "0", "0", "66.75"),
    ("refund at the threshold", "604.80", "-2.00", [], "2.00", "0", "60.48"),
    ("small in favour", "605.15", "-1.65", [], "0", "-1.65", "60.52"),
    ("nothing", "606.80", "0", [], "0", "0", "60.68"),
    ("small rest is waived", "669.47", "62.67", ["60.68"], "0", "1.99", "66.95"),
    ("rest at the threshold", "669.48", "62.68", ["60.68", "2.00"], "0", "0", "66.95"),
    ("no cap on the second", "1606.80", "1000.00", ["60.68", "939.32"], "0", "0", "160.68"),
]


@pytest.mark.parametrize(("basis", "expected"), TENTHS)
def test_the_instalment_is_a_tenth_rounded_half_up(basis: str, expected: str) -> None:
    assert instalment(cents(basis), RULE) == cents(expected)


def test_a_plan_is_ten_equal_dated_instalments() -> None:
    made = plan(BASIS, RULE, START)
    assert [i.amount for i in made.instalments] == [6068] * 10
    assert made.called == cents("606.80")
    assert made.instalments[0].on == date(2026, 2, 10)
    assert made.instalments[-1].on == date(2026, 11, 10)


def test_a_tenth_of_nothing_gives_no_schedule() -> None:
    made = plan(cents("0.04"), RULE, START)
    assert (made.instalment, made.instalments, made.called) == (0, (), 0)


def test_a_day_the_month_lacks_becomes_its_last_one() -> None:
    late = MonthlyRule(parts=10, day=31, notice_days=14, default_when_account_known=True)
    days = [i.on for i in plan(BASIS, late, date(2026, 1, 31)).instalments]
    assert days[:4] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


@pytest.mark.parametrize(
    ("name", "real", "difference", "debits", "refund", "waived", "following"), CYCLE
)
def test_the_yearly_settlement(
    name: str,
    real: str,
    difference: str,
    debits: list[str],
    refund: str,
    waived: str,
    following: str,
) -> None:
    made = simulate(BASIS, RULE, START, small_sum=200, real=cents(real)).settlement
    assert made is not None, name
    assert made.difference == cents(difference)
    assert [d.amount for d in made.debits] == [cents(d) for d in debits]
    assert (made.refund, made.waived) == (cents(refund), cents(waived))
    assert made.next_instalment == cents(following)


def test_simulated_regularisations_follow_in_months_eleven_and_twelve() -> None:
    made = simulate(BASIS, RULE, START, small_sum=200, real=cents("691.37")).settlement
    assert made is not None
    assert [(d.on, d.kind) for d in made.debits] == [
        (date(2026, 12, 10), "regularisation"),
        (date(2027, 1, 10), "regularisation"),
    ]


def test_a_rejected_instalment_does_not_enter_the_difference() -> None:
    """MD-13: ten called, nine paid: the difference stays +0.02 and the arrear of 60.68 stays its own debt."""
    made = settle(
        cents("606.80"),
        cents("606.82"),
        RULE,
        usual=6068,
        small_sum=200,
        recap_on=date(2026, 12, 20),
        due_on=date(2027, 1, 17),
    )
    assert (made.difference, made.debits, made.refund, made.waived) == (2, (), 0, 2)
    open_amounts = filled(plan(BASIS, RULE, START).instalments, 6068 * 9)
    assert open_amounts == (0,) * 9 + (6068,)


@given(
    called=st.integers(0, 10**7),
    real=st.integers(0, 10**7),
    usual=st.integers(0, 10**6),
    recap=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    wait=st.integers(0, 60),
)
def test_a_settlement_adds_up_and_respects_its_dates(
    called: int, real: int, usual: int, recap: date, wait: int
) -> None:
    due = recap + timedelta(days=wait)
    made = settle(called, real, RULE, usual=usual, small_sum=200, recap_on=recap, due_on=due)
    assert real - called == sum(d.amount for d in made.debits) - made.refund + made.waived
    assert abs(made.waived) < 200
    assert all(d.amount > 0 for d in made.debits)
    assert len(made.debits) <= 2
    if len(made.debits) == 2:
        assert made.debits[0].amount == usual
    for debit in made.debits:
        assert debit.on >= due
        assert debit.on >= recap + timedelta(days=14)
    assert [d.on for d in made.debits] == sorted({d.on for d in made.debits})


@given(st.integers(0, 10**9))
def test_ten_tenths_stay_within_five_cents_of_the_basis(basis: int) -> None:
    assert abs(plan(basis, RULE, START).called - basis) <= 5


def test_the_review_brings_the_schedule_to_zero() -> None:
    made = review(6000, projected=72000, paid=24000, done=4, rule=RULE, when=WHEN)
    assert (made.amount, made.delta, made.proposed) == (8000, 2000, True)


@pytest.mark.parametrize(
    ("done", "projected", "proposed"),
    [
        (4, 60000, False),  # nothing changes
        (4, 65400, False),  # exactly 15 %
        (4, 65401, True),  # one cent a month above 15 %
        (5, 90000, False),  # not a review month
        (7, 90000, True),
        (10, 90000, False),  # no debit remains
        (4, 20000, True),  # less consumption than paid: down to the minimum
    ],
)
def test_the_review_proposes_above_both_thresholds(
    done: int, projected: int, proposed: bool
) -> None:
    made = review(6000, projected=projected, paid=6000 * done, done=done, rule=RULE, when=WHEN)
    assert made.proposed is proposed
    assert made.amount >= WHEN.minimum


def test_a_small_review_in_money_is_not_proposed() -> None:
    made = review(1000, projected=12900, paid=4000, done=4, rule=RULE, when=WHEN)
    assert (made.delta, made.proposed) == (484, False)


@given(st.lists(st.integers(1, 10**5), max_size=12), st.integers(0, 10**6))
def test_paid_money_fills_instalments_in_order(amounts: list[int], paid: int) -> None:
    items = [Instalment(START + timedelta(days=30 * n), a) for n, a in enumerate(amounts)]
    still_open = filled(items, paid)
    assert sum(still_open) == max(0, sum(amounts) - paid)
    touched = [o != a for o, a in zip(still_open, amounts, strict=True)]
    assert touched == sorted(touched, reverse=True)
    assert due_and_open(items, paid, date.max) == sum(still_open)
    assert due_and_open(items, paid, START - timedelta(days=1)) == 0
