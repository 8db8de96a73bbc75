"""The card of a fault of ours: what happened, that the work is kept, a number to quote, and how to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.frame import Ground
from desktop_app.ui.trouble import number_of
from desktop_app.ui.widgets.buttons import ghost, primary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.labels import Label, caption


class CrashCard(Ground):
    """Covers the page: what happened, that the work is kept, the number to quote, and how to go on."""

    closed = Signal()

    def __init__(self, error: BaseException, texts: Texts, parent: QWidget) -> None:
        super().__init__("window", parent=parent)
        self.number = number_of(error)
        self._texts = texts
        say = texts.say
        self.setObjectName("crash-card")
        card = Card(say("Something went wrong on our side"), tone="danger")
        card.setMaximumWidth(560)
        card.add(
            Label(
                say(
                    "Nothing already confirmed is lost: what was taken, issued or granted is in the book. "
                    "You can go on working; quote this number when you report it."
                ),
                wrap=True,
            )
        )
        number = Label(iso(self.number), use="title", bold=True)
        number.setObjectName("crash-number")
        number.setAccessibleName(say("Number to quote"))
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(number)
        self.copied = caption("")
        card.add(self.copied)
        row = QHBoxLayout()
        row.addStretch(1)
        copy = ghost(say("Copy the number"), icon="copy")
        copy.setObjectName("crash-copy")
        copy.clicked.connect(self._copy)
        self.go_on = primary(say("Continue"), key=say("Enter", context="key"))
        self.go_on.setObjectName("crash-continue")
        self.go_on.clicked.connect(self.closed)
        row.addWidget(copy)
        row.addWidget(self.go_on)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        column.setContentsMargins(look.AIRY, look.AIRY, look.AIRY, look.AIRY)

    def show_over(self) -> None:
        """Cover the parent and take the keys."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.number)
        self.copied.setText(self._texts.say("Copied."))
