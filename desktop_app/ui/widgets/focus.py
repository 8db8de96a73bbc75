"""The focus ring: one per window, it follows the focus so that one always sees where typing goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from desktop_app.ui import look

_MARGIN = look.RING_GAP + 3
_MOVES = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.ParentChange,
        QEvent.Type.ZOrderChange,
    }
)

NO_RING = "noFocusRing"
"""Property of a widget that shows its focus by itself."""


class FocusRing(QWidget):
    """A ring 2.4 px wide, 3 px outside the focused widget of its window; it takes no clicks and no room."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focus-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._watched: list[QWidget] = []
        self.target: QWidget | None = None
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        self._follow(None, window.focusWidget())

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        self.target = None
        window = self.window()
        if new is None or new.window() is not window or new is window or new.property(NO_RING):
            self.hide()
            return
        self.target = new
        link: QWidget | None = new
        while link is not None and link is not window:
            link.installEventFilter(self)
            self._watched.append(link)
            link = link.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES and watched is not self:
            self._place()
        elif kind == QEvent.Type.DeferredDelete and watched is self.target:
            self._follow(None, None)
        return False

    def _place(self) -> None:
        target, window = self.target, self.window()
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        area = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
        grown = area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        link = target.parentWidget()
        while link is not None and link is not window:
            holder = link.parentWidget()
            if isinstance(holder, QAbstractScrollArea) and holder.viewport() is link:
                port = QRect(link.mapTo(window, QPoint(0, 0)), link.size())
                grown = grown.intersected(port.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
            link = holder
        if grown.isEmpty():
            self.hide()
            return
        self._inner = area.translated(-grown.topLeft())
        self.setGeometry(grown)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.tokens().color("focus"), look.RING_WIDTH))
        out = look.RING_GAP - look.RING_WIDTH / 2 + 0.2
        painter.drawRoundedRect(
            QRectF(self._inner).adjusted(-out, -out, out, out), look.RADIUS + 2, look.RADIUS + 2
        )
        painter.end()
