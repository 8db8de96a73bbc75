"""A field of a form: its name above, what one types, and one line beneath that hints, warns or refuses."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.refusals import BadNews
from desktop_app.ui import look
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.labels import Label, caption

_ICONS = {
    "danger": "alert-circle",
    "warn": "alert-triangle",
    "ok": "circle-check",
    "info": "info-circle",
}


class Hint(QWidget):
    """One line under a field: icon and sentence, whose room is kept so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.TIGHT)
        self._icon = QLabel()
        self._icon.setFixedWidth(16)
        self._icon.hide()
        self._words = caption("", wrap=True)
        self._state = ""
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.setMinimumHeight(self._words.fontMetrics().height() * lines + 2)

    def text(self) -> str:
        return self._words.text()

    def state(self) -> str:
        return self._state

    def say(self, state: str, sentence: str) -> None:
        """Show a sentence with the icon and colour of a state; the plain hint has state ""."""
        self._state = state
        self._words.setText(sentence)
        self._words.set_token(state or "text2")
        self._picture()

    def _picture(self) -> None:
        name = _ICONS.get(self._state, "") if self._words.text() else ""
        self._icon.setVisible(bool(name))
        if name:
            self._icon.setPixmap(look.pixmap(name, self._state, 14, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._picture()


class Field(QWidget):
    """A label, an edit (or any widget) and its hint line; the label is the edit's accessible name."""

    def __init__(
        self,
        label: str,
        edit: QWidget,
        parent: QWidget | None = None,
        *,
        hint: str = "",
        beside: QWidget | None = None,
        lines: int = 1,
    ) -> None:
        super().__init__(parent)
        self.edit = edit
        self._plain = hint
        self.label = Label(label, use="caption", token="text2", bold=True)
        self.label.setBuddy(edit)
        self.hint = Hint(lines=lines)
        self.hint.say("", hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        column.addWidget(self.label)
        row = QHBoxLayout()
        row.setSpacing(look.GAP)
        row.addWidget(edit, 1)
        if beside is not None:
            row.addWidget(beside)
        column.addLayout(row)
        column.addWidget(self.hint)
        if not edit.accessibleName():
            edit.setAccessibleName(label)
        self.setFocusProxy(edit)
        if isinstance(edit, Edit):
            edit.said.connect(self._said)

    def set_hint(self, hint: str) -> None:
        """The plain hint shown when nothing else is to be said."""
        self._plain = hint
        if not (isinstance(self.edit, Edit) and self.edit.sentence):
            self.hint.say("", hint)

    def refuse(self, news: BadNews) -> None:
        """Show the refusal under the field and put the focus back in it."""
        if isinstance(self.edit, Edit):
            self.edit.refuse(news)

    def _said(self, state: str, sentence: str) -> None:
        self.hint.say(state if sentence else "", sentence or self._plain)
