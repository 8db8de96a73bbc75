"""Counting a drawer: how many of each note and coin, typed on the keypad, and what they are worth together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.domain.money import Cents
from desktop_app.domain.typed import fold_digits
from desktop_app.texts import Texts, bare, iso
from desktop_app.ui import look
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.domain.till import Denomination, Pieces

COLUMN = 8
"""Lines of one column; the next denominations stand beside."""
_MOST = 6
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class CountEdit(Edit):
    """How many of one denomination: whole digits in any script; empty is none. `number()` is None when unreadable."""

    changed = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, parent, figures=True)
        self.setMaxLength(_MOST)
        self.setFixedWidth(76)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.textChanged.connect(self._read)

    def number(self) -> int | None:
        """The number typed: 0 when empty, None when it is no number of coins."""
        plain = fold_digits(self.text().strip())
        if not plain:
            return 0
        return int(plain) if plain.isascii() and plain.isdigit() else None

    def _read(self) -> None:
        self.say("danger" if self.number() is None else "")
        self.changed.emit()


class CoinGrid(QWidget):
    """A line for each note and coin of the currency; Enter or arrow down goes to the next, Enter on the last one ends.

    `changed` follows every keystroke, `entered` is the end of the count."""

    changed = Signal()
    entered = Signal()

    def __init__(
        self, texts: Texts, currency: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._texts, self._currency = texts, currency
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.GAP)
        self._grid.setVerticalSpacing(look.TIGHT)
        self.denominations: tuple[Denomination, ...] = ()
        self.edits: list[CountEdit] = []
        self._worth: list[Label] = []

    def set_denominations(self, values: Sequence[Denomination]) -> None:
        """Show these, greatest first; what was typed stays when they are the same."""
        if tuple(values) == self.denominations:
            return
        self.denominations = tuple(values)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.edits, self._worth = [], []
        for place, value in enumerate(self.denominations):
            self._add(place, value)
        last = (len(self.denominations) - 1) // COLUMN * 5 + 5
        self._grid.setColumnStretch(last, 1)

    def _add(self, place: int, value: Denomination) -> None:
        texts = self._texts
        row, at = place % COLUMN, place // COLUMN * 5
        kind = (
            texts.say("note", context="till") if value.note else texts.say("coin", context="till")
        )
        word = texts.money(value.value, self._currency)
        edit = CountEdit(texts)
        edit.setObjectName(f"{self.objectName()}-{value.value}-{'note' if value.note else 'coin'}")
        edit.setAccessibleName(texts.say("How many: {kind} of {value}", kind=kind, value=word))
        edit.installEventFilter(self)
        edit.entered.connect(lambda place=place: self._next(place))
        edit.changed.connect(self._changed)
        worth = Label("", token="text2")
        worth.setMinimumWidth(86)
        label = Label(word, bold=value.note)
        label.setBuddy(edit)
        self._grid.addWidget(label, row, at)
        self._grid.addWidget(caption(kind), row, at + 1)
        self._grid.addWidget(edit, row, at + 2)
        self._grid.addWidget(worth, row, at + 3)
        self._grid.setColumnMinimumWidth(at + 4, look.ROOM)
        self.edits.append(edit)
        self._worth.append(worth)

    # --- what it says ------------------------------------------------

    def pieces(self) -> Pieces:
        """What was counted, denominations with none left out."""
        return tuple(
            (value.value, number)
            for value, edit in zip(self.denominations, self.edits, strict=True)
            if (number := edit.number())
        )

    def total(self) -> Cents:
        return sum(value * number for value, number in self.pieces())

    def is_empty(self) -> bool:
        """Nothing typed at all; a drawer with nothing in it is counted by a 0."""
        return not any(edit.text().strip() for edit in self.edits)

    def is_readable(self) -> bool:
        return all(edit.number() is not None for edit in self.edits)

    def clear(self) -> None:
        for edit in self.edits:
            edit.clear()

    def begin(self) -> None:
        """Put the keys into the first line."""
        if self.edits:
            self.edits[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self.edits[0].selectAll()

    # --- keys ------------------------------------------------

    @Slot()
    def _changed(self) -> None:
        for value, edit, worth in zip(self.denominations, self.edits, self._worth, strict=True):
            number = edit.number()
            amount = bare(self._texts.amount(value.value * (number or 0)))
            worth.setText(iso(f"= {amount}") if number else "")
        self.changed.emit()

    def _next(self, place: int) -> None:
        if place + 1 < len(self.edits):
            self._go(place + 1)
        else:
            self.entered.emit()

    def _go(self, place: int) -> None:
        self.edits[place].setFocus(Qt.FocusReason.TabFocusReason)
        self.edits[place].selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and watched in self.edits:
                place = self.edits.index(watched) + step  # type: ignore[arg-type]
                if 0 <= place < len(self.edits):
                    self._go(place)
                return True
        return super().eventFilter(watched, event)
