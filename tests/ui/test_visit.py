"""One payment by several means, and one visit that pays for several contracts: one total, one receipt each."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.payment import TenderKind
from desktop_app.services import cards, checking, dossier
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.basket import Put, basket_of
from desktop_app.ui.screens.payment import PaymentPanel
from desktop_app.ui.widgets.guard import guard_of

from ..services import small
from .counters_small import EACH, counter, desk

ASKED = 3 * EACH


@pytest.fixture
def shown(tmp_path, qtbot, qapp):
    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b")
    other = small.contract(at, 9, name="Houari Belkacem", opened_on=date(2026, 1, 1))
    place = desk(at)
    panel = PaymentPanel(place, place.texts)
    qtbot.addWidget(panel)
    panel.resize(1250, 560)
    panel.show()
    qtbot.waitExposed(panel)
    panel.start(number, who="Mohamed Benali")
    panel.activateWindow()
    yield panel, at, number, other
    guard = guard_of(qapp)
    guard._timer.stop()
    if guard.armed:
        guard._rest()
    panel.hide()
    place.close()


def keys(edit, text):
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def choose(panel, kind):
    panel.tender.set_value(kind)


def test_a_cheque_and_the_rest_in_cash_bear_stamp_on_the_cash_alone(shown):
    panel, at, number, _ = shown
    whole = panel.quote.stamp
    panel.form.several.click()
    choose(panel, TenderKind.CHEQUE)
    assert panel.given.cents() == ASKED
    keys(panel.given, "2000")
    panel.reference.setText("0012345")
    panel.bank.setText("BNA")
    assert panel.form.bank_field.hint.text()
    assert panel.pay.isEnabled()
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    assert dossier.show(at, number).payments == ()
    assert [t.amount for t in panel.handed] == [200_000]
    assert panel.tender.value() is TenderKind.CASH
    stamp = panel.visit.stamp
    assert 0 < stamp < whole
    assert panel.given.cents() == ASKED - 200_000 + stamp
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    receipt = panel.receipt
    assert [t.kind for t in receipt.tenders] == [TenderKind.CHEQUE, TenderKind.CASH]
    assert (receipt.tenders[0].reference, receipt.tenders[0].bank) == ("0012345", "BNA")
    assert (receipt.amount, receipt.stamp, receipt.change) == (ASKED, stamp, 0)
    assert checking.verify(at).holds


def test_change_comes_out_of_the_cash_that_ends_a_mixed_payment(shown):
    panel, _, _, _ = shown
    panel.form.several.click()
    choose(panel, TenderKind.CARD)
    keys(panel.given, "4000")
    panel.form.last4.setText("1234")
    panel.reference.setText("A1")
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    keys(panel.given, "500")
    due = panel._due()
    assert bare(panel.change.amount.text()) == bare(panel.money(50_000 - due))
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    assert panel.receipt.change == 50_000 - due
    assert panel.receipt.tenders[0].last4 == "1234"


def test_a_means_without_change_never_takes_more_than_is_due(shown):
    panel, at, number, _ = shown
    panel.form.several.click()
    choose(panel, TenderKind.TRANSFER)
    keys(panel.given, "9000")
    assert not panel.pay.isEnabled()
    assert panel.given.state == "danger"
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    assert dossier.show(at, number).payments == ()


def test_two_means_without_cash_may_make_the_whole(shown):
    panel, _, _, _ = shown
    panel.form.several.click()
    choose(panel, TenderKind.CHEQUE)
    keys(panel.given, "1000")
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    choose(panel, TenderKind.TRANSFER)
    assert panel.given.cents() == ASKED - 100_000
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    assert panel.receipt.stamp == 0
    assert [t.amount for t in panel.receipt.tenders] == [100_000, ASKED - 100_000]


def test_a_means_on_the_table_is_taken_back(shown):
    panel, _, _, _ = shown
    panel.form.several.click()
    choose(panel, TenderKind.CHEQUE)
    keys(panel.given, "1000")
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    panel.findChild(type(panel.form.several), "payment-handed-0").click()
    assert panel.handed == ()
    assert panel.given.cents() == panel.visit.to_give


def test_a_neighbour_may_pay(shown):
    panel, _, _, _ = shown
    panel.form.payer.setText("Le voisin du 3")
    panel.act("primary")
    assert panel.receipt.payer == "Le voisin du 3"


@pytest.mark.parametrize("field", ["reference", "last4", "payer"])
def test_a_whole_card_number_is_refused_and_wiped_wherever_it_is_typed(shown, field):
    panel, at, number, _ = shown
    choose(panel, TenderKind.CARD)
    edit = getattr(panel.form, field)
    edit.setText("4111 1111 1111 1111")
    panel.act("primary")
    assert dossier.show(at, number).payments == ()
    assert edit.text() == ""
    assert edit.state == "danger"
    assert panel.pay.isEnabled()


def test_a_terminal_that_does_not_answer_leaves_a_demand_and_no_receipt(shown):
    panel, at, number, _ = shown
    choose(panel, TenderKind.CARD)
    closed = []
    panel.closed.connect(lambda: closed.append(True))
    panel.form.pending.click()
    panel.form.pending.click()
    (card,) = cards.pending(at)
    assert (card.contract, card.amount) == (number, ASKED)
    assert closed == [True]
    assert dossier.show(at, number).payments == ()


def test_several_contracts_are_paid_together_with_one_receipt_each(shown):
    panel, at, number, other = shown
    closed = []
    panel.closed.connect(lambda: closed.append(True))
    panel.another.click()
    basket = basket_of(panel.desk)
    assert closed == [True]
    assert [(p.contract, p.amount) for p in basket.parts] == [(number, ASKED)]
    panel.start(other, who="Houari Belkacem")
    keys(panel.amount, "1000")
    assert panel.visit_card.isVisible()
    assert panel.visit.amount == ASKED + 100_000
    keys(panel.given, "10000")
    due = panel._due()
    assert due == panel.visit.to_give
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    first, second = panel.receipts
    assert (first.customer.contract, first.amount) == (number, ASKED)
    assert (second.customer.contract, second.amount) == (other, 100_000)
    assert first.visit == second.visit == first.number
    assert first.change + second.change == 1_000_000 - due
    assert basket.parts == ()
    shown_numbers = []
    panel.print_asked.connect(lambda kind, n: shown_numbers.append(n))
    panel._print()
    panel._print()
    assert shown_numbers == [first.number, second.number]
    assert checking.verify(at).holds


def test_a_contract_is_left_out_of_the_visit(shown):
    panel, _, number, other = shown
    panel.another.click()
    panel.start(other)
    panel.findChild(type(panel.form.several), f"visit-out-{number}").click()
    assert not panel.visit_card.isVisible()
    assert panel.basket.parts == ()
    assert not panel._together


def test_the_same_contract_twice_is_one(qapp, shown):
    panel, _, number, _ = shown
    basket = basket_of(panel.desk)
    basket.put(Put(number, "a", 1))
    basket.put(Put(number, "a", 2))
    assert [p.amount for p in basket.parts] == [2]
    assert basket_of(panel.desk) is basket


def test_a_scan_in_the_amount_leaves_no_amount_behind(shown):
    panel, _, _, _ = shown
    panel.amount.setFocus()
    before = panel.amount.cents()
    panel.amount.setText("270001102600000143")
    panel.amount.set_cents(before)
    assert panel.quote.amount == before == ASKED
    assert panel.pay.isEnabled()
