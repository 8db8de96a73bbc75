"""An agent at the real window on a real book: keys only, each one counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app import app as builder
from desktop_app.settings import Settings
from desktop_app.ui import garbage, look
from desktop_app.ui.shell import Shell
from desktop_app.ui.tour import press_letter
from desktop_app.ui.widgets.guard import guard_of

NONE = Qt.KeyboardModifier.NoModifier


class Hands:
    """Two hands on the keyboard; `pressed` counts the keys, chords as one."""

    def __init__(self, shell: Shell, folder: Path) -> None:
        self.shell = shell
        self.folder = folder
        self.pressed = 0
        self.errors: list[Exception] = []
        shell.desk.failed.connect(self.errors.append)

    @property
    def window(self) -> Any:
        return self.shell.window

    @property
    def page(self) -> Any:
        """The dossier in front."""
        return self.window.dossier()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """One key, then wait until everything is answered."""
        self.pressed += 1
        QTest.keyClick(self.window.windowHandle(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        for letter in text:
            self.pressed += 1
            press_letter(self.window.focusWidget(), letter)
        self.settle()

    def hold(self, key: Qt.Key, times: int) -> None:
        """A key that repeats faster than anything answers."""
        for _ in range(times):
            QTest.keyClick(self.window.windowHandle(), key)
        self.settle()

    def settle(self) -> None:
        """Wait for the desk, on its signal."""
        desk = self.shell.desk
        QApplication.processEvents()
        while not desk.idle:
            loop = QEventLoop()
            desk.busy.connect(loop.quit)
            loop.exec()
            desk.busy.disconnect(loop.quit)
            QApplication.processEvents()

    def calm(self) -> None:
        """Wait until the keys have rested after money has moved."""
        guard = guard_of(self.shell.app)
        if guard.armed:
            loop = QEventLoop()
            guard.calm.connect(loop.quit)
            loop.exec()

    def ask(self, work: Callable[[Any], Any]) -> Any:
        """An answer of the book itself."""
        answers: list[Any] = []
        self.shell.desk.ask(work, answers.append, self.errors.append)
        self.settle()
        assert self.errors == []
        return answers[0]

    def open(self, contract: str) -> None:
        """The dossier of a contract, as an agent opens it."""
        self.key(Qt.Key.Key_F2)
        self.type(contract)
        self.key(Qt.Key.Key_Return)
        assert self.page.fact is not None
        assert self.page.contract == contract
        self.pressed = 0


@pytest.fixture(autouse=True)
def swept(qapp: QApplication) -> Iterator[None]:
    """Threads of a test never sweep its windows."""
    garbage.keep_on_this_thread(qapp)
    yield
    garbage.leave_to_python(qapp)


@pytest.fixture
def sit_down(book_of: Callable[[str], Path], qapp: QApplication) -> Iterator[Callable[..., Hands]]:
    """`sit_down(operator, language)`: the window open on that agency's book."""
    shells: list[Shell] = []

    def make(operator: str = "oran", language: str = "fr") -> Hands:
        settings = Settings(data=book_of(operator))
        shell = Shell(qapp, lambda: builder.open_counter(settings), language=language)
        shells.append(shell)
        hands = Hands(shell, settings.data)
        refused: list[Exception] = []
        shell.desk.refused.connect(refused.append)
        loop = QEventLoop()
        shell.desk.opened.connect(loop.quit)
        shell.desk.refused.connect(loop.quit)
        shell.start(size=(1366, 768))
        hands.window.activateWindow()
        if not shell.desk.is_open:
            loop.exec()
        assert refused == []
        hands.settle()
        return hands

    yield make
    for shell in shells:
        guard = guard_of(qapp)
        if guard.armed:
            guard._rest()
        shell.close()
    look.apply(qapp, "light", "fr")
