"""Bars along time drawn by hand, and their legend: hatched or of another colour, never told by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.texts import bare
from desktop_app.ui import look


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar: `short` under it, `label` and `amount` read out, `style` solid, hatched or second (another colour)."""

    label: str
    short: str
    amount: str
    value: int
    style: str = "solid"
    kind: str = ""


class BarCanvas(QWidget):
    """Bars along time, from the side one reads from; arrow keys walk along them and the reading is said above."""

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks: tuple[Mark, ...] = ()
        self.at = -1
        self.level: int | None = None
        self._scale: tuple[int, int] = (1, 1)
        self._write: Callable[[int], str] = str
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(110)

    def load(
        self, marks: Sequence[Mark], level: int | None, write: Callable[[int], str] = str
    ) -> None:
        """Show these bars and a dashed level; `write` words a value of the scale."""
        self.marks, self.level = tuple(marks), level
        self._write = write
        top = max([m.value for m in self.marks] + [level or 0, 1])
        self._scale = _nice(top)
        self.at = min(self.at, len(self.marks) - 1)
        self.update()

    def point(self, number: int) -> None:
        """Point at a bar; -1 for none."""
        if number != self.at:
            self.at = number
            if 0 <= number < len(self.marks):
                self.setAccessibleDescription(bare(said(self.marks[number])))
            self.pointed.emit(number)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 150)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.marks) - 1
        forward = Qt.Key.Key_Left if look.rtl(self) else Qt.Key.Key_Right
        backward = Qt.Key.Key_Right if look.rtl(self) else Qt.Key.Key_Left
        at = self.at if self.at >= 0 else last
        places = {
            forward: min(at + 1, last),
            backward: max(at - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last >= 0 and event.key() in places:
            self.point(places[Qt.Key(event.key())])
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.at < 0 and self.marks:
            self.point(len(self.marks) - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        for number in range(len(self.marks)):
            if self._slot(number).contains(place):
                self.point(number)
                return

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.point(-1)

    # --- geometry ----------------------------------------------------------------------------------------------------

    def _plot(self) -> QRect:
        metrics = QFontMetrics(look.font("caption"))
        step, count = self._scale
        side = max(metrics.horizontalAdvance(self._write(step * n)) for n in range(count + 1)) + 10
        area = self.rect().adjusted(side, metrics.height() // 2 + 2, -4, -metrics.height() - 8)
        if look.rtl(self):
            area.moveLeft(self.rect().width() - area.left() - area.width())
        return area

    def _slot(self, number: int) -> QRect:
        plot, count = self._plot(), max(1, len(self.marks))
        left, right = plot.width() * number // count, plot.width() * (number + 1) // count
        slot = QRect(plot.left() + left, plot.top(), right - left, plot.height())
        if look.rtl(self):
            slot.moveLeft(plot.left() + plot.right() + 1 - slot.left() - slot.width())
        return slot

    def _height(self, value: int, plot: QRect) -> float:
        step, count = self._scale
        return plot.height() * max(0, value) / (step * count)

    # --- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("caption"))
        metrics = painter.fontMetrics()
        plot = self._plot()
        self._draw_scale(painter, plot, metrics)
        room = max(1, plot.width() // max(1, len(self.marks)))
        widest = max((metrics.horizontalAdvance(m.short) for m in self.marks), default=0) + 10
        every = max(1, -(-widest // room))
        last = len(self.marks) - 1
        for number, mark in enumerate(self.marks):
            slot = self._slot(number)
            self._draw_bar(painter, slot, plot, mark, number == self.at)
            if (last - number) % every == 0:
                painter.setPen(t.color("text" if number == self.at else "text2"))
                wide = metrics.horizontalAdvance(mark.short) + 2
                left = min(max(slot.center().x() - wide // 2, 0), self.width() - wide)
                under = QRect(left, plot.bottom() + 4, wide, metrics.height())
                painter.drawText(under, Qt.AlignmentFlag.AlignCenter, mark.short)
        if self.level:
            y = plot.bottom() + 1 - self._height(self.level, plot)
            pen = QPen(t.color("chart2"), 1.8, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([5, 3])
            painter.setPen(pen)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() + 1, y))
        painter.end()

    def _draw_scale(self, painter: QPainter, plot: QRect, metrics: QFontMetrics) -> None:
        t = look.tokens()
        step, count = self._scale
        for n in range(count + 1):
            y = plot.bottom() + 1 - plot.height() * n / count
            line = t.color("border" if n == 0 else "divider")
            if n and t.name == "contrast":
                line.setAlpha(70)
            painter.setPen(QPen(line, 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() + 1, y))
            painter.setPen(t.color("text2"))
            height = metrics.height()
            if look.rtl(self):
                beside = QRectF(plot.right() + 7, y - height / 2, self.width(), height)
                flags = Qt.AlignmentFlag.AlignLeft
            else:
                beside = QRectF(0, y - height / 2, plot.left() - 6, height)
                flags = Qt.AlignmentFlag.AlignRight
            painter.drawText(
                beside,
                flags | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter,
                self._write(step * n),
            )

    def _draw_bar(self, painter: QPainter, slot: QRect, plot: QRect, mark: Mark, on: bool) -> None:
        t = look.tokens()
        wide = min(max(4.0, slot.width() * 0.62), 34.0)
        tall = max(self._height(mark.value, plot), 1.5)
        box = QRectF(slot.center().x() + 0.5 - wide / 2, plot.bottom() + 1 - tall, wide, tall)
        ink = t.color("chart2" if mark.style == "second" else "chart1")
        if on:
            ground = t.color("sunken" if t.name != "contrast" else "divider")
            if t.name == "contrast":
                ground.setAlpha(60)
            painter.fillRect(slot.adjusted(1, 0, -1, 0), ground)
        round_by = min(3.0, tall / 2, wide / 2)
        path = QPainterPath()
        path.addRoundedRect(box.adjusted(0, 0, 0, round_by), round_by, round_by)
        painter.save()
        painter.setClipRect(QRectF(slot.left() - 2, 0, slot.width() + 4, plot.bottom() + 1))
        if mark.style == "solid":
            painter.fillPath(path, ink)
        else:
            painter.fillPath(path, t.color("surface"))
            painter.save()
            painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
            painter.setPen(QPen(ink, 1.6))
            reach = box.width() + box.height()
            shift = -box.height()
            while shift < reach:
                painter.drawLine(
                    QPointF(box.left() + shift, box.bottom()),
                    QPointF(box.left() + shift + box.height(), box.top()),
                )
                shift += 5.5
            painter.restore()
            painter.setPen(QPen(ink, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
        painter.restore()


class Legend(QWidget):
    """The legend: a swatch and a word for each style in use."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[tuple[str, str]] = []
        self.setFixedHeight(QFontMetrics(look.font("caption")).height() + 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def load(self, items: Sequence[tuple[str, str]]) -> None:
        """Pairs of style (solid, hatched, second, level) and wording."""
        self._items = list(items)
        self.setAccessibleName(", ".join(word for _, word in items))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("caption"))
        metrics = painter.fontMetrics()
        x, mid = 4, self.height() / 2
        for style, word in self._items:
            wide = metrics.horizontalAdvance(word)
            swatch = QRectF(x, mid - 5, 16, 10)
            area = QRectF(x + 22, 0, wide + 2, self.height())
            if look.rtl(self):
                swatch.moveLeft(self.width() - x - 16)
                area.moveLeft(self.width() - x - 24 - wide)
            ink = t.color("chart2" if style in ("second", "level") else "chart1")
            if style == "level":
                pen = QPen(ink, 1.8, Qt.PenStyle.CustomDashLine)
                pen.setDashPattern([3, 2])
                painter.setPen(pen)
                painter.drawLine(QPointF(swatch.left(), mid), QPointF(swatch.right(), mid))
            elif style == "solid":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink)
                painter.drawRoundedRect(swatch, 2, 2)
            else:
                painter.save()
                painter.setClipRect(swatch)
                painter.setPen(QPen(ink, 1.4))
                for shift in range(-10, 18, 5):
                    painter.drawLine(
                        QPointF(swatch.left() + shift, swatch.bottom()),
                        QPointF(swatch.left() + shift + 10, swatch.top()),
                    )
                painter.restore()
                painter.setPen(QPen(ink, 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(swatch, 2, 2)
            painter.setPen(t.color("text2"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)
            x += 22 + wide + look.WIDE
        painter.end()


def said(mark: Mark) -> str:
    """One bar in words: "March 2026 · 12 m3 · estimated"."""
    return "  ·  ".join(part for part in (mark.label, mark.amount, mark.kind) if part)


def _nice(top: int) -> tuple[int, int]:
    """A round step and how many of them (2 to 4) reach above the highest value."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            step = size * factor
            count = -(-top // step)
            if count <= 4:
                return step, max(2, count)
        size *= 10
