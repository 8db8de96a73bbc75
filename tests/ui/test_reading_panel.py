"""Entering a reading: what is expected comes first, what is odd is judged at once and confirmed, Enter records once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services import dossier, readings
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.screens.readings import ReadingPanel

from ..services import small
from .counters_small import TODAY, counter, desk

LATER = TODAY.replace(year=2027, month=1, day=1)


@pytest.fixture
def shown(tmp_path, qtbot, qapp, request):
    language = getattr(request, "param", "fr")
    look.apply(qapp, "light", language)
    at, number = counter(tmp_path / "b")
    place = desk(small.on(at, LATER), language)
    panel = ReadingPanel(place, place.texts)
    qtbot.addWidget(panel)
    panel.resize(1250, 560)
    panel.show()
    qtbot.waitExposed(panel)
    panel.start(number)
    yield panel, at, number
    panel.hide()
    place.close()


def last(at, number):
    return dossier.show(at, number).readings[-1]


@pytest.mark.parametrize("shown", ["fr", "ar", "en"], indirect=True)
def test_the_expected_range_is_shown_before_typing(shown):
    panel, at, number = shown
    expected = readings.expected(small.on(at, LATER), number, on=LATER)
    words = bare(panel.band.text())
    assert panel.index.text() == ""
    assert bare(panel.texts.number(expected.low)) in words
    assert bare(panel.texts.number(expected.high)) in words
    assert panel.gauge.isVisible()
    assert panel.focusWidget() is panel.index


def test_digits_and_enter_record_it(shown, qtbot):
    panel, at, number = shown
    QTest.keyClicks(panel.index, "188")
    assert panel.verdict.kind == "ok"
    with qtbot.waitSignals([panel.taken, panel.closed]):
        QTest.keyClick(panel.index, Qt.Key.Key_Return)
    row = last(at, number)
    assert (row.index, row.on, row.volume) == (188, LATER, 47)


def test_arabic_digits_are_read(shown):
    panel, at, number = shown
    for digit in "١٨٨":
        QTest.sendKeyEvent(
            QTest.KeyAction.Click,
            panel.index,
            Qt.Key.Key_unknown,
            digit,
            Qt.KeyboardModifier.NoModifier,
        )
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    assert last(at, number).index == 188


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("188", "ok"),
        ("141", "warn"),
        ("150", "warn"),
        ("900", "warn danger"),
        ("140", "danger"),
        ("999999", "danger"),
    ],
)
def test_the_warning_is_graded_as_one_types(shown, typed, kind):
    panel, _, _ = shown
    panel.index.setText(typed)
    assert panel.verdict.kind in kind.split()
    assert panel.verdict.text()
    assert panel.verdict.icon_name


def test_an_odd_figure_is_confirmed_before_it_is_kept(shown, qtbot):
    panel, at, number = shown
    QTest.keyClicks(panel.index, "900")
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    assert last(at, number).index == 141
    assert panel.message.state() == "warn"
    assert panel.focusWidget() is panel.correct
    assert panel.back()
    assert panel.focusWidget() is panel.index
    assert panel.message.text() == ""
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.taken):
        panel.act("primary")
    assert last(at, number).index == 900


@pytest.mark.parametrize("shown", ["fr", "ar", "en"], indirect=True)
def test_a_confirmed_warning_speaks_the_language(shown):
    panel, _, _ = shown
    QTest.keyClicks(panel.index, "900")
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    assert "very-high" not in panel.message.text()


def test_a_figure_below_the_last_is_refused_at_its_field(shown):
    panel, at, number = shown
    QTest.keyClicks(panel.index, "100")
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    assert last(at, number).index == 141
    assert panel.index.state == "danger"
    assert panel.index.selectedText() == "100"


def test_a_lone_e_records_the_operators_estimate(shown, qtbot):
    panel, at, number = shown
    volume = panel.expected.legal.volume
    QTest.keyClicks(panel.index, "E")
    assert panel.save.isEnabled()
    with qtbot.waitSignal(panel.taken):
        QTest.keyClick(panel.index, Qt.Key.Key_Return)
    row = last(at, number)
    assert (row.kind, row.index) == ("estimated", 141 + volume)


def test_a_future_date_is_refused_at_its_field(shown):
    panel, at, number = shown
    panel.on.setText("+3")
    QTest.keyClicks(panel.index, "188")
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    assert last(at, number).index == 141
    assert panel.on.state == "danger"


@pytest.mark.parametrize("shown", ["fr", "ar", "en"], indirect=True)
def test_it_fits_the_smallest_counter_screen(shown):
    panel, _, _ = shown
    need = panel.minimumSizeHint()
    assert need.width() <= 1366 - 92 - 32
    assert need.height() <= 768 - 54 - 30 - 110


@pytest.mark.parametrize("shown", ["fr", "ar"], indirect=True)
def test_a_plus_after_the_figure_exchanges_the_meter(shown, qtbot):
    panel, at, number = shown
    assert not panel.exchange.isVisible()
    QTest.keyClicks(panel.index, "188+")
    assert panel.exchange.isVisible()
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    assert panel.focusWidget() is panel.exchange.serial
    QTest.keyClicks(panel.exchange.serial, "W000007")
    QTest.keyClick(panel.exchange.serial, Qt.Key.Key_Return)
    assert panel.focusWidget() is panel.exchange.first
    QTest.keyClicks(panel.exchange.first, "4")
    QTest.keyClick(panel.exchange.first, Qt.Key.Key_Return)
    assert panel.exchange.serial.state == "danger"  # the old meter's own number
    panel.exchange.serial.setText("NEW-7")
    QTest.keyClick(panel.exchange.serial, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel.exchange.first, Qt.Key.Key_Return)
    meters = dossier.show(small.on(at, LATER), number).meters
    assert [m.serial for m in meters if m.removed_on is None] == ["NEW-7"]
    assert (last(at, number).index, last(at, number).meter) == (4, "NEW-7")


def test_what_the_subscriber_tells_is_kept_as_told(shown):
    panel, at, number = shown
    panel.told.set_value("self")
    QTest.keyClicks(panel.index, "188")
    QTest.keyClick(panel.index, Qt.Key.Key_Return)
    assert last(at, number).kind == "self"
