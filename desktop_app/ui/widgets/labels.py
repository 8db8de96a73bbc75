"""Words on a screen: labels that take their size and colour from the tokens and follow a change of theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.texts import bare
from desktop_app.ui import look

_RLM = "\u200f"
_ISOLATES = ("\u2066", "\u2067", "\u2068")


class Label(QLabel):
    """A plain-text label: `use` is a size of look.POINTS, `token` a colour; `elide` shortens it where room lacks."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        use: str = "body",
        token: str = "text",
        bold: bool = False,
        wrap: bool = False,
        elide: bool = False,
    ) -> None:
        super().__init__(parent)
        self._token = token
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font(use, bold=bold))
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._dye()
        self._stand()
        self.setText(text)

    def set_token(self, token: str) -> None:
        """Change the colour of the words."""
        if token != self._token:
            self._token = token
            self._dye()

    def setText(self, text: str) -> None:
        """Show words; in Arabic a text made of isolates alone still reads from the right."""
        lone = look.rtl(self) and text[:1] in _ISOLATES and text
        super().setText(f"{_RLM}{text}" if lone else text)
        if self._elide:
            self.setToolTip(bare(text))

    def text(self) -> str:
        return super().text().removeprefix(_RLM)

    def _stand(self) -> None:
        side = Qt.AlignmentFlag.AlignRight if look.rtl(self) else Qt.AlignmentFlag.AlignLeft
        upright = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | upright)

    def _dye(self) -> None:
        color = look.tokens().color(self._token)
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != color:
            for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
                palette.setColor(group, QPalette.ColorRole.WindowText, color)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            self._dye()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._stand()
            self.setText(self.text())

    def showEvent(self, event: QShowEvent) -> None:
        self._dye()  # a theme chosen while it was hidden
        super().showEvent(event)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 40), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        area = self.contentsRect()
        if not self._elide or metrics.horizontalAdvance(self.text()) <= area.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        short = metrics.elidedText(super().text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, self.alignment() | Qt.TextFlag.TextSingleLine, short)
        painter.end()


def caption(text: str = "", parent: QWidget | None = None, **options: object) -> Label:
    """A small grey label above or beside a value."""
    return Label(text, parent, use="caption", token="text2", **options)


def title(text: str = "", parent: QWidget | None = None, **options: object) -> Label:
    """The name of a page."""
    return Label(text, parent, use="title", bold=True, **options)


def section(text: str = "", parent: QWidget | None = None, **options: object) -> Label:
    """The name of a part of a page."""
    return Label(text, parent, use="section", bold=True, **options)
