"""Several means for several contracts: the parts make the whole, stamp and change come out of cash alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.payment import Allocation, Receipt, Tender, TenderKind
from desktop_app.domain.refusals_till import TenderExceeds, TendersTooLittle
from desktop_app.domain.subscriber import Customer
from desktop_app.domain.tenders import cut, share, split, undone
from desktop_app.domain.till import Need, TillRule, need

CASH, CARD, CHEQUE = TenderKind.CASH, TenderKind.CARD, TenderKind.CHEQUE
AMOUNTS = st.lists(st.integers(1, 5000), min_size=1, max_size=4)


def percent(_part: int, cash: int) -> int:
    return -(-cash // 100)


@given(AMOUNTS, st.lists(st.integers(1, 3000), max_size=3), st.integers(0, 700))
def test_what_is_handed_over_is_what_is_settled(
    amounts: list[int], papers: list[int], spare: int
) -> None:
    total = sum(amounts)
    tenders = [Tender(CHEQUE, worth, str(n)) for n, worth in enumerate(papers)]
    handed = sum(papers)
    if handed > total:
        with pytest.raises(TenderExceeds):
            split(amounts, tenders, percent)
        return
    if handed < total:
        with pytest.raises(TendersTooLittle):
            split(amounts, tenders, percent)
        tenders.append(Tender(CASH, total - handed + total // 100 + len(amounts) + spare))
    made = split(amounts, tenders, percent)
    assert sum(t.amount for one in made for t in one.tenders) == sum(t.amount for t in tenders)
    for amount, one in zip(amounts, made, strict=True):
        assert sum(t.amount for t in one.tenders) == amount + one.stamp + one.change
        cash = sum(t.amount for t in one.tenders if t.kind is CASH)
        assert one.stamp == percent(0, cash - one.stamp - one.change)
        assert cash or not (one.stamp or one.change)


@given(st.lists(st.integers(0, 900), min_size=1, max_size=5), st.data())
def test_stretches_cut_the_whole_into_the_same_parts(parts: list[int], data: st.DataObject) -> None:
    whole = sum(parts)
    at = sorted(data.draw(st.lists(st.integers(0, whole), max_size=4)))
    bounds = [0, *at, whole]
    stretches = list(pairwise(bounds))
    assert cut(parts, stretches) == tuple(parts)
    sums = [sum(cut(parts, [one])) for one in stretches]
    assert sums == [b - a for a, b in stretches]


def test_a_cheque_undoes_just_what_it_paid() -> None:
    receipt = Receipt(
        number="R-T001A-26-000001",
        customer=Customer("00000777", "Yann"),
        taken_at=datetime(2026, 10, 1, tzinfo=UTC),
        booked_on=date(2026, 10, 1),
        agency="",
        till="T001",
        agent="A01",
        tenders=(Tender(CARD, 30), Tender(CHEQUE, 50), Tender(CASH, 45)),
        allocated=(Allocation("F-1", 60), Allocation("F-2", 40)),
        credit=10,
        stamp=5,
        change=10,
        amount=110,
        balance_after=0,
    )
    stretches = share(receipt, lambda t: t.kind is CHEQUE)
    assert stretches == ((30, 80),)
    allocated, credit = undone(receipt, stretches)
    assert [(a.document, a.amount) for a in allocated] == [("F-1", -30), ("F-2", -20)]
    assert credit == 0
    assert undone(receipt, share(receipt, lambda t: t.kind is CASH))[1] == -10


@pytest.mark.parametrize(
    ("counts", "reason", "supervisor", "wanted"),
    [
        ([100], "", "", Need.NOTHING),
        ([99], "", "", Need.SECOND_COUNT),
        ([99, 100], "", "", Need.NOTHING),
        ([99, 99], "", "", Need.REASON),
        ([99, 99], "perdu", "", Need.NOTHING),
        ([0, 50], "perdu", "", Need.SUPERVISOR),
        ([0, 50], "perdu", " a01 ", Need.SUPERVISOR),
        ([0, 50], "perdu", "SUP", Need.NOTHING),
        ([0, 75], "perdu", "", Need.NOTHING),
        ([0, 126], "trouvé", "", Need.SUPERVISOR),
    ],
)
def test_what_a_count_still_needs(
    counts: list[int], reason: str, supervisor: str, wanted: Need
) -> None:
    rule = TillRule(supervisor_above=25)
    found = need(rule, counts, 100, reason=reason, supervisor=supervisor, agent="A01")
    assert found is wanted
