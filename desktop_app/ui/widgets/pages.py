"""The pages of a PDF on screen, drawn when first seen; keys turn and enlarge them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop_app.ui import look

POINTS = 72
_SCREEN_DPI = 96
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
_WIDEST = 1.2
"""Fitting the width stops here: larger letters do not read better."""


def open_pdf(pdf: bytes) -> Any:
    """The pages of PDF bytes (a pypdfium2 document; close it)."""
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def draw_page(document: Any, number: int, scale: float) -> QImage:
    """One page as an image, `scale` pixels a point."""
    page = document[number]
    try:
        bitmap = page.render(scale=scale)
        image = QImage(
            bytes(bitmap.buffer),
            bitmap.width,
            bitmap.height,
            bitmap.stride,
            QImage.Format.Format_BGR888 if bitmap.n_channels == 3 else QImage.Format.Format_RGB32,
        ).copy()
        bitmap.close()
    finally:
        page.close()
    return image


class PagesView(QScrollArea):
    """The pages under one another. Keys: PageUp, PageDown, Home, End; + and - zoom, 0 fits the width."""

    moved = Signal(int, int)
    """The page in front and how many there are, counted from one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview-pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._document: Any = None
        self._sizes: list[tuple[float, float]] = []
        self.zoom = 0.0
        """0 fits the width."""
        self._sheets = _Sheets(self)
        self.setWidget(self._sheets)
        self.verticalScrollBar().valueChanged.connect(self._tell)
        self._ground()

    def load(self, pdf: bytes) -> None:
        """Show these pages from the first."""
        self.close_document()
        self._document = open_pdf(pdf)
        self._sizes = [tuple(self._document.get_page_size(n)) for n in range(len(self._document))]
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._tell()

    def close_document(self) -> None:
        self._sheets.images.clear()
        if self._document is not None:
            self._document.close()
            self._document = None
        self._sizes = []

    def count(self) -> int:
        return len(self._sizes)

    def page(self) -> int:
        """The number of the page in front, from zero."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        for number, area in enumerate(self._sheets.areas):
            if middle < area.bottom():
                return number
        return max(0, len(self._sizes) - 1)

    def go(self, number: int) -> None:
        """Bring a page to the top."""
        if 0 <= number < len(self._sheets.areas):
            self.verticalScrollBar().setValue(int(self._sheets.areas[number].top()) - look.ROOM)

    def step_zoom(self, by: int) -> None:
        """One step larger or smaller; 0 fits the width."""
        now = self._scale() * POINTS / _SCREEN_DPI
        if by == 0:
            self.zoom = 0.0
        elif by > 0:
            self.zoom = next((z for z in _ZOOMS if z > now + 0.01), _ZOOMS[-1])
        else:
            self.zoom = next((z for z in reversed(_ZOOMS) if z < now - 0.01), _ZOOMS[0])
        at = self.page()
        self._lay_out()
        self.go(at)
        self._tell()

    def percent(self) -> int:
        return round(self._scale() * POINTS / _SCREEN_DPI * 100)

    def image(self, number: int) -> QImage:
        """A page drawn for the screen at the present zoom."""
        ratio = self.devicePixelRatioF()
        image = draw_page(self._document, number, self._scale() * ratio)
        image.setDevicePixelRatio(ratio)
        return image

    def _scale(self) -> float:
        if self.zoom:
            return self.zoom * _SCREEN_DPI / POINTS
        widest = max((w for w, _ in self._sizes), default=595.0)
        return min(
            (self.viewport().width() - 2 * look.AIRY) / widest, _WIDEST * _SCREEN_DPI / POINTS
        )

    def _lay_out(self) -> None:
        self._sheets.lay_out(self._sizes, max(self._scale(), 0.1), self.viewport().width())

    @Slot()
    def _tell(self) -> None:
        self.moved.emit(self.page() + 1, self.count())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._document is not None:
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._ground()

    def _ground(self) -> None:
        color = look.tokens().color("sunken")
        palette = self.viewport().palette()
        if palette.color(QPalette.ColorRole.Window) != color:
            palette.setColor(QPalette.ColorRole.Window, color)
            self.viewport().setPalette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        at = self.page()
        if event.key() == Qt.Key.Key_PageDown:
            self.go(at + 1) if at + 1 < self.count() else self._end()
        elif event.key() == Qt.Key.Key_PageUp:
            self.go(max(0, at - 1))
        elif event.key() == Qt.Key.Key_Home:
            self.go(0)
        elif event.key() == Qt.Key.Key_End:
            self._end()
        elif text in ("+", "-", "0"):
            self.step_zoom({"+": 1, "-": -1, "0": 0}[text])
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())


class _Sheets(QWidget):
    """The sheets themselves, each drawn when first seen."""

    def __init__(self, view: PagesView) -> None:
        super().__init__()
        self._view = view
        self.areas: list[QRectF] = []
        self.images: dict[int, QImage] = {}
        self._high = 10

    def lay_out(self, sizes: Sequence[tuple[float, float]], scale: float, room: int) -> None:
        self.images.clear()
        self.areas = []
        y = float(look.WIDE)
        wide = max([room, *(int(w * scale) + 2 * look.WIDE for w, _ in sizes)])
        for w, h in sizes:
            self.areas.append(QRectF((wide - w * scale) / 2, y, w * scale, h * scale))
            y += h * scale + look.WIDE
        self._high = int(y)
        self.setMinimumSize(wide if wide > room else 0, self._high)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self._high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = look.tokens()
        painter.fillRect(event.rect(), t.color("sunken"))
        for number, area in enumerate(self.areas):
            if not area.toAlignedRect().intersects(event.rect()):
                continue
            if number not in self.images:
                self.images[number] = self._view.image(number)
            painter.drawImage(area.topLeft(), self.images[number])
            painter.setPen(QPen(t.color("border"), 1))
            painter.drawRect(area.adjusted(-1, -1, 0, 0))
        painter.end()
