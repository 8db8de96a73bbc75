"""A gesture of the counter on one contract: a panel inside the dossier that is opened, answers keys and closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.refusals import Refusal
from desktop_app.ui import keys
from desktop_app.ui.widgets.field import Hint

if TYPE_CHECKING:
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class Panel(QWidget):
    """What every gesture answers to. `begin` puts the focus where typing starts, `act` does an action of the keys
    ("primary", "print", "table"), `back` is one step back inside the panel (False: nothing left, close it)."""

    closed = Signal()
    """The gesture is over or given up: show what was there before."""
    print_asked = Signal(str, str)
    """Kind and number of a document to be shown for printing."""
    hints_changed = Signal()
    edited = Signal()
    """Something was typed or chosen: worth keeping as a draft after a while."""
    settled = Signal()
    """The gesture is in the book: its draft has no use any more."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.texts = desk, texts
        self.contract = ""
        self.operation = ""
        self.message: Hint | None = None

    @property
    def currency(self) -> str:
        return self.desk.currency

    def open_for(self, contract: str) -> None:
        """A new gesture on this contract: whatever is sent twice from now on counts once."""
        self.contract = contract
        self.operation = str(uuid4())

    def begin(self) -> None:
        """Put the focus where typing starts."""

    def draft(self) -> Mapping[str, Any]:
        """What is half typed, as texts, numbers and lists; {} when nothing is worth keeping."""
        return {}

    def restore(self, facts: Mapping[str, Any]) -> None:
        """Take up a draft where it was left."""

    def act(self, name: str) -> bool:
        """Do an action; False when it means nothing here."""
        return False

    def back(self) -> bool:
        """One step back inside the panel; False when there is none."""
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        """The actions valid here, each with its words ("": its own title)."""
        return (("primary", ""), ("back", ""))

    def money(self, cents: int) -> str:
        return self.texts.money(cents, self.currency)

    def tell(
        self, text: str, kind: str = "ok", verbs: Sequence[tuple[str, Callable[[], None]]] = ()
    ) -> None:
        """Tell an event by a toast of the window, where there is one."""
        toasts = getattr(self.window(), "toasts", None)
        if toasts is not None:
            toasts.show(text, kind, verbs)

    def refuse(self, error: Exception) -> bool:
        """Show a refusal in the panel's own line; what is not a refusal goes to the window. True when shown here."""
        if isinstance(error, Refusal) and self.message is not None:
            self.message.say("danger", self.texts.bad_news(error))
            self.message.show()
            return True
        self.desk.failed.emit(error)
        return False


def keycap(texts: Texts, action: str) -> str:
    """The key of an action as written on this keyboard, for a button's hint."""
    return keys.shown(keys.action(action), texts)
