"""What can be closed is announced as the closing will keep it, and why the rest must wait."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.domain.closing import DAY, MONTH, YEAR
from desktop_app.domain.refusals_till import DayStillOpen, MonthStillOpen, ShiftStillOpen
from desktop_app.services import checking, closable, closings, shifts
from desktop_app.services.closable import BLOCKED, CLOSED, READY, RUNNING, Closable
from desktop_app.services.counter import Counter

from . import small
from .test_closings import TODAY, end_shift, issue, pay


@pytest.fixture
def till(tmp_path: Path) -> tuple[Counter, str]:
    at = small.counter(tmp_path / "b", "iroise", TODAY)
    return at, small.contract(at, 1, opened_on=TODAY)


def of(at: Counter, kind: str) -> Closable:
    return {each.kind: each for each in closable.outlook(at).kinds}[kind]


def test_a_day_waits_for_its_till_then_is_closed_as_announced(till: tuple[Counter, str]) -> None:
    at, contract = till
    issue(at, contract, 70_00)
    pay(at, contract, 30_00, "p")
    waits = of(at, DAY)
    assert (waits.state, waits.adds.turnover, waits.adds.collected) == (BLOCKED, 70_00, 30_00)
    assert isinstance(waits.obstacle, ShiftStillOpen)
    end_shift(at, "z")
    ready = of(at, DAY)
    assert (ready.state, ready.records, ready.on) == (READY, 1, TODAY)
    made = closings.close(at, DAY, on=ready.on)
    assert made.period == ready.adds
    again = of(at, DAY)
    assert (again.state, again.last) == (CLOSED, made.number)


def test_yesterday_can_be_closed_while_the_till_of_today_is_open(
    till: tuple[Counter, str],
) -> None:
    at, contract = till
    pay(at, contract, 30_00, "p")
    end_shift(at, "z")
    tomorrow = small.on(at, TODAY + timedelta(days=1))
    shifts.open_shift(tomorrow, shifts.OpenShift("o", float=100_00))
    pay(tomorrow, contract, 5_00, "p2")
    ready = of(tomorrow, DAY)
    assert (ready.state, ready.start, ready.on, ready.adds.collected) == (
        READY,
        TODAY,
        TODAY,
        30_00,
    )
    closings.close(tomorrow, DAY, on=ready.on)
    assert of(tomorrow, DAY).state == BLOCKED
    assert checking.verify(at).holds


def test_a_day_closed_early_does_not_swallow_the_till_opened_again(
    till: tuple[Counter, str],
) -> None:
    """Closed at noon, opened again: neither the evening nor a clock set back closes under an open till."""
    at, contract = till
    pay(at, contract, 30_00, "p")
    end_shift(at, "z")
    closings.close(at, DAY)
    shifts.open_shift(at, shifts.OpenShift("o", float=100_00))
    pay(at, contract, 5_00, "p2")
    assert of(at, DAY).state == BLOCKED
    for there in (at, small.on(at, TODAY - timedelta(days=1))):
        with pytest.raises(ShiftStillOpen):
            closings.close(there, DAY, on=TODAY - timedelta(days=1))
    end_shift(at, "z2")
    evening = closings.close(at, DAY)
    assert (evening.period.collected, evening.perpetual.collected) == (5_00, 35_00)
    assert checking.verify(at).holds


def test_months_and_years_say_what_comes_first(till: tuple[Counter, str]) -> None:
    at, contract = till
    pay(at, contract, 30_00, "p")
    assert of(at, MONTH).state == RUNNING
    end_shift(at, "z")
    last = small.on(at, date(2026, 10, 31))
    month = of(last, MONTH)
    assert month.state == BLOCKED
    assert isinstance(month.obstacle, DayStillOpen)
    closings.close(last, DAY, on=TODAY)
    ready = of(last, MONTH)
    assert (ready.state, ready.start, ready.on) == (READY, TODAY, date(2026, 10, 31))
    evening = small.on(at, date(2026, 12, 31))
    year = of(evening, YEAR)
    assert year.state == BLOCKED
    assert isinstance(year.obstacle, MonthStillOpen)
    made = closings.close(evening, MONTH, on=of(evening, MONTH).on)
    assert (made.start, made.period.collected) == (TODAY, 30_00)
    assert of(evening, YEAR).state == READY
    assert closable.outlook(evening).years == ((2026, False),)
    closings.close(evening, YEAR)
    assert closable.outlook(evening).years == ((2026, True),)
    assert checking.verify(at).holds
