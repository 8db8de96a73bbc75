"""A customer moves out and another one in, with keys alone, on the same dossier; refusals go back to their field."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services import dossier, find
from desktop_app.texts import bare, texts_in
from desktop_app.ui import look
from desktop_app.ui.screens.move_in import MoveInPanel
from desktop_app.ui.screens.move_out import MoveOutPanel
from desktop_app.ui.window import MainWindow

from ..services import small
from ..services.test_moving import IBAN, SEP, settled
from .counters_small import desk

ENTER = Qt.Key.Key_Return


@pytest.fixture
def place(tmp_path, qapp):
    look.apply(qapp, "light", "fr")
    at = small.counter(tmp_path / "b", "iroise", SEP)
    contract = settled(at)
    there = desk(at)
    yield there, at, contract
    there.close()


@pytest.fixture
def window(place, qtbot):
    there, _, contract = place
    made = MainWindow(there, texts_in("fr"))
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_dossier(contract)
    yield made
    made.close()
    made.retire()


def leave(window, index: int) -> MoveOutPanel:
    QTest.keyClick(window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    panel = window.dossier().panel
    assert isinstance(panel, MoveOutPanel)
    edit = next(iter(panel.indexes.edits.values()))
    assert edit.hasFocus()
    QTest.keyClicks(edit, str(index))
    QTest.keyClick(edit, ENTER)
    return panel


def test_out_then_in_by_keys(window, place):
    _, at, contract = place
    panel = leave(window, 150)
    assert dossier.show(at, contract).closed_on is None
    assert panel.seen.invoice.number is None
    assert panel.go.hasFocus()
    assert bare(panel.total.amount.text()) == bare(panel.money(panel.seen.invoice.bill.total))
    panel.street.setText("12 rue Neuve")
    panel.town.setText("29200 Brest")
    QTest.keyClick(window, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert dossier.show(at, contract).closed_on == SEP
    assert panel.made.invoice.customer.send_to == "12 rue Neuve\n29200 Brest"
    assert not window.dossier().head.buttons["reading"].isVisible()
    QTest.keyClick(window, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert window.dossier().panel.objectName() == "preview"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.dossier().panel is panel
    QTest.keyClick(window, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    entering = window.dossier().panel
    assert isinstance(entering, MoveInPanel)
    assert entering.edits["name"].hasFocus()
    for text in ("Nadia El Fassi", "نادية الفاسي", "0612345678", "nadia@exemple.fr", IBAN, ""):
        edit = window.focusWidget()
        edit.setText(text)
        QTest.keyClick(edit, ENTER)
    index = next(iter(entering.indexes.edits.values()))
    assert index.hasFocus()
    QTest.keyClicks(index, "150")
    QTest.keyClick(index, ENTER)
    QTest.keyClick(window, ENTER, Qt.KeyboardModifier.ControlModifier)
    made = entering.made
    assert [h.contract for h in find.find(at, "fassi")] == [made.contract]
    assert dossier.show(at, made.contract).debit in ("on", "mandate")
    QTest.keyClick(window, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert window.dossier().contract == made.contract


def test_an_odd_figure_waits_for_a_second_enter(window, place):
    _, at, contract = place
    panel = leave(window, 900)
    assert panel.message.state() == "warn"
    assert panel.seen is None
    edit = next(iter(panel.indexes.edits.values()))
    assert edit.hasFocus()
    QTest.keyClick(edit, ENTER)
    assert panel.seen is not None
    edit.setText("901")
    assert panel.seen is None
    assert dossier.show(at, contract).closed_on is None


def test_a_credit_goes_back_to_an_account_that_is_checked(window, place):
    from desktop_app.domain.payment import TenderKind
    from desktop_app.services import payments

    _, at, contract = place
    owed = dossier.show(at, contract).balances.owed
    payments.take_payment(at, payments.TakePayment(contract, owed, TenderKind.CARD, operation="p"))
    panel = leave(window, 150)
    assert panel.money_field.isVisible()
    assert not panel.account_field.isVisible()
    panel.money_back.set_value(True)
    panel.account.setText("FR7612")
    panel.act("primary")
    assert panel.account.state == "danger"
    assert panel.account.hasFocus()
    assert dossier.show(at, contract).closed_on is None
    panel.account.setText(IBAN)
    panel.act("primary")
    assert panel.made.refunded > 0
    assert dossier.show(at, contract).balances.owed == 0


def test_bad_figures_say_so_at_their_field(window, place):
    _, at, contract = place
    panel = leave(window, 100)
    edit = next(iter(panel.indexes.edits.values()))
    assert edit.state == "danger"
    panel.on.setText("15/09/2026")
    edit.setText("150")
    QTest.keyClick(edit, ENTER)
    assert panel.on.state == "danger"
    assert panel.seen is None
    assert dossier.show(at, contract).closed_on is None


def test_somebody_still_there_is_moved_out_first(place, qtbot):
    there, at, contract = place
    panel = MoveInPanel(there, there.texts)
    qtbot.addWidget(panel)
    panel.resize(1250, 620)
    panel.show()
    qtbot.waitExposed(panel)
    panel.start(dossier.show(at, contract))
    assert panel.first_out.isVisible()
    assert not panel.go.isEnabled()
    asked = []
    panel.opened.connect(lambda *words: asked.append(words))
    panel.act("primary")
    assert asked == [(contract, "move", "")]
    panel.hide()


@pytest.mark.parametrize(
    ("field", "text"),
    [("phone", "12"), ("email", "nadia"), ("account", "FR76"), ("name", " ")],
)
def test_what_is_wrong_about_the_newcomer_is_said_at_its_field(place, qtbot, field, text):
    from desktop_app.services import moving

    there, at, contract = place
    moving.move_out(at, moving.MoveOut(contract, SEP, (("W000001", 150),), "l", confirmed=True))
    panel = MoveInPanel(there, there.texts)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    panel.start(dossier.show(at, contract))
    panel.edits["name"].setText("Nadia")
    panel.edits[field].setText(text)
    next(iter(panel.indexes.edits.values())).set_index(150)
    panel.act("primary")
    assert panel.edits[field].state == "danger"
    assert panel.made is None
    panel.edits[field].setText("Nadia" if field == "name" else "")
    panel.act("primary")
    assert panel.made is not None
    assert dossier.show(at, panel.made.contract).opened_on == date(2026, 9, 1)
    panel.hide()
