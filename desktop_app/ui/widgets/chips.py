"""Chips: a status told by an icon and a word, never by colour alone; and chips one chooses among by arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QSizePolicy,
    QWidget,
)

from desktop_app.ui import look

ICONS = {
    "ok": "circle-check",
    "warn": "alert-triangle",
    "danger": "circle-x",
    "info": "info-circle",
    "offline": "cloud-off",
    "late": "clock-exclamation",
    "neutral": "",
}
"""The icon of each kind; "late" has the colours of danger and a clock."""


def inks(kind: str) -> tuple[str, str]:
    """The tokens of the words and of the ground of a kind."""
    kind = {"late": "danger"}.get(kind, kind)
    return ("text2", "sunken") if kind == "neutral" else (kind, f"{kind}_bg")


class Chip(QAbstractButton):
    """A status: icon and word. It takes clicks and the focus only when `pressable`."""

    def __init__(
        self,
        text: str = "",
        kind: str = "neutral",
        parent: QWidget | None = None,
        *,
        icon: str | None = None,
        pressable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._pressable = pressable
        self.setFont(look.font("caption", bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if pressable else Qt.FocusPolicy.NoFocus)
        if not pressable:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set(text, kind, icon=icon)

    def set(self, text: str, kind: str | None = None, *, icon: str | None = None) -> None:
        """Change the word, the kind and the icon."""
        if kind is not None:
            self.kind = kind
            self.icon_name = ICONS[kind] if icon is None else icon
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        wide = metrics.horizontalAdvance(self.text()) + 2 * look.GAP
        if self.icon_name:
            wide += 14 + look.TIGHT
        return QSize(wide + 2, max(look.TARGET, metrics.height() + 4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        front, back = inks(self.kind)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = t.color(front) if t.name == "contrast" else QColor(0, 0, 0, 0)
        if self._pressable and (self.underMouse() or self.isDown()):
            edge = t.color(front)
        painter.setPen(QPen(edge, 1) if edge.alpha() else Qt.PenStyle.NoPen)
        painter.setBrush(t.color(back))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        _draw_words(self, painter, self.text(), self.icon_name, front)
        painter.end()


def _draw_words(
    widget: QWidget, painter: QPainter, text: str, icon: str, ink: str, size: int = 14
) -> None:
    """Icon then words, centred, from the side one reads from."""
    metrics = QFontMetrics(widget.font())
    words = metrics.horizontalAdvance(text)
    lead = size + look.TIGHT if icon else 0
    x = (widget.width() - lead - words) // 2
    area = QRect(x + lead, 0, words, widget.height())
    spot = QRect(x, (widget.height() - size) // 2, size, size)
    if look.rtl(widget):
        area.moveLeft(widget.width() - area.left() - words)
        spot.moveLeft(widget.width() - spot.left() - size)
    if icon:
        painter.drawPixmap(spot.topLeft(), look.pixmap(icon, ink, size, widget.devicePixelRatioF()))
    painter.setPen(look.tokens().color(ink))
    painter.setFont(widget.font())
    painter.drawText(area.adjusted(-2, 0, 2, 0), Qt.AlignmentFlag.AlignCenter, text)


class _Option(QAbstractButton):
    """One chip of a choice."""

    def __init__(self, text: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.icon_name = icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFont(look.font("body"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(look.font("body", bold=True))
        lead = 18 + look.TIGHT if self.icon_name else 0
        return QSize(metrics.horizontalAdvance(self.text()) + lead + 2 * look.ROOM, look.INPUT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and look.rtl(self):
            step = -step
        parent = self.parent()
        if isinstance(parent, Choice):
            parent.step(step, focus=True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = t.color("primary" if on else "border" if self.isEnabled() else "divider")
        painter.setPen(QPen(edge, 1.6 if on else 1))
        ground = "selection" if on else "surface_alt" if self.underMouse() else "surface"
        painter.setBrush(t.color(ground))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8), look.RADIUS, look.RADIUS
        )
        ink = "on_selection" if on else "text" if self.isEnabled() else "text_disabled"
        self.setFont(look.font("body", bold=on))
        _draw_words(self, painter, self.text(), self.icon_name, ink, 18)
        painter.end()


class Choice(QWidget):
    """A few values side by side, exactly one chosen; arrow keys move along them in reading order.

    With `per_row` they stand in several rows of that many."""

    chosen = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[object, str] | tuple[object, str, str]],
        parent: QWidget | None = None,
        *,
        name: str = "choice",
        per_row: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.GAP)
        per_row = per_row or max(1, len(options))
        for number, (value, text, *icon) in enumerate(options):
            option = _Option(text, icon[0] if icon else "", self)
            option.setObjectName(f"{name}-{value}")
            self._group.addButton(option, number)
            self._values.append(value)
            grid.addWidget(option, number // per_row, number % per_row)
        grid.setColumnStretch(per_row, 1)
        if self._values:
            self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._toggled)
        self.setFocusProxy(self._group.button(0))

    def value(self) -> object:
        """The chosen value; None when there is nothing to choose."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def set_value(self, value: object) -> None:
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    def step(self, by: int, *, focus: bool = False) -> None:
        """Choose the next or previous value, stopping at the ends."""
        number = self._group.checkedId() + by
        if 0 <= number < len(self._values) and self._group.button(number).isEnabled():
            self._group.button(number).setChecked(True)
            if focus:
                self._group.button(number).setFocus(Qt.FocusReason.OtherFocusReason)

    def button(self, value: object) -> QAbstractButton:
        return self._group.button(self._values.index(value))

    def _toggled(self, number: int, on: bool) -> None:
        if on:
            self.setFocusProxy(self._group.button(number))
            self.chosen.emit(self._values[number])
