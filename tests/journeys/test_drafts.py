"""Nothing half typed is lost: it waits on the dossier and at home, through a crash and another language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app import app as builder
from desktop_app.settings import Settings
from desktop_app.ui.shell import Shell
from desktop_app.ui.tour import choose

from .conftest import Hands

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def hands(sit_down: Callable[..., Hands]) -> Hands:
    return sit_down("oran")


def kept(hands: Hands, contract: str) -> dict[str, Any]:
    """The drafts of a contract as the book has them."""
    from desktop_app.services.dossier import show

    return {d.kind: d.facts for d in hands.ask(lambda c: show(c, contract)).drafts}


def half_read(hands: Hands, contract: str, digits: str = "12") -> None:
    hands.open(contract)
    hands.key(Key.Key_F4)
    hands.type(digits)


def test_a_reading_half_typed_waits_while_another_dossier_is_open(hands: Hands) -> None:
    subjects = hands.ask(choose)
    half_read(hands, subjects.reading)
    hands.open(subjects.payment)
    assert kept(hands, subjects.reading)["reading"]["index"] == "12"
    hands.key(Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    [button] = hands.window.home.drafts.buttons
    assert button.isVisible()
    button.setFocus()
    hands.key(Key.Key_Return)
    assert hands.page.contract == subjects.reading
    assert hands.page.panel.index.text() == "12"


def test_two_seconds_of_rest_keep_what_is_typed(hands: Hands, qtbot: QtBot) -> None:
    contract = hands.ask(choose).reading
    hands.open(contract)
    hands.key(Key.Key_F4)
    with qtbot.waitSignal(hands.page.keeper.changed, timeout=10_000):
        hands.type("7")
    hands.settle()
    assert kept(hands, contract)["reading"]["index"] == "7"


def test_a_gesture_that_is_done_leaves_no_draft(hands: Hands) -> None:
    contract = hands.ask(choose).reading
    half_read(hands, contract)
    hands.key(Key.Key_Escape)
    assert "reading" in kept(hands, contract)
    assert hands.page.drafts.isVisible()
    hands.key(Key.Key_F4)
    panel = hands.page.panel
    expected = panel.expected
    panel.index.selectAll()
    hands.type(str(expected.last_index + max(expected.mean, 1)))
    hands.key(Key.Key_Return)
    assert kept(hands, contract) == {}
    assert not hands.page.drafts.isVisible()


def test_an_emptied_form_and_a_fresh_start_leave_no_draft(hands: Hands) -> None:
    contract = hands.ask(choose).reading
    half_read(hands, contract)
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_F4)
    hands.page._start_afresh("reading")
    hands.settle()
    assert hands.page.panel.index.text() == ""
    hands.key(Key.Key_Escape)
    assert kept(hands, contract) == {}


def test_the_wizard_comes_back_at_its_step(hands: Hands) -> None:
    contract = hands.ask(choose).arrangement
    hands.open(contract)
    hands.key(Key.Key_F8)
    hands.key(Key.Key_Return)
    hands.key(Key.Key_Right)
    months = hands.page.panel._asked
    hands.page.panel.deposit.setFocus()
    hands.type("5")
    hands.key(Key.Key_F2)
    hands.key(Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    hands.open(contract)
    hands.page.close_panel()
    hands.settle()
    assert hands.page.drafts.isVisible()
    hands.key(Key.Key_F8)
    panel = hands.page.panel
    assert panel.stack.currentIndex() == 1
    assert panel._asked == months
    assert panel.deposit.cents() == 500
    hands.key(Key.Key_Return, CTRL)
    if panel.granted is not None:
        assert kept(hands, contract) == {}


def test_a_note_and_a_simulation_wait_too(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down("iroise")
    contract = hands.ask(choose).monthly
    hands.open(contract)
    hands.key(Key.Key_F7)
    hands.page.panel.cost.selectAll()
    hands.type("777")
    hands.key(Key.Key_Escape)
    hands.page.act("note")
    hands.type("rappeler demain")
    hands.key(Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert kept(hands, contract)["note"] == {"text": "rappeler demain"}
    assert kept(hands, contract)["monthly"]["cost"] == 77700
    hands.open(contract)
    hands.page.act("note")
    hands.key(Key.Key_Return)
    assert "note" not in kept(hands, contract)
    hands.key(Key.Key_F7)
    assert hands.page.panel.cost.cents() == 77700


def test_another_language_keeps_the_form(hands: Hands) -> None:
    contract = hands.ask(choose).reading
    half_read(hands, contract)
    operation = hands.page.panel.operation
    hands.shell.speak("ar")
    hands.settle()
    assert hands.page.contract == contract
    assert hands.page.panel.objectName() == "reading"
    assert hands.page.panel.index.text() == "12"
    assert hands.page.panel.operation == operation


def test_a_payment_begins_anew(hands: Hands) -> None:
    contract = hands.ask(choose).payment
    hands.open(contract)
    hands.key(Key.Key_F9)
    hands.type("50")
    hands.shell.speak("en")
    hands.settle()
    assert hands.page.contract == contract
    assert hands.page.panel is None
    assert kept(hands, contract) == {}


def test_after_a_crash_the_same_screen_comes_back(
    hands: Hands, book_of: Callable[[str], Path], qapp: QApplication
) -> None:
    subjects = hands.ask(choose)
    hands.open(subjects.payment)
    half_read(hands, subjects.reading)
    hands.window.keep()
    hands.settle()
    hands.shell.desk.close()
    hands.window.retire()
    hands.shell.scanner.stop()
    hands.shell.window = None
    again = Shell(
        qapp,
        lambda: builder.open_counter(Settings(data=hands.folder)),
        language="fr",
        inline=True,
    )
    try:
        again.start()
        again._start_desk()
        qapp.processEvents()
        window = again.window
        assert window.session.open == [subjects.payment, subjects.reading]
        assert window.dossier().contract == subjects.reading
        assert window.dossier().panel.index.text() == "12"
    finally:
        again.close()
    quiet = Shell(
        qapp,
        lambda: builder.open_counter(Settings(data=hands.folder)),
        language="fr",
        inline=True,
    )
    try:
        quiet.start()
        quiet._start_desk()
        assert quiet.window.page is quiet.window.home
    finally:
        quiet.close()
