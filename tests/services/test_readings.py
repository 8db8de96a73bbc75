"""Readings at the counter: over-estimates put right, second looks, gaps, anomalies that come back, honest alarms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain import record
from desktop_app.domain.invoice import Estimate
from desktop_app.domain.period import add_months
from desktop_app.domain.refusals import (
    IndexBelowLast,
    ReadingNeedsConfirmation,
    ReadingTwiceADay,
)
from desktop_app.domain.refusals_readings import NoReadingThatDay, ReadingBilled
from desktop_app.services import billing, checking, dossier, readings
from desktop_app.services.counter import Counter
from desktop_app.services.readings import ReadingTaken, TakeReading
from desktop_app.storage import readings as stored
from desktop_app.storage import subscribers

from . import small

OPENED = date(2024, 1, 1)


def take(
    at: Counter,
    number: str,
    index: int,
    day: date,
    *,
    kind: str = "real",
    confirmed: bool = False,
    again: bool = False,
    operation: str = "",
) -> ReadingTaken:
    return readings.take_reading(
        small.on(at, day),
        TakeReading(
            number, index, day, kind=kind, confirmed=confirmed, again=again, operation=operation
        ),
    )


def issue(at: Counter, number: str, to: date) -> str:
    made = billing.issue_invoice(small.on(at, to), number, to=to, operation=f"i-{number}-{to}")
    assert made.number is not None
    return made.number


def rows(at: Counter, number: str) -> list[tuple[date, int, str, int]]:
    with at.book.read() as connection:
        fact = subscribers.by_number(connection, number)
        assert fact is not None
        read = stored.of_contract(connection, fact.id)
    return [(r.taken_on, r.figure, r.kind, r.volume) for r in read]


@pytest.fixture
def at(tmp_path: Path) -> Counter:
    """Casablanca, where a contract with 20 m3 a month was read for two years."""
    return small.counter(tmp_path / "b", "casablanca", date(2026, 6, 1))


@pytest.fixture
def number(at: Counter) -> str:
    made = small.contract(at, 1, opened_on=OPENED)
    for month in range(1, 25):
        take(at, made, 20 * month, add_months(OPENED, month), confirmed=True)
    return made


def test_an_over_estimate_is_put_right_by_a_true_index_below_it(at: Counter, number: str) -> None:
    """Two months estimated at 20; the true index says 25 for 90 days: 8 + 7 + 10 remain, the invoices are named."""
    issue(at, number, date(2026, 1, 1))
    february, march = (issue(at, number, date(2026, m, 1)) for m in (2, 3))
    assert rows(at, number)[-2:] == [
        (date(2026, 2, 1), 500, "estimated", 20),
        (date(2026, 3, 1), 520, "estimated", 20),
    ]
    with pytest.raises(ReadingNeedsConfirmation) as asked:
        take(at, number, 505, date(2026, 4, 1))
    assert asked.value.values["warning"] == "assessing"
    made = take(at, number, 505, date(2026, 4, 1), confirmed=True, operation="a")
    assert (made.volume, made.days, made.cancelled_estimates) == (25, 90, 2)
    assert made.to_correct == (march,)
    assert february not in made.to_correct
    assert rows(at, number)[-3:] == [
        (date(2026, 2, 1), 488, "estimated", 8),
        (date(2026, 3, 1), 496, "estimated", 8),
        (date(2026, 4, 1), 505, "real", 9),
    ]
    again = take(at, number, 505, date(2026, 4, 1), confirmed=True, operation="a")
    assert (again.volume, again.days) == (25, 90)
    assert checking.verify(at).holds


def test_put_right_estimates_say_how_and_never_feed_another(at: Counter, number: str) -> None:
    for month in (1, 2, 3):
        issue(at, number, date(2026, month, 1))
    take(at, number, 505, date(2026, 4, 1), confirmed=True)
    with at.book.read() as connection:
        fact = subscribers.by_number(connection, number)
        assert fact is not None
        read = stored.of_contract(connection, fact.id)
    basis = record.load(Estimate, read[-2].basis)
    assert (basis.method, basis.sources) == (
        "assessed",
        ((date(2026, 1, 1), date(2026, 4, 1), 25),),
    )
    seen = readings.expected(small.on(at, date(2026, 5, 1)), number, on=date(2026, 5, 1)).legal
    assert seen is not None
    assert all(source[2] == 20 for source in seen.sources)


def test_a_true_index_on_the_day_of_an_estimate_takes_its_place(at: Counter, number: str) -> None:
    issue(at, number, date(2026, 1, 1))
    invoice = issue(at, number, date(2026, 2, 1))
    made = take(at, number, 495, date(2026, 2, 1))
    assert (made.volume, made.days, made.cancelled_estimates) == (15, 31, 1)
    assert made.to_correct == (invoice,)
    assert rows(at, number)[-1] == (date(2026, 2, 1), 495, "real", 15)


def test_reading_again_replaces_the_reading_of_that_day(at: Counter, number: str) -> None:
    day = date(2026, 2, 1)
    take(at, number, 550, day, confirmed=True)
    with pytest.raises(ReadingTwiceADay):
        take(at, number, 505, day)
    with pytest.raises(NoReadingThatDay):
        take(at, number, 505, date(2026, 2, 2), again=True)
    made = take(at, number, 505, day, again=True)
    assert (made.volume, made.flag) == (25, "")
    assert [r for r in rows(at, number) if r[0] == day] == [(day, 505, "real", 25)]
    issue(at, number, day)
    with pytest.raises(ReadingBilled):
        take(at, number, 506, day, again=True)


def test_an_estimated_reading_is_the_legal_estimate_and_says_its_sources(
    at: Counter, number: str
) -> None:
    made = take(at, number, 0, date(2026, 2, 1), kind="estimated")
    assert (made.index, made.volume, made.kind, made.letter) == (500, 20, "estimated", False)
    with at.book.read() as connection:
        fact = subscribers.by_number(connection, number)
        assert fact is not None
        basis = record.load(Estimate, stored.of_contract(connection, fact.id)[-1].basis)
    assert basis.method == "two-year-mean"
    assert len(basis.sources) == 2


def test_what_the_subscriber_tells_is_true_and_said_so(at: Counter, number: str) -> None:
    assert take(at, number, 500, date(2026, 2, 1), kind="self").kind == "self"
    assert rows(at, number)[-1][2] == "self"


def test_a_gap_is_told_before_it_is_believed(at: Counter, number: str) -> None:
    with pytest.raises(ReadingNeedsConfirmation) as asked:
        take(at, number, 580, date(2026, 6, 1))
    assert asked.value.values["warning"] == "gap"
    assert take(at, number, 580, date(2026, 6, 1), confirmed=True).volume == 100


def test_an_anomaly_that_comes_back_calls_for_more(at: Counter, number: str) -> None:
    """By the rule book: told, then somebody is sent, then a case."""
    index, actions = 480, []
    for month in range(1, 4):
        index += 200
        made = take(at, number, index, add_months(date(2026, 1, 1), month), confirmed=True)
        actions.append((made.flag, made.action))
    assert actions == [("high", "inform"), ("high", "field"), ("high", "case")]


def test_prolonged_estimation_is_told_before_the_next_reading(at: Counter, number: str) -> None:
    for month in (2, 3, 4):
        take(at, number, 0, date(2026, month, 1), kind="estimated")
    seen = readings.expected(small.on(at, date(2026, 5, 1)), number, on=date(2026, 5, 1))
    assert (seen.estimates, seen.prolonged) == (3, True)
    shown = dossier.show(small.on(at, date(2026, 5, 1)), number)
    assert "estimates" in [a.code for a in shown.alerts]


def test_the_most_likely_volume_and_the_alarm_come_from_the_meters_habits(
    at: Counter, number: str
) -> None:
    seen = readings.expected(small.on(at, date(2026, 2, 1)), number, on=date(2026, 2, 1))
    assert seen.suggested is not None
    assert seen.suggested.volume == 20
    assert seen.suggested.low is not None
    assert seen.suggested.high is not None
    assert seen.suggested.low < 20 < seen.suggested.high
    assert seen.alarm_above is not None
    assert 30 <= seen.alarm_above <= 40


def test_below_the_last_true_index_nothing_is_believed(at: Counter, number: str) -> None:
    before = rows(at, number)
    with pytest.raises(IndexBelowLast):
        take(at, number, 100, date(2026, 2, 1), confirmed=True)
    assert rows(at, number) == before
