"""Evenings at the till with keys alone: a scanned invoice paid in two keys, and a day that closes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.identifiers import scan_code
from desktop_app.ui.tour import choose

from .conftest import Hands

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def scan(hands: Hands, code: str) -> None:
    """A hand scanner: a burst of digits and its Enter 10 ms apart, wherever the focus is."""
    handle = hands.window.windowHandle()
    struck = itertools.count()
    hands.shell.scanner.clock = lambda _event: next(struck) / 100
    for sign in code:
        QTest.keyClick(handle, sign)
    QTest.keyClick(handle, Key.Key_Return)
    hands.settle()


def drawer(counter: Any) -> int:
    from desktop_app.services.drawer import cash_in, shift_of

    with counter.book.read() as connection:
        return cash_in(connection, shift_of(connection, counter.till))


def test_a_scanned_invoice_is_paid_in_two_keys(sit_down: Callable[..., Hands]) -> None:
    """scan + 2 K, from a field that stays as it was."""
    hands = sit_down("oran")
    contract = hands.ask(choose).payment
    hands.open(contract)
    unpaid = [i for i in hands.page.fact.invoices if i.open > 0]
    invoice = unpaid[-1]
    hands.key(Key.Key_F2)
    hands.type("zz")
    hands.pressed = 0
    scan(hands, scan_code(invoice.number))
    assert hands.window.omnibox.text() == "zz"
    assert hands.page.contract == contract
    hands.key(Key.Key_F9)
    assert hands.page.panel.quote.amount == invoice.open
    hands.key(Key.Key_Return)
    assert hands.pressed == 2
    (settled,) = hands.page.panel.receipt.allocated
    assert (settled.document, settled.amount) == (invoice.number, invoice.open)


def test_the_till_is_counted_and_closed_by_keypad(sit_down: Callable[..., Hands]) -> None:
    """1 K and the digits for each denomination, then Ctrl+Enter; F9 opens it again."""
    hands = sit_down("oran")
    expected = hands.ask(drawer)
    hands.key(Key.Key_F9, SHIFT)
    hands.pressed = 0
    hands.key(Key.Key_Return, CTRL)
    page = hands.window.page
    digits, rest = 0, expected
    for value in page.panel.coins.denominations:
        number, rest = divmod(rest, value.value)
        if number:
            hands.type(str(number))
            digits += len(str(number))
        hands.key(Key.Key_Return)
        if not rest:
            break
    lines = hands.pressed - digits - 1
    hands.key(Key.Key_Return, CTRL)
    assert hands.pressed == digits + lines + 2
    assert page.panel.report.difference == 0
    assert page.now.shift is None
    hands.calm()
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_F9)
    assert page.panel.objectName() == "till-open"
    hands.type("1")
    page.panel.fields["reason"].setText("fonds")
    hands.key(Key.Key_Return, CTRL)
    assert page.now.shift is not None
