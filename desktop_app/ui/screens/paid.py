"""After a payment: the change to give back, read from afar, and the receipt to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.texts import Texts, iso, name
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.till_receipt import tender_words
from desktop_app.ui.widgets.buttons import ghost, primary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts, Rule
from desktop_app.ui.widgets.chips import Chip

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt


class PaidCard(Card):
    """A receipt, or those of a visit, in few words; `print_button` and `finish` are its verbs."""

    def __init__(self, texts: Texts, currency: str, parent: QWidget | None = None) -> None:
        say = texts.say
        super().__init__(say("Payment taken"), parent)
        self._texts, self._currency = texts, currency
        self.setObjectName("payment-done")
        self.actions.addWidget(Chip(say("Saved"), "ok"))
        self.change = BigAmount(
            say("Change to give back"), use="change", name="payment-done-change"
        )
        self.facts = Facts()
        self.print_button = primary(
            say("Print the receipt"), icon="printer", key=say("Enter", context="key")
        )
        self.print_button.setObjectName("payment-print")
        self.finish = ghost(say("Back to the dossier"), key=keycap(texts, "back"))
        self.finish.setObjectName("payment-finish")
        self.add(self.change)
        self.add(Rule())
        self.add(self.facts)
        self.body.addStretch(1)
        verbs = QHBoxLayout()
        verbs.addWidget(self.finish)
        verbs.addStretch(1)
        verbs.addWidget(self.print_button)
        self.body.addLayout(verbs)

    def show_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Show what was taken and what it settled, one receipt or those of a whole visit."""
        say = self._texts.say
        change, given = sum(r.change for r in receipts), sum(r.given for r in receipts)
        if change:
            self.change.set(self._money(change), token="ok", title=say("Change to give back"))
        else:
            self.change.set(self._money(given), token="ok", title=say("Received"))
        facts = self.facts
        facts.clear()
        if len(receipts) == 1:
            self._show_one(receipts[0])
            return
        for receipt in receipts:
            customer = receipt.customer
            who = self._texts.own_name(customer.name, customer.name_alt)
            words = f"{who} · {self._money(receipt.amount)}"
            facts.add(iso(receipt.number), words, bold=True)
        facts.add(say("Total of the visit"), self._money(sum(r.amount for r in receipts)))
        if stamp := sum(r.stamp for r in receipts):
            facts.add(say("Stamp duty"), self._money(stamp))
        facts.add(say("Received"), self._money(given))

    def _show_one(self, receipt: Receipt) -> None:
        say, facts = self._texts.say, self.facts
        facts.add(say("Receipt"), iso(receipt.number), bold=True)
        facts.add(say("Received"), self._money(receipt.given))
        if len(receipt.tenders) > 1:
            for tender in receipt.tenders:
                words = tender_words(self._texts, tender, self._currency)
                facts.add(say(tender.kind.value, context="tender"), words)
        if receipt.payer:
            facts.add(say("Paid by"), name(receipt.payer))
        if receipt.stamp:
            facts.add(say("Stamp duty"), self._money(receipt.stamp))
        for part in receipt.allocated:
            words = say(
                "{document}: {amount}", document=iso(part.document), amount=self._money(part.amount)
            )
            facts.add(say("Settles"), words)
        if receipt.credit:
            facts.add(say("Left as credit"), self._money(receipt.credit))
        facts.add(say("Balance afterwards"), self._money(receipt.balance_after), bold=True)

    def _money(self, cents: int) -> str:
        return self._texts.money(cents, self._currency)
