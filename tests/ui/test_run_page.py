"""The billing run with keys alone: tried, looked at, issued once, its papers made; stopped, nothing is written."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services import billing, dossier, readings, run
from desktop_app.services.readings import TakeReading
from desktop_app.texts import bare, texts_in
from desktop_app.ui import look
from desktop_app.ui.desk import Desk
from desktop_app.ui.screens import run as screen
from desktop_app.ui.screens.run import RunPage

from ..services import small

APR, JUL = date(2026, 4, 1), date(2026, 7, 1)


@pytest.fixture
def at(tmp_path):
    made = small.counter(tmp_path / "b", "oran", APR)
    for n in range(1, 5):
        number = small.contract(made, n, name=f"Client {n}", opened_on=date(2026, 1, 1))
        asked = TakeReading(number, 40 + n, APR, confirmed=True, operation=f"r{n}")
        readings.take_reading(made, asked)
    return made


def page_on(at, qtbot, qapp, language="fr"):
    look.apply(qapp, "light", language)
    desk = Desk(lambda: at, language=language, inline=True, warm=())
    desk.start()
    made = RunPage(desk, texts_in(language))
    qtbot.addWidget(made)
    made.resize(1250, 640)
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    made.begin()
    return made


@pytest.fixture
def page(at, qtbot, qapp):
    made = page_on(at, qtbot, qapp)
    yield made
    made.hide()
    made.desk.close()


def test_a_run_is_tried_then_issued_then_put_on_paper(page, at):
    assert page.through.day() == APR
    assert page.through.hasFocus()
    QTest.keyClick(page.through, Qt.Key.Key_Return)
    assert page.run is not None
    assert page.run.report.number is None
    assert page.next.hasFocus()
    assert "4" in bare(page.next.text())
    assert len(page.samples.table.rows_model.rows()) == 4
    assert run.survey(at, run.Scope(APR)).previous is None
    told = []
    page.told.connect(lambda *words: told.append(words))
    page.act("primary")
    report = page.run.report
    assert report.number == "T-T001A-26-000001"
    assert (report.invoices, report.total) == (4, run.load(at, report.number).report.total)
    assert told[0][1] == "ok"
    assert page.papers.isVisible()
    page.act("print")
    assert page.message.state() == "ok"
    folder = at.book.folder / "papers" / report.number
    assert len(list(folder.glob("*.pdf"))) == 1
    page.act("primary")
    assert page.run is None
    assert page.through.hasFocus()
    assert page.survey.previous == report


def test_what_waits_opens_its_dossier_on_the_invoice(page, at):
    page.act("primary")
    page.act("primary")
    later = small.on(at, JUL)
    for row in page.samples.table.rows_model.rows():
        number = row.customer.contract
        asked = TakeReading(number, 9_000, JUL, confirmed=True, operation=f"{number}x")
        readings.take_reading(later, asked)
    run.bill(later, run.Scope(JUL), operation="r2")
    page.act("primary")
    assert len(page.waiting.table.rows_model.rows()) == 4
    page.act("next")
    asked = []
    page.opened.connect(lambda *words: asked.append(words))
    QTest.keyClick(page.waiting.table, Qt.Key.Key_Return)
    contract = page.waiting.table.current().contract
    assert asked == [(contract, "invoice", "")]
    assert page.subject() == contract
    billing.issue_invoice(later, contract, to=JUL, operation="seen")
    page.refresh()
    assert contract not in [r.contract for r in page.waiting.table.rows_model.rows()]


def test_many_invoices_leave_only_when_their_number_was_typed(page, at, monkeypatch):
    monkeypatch.setattr(screen, "TYPED_ABOVE", 3)
    page.act("primary")
    assert page.count_field.isVisible()
    assert page.count.hasFocus()
    page.act("primary")
    assert page.count.state == "danger"
    page.count.setText("5")
    QTest.keyClick(page.count, Qt.Key.Key_Return)
    assert page.run.report.number is None
    page.count.setText("4")
    QTest.keyClick(page.count, Qt.Key.Key_Return)
    assert page.run.report.number


def test_what_is_typed_makes_the_trial_void(page):
    page.act("primary")
    page.routes.setFocus()
    QTest.keyClicks(page.routes, "R01")
    assert page.run is None
    page.act("primary")
    assert page.run.report.scope == {"routes": ["R01"]}
    assert page.back()
    assert page.run is None
    assert not page.back()


def test_refusals_go_to_their_field(page):
    page.through.setText("01/09/2026")
    page.act("primary")
    assert page.run is None
    assert page.through.state == "danger"
    page.through.setText("01/04/2026")
    page.routes.setText("R99")
    page.act("primary")
    assert page.routes.state == "danger"
    assert page.routes.hasFocus()


def test_stopping_writes_nothing(page, at, monkeypatch):
    page.act("primary")
    begin = page._begin_work

    def begin_and_stop(what):
        begin(what)
        page.stop()

    monkeypatch.setattr(page, "_begin_work", begin_and_stop)
    page.act("primary")
    assert page.message.state() == "warn"
    assert page.run.report.number is None
    assert run.survey(at, run.Scope(APR)).previous is None
    contract = page.samples.table.rows_model.rows()[0].customer.contract
    assert dossier.show(at, contract).invoices == ()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_page_speaks_each_language(at, qtbot, qapp, language):
    made = page_on(at, qtbot, qapp, language)
    made.act("primary")
    assert bare(made.next.text())
    made.grab()
    made.hide()
    made.desk.close()
    look.apply(qapp, "light", "fr")
