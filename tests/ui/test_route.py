"""The round: one key and the digits for each meter; odd figures wait, F3 finds them, Enter again keeps them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services import dossier, readings
from desktop_app.services.readings import TakeReading
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.screens.route import RoutePage

from ..services import small
from .counters_small import desk

OPENED = date(2025, 10, 1)
TODAY = date(2026, 10, 1)


@pytest.fixture
def round_of_four(tmp_path, qtbot, qapp, request):
    """Four households of Oran along one route, 50 m3 a quarter, to be read today."""
    look.apply(qapp, "light", getattr(request, "param", "fr"))
    at = small.counter(tmp_path / "b", "oran", TODAY)
    numbers = [small.contract(at, n, opened_on=OPENED) for n in (1, 2, 3, 4)]
    for number in numbers:
        for n, day in enumerate((date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)), 1):
            readings.take_reading(small.on(at, day), TakeReading(number, 50 * n, day))
    place = desk(at, getattr(request, "param", "fr"))
    page = RoutePage(place, place.texts)
    place.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1250, 600)
    page.show()
    qtbot.waitExposed(page)
    page.refresh()
    page.begin()
    yield page, at, numbers
    page.hide()
    place.close()


def enter(page, text):
    QTest.keyClicks(page.index, text)
    QTest.keyClick(page.index, Qt.Key.Key_Return)


def last(at, number):
    return dossier.show(at, number).readings[-1]


@pytest.mark.parametrize("round_of_four", ["fr", "ar", "en"], indirect=True)
def test_digits_and_enter_for_each_meter_in_walking_order(round_of_four):
    page, at, numbers = round_of_four
    assert [line.contract for line in page.lines] == numbers
    for n, number in enumerate(numbers):
        assert page.line().contract == number
        assert page.focusWidget() is page.index
        enter(page, str(200 + n))
        assert (last(at, number).index, last(at, number).on) == (200 + n, TODAY)
    assert {line.status for line in page.lines} == {"taken"}
    assert bare(page.texts.number(4)) in page.chip.text()


def test_an_odd_figure_waits_and_a_second_enter_keeps_it(round_of_four):
    page, at, numbers = round_of_four
    enter(page, "900")
    assert last(at, numbers[0]).index == 150
    assert page.line().contract == numbers[1]
    enter(page, "201")
    assert page.act("next")
    assert page.line().contract == numbers[0]
    assert page.index.text() == "900"
    assert page.message.text()
    QTest.keyClick(page.index, Qt.Key.Key_Return)
    assert last(at, numbers[0]).index == 900
    assert page.line().contract == numbers[2]


def test_a_figure_looked_at_again_may_be_typed_anew(round_of_four):
    page, at, numbers = round_of_four
    enter(page, "2000")
    page.act("next")
    page.index.selectAll()
    enter(page, "200")
    assert last(at, numbers[0]).index == 200
    assert not page.again.isVisible()


def test_a_figure_that_cannot_be_is_refused_and_found_again(round_of_four):
    page, at, numbers = round_of_four
    enter(page, "100")
    assert last(at, numbers[0]).index == 150
    assert page.lines[0].status == "refused"
    page.act("previous")
    assert page.line().contract == numbers[0]
    assert page.message.state() == "danger"


def test_letters_estimate_or_say_that_nobody_got_in(round_of_four):
    page, at, numbers = round_of_four
    enter(page, "E")
    estimated = last(at, numbers[0])
    assert (estimated.kind, estimated.on) == ("estimated", TODAY)
    enter(page, "I")
    assert last(at, numbers[1]).index == 150
    assert page.lines[1].status == "missed"
    assert page.line().contract == numbers[2]


def test_arrows_walk_and_an_empty_enter_goes_on(round_of_four):
    page, at, numbers = round_of_four
    QTest.keyClick(page.index, Qt.Key.Key_Down)
    assert page.line().contract == numbers[1]
    QTest.keyClick(page.index, Qt.Key.Key_Return)
    assert page.line().contract == numbers[2]
    QTest.keyClick(page.index, Qt.Key.Key_Up)
    assert page.line().contract == numbers[1]
    assert last(at, numbers[1]).index == 150


def test_what_is_read_is_done_when_the_page_comes_back(round_of_four):
    page, _, numbers = round_of_four
    enter(page, "200")
    enter(page, "9000")
    page.refresh()
    assert [line.status for line in page.lines] == ["done", "check", "", ""]
    assert page.line().contract == numbers[2]
