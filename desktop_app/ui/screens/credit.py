"""Taking an invoice back: what it undoes, the reason, kept or refunded, billed again or not, who agrees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import ghost, primary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import Chip, Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.credits import Credited, CreditPreview
    from desktop_app.ui.desk import Desk


class CreditPanel(Panel):
    """One invoice and its credit note; Ctrl+Enter takes it back, then prints the note."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("credit")
        self.setAccessibleName(texts.say("Take an invoice back"))
        self.number = ""
        self.looked: CreditPreview | None = None
        self.made: Credited | None = None
        self._sent = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(self._build_invoice(), 5)
        row.addWidget(self._build_decision(), 6)

    def _build_invoice(self) -> Card:
        say = self.texts.say
        self.card = Card(say("Take an invoice back"))
        self.state = Chip("", "neutral")
        self.state.hide()
        self.card.actions.addWidget(self.state)
        self.total = BigAmount(say("Total"), use="change", name="credit-total")
        self.facts = Facts()
        self.card.add(self.total)
        self.card.add(self.facts)
        self.card.body.addStretch(1)
        return self.card

    def _build_decision(self) -> Card:
        say = self.texts.say
        card = Card(say("Decision"))
        self.reason = Edit(self.texts)
        self.reason.setObjectName("credit-reason")
        self.reason.entered.connect(self._onwards)
        self.second = Edit(self.texts)
        self.second.setObjectName("credit-second")
        self.second.entered.connect(self._onwards)
        self.reason_field = Field(say("Reason"), self.reason)
        self.second_field = Field(
            say("Second person"),
            self.second,
            hint=say("The amount or the age of this invoice needs somebody else to agree."),
        )
        self.money_back = Choice(
            ((False, say("Keep as credit")), (True, say("Refund by transfer"))),
            name="credit-money",
        )
        self.money_back.setAccessibleName(say("What was paid"))
        self.money_back.chosen.connect(self._advise)
        self.again = Choice(
            ((False, say("Do not bill again")), (True, say("Bill the period again"))),
            name="credit-again",
        )
        self.again.setAccessibleName(say("After the credit note"))
        self.message = Hint(lines=2)
        self.message.setObjectName("credit-message")
        self.take = primary(say("Take the invoice back"), key=keycap(self.texts, "primary"))
        self.take.setObjectName("credit-take")
        self.take.clicked.connect(self.send)
        self.leave = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.leave.clicked.connect(self.closed)
        for widget in (
            self.reason_field,
            Field(say("What was paid"), self.money_back),
            Field(say("After the credit note"), self.again),
            self.second_field,
        ):
            card.add(widget)
        card.body.addStretch(1)
        for widget in (self.message, self.take, self.leave):
            card.add(widget)
        return card

    # --- opening ------------------------------------------------

    def start(self, contract: str, number: str) -> None:
        """Look at this invoice of the contract."""
        self.open_for(contract)
        self.number, self.looked, self.made, self._sent = number, None, None, False
        self.take.setEnabled(False)
        self.second_field.hide()
        self.message.say("", "")

        def work(counter: Counter) -> CreditPreview:
            from desktop_app.services import credits

            return credits.preview(counter, number)

        self.desk.ask(work, self.load, self.refuse, latest="credit")
        self.begin()

    def begin(self) -> None:
        if self.made is not None:
            self.take.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def load(self, looked: CreditPreview) -> None:
        """Show what would be undone."""
        if looked.number != self.number:
            return
        self.looked = looked
        texts, say = self.texts, self.texts.say
        if self.card.title is not None:
            self.card.title.setText(say("Invoice {number}", number=iso(looked.number)))
        self.total.set(self.money(looked.total))
        self.facts.clear()
        last = looked.end - timedelta(days=1)
        self.facts.add(
            say("Period"),
            say("from {start} to {end}", start=texts.date(looked.start), end=texts.date(last)),
        )
        self.facts.add(say("Taken off what was due"), self.money(looked.open))
        self.facts.add(say("Paid already"), self.money(max(0, looked.total - looked.open)))
        if looked.elsewhere:
            self.facts.add(say("Open on other invoices"), self.money(looked.elsewhere))
        self.second_field.setVisible(looked.second)
        self.take.setEnabled(True)

    @Slot(object)
    def _advise(self, refund: object) -> None:
        """Money that goes back while other invoices are open is worth a second thought."""
        if self.looked is None or not refund or not self.looked.elsewhere:
            self.message.say("", "")
            return
        self.message.say(
            "warn",
            self.texts.say(
                "{amount} is open on other invoices: kept as credit, what was paid counts against it.",
                amount=self.money(self.looked.elsewhere),
            ),
        )

    # --- taking back ------------------------------------------------

    @Slot()
    def _onwards(self) -> None:
        if self.reason.hasFocus():
            self.money_back.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def send(self) -> None:
        """Take it back, once; after that the same button prints the note."""
        if self.made is not None:
            self.print_asked.emit("invoice", self.made.note.number or "")
            return
        if self.looked is None or self._sent:
            return
        self._sent = True
        self.take.setEnabled(False)
        number, reason, operation = self.number, self.reason.text(), self.operation
        refund, rebill = bool(self.money_back.value()), bool(self.again.value())
        second = self.second.text() if self.looked.second else ""

        def work(counter: Counter) -> Credited:
            from desktop_app.services import credits

            return credits.credit(
                counter,
                credits.CreditInvoice(
                    number=number,
                    reason=reason,
                    operation=operation,
                    refund=refund,
                    rebill=rebill,
                    approved_by=second,
                ),
            )

        self.desk.do(work, self._taken, self._not_taken)

    def _taken(self, made: Credited) -> None:
        self._sent = False
        self.made = made
        say = self.texts.say
        self.state.set(say("Credit note {number}", number=iso(made.note.number or "")), "ok")
        self.state.show()
        self.facts.clear()
        for label, amount in (
            (say("Taken off what was due"), made.closed),
            (say("Kept as credit"), made.kept),
            (say("To transfer to the customer"), made.refunded),
        ):
            if amount:
                self.facts.add(label, self.money(amount))
        if made.invoice is not None:
            self.facts.add(
                say("Invoice {number}", number=iso(made.invoice.number or "")),
                self.money(made.invoice.bill.total),
                bold=True,
            )
        for widget in (self.reason, self.second, self.money_back, self.again):
            widget.setEnabled(False)
        self.take.setText(say("Print the credit note"))
        self.take.icon_name = "printer"
        self.take.setEnabled(True)
        self.take.updateGeometry()
        self.settled.emit()
        self.hints_changed.emit()
        self.begin()

    def _not_taken(self, error: Exception) -> None:
        self._sent = False
        self.take.setEnabled(True)
        about = getattr(error, "about", "")
        edit = {"reason": self.reason, "second": self.second}.get(about)
        if edit is not None and edit.isVisible():
            edit.refuse(error)
        else:
            self.refuse(error)

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        if name in ("primary", "print") and (name == "primary" or self.made is not None):
            self.send()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self.made is not None:
            return (("primary", say("Print the credit note")), ("back", say("Back to the dossier")))
        return (("primary", say("Take the invoice back")), ("back", say("Back")))
