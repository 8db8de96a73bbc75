"""Nothing typed is lost: half-filled forms go to the book as drafts, and so does the place where the window stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.ui import questions

if TYPE_CHECKING:
    from desktop_app.services.drafts import Draft
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.session import Session

IDLE_MS = 2000
"""Rest of the keys after which what is typed is kept."""


class Form(Protocol):
    """What a draft is made of and put back into: `draft()` is empty when nothing is worth keeping."""

    def draft(self) -> Mapping[str, Any]: ...

    def restore(self, facts: Mapping[str, Any]) -> None: ...


class Keeper(QObject):
    """The drafts of one dossier: kept two seconds after the last key and whenever the dossier is left."""

    changed = Signal()
    """A draft was kept or forgotten."""

    def __init__(self, desk: Desk, contract: str, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self.contract = desk, contract
        self.kept: dict[str, tuple[datetime, Mapping[str, Any]]] = {}
        """Kind -> when, and what."""
        self._forms: dict[str, Form] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(IDLE_MS)
        self._timer.timeout.connect(self.keep)

    def load(self, drafts: Sequence[Draft]) -> None:
        """What the book knows; forms being filled know better."""
        known = {d.kind: (d.at, d.facts) for d in drafts}
        for kind in self._forms:
            known.pop(kind, None)
            if kind in self.kept:
                known[kind] = self.kept[kind]
        self.kept = known

    def watch(self, kind: str, form: Form) -> Mapping[str, Any]:
        """Keep what this form holds from now on; what was kept of it before."""
        self._forms[kind] = form
        return self.kept.get(kind, (None, {}))[1]

    def leave(self, kind: str) -> None:
        """The form goes away: keep it as it is."""
        self.keep()
        self._forms.pop(kind, None)

    @Slot()
    def touched(self) -> None:
        """A key was pressed in a form."""
        self._timer.start()

    @Slot()
    def keep(self) -> None:
        """Keep now what has changed since it was last kept."""
        self._timer.stop()
        for kind, form in self._forms.items():
            self._put(kind, form.draft())

    def forget(self, kind: str) -> None:
        """The gesture is in the book: its draft has no use any more."""
        self._forms.pop(kind, None)
        self._put(kind, {})

    def _put(self, kind: str, facts: Mapping[str, Any]) -> None:
        if facts == self.kept.get(kind, (None, {}))[1]:
            return
        if facts:
            self.kept[kind] = (datetime.now().astimezone(), facts)
        else:
            del self.kept[kind]
        self.desk.ask(questions.save_draft(kind, self.contract, facts), None)
        self.changed.emit()


class Trace(QObject):
    """Where the window of this till stands, kept until it is closed in peace: after a crash the same screen returns."""

    def __init__(
        self, desk: Desk, session: Session, gestures: Callable[[], dict[str, str]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.desk, self.session = desk, session
        self._gestures = gestures
        self._kept: Mapping[str, Any] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(IDLE_MS)
        self._timer.timeout.connect(self.keep)

    @Slot()
    def moved(self) -> None:
        """Another page, tab or gesture is in front."""
        if self.desk.is_open:
            self._timer.start()

    @Slot()
    def keep(self) -> None:
        """Write where the window stands, if it stands elsewhere than last written."""
        self._timer.stop()
        self.session.gestures = self._gestures()
        self._put(self.session.facts() if self.session.open else {})

    def close(self) -> None:
        """The window is closed in peace."""
        self._timer.stop()
        if self._kept:
            self._put({})

    def rest(self) -> None:
        """Another window takes over and goes on."""
        self._timer.stop()

    def _put(self, facts: Mapping[str, Any]) -> None:
        if facts != (self._kept or {}) and self.desk.is_open:
            self._kept = facts
            self.desk.ask(questions.remember_place(facts), None)
