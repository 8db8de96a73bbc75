"""What every page of the window answers to: keys, refresh, one step back, and where typing starts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.texts import Texts
from desktop_app.ui.desk import Desk
from desktop_app.ui.widgets.focus import NO_RING


class Page(QWidget):
    """A place of the window. `opened(contract, gesture, document)` asks for a dossier; `told` for a toast."""

    place = ""
    """The entry of the rail that this page belongs to."""
    opened = Signal(str, str, str)
    told = Signal(str, str)
    hints_changed = Signal()

    def __init__(self, desk: Desk, texts: Texts) -> None:
        super().__init__()
        self.desk, self.texts = desk, texts
        self.stale = True
        self.setProperty(NO_RING, True)

    def hints(self) -> Sequence[tuple[str, str]]:
        """The actions of the hint bar, each with its words here ("": its own title)."""
        return (("help", ""), ("find", ""))

    def act(self, name: str) -> bool:
        """Do an action that the window leaves to the page; False when it means nothing here."""
        return False

    def subject(self) -> str:
        """The contract that a gesture of the dossiers would be about here; "" asks for one."""
        return ""

    def back(self) -> bool:
        """One step back inside the page; False when there is none."""
        return False

    def refresh(self) -> None:
        """Read again what is shown."""

    def leave(self) -> None:
        """Another page comes in front, or the window goes: keep what is half typed."""

    def begin(self) -> None:
        """Put the focus where work starts."""
        self.setFocus()
