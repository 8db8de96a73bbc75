"""A card that lists things to do: a table where there are some, one sentence and the next act where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.texts import Texts
from desktop_app.ui.tables import Column, make_table
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.labels import Label


class Listing(Card):
    """`table` while there are rows, else the sentence `empty`; a chip counts them beside the title."""

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        texts: Texts,
        name: str,
        *,
        empty: str = "",
        margin: int = 12,
        ticks: bool = False,
    ) -> None:
        super().__init__(title, margin=margin)
        self.texts = texts
        self.setObjectName(f"{name}-card")
        self.table = make_table(columns, texts, name, title, ticks=ticks)
        self.empty = Label(empty, token="text2", wrap=True)
        self.empty.setObjectName(f"{name}-empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self.chip = Chip("", "neutral")
        self.chip.hide()
        self.actions.addWidget(self.chip)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        self.body.addWidget(self.stack, 1)

    def load(self, rows: Sequence[Any], *, empty: str = "", count: str = "") -> None:
        """Show these rows; keep the current one where it still is."""
        if empty:
            self.empty.setText(empty)
        self.table.rows_model.set_rows(rows)
        self.chip.setVisible(bool(count))
        if count:
            self.chip.set(count)
        self.stack.setCurrentWidget(self.table if rows else self.empty)

    @property
    def start(self) -> QWidget | None:
        """Where the focus goes: the table when it has rows."""
        return self.table if self.stack.currentWidget() is self.table else None
