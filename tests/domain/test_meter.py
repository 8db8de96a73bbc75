"""Judging readings: the bands and checks of features.md section 8."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.meter import (
    Judgement,
    Span,
    Usual,
    Verdict,
    anomalies_in_a_row,
    band,
    escalation,
    estimates_in_a_row,
    exchanged,
    expected,
    extended,
    is_leak,
    judge,
    measured,
    passed,
    usual,
    without_outliers,
)
from desktop_app.domain.refusals import IndexBeyondDial
from desktop_app.domain.rulebook import ReadingRule

BANDS = ((20, 40, 160), (45, 50, 150), (100, 60, 140), (None, 70, 130))
RULE = ReadingRule(
    bands=BANDS,
    small_mean=10,
    small_slack=10,
    inform_percent=150,
    stop_percent=None,
    rollover_volume=200,
    rollover_times=2,
    escalation=((1, "second-check"), (2, "letter"), (3, "field-visit")),
)
FRANCE = ReadingRule(
    bands=BANDS,
    small_mean=10,
    small_slack=10,
    inform_percent=150,
    stop_percent=200,
    rollover_volume=200,
    rollover_times=2,
)


def look(
    figure: int, prev: int = 1000, mean: int | None = 30, rule: ReadingRule = RULE, **more: object
) -> Judgement:
    facts: dict[str, object] = {
        "digits": 5,
        "prev_kind": "real",
        "days": 30,
        "mean_days": 30,
        **more,
    }
    return judge(figure=figure, prev=prev, mean=mean, rule=rule, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mean", "prev", "digits", "low", "high"),
    [  # features.md 8.1, then the edges of the bands
        (8, 120, 5, 120, 138),
        (30, 1000, 5, 1015, 1045),
        (80, 5000, 5, 5048, 5112),
        (200, 500, 5, 640, 760),
        (30, 99980, 5, 99995, 25),
        (0, 120, 5, 120, 130),
        (10, 100, 5, 100, 120),
        (11, 100, 5, 104, 118),  # 4.4 and 17.6
        (20, 100, 5, 108, 132),
        (21, 100, 5, 111, 132),  # 10.5 and 31.5, half up
        (45, 100, 5, 123, 168),  # 22.5 and 67.5, half up
        (46, 100, 5, 128, 164),
        (100, 100, 5, 160, 240),
        (101, 100, 5, 171, 231),
        (30, 9999, 4, 14, 44),  # the whole band beyond zero
    ],
)
def test_the_soft_band(mean: int, prev: int, digits: int, low: int, high: int) -> None:
    assert band(mean, prev, digits, RULE) == (low, high)


@pytest.mark.parametrize(
    ("figure", "mean", "kind"),
    [
        (1015, 30, Verdict.OK),
        (1045, 30, Verdict.OK),
        (1014, 30, Verdict.SOFT_LOW),
        (1000, 30, Verdict.ZERO),
        (1046, 30, Verdict.HIGH),  # strictly above 150 %, which is also the band's edge here
        (1113, 80, Verdict.SOFT_HIGH),
        (1120, 80, Verdict.SOFT_HIGH),
        (1121, 80, Verdict.HIGH),
        (1018, 8, Verdict.OK),  # a floor and a ratio: 225 % of a small mean alarms nobody
        (1019, 8, Verdict.HIGH),
        (1000, 0, Verdict.OK),
        (1010, 0, Verdict.OK),
        (1011, 0, Verdict.HIGH),
        (1500, None, Verdict.OK),
    ],
)
def test_a_volume_is_graded_against_the_mean(figure: int, mean: int | None, kind: Verdict) -> None:
    made = look(figure, mean=mean, prev=1000)
    assert (made.kind, made.volume) == (kind, figure - 1000)


@pytest.mark.parametrize(
    ("figure", "kind"), [(1160, Verdict.HIGH), (1161, Verdict.VERY_HIGH), (1120, Verdict.SOFT_HIGH)]
)
def test_in_france_more_than_double_stops_strictly(figure: int, kind: Verdict) -> None:
    made = look(figure, mean=80, rule=FRANCE)
    assert made.kind is kind
    assert made.inform is (kind is not Verdict.SOFT_HIGH)


def test_the_mean_is_brought_to_the_days_of_the_period() -> None:
    assert look(1060, mean=30, days=60).kind is Verdict.OK
    assert look(1060, mean=30, days=30).kind is Verdict.HIGH
    assert look(1060, mean=365, mean_days=365, days=60).usual == 60


@pytest.mark.parametrize(
    ("prev", "figure", "mean", "kind", "volume"),
    [  # features.md 8.2
        (99950, 30, 30, Verdict.ROLLOVER, 80),
        (99950, 400, 30, Verdict.BELOW_PREVIOUS, 400 - 99950),
        (99950, 400, 240, Verdict.ROLLOVER, 450),
        (99950, 430, 240, Verdict.ROLLOVER, 480),
        (99950, 431, 240, Verdict.BELOW_PREVIOUS, 431 - 99950),
        (99950, 150, None, Verdict.ROLLOVER, 200),
        (99950, 151, None, Verdict.BELOW_PREVIOUS, 151 - 99950),
        (1000, 990, 30, Verdict.BELOW_PREVIOUS, -10),
    ],
)
def test_passing_zero_is_told_apart_from_a_figure_below(
    prev: int, figure: int, mean: int | None, kind: Verdict, volume: int
) -> None:
    made = look(figure, prev=prev, mean=mean)
    assert (made.kind, made.volume) == (kind, volume)
    assert made.rollover is (kind is Verdict.ROLLOVER)
    assert made.believed is (kind is Verdict.ROLLOVER)


def test_a_rollover_may_be_high_as_well() -> None:
    made = look(30, prev=99950, mean=30)
    assert (made.kind, made.grade, made.inform) == (Verdict.ROLLOVER, Verdict.HIGH, True)


@pytest.mark.parametrize(
    ("last_real", "prev", "figure", "kind", "volume"),
    [  # features.md 8.3
        (1000, 1060, 1045, Verdict.ASSESSING, 45),
        (1000, 1060, 1000, Verdict.ASSESSING, 0),
        (1000, 1060, 1059, Verdict.ASSESSING, 59),
        (1000, 1060, 1060, Verdict.ZERO, 0),
        (1000, 1060, 999, Verdict.BELOW_PROJECTED, -61),
        (99980, 40, 20, Verdict.ASSESSING, 40),  # the estimates passed zero, the dial too
        (99980, 40, 99995, Verdict.ASSESSING, 15),  # the estimates passed zero, the dial did not
        (99900, 99990, 20, Verdict.ROLLOVER, 30),
    ],
)
def test_a_figure_under_the_estimates_cancels_them(
    last_real: int, prev: int, figure: int, kind: Verdict, volume: int
) -> None:
    made = look(figure, prev=prev, prev_kind="estimated", last_real=last_real)
    assert (made.kind, made.volume) == (kind, volume)


def test_without_a_real_reading_a_figure_under_the_estimate_is_reviewed() -> None:
    assert look(1045, prev=1060, prev_kind="estimated").kind is Verdict.BELOW_PROJECTED


def test_after_estimates_the_size_is_judged_from_the_last_real_reading() -> None:
    """Three months, estimates of 10 and 10 too low, then 70 at once: 90 over 90 days is usual."""
    made = look(1090, prev=1020, prev_kind="estimated", last_real=1000, last_real_days=90)
    assert (made.kind, made.volume) == (Verdict.OK, 70)


def test_a_figure_beyond_the_dial_is_refused() -> None:
    with pytest.raises(IndexBeyondDial) as refusal:
        look(100000)
    assert refusal.value.values == {"index": 100000, "digits": 5}


def test_what_is_expected_agrees_with_the_judgement() -> None:
    made = expected(prev=1000, digits=5, mean=80, mean_days=30, days=30, rule=FRANCE)
    assert (made.usual, made.low, made.high, made.inform_above, made.stop_above) == (
        80,
        1048,
        1112,
        120,
        160,
    )
    assert (
        expected(prev=1000, digits=5, mean=8, mean_days=30, days=30, rule=RULE).inform_above == 18
    )


@given(
    mean=st.integers(0, 400),
    mean_days=st.integers(1, 800),
    days=st.integers(1, 400),
    volume=st.integers(0, 3000),
    prev=st.integers(0, 9999),
)
def test_the_band_shown_before_typing_is_the_one_applied_after(
    mean: int, mean_days: int, days: int, volume: int, prev: int
) -> None:
    facts = {
        "mean": mean,
        "mean_days": mean_days,
        "days": days,
        "rule": FRANCE,
        "digits": 6,
        "prev": prev,
    }
    shown = expected(**facts)  # type: ignore[arg-type]
    made = judge(figure=prev + volume, prev_kind="real", **facts)  # type: ignore[arg-type]
    assert shown.stop_above is not None
    if volume > shown.stop_above:
        assert made.kind is Verdict.VERY_HIGH
    elif volume > shown.inform_above:
        assert made.kind is Verdict.HIGH
    elif shown.low <= prev + volume <= shown.high:
        assert made.kind in (Verdict.OK, Verdict.ZERO)
    else:
        assert made.kind in (Verdict.SOFT_LOW, Verdict.SOFT_HIGH, Verdict.ZERO)


@given(st.integers(3, 8), st.data())
def test_any_figure_of_the_dial_gets_a_verdict(digits: int, data: st.DataObject) -> None:
    dial = st.integers(0, 10**digits - 1)
    made = judge(
        figure=data.draw(dial),
        digits=digits,
        prev=data.draw(dial),
        days=data.draw(st.integers(1, 800)),
        prev_kind=data.draw(st.sampled_from(["real", "self", "estimated", "initial"])),
        mean=data.draw(st.none() | st.integers(0, 1000)),
        mean_days=365,
        rule=FRANCE,
        last_real=data.draw(st.none() | dial),
        last_real_days=data.draw(st.none() | st.integers(1, 900)),
    )
    assert made.believed is (made.volume >= 0)


@pytest.mark.parametrize(
    ("volume", "days", "leak"),
    [(160, 180, False), (161, 180, True), (80, 90, False), (81, 90, True)],
)
def test_a_leak_is_strictly_above_double(volume: int, days: int, leak: bool) -> None:
    assert is_leak(volume, days, mean=80, mean_days=180, percent=200) is leak


def spans(*volumes: object, kinds: str = "", start: date = date(2025, 1, 1)) -> list[Span]:
    """Consecutive spans of 30 days; `kinds` has one letter each: r real, e estimated, s self."""
    names = {"r": "real", "e": "estimated", "s": "self"}
    letters = kinds or "r" * len(volumes)
    return [
        Span(
            start + timedelta(days=30 * n),
            start + timedelta(days=30 * (n + 1)),
            int(str(v)),
            names[k],
        )
        for n, (v, k) in enumerate(zip(volumes, letters, strict=True))
    ]


def test_estimates_join_the_reading_that_closes_them() -> None:
    made = measured(spans(30, 40, 50, -10, 33, kinds="reers"))
    assert [(s.volume, s.days) for s in made] == [(30, 30), (80, 90), (33, 30)]


def test_estimates_not_yet_closed_feed_nothing() -> None:
    assert [s.volume for s in measured(spans(30, 40, 50, kinds="ree"))] == [30]
    assert measured(spans(40, kinds="e")) == ()


def test_a_gap_parts_an_estimate_from_a_later_reading() -> None:
    before, after = spans(40, kinds="e")[0], Span(date(2026, 1, 1), date(2026, 2, 1), 20)
    assert measured([before, after]) == (after,)


def test_flagged_readings_stay_out_of_the_mean() -> None:
    leak = Span(date(2025, 3, 2), date(2025, 4, 1), 300, "real", "leak")
    assert [s.volume for s in measured([*spans(30, 31), leak])] == [30, 31]


def test_lonely_outliers_stay_out_once_four_spans_are_known() -> None:
    assert [s.volume for s in without_outliers(spans(30, 30, 421817, 31))] == [30, 30, 31]
    assert len(without_outliers(spans(30, 421817, 31))) == 3
    assert len(without_outliers(spans(30, 30, 30, 30, 150, 150))) == 6
    assert len(without_outliers(spans(0, 0, 0, 50))) == 4


def test_the_usual_volume_is_the_clean_mean_of_a_year() -> None:
    made = usual(spans(*[30] * 6, 35, kinds="rrreerr"), date(2026, 1, 1))
    assert made == Usual(215, 210, 5)
    assert made.over(30) == 31
    assert usual(spans(40, kinds="e"), date(2026, 1, 1)) is None
    assert usual([], date(2026, 1, 1)) is None


def test_the_usual_volume_goes_back_over_gaps() -> None:
    assert usual(spans(30, start=date(2024, 6, 1)), date(2026, 1, 1)) == Usual(30, 30, 1)
    assert usual(spans(30, start=date(2019, 6, 1)), date(2026, 1, 1)) == Usual(30, 30, 1)


@given(st.lists(st.tuples(st.integers(-50, 500), st.sampled_from("res")), max_size=20))
def test_clean_spans_never_overlap_and_keep_their_volume(cases: list[tuple[int, str]]) -> None:
    given_spans = spans(*[v for v, _ in cases], kinds="".join(k for _, k in cases))
    made = measured(given_spans)
    assert all(a.end <= b.start for a, b in pairwise(made))
    for span in made:
        inside = [s.volume for s in given_spans if span.start <= s.start and s.end <= span.end]
        assert span.volume == sum(inside) >= 0
        assert span.kind != "estimated"


def test_prolonged_estimation_and_repeated_anomalies_are_counted() -> None:
    assert estimates_in_a_row(["real", "estimated", "estimated", "estimated"]) == 3
    assert estimates_in_a_row(["estimated", "self"]) == 0
    assert anomalies_in_a_row(["high", "", "high", "high"]) == 2
    assert anomalies_in_a_row(["high", "leak"]) == 1
    assert anomalies_in_a_row(["high", ""]) == 0
    assert anomalies_in_a_row([]) == 0


@pytest.mark.parametrize(
    ("count", "step"),
    [(0, ""), (1, "second-check"), (2, "letter"), (3, "field-visit"), (7, "field-visit")],
)
def test_an_anomaly_escalates_over_three_periods(count: int, step: str) -> None:
    assert escalation(count, RULE) == step


def test_an_exchange_adds_what_passed_through_both_meters() -> None:
    assert exchanged([(1000, 1020, 5), (3, 14, 5)]) == 31
    assert exchanged([(99990, 5, 5), (0, 7, 6)]) == 22
    assert passed(99990, 5, 5) == 15
    assert extended(20, 20, 30) == 30
