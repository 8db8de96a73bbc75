"""The scanner: codes are taken out of any field, which is left as it was; typing by hand passes untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.domain.identifiers import scan_code
from desktop_app.texts import texts_in
from desktop_app.ui.desk import Desk
from desktop_app.ui.scanner import (
    Scanner,
    document_of,
    normalise_scan,
    show_scanned,
    struck_at,
)
from desktop_app.ui.tour import press_letter
from desktop_app.ui.widgets.guard import guard_of
from desktop_app.ui.widgets.money import MoneyEdit
from desktop_app.ui.window import MainWindow

from . import facts

NUMBER = "F-T001A-26-000123"
CODE = scan_code(NUMBER)
AZERTY = CODE.translate(str.maketrans("1234567890", "&é\"'(-è_çà"))
Key = Qt.Key


class Clock:
    """A clock moved by hand; seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self, _event: QKeyEvent) -> float:
        return self.now


class Bench:
    """A window with one field of each sort, a scanner on it, and a hand that types at a given pace."""

    def __init__(self, qtbot: QtBot, app: QApplication) -> None:
        self.clock = Clock()
        self.scanner = Scanner(app, clock=self.clock)
        self.scanner.start()
        self.read: list[str] = []
        self.scanner.scanned.connect(self.read.append)
        self.window = QWidget()
        self.pressed: list[bool] = []
        self.button = QPushButton("go")
        self.button.clicked.connect(self.pressed.append)
        self.line = QLineEdit("Benali")
        self.entered: list[str] = []
        self.line.returnPressed.connect(lambda: self.entered.append(self.line.text()))
        self.money = MoneyEdit(texts_in("fr"), "DZD")
        self.page = QPlainTextEdit("une note")
        column = QVBoxLayout(self.window)
        for widget in (self.line, self.money, self.page, self.button):
            column.addWidget(widget)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def type(self, text: str, gaps: tuple[float, ...] = (0.01,), *, end: Key | None = Key.Key_Return,
             where: QWidget | None = None) -> None:  # fmt: skip
        handle = (where or self.window).windowHandle()
        for place, sign in enumerate(text):
            self.clock.now += gaps[place % len(gaps)]
            press_sign(handle, sign)
        if end is not None:
            self.clock.now += gaps[0]
            QTest.keyClick(handle, end)


def press_sign(handle, sign: str) -> None:
    if sign.isascii():
        QTest.keyClick(handle, sign)
    else:
        press_letter(handle, sign)


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    made = Bench(qtbot, qapp)
    yield made
    made.scanner.stop()
    guard = guard_of(qapp)
    if guard.armed:
        guard._rest()


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        (CODE, CODE),
        (AZERTY, CODE),
        ("&é\"'(-è_çà", "1234567890"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("Benali", "Benali"),
    ],
)
def test_every_keyboard_gives_the_same_digits(typed: str, digits: str) -> None:
    assert normalise_scan(typed) == digits


@pytest.mark.parametrize(
    "typed",
    [
        CODE[1:],
        CODE[2:],
        CODE[:-2],
        CODE[:-1] + str((int(CODE[-1]) + 1) % 10),
        f"1{CODE}",
        "10473855",
        "4111111111111111",
        "",
        "FAC2026",
        CODE * 4,
    ],
)
def test_a_truncated_misread_or_foreign_code_is_none(typed: str) -> None:
    assert document_of(typed) == ""


@pytest.mark.parametrize("gap", [0.001, 0.005, 0.012, 0.030, 0.060, 0.099])
@pytest.mark.parametrize("typed", [CODE, AZERTY], ids=["qwerty", "azerty"])
def test_a_burst_is_a_scan_at_any_pace_of_a_scanner(bench: Bench, gap: float, typed: str) -> None:
    bench.line.setFocus()
    bench.type(typed, (gap,))
    assert bench.read == [NUMBER]
    assert bench.line.text() == "Benali"
    assert bench.entered == []


@pytest.mark.parametrize("gaps", [(0.06, 0.16, 0.11), (0.101,), (0.09, 0.15), (0.3,)])
def test_a_person_who_types_a_code_is_no_scanner(bench: Bench, gaps: tuple[float, ...]) -> None:
    bench.line.clear()
    bench.line.setFocus()
    bench.type(CODE, gaps)
    assert bench.read == []
    assert bench.line.text() == CODE
    assert bench.entered == [CODE]


