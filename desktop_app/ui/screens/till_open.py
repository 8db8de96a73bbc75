"""Opening the till: the float counted by note and coin, beside what the previous shift left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.refusals_till import NotCounted
from desktop_app.texts import name
from desktop_app.ui import till_questions
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts, Rule
from desktop_app.ui.widgets.coins import CoinGrid
from desktop_app.ui.widgets.labels import caption
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.services.shifts import Shift, TillNow
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class OpenTillPanel(TillPanel):
    """Notes and coins, or their sum; a difference with what was left is shown at once and wants a reason."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-open")
        self.setAccessibleName(say("Open the till"))
        card = Card(say("Count the float"))
        card.add(
            caption(say("Digits, then Enter; arrow up goes back. What is not there stays empty."))
        )
        self.coins = CoinGrid(texts, self.currency, "open-coins")
        self.coins.changed.connect(self._counted)
        self.coins.entered.connect(self._last)
        card.add(self.coins)
        card.add(Rule())
        self.sum = MoneyEdit(texts, self.currency)
        self.sum_field = self.field(say("Or the sum alone"), "float", edit=self.sum)
        self.sum.changed.connect(self._show)
        card.add(self.sum_field)
        card.body.addStretch(1)

        side = Card(say("Open the till"))
        self.total = BigAmount(say("Float"), use="change", name="open-total")
        self.facts = Facts()
        self.difference = BigAmount(say("Difference with what was left"), name="open-difference")
        self.reason_field = self.field(say("Reason of the difference"), "reason")
        side.add(self.total)
        side.add(self.facts)
        side.add(self.difference)
        side.add(self.reason_field)
        self.foot(side, say("Open the till"), icon="cash-register")
        self.lay((card, 5), (side, 3))

    def start(self, now: TillNow) -> None:
        super().start(now)
        say = self.texts.say
        self.coins.set_denominations(now.denominations)
        self.coins.clear()
        self.sum.set_cents(None)
        self.fields["reason"].clear()
        self.facts.clear()
        self.facts.add(say("Till"), now.till)
        self.facts.add(say("Agent"), name(now.agent))
        self.facts.add(say("Day", context="till"), self.texts.date(now.today))
        if now.carried is not None:
            self.facts.add(say("Left by the previous shift"), self.money(now.carried), bold=True)
        self._show()
        self.begin()

    def begin(self) -> None:
        self.coins.begin()

    def worth(self) -> int | None:
        """What is counted, in cents; None while nothing is."""
        if not self.coins.is_empty():
            return self.coins.total() if self.coins.is_readable() else None
        return self.sum.cents()

    @Slot()
    def _counted(self) -> None:
        counting = not self.coins.is_empty()
        self.sum.setEnabled(not counting)
        if counting and self.sum.text():
            self.sum.set_cents(None)
        self._show()

    @Slot()
    def _show(self) -> None:
        worth = self.worth()
        self.total.set(self.money(worth) if worth is not None else "–")
        carried = self.now.carried if self.now is not None else None
        differs = worth is not None and carried is not None and worth != carried
        self.difference.setVisible(differs)
        self.reason_field.setVisible(differs)
        if differs:
            self.difference.set(self.money((worth or 0) - (carried or 0)), token="warn")

    @Slot()
    def _last(self) -> None:
        """After the last coin: the reason when one is wanted, else the button."""
        if self.reason_field.isVisibleTo(self) and not self.text("reason"):
            self.fields["reason"].setFocus(Qt.FocusReason.TabFocusReason)
        elif self.main is not None:
            self.main.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def go(self) -> None:
        worth = self.worth()
        if worth is None:
            self.refuse(NotCounted())
            self.begin()
            return
        pieces = self.coins.pieces()
        total = None if pieces else worth
        work = till_questions.open_shift(
            pieces, total, self.text("reason"), operation=self.operation
        )
        self.send(work, self._opened)

    def _opened(self, shift: Shift) -> None:
        text = self.texts.say("Till open, float {amount}", amount=self.money(shift.float))
        self.finish(shift, text)
