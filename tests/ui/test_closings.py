"""The closings by keys alone: the till first, then day, month and year, their figures side by side, the archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.payment import TenderKind
from desktop_app.services import checking, closings, payments, shifts
from desktop_app.services.payments import TakePayment
from desktop_app.texts import bare
from desktop_app.ui import keys, look

from ..services import small
from .counters_small import TODAY, counter, desk
from .test_till import Bench, calm, till_page, words

EVE = date(2026, 12, 31)
"""The last day of the year: everything can be closed."""


@pytest.fixture(params=["fr", "ar"])
def bench(tmp_path, qtbot, qapp, request) -> Iterator[Bench]:
    look.apply(qapp, "light", request.param)
    there, number = counter(tmp_path / "b")
    payments.take_payment(there, TakePayment(number, 50_000, TenderKind.CARD, "p"))
    shifts.close_shift(there, shifts.CloseShift("z", counted=10_000))
    at = small.on(there, EVE)
    with till_page(qtbot, desk(at, request.param)) as page:
        yield Bench(page, at, number)
    look.apply(qapp, "light", "fr")


def amount(bench: Bench, cents: int) -> str:
    return bare(bench.page.texts.money(cents, "DZD"))


def test_day_month_and_year_are_closed_with_one_key_each(bench):
    panel = bench.open("closings")
    assert not panel.waiting["month"].button.isEnabled()
    assert not panel.waiting["year"].button.isEnabled()
    for kind in ("day", "month", "year"):
        assert panel.main is panel.waiting[kind].button
        bench.primary()
        made = closings.closings(bench.at, limit=1)[0]
        assert made.kind == kind
        assert panel.list.table.current().number == made.number
        assert made.number in bare(panel.figures.title.text())
    assert panel.main is None
    assert checking.verify(bench.at).holds


def test_turnover_and_collected_stand_apart(bench):
    panel = bench.open("closings")
    bench.primary()
    day = closings.closings(bench.at, kind="day", limit=200)
    turnover, collected = (
        sum(c.turnover for c in day),
        sum(c.collected for c in day),
    )
    assert turnover != collected
    bench.primary()
    bench.primary()
    year = closings.closings(bench.at, limit=1)[0]
    assert (year.turnover, year.collected) == (turnover, collected)
    figures = panel.figures
    assert bare(figures.turnover.amount.text()) == amount(bench, turnover)
    assert bare(figures.collected.amount.text()) == amount(bench, collected)
    assert bare(figures.perpetual_turnover.amount.text()) == amount(bench, year.perpetual_turnover)
    assert amount(bench, turnover + collected) not in words(panel)


def test_a_second_enter_closes_nothing_more(bench):
    bench.open("closings")
    QTest.keyClick(bench.panel.main, Qt.Key.Key_Return)
    first = closings.closings(bench.at, limit=400)
    table = bench.panel.list.table
    assert table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert bench.panel.objectName() == "till-closings"
    assert closings.closings(bench.at, limit=400) == first
    calm()
    bench.panel.waiting["day"].button.click()
    assert closings.closings(bench.at, limit=400) == first
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert bench.panel.objectName() == "preview"


def test_an_open_till_is_counted_from_here(bench):
    shifts.open_shift(bench.at, shifts.OpenShift("o", float=10_000))
    bench.page.refresh()
    panel = bench.open("closings")
    bench.primary()
    assert panel.waiting["day"].fact.state == "blocked"
    till = bench.at.till
    assert till in bare(panel.waiting["day"].note.text())
    assert panel.count_button.isVisible()
    panel.count_button.click()
    assert bench.panel.objectName() == "till-close"


def test_the_paper_of_a_closing_is_shown_and_counted(bench):
    panel = bench.open("closings")
    assert not [h for h in panel.hints() if h[0] == "print"]
    bench.primary()
    assert panel.act("print")
    preview = bench.panel
    assert preview.paper.kind == "closing"
    assert preview.pdf.startswith(b"%PDF")
    assert bench.page.back()
    assert bench.panel.objectName() == "till-closings" or bench.panel is None


def test_the_archive_is_written_where_it_is_told(bench, tmp_path):
    bench.open("closings")
    for _ in range(3):
        bench.primary()
    bench.panel.archive_button.click()
    panel = bench.panel
    assert panel.year.value() == EVE.year
    panel.folder.setText("somewhere")
    bench.primary()
    assert panel.folder.state == "danger"
    folder = tmp_path / "archives"
    panel.folder.setText(str(folder))
    bench.primary()
    (made,) = folder.glob("*.zip")
    with zipfile.ZipFile(made) as archive:
        assert "closings.jsonl" in archive.namelist()
    assert panel.done_card.isVisible()
    assert bench.page.back()
    assert bench.panel.objectName() == "till-closings"


def test_the_closings_are_reached_by_their_key_and_their_code(window):
    QTest.keyClick(
        window.windowHandle(),
        Qt.Key.Key_F9,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert window.page.panel.objectName() == "till-closings"
    window.go("home")
    window.omnibox.setText("cl")
    window.omnibox._ask("cl")
    window.omnibox.choose()
    assert window.page.place == "till"
    assert keys.action("closings").keys == ("Ctrl+Shift+F9",)


def test_a_day_of_today_is_closed_with_nothing_in_it(bench):
    assert bench.at.today() == EVE
    assert TODAY < EVE
    bench.open("closings")
    bench.primary()
    newest = closings.closings(bench.at, kind="day", limit=1)[0]
    assert (newest.start, newest.turnover, newest.collected) == (EVE, 0, 0)
