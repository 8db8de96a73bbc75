"""The shell: one application, one desk, and the window on top of them, rebuilt when language or look changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.texts import texts_in
from desktop_app.ui import look
from desktop_app.ui.desk import Desk
from desktop_app.ui.session import Session
from desktop_app.ui.window import MainWindow

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.ui.scanner import Scanner
    from desktop_app.ui.screens.welcome import WelcomePage

FRAME = 40
"""What the system draws around a window, in pixels at most."""
Prepare = Callable[[Callable[[int, int], None]], None]
"""Makes the book when there is none; told a function to call with (done, total)."""


def run(
    open_counter: Callable[[], Counter],
    *,
    language: str = "",
    likely: str = "fr",
    theme: str = "light",
    prepare: Prepare | None = None,
    remember: Callable[[str, str], None] | None = None,
    unlock: Callable[[str], None] | None = None,
    faults: Path | None = None,
    watch: Callable[[Shell], None] | None = None,
) -> int:
    """Open the window and answer the exit code when it closes.

    Empty `language`: the first run asks it, `likely` has the focus. `remember("language", code)` keeps a choice;
    `unlock` is told the passphrase typed before the book is opened again; `faults` is the file where a hard crash
    leaves its trace; `watch` is shown the shell once it is painted or about to be.
    """
    from desktop_app.ui.trouble import Watch

    app = QApplication.instance()
    if app is None:
        app = QApplication([*sys.argv[:1], "-style", "fusion"])
        app.setProperty(look.STYLED, True)
    assert isinstance(app, QApplication)
    shell = Shell(
        app,
        open_counter,
        language=language,
        likely=likely,
        theme=theme,
        prepare=prepare,
        remember=remember,
        unlock=unlock,
    )
    guard = Watch(shell)
    guard.crashed.connect(shell.tell_error)
    guard.start(faults)
    try:
        shell.start()
        if watch is not None:
            watch(shell)
        return app.exec()
    finally:
        guard.stop()
        shell.close()


class Shell(QObject):
    """Holds what outlives a window: the desk with its book, and the session with its open dossiers."""

    progressed = Signal(int, int)
    rebuilt = Signal()

    def __init__(
        self,
        app: QApplication,
        open_counter: Callable[[], Counter],
        *,
        language: str = "",
        likely: str = "fr",
        theme: str = "light",
        prepare: Prepare | None = None,
        remember: Callable[[str, str], None] | None = None,
        unlock: Callable[[str], None] | None = None,
        inline: bool = False,
    ) -> None:
        super().__init__()
        self.app = app
        self.language = language
        self.theme = theme
        self.session = Session()
        self.window: MainWindow | None = None
        self._likely = likely
        self._prepare = prepare
        self._open_counter = open_counter
        self._remember = remember
        self._welcome: WelcomePage | None = None
        self.desk = Desk(self._open, language=language or likely, inline=inline, unlock=unlock)
        self.desk.opened.connect(self._opened)
        app.setApplicationName("guichet")
        app.setDesktopFileName("org.guichet.Guichet")

    def start(self, *, size: tuple[int, int] | None = None) -> None:
        """Paint the window; the book is opened after the first paint."""
        look.apply(self.app, self.theme, self.language or self._likely)
        window = self._build()
        window.start.done.connect(self._filled)
        if size is not None:
            window.resize(*size)
            window.show()
        elif _crowded(window):
            window.showMaximized()
        else:
            window.show()

    def close(self) -> None:
        """Close the window and the book."""
        if "scanner" in self.__dict__:
            self.scanner.stop()
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
        self.desk.close()

    @Slot(object)
    def tell_error(self, error: Exception) -> None:
        if self.window is not None:
            self.window.tell_error(error)

    @Slot(str)
    def speak(self, language: str) -> None:
        """Change the language: the window is built again in its direction, with the open dossiers."""
        first = not self.language
        self.language = language
        self.desk.language = language
        if self._remember is not None:
            self._remember("language", language)
        look.apply(self.app, self.theme, language)
        self._rebuild()
        if first:
            self._start_desk()

    @Slot(str)
    def dress(self, theme: str) -> None:
        """Change the look."""
        self.theme = theme
        if self._remember is not None:
            self._remember("theme", theme)
        look.apply(self.app, theme, self.language)
        self._rebuild()

    def _open(self) -> Counter:
        """On the worker: make the book where there is none, then open it."""
        if self._prepare is not None:
            self._prepare(self.progressed.emit)
        return self._open_counter()

    @Slot(str)
    def _scanned(self, number: str) -> None:
        from desktop_app.ui.scanner import show_scanned

        if self.window is not None and self.desk.is_open:
            show_scanned(self.window, number)

    @cached_property
    def scanner(self) -> Scanner:
        """What tells a scan from typing, listening since the first paint."""
        from desktop_app.ui.scanner import Scanner

        made = Scanner(self.app)
        made.scanned.connect(self._scanned)
        return made

    @Slot()
    def _filled(self) -> None:
        self.scanner.start()
        if self.language:
            QTimer.singleShot(0, self._start_desk)

    @Slot()
    def _start_desk(self) -> None:
        if not self.desk.is_open:
            self.desk.start()

    @Slot()
    def _opened(self) -> None:
        if self._welcome is not None and self.window is not None:
            self._welcome = None
            self.window.go("home")
        from desktop_app.ui import questions

        self.desk.ask(questions.place_left(), self._take_up)

    @Slot(object)
    def _take_up(self, left: dict[str, Any]) -> None:
        from desktop_app.ui.opening import take_up

        if self.window is not None:
            take_up(self.window, left)

    def _build(self) -> MainWindow:
        language = self.language or self._likely
        texts = self.desk.texts if self.desk.is_open else texts_in(language)
        self._welcome = None
        if not self.desk.is_open and (not self.language or self._prepare is not None):
            from desktop_app.ui.screens.welcome import WelcomePage

            self._welcome = WelcomePage(self.desk, texts, likely=language)
            self._welcome.chosen.connect(self.speak)
            self.progressed.connect(self._welcome.show_progress)
            if self.language:
                self._welcome.make()
        window = MainWindow(
            self.desk, texts, self.theme, session=self.session, first_page=self._welcome
        )
        window.language_chosen.connect(self.speak)
        window.theme_chosen.connect(self.dress)
        self.window = window
        return window

    def _rebuild(self) -> None:
        old = self.window
        if old is not None and self.desk.is_open:
            old.keep()
        window = self._build()
        if old is not None:
            if old.isMaximized() or old.isFullScreen():
                window.setWindowState(old.windowState())
            else:
                window.setGeometry(old.geometry())
        window.show()
        if old is not None:
            old.retire()
        self.rebuilt.emit()


def _crowded(window: MainWindow) -> bool:
    """Whether the screen has no room for the window and its frame: it then fills the screen, its last line in sight."""
    room = window.screen().availableGeometry()
    return room.width() <= window.width() or room.height() <= window.height() + FRAME
