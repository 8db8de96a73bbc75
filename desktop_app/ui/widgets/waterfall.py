"""The steps from one amount to another: whole bars at both ends, what adds filled, what takes away hatched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.domain.money import units
from desktop_app.texts import Texts
from desktop_app.ui import look
from desktop_app.ui.tables import Column
from desktop_app.ui.widgets.bars import BarCanvas, Mark
from desktop_app.ui.widgets.chart import Chart


@dataclass(frozen=True, slots=True)
class Stair(Mark):
    """A bar from `start` to `end` in cents; `whole` stands on the ground."""

    start: int = 0
    end: int = 0
    whole: bool = False


class WaterfallCanvas(BarCanvas):
    """Stairs between two whole bars; a dotted line leads from each to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low = 0

    def load(
        self, marks: Sequence[Mark], level: int | None, write: Callable[[int], str] = str
    ) -> None:
        stairs = [m for m in marks if isinstance(m, Stair)]
        self._low = min([0, *(min(s.start, s.end) for s in stairs)])
        raised = [replace(s, value=max(s.start, s.end) - self._low) for s in stairs]
        super().load(raised, level, lambda value: write(value + self._low))

    def _draw_bar(self, painter: QPainter, slot: QRect, plot: QRect, mark: Mark, on: bool) -> None:
        assert isinstance(mark, Stair)
        t = look.tokens()
        wide = min(max(6.0, slot.width() * 0.6), 62.0)
        top = self._y(max(mark.start, mark.end), plot)
        tall = max(self._y(min(mark.start, mark.end), plot) - top, 1.5)
        box = QRectF(slot.center().x() + 0.5 - wide / 2, top, wide, tall)
        if on:
            ground = t.color("sunken" if t.name != "contrast" else "divider")
            if t.name == "contrast":
                ground.setAlpha(60)
            painter.fillRect(slot.adjusted(1, 0, -1, 0), ground)
        ink = t.color("text2" if mark.whole else "chart1")
        painter.save()
        if mark.style == "hatched":
            painter.fillRect(box, t.color("surface"))
            painter.setClipRect(box)
            painter.setPen(QPen(ink, 1.6))
            shift = -box.height()
            while shift < box.width():
                painter.drawLine(
                    QPointF(box.left() + shift, box.bottom()),
                    QPointF(box.left() + shift + box.height(), box.top()),
                )
                shift += 5.5
            painter.setClipping(False)
            painter.setPen(QPen(ink, 1.4))
            painter.drawRect(box)
        else:
            painter.fillRect(box, ink)
        painter.restore()
        self._lead(painter, slot, plot, mark, wide)

    def _lead(self, painter: QPainter, slot: QRect, plot: QRect, mark: Stair, wide: float) -> None:
        """The dotted line at the height the next step starts from."""
        if mark is self.marks[-1] or slot.width() <= wide:
            return
        y, towards = self._y(mark.end, plot), -1 if look.rtl(self) else 1
        start = slot.center().x() + 0.5 + towards * wide / 2
        painter.setPen(QPen(look.tokens().color("text2"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(start, y), QPointF(start + towards * (slot.width() - wide), y))

    def _y(self, cents: int, plot: QRect) -> float:
        return plot.bottom() + 1 - self._height(cents - self._low, plot)


class WaterfallChart(Chart):
    """The parts of a difference, with the table that says the same (Ctrl+T)."""

    drawn_by = WaterfallCanvas

    def __init__(
        self, texts: Texts, parent: QWidget | None = None, *, name: str = "why-chart"
    ) -> None:
        columns = (
            Column("label", texts.say("Where it comes from"), "text", 0),
            Column("amount", texts.say("Amount"), "amount", 130, show=lambda m: m.amount),
        )
        super().__init__(texts, name, texts.say("Why this amount?"), columns, parent)
        self.twin.rows_model.strong = lambda row: row.whole

    def load(self, stairs: Sequence[Stair]) -> None:
        """Show these steps; amounts on the scale are whole units."""
        texts = self.texts
        keys = [("solid", texts.say("Adds"))]
        if any(s.style == "hatched" for s in stairs):
            keys.append(("hatched", texts.say("Takes away")))
        self.key.load(keys)
        self._fill(stairs, None, lambda cents: texts.number(units(cents), 0))

    def summary(self) -> str:
        return self.texts.say("Arrow keys read each step.")
