"""A cheque that came back and money given back, by keys: shown whole, written once, told on the dossier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.payment import TenderKind
from desktop_app.services import checking, dossier, payments, reversals
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.window import MainWindow

from ..services import small
from .counters_small import TODAY, counter, desk
from .test_till import calm, words

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
IBAN = "FR76 3000 6000 0112 3456 7890 189"


@dataclass
class Window:
    """The whole window on a small book; `at` is the counter behind it."""

    window: MainWindow
    at: Counter
    number: str

    @property
    def panel(self):
        return self.window.page.panel

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        calm()
        QTest.keyClick(self.window.windowHandle(), key, modifiers)

    def pay(self, tender: TenderKind, amount: int = 50_000, on: Counter | None = None) -> str:
        made = payments.take_payment(
            on or self.at, TakePayment(self.number, amount, tender, f"p-{tender.value}")
        )
        return made.number

    def fill(self, **values: str) -> None:
        for about, text in values.items():
            self.panel.fields[about].setText(text)


@pytest.fixture
def seated(tmp_path, qtbot, qapp, request) -> Iterator[Window]:
    """`indirect`: (operator, days later)."""
    operator, later = getattr(request, "param", ("oran", 0))
    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b", operator)
    made = SimpleNamespace(at=at)
    there = small.on(at, TODAY + timedelta(days=later))
    place = desk(there)
    window = MainWindow(place, place.texts, "light")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield Window(window, made.at, number)
    calm()
    window.close()
    window.retire()
    place.close()


def test_a_cheque_bounces_from_the_dossier_and_is_remembered(seated):
    paid = seated.pay(TenderKind.CHEQUE)
    seated.window.open_dossier(seated.number)
    page = seated.window.page
    assert page.account.current().number == paid
    assert page.verbs.bounce.isVisible()
    assert not page.verbs.why.isVisible()
    seated.key(Key.Key_B, CTRL | SHIFT)
    panel = seated.panel
    assert panel.cheque.receipt == paid
    shown = words(panel)
    for cents in (50_000, 100_000, 150_000):
        assert bare(page.texts.money(cents, "DZD")) in shown
    seated.key(Key.Key_Return, CTRL)
    assert panel.fields["reason"].state == "danger"
    seated.fill(reason="sans provision", advice="CNP 12")
    seated.key(Key.Key_Return, CTRL)
    QTest.keyClick(seated.window.windowHandle(), Key.Key_Return, CTRL)
    assert seated.panel is None, "the second of a double Enter does nothing"
    fact = dossier.show(seated.at, seated.number)
    assert [p.amount for p in fact.payments] == [50_000, -50_000]
    chips = [c.text() for c in page.head.findChildren(Chip) if c.isVisible()]
    assert page.texts.say("Bad cheque") in chips
    assert page.account.current().kind == "fee" or page.account.rows_model.row(0).kind == "fee"
    assert checking.verify(seated.at).holds
    seated.key(Key.Key_F9)
    seated.panel.tender.set_value(TenderKind.CHEQUE)
    assert seated.panel.message.state() == "warn"
    assert fact.payments[1].number in bare(seated.panel.message.text())


def test_a_cheque_bounces_from_the_receipts_of_the_till(seated):
    paid = seated.pay(TenderKind.CHEQUE)
    seated.key(Key.Key_F9, SHIFT)
    page = seated.window.page
    page.payments.table.setFocus()
    seated.key(Key.Key_Return)
    assert seated.panel.bounce.isVisible()
    seated.key(Key.Key_B, CTRL | SHIFT)
    assert seated.panel.objectName() == "till-bounce"
    seated.fill(reason="compte clos")
    seated.key(Key.Key_Return, CTRL)
    (undone,) = [p for p in dossier.show(seated.at, seated.number).payments if p.amount < 0]
    seated.key(Key.Key_Return)
    assert not seated.panel.bounce.isVisible()
    assert not seated.panel.refund.isVisible()
    assert undone.number != paid


def test_a_receipt_without_cheque_offers_no_bounce(seated):
    seated.pay(TenderKind.CARD)
    seated.window.open_dossier(seated.number)
    assert not seated.window.page.verbs.bounce.isVisible()
    seated.key(Key.Key_B, CTRL | SHIFT)
    assert not seated.panel.main.isVisible()
    assert seated.panel.why.text()
    seated.key(Key.Key_Return, CTRL)
    assert len(dossier.show(seated.at, seated.number).payments) == 1


@pytest.mark.parametrize("seated", [("iroise", 1)], indirect=True)
def test_yesterdays_receipt_goes_back_by_transfer_only_in_france(seated):
    paid = seated.pay(TenderKind.CASH, 2_000)
    seated.key(Key.Key_F9, SHIFT)
    page = seated.window.page
    page.payments.table.setFocus()
    seated.key(Key.Key_Return)
    assert not seated.panel.main.isVisible(), "yesterday's receipt is not cancelled"
    seated.key(Key.Key_R, CTRL | SHIFT)
    panel = seated.panel
    assert panel.objectName() == "till-refund"
    assert panel.quote.means == ("transfer",)
    assert panel.only.text()
    seated.fill(amount="25", account=IBAN, reason="erreur", second="B02")
    seated.key(Key.Key_Return, CTRL)
    assert panel.amount.state == "danger", "more than was paid"
    seated.fill(amount="20", account="FR00", second="B02")
    seated.key(Key.Key_Return, CTRL)
    assert panel.fields["account"].state == "danger"
    seated.fill(account=IBAN, second="A01")
    seated.key(Key.Key_Return, CTRL)
    assert panel.fields["second"].state == "danger", "one's own consent is none"
    seated.fill(second="B02")
    seated.key(Key.Key_Return, CTRL)
    (due,) = reversals.refunds_due(seated.at)
    assert (due.receipt, due.amount, due.means) == (paid, 2_000, "transfer")
    page.open_gesture("unowned")
    seated.panel.sent.click()
    assert reversals.refunds_due(seated.at) == ()
    assert checking.verify(seated.at).holds


def test_credit_goes_back_in_cash_where_the_utility_allows_it(seated):
    owed = dossier.show(seated.at, seated.number).balances.owed
    seated.pay(TenderKind.CARD, owed + 5_000)
    seated.window.open_dossier(seated.number)
    page = seated.window.page
    invoice = next(n for n, r in enumerate(page.account.rows_model.rows()) if r.kind == "invoice")
    page.account.go(invoice)
    assert page.verbs.refund.isVisible()
    seated.key(Key.Key_R, CTRL | SHIFT)
    panel = seated.panel
    assert panel.quote.most == 5_000
    panel.means.set_value("cash")
    assert not panel.account_field.isVisible()
    seated.fill(reason="trop perçu", second="B02")
    seated.key(Key.Key_Return, CTRL)
    assert dossier.show(seated.at, seated.number).balances.credit == 0
    assert seated.window.page.account.rows_model.row(0).kind == "refund"


@pytest.mark.parametrize("typed", ["", "0", "-5", "1000000000000", "1,234", "abc"])
def test_an_amount_nobody_can_give_back_is_refused_beside_its_field(seated, typed):
    seated.pay(TenderKind.CARD)
    seated.window.open_dossier(seated.number)
    seated.key(Key.Key_R, CTRL | SHIFT)
    panel = seated.panel
    panel.means.set_value("cash")
    seated.fill(amount=typed, reason="r", second="B02")
    seated.key(Key.Key_Return, CTRL)
    assert panel.amount.state == "danger"
    assert dossier.show(seated.at, seated.number).charges == ()


@pytest.mark.parametrize("typed", ["50,25", "50.25", "٥٠٫٢٥"])
def test_an_amount_is_read_the_same_however_it_is_typed(seated, typed):
    seated.pay(TenderKind.CARD)
    seated.window.open_dossier(seated.number)
    seated.key(Key.Key_R, CTRL | SHIFT)
    seated.panel.means.set_value("cash")
    seated.fill(amount=typed, reason="r", second="B02")
    seated.key(Key.Key_Return, CTRL)
    assert [c.amount for c in dossier.show(seated.at, seated.number).charges] == [5_025]
