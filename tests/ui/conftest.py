"""Windows for the tests: hand-made facts behind the desk, answered at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.texts import texts_in
from desktop_app.ui import garbage, look, questions, round_questions, till_questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.window import MainWindow

from . import facts
from .counters import counter


@pytest.fixture(autouse=True)
def swept(qapp: QApplication) -> Iterator[None]:
    """Threads of a test never sweep its windows."""
    garbage.keep_on_this_thread(qapp)
    yield
    garbage.leave_to_python(qapp)


@pytest.fixture
def hand_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions of the places answered from facts made by hand."""
    monkeypatch.setattr(questions, "find", lambda text: lambda c: facts.hits() if text else ())
    monkeypatch.setattr(questions, "home", lambda: lambda c: facts.home())
    monkeypatch.setattr(round_questions, "walk", lambda route: lambda c: facts.walk())
    monkeypatch.setattr(questions, "dossier", lambda number: lambda c: facts.dossier(number))
    monkeypatch.setattr(questions, "monthly_proposal", lambda n: lambda c: facts.proposal(n))
    monkeypatch.setattr(till_questions, "now", lambda: lambda c: facts.till())
    monkeypatch.setattr(
        till_questions, "day", lambda: lambda c: (facts.till(), facts.receipts(), ())
    )
    monkeypatch.setattr(till_questions, "prints", lambda: lambda c: ())
    monkeypatch.setattr(till_questions, "recovered_prints", lambda: lambda c: ())
    monkeypatch.setattr(questions, "offers", lambda number: lambda c: facts.offers())
    monkeypatch.setattr(questions, "save_draft", lambda *draft: lambda c: None)
    monkeypatch.setattr(questions, "remember_place", lambda place: lambda c: None)
    monkeypatch.setattr(questions, "place_left", lambda: lambda c: {})


@pytest.fixture
def make_window(qtbot: QtBot, hand_made: None) -> Iterator[Callable[..., MainWindow]]:
    """A window in a language, a look and a size, on an open inline desk."""
    made: list[tuple[MainWindow, Desk]] = []

    def make(
        language: str = "fr",
        theme: str = "light",
        size: tuple[int, int] = (1366, 768),
        *,
        opened: bool = True,
        kind: str = "demo",
    ) -> MainWindow:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        look.apply(app, theme, language)
        desk = Desk(lambda: counter(kind), language=language, inline=True)
        window = MainWindow(desk, texts_in(language), theme)
        window.resize(*size)
        made.append((window, desk))
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        if opened:
            desk.start()
        return window

    yield make
    for window, desk in made:
        window.close()
        window.retire()
        desk.close()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    look.apply(app, "light", "fr")


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    return make_window()
