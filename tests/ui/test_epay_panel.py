"""E-payment at the counter: the code appears, the customer pays elsewhere, the receipt comes by itself, once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.epay import OrderState
from desktop_app.domain.payment import TenderKind
from desktop_app.exchange.sandbox import Sandbox
from desktop_app.services import banks, checking, dossier, epay
from desktop_app.ui import look
from desktop_app.ui.screens import epay as screen
from desktop_app.ui.screens.epay import BankPaymentPanel
from desktop_app.ui.widgets.guard import guard_of

from .counters_small import EACH, counter, desk

ASKED = 3 * EACH


@pytest.fixture
def bank():
    with Sandbox(port=0) as made:
        yield made


@pytest.fixture
def shown(tmp_path, qtbot, qapp, bank, monkeypatch):
    for name in ("QUICK", "CALM", "PATIENT"):
        monkeypatch.setattr(screen, name, 10)
    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b")
    (at.book.folder / banks.TRIAL).write_text(f'{{"url": "{bank.url}"}}')
    place = desk(at)
    panel = BankPaymentPanel(place, place.texts)
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
    panel.bank_card.rest()
    panel.bank_card.line.close()
    panel.hide()
    place.close()


def ordered(panel, qtbot):
    """Choose the bank, take the payment, wait for its page."""
    panel.tender.set_value(TenderKind.EPAY)
    panel.send()
    assert panel.at_bank
    qtbot.waitUntil(lambda: bool(panel.bank_card.order.page), timeout=5000)
    return panel.bank_card.order


def test_the_customer_pays_and_the_receipt_comes(shown, qtbot, bank):
    panel, at, number = shown
    order = ordered(panel, qtbot)
    assert order.amount == ASKED, "no stamp duty on an e-payment"
    assert panel.bank_card.code._rows
    assert panel.bank_card.open.isVisible()
    assert not dossier.show(at, number).payments
    bank.pay(order.transaction, "paid")
    with qtbot.waitSignal(panel.paid, timeout=5000):
        pass
    assert panel.stack.currentIndex() == 1
    assert panel.receipt.epay.order == order.number
    (paid,) = dossier.show(at, number).payments
    assert (paid.amount, paid.tender) == (ASKED, "epay")
    assert list((at.book.folder / "papers").glob("*.png")), "the receipt prints by itself"
    assert checking.verify(at).holds


def test_enter_twice_makes_one_order(shown, qtbot):
    panel, at, _ = shown
    panel.tender.set_value(TenderKind.EPAY)
    QTest.keyClick(panel.amount, Qt.Key.Key_Return)
    QTest.keyClick(panel.amount, Qt.Key.Key_Return)
    assert panel.at_bank
    panel.send()
    qtbot.waitUntil(lambda: bool(panel.bank_card.order.page), timeout=5000)
    assert len(epay.pending(at)) == 1


def test_a_refused_card_says_whom_to_call_and_the_form_comes_back(shown, qtbot, bank):
    panel, at, number = shown
    order = ordered(panel, qtbot)
    bank.pay(order.transaction, "refused")
    qtbot.waitUntil(lambda: panel.bank_card.order.state is OrderState.FAILED, timeout=5000)
    assert "3020" in panel.bank_card.message.text()
    assert not panel.bank_card.again.isEnabled()
    assert not panel.bank_card.code.isVisible()
    assert panel.back()
    assert panel.stack.currentIndex() == 0
    assert panel.tender.value() is TenderKind.CASH
    assert not dossier.show(at, number).payments


def test_a_silent_bank_is_told_and_asked_again(shown, qtbot, bank):
    panel, at, number = shown
    order = ordered(panel, qtbot)
    bank.off = True
    qtbot.waitUntil(lambda: panel.bank_card.message.state() == "warn", timeout=5000)
    assert epay.order(at, order.number).pending
    bank.pay(order.transaction, "paid")
    bank.off = False
    with qtbot.waitSignal(panel.paid, timeout=5000):
        pass
    assert len(dossier.show(at, number).payments) == 1


def test_leaving_keeps_the_order_and_coming_back_finds_it(shown, qtbot):
    panel, at, number = shown
    order = ordered(panel, qtbot)
    panel.back()
    assert not panel.at_bank
    assert epay.pending(at) == (epay.order(at, order.number),)
    panel.start(number)
    assert ordered(panel, qtbot).number == order.number


def test_the_bank_is_not_one_of_several_means(shown):
    panel, at, _ = shown
    panel.form.several.click()
    panel.tender.set_value(TenderKind.EPAY)
    panel.send()
    assert not panel.at_bank
    assert epay.pending(at) == ()


def test_other_means_are_taken_as_before(shown):
    panel, at, number = shown
    QTest.keyClick(panel.given, Qt.Key.Key_Return)
    (paid,) = dossier.show(at, number).payments
    assert paid.tender == "cash"


@pytest.mark.parametrize("operator", ["iroise", "casablanca"])
def test_where_no_bank_is_set_it_is_not_offered(tmp_path, qtbot, operator):
    at, _ = counter(tmp_path / "b", operator)
    place = desk(at)
    panel = BankPaymentPanel(place, place.texts)
    qtbot.addWidget(panel)
    panel.tender.set_value(TenderKind.EPAY)
    assert panel.tender.value() is TenderKind.CASH
    place.close()


def test_what_an_outage_left_is_booked_when_the_window_opens(tmp_path, qtbot, qapp, bank):
    from desktop_app.ui import bank_watch
    from desktop_app.ui.window import MainWindow

    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b")
    (at.book.folder / banks.TRIAL).write_text(f'{{"url": "{bank.url}"}}')
    order = epay.start(at, banks.bank_of(at), epay.StartOrder(number, "op"))
    bank.pay(order.transaction, "paid")
    place = desk(at)
    window = MainWindow(place, place.texts, "light")
    qtbot.addWidget(window)
    watch = bank_watch.BankWatch(window)
    watch.begin()

    def paid():
        watch.look()
        return not epay.pending(at)

    qtbot.waitUntil(paid, timeout=5000)
    assert len(dossier.show(at, number).payments) == 1
    window.retire()
    place.close()
