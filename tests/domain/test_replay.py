"""The replay of real bills: who is replayed, from what, and how errors are counted."""

from __future__ import annotations

from decimal import Decimal

from desktop_app.domain.replay import LEAKS, Bill, evaluate

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
    assert (made.year, made.bills, made.joined) == (2016, 9, 0)
    assert made.set_aside == {"not-household": 0, "only-history": 18, "no-two-years": 0}
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
    made = evaluate(bills, {HOME})
    assert made.bills == 3
    assert made.set_aside == {"not-household": 9, "only-history": 9, "no-two-years": 3}


def test_bills_of_one_month_are_one_bill() -> None:
    """Two meters of an account: 10 + 7 a month before, 17 in the last year."""
    second = history(1, (2014, 7), (2015, 7), months=(2,))
    bills = [
        *history(1, (2014, 10), (2015, 10), (2016, 10)),
        *second,
        Bill(1, HOME, month(2016, 2), 7),
    ]
    made = evaluate(bills, {HOME})
    assert (made.bills, made.joined) == (3, 1)
    assert made.methods["two_year_mean"].weighted_error == 0


def test_a_month_billed_twice_tells_what_one_bill_is() -> None:
    """August 2015 was billed twice (a correction): as it stands it misleads the plain methods, not the suggestion."""
    months = (2, 4, 6, 8, 10, 12)
    bills = history(1, (2014, 100), (2015, 100), (2016, 100), months=months)
    made = evaluate([*bills, Bill(1, HOME, month(2015, 8), 100)], {HOME})
    assert made.joined == 0
    assert made.methods["last_year"].weighted_error == Decimal("0.1667")
    assert made.methods["two_year_mean"].weighted_error == Decimal("0.0833")
    assert made.methods["two_year_mean_per_bill"].weighted_error == 0
    assert made.methods["suggested"].weighted_error < Decimal("0.01")


def test_as_many_bills_are_forecast_as_meters_are_read() -> None:
    """Three meters of 100 in the past, two of them left in the last year: 200, not 300."""
    three = [b for _ in range(3) for b in history(1, (2014, 100), (2015, 100))]
    two = [b for _ in range(2) for b in history(1, (2016, 100))]
    made = evaluate([*three, *two], {HOME})
    assert (made.bills, made.joined) == (3, 3)
    assert made.methods["two_year_mean"].weighted_error == Decimal("0.5000")
    assert made.methods["suggested"].weighted_error < Decimal("0.01")
    assert made.coverage == 1


def test_a_leak_is_added_to_the_empty_month_too() -> None:
    """Nothing passed in the last year: ten times nothing is no leak, the usual volume on top of nothing is one."""
    bills = history(1, (2014, 1000), (2015, 1000), (2016, 0))
    made = evaluate(bills, {HOME}).alarms
    assert (made.caught, made.caught_multiplied, made.caught_doubled) == (Decimal("0.7500"), 0, 0)


def test_volumes_beyond_any_meter_are_counted_without_a_fault() -> None:
    bills = history(1, (2014, 1), (2015, 10**40), (2016, 10**60))
    made = evaluate(bills, {HOME})
    assert made.methods["two_year_mean"].weighted_error == 1
    turned = evaluate(history(1, (2014, 1), (2015, 10**60), (2016, 1)), {HOME})
    assert turned.methods["last_year"].weighted_error > 10**50


def test_an_absurd_bill_of_the_past_ruins_the_plain_methods_alone() -> None:
    months = (2, 4, 6, 8, 10, 12)
    bills = [
        bill
        for account in range(30)
        for bill in history(account, (2014, 30), (2015, 28), (2016, 29), months=months)
    ]
    absurd = [Bill(b.account, HOME, b.month, 421_817) if n == 9 else b for n, b in enumerate(bills)]
    assert absurd[9].month == month(2015, 8)
    made = evaluate(absurd, {HOME}).methods
    assert made["two_year_mean"].weighted_error > 40
    assert made["last_year"].weighted_error > 80
    assert made["suggested"].weighted_error < Decimal("0.05")


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
    assert (made.alarms.caught_doubled, made.alarms.caught_multiplied) == (1, 1)
    assert (made.alarms.false_to_date, made.alarms.caught_to_date) == (0, 1)


def test_leaks_are_spread_evenly_from_twice_to_five_times() -> None:
    import math

    steps = [math.log(percent / 200) / math.log(2.5) for percent in LEAKS]
    assert [round(step * 10 - 0.5) for step in steps] == list(range(10))


def test_the_last_year_never_feeds_the_suggestion() -> None:
    """Were a bill of 2016 to feed the next one, the error would shrink over the year as it does to date."""
    months = (2, 4, 6, 8, 10, 12)
    bills = history(1, (2014, 100), (2015, 100), (2016, 50), months=months)
    made = evaluate(bills, {HOME}).methods
    assert made["suggested"].median_error == 1
    assert made["suggested_to_date"].median_error < Decimal("0.5")
