"""Giving money back: of a receipt or of the credit, by the ways the utility allows, agreed by a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.refusals import AmountNotPositive
from desktop_app.texts import iso, name
from desktop_app.ui import look, undoing_questions
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.services.refunds import RefundQuote
    from desktop_app.services.reversals import Refund
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk

TRANSFER, CASH = "transfer", "cash"
_ICONS = {TRANSFER: "building-bank", CASH: "cash"}


class RefundPanel(TillPanel):
    """What may go back and how much of it; where it goes, why, and who agrees."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-refund")
        self.setAccessibleName(say("Give money back"))
        self.quote: RefundQuote | None = None
        card = Card(say("Give money back"))
        self.most = BigAmount(say("The most that may go back"), use="change", name="refund-most")
        self.facts = Facts()
        self.why = Label("", token="text2", wrap=True)
        self.why.setObjectName("refund-why")
        self.amount = MoneyEdit(texts, self.currency, use="entry")
        self.amount.setMinimumHeight(look.BUTTON)
        self.amount_field = self.field(say("Amount"), "amount", edit=self.amount)
        for widget in (self.most, self.facts, self.why, self.amount_field):
            card.add(widget)
        card.body.addStretch(1)
        self.side = Card(say("How it goes back"))
        self.place = QVBoxLayout()
        self.means = Choice([], name="refund-means")
        self.place.addWidget(self.means)
        self.side.body.addLayout(self.place)
        self.only = Label("", use="caption", token="text2", wrap=True)
        self.only.setObjectName("refund-only")
        self.side.add(self.only)
        account = Edit(texts, figures=True)
        account.setMaxLength(42)
        self.account_field = self.field(say("Bank account (IBAN or RIB)"), "account", edit=account)
        self.holder_field = self.field(say("Account holder"), "holder")
        self.reason_field = self.field(say("Reason"), "reason")
        self.second_field = self.field(
            say("Second person"), "second", hint=say("Somebody else than you who agrees.")
        )
        self.form = (
            self.account_field,
            self.holder_field,
            self.reason_field,
            self.second_field,
        )
        for left, right in ((self.account_field, self.holder_field), self.form[2:]):
            pair = QHBoxLayout()
            pair.setSpacing(look.WIDE)
            pair.addWidget(left, 1)
            pair.addWidget(right, 1)
            self.side.body.addLayout(pair)
        self.foot(self.side, say("Decide the refund"), icon="receipt-refund")
        self.lay((card, 4), (self.side, 5))

    def start(self, contract: str, receipt: str = "") -> None:  # type: ignore[override]
        """Ask what may go back of this receipt, or of the credit of this contract."""
        self.open_for(contract)
        self._sent, self.quote = False, None
        for edit in self.fields.values():
            edit.clear()
        self._show_form()
        work = undoing_questions.refund_quote(contract, receipt)
        self.desk.ask(work, self.load, self.refuse, latest="refund")
        self.begin()

    def begin(self) -> None:
        target: QWidget = self.amount if self.amount_field.isVisibleTo(self) else self.cancel
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if target is self.amount:
            self.amount.selectAll()

    @Slot(object)
    def load(self, quote: RefundQuote) -> None:
        """Show what may go back, and by which ways."""
        self.quote = quote
        say, texts, facts = self.texts.say, self.texts, self.facts
        words = {TRANSFER: say("Transfer"), CASH: say("Cash")}
        shown = Choice([(m, words[m], _ICONS[m]) for m in quote.means], name="refund-means")
        shown.setAccessibleName(say("How it goes back"))
        self.place.replaceWidget(self.means, shown)
        self.means.hide()
        self.means.deleteLater()
        self.means = shown
        shown.chosen.connect(lambda _: self._show_form())
        self.only.setText(
            say("Here money goes back by bank transfer only.") if quote.means == (TRANSFER,) else ""
        )
        self.most.set(self.money(quote.most))
        facts.clear()
        facts.add(say("Subscriber"), f"{name(quote.name)} · {iso(quote.contract)}")
        if quote.receipt:
            facts.add(say("Receipt"), iso(quote.receipt), bold=True)
        else:
            facts.add(say("What"), say("Credit in hand"))
        if quote.taken_on is not None:
            facts.add(say("Date"), texts.date(quote.taken_on))
        self.amount.set_cents(quote.most or None)
        self.fields["holder"].setText(quote.name)
        self._show_form()
        self.begin()

    def _show_form(self) -> None:
        say, quote = self.texts.say, self.quote
        possible = quote is not None and quote.most > 0
        if quote is not None and quote.obstacle is not None:
            self.why.setText(self.texts.bad_news(quote.obstacle))
        elif quote is not None and not possible:
            self.why.setText(say("Nothing can be given back here."))
        elif quote is not None and quote.receipt:
            self.why.setText(
                say(
                    "What this receipt had paid is owed again. Stamp duty and social aid never go back."
                )
            )
        else:
            self.why.setText("")
        self.amount_field.setVisible(possible)
        self.side.setVisible(possible or quote is None)
        for widget in (self.means, self.only, *self.form):
            widget.setVisible(possible)
        if self.means.value() == CASH:
            self.account_field.hide()
            self.holder_field.hide()
        if self.main is not None:
            self.main.setVisible(possible)

    @Slot()
    def go(self) -> None:
        quote = self.quote
        if quote is None or quote.most <= 0:
            return
        amount = self.amount.cents()
        if amount is None:
            self.amount.refuse(AmountNotPositive(amount=self.amount.text() or "0"))
            return
        work = undoing_questions.refund(
            quote,
            amount,
            str(self.means.value()),
            self.text("account"),
            self.text("holder"),
            self.text("reason"),
            self.text("second"),
            operation=self.operation,
        )
        self.send(work, self._decided)

    def _decided(self, made: Refund) -> None:
        say = self.texts.say
        amount, number = self.money(made.amount), iso(made.number)
        if made.means == CASH:
            text = say("Refund {number}: give {amount} in cash.", number=number, amount=amount)
        else:
            text = say(
                "Refund {number} of {amount} waits for its transfer, at the till.",
                number=number,
                amount=amount,
            )
        self.settled.emit()
        self.finish(made, text, "warn" if made.means == CASH else "ok")

    def hints(self) -> tuple[tuple[str, str], ...]:
        back = ("back", self.texts.say("Back"))
        shown = self.main is not None and self.main.isVisibleTo(self)
        return (("primary", self.verb), back) if shown else (back,)
