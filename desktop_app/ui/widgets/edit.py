"""A field one types in: painted from the tokens, with a state, and a sentence said beneath it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.refusals import BadNews
from desktop_app.texts import Texts
from desktop_app.ui import look

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


class Edit(QLineEdit):
    """A line edit with a state ("", "ok", "warn", "danger"); `said(state, sentence)` is shown by its Field.

    `figures` (amounts, indexes) stand flush right in both directions; everything else only in Arabic, where an empty
    field would otherwise have its caret on the wrong side. Enter emits `entered` and goes no further.
    """

    said = Signal(str, str)
    entered = Signal()

    def __init__(
        self,
        texts: Texts,
        parent: QWidget | None = None,
        *,
        use: str = "body",
        figures: bool = False,
    ) -> None:
        super().__init__(parent)
        self.texts = texts
        self.state = ""
        self.sentence = ""
        self.setFrame(False)
        self.setFont(look.font(use, bold=use != "body"))
        self.setTextMargins(look.GAP, 0, look.GAP, 0)
        self._clear_panel()
        if figures or texts.rtl:
            self.setAlignment(RIGHT)

    def say(self, state: str, sentence: str = "") -> None:
        """Show a state and a sentence beneath; an empty sentence clears it."""
        if (state, sentence) == (self.state, self.sentence):
            return
        self.state, self.sentence = state, sentence
        self.setAccessibleDescription(sentence)
        self.update()
        self.said.emit(state, sentence)

    def refuse(self, news: BadNews) -> None:
        """Show why what was typed is refused, and take the focus back."""
        self.say("danger", self.texts.bad_news(news))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain:
            event.accept()
            if not event.isAutoRepeat():
                self.enter()
            return
        super().keyPressEvent(event)

    def enter(self) -> None:
        """What Enter does; fields that compute or correct on Enter do it first."""
        self.entered.emit()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.averageCharWidth() * 18 + 24, max(look.INPUT, metrics.height() + 10))

    def minimumSizeHint(self) -> QSize:
        return QSize(72, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._clear_panel()

    def _clear_panel(self) -> None:
        palette = self.palette()
        if palette.color(QPalette.ColorRole.Base).alpha() != 0:
            palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
            self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = t.color(self.state if self.state in ("danger", "warn") else "border")
        if not self.isEnabled():
            edge = t.color("divider")
        thick = 1.6 if self.state in ("danger", "warn") else 1.0
        painter.setPen(QPen(edge, thick))
        painter.setBrush(
            t.color("surface" if self.isEnabled() and not self.isReadOnly() else "sunken")
        )
        inset = thick / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), look.RADIUS, look.RADIUS
        )
        painter.end()
        super().paintEvent(event)
