"""Beside a payment: what it settles, and the other contracts that the same visit pays for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso, name
from desktop_app.ui import look
from desktop_app.ui.basket import Put
from desktop_app.ui.screens.settled import SettledCard
from desktop_app.ui.widgets.buttons import ghost, secondary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.labels import Label


class PaymentSide(QWidget):
    """The other contracts of the visit over the documents of this one; `another` looks for one more, and below it is
    said who pays when it is not the customer."""

    def __init__(self, texts: Texts, currency: str, payer: QWidget) -> None:
        super().__init__()
        self.visit_card = VisitCard(texts, currency)
        self.visit_card.hide()
        self.settles = SettledCard(texts, currency)
        self.another = secondary(texts.say("Also pay for another contract"), icon="user-plus")
        self.another.setObjectName("payment-another")
        foot = QHBoxLayout()
        foot.setSpacing(look.WIDE)
        foot.addWidget(self.another, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(payer, 1)
        self.settles.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.ROOM)
        column.addWidget(self.visit_card)
        column.addWidget(self.settles, 1)


class VisitCard(Card):
    """The other contracts of this visit; `left_out` takes one away."""

    left_out = Signal(str)

    def __init__(self, texts: Texts, currency: str) -> None:
        super().__init__(texts.say("This visit also pays"), tone="info", margin=12)
        self._texts, self._currency = texts, currency
        self._lines: list[QWidget] = []

    def show_parts(self, parts: Sequence[Put]) -> None:
        """One line a contract."""
        say = self._texts.say
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        for part in parts:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(Label(f"{name(part.who)} · {iso(part.contract)}", elide=True), 1)
            line.addWidget(Label(self._texts.money(part.amount, self._currency), bold=True))
            away = ghost("", icon="x", compact=True)
            away.setObjectName(f"visit-out-{part.contract}")
            away.setAccessibleName(say("Leave out of this visit"))
            away.setToolTip(away.accessibleName())
            away.clicked.connect(lambda _=False, c=part.contract: self.left_out.emit(c))
            line.addWidget(away)
            self.add(row)
            self._lines.append(row)
        self.setVisible(bool(parts))


def beside(first: QWidget, share: int, second: QWidget, other: int) -> QWidget:
    """Two widgets side by side, each with its share of the width."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.WIDE)
    row.addWidget(first, share)
    row.addWidget(second, other)
    return page
