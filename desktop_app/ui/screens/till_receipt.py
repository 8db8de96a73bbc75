"""A receipt of the day: what it took, printed again as a duplicate, or cancelled by its negative twin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain.payment import TenderKind
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import keys, look, till_questions
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.widgets.buttons import secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt, Tender
    from desktop_app.services.shifts import DayPayment, TillNow
    from desktop_app.ui.desk import Desk


class ReceiptPanel(TillPanel):
    """The stored receipt on one side, its cancelling on the other: a reason and a second person, the same day only."""

    gesture_asked = Signal(str, object)
    """Another way to undo it, "bounce" or "refund", of this payment of the day."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-receipt")
        self.setAccessibleName(say("Receipt"))
        self.payment: DayPayment | None = None
        card = Card(say("Receipt"))
        self.amount = BigAmount(say("Amount settled"), use="change", name="receipt-amount")
        self.facts = Facts()
        self.again = secondary(say("Print again"), icon="printer", key=keycap(texts, "print"))
        self.again.setObjectName("receipt-again")
        self.again.clicked.connect(self._print)
        self.bounce = secondary(
            keys.title("bounce", texts), icon="alert-triangle", key=keycap(texts, "bounce")
        )
        self.bounce.setObjectName("receipt-bounce")
        self.bounce.clicked.connect(lambda: self._leave_for("bounce"))
        self.refund = secondary(
            keys.title("refund", texts), icon="arrow-back-up", key=keycap(texts, "refund")
        )
        self.refund.setObjectName("receipt-refund")
        self.refund.clicked.connect(lambda: self._leave_for("refund"))
        card.add(self.amount)
        card.add(self.facts)
        card.body.addStretch(1)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.GAP)
        for button in (self.again, self.bounce, self.refund):
            verbs.addWidget(button)
        verbs.addStretch(1)
        card.body.addLayout(verbs)
        self.side = Card(say("Cancel this receipt"))
        self.why = Label("", token="text2", wrap=True)
        self.why.setObjectName("receipt-why")
        self.reason_field = self.field(say("Reason"), "reason")
        self.second_field = self.field(
            say("Second person"), "second", hint=say("Somebody else than you who agrees.")
        )
        self.side.add(self.why)
        self.side.add(self.reason_field)
        self.side.add(self.second_field)
        self.foot(self.side, say("Cancel the receipt"), icon="receipt-refund")
        self.lay((card, 4), (self.side, 4))

    def start(self, now: TillNow, payment: DayPayment | None = None) -> None:
        super().start(now)
        assert payment is not None
        self.payment = payment
        for edit in self.fields.values():
            edit.clear()
        say = self.texts.say
        self.why.setText(
            say(
                "A receipt is never erased: a second one undoes it, with the same amounts below zero. Money goes back."
            )
            if payment.reversible
            else self._why_not(payment)
        )
        for widget in (self.reason_field, self.second_field):
            widget.setVisible(payment.reversible)
        if self.main is not None:
            self.main.setVisible(payment.reversible)
        live = not payment.reverses and not payment.reversed and bool(payment.contract)
        self.bounce.hide()
        self.refund.setVisible(live and not payment.reversible)
        self.amount.set(self.money(payment.amount))
        self.facts.clear()
        self.desk.ask(till_questions.receipt(payment.number), self.load, latest="till-receipt")
        self.begin()

    def _why_not(self, payment: DayPayment) -> str:
        say = self.texts.say
        if payment.reverses:
            return say("This receipt itself cancels {number}.", number=iso(payment.reverses))
        if payment.reversed:
            return say("This receipt was cancelled already.")
        return say(
            "Only a receipt of today, of this till, can be cancelled. Later, money goes back as a refund."
        )

    def begin(self) -> None:
        if self.payment is not None and self.payment.reversible:
            self.fields["reason"].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.again.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def load(self, receipt: Receipt) -> None:
        """Show the stored receipt."""
        if self.payment is None or receipt.number != self.payment.number:
            return
        say, texts, facts = self.texts.say, self.texts, self.facts
        live = not self.payment.reverses and not self.payment.reversed
        self.bounce.setVisible(live and any(t.kind is TenderKind.CHEQUE for t in receipt.tenders))
        facts.clear()
        facts.add(say("Receipt"), iso(receipt.number), bold=True)
        facts.add(say("Time"), texts.instant(receipt.taken_at))
        who = texts.own_name(receipt.customer.name, receipt.customer.name_alt)
        facts.add(say("Subscriber"), f"{who} · {iso(receipt.customer.contract)}")
        if receipt.payer:
            facts.add(say("Paid by"), name(receipt.payer))
        for tender in receipt.tenders:
            facts.add(
                say(tender.kind.value, context="tender"), tender_words(texts, tender, self.currency)
            )
        if receipt.stamp:
            facts.add(say("Stamp duty"), self.money(receipt.stamp))
        if receipt.change:
            facts.add(say("Change to give back"), self.money(receipt.change))
        for part in receipt.allocated:
            facts.add(
                say("Settles"),
                say(
                    "{document}: {amount}",
                    document=iso(part.document),
                    amount=self.money(part.amount),
                ),
            )
        if receipt.credit:
            facts.add(say("Left as credit"), self.money(receipt.credit))
        if receipt.reason:
            facts.add(say("Reason"), name(receipt.reason))
        if receipt.second:
            facts.add(say("Second person"), name(receipt.second))

    @Slot()
    def go(self) -> None:
        if self.payment is not None and self.payment.reversible:
            work = till_questions.reverse(
                self.payment.number,
                self.text("reason"),
                self.text("second"),
                operation=self.operation,
            )
            self.send(work, self._reversed)

    def _reversed(self, twin: Receipt) -> None:
        text = self.texts.say(
            "{first} is cancelled by {second}: give back {amount}.",
            first=iso(twin.reverses or ""),
            second=iso(twin.number),
            amount=self.money(-twin.amount - twin.stamp),
        )
        self.finish(twin, text, "warn")

    def _leave_for(self, gesture: str) -> None:
        """Undo it another way: the cheque came back, or the money goes back as a refund."""
        if self.payment is not None:
            self.gesture_asked.emit(gesture, self.payment)

    @Slot()
    def _print(self) -> None:
        if self.payment is not None:
            self.print_asked.emit("receipt", self.payment.number)

    def act(self, action: str) -> bool:
        if action == "print":
            self._print()
            return True
        button = {"bounce": self.bounce, "refund": self.refund}.get(action)
        if button is not None and button.isVisibleTo(self):
            self._leave_for(action)
            return True
        if action == "primary" and self.payment is not None and not self.payment.reversible:
            self._print()
            return True
        return super().act(action)

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        return (("primary", self.verb), ("print", say("Print again")), ("back", say("Back")))


def tender_words(texts: Texts, tender: Tender, currency: str) -> str:
    """A means as handed over: its amount, and what tells it from another."""
    parts = [texts.money(tender.amount, currency)]
    parts += [name(part) for part in (tender.bank, tender.reference) if part]
    if tender.last4:
        parts.append(iso(f"•••• {tender.last4}"))
    return " · ".join(parts)
