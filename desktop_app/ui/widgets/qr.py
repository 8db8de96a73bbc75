"""A QR code on the screen: black on white in every theme and direction, with the white around it that phones need."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_QUIET = 4


class QrCode(QWidget):
    """Shows rows of dark and light modules, each a whole number of pixels wide."""

    def __init__(self, side: int = 264, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._rows: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: tuple[tuple[bool, ...], ...]) -> None:
        """Show this code; none leaves the square white."""
        self._rows = rows
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._rows:
            count = len(self._rows)
            module = max(1, min(self.width(), self.height()) // (count + 2 * _QUIET))
            left, top = (self.width() - module * count) // 2, (self.height() - module * count) // 2
            for y, row in enumerate(self._rows):
                for x, dark in enumerate(row):
                    if dark:
                        spot = QRect(left + x * module, top + y * module, module, module)
                        painter.fillRect(spot, Qt.GlobalColor.black)
        painter.end()
