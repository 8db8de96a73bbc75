"""Charts: hatched estimates, the dashed usual, time from the side one reads from, and a table that says the same."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.invoice import Bar
from desktop_app.domain.monthly import Instalment
from desktop_app.domain.period import add_months
from desktop_app.texts import bare, texts_in
from desktop_app.ui import look
from desktop_app.ui.widgets.chart import PlanChart, UsageChart

START = date(2025, 9, 1)
BARS = tuple(
    Bar(add_months(START, n), add_months(START, n + 1), 8 + n, n in (3, 9)) for n in range(14)
)


def shown(qtbot, qapp, language="fr", theme="light"):
    look.apply(qapp, theme, language)
    chart = UsageChart(texts_in(language, "DZ"))
    qtbot.addWidget(chart)
    chart.load(BARS, 14, "m3")
    chart.resize(460, 260)
    chart.show()
    qtbot.waitExposed(chart)
    chart.activateWindow()
    chart.canvas.setFocus()
    return chart


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_time_runs_from_the_side_one_reads_from(qtbot, qapp, language):
    chart = shown(qtbot, qapp, language)
    first, last = chart.canvas._slot(0), chart.canvas._slot(len(BARS) - 1)
    assert (first.left() < last.left()) == (language != "ar")
    widths = {chart.canvas._slot(n).width() for n in range(len(BARS))}
    assert max(widths) - min(widths) <= 1


def test_estimated_bars_are_told_without_colour(qtbot, qapp):
    chart = shown(qtbot, qapp, theme="contrast")
    assert [m.style for m in chart.canvas.marks].count("hatched") == 2
    image = chart.canvas.grab().toImage()
    ratio = image.devicePixelRatio()

    def inks(number):
        slot = chart.canvas._slot(number)
        x, bottom = slot.center().x(), chart.canvas._plot().bottom()
        column = [
            image.pixelColor(round((x + dx) * ratio), round((bottom - y) * ratio)).lightness()
            for y in range(4, 12)
            for dx in range(-3, 4)
        ]
        return max(column) - min(column)

    assert inks(9) > 120, "stripes"
    assert inks(12) < 40, "one plain colour"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_arrow_keys_walk_along_time_and_say_each_bar(qtbot, qapp, language):
    chart = shown(qtbot, qapp, language)
    forward = Qt.Key.Key_Left if language == "ar" else Qt.Key.Key_Right
    QTest.keyClick(chart.canvas, Qt.Key.Key_Home)
    assert chart.canvas.at == 0
    for _ in range(3):
        QTest.keyClick(chart.canvas, forward)
    assert chart.canvas.at == 3
    words = bare(chart.reading.text())
    assert bare(chart.texts.quantity(11, "m3")) in words
    assert chart.texts.say("estimated") in words
    assert chart.canvas.accessibleDescription() == words
    QTest.keyClick(chart.canvas, Qt.Key.Key_End)
    QTest.keyClick(chart.canvas, forward)
    assert chart.canvas.at == len(BARS) - 1


def test_the_table_says_the_same(qtbot, qapp):
    chart = shown(qtbot, qapp)
    QTest.keyClick(chart.canvas, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert chart.showing_table()
    assert chart.focusWidget() is chart.twin
    model = chart.twin.rows_model
    assert model.rowCount() == len(BARS)
    said = [[bare(model.data(model.index(r, c))) for c in range(3)] for r in range(14)]
    assert said[3] == ["décembre 2025", "11\u00a0m³", "estimé"]
    QTest.keyClick(chart.twin, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert not chart.showing_table()


@pytest.mark.parametrize("bars", [(), BARS[:1], tuple(Bar(b.start, b.end, 0, True) for b in BARS)])
def test_few_or_empty_bars_draw(qtbot, qapp, bars):
    chart = shown(qtbot, qapp)
    chart.load(bars, None, "kWh")
    assert not chart.grab().isNull()
    assert chart.reading.text()


@pytest.mark.parametrize("top", [0, 1, 3, 9, 10, 49, 51, 999, 1_000_001])
def test_the_scale_is_round_and_reaches_the_highest_bar(top):
    from desktop_app.ui.widgets.bars import _nice

    step, count = _nice(max(top, 1))
    assert step * count >= top
    assert 2 <= count <= 4
    assert str(step).rstrip("0") in {"1", "2", "5"}


def test_a_plan_tells_instalments_from_regularisation(qtbot, qapp):
    look.apply(qapp, "light", "fr")
    chart = PlanChart(texts_in("fr"), "EUR")
    qtbot.addWidget(chart)
    dated = [Instalment(add_months(date(2026, 1, 5), n), 6400) for n in range(10)]
    dated.append(Instalment(date(2026, 12, 5), 2310, "regularisation"))
    chart.load(dated, summary="dix mensualités")
    assert [m.style for m in chart.canvas.marks] == ["solid"] * 10 + ["second"]
    assert chart.reading.text() == "dix mensualités"
    assert bare(chart.canvas.marks[-1].amount) == "23,10\u00a0€"
