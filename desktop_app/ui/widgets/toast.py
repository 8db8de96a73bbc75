"""Toasts: an event told at the foot of the window with at most two verbs; it waits while one looks at it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QCursor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.ui import look
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.chips import ICONS
from desktop_app.ui.widgets.labels import Label

SHOWN_MS = 7000
KEPT = 50

Verb = tuple[str, Callable[[], None]]


class Toast(QWidget):
    """One event; `gone` when its time is over or a verb was pressed."""

    gone = Signal()

    def __init__(
        self, text: str, kind: str, verbs: Sequence[Verb], parent: QWidget, shown_ms: int
    ) -> None:
        super().__init__(parent)
        self.text, self.kind = text, kind
        self.setObjectName("toast")
        self.setAccessibleName(text)
        self.buttons: list[Button] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(look.WIDE + 4, look.GAP, look.ROOM, look.GAP)
        row.setSpacing(look.ROOM)
        icon = QLabel()
        icon.setPixmap(
            look.pixmap(ICONS[kind] or "bell", self._ink(), 20, self.devicePixelRatioF())
        )
        row.addWidget(icon)
        self.label = Label(text, wrap=False)
        row.addWidget(self.label, 1)
        for number, (verb, act) in enumerate(verbs):
            button = Button(verb, self, compact=True)
            button.setObjectName(f"toast-verb-{number}")
            button.clicked.connect(lambda _=False, act=act: self._press(act))
            button.installEventFilter(self)
            row.addWidget(button)
            self.buttons.append(button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self._expire)
        self._timer.start()

    def _ink(self) -> str:
        return {"late": "danger", "neutral": "text2"}.get(self.kind, self.kind)

    def _press(self, act: Callable[[], None]) -> None:
        self.close_now()
        act()

    def close_now(self) -> None:
        self._timer.stop()
        self.gone.emit()

    def _expire(self) -> None:
        hovered = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        if hovered or any(b.hasFocus() for b in self.buttons):
            self._timer.start()
        else:
            self.close_now()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._timer.start()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(t.color("border"), 1))
        painter.setBrush(t.color("surface"))
        painter.drawRoundedRect(area, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color(self._ink()))
        bar = QRectF(0, 0, 4, self.height() - 12)
        bar.moveTop(6)
        bar.moveLeft(self.width() - 9 if look.rtl(self) else 5)
        painter.drawRoundedRect(bar, 2, 2)
        painter.end()


class Toasts(QObject):
    """Shows one toast at a time over a window and keeps the last fifty for the bell."""

    told = Signal(str)

    def __init__(self, window: QWidget, *, shown_ms: int = SHOWN_MS, above: int = 44) -> None:
        super().__init__(window)
        self._window = window
        self._shown_ms = shown_ms
        self._above = above
        self.current: Toast | None = None
        self.history: deque[tuple[str, str]] = deque(maxlen=KEPT)
        window.installEventFilter(self)

    def show(self, text: str, kind: str = "ok", verbs: Sequence[Verb] = ()) -> Toast:
        """Tell an event; `verbs` are pairs of wording and what it does (Undo, Reprint, Show)."""
        self.drop()
        self.history.appendleft((kind, text))
        toast = Toast(text, kind, verbs, self._window, self._shown_ms)
        toast.gone.connect(self.drop)
        self.current = toast
        self._place()
        toast.show()
        toast.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))
        self.told.emit(text)
        return toast

    def drop(self) -> None:
        """Take the toast away."""
        if (toast := self.current) is not None:
            self.current = None
            toast.hide()
            toast.deleteLater()

    def _place(self) -> None:
        if (toast := self.current) is None:
            return
        wide = self._window.width()
        toast.setFixedWidth(min(toast.sizeHint().width(), wide - 2 * look.AIRY))
        toast.adjustSize()
        toast.move(
            (wide - toast.width()) // 2, self._window.height() - toast.height() - self._above
        )

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False
