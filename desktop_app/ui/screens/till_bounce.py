"""A cheque that came back unpaid: all that it had paid, the fee, then one gesture that undoes it everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.money import Cents
from desktop_app.domain.refusals import BadNews
from desktop_app.texts import iso, name
from desktop_app.ui import undoing_questions
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.tables import Column
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts, Rule
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from desktop_app.services.cheques import Cheque
    from desktop_app.services.reversals import Bounced
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class _Line:
    """One document that the cheque settled, or what it left as credit (`document` "")."""

    receipt: str
    who: str
    document: str
    amount: Cents


class BouncePanel(TillPanel):
    """What the cheque paid on one side; reason, notice of the bank and fee on the other."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-bounce")
        self.setAccessibleName(say("The cheque came back"))
        self.receipt = ""
        self.found: tuple[Cheque, ...] = ()
        self.cheque: Cheque | None = None
        card = Card(say("The cheque"))
        self.amount = BigAmount(say("Amount of the cheque"), use="change", name="bounce-amount")
        self.place = QVBoxLayout()
        self.which = Choice([], name="bounce-cheque")
        self.place.addWidget(self.which)
        self.which.hide()
        self.facts = Facts()
        card.add(self.amount)
        card.body.addLayout(self.place)
        card.add(self.facts)
        self.paid = Listing(
            say("What it had paid"),
            (
                Column("receipt", say("Receipt"), "text", 160, show=lambda r: iso(r.receipt)),
                Column("who", say("Subscriber"), "text", 0, show=lambda r: name(r.who)),
                Column(
                    "document",
                    say("Document"),
                    "text",
                    160,
                    show=lambda r: iso(r.document) if r.document else say("Left as credit"),
                ),
                Column("amount", say("Amount"), "amount", 110),
            ),
            texts,
            "bounce-paid",
            margin=0,
        )
        card.add(self.paid, 1)
        self.side = Card(say("The cheque came back"))
        self.why = Label("", token="text2", wrap=True)
        self.why.setObjectName("bounce-why")
        self.reason_field = self.field(
            say("Reason"), "reason", hint=say("As the bank says it: no funds, account closed…")
        )
        self.advice_field = self.field(say("Bank notice"), "advice", hint=say("Number or date."))
        self.side.add(self.why)
        self.side.add(self.reason_field)
        self.side.add(self.advice_field)
        self.side.add(Rule())
        self.sums = Facts()
        self.side.add(self.sums)
        self.foot(self.side, say("Undo the cheque"), icon="receipt-refund")
        self.lay((card, 5), (self.side, 4))

    def start(self, receipt: str) -> None:  # type: ignore[override]
        """Ask what the cheques of this receipt paid."""
        self.open_for("")
        self._sent = False
        self.receipt, self.found, self.cheque = receipt, (), None
        for edit in self.fields.values():
            edit.clear()
        self._show_form()
        work = undoing_questions.cheques(receipt)
        self.desk.ask(work, self.load, self.refuse, latest="bounce")
        self.begin()

    def begin(self) -> None:
        target: QWidget = self.cancel
        if self.reason_field.isVisibleTo(self):
            target = self.which if self.which.isVisibleTo(self) else self.fields["reason"]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def load(self, found: tuple[Cheque, ...]) -> None:
        """Show the cheque; of several, the first that can still be undone."""
        self.found = found
        options = [
            (n, " · ".join(p for p in (iso(c.tender.reference), self.money(c.amount)) if p))
            for n, c in enumerate(found)
        ]
        shown = Choice(options, name="bounce-cheque", per_row=2)
        shown.setAccessibleName(self.texts.say("The cheque"))
        self.place.replaceWidget(self.which, shown)
        self.which.hide()
        self.which.deleteLater()
        self.which = shown
        shown.setVisible(len(found) > 1)
        shown.chosen.connect(self._show_cheque)
        first = next((n for n, c in enumerate(found) if c.obstacle is None), 0)
        shown.set_value(first)
        self._show_cheque(first)
        self.begin()

    @Slot(object)
    def _show_cheque(self, place: object) -> None:
        assert isinstance(place, int)
        self.cheque = cheque = self.found[place] if place < len(self.found) else None
        self._show_form()
        if cheque is None:
            return
        say, texts, facts = self.texts.say, self.texts, self.facts
        self.amount.set(self.money(cheque.amount))
        facts.clear()
        tender = cheque.tender
        if tender.reference:
            facts.add(say("Cheque number"), name(tender.reference))
        if tender.bank:
            facts.add(say("Bank"), name(tender.bank))
        facts.add(say("Date"), texts.date(cheque.taken_on))
        lines = []
        for paid in cheque.paid:
            who = (paid.name_alt if texts.rtl else "") or paid.name
            lines += [_Line(paid.receipt, who, a.document, a.amount) for a in paid.allocated]
            if paid.credit:
                lines.append(_Line(paid.receipt, who, "", paid.credit))
        self.paid.load(lines)
        sums = self.sums
        sums.clear()
        sums.add(say("Owed again"), self.money(cheque.amount))
        sums.add(say("Fee charged"), self.money(cheque.fee))
        sums.add(say("Total"), self.money(cheque.amount + cheque.fee), bold=True)

    def _show_form(self) -> None:
        """The fields while something can be undone; else why not."""
        say, cheque = self.texts.say, self.cheque
        obstacle: BadNews | None = cheque.obstacle if cheque is not None else None
        possible = cheque is not None and obstacle is None
        if obstacle is not None:
            self.why.setText(self.texts.bad_news(obstacle))
        elif cheque is None:
            self.why.setText(say("This receipt holds no cheque."))
        else:
            self.why.setText(
                say(
                    "Everything the cheque had paid is owed again, and the subscriber is marked: "
                    "bad cheque. The receipts stay; others below zero undo them."
                )
            )
        for widget in (self.reason_field, self.advice_field, self.sums):
            widget.setVisible(possible)
        if self.main is not None:
            self.main.setVisible(possible)

    @Slot()
    def go(self) -> None:
        if self.cheque is not None and self.cheque.obstacle is None:
            work = undoing_questions.bounce(
                self.cheque, self.text("reason"), self.text("advice"), operation=self.operation
            )
            self.send(work, self._bounced)

    def _bounced(self, made: Bounced) -> None:
        say = self.texts.say
        text = say(
            "Cheque undone: {amount} owed again, fee {fee}. {receipts}",
            amount=self.money(made.total),
            fee=self.money(made.fee),
            receipts=say("list separator").join(iso(r.number) for r in made.receipts),
        )
        self.settled.emit()
        self.finish(made, text, "warn")

    def hints(self) -> tuple[tuple[str, str], ...]:
        back = ("back", self.texts.say("Back"))
        shown = self.main is not None and self.main.isVisibleTo(self)
        return (("primary", self.verb), back) if shown else (back,)
