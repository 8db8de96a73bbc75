"""The indexes of a departure or an arrival: one field for each meter in place, the last figure read beneath."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.domain.refusals import BadNews
from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.index import IndexEdit


class LastRead(NamedTuple):
    """A meter in place and its last reading, if any."""

    serial: str
    index: int | None
    on: date | None


class IndexFields(QWidget):
    """Enter goes from one meter to the next, and from the last one emits `entered`."""

    entered = Signal()
    changed = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.texts = texts
        self.setObjectName("indexes")
        self.edits: dict[str, IndexEdit] = {}
        self._fields: list[Field] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.WIDE)

    def load(self, meters: Sequence[LastRead]) -> None:
        """One empty field for each of these meters."""
        if [m.serial for m in meters] == list(self.edits):
            return
        for field in self._fields:
            field.hide()
            field.deleteLater()
        self.edits, self._fields = {}, []
        texts = self.texts
        for place, meter in enumerate(meters):
            edit = IndexEdit(texts, use="change")
            edit.setObjectName(f"index-{meter.serial}")
            hint = ""
            if meter.index is not None and meter.on is not None:
                hint = texts.say(
                    "Last: {index} on {date}",
                    index=texts.number(meter.index),
                    date=texts.date(meter.on),
                )
            label = texts.say("Index of meter {meter}", meter=iso(meter.serial))
            field = Field(label, edit, hint=hint, lines=2)
            edit.changed.connect(self.changed)
            edit.entered.connect(self._onwards)
            self.edits[meter.serial] = edit
            self._fields.append(field)
            self._grid.addWidget(field, place // 2, place % 2)

    def figures(self) -> tuple[tuple[str, int], ...]:
        """(meter, index) of the fields that hold one."""
        return tuple(
            (serial, index)
            for serial, edit in self.edits.items()
            if (index := edit.index()) is not None
        )

    def missing(self) -> IndexEdit | None:
        """The first field without an index."""
        return next((e for e in self.edits.values() if e.index() is None), None)

    def refuse(self, news: BadNews) -> bool:
        """Show a refusal at the meter it names, or at the first one; False without any field."""
        named = getattr(news, "values", {}).get("meter")
        edit = self.edits.get(str(named)) or next(iter(self.edits.values()), None)
        if edit is not None:
            edit.refuse(news)
        return edit is not None

    def begin(self) -> None:
        edit = self.missing() or next(iter(self.edits.values()), None)
        if edit is not None:
            edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _onwards(self) -> None:
        edit = self.missing()
        if edit is None:
            self.entered.emit()
        elif edit is not self.sender():
            edit.setFocus(Qt.FocusReason.OtherFocusReason)
