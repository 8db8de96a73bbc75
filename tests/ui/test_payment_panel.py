"""Taking a payment with keys alone: exact, with change, in part, by cheque; and never twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTableView

from desktop_app.domain.payment import TenderKind
from desktop_app.services import checking, dossier
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.screens.payment import PaymentPanel
from desktop_app.ui.widgets.guard import guard_of

from .counters_small import EACH, counter, desk

ASKED = 3 * EACH


@pytest.fixture
def shown(tmp_path, qtbot, qapp):
    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b")
    place = desk(at)
    panel = PaymentPanel(place, place.texts)
    qtbot.addWidget(panel)
    panel.resize(1250, 560)
    panel.show()
    qtbot.waitExposed(panel)
    panel.start(number)
    panel.activateWindow()
    yield panel, at, number
    guard = guard_of(qapp)
    guard._timer.stop()
    if guard.armed:
        guard._rest()
    panel.hide()
    place.close()


def payments_of(at, number):
    return dossier.show(at, number).payments


def keys(edit, text):
    edit.selectAll()
    QTest.keyClicks(edit, text)


def test_the_exact_amount_is_there_and_enter_pays_it(shown):
    panel, at, number = shown
    quote = panel.quote
    assert panel.amount.cents() == ASKED
    assert panel.given.cents() == quote.to_give == ASKED + quote.stamp
    assert quote.stamp > 0
    assert panel.focusWidget() is panel.given
    assert panel.given.selectedText() == panel.given.text()
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    (paid,) = payments_of(at, number)
    assert (paid.amount, paid.tender) == (ASKED, "cash")
    assert panel.receipt is not None
    assert panel.receipt.change == 0
    assert panel.done.isVisible()
    assert checking.verify(at).holds


def test_cash_given_shows_the_change_from_afar(shown):
    panel, at, number = shown
    keys(panel.given, "5000")
    due = panel.quote.to_give
    assert bare(panel.change.amount.text()) == bare(panel.texts.money(500_000 - due, "DZD"))
    assert panel.change.amount.font().pointSizeF() == 24
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    assert panel.receipt.change == 500_000 - due
    assert payments_of(at, number)[0].amount == ASKED


def test_too_little_cash_offers_a_part_payment_and_enter_alone_does_not_take_it(shown):
    panel, at, number = shown
    keys(panel.given, "1000")
    assert not panel.pay.isEnabled()
    assert panel.part.isVisible()
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    assert payments_of(at, number) == ()
    assert panel.focusWidget() is panel.part
    QTest.keyClick(panel.part, Qt.Key.Key_Return)
    assert panel.quote.to_give <= 100_000
    assert panel.quote.amount + panel.quote.stamp == panel.quote.to_give
    assert panel.pay.isEnabled()
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    (paid,) = payments_of(at, number)
    assert paid.amount == panel.receipt.amount < 100_000
    assert panel.receipt.given == 100_000


def press(widget, key=Qt.Key.Key_Return):
    QApplication.sendEvent(
        widget, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "\r")
    )


def test_a_held_enter_pays_once_and_prints_nothing(shown):
    panel, at, number = shown
    asked = []
    panel.print_asked.connect(lambda *a: asked.append(a))
    press(panel.given)
    for _ in range(25):
        press(panel.focusWidget())
    assert len(payments_of(at, number)) == 1
    assert asked == []
    assert panel.done.isVisible()


def test_a_double_click_pays_once(shown):
    panel, at, number = shown
    QTest.mouseClick(panel.pay, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(panel.pay, Qt.MouseButton.LeftButton)
    assert len(payments_of(at, number)) == 1


def test_sending_again_under_the_same_operation_pays_once(shown):
    panel, at, number = shown
    operation = panel.operation
    panel.send()
    panel._sent, panel.receipt = False, None
    panel.operation = operation
    panel.send()
    assert len(payments_of(at, number)) == 1


def test_each_opening_is_another_operation(shown):
    panel, _, number = shown
    first = panel.operation
    panel.start(number)
    assert panel.operation != first


def test_arrow_keys_choose_the_tender_and_a_cheque_bears_no_stamp(shown):
    panel, at, number = shown
    QTest.keyClick(panel.given, Qt.Key.Key_Down)
    assert panel.tender.value() is not TenderKind.CASH
    while panel.tender.value() is not TenderKind.CHEQUE:
        QTest.keyClick(panel.amount, Qt.Key.Key_Down)
    assert panel.quote.stamp == 0
    assert panel.reference_field.isVisible()
    assert panel.bank_field.isVisible()
    assert not panel.given_field.isVisible()
    assert panel.focusWidget() is panel.amount
    panel.reference.setText("0012345")
    panel.bank.setText("BNA")
    QTest.keyClick(panel.amount, Qt.Key.Key_Return)
    assert payments_of(at, number)[0].tender == "cheque"
    assert panel.receipt.tenders[0].reference == "0012345"


def test_ticked_documents_are_the_ones_paid(shown):
    panel, at, number = shown
    table = panel.settles.table
    for row in (0, 1):
        table.go(row)
        QTest.keyClick(table, Qt.Key.Key_Space)
    newest = dossier.show(at, number).invoices[-1].number
    assert panel.amount.cents() == EACH
    assert [a.document for a in panel.quote.allocated] == [newest]
    panel.act("primary")
    assert [i.open for i in dossier.show(at, number).invoices] == [EACH, EACH, 0]


def test_a_scanned_invoice_is_ticked_from_the_start(shown):
    panel, at, number = shown
    middle = dossier.show(at, number).invoices[1].number
    panel.start(number, (middle,))
    assert panel.amount.cents() == EACH
    assert [r.document for r in panel.settles.table.rows_model.ticked()] == [middle]


def test_a_typed_amount_is_quoted_and_the_cash_follows(shown):
    panel, _, _ = shown
    panel.amount.setFocus()
    keys(panel.amount, "1000")
    assert panel.quote.amount == 100_000
    assert panel.given.cents() == panel.quote.to_give
    keys(panel.amount, "1.234")
    assert not panel.pay.isEnabled()
    assert panel.amount_field.hint.state() == "danger"


def test_more_than_owed_becomes_credit_and_says_so(shown):
    panel, _, _ = shown
    panel.amount.setFocus()
    keys(panel.amount, "9999")
    assert panel.quote.credit == 999_900 - ASKED
    assert bare(panel.texts.money(panel.quote.credit, "DZD")) in bare(panel.settles.rest.text())


def test_a_refusal_comes_back_to_its_field(shown):
    panel, at, number = shown
    panel.tender.set_value(TenderKind.CARD)
    panel.reference.setText("4111111111111111")
    panel.act("primary")
    assert payments_of(at, number) == ()
    assert panel.reference.state == "danger"
    assert panel.pay.isEnabled()


def test_an_amount_beyond_the_limit_is_refused_in_words(shown):
    panel, at, number = shown
    panel.amount.setFocus()
    keys(panel.amount, "1000000000000")
    panel.given.set_cents(panel.quote.to_give)
    panel.act("primary")
    assert payments_of(at, number) == ()
    assert panel.amount.state == "danger"
    assert panel.pay.isEnabled()


def test_everything_focusable_has_a_name(shown):
    panel, _, _ = shown
    for kind in (QAbstractButton, QLineEdit, QTableView):
        for widget in panel.findChildren(kind):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or text, widget.objectName()
                assert widget.objectName(), text


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_it_fits_the_smallest_counter_screen(tmp_path, qtbot, qapp, language):
    look.apply(qapp, "light", language)
    at, number = counter(tmp_path / "b")
    place = desk(at, language)
    panel = PaymentPanel(place, place.texts)
    qtbot.addWidget(panel)
    panel.start(number)
    need = panel.minimumSizeHint()
    assert need.width() <= 1366 - 92 - 32
    assert need.height() <= 768 - 54 - 30 - 110
    place.close()
