"""Banners: a state of the workstation that lasts (training, till closed, disk full), above everything else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import look
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

_ICONS = {
    "training": "school",
    "ok": "circle-check",
    "warn": "alert-triangle",
    "danger": "alert-circle",
    "info": "info-circle",
    "offline": "cloud-off",
}


class Banner(QWidget):
    """One sentence across the window with at most one verb; `kind` is training, ok, warn, danger, info or offline."""

    pressed = Signal()

    def __init__(
        self, text: str, kind: str = "info", parent: QWidget | None = None, *, verb: str = ""
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setObjectName(f"banner-{kind}")
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.WIDE, look.TIGHT, look.WIDE, look.TIGHT)
        row.setSpacing(look.GAP)
        self._icon = QLabel()
        self.label = Label(text, token=self._ink(), bold=True, wrap=True)
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)
        self.button: Button | None = None
        if verb:
            self.button = Button(verb, self, compact=True)
            self.button.clicked.connect(self.pressed)
            row.addWidget(self.button)
        self._row = row
        self.setMinimumHeight(look.ROW + 4)
        self._picture()

    def add_verb(self, verb: str) -> Button:
        """One more thing to do, beside the first."""
        made = Button(verb, self, compact=True)
        self._row.addWidget(made)
        return made

    def set_text(self, text: str) -> None:
        self.label.setText(text)
        self.setAccessibleName(text)

    def _ink(self) -> str:
        return "on_training" if self.kind == "training" else self.kind

    def _picture(self) -> None:
        self._icon.setPixmap(
            look.pixmap(_ICONS[self.kind], self._ink(), 18, self.devicePixelRatioF())
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._picture()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = look.tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), t.color(f"{self.kind}_bg"))
        painter.setPen(QPen(t.color("border" if t.name == "contrast" else "divider"), 1))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.end()


class Banners(QWidget):
    """The banners shown now, one under the other, each under its own name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banners")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown: dict[str, Banner] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_banner(self, name: str, text: str, kind: str = "info", *, verb: str = "") -> Banner:
        """Show (or replace) the banner of this name."""
        self.drop(name)
        made = Banner(text, kind, self, verb=verb)
        made.setObjectName(f"banner-{name}")
        self._shown[name] = made
        self._column.addWidget(made)
        return made

    def drop(self, name: str) -> None:
        """Take the banner of this name away."""
        if (old := self._shown.pop(name, None)) is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()

    def names(self) -> tuple[str, ...]:
        return tuple(self._shown)


def alert_strip(text: str, kind: str, parent: QWidget | None = None, *, verb: str = "") -> Banner:
    """The same strip inside a page: an alert on a dossier."""
    made = Banner(text, kind, parent, verb=verb)
    made.setAttribute(Qt.WidgetAttribute.WA_LayoutUsesWidgetRect)
    return made
