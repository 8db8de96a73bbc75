"""Cards: the framed parts of a page, their titles, rows of facts and the amount one must see from afar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import look
from desktop_app.ui.widgets.labels import Label, caption, section


class Card(QFrame):
    """A rounded frame with an optional title; add things to `body`, verbs to `actions`.

    `tone` tints it: "" for the usual surface, or ok, warn, danger, info, offline.
    """

    def __init__(
        self,
        title: str = "",
        parent: QWidget | None = None,
        *,
        tone: str = "",
        margin: int = look.WIDE,
    ) -> None:
        super().__init__(parent)
        self.tone = tone
        self.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(margin, margin - 4, margin, margin - 2)
        outer.setSpacing(look.GAP)
        self.actions = QHBoxLayout()
        self.actions.setSpacing(look.GAP)
        self.title: Label | None = None
        if title:
            self.title = section(title)
            self.setAccessibleName(title)
            head = QHBoxLayout()
            head.addWidget(self.title)
            head.addStretch(1)
            head.addLayout(self.actions)
            outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.GAP)
        outer.addLayout(self.body, 1)

    def set_tone(self, tone: str) -> None:
        self.tone = tone
        self.update()

    def add(self, widget: QWidget, stretch: int = 0) -> QWidget:
        """Put a widget under those already there."""
        self.body.addWidget(widget, stretch)
        return widget

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = t.color(self.tone) if self.tone and t.name == "contrast" else t.color("divider")
        painter.setPen(QPen(edge, 1))
        painter.setBrush(t.color(f"{self.tone}_bg" if self.tone else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()


class Facts(QWidget):
    """Rows of a small grey key and its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.WIDE)
        self._grid.setVerticalSpacing(look.TIGHT + 2)
        self._grid.setColumnStretch(1, 1)
        self._keys: list[Label] = []

    def add(
        self, key: str, value: str | QWidget = "", *, bold: bool = False, token: str = "text"
    ) -> QWidget:
        """Append a row; the value's widget, so that its text can change."""
        row = len(self._keys)
        label = caption(key)
        shown = Label(value, token=token, bold=bold, wrap=True) if isinstance(value, str) else value
        if not shown.accessibleName():
            shown.setAccessibleDescription(key)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading
        self._grid.addWidget(label, row, 0, top)
        self._grid.addWidget(shown, row, 1)
        self._keys.append(label)
        return shown

    def clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._keys.clear()


class BigAmount(QWidget):
    """A caption and an amount to be read from the other side of the counter."""

    def __init__(
        self,
        title: str = "",
        parent: QWidget | None = None,
        *,
        use: str = "balance",
        token: str = "text",
        name: str = "",
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.caption = caption(title)
        self.amount = Label("", use=use, token=token, bold=True)
        self.note = caption("", wrap=True)
        self.note.hide()
        for label in (self.caption, self.amount, self.note):
            column.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if name:
            self.setObjectName(name)
            self.amount.setObjectName(f"{name}-amount")
        self.amount.setAccessibleName(title)

    def set(
        self, text: str, *, token: str = "text", note: str = "", title: str | None = None
    ) -> None:
        """Show an amount already written by texts.money."""
        if title is not None:
            self.caption.setText(title)
        self.amount.setText(text)
        self.amount.setAccessibleName(f"{self.caption.text()}: {text}")
        self.amount.set_token(token)
        self.note.setText(note)
        self.note.setVisible(bool(note))


class Rule(QWidget):
    """A thin line between two parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.tokens().color("divider"))
        painter.end()
