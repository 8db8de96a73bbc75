"""Work left half done, each in one button: what it is, whose, and when it was last touched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_app.texts import Texts
from desktop_app.ui import look
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.services.drafts import Draft

MOST = 4
"""Buttons in the strip; the other drafts wait on their dossiers."""


def words(texts: Texts, kind: str, at: datetime) -> str:
    """ "Arrangement draft, 10:41"; the day is told when it was not today."""
    local = at.astimezone()
    clock = f"{local:%H:%M}"
    time = clock if local.date() == datetime.now().date() else texts.instant(at)
    return texts.say(kind, context="draft", time=time)


class DraftStrip(QWidget):
    """Hidden while there is no draft. `taken_up(contract, kind)`: go on with it."""

    taken_up = Signal(str, str)

    def __init__(self, texts: Texts, *, margin: int = 0) -> None:
        super().__init__()
        self.texts = texts
        self.setObjectName("drafts")
        self.setAccessibleName(texts.say("Work left half done"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(margin, look.TIGHT, margin, look.TIGHT)
        self.row.setSpacing(look.GAP)
        icon = QLabel()
        icon.setPixmap(look.pixmap("pencil", "info", 18, self.devicePixelRatioF()))
        self.row.addWidget(icon)
        self.row.addWidget(Label(texts.say("To go on with:"), token="text2"))
        self.row.addStretch(1)
        self.buttons: list[Button] = []
        self.hide()

    def load(self, drafts: Sequence[Draft]) -> None:
        """The drafts of the agency, named."""
        alike = [
            (
                d.contract,
                d.kind,
                words(self.texts, d.kind, d.at) + " · " + self.texts.own_name(d.name, d.name_alt),
            )
            for d in drafts
        ]
        self._show(alike)

    def load_own(self, contract: str, kept: Mapping[str, datetime]) -> None:
        """The drafts of one dossier."""
        self._show([(contract, kind, words(self.texts, kind, at)) for kind, at in kept.items()])

    def _show(self, drafts: Sequence[tuple[str, str, str]]) -> None:
        for button in self.buttons:
            self.row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for place, (contract, kind, text) in enumerate(drafts[:MOST]):
            button = Button(text, self, compact=True)
            button.setObjectName(f"draft-{kind}-{contract}")
            button.clicked.connect(
                lambda _=False, contract=contract, kind=kind: self.taken_up.emit(contract, kind)
            )
            self.row.insertWidget(2 + place, button)
            self.buttons.append(button)
        self.setVisible(bool(self.buttons))
