"""Buttons that say a verb and show the key that does the same."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_app.ui import look

KINDS = ("primary", "secondary", "ghost", "danger")


class Button(QPushButton):
    """A verb. `kind` is primary (one a page), secondary, ghost (beside) or danger; `key` is the hint shown in it.

    Enter and Space press it once: a held key never presses it again.
    """

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        kind: str = "secondary",
        key: str = "",
        icon: str = "",
        compact: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.kind = kind
        self.key = key
        self.icon_name = icon
        self._compact = compact
        self.setAutoDefault(False)
        self.setDefault(False)
        self.setFont(look.font("body", bold=kind == "primary"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if not text and icon:
            self.setMinimumWidth(look.INPUT)

    def explain(self, reason: str) -> None:
        """Switch off and say why (to the eye by a tool tip, to readers by the description); "" switches on again."""
        self.setEnabled(not reason)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def set_kind(self, kind: str) -> None:
        self.kind = kind
        self.setFont(look.font("body", bold=kind == "primary"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width, gap = 0, look.GAP
        if self.icon_name:
            width += 18
        if self.text():
            width += QFontMetrics(self.font()).horizontalAdvance(self.text()) + (
                gap if width else 0
            )
        if self.key:
            width += gap + self._cap_width()
        pad = look.GAP if self._compact or self.kind == "ghost" else look.WIDE
        tall = look.BUTTON if self.kind == "primary" and not self._compact else look.INPUT
        return QSize(max(width + 2 * pad, look.INPUT), tall)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _cap_width(self) -> int:
        return QFontMetrics(look.font("caption")).horizontalAdvance(self.key) + 10

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressing = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if pressing and event.isAutoRepeat():
            event.accept()
        elif pressing and event.key() != Qt.Key.Key_Space and not self._chord(event):
            event.accept()
            self.click()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _chord(event: QKeyEvent) -> bool:
        return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self.update()

    def _colours(self) -> tuple[QColor, QColor, str]:
        """Fill, edge and the token of the words."""
        t, none = look.tokens(), QColor(0, 0, 0, 0)
        hover = self.underMouse() or self.isDown()
        if not self.isEnabled():
            fill = t.color("sunken") if self.kind in ("primary", "danger") else none
            return fill, none if self.kind == "ghost" else t.color("divider"), "text_disabled"
        if self.kind == "primary":
            fill = t.color("primary_hover" if hover else "primary")
            return fill, fill, "on_primary"
        ink = {"danger": "danger", "ghost": "primary"}.get(self.kind, "text")
        fill = none
        if self.isChecked():
            return t.color("selection"), t.color("primary"), "on_selection"
        if hover:
            fill = t.color("danger_bg" if self.kind == "danger" else "surface_alt")
        elif self.kind == "secondary":
            fill = t.color("surface")
        edge = {"danger": t.color("danger"), "ghost": none}.get(self.kind, t.color("border"))
        if self.kind == "ghost" and hover and t.name == "contrast":
            edge = t.color("border")
        return fill, edge, ink

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        fill, edge, ink = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 1) if edge.alpha() else Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.RADIUS, look.RADIUS
        )
        metrics = QFontMetrics(self.font())
        words = metrics.horizontalAdvance(self.text())
        icon = 18 if self.icon_name else 0
        cap = self._cap_width() if self.key else 0
        parts = [p for p in (icon, words, cap) if p]
        total = sum(parts) + look.GAP * (len(parts) - 1)
        x = (self.width() - total) // 2
        for kind, width in (("icon", icon), ("words", words), ("cap", cap)):
            if not width:
                continue
            area = QRect(x, 0, width, self.height())
            if look.rtl(self):
                area.moveLeft(self.width() - x - width)
            if kind == "icon":
                top = (self.height() - 18) // 2
                painter.drawPixmap(
                    area.left(), top, look.pixmap(self.icon_name, ink, 18, self.devicePixelRatioF())
                )
            elif kind == "words":
                painter.setPen(t.color(ink))
                painter.setFont(self.font())
                painter.drawText(
                    area.adjusted(-2, 0, 2, 0), Qt.AlignmentFlag.AlignCenter, self.text()
                )
            else:
                self._draw_cap(painter, area, ink)
            x += width + look.GAP
        painter.end()

    def _draw_cap(self, painter: QPainter, area: QRect, ink: str) -> None:
        font = look.font("caption")
        tall = QFontMetrics(font).height() + 2
        box = QRectF(
            area.left() + 0.5, (self.height() - tall) / 2 + 0.5, area.width() - 1, tall - 1
        )
        color = look.tokens().color("text2" if ink == "text" else ink)
        edge = QColor(color)
        edge.setAlpha(255 if look.tokens().name == "contrast" else 130)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(color)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)


def primary(text: str, parent: QWidget | None = None, **options: object) -> Button:
    """The one verb a page is for."""
    return Button(text, parent, kind="primary", **options)


def secondary(text: str, parent: QWidget | None = None, **options: object) -> Button:
    return Button(text, parent, kind="secondary", **options)


def ghost(text: str, parent: QWidget | None = None, **options: object) -> Button:
    """A verb beside the main ones, without a frame."""
    return Button(text, parent, kind="ghost", **options)
