"""Who is due, which results wait, and the sums of a run: tables computed by hand and properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.billing_rule import BillingRule
from desktop_app.domain.invoice import Bill, InvoiceKind, Line, LineGroup, VatAmount
from desktop_app.domain.run import Result, Tally, Used, due_end, outsort

JAN, FEB, APR, JUL = date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 1), date(2026, 7, 1)
RULE = BillingRule(amount_floor=50_000, volume_floor=100)


@pytest.mark.parametrize(
    ("kind", "start", "through", "read_on", "closed_on", "end"),
    [
        ("monthly", JAN, date(2026, 1, 31), (), None, None),  # not over yet
        ("monthly", JAN, FEB, (), None, FEB),  # nobody read: estimated on the regular day
        ("monthly", JAN, date(2026, 1, 29), (date(2026, 1, 28),), None, date(2026, 1, 28)),
        ("monthly", JAN, date(2026, 2, 9), (date(2026, 2, 6),), None, date(2026, 2, 6)),  # late
        ("monthly", JAN, date(2026, 2, 5), (date(2026, 2, 6),), None, FEB),  # read after `through`
        ("monthly", JAN, date(2026, 3, 1), (date(2026, 2, 25),), None, FEB),  # the next period's
        ("monthly", JAN, date(2026, 1, 25), (date(2026, 1, 12),), None, None),  # a mere look
        ("monthly", date(2026, 1, 31), date(2026, 3, 1), (), None, date(2026, 2, 28)),
        ("quarterly", JAN, APR, (), None, APR),
        ("quarterly", JAN, date(2026, 5, 1), (date(2026, 4, 30),), None, date(2026, 4, 30)),
        ("half-yearly", JAN, JUL, (date(2026, 6, 28),), None, JUL),  # of the calendar
        ("half-yearly", date(2026, 3, 15), JUL, (), None, JUL),  # first after moving in
        ("half-yearly", JAN, JUL, (), date(2026, 5, 10), date(2026, 5, 10)),  # left
        ("half-yearly", JAN, date(2026, 5, 9), (), date(2026, 5, 10), None),
        ("half-yearly", JAN, JUL, (), JAN, None),  # billed to the end already
    ],
)
def test_who_is_due(kind, start, through, read_on, closed_on, end):
    found = due_end(kind, start, through=through, read_on=read_on, closed_on=closed_on)
    assert found == end


@given(
    kind=st.sampled_from(["monthly", "quarterly", "half-yearly"]),
    start=st.dates(JAN, date(2028, 12, 31)),
    read=st.lists(st.dates(JAN, date(2029, 12, 31)), max_size=4),
    through=st.dates(JAN, date(2029, 12, 31)),
    first=st.booleans(),
)
def test_a_period_ends_after_it_starts_and_by_the_day_asked(kind, start, read, through, first):
    end = due_end(kind, start, through=through, read_on=read, first=first)
    if end is not None:
        assert start < end <= through


def bill(total: int, net: int = 0) -> Bill:
    line = Line("water", "water", {}, LineGroup.CONSUMPTION, net or total, vat_rate=Decimal(0))
    vat = (VatAmount(Decimal(0), total, 0),)
    return Bill((line,), vat, total, 0, 0, total)


PLAIN = Result(InvoiceKind.PERIODIC, 30, bill(10_000), (Used("water", 20, None),), None, 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"bill": bill(-1)}, "negative"),
        ({"bill": bill(-1), "kind": InvoiceKind.SETTLEMENT}, None),
        ({"bill": bill(-1), "kind": InvoiceKind.REGULARISATION}, None),
        ({"used": (Used("water", 501, 100),)}, "volume-absurd"),
        ({"used": (Used("water", 500, 100),)}, None),  # five times is not above five times
        ({"used": (Used("water", 100, 3),)}, None),  # under the floor
        ({"used": (Used("water", 5000, None),)}, None),  # no history, nothing to compare with
        ({"bill": replace(bill(5_000), lines=())}, "zero-price"),
        ({"bill": replace(bill(5_000), lines=()), "used": (Used("water", 0, 9),)}, None),
        ({"estimates": 3}, None),
        ({"estimates": 4}, "estimated-often"),
        ({"bill": bill(50_001), "before": (10_000, 30)}, "amount-jump"),
        ({"bill": bill(50_000), "before": (10_000, 30)}, None),
        ({"bill": bill(100_002), "before": (10_000, 15)}, "amount-jump"),
        ({"bill": bill(100_000), "before": (10_000, 15)}, None),  # twice as many days
        ({"bill": bill(1_499)}, "below-threshold"),
        ({"bill": bill(1_500)}, None),  # strictly under
        ({"bill": bill(1_499), "kind": InvoiceKind.FINAL}, None),
        ({"bill": bill(0), "used": ()}, None),
    ],
)
def test_what_waits(change, reason):
    held = outsort(replace(PLAIN, **change), RULE, small_sum=200, title_threshold=1_500)
    assert (held.reason if held else None) == reason


@given(st.lists(st.tuples(st.integers(-(10**6), 10**6), st.booleans()), max_size=30), st.data())
def test_the_parts_of_a_run_add_up_to_the_run(bills, data):
    cut = data.draw(st.integers(0, len(bills)))
    whole, first, second = Tally(), Tally(), Tally()
    for n, (total, estimated) in enumerate(bills):
        for tally in (whole, first if n < cut else second):
            tally.count(InvoiceKind.PERIODIC, bill(total), estimated=estimated)
            tally.hold("negative")
    first.add(second)
    assert first == whole
    assert whole.total == sum(t for t, _ in bills) == sum(b for b, _ in whole.vat.values())
