"""The help sheet: every key of the counter, those of this page first, printed from the registry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso
from desktop_app.ui import keys, look
from desktop_app.ui.frame import Ground
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.labels import Label, caption, title

_LOW = 600
"""Below this height (in pixels) the keys are written smaller, so that all of them are seen at once."""


class KeySheet(Ground):
    """Covers the page until Esc or F1; `here` are the actions of the page below."""

    closed = Signal()

    def __init__(self, texts: Texts, here: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__("window", parent=parent)
        say = texts.say
        self.setObjectName("key-sheet")
        self.setAccessibleName(say("Keys of the counter"))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.AIRY, look.WIDE, look.AIRY, look.WIDE)
        head = QHBoxLayout()
        head.addWidget(title(say("Keys of the counter")))
        head.addStretch(1)
        self.shut = Button(say("Close"), key=keys.shown(keys.action("back"), texts))
        self.shut.setObjectName("key-sheet-close")
        self.shut.clicked.connect(self.closed)
        head.addWidget(self.shut)
        column.addLayout(head)
        names = {name for name, _ in here}
        wording = dict(here)
        local = [a for a in keys.ACTIONS if a.name in names]
        others = [a for a in keys.ACTIONS if a.name not in names]
        self._small = parent.height() < _LOW
        cards = QHBoxLayout()
        cards.setSpacing(look.WIDE)
        first = QVBoxLayout()
        first.setSpacing(look.ROOM)
        first.addWidget(self._card(say("On this page"), local, wording, texts))
        first.addWidget(self._finding(texts))
        first.addStretch(1)
        cards.addLayout(first, 1)
        cards.addWidget(self._card(say("Everywhere"), others, {}, texts), 1)
        column.addLayout(cards, 1)

    def _card(
        self, heading: str, actions: list[keys.Action], wording: dict[str, str], texts: Texts
    ) -> Card:
        card = Card(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.WIDE)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, action in enumerate(actions):
            shown = " ".join(
                iso("+".join(texts.say(part, context="key") for part in key.split("+")))
                for key in action.keys
                if key != "Ctrl+Enter"
            )
            use = "caption" if self._small else "body"
            key = Label(shown, use=use, bold=True, token="primary")
            key.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(key, row, 0)
            words = wording.get(action.name) or keys.hint(action.name, texts)
            grid.addWidget(Label(words, use=use, elide=True), row, 1)
        card.body.addLayout(grid)
        card.body.addStretch(1)
        return card

    def _finding(self, texts: Texts) -> Card:
        say = texts.say
        card = Card(say("What the search field understands"))
        for line in (
            say(
                "Any part of a name (either script), an address, a contract, a meter, a phone or an e-mail."
            ),
            say(
                "A code before a number opens the gesture at once: {examples}.",
                examples=iso("re 10473855 · en 10473855 · si 10473855 · ec 10473855"),
            ),
            say("{sign} computes, {more} lists the actions.", sign=iso("="), more=iso(">")),
        ):
            card.add(caption(line, wrap=True))
        return card

    def show_over(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.shut.setFocus(Qt.FocusReason.OtherFocusReason)
