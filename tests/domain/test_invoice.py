"""What an invoice adds up to: VAT once per rate, levies outside it, the litre price, the last day to pay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop_app.domain.invoice import (
    Bar,
    Line,
    LineGroup,
    bill_of,
    due_on,
    litre_price,
    merged,
    negated,
    vat_on,
)
from desktop_app.domain.money import round_div
from desktop_app.services import rulebooks

IROISE, CASABLANCA, ORAN = (rulebooks.load(c) for c in ("iroise", "casablanca", "oran"))


def line(net: int, rate: str | None, group: LineGroup = LineGroup.CONSUMPTION) -> Line:
    return Line(
        heading="supply",
        code="x",
        labels={},
        group=group,
        net=net,
        service="water",
        vat_rate=None if rate is None else Decimal(rate),
    )


@pytest.mark.parametrize(
    ("rules", "issued", "due"),
    [
        (IROISE, "2026-07-01", "2026-07-29"),
        (CASABLANCA, "2020-07-03", "2020-07-21"),
        (CASABLANCA, "2020-11-27", "2020-12-15"),
        (CASABLANCA, "2026-02-10", "2026-02-28"),  # Ramadan moves the clock there, not the date
        (ORAN, "2028-02-01", "2028-03-02"),
    ],
)
def test_last_day_to_pay(rules: object, issued: str, due: str) -> None:
    assert due_on(rules, date.fromisoformat(issued)) == date.fromisoformat(due)  # type: ignore[arg-type]


def test_vat_is_worked_out_once_per_rate_and_never_per_line() -> None:
    # 3 x 0.09 at 5.5 %: 0.01485 -> 0.01 at once, but 3 x 0.00 line by line
    bill = bill_of([line(9, "5.5")] * 3 + [line(100, None, LineGroup.LEVY)], IROISE)
    assert (bill.net, bill.vat_total, bill.levies, bill.total) == (27, 1, 100, 128)


def test_rates_are_listed_from_the_lowest_and_an_exempt_base_is_shown() -> None:
    bill = bill_of([line(100, "10"), line(50, "0"), line(100, "5.5")], IROISE)
    assert [(v.rate, v.base, v.amount) for v in bill.vat] == [
        (Decimal(0), 50, 0),
        (Decimal("5.5"), 100, 6),
        (Decimal(10), 100, 10),
    ]


@pytest.mark.parametrize(
    ("base", "rate", "amount"),
    [(100, "5.5", 6), (-100, "5.5", -6), (90, "5.5", 5), (1, "50", 1), (-1, "50", -1)],
)
def test_vat_is_rounded_half_up(base: int, rate: str, amount: int) -> None:
    assert vat_on(base, Decimal(rate)) == amount


@pytest.mark.parametrize(
    ("n", "d", "q"), [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0)]
)
def test_whole_division_rounds_half_up(n: int, d: int, q: int) -> None:
    assert round_div(n, d) == q


def test_the_litre_price_leaves_the_subscription_out() -> None:
    bill = bill_of([line(2975, "5.5", LineGroup.FIXED), line(7500, "5.5")], IROISE)
    # total 110.51; subscription 29.75 + 1.64; (110.51 - 31.39) / 60 000
    assert litre_price(bill, 60_000) == Decimal("0.00132")
    assert litre_price(bill, 0) is None


def test_merged_bills_add_their_rounded_taxes() -> None:
    one = bill_of([line(9, "5.5")], IROISE)
    three = merged([one, one, one])
    assert (three.net, three.vat_total) == (27, 0)
    assert three.sections == (("water", 27),)
    assert merged([]).total == 0


def test_a_credit_note_turns_quantities_and_loses_the_litre_price() -> None:
    priced = replace(line(7500, "5.5"), quantity=Decimal(60), unit_price=Decimal("1.25"))
    twin = negated(replace(bill_of([priced], IROISE), litre_price=Decimal("0.00132")))
    assert (twin.lines[0].quantity, twin.lines[0].unit_price) == (-60, Decimal("1.25"))
    assert (twin.total, twin.litre_price) == (-7913, None)


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        (date(2026, 9, 1), date(2026, 10, 1), "2026-09"),
        (date(2026, 9, 27), date(2026, 10, 27), "2026-10"),  # nearly all of it was used in October
        (date(2026, 6, 1), date(2026, 9, 1), "2026-08"),
        (date(2024, 11, 20), date(2025, 11, 20), "2025-11"),
    ],
)
def test_a_bar_is_named_by_the_month_it_stands_for(start: date, end: date, named: str) -> None:
    assert f"{Bar(start, end, 12, False).named_by:%Y-%m}" == named
