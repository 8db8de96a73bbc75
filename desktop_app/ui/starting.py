"""The start of a window: painted at once with an empty page, then equipped in small steps that let keys through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.ui import keys
from desktop_app.ui.screens.page import Page

if TYPE_CHECKING:
    from desktop_app.ui.window import MainWindow


class EmptyPage(Page):
    """What stands in the window until it has been painted once."""

    place = "home"

    def hints(self) -> Sequence[tuple[str, str]]:
        return (("help", ""), ("find", ""), ("payment", ""), ("reading", ""), ("refresh", ""))


class Start(QObject):
    """After the paint: keys and focus ring, the modules of the first page, the page, then `done`."""

    done = Signal()
    """The first page is there: the book can be opened."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._empty: EmptyPage | None = None
        self._equipped = False
        self._steps = [self.equip, self._fetch, lambda: window.till, self.fill, self.done.emit]
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._step)
        window.painted.connect(self._turn.start)

    def empty_page(self) -> EmptyPage:
        """The page to show meanwhile."""
        self._empty = EmptyPage(self._window.desk, self._window.texts)
        return self._empty

    @Slot()
    def _step(self) -> None:
        if self._steps:
            self._steps.pop(0)()
        else:
            self._turn.stop()

    def stop(self) -> None:
        """Another window takes over."""
        self._turn.stop()
        self._steps.clear()

    def equip(self) -> None:
        """Every key of the counter, and the ring that shows where typing goes."""
        if not self._equipped:
            from desktop_app.ui.widgets.focus import FocusRing

            self._equipped = True
            keys.install(self._window, self._window.texts, self._window.act)
            FocusRing(self._window)

    def _fetch(self) -> None:
        from desktop_app.ui.screens import home  # noqa: F401

    def fill(self) -> None:
        """The first page takes its place, where no other was asked for."""
        self.equip()
        empty, self._empty = self._empty, None
        if empty is not None:
            if self._window.page is empty:
                self._window.open_again()
            self._window.stack.removeWidget(empty)
            empty.deleteLater()
