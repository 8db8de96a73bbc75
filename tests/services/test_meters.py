"""Exchanging a meter: one gesture, a period billed over both dials, and a history that goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.period import add_months
from desktop_app.domain.refusals import (
    IndexBelowLast,
    IndexBeyondDial,
    MeterRemoved,
    ReadingNeedsConfirmation,
)
from desktop_app.domain.refusals_readings import DigitsOutOfRange, SerialTaken, SerialUnreadable
from desktop_app.services import billing, checking, dossier, find, meters, readings
from desktop_app.services.counter import Counter
from desktop_app.services.meters import ExchangeMeter
from desktop_app.services.readings import TakeReading

from . import small

OPENED = date(2025, 1, 1)
DAY = date(2026, 4, 11)


@pytest.fixture
def at(tmp_path: Path) -> Counter:
    return small.counter(tmp_path / "b", "casablanca", date(2026, 6, 1))


@pytest.fixture
def number(at: Counter) -> str:
    """Read every month to 1 April 2026, 30 m3 a month, the dial about to pass zero."""
    made = small.contract(at, 1, opened_on=OPENED)
    index = 99_540
    for month in range(16):
        day = add_months(OPENED, month) if month else date(2025, 1, 2)
        command = TakeReading(made, index % 100_000, day, confirmed=True)
        readings.take_reading(small.on(at, day), command)
        index += 30
    return made


def swap(at: Counter, number: str, old: int | None, **more: object) -> meters.MeterExchanged:
    facts = {"serial": "NEW-77", "new_index": 12, "on": DAY, "confirmed": True} | more
    command = ExchangeMeter(number, old, **facts)  # type: ignore[arg-type]
    return meters.exchange(small.on(at, DAY), command)


def test_a_period_with_an_exchange_at_the_turn_of_the_dial(at: Counter, number: str) -> None:
    """99,990 to 00,002 on the old dial (12) and 12 to 32 on the new one (20): 32 m3."""
    made = swap(at, number, 2, operation="x")
    assert (made.old_index, made.volume, made.estimated, made.digits) == (2, 12, False, 5)
    assert swap(at, number, 2, operation="x") == made
    end = date(2026, 5, 1)
    readings.take_reading(small.on(at, end), TakeReading(number, 32, end))
    made_out = billing.simulate_invoice(small.on(at, end), number, to=end)
    assert sum(u.volume for u in made_out.uses if u.new_on > date(2026, 4, 1)) >= 32
    shown = dossier.show(small.on(at, end), number)
    assert [m.serial for m in shown.meters if m.removed_on is None] == ["NEW-77"]
    assert find.find(at, "NEW-77")[0].contract == number
    assert checking.verify(at).holds


def test_the_new_meter_is_judged_by_the_history_of_the_old_one(at: Counter, number: str) -> None:
    swap(at, number, 2)
    end = date(2026, 5, 11)
    seen = readings.expected(small.on(at, end), number, on=end)
    assert (seen.meter, seen.last_index) == ("NEW-77", 12)
    assert 28 <= seen.mean <= 32
    assert seen.legal is not None
    assert seen.legal.method == "two-year-mean"
    with pytest.raises(ReadingNeedsConfirmation):
        readings.take_reading(small.on(at, end), TakeReading(number, 300, end))


def test_an_old_meter_nobody_can_read_is_estimated_to_that_day(at: Counter, number: str) -> None:
    made = swap(at, number, None)
    assert made.estimated
    assert 8 <= made.volume <= 12


@pytest.mark.parametrize(
    ("old", "more", "refusal"),
    [
        (2, {"serial": "W000001"}, SerialTaken),
        (2, {"serial": "two words"}, SerialUnreadable),
        (2, {"serial": ""}, SerialUnreadable),
        (2, {"digits": 3}, DigitsOutOfRange),
        (2, {"new_index": 100_000}, IndexBeyondDial),
        (5000, {}, IndexBelowLast),
        (70, {"confirmed": False}, ReadingNeedsConfirmation),
    ],
)
def test_what_cannot_stand_changes_nothing(
    at: Counter, number: str, old: int, more: dict[str, object], refusal: type[Exception]
) -> None:
    before = dossier.show(at, number)
    with pytest.raises(refusal):
        swap(at, number, old, **more)
    after = dossier.show(at, number)
    assert (before.meters, before.readings) == (after.meters, after.readings)


def test_a_meter_is_taken_out_once(at: Counter, number: str) -> None:
    swap(at, number, 2)
    with pytest.raises(MeterRemoved):
        swap(at, number, 3, serial="NEW-78", meter="W000001")
