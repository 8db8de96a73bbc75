"""The band of usual figures: a line from the last index on, and a mark where the typed one falls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.texts import Texts
from desktop_app.ui import look


class BandGauge(QWidget):
    """A line from the last index on, the usual band as a thick part of it, and a mark where the typed index falls."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._last, self._low, self._high, self._volume = 0, 0, 0, -1
        self._state = "ok"
        self.setObjectName("reading-gauge")
        self.setFixedHeight(58)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def load(self, last: int, low: int, high: int) -> None:
        """The last index and the band as volumes above it."""
        self._last, self._low, self._high = last, low, high
        self.setAccessibleName(
            self._texts.say(
                "Expected from {low} to {high}",
                low=self._texts.number(last + low),
                high=self._texts.number(last + high),
            )
        )
        self.update()

    def mark(self, volume: int | None, state: str) -> None:
        """Where the typed index falls; None when nothing is typed."""
        self._volume, self._state = -1 if volume is None else volume, state or "ok"
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 58)

    def _x(self, volume: float, top: float) -> float:
        share = min(max(volume / top, 0.0), 1.0)
        inner = self.width() - 24
        x = 12 + inner * share
        return self.width() - x if look.rtl(self) else x

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("caption"))
        metrics = painter.fontMetrics()
        top = max(self._high * 2.0, 10.0)
        y = 26.0
        painter.setPen(QPen(t.color("border"), 2))
        painter.drawLine(int(self._x(0, top)), int(y), int(self._x(top, top)), int(y))
        a, b = sorted((self._x(self._low, top), self._x(self._high, top)))
        painter.setPen(QPen(t.color("ok"), 1.4))
        painter.setBrush(t.color("ok_bg"))
        painter.drawRoundedRect(QRectF(a, y - 7, max(b - a, 4), 14), 5, 5)
        painter.setPen(t.color("text2"))
        taken: list[QRectF] = []
        for volume in (0, self._low, self._high):
            word = self._texts.number(self._last + volume)
            wide = metrics.horizontalAdvance(word) + 4
            x = min(max(self._x(volume, top) - wide / 2, 0), self.width() - wide)
            box = QRectF(x, y + 11, wide, metrics.height())
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
        if self._volume >= 0:
            x = self._x(self._volume, top)
            color = t.color(self._state)
            painter.setPen(QPen(color, 2.4))
            painter.drawLine(int(x), int(y - 12), int(x), int(y + 9))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QRectF(x - 5, y - 20, 10, 10))
        painter.end()
