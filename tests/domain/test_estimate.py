"""Estimates: the legal methods of the three operators, and the suggestion with its band."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.estimate import (
    Neighbours,
    alarm_above,
    legal,
    outlook,
    profile,
    same_period,
    suggested,
)
from desktop_app.domain.meter import Span, Usual
from desktop_app.domain.period import add_months

CASABLANCA = ("two-year-mean", "twelve-month-mean", "zone", "minimum")
CASCADE = ("two-year-mean", "last-year", "previous-period", "zone", "minimum")
APRIL, MAY, JUNE, JULY = (date(2020, m, 1) for m in (4, 5, 6, 7))
LYDEC = [  # rules.md 6.5 and MA-07: the same months of 2018 and 2019
    Span(date(year, month, 1), date(year, month + 1, 1), volume)
    for year, volumes in ((2018, (132, 140, 150)), (2019, (148, 150, 154)))
    for month, volume in zip((4, 5, 6), volumes, strict=True)
]


def monthly(first: date, *volumes: int, kind: str = "real") -> list[Span]:
    """Consecutive months."""
    return [
        Span(add_months(first, n), add_months(first, n + 1), v, kind) for n, v in enumerate(volumes)
    ]


@pytest.mark.parametrize(
    ("start", "end", "volume"), [(APRIL, MAY, 140), (MAY, JUNE, 145), (JUNE, JULY, 152)]
)
def test_the_mean_of_the_same_month_in_the_two_previous_years(
    start: date, end: date, volume: int
) -> None:
    made = legal(CASABLANCA, LYDEC, start, end)
    assert (made.method, made.volume) == ("two-year-mean", volume)
    assert [s[0] for s in made.sources] == [date(2018, start.month, 1), date(2019, start.month, 1)]


def test_the_usual_volume_of_the_three_months_together() -> None:
    """MA-07: 140 + 145 + 152 = 437, against which 600 is above usual."""
    assert legal(CASABLANCA, LYDEC, APRIL, JULY).volume == 437


def test_one_year_missing_leaves_the_other() -> None:
    made = legal(CASABLANCA, [s for s in LYDEC if s.start.year == 2019], APRIL, MAY)
    assert (made.method, made.volume) == ("two-year-mean", 148)


@pytest.mark.parametrize(
    ("methods", "history", "method", "volume"),
    [
        (CASABLANCA, monthly(date(2019, 10, 1), 31, 30, 31, 31, 29, 31), "twelve-month-mean", 30),
        (CASCADE, monthly(date(2020, 3, 1), 31), "previous-period", 30),
        (CASCADE, [Span(date(2020, 3, 25), APRIL, 9)], "zone", 12),
        (CASCADE, [], "zone", 12),
        (("two-year-mean", "minimum"), [], "minimum", 5),
        ((), [], "minimum", 5),
        (("last-year", "minimum"), monthly(date(2019, 4, 1), 40), "last-year", 40),
    ],
)
def test_the_cascade_takes_the_first_method_with_what_it_needs(
    methods: tuple[str, ...], history: list[Span], method: str, volume: int
) -> None:
    made = legal(methods, history, APRIL, MAY, zone=Usual(146, 365, 1), minimum=5)
    assert (made.method, made.volume) == (method, volume)


def test_an_unknown_method_is_a_bug_of_the_rule_book() -> None:
    with pytest.raises(ValueError, match="guess"):
        legal(("guess",), [], APRIL, MAY)


def test_reading_days_need_not_fall_on_the_same_day() -> None:
    history = [Span(date(2019, 4, 3), date(2019, 5, 2), 58)]  # 2 a day over 29 days
    assert legal(CASABLANCA, history, APRIL, MAY).volume == 60


def test_february_of_a_leap_year_counts_as_it_was() -> None:
    history = [
        Span(date(2024, 2, 1), date(2024, 3, 1), 58),
        Span(date(2025, 2, 1), date(2025, 3, 1), 60),
    ]
    assert legal(CASABLANCA, history, date(2026, 2, 1), date(2026, 3, 1)).volume == 59


FIRST_HALF = (date(2026, 1, 1), date(2026, 7, 1))


@pytest.mark.parametrize(
    ("history", "volume"),
    [
        ([Span(date(2025, 1, 1), date(2026, 1, 1), 120)], 60),  # FR-01
        ([Span(date(2025, 1, 1), date(2026, 1, 1), 131)], 66),  # half up
        (
            [
                Span(date(2025, 1, 1), date(2025, 7, 1), 58, "estimated"),
                Span(date(2025, 7, 1), date(2026, 1, 1), 62),
            ],
            60,
        ),
        (
            [
                Span(date(2025, 1, 1), date(2025, 7, 1), 70),
                Span(date(2025, 7, 1), date(2026, 1, 1), 50),
            ],
            60,
        ),
        ([Span(date(2024, 12, 12), date(2025, 12, 12), 120)], 60),
    ],
)
def test_half_of_last_year(history: list[Span], volume: int) -> None:
    made = legal(("half-of-last-year", "minimum"), history, *FIRST_HALF)
    assert (made.method, made.volume) == ("half-of-last-year", volume)
    assert made.sources


def test_half_of_last_year_needs_a_year() -> None:
    history = [Span(date(2025, 6, 1), date(2026, 1, 1), 80)]
    assert (
        legal(("half-of-last-year", "zone"), history, *FIRST_HALF, zone=Usual(100, 365, 9)).method
        == "zone"
    )


def test_a_shorter_period_takes_its_days_of_the_year() -> None:
    """Moving in on 15 March: 108 days of 120 m3 a year are 35.5 m3."""
    history = [Span(date(2025, 1, 1), date(2026, 1, 1), 120)]
    made = legal(("half-of-last-year",), history, date(2026, 3, 15), date(2026, 7, 1))
    assert made.volume == 36


def test_an_estimate_never_feeds_another() -> None:
    history = [*monthly(date(2018, 4, 1), 132), *monthly(date(2019, 4, 1), 999, kind="estimated")]
    made = legal(CASABLANCA, history, APRIL, MAY)
    assert made.volume == 132
    assert made.sources == ((date(2018, 4, 1), date(2018, 5, 1), 132),)


def test_readings_after_the_start_are_not_looked_at() -> None:
    assert legal(CASABLANCA, [*LYDEC, *monthly(APRIL, 9000)], APRIL, MAY).volume == 140


def test_a_year_tells_nothing_about_a_month() -> None:
    assert same_period([Span(date(2019, 1, 1), date(2020, 1, 1), 1200)], APRIL, MAY, 1) is None


def test_the_legal_estimate_carries_a_band_that_holds_it() -> None:
    made = legal(CASABLANCA, LYDEC, APRIL, MAY)
    assert made.low is not None
    assert made.high is not None
    assert made.low <= made.volume <= made.high


STEADY = monthly(date(2024, 1, 1), *[20] * 24)
JANUARY = (date(2026, 1, 1), date(2026, 2, 1))


def test_the_suggestion_of_a_steady_customer_is_tight() -> None:
    made = suggested(STEADY, *JANUARY)
    assert made is not None
    assert made.method == "suggested"
    assert made.low is not None
    assert made.high is not None
    assert 19 <= made.volume <= 21
    assert 13 <= made.low < made.volume < made.high <= 26


def test_the_suggestion_is_the_mean_of_the_two_lowest_of_four_marks() -> None:
    """In months of 31 days: last 240; last three (210 + 370 + 240) / 3; middle 300; Januaries (300 + 360) / 2."""
    past = [
        *monthly(date(2024, 1, 1), 300),
        *monthly(date(2024, 12, 1), 400, 360),
        *monthly(date(2025, 3, 1), 190, 380),
        *monthly(date(2025, 5, 1), 210),
        *monthly(date(2025, 7, 1), 370),
        *monthly(date(2025, 12, 1), 240),
    ]
    made = suggested(past, *JANUARY)
    assert made is not None
    assert made.volume == round((240 + (210 + 370 + 240) / 3) / 2)
    assert [volume for *_, volume in made.sources] == [300, 360, 210, 370, 240]
    assert (made.low, made.high) == (240 * 70 // 100, -(-330 * 108 // 100))


def test_the_band_and_the_alarm_leave_very_small_users_some_room() -> None:
    """Half a ladle more is no leak: what the category uses widens the band upwards and raises the alarm."""
    history = monthly(date(2024, 1, 1), *[2] * 24)
    alone, among = (
        outlook(history, *JANUARY),
        outlook(history, *JANUARY, Neighbours(Usual(2, 1, 9))),
    )
    assert alone is not None
    assert among is not None
    assert (alone.likely.volume, among.likely.volume) == (2, 2)
    assert (alone.alarm_above, among.alarm_above) == (3, 5)
    assert alone.likely.high is not None
    assert among.likely.high is not None
    assert (alone.likely.high, among.likely.high) == (3, 7)


def test_an_absurd_bill_does_not_move_the_suggestion() -> None:
    spoilt = [*STEADY[:-1], Span(STEADY[-1].start, STEADY[-1].end, 421817)]
    made, clean = suggested(spoilt, *JANUARY), suggested(STEADY, *JANUARY)
    assert made is not None
    assert clean is not None
    assert abs(made.volume - clean.volume) <= 1


def test_a_leak_is_above_the_alarm_and_the_usual_month_is_not() -> None:
    alarm = alarm_above(STEADY, *JANUARY)
    assert alarm is not None
    assert 20 < alarm < 40


def test_the_neighbours_season_moves_the_last_months_into_this_one() -> None:
    summer = Neighbours(season=(1000,) * 6 + (1500, 1500) + (1000,) * 4)
    history = monthly(date(2026, 1, 1), *[20] * 6)
    july = (date(2026, 7, 1), date(2026, 8, 1))
    plain, seasonal = suggested(history, *july), suggested(history, *july, summer)
    assert plain is not None
    assert seasonal is not None
    assert Fraction(seasonal.volume, plain.volume) > Fraction(14, 10)


@pytest.mark.parametrize(
    ("months", "low", "high"), [(0, 60, 62), (1, 39, 41), (2, 33, 34), (3, 30, 31), (4, 20, 21)]
)
def test_a_short_history_is_drawn_to_its_neighbours(months: int, low: int, high: int) -> None:
    around = Neighbours(Usual(2, 1, 100))
    history = monthly(add_months(JANUARY[0], -months), *[20] * months)
    made = suggested(history, *JANUARY, around)
    assert made is not None
    assert low <= made.volume <= high


def test_nothing_known_gives_no_suggestion() -> None:
    assert suggested([], *JANUARY) is None
    assert alarm_above([], *JANUARY) is None
    made = legal(("minimum",), [], *JANUARY, minimum=3)
    assert (made.volume, made.low, made.high) == (3, None, None)


def test_the_profile_of_a_category_is_its_middle() -> None:
    made = profile([monthly(date(2024, 1, 1), *[v] * 24) for v in (10, 20, 30, 20, 400000)])
    assert made.usual is not None
    assert made.usual.spans == 5
    assert 19 <= made.usual.over(30) <= 20
    assert made.season == (1000,) * 12
    assert profile([]) == Neighbours()


def test_the_profile_finds_the_season() -> None:
    year = [20] * 6 + [40, 40] + [20] * 4
    made = profile([monthly(date(2024, 1, 1), *year, *year)] * 10)
    assert made.season[6] > 1800
    assert 900 < made.season[0] < 1100


histories = st.lists(
    st.tuples(st.integers(-20, 2000), st.sampled_from(["real", "self", "estimated"])), max_size=30
)


@given(histories, st.integers(1, 200))
def test_any_history_gives_an_ordered_band(cases: list[tuple[int, str]], days: int) -> None:
    history = [
        Span(add_months(date(2023, 6, 1), n), add_months(date(2023, 6, 1), n + 1), v, kind)
        for n, (v, kind) in enumerate(cases)
    ]
    start = date(2026, 1, 1)
    end = date.fromordinal(start.toordinal() + days)
    made = suggested(history, start, end, Neighbours(Usual(3, 10, 5), (1000,) * 12))
    assert made is not None
    assert made.low is not None
    assert made.high is not None
    assert 0 <= made.low <= made.volume <= made.high
    bill = legal(CASCADE, history, start, end, zone=Usual(1, 2, 1))
    assert bill.volume >= 0
    true = {(s.start, s.end, s.volume) for s in history if s.kind != "estimated"}
    for source in bill.sources:
        assert source[1] <= start
        assert source in true or (source[1] - source[0]).days > 31


@given(st.integers(1, 1000), st.integers(2, 50))
def test_the_suggestion_follows_the_unit(volume: int, times: int) -> None:
    """Litres or cubic metres: the same history in a finer unit gives the same suggestion."""
    history = monthly(date(2024, 1, 1), *[volume + n % 5 for n in range(24)])
    finer = [Span(s.start, s.end, s.volume * times) for s in history]
    one, other = suggested(history, *JANUARY), suggested(finer, *JANUARY)
    assert one is not None
    assert other is not None
    assert abs(one.volume * times - other.volume) <= times
