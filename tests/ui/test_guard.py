"""The quiet guard: after money has moved, held keys do nothing until they rest; digits and letters pass."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.guard import GUARDED, QUIET_MS, QuietGuard, guard_of


@pytest.fixture
def place(qtbot, qapp):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    window.button, window.edit = Button("Encaisser"), QLineEdit()
    column.addWidget(window.button)
    column.addWidget(window.edit)
    window.pressed = []
    window.button.clicked.connect(lambda: window.pressed.append("button"))
    shortcut = QShortcut(QKeySequence("F9"), window)
    shortcut.activated.connect(lambda: window.pressed.append("F9"))
    window.guard = QuietGuard(qapp, quiet_ms=20)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield window
    window.guard._timer.stop()
    window.guard._rest()
    window.guard.deleteLater()


def test_it_waits_longer_than_the_first_repeat_of_a_held_key():
    assert QUIET_MS >= 1100
    assert {Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_F9} <= GUARDED


def test_before_it_is_armed_every_key_works(place):
    QTest.keyClick(place.button, Qt.Key.Key_Return)
    QTest.keyClick(place.button, Qt.Key.Key_Space)
    QTest.keyClick(place, Qt.Key.Key_F9)
    assert place.pressed == ["button", "button", "F9"]


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F9]
)
def test_once_armed_nervous_keys_do_nothing(place, key):
    place.guard.arm()
    for _ in range(25):
        QTest.keyClick(place.button, key)
    assert place.pressed == []
    assert place.guard.swallowed >= 25


def test_digits_pass_meanwhile(place):
    place.guard.arm()
    QTest.keyClicks(place.edit, "1284")
    assert place.edit.text() == "1284"


def test_it_stands_down_only_after_a_rest(place, qtbot):
    place.guard.arm()
    QTest.keyClick(place.button, Qt.Key.Key_Return)
    with qtbot.waitSignal(place.guard.calm, timeout=2000):
        QTest.keyClick(place.button, Qt.Key.Key_Return)
    assert place.pressed == []
    QTest.keyClick(place.button, Qt.Key.Key_Return)
    assert place.pressed == ["button"]


def test_a_button_held_down_is_pressed_once(place):
    for number in range(25):
        QApplication.sendEvent(
            place.button,
            QKeyEvent(
                QEvent.Type.KeyPress,
                Qt.Key.Key_Return,
                Qt.KeyboardModifier.NoModifier,
                "\r",
                number > 0,
            ),
        )
    assert place.pressed == ["button"]


def test_one_guard_an_application(qapp):
    first = guard_of(qapp)
    assert guard_of(qapp) is first


def test_spaces_between_words_are_text(place):
    place.edit.setFocus()
    place.guard.arm()
    QTest.keyClicks(place.edit, "erreur de rendu")
    assert place.edit.text() == "erreur de rendu"
    assert place.guard.armed
    place.button.setFocus()
    QTest.keyClick(place.button, Qt.Key.Key_Space)
    assert place.pressed == []
