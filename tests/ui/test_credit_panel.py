"""An invoice taken back with keys alone: looked at, reasoned, once, printed; refusals go back to their field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services import dossier
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.screens.credit import CreditPanel

from .counters_small import EACH, counter, desk


@pytest.fixture
def place(tmp_path, qapp):
    look.apply(qapp, "light", "fr")
    at, contract = counter(tmp_path / "b")
    there = desk(at)
    yield there, at, contract
    there.close()


@pytest.fixture
def panel(place, qtbot):
    there, at, contract = place
    made = CreditPanel(there, there.texts)
    qtbot.addWidget(made)
    made.resize(1250, 620)
    made.show()
    qtbot.waitExposed(made)
    made.start(contract, dossier.show(at, contract).invoices[0].number)
    yield made
    made.hide()


def test_it_is_taken_back_once_and_printed(panel, place):
    _, at, contract = place
    assert bare(panel.total.amount.text()) == bare(panel.texts.money(EACH, "DZD"))
    assert not panel.second_field.isVisible()
    assert panel.reason.hasFocus()
    QTest.keyClicks(panel.reason, "compteur mal lu")
    panel.act("primary")
    note = panel.made.note
    assert (note.reason, note.bill.total) == ("compteur mal lu", -EACH)
    assert panel.state.isVisible()
    asked = []
    panel.print_asked.connect(lambda *words: asked.append(words))
    panel.act("primary")
    assert asked == [("invoice", note.number)]
    assert dossier.show(at, contract).balances.owed == 2 * EACH


def test_no_reason_no_credit_note(panel, place):
    _, at, contract = place
    before = dossier.show(at, contract)
    panel.act("primary")
    assert panel.reason.state == "danger"
    assert panel.reason.hasFocus()
    assert dossier.show(at, contract) == before
    assert panel.take.isEnabled()


def test_the_period_is_billed_again_at_once(panel, place):
    panel.reason.setText("erreur")
    panel.again.set_value(True)
    panel.act("primary")
    assert panel.made.invoice.bill.total == EACH
    assert panel.made.kept == 0


def test_what_cannot_be_taken_back_says_so(panel, place):
    panel.reason.setText("erreur")
    panel.act("primary")
    panel.start(place[2], panel.number)
    assert panel.message.state() == "danger"
    assert not panel.take.isEnabled()


def test_enter_goes_through_the_fields(panel):
    QTest.keyClick(panel.reason, Qt.Key.Key_Return)
    assert panel.money_back.focusProxy().hasFocus()


def test_money_that_goes_back_while_other_invoices_are_open_is_worth_a_word(panel, place):
    _, at, contract = place
    held = dossier.show(at, contract).balances.owed - EACH
    assert panel.looked.elsewhere == held > 0
    panel.money_back.chosen.emit(True)
    assert panel.message.state() == "warn"
    assert bare(panel.texts.money(held, "DZD")) in bare(panel.message.text())
    panel.money_back.chosen.emit(False)
    assert panel.message.state() == ""
