"""The omnibox: answers as one types, the first one on Enter, and nothing opened that was not seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.texts import LRI, bare
from desktop_app.ui import questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.screens.answers import ANSWER, ROWS, AnswersModel
from desktop_app.ui.window import MainWindow

from . import facts
from .counters import counter

Key = Qt.Key


def typed(window: MainWindow, text: str) -> None:
    QTest.keyClicks(window.omnibox, text)


def press(window: MainWindow, key: Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifiers)


def test_the_first_letter_brings_answers(window: MainWindow) -> None:
    assert window.omnibox.hasFocus()
    typed(window, "b")
    assert window.omnibox.answers.isVisible()
    assert len(window.omnibox.answers.model.answers) == len(facts.hits())


def test_the_rows_never_move() -> None:
    model = AnswersModel(None)
    changes: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b: changes.append((a.row(), b.row())))
    model.modelReset.connect(pytest.fail)
    model.rowsInserted.connect(pytest.fail)
    assert model.rowCount() == ROWS
    model.show(())
    assert model.data(model.index(0), ANSWER) is None
    assert changes == [(0, ROWS - 1)]


def test_enter_opens_the_first_answer_and_arrows_choose(window: MainWindow) -> None:
    typed(window, "ben")
    press(window, Key.Key_Return)
    assert window.dossier().contract == facts.hits()[0].contract
    press(window, Key.Key_F2)
    typed(window, "ben")
    press(window, Key.Key_Down)
    press(window, Key.Key_Down)
    press(window, Key.Key_Return)
    assert window.dossier().contract == facts.hits()[2].contract


def test_arrows_stop_at_the_last_answer(window: MainWindow) -> None:
    typed(window, "ben")
    for _ in range(ROWS + 3):
        press(window, Key.Key_Down)
    assert window.omnibox.answers.list.currentIndex().row() == len(facts.hits()) - 1


def test_ctrl_enter_opens_the_payment(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, str, str]] = []
    window.omnibox.opened.disconnect()
    window.omnibox.opened.connect(lambda *what: opened.append(what))
    typed(window, "ben")
    press(window, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened == [(facts.hits()[0].contract, "payment", "")]


@pytest.mark.parametrize(
    ("code", "gesture"),
    [("re 10473800", "reading"), ("en 10473800", "payment"), ("قب 10473800", "payment"),
     ("du F-T001A-26-000001", "documents"), ("si mohamed", ""), ("ben", "")],
)  # fmt: skip
def test_a_code_before_a_number_opens_the_gesture(
    window: MainWindow, code: str, gesture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        questions, "find", lambda text: lambda c: asked.append(text) or facts.hits()
    )
    opened: list[str] = []
    window.omnibox.opened.disconnect()
    window.omnibox.opened.connect(lambda _c, verb, _d: opened.append(verb))
    window.omnibox.setText(code)
    window.omnibox.textEdited.emit(code)
    press(window, Key.Key_Return)
    assert opened == [gesture]
    assert asked == [code.split()[1] if gesture else code]


def test_a_found_document_travels_with_the_dossier(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = facts.dossier().invoices[4].number
    hit = facts.hits()[0]
    fields = {f: getattr(hit, f) for f in hit.__dataclass_fields__} | {"document": number}
    monkeypatch.setattr(questions, "find", lambda text: lambda c: (type(hit)(**fields),))
    typed(window, "2026")
    press(window, Key.Key_Return)
    assert window.dossier().account.current().number == number


def test_enter_before_the_answer_opens_it_when_it_comes(
    qtbot: QtBot, make_window: Callable[..., MainWindow]
) -> None:
    window = make_window(opened=False)
    typed(window, "ben")
    press(window, Key.Key_Return)
    assert window.dossier() is None
    assert "…" in window.omnibox.answers.message.text() or window.omnibox.answers.message.text()
    window.desk.start()
    assert window.dossier().contract == facts.hits()[0].contract


def test_nothing_found_says_what_to_try(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "find", lambda text: lambda c: ())
    typed(window, "zzz")
    assert "zzz" in window.omnibox.answers.message.text()
    press(window, Key.Key_Return)
    assert window.dossier() is None


def test_the_calculator_and_the_list_of_actions(window: MainWindow) -> None:
    typed(window, "=12,5*3")
    assert "37,50" in bare(window.omnibox.answers.message.text())
    window.omnibox.clear()
    typed(window, ">")
    assert any(a.action == "payment" for a in window.omnibox.answers.model.answers)


def test_escape_closes_the_list_then_empties_the_field(window: MainWindow) -> None:
    typed(window, "ben")
    press(window, Key.Key_Escape)
    assert not window.omnibox.answers.isVisible()
    assert window.omnibox.text() == "ben"
    press(window, Key.Key_Escape)
    assert window.omnibox.text() == ""


def test_an_empty_field_shows_the_dossiers_opened_today(window: MainWindow) -> None:
    typed(window, "ben")
    press(window, Key.Key_Return)
    press(window, Key.Key_F2)
    shown = window.omnibox.answers.model.answers
    assert [a.contract for a in shown] == [facts.hits()[0].contract]


def test_numbers_are_isolated_in_arabic(make_window: Callable[..., MainWindow]) -> None:
    window = make_window("ar")
    typed(window, "ben")
    row = window.omnibox.answers.model.answers[0]
    assert f"{LRI}05 61 22 33 44" in row.detail
    assert f"{LRI}{facts.hits()[0].contract}" in row.detail
    assert bare(row.title) == facts.hits()[0].name_alt
    caret = window.omnibox.cursorRect().center().x()
    assert caret > window.omnibox.width() // 2 or window.omnibox.text()


def test_typing_never_waits_for_the_book(qtbot: QtBot, hand_made: None) -> None:
    desk = Desk(counter, warm=())
    from desktop_app.texts import texts_in

    window = MainWindow(desk, texts_in("fr"))
    qtbot.addWidget(window)
    window.show()
    typed(window, "ben")
    assert window.omnibox.text() == "ben"
    with qtbot.waitSignal(window.omnibox.answered):
        desk.start()
    assert window.omnibox.answers.model.answers
    window.close()
    desk.close()
