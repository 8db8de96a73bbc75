"""Under the account and the invoices of a dossier: why this amount, taking it back, the leak file where one may be."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.texts import Texts
from desktop_app.ui import keys, look
from desktop_app.ui.widgets.buttons import Button, secondary

ACCOUNT, INVOICES = 0, 2
"""The tabs whose rows are invoices."""


class InvoiceVerbs(QWidget):
    """Buttons with their keys; `asked` names the action."""

    asked = Signal(str)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.setObjectName("invoice-verbs")
        self._known, self._tab = False, ACCOUNT
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.GAP, 0, 0)
        row.setSpacing(look.GAP)
        self.why = self._button("why", texts)
        self.leak = self._button("leak", texts)
        self.credit = self._button("credit", texts)
        row.addWidget(self.why)
        row.addWidget(self.credit)
        row.addWidget(self.leak)
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

    def load(self, known: bool, leak: bool) -> None:
        """Whether there are invoices to explain, and whether leak files exist here."""
        self._known = known
        self.leak.setVisible(leak)
        self.follow(self._tab)

    @Slot(int)
    def follow(self, tab: int) -> None:
        """Stand under the tabs whose rows are invoices."""
        self._tab = tab
        self.setVisible(self._known and tab in (ACCOUNT, INVOICES))
