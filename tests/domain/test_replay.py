"""The replay of real bills: who is replayed, from what, and how errors are counted."""

from __future__ import annotations

from decimal import Decimal

from desktop_app.domain.replay import Bill, evaluate

HOME = "home"


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def history(
    account: int, *years: tuple[int, int], category: str = HOME, months: tuple[int, ...] = (2, 4, 6)
) -> list[Bill]:
    """Bills of the given months, the same volume all year."""
    return [Bill(account, category, month(y, m), v) for y, v in years for m in months]


def test_errors_are_weighted_by_volume_and_by_their_middle() -> None:
    bills = [
        *history(1, (2014, 100), (2015, 100), (2016, 100)),
        *history(2, (2014, 300), (2015, 100), (2016, 100)),
        *history(3, (2014, 100), (2015, 100), (2016, 200)),
    ]
    made = evaluate(bills, {HOME})
    assert (made.year, made.bills, made.set_aside) == (2016, 9, 0)
    mean, last = made.methods["two_year_mean"], made.methods["last_year"]
    assert mean.weighted_error == Decimal("0.5000")  # 3 x (0 + 100 + 100) of 3 x 400
    assert mean.median_error == Decimal("0.5000")
    assert last.weighted_error == Decimal("0.2500")
    assert last.median_error == Decimal("0.0000")


def test_only_households_with_two_years_before_are_replayed() -> None:
    bills = [
        *history(1, (2014, 10), (2015, 10), (2016, 10)),
        *history(2, (2015, 10), (2016, 10)),
        *history(3, (2014, 10), (2015, 10), (2016, 10), category="shop"),
    ]
    assert evaluate(bills, {HOME}).bills == 3


def test_months_billed_twice_are_set_aside_and_counted() -> None:
    bills = [*history(1, (2014, 10), (2015, 10), (2016, 10)), Bill(1, HOME, month(2015, 2), 7)]
    made = evaluate(bills, {HOME})
    assert (made.bills, made.set_aside) == (2, 2)


def test_no_bill_at_all_is_an_empty_evaluation() -> None:
    made = evaluate([], {HOME})
    assert (made.bills, made.coverage, made.alarms.caught) == (0, 0, 0)


def test_steady_customers_are_covered_and_their_leaks_caught() -> None:
    bills = [
        bill
        for account in range(30)
        for bill in history(
            account, (2014, 1000), (2015, 1000), (2016, 1000), months=(2, 4, 6, 8, 10, 12)
        )
    ]
    made = evaluate(bills, {HOME})
    assert (made.coverage, made.alarms.false, made.alarms.caught) == (1, 0, 1)
    assert made.alarms.caught_doubled == 1


def test_the_last_year_never_feeds_the_suggestion() -> None:
    """Were a bill of 2016 to feed the next one, the error would shrink over the year as it does to date."""
    months = (2, 4, 6, 8, 10, 12)
    bills = history(1, (2014, 100), (2015, 100), (2016, 300), months=months)
    made = evaluate(bills, {HOME}).methods
    assert made["suggested"].median_error == Decimal("0.6667")
    assert made["suggested_to_date"].median_error < Decimal("0.4")