@pytest.mark.parametrize("text", ["Benali", "10473855", "1047385510473855", "12,50"])
def test_what_carries_no_check_is_left_alone_however_fast(bench: Bench, text: str) -> None:
    bench.line.clear()
    bench.line.setFocus()
    bench.type(text, (0.005,))
    assert bench.read == []
    assert bench.entered == [text]


def test_text_cursor_and_selection_are_put_back(bench: Bench) -> None:
    bench.line.setFocus()
    bench.line.setSelection(2, 3)
    bench.type(CODE)
    assert (bench.line.text(), bench.line.selectedText()) == ("Benali", "nal")
    bench.line.deselect()
    bench.line.setCursorPosition(1)
    bench.type(CODE)
    assert (bench.line.text(), bench.line.cursorPosition()) == ("Benali", 1)
    assert not bench.line.isModified()


def test_an_amount_a_note_and_a_button_stay_as_they_were(bench: Bench) -> None:
    bench.money.set_cents(123_456)
    bench.money.setFocus()
    bench.type(CODE)
    assert bench.money.cents() == 123_456
    bench.page.setFocus()
    bench.type(CODE)
    assert bench.page.toPlainText() == "une note"
    bench.button.setFocus()
    bench.type(CODE)
    assert bench.pressed == []
    assert bench.read == [NUMBER] * 3


def test_a_code_may_end_with_a_tab_and_moves_no_focus(bench: Bench) -> None:
    bench.line.setFocus()
    bench.type(CODE, end=Key.Key_Tab)
    assert bench.read == [NUMBER]
    assert bench.line.hasFocus()


def test_with_a_dialog_over_the_window(bench: Bench, qtbot: QtBot) -> None:
    dialog = QDialog(bench.window)
    edit = QLineEdit("x", dialog)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    edit.setFocus()
    bench.type(CODE, where=dialog)
    assert bench.read == [NUMBER]
    assert edit.text() == "x"
    assert dialog.isVisible()
    dialog.close()


def test_a_field_that_went_away_meanwhile_is_no_trouble(bench: Bench) -> None:
    from shiboken6 import delete

    bench.line.setFocus()
    bench.type(CODE[:8], end=None)
    delete(bench.line)
    bench.money.setFocus()
    bench.type(CODE[8:])
    assert bench.read == [NUMBER]


def test_the_quiet_after_a_payment_still_hears_a_scan(bench: Bench, qapp: QApplication) -> None:
    guard_of(qapp).arm()
    bench.line.setFocus()
    bench.type(CODE)
    assert bench.read == [NUMBER]
    QTest.keyClick(bench.window.windowHandle(), Key.Key_Return)
    assert bench.entered == []


def test_once_stopped_it_hears_nothing(bench: Bench) -> None:
    bench.scanner.stop()
    bench.line.clear()
    bench.line.setFocus()
    bench.type(CODE)
    assert bench.read == []
    assert bench.line.text() == CODE


def test_a_scan_in_the_omnibox_opens_the_dossier_with_its_invoice(
    make_window: Callable[..., MainWindow], qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from desktop_app.ui import questions

    wanted = facts.dossier().invoices[11].number
    hit = replace(facts.hits()[0], contract=facts.CUSTOMER.contract, document=wanted)
    monkeypatch.setattr(questions, "find", lambda text: lambda c: (hit,) if text == wanted else ())
    window = make_window()
    clock = Clock()
    scanner = Scanner(qapp, clock=clock)
    scanner.start()
    scanner.scanned.connect(lambda number: show_scanned(window, number))
    window.omnibox.setText("be")
    window.omnibox.setFocus()
    for sign in scan_code(wanted):
        clock.now += 0.01
        QTest.keyClick(window.windowHandle(), sign)
    clock.now += 0.01
    QTest.keyClick(window.windowHandle(), Key.Key_Return)
    scanner.stop()
    assert window.omnibox.text() == "be"
    assert window.dossier().contract == facts.CUSTOMER.contract
    assert window.dossier().account.current().number == wanted
    assert not window.omnibox.answers.isVisible()


def test_a_document_of_elsewhere_is_said(window: MainWindow) -> None:
    assert isinstance(window.desk, Desk)
    show_scanned(window, "F-T009A-26-000001")
    assert window.dossier() is None
    assert "F-T009A-26-000001" in window.toasts.current.text


def test_a_busy_computer_goes_by_when_the_keys_were_struck() -> None:
    key = QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
    key.setTimestamp(12_340)
    assert struck_at(key) == 12.34
