"""Payment arrangements: exact parts, limits, offers that fit the customer, and when one is late or broken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.arrangement import (
    State,
    affordable,
    after_working_days,
    automatic_due,
    choices,
    offer,
    refused_until,
    standing,
)
from desktop_app.domain.money import cents
from desktop_app.domain.monthly import Instalment
from desktop_app.domain.refusals import (
    AmountNotPositive,
    ArrangementTooLong,
    DepositTooLarge,
    InstalmentTooSmall,
    MonthsNotPositive,
    NothingOwed,
)
from desktop_app.domain.rulebook import ArrangementRule

RULE = ArrangementRule(
    choices=(3, 4, 6, 9, 12),
    max_months=12,
    minimum_instalment=1500,
    approval_above=150000,
    automatic_months=6,
    grace_days=5,
    refusal_months_after_break=12,
)
FIRST = date(2026, 8, 5)
DEBT = (("F-1", 30000), ("F-2", 11535))


def amounts(parts: tuple[Instalment, ...]) -> list[int]:
    return [p.amount for p in parts]


def test_the_regularisation_of_casablanca_in_six_parts() -> None:
    """MA-07: 415.35 in six months."""
    made = offer(
        (("F-1", cents("415.35")),), RULE, first_on=FIRST, months=6, basis="regularisation"
    )
    assert amounts(made.instalments) == [6923, 6923, 6923, 6922, 6922, 6922]
    assert [i.on for i in made.instalments][::5] == [date(2026, 8, 5), date(2027, 1, 5)]
    assert (made.total, made.basis, made.approval) == (41535, "regularisation", ())


def test_a_monthly_amount_gives_equal_instalments_and_a_smaller_last_one() -> None:
    made = offer(DEBT, RULE, first_on=FIRST, monthly=10000)
    assert amounts(made.instalments) == [10000, 10000, 10000, 10000, 1535]


def test_the_days_of_instalments_keep_to_the_first_one() -> None:
    made = offer(DEBT, RULE, first_on=date(2026, 1, 31), months=4)
    assert [i.on for i in made.instalments] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


def test_a_deposit_is_paid_on_the_day_of_the_agreement() -> None:
    made = offer(DEBT, RULE, first_on=FIRST, months=3, deposit=11535, made_on=date(2026, 7, 20))
    assert made.instalments[0] == Instalment(date(2026, 7, 20), 11535, "deposit")
    assert amounts(made.instalments) == [11535, 10000, 10000, 10000]


def test_settled_documents_are_left_out() -> None:
    made = offer((*DEBT, ("F-3", 0), ("F-4", -500)), RULE, first_on=FIRST, months=3)
    assert made.documents == DEBT


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        ({"months": 13}, ArrangementTooLong),
        ({"months": 0}, MonthsNotPositive),
        ({"months": -2}, MonthsNotPositive),
        ({"monthly": 3000}, ArrangementTooLong),
        ({"monthly": 1499}, InstalmentTooSmall),
        ({"monthly": 0}, AmountNotPositive),
        ({"months": 3, "deposit": 41535}, DepositTooLarge),
        ({"months": 3, "deposit": -1}, AmountNotPositive),
    ],
)
def test_limits_are_refusals(ask: dict[str, int], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        offer(DEBT, RULE, first_on=FIRST, **ask)


def test_refusals_name_their_values() -> None:
    with pytest.raises(ArrangementTooLong) as too_long:
        offer(DEBT, RULE, first_on=FIRST, monthly=3000)
    assert too_long.value.values == {"months": 14, "max": 12}
    with pytest.raises(InstalmentTooSmall) as too_small:
        offer((("F-1", 8900),), RULE, first_on=FIRST, months=6)
    assert too_small.value.values == {"amount": "14.83", "minimum": "15.00"}


def test_nothing_owed_cannot_be_arranged() -> None:
    with pytest.raises(NothingOwed):
        offer((), RULE, first_on=FIRST, months=3)


def test_a_small_debt_may_wait_one_month() -> None:
    assert amounts(offer((("F-1", 900),), RULE, first_on=FIRST, months=1).instalments) == [900]


@pytest.mark.parametrize(
    ("total", "broken_on", "renegotiations", "expected"),
    [
        (150000, None, 0, ()),
        (150001, None, 0, ("amount",)),
        (41535, date(2025, 8, 6), 0, ("broken-recently",)),
        (41535, date(2025, 8, 5), 0, ()),
        (41535, None, 1, ()),
        (150001, date(2026, 8, 1), 2, ("amount", "broken-recently", "renegotiated")),
    ],
)
def test_what_a_supervisor_must_approve(
    total: int, broken_on: date | None, renegotiations: int, expected: tuple[str, ...]
) -> None:
    made = offer(
        (("F-1", total),),
        RULE,
        first_on=FIRST,
        months=12,
        broken_on=broken_on,
        renegotiations=renegotiations,
    )
    assert made.approval == expected


def test_a_break_is_forgotten_after_twelve_months() -> None:
    assert refused_until(date(2025, 8, 5), RULE) == date(2026, 8, 5)


def test_the_automatic_offer_needs_a_volume_above_usual() -> None:
    assert automatic_due(600, 437, RULE)
    assert not automatic_due(437, 437, RULE)
    assert not automatic_due(600, None, RULE)


def test_choices_stay_within_the_limits_and_show_the_automatic_one_first() -> None:
    offered = choices((("F-1", 10000),), RULE, first_on=FIRST, automatic=True)
    assert [len(o.instalments) for o in offered] == [6, 3, 4]
    assert [o.automatic for o in offered] == [True, False, False]
    assert choices((), RULE, first_on=FIRST) == ()


def test_forty_a_month_after_the_fifth() -> None:
    offered = affordable(DEBT, RULE, monthly=4000, after_day=5, today=date(2026, 7, 20))
    assert amounts(offered[0].instalments) == [4000] * 10 + [1535]
    assert offered[0].instalments[0].on == date(2026, 8, 6)
    assert [len(o.instalments) for o in offered] == [11, 12]
    assert all(i.amount <= 4000 for o in offered for i in o.instalments)


def test_the_first_day_after_the_fifth_may_be_this_month() -> None:
    offered = affordable(DEBT, RULE, monthly=4000, after_day=5, today=date(2026, 7, 2))
    assert offered[0].instalments[0].on == date(2026, 7, 6)
    assert affordable(DEBT, RULE, monthly=4000, after_day=31, today=date(2026, 2, 2))[
        0
    ].instalments[0].on == date(2026, 3, 1)


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
    st.integers(1, 12),
    st.integers(0, 10**5),
)
def test_the_instalments_sum_to_the_debt(debts: list[int], months: int, deposit: int) -> None:
    documents = tuple((f"F-{n}", amount) for n, amount in enumerate(debts))
    try:
        made = offer(documents, RULE, first_on=FIRST, months=months, deposit=deposit)
    except (InstalmentTooSmall, DepositTooLarge):
        return
    parts = [i.amount for i in made.instalments if i.kind == "instalment"]
    assert sum(amounts(made.instalments)) == sum(debts) == made.total
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


@given(st.integers(1, 10**7), st.integers(1, 10**6))
def test_an_amount_a_month_is_never_exceeded(debt: int, monthly: int) -> None:
    try:
        made = offer((("F-1", debt),), RULE, first_on=FIRST, monthly=monthly)
    except (InstalmentTooSmall, ArrangementTooLong):
        return
    parts = amounts(made.instalments)
    assert sum(parts) == debt
    assert all(p == monthly for p in parts[:-1])
    assert 0 < parts[-1] <= monthly


PARTS = tuple(Instalment(date(2026, month, 5), 1000) for month in range(1, 7))


@pytest.mark.parametrize(
    ("today", "paid", "state", "late"),
    [
        (date(2026, 1, 4), 0, State.RUNNING, 0),
        (date(2026, 1, 12), 0, State.RUNNING, 0),  # Monday the 5th + 5 working days = the 12th
        (date(2026, 1, 13), 0, State.LATE, 1),
        (date(2026, 1, 13), 999, State.LATE, 1),
        (date(2026, 1, 13), 1000, State.RUNNING, 0),
        (date(2026, 2, 12), 0, State.LATE, 1),
        (date(2026, 2, 13), 0, State.BROKEN, 2),
        (date(2026, 2, 13), 1000, State.LATE, 1),
        (date(2026, 3, 5), 6000, State.KEPT, 0),
        (date(2026, 12, 31), 7000, State.KEPT, 0),
    ],
)
def test_an_arrangement_warns_at_one_late_and_breaks_at_two_in_a_row(
    today: date, paid: int, state: State, late: int
) -> None:
    made = standing(PARTS, paid, today, RULE)
    assert (made.state, made.late) == (state, late)


def test_three_late_in_all_break_it_even_when_paid_in_the_end() -> None:
    history = [
        (date(2026, 1, 30), 1000),  # late
        (date(2026, 2, 5), 1000),
        (date(2026, 3, 30), 1000),  # late
        (date(2026, 4, 5), 1000),
    ]
    two = standing(PARTS, 4000, date(2026, 5, 6), RULE, history=history)
    assert (two.state, two.late) == (State.RUNNING, 2)
    three = standing(PARTS, 4000, date(2026, 5, 14), RULE, history=history)
    assert (three.state, three.late) == (State.BROKEN, 3)


def test_the_standing_says_what_is_due_and_next() -> None:
    made = standing(PARTS, 1400, date(2026, 2, 6), RULE)
    assert (made.paid, made.remaining, made.due) == (1400, 4600, 600)
    assert made.next == Instalment(date(2026, 2, 5), 600)
    assert standing(PARTS, 6000, date(2026, 2, 6), RULE).next is None


def test_working_days_skip_the_country_s_weekend() -> None:
    friday = date(2026, 1, 9)
    assert after_working_days(friday, 5) == date(2026, 1, 16)
    assert after_working_days(friday, 1) == date(2026, 1, 12)
    assert after_working_days(date(2026, 1, 8), 1, weekend=(4, 5)) == date(2026, 1, 11)


@given(st.integers(0, 7000), st.integers(-30, 300))
def test_more_money_never_makes_it_worse(paid: int, after: int) -> None:
    order = (State.KEPT, State.RUNNING, State.LATE, State.BROKEN)
    today = PARTS[0].on + timedelta(days=after)
    less, more = standing(PARTS, paid, today, RULE), standing(PARTS, paid + 500, today, RULE)
    assert order.index(more.state) <= order.index(less.state)
    assert less.paid + less.remaining == 6000
