"""Issuing an invoice: simulated first and to the cent, issued once, then printed; the page is seen before."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.services import billing, dossier
from desktop_app.storage import payments
from desktop_app.texts import bare
from desktop_app.ui import look, printer
from desktop_app.ui.screens.billing import InvoicePanel
from desktop_app.ui.screens.preview import PreviewPanel
from desktop_app.ui.widgets.guard import guard_of

from ..services import small
from .counters_small import counter, desk

LATER = date(2027, 1, 1)


@pytest.fixture
def place(tmp_path, qapp):
    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b")
    made = desk(small.on(at, LATER))
    yield made, small.on(at, LATER), number
    guard = guard_of(qapp)
    guard._timer.stop()
    if guard.armed:
        guard._rest()
    made.close()


@pytest.fixture
def panel(place, qtbot):
    made = InvoicePanel(place[0], place[0].texts)
    qtbot.addWidget(made)
    made.resize(1250, 560)
    made.show()
    qtbot.waitExposed(made)
    made.start(place[2])
    yield made
    made.hide()


def test_the_simulation_shows_lines_totals_and_the_estimate(panel, place):
    _, at, number = place
    end = billing.proposed_end(at, number)
    invoice = billing.simulate_invoice(at, number, to=end)
    assert panel.invoice == invoice
    assert panel.to.day() == end
    rows = panel.lines.rows_model.rows()
    headings = [r for r in rows if r.heading]
    assert len(rows) == len(headings) + len(invoice.bill.lines)
    assert sum(r.net for r in headings) == invoice.bill.net + invoice.bill.levies
    assert bare(panel.total.amount.text()) == bare(panel.texts.money(invoice.bill.total, "DZD"))
    assert bool(panel.mention.text()) == invoice.estimated
    assert len(dossier.show(at, number).invoices) == 3


def test_ctrl_enter_issues_what_was_shown_once(panel, place, qtbot):
    _, at, number = place
    shown = panel.invoice
    with qtbot.waitSignal(panel.issued):
        panel.act("primary")
    made = panel.invoice
    assert made.number
    assert made.bill == shown.bill
    assert len(dossier.show(at, number).invoices) == 4
    assert panel.state.kind == "ok"
    asked = []
    panel.print_asked.connect(lambda *a: asked.append(a))
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
    for _ in range(20):
        QApplication.sendEvent(panel.issue, press)
    assert asked == []
    panel.send()
    assert asked == [("invoice", made.number)]
    assert len(dossier.show(at, number).invoices) == 4


def test_another_day_is_another_simulation_and_the_future_is_refused(panel):
    before = panel.invoice
    panel.to.setText("01/12/2026")
    assert panel.invoice.end == date(2026, 12, 1)
    assert panel.invoice != before
    panel.to.setText("01/03/2027")
    assert panel.invoice is None
    assert not panel.issue.isEnabled()
    assert panel.to.state == "danger"


def test_seeing_the_page_asks_for_the_simulation(panel):
    asked = []
    panel.print_asked.connect(lambda *a: asked.append(a))
    panel.act("print")
    assert asked == [("simulation", panel.invoice.end.isoformat())]


@pytest.fixture
def preview(place, qtbot):
    made = PreviewPanel(place[0], place[0].texts)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()
    made.pages.close_document()


def test_a_simulated_page_is_seen_and_cannot_be_printed(preview, place):
    _, at, number = place
    end = billing.proposed_end(at, number)
    preview.start("simulation", end.isoformat(), contract=number)
    assert preview.pdf.startswith(b"%PDF")
    assert preview.pages.count() >= 1
    assert not preview.print_button.isEnabled()
    assert preview.print_button.toolTip()
    preview.act("print")
    assert not (at.book.folder / "papers").exists()


def test_printing_counts_copies_and_keeps_the_papers(preview, place, qtbot, monkeypatch):
    _, at, number = place
    invoice = dossier.show(at, number).invoices[0].number
    preview.start("invoice", invoice)
    monkeypatch.setattr(printer, "send_to_printer", lambda path, narrow: "")
    for copy in (0, 1):
        with qtbot.waitSignal(preview.printed) as signal:
            preview.act("print")
        assert signal.args[0].copy == copy
    papers = sorted(p.name for p in (at.book.folder / "papers").iterdir())
    assert papers == [f"{invoice}-2.pdf", f"{invoice}.pdf"]


def test_pages_are_drawn_turned_and_enlarged_by_keys(preview, place):
    _, at, number = place
    preview.start("invoice", dossier.show(at, number).invoices[0].number)
    pages = preview.pages
    preview.grab()
    assert pages._sheets.images
    fitted = pages.percent()
    QTest.keyClick(pages, Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier)
    QTest.keyClicks(pages, "+")
    assert pages.percent() > fitted
    QTest.keyClicks(pages, "0")
    assert pages.percent() == fitted
    QTest.keyClick(pages, Qt.Key.Key_End)
    assert pages.page() == pages.count() - 1
    QTest.keyClick(pages, Qt.Key.Key_Home)
    assert pages.page() == 0


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_speaks_the_language_chosen(preview, place, language):
    _, at, number = place
    preview.start("invoice", dossier.show(at, number).invoices[0].number)
    before = preview.pdf
    preview.language.set_value(language)
    assert preview.pdf.startswith(b"%PDF")
    assert preview.pdf != before


def test_an_unknown_document_is_told_in_its_place(preview):
    preview.start("invoice", "F-T999A-26-000001")
    assert preview.message.state() == "danger"
    assert preview.message.isVisible()


def test_saving_writes_the_very_page_and_counts_the_copy(preview, place, tmp_path):
    _, at, number = place
    invoice = dossier.show(at, number).invoices[0].number
    preview.start("invoice", invoice)
    shown = preview.pdf
    preview.write(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes() == shown
    assert preview.pdf != shown, "the next one is a duplicate"
    preview.write(tmp_path / "again.pdf")
    with at.book.read() as connection:
        assert payments.copies(connection, invoice) == 2
    told = []
    preview.desk.failed.connect(told.append)
    preview.write(tmp_path / "nowhere" / "page.pdf")
    assert [e.code for e in told] == ["cannot-write-file"]


def test_pages_go_to_a_printer_whole(tmp_path, preview, place):
    from PySide6.QtPrintSupport import QPrinter

    from desktop_app.ui.printer import print_pages
    from desktop_app.ui.widgets.pages import open_pdf

    _, at, number = place
    preview.start("invoice", dossier.show(at, number).invoices[0].number)
    device = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "out.pdf"))
    device.setFullPage(True)
    print_pages(preview.pdf, device)
    made = open_pdf((tmp_path / "out.pdf").read_bytes())
    assert len(made) == preview.pages.count()
    made.close()
