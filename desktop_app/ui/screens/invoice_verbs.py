"""Under the account and the invoices of a dossier: what can be done with the invoice or the payment pointed at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.texts import Texts
from desktop_app.ui import keys, look
from desktop_app.ui.widgets.buttons import Button, secondary

ACCOUNT, INVOICES = 0, 2
"""The tabs whose rows are invoices."""
MIXED = "mixed"
"""A payment by several means."""


class InvoiceVerbs(QWidget):
    """Buttons with their keys; `asked` names the action."""

    asked = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.setObjectName("invoice-verbs")
        self._known, self._tab, self._leaks, self._in_hand = False, ACCOUNT, False, False
        self._row: Any = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.GAP, 0, 0)
        row.setSpacing(look.GAP)
        self.why = self._button("why", texts)
        self.leak = self._button("leak", texts)
        self.credit = self._button("credit", texts)
        self.bounce = self._button("bounce", texts)
        self.refund = self._button("refund", texts)
        row.addWidget(self.why)
        row.addWidget(self.credit)
        row.addWidget(self.leak)
        row.addWidget(self.bounce)
        row.addWidget(self.refund)
        row.addStretch(1)
        self.hide()

    def _button(self, name: str, texts: Texts) -> Button:
        action = keys.action(name)
        made = secondary(
            keys.title(name, texts), key=keys.shown(action, texts), icon=action.icon, compact=True
        )
        made.setObjectName(f"do-{name}")
        made.setToolTip(keys.tip(name, texts))
        made.clicked.connect(lambda: self.asked.emit(name))
        return made

    def load(self, known: bool, leak: bool, *, credit: bool) -> None:
        """Whether there are invoices to explain, whether leak files exist here, whether credit can go back."""
        self._known, self._leaks, self._in_hand = known, leak, credit
        self.follow(self._tab)

    @Slot(object)
    def point_at(self, row: Any) -> None:
        """The row of the account pointed at: an invoice or a payment."""
        self._row = row
        self.follow(self._tab)

    @Slot(int)
    def follow(self, tab: int) -> None:
        """Stand under the tabs whose rows are invoices, with the verbs of the row."""
        self._tab = tab
        row = self._row if tab == ACCOUNT else None
        paid = row is not None and row.kind == "receipt"
        live = paid and row.state != "reversed" and (row.credit or 0) > 0
        for button in (self.why, self.credit):
            button.setVisible(self._known and not paid)
        self.leak.setVisible(self._leaks and self._known and not paid)
        self.bounce.setVisible(live and row.state in ("cheque", MIXED))
        self.refund.setVisible(live or (self._in_hand and not paid))
        self.setVisible((self._known or paid or self._in_hand) and tab in (ACCOUNT, INVOICES))
