"""What every gesture of the till shares: sent once, refused beside its field, a reason and a second person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop_app.domain.refusals import Refusal
from desktop_app.texts import name
from desktop_app.ui import look
from desktop_app.ui.frame import SIDE_WIDTH
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import Button, ghost, primary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.guard import guard_of

if TYPE_CHECKING:
    from desktop_app.services.shifts import TillNow
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class TillPanel(Panel):
    """A gesture of the till. `done` tells the fact; `fields` are those a refusal goes back to, by what it is about."""

    done = Signal(object)
    verb = ""
    """The words of the main button, for the hint bar."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.now: TillNow | None = None
        self.fields: dict[str, Edit] = {}
        self.main: Button | None = None
        self._sent = False

    def start(self, now: TillNow) -> None:
        """A new gesture on this state of the till."""
        self.now = now
        self.open_for("")
        self._sent = False
        if self.message is not None:
            self.message.say("", "")
        if self.main is not None:
            self.main.setEnabled(True)

    # --- building ------------------------------------------------

    def lay(self, *cards: tuple[QWidget, int]) -> None:
        """Cards side by side, each with its share of the width; one under the other on a narrow screen."""
        self.cards = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.cards.setContentsMargins(0, 0, 0, 0)
        self.cards.setSpacing(look.WIDE)
        for card, share in cards:
            self.cards.addWidget(card, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.window().width() >= SIDE_WIDTH
        along, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.cards.setDirection(along if beside else down)

    def field(self, label: str, about: str, *, hint: str = "", edit: Edit | None = None) -> Field:
        """A field named `about` to which refusals of that name return."""
        edit = edit or Edit(self.texts)
        edit.setObjectName(f"{self.objectName()}-{about}")
        edit.entered.connect(self.go)
        self.fields[about] = edit
        return Field(label, edit, hint=hint)

    def foot(self, card: Card, verb: str, *, icon: str = "check", enter: bool = False) -> None:
        """The line of bad news, the way back and the main button at the foot of a card."""
        say = self.texts.say
        self.verb = verb
        self.message = Hint(lines=2)
        self.message.setObjectName(f"{self.objectName()}-message")
        self.main = primary(
            verb,
            icon=icon,
            key=say("Enter", context="key") if enter else keycap(self.texts, "primary"),
        )
        self.main.setObjectName(f"{self.objectName()}-go")
        self.main.clicked.connect(self.go)
        self.cancel = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.cancel.setObjectName(f"{self.objectName()}-cancel")
        self.cancel.clicked.connect(self.closed)
        card.body.addStretch(1)
        card.add(self.message)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.GAP)
        verbs.addWidget(self.cancel)
        verbs.addStretch(1)
        verbs.addWidget(self.main)
        card.body.addLayout(verbs)

    # --- doing ------------------------------------------------

    def go(self) -> None:
        """What the main button does."""

    def send(
        self, work: Callable[[Any], Any], done: Callable[[Any], None], *, rest: bool = True
    ) -> None:
        """Do it once: the button goes dead, and the keys rest until calm where money has moved."""
        if self._sent:
            return
        self._sent = True
        if self.main is not None:
            self.main.setEnabled(False)
        app = QCoreApplication.instance()
        if app is not None and rest:
            guard_of(app).arm()
        self.desk.do(work, done, self.not_done)

    def not_done(self, error: Exception) -> None:
        """Back to the field it is about, or to the line of bad news."""
        self._sent = False
        if self.main is not None:
            self.main.setEnabled(True)
        edit = self.fields.get(error.about) if isinstance(error, Refusal) else None
        if edit is not None and edit.isVisibleTo(self) and isinstance(error, Refusal):
            edit.refuse(error)
        else:
            self.refuse(error)

    def finish(self, fact: object, told: str, kind: str = "ok") -> None:
        """Tell what was done and close."""
        self.tell(told, kind)
        self.done.emit(fact)
        self.closed.emit()

    def text(self, about: str) -> str:
        return self.fields[about].text().strip()

    # --- keys ------------------------------------------------

    def act(self, action: str) -> bool:
        if action == "primary" and self.main is not None and self.main.isEnabled():
            self.go()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        return (("primary", self.verb), ("back", self.texts.say("Back")))


def whom(texts: Texts, agent: str) -> str:
    """The other agent of a transfer; "" is whoever comes."""
    return name(agent) if agent else texts.say("the next agent")
