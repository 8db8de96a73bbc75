"""The keystroke ledger: what each task of the counter costs in keys, and that it is not one more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop_app.ui.screens.dossier_tabs import papers
from desktop_app.ui.tour import choose

from .conftest import Hands

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def hands(sit_down: Callable[..., Hands]) -> Hands:
    return sit_down("oran")


def subjects(hands: Hands) -> Any:
    return hands.ask(choose)


def test_1_find_a_subscriber_by_part_of_a_name(hands: Hands) -> None:
    """n + 1 keys from home, n + 2 elsewhere."""
    part = subjects(hands).search
    assert hands.pressed == 0
    hands.type(part)
    hands.key(Key.Key_Return)
    assert hands.page.fact is not None
    assert hands.pressed <= len(part) + 1
    hands.pressed = 0
    hands.key(Key.Key_F2)
    hands.type(part)
    hands.key(Key.Key_Return)
    assert hands.pressed <= len(part) + 2


def test_2_take_cash_and_hand_over_the_receipt(hands: Hands) -> None:
    """2 keys for the exact amount: F9, Enter."""
    hands.open(subjects(hands).payment)
    asked = hands.page.fact.balances.asked
    before = len(hands.page.fact.payments)
    hands.key(Key.Key_F9)
    hands.key(Key.Key_Return)
    assert hands.pressed == 2
    assert len(hands.page.fact.payments) == before + 1
    assert hands.page.fact.payments[-1].amount == asked
    assert hands.page.fact.balances.asked == 0


def test_3_enter_a_reading(hands: Hands) -> None:
    """2 keys and the digits: F4, digits, Enter."""
    hands.open(subjects(hands).reading)
    before = len(hands.page.fact.readings)
    hands.key(Key.Key_F4)
    expected = hands.page.panel.expected
    digits = str(expected.last_index + max(expected.mean, 1))
    hands.type(digits)
    hands.key(Key.Key_Return)
    assert hands.pressed == 2 + len(digits)
    assert len(hands.page.fact.readings) == before + 1
    assert hands.page.fact.readings[-1].index == int(digits)


def test_4_simulate_monthly_debit(sit_down: Callable[..., Hands]) -> None:
    """1 key to see it: F7; Ctrl+Enter adopts."""
    hands = sit_down("iroise")
    contract = subjects(hands).monthly
    assert contract
    hands.open(contract)
    hands.key(Key.Key_F7)
    assert hands.pressed == 1
    panel = hands.page.panel
    assert len(panel.proposal.plan.instalments) == 10
    assert panel.adopt.isEnabled()
    hands.key(Key.Key_Return, CTRL)
    assert hands.page.fact.schedule is not None
    assert hands.pressed == 2


def test_5_grant_an_arrangement(hands: Hands) -> None:
    """3 keys with the proposal: F8, Enter, Ctrl+Enter."""
    contract = subjects(hands).arrangement
    assert contract
    hands.open(contract)
    owed = hands.page.fact.balances.owed
    hands.key(Key.Key_F8)
    hands.key(Key.Key_Return)
    hands.key(Key.Key_Return, CTRL)
    assert hands.pressed == 3
    granted = hands.page.panel.granted
    assert granted is not None
    assert sum(i.amount for i in granted.instalments) == granted.total
    assert hands.page.fact.balances.owed == owed
    assert hands.page.fact.balances.asked < owed


def test_6_print_the_latest_document_again(hands: Hands) -> None:
    """2 keys from the dossier: F12, Enter; the copy is counted, marked, and kept among the papers."""
    hands.open(subjects(hands).payment)
    newest = papers(hands.page.fact)[0]
    hands.key(Key.Key_F12)
    hands.key(Key.Key_Return)
    assert hands.pressed == 2
    first = hands.page.panel.printed
    assert (first.document, first.kind) == (newest.number, newest.kind)
    assert first.path.read_bytes().startswith(b"%PDF")
    hands.calm()
    hands.key(Key.Key_Return)
    second = hands.page.panel.printed
    assert second.copy == first.copy + 1
    assert second.path != first.path
    hands.calm()
    hands.hold(Key.Key_Return, 12)
    hands.settle()
    assert hands.page.panel.printed.copy == second.copy + 1
    hands.calm()
    hands.key(Key.Key_Space)
    assert hands.page.panel.objectName() == "preview"
    assert hands.page.panel.pdf.startswith(b"%PDF")
