"""The form of a payment: the means, what tells one from another, the money handed over, the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Tender, TenderKind
from desktop_app.texts import Texts
from desktop_app.ui import look
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.till_receipt import tender_words
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Rule
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.labels import Label, caption
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.services.payments import PaymentQuote
    from desktop_app.ui.desk import Desk

TENDERS = (
    (TenderKind.CASH, "Cash", "cash"),
    (TenderKind.CARD, "Card", "credit-card"),
    (TenderKind.CHEQUE, "Cheque", "signature"),
    (TenderKind.TRANSFER, "Transfer", "building-bank"),
    (TenderKind.AID, "Aid or voucher", "heart-handshake"),
    (TenderKind.EPAY, "E-payment", "qrcode"),
)
REFERENCES = {
    TenderKind.CHEQUE: "Cheque number",
    TenderKind.CARD: "Authorisation number",
    TenderKind.TRANSFER: "Reference",
    TenderKind.AID: "Voucher number",
}


class PaymentForm(Card):
    """The fields of a payment. It knows which of them a means needs; what they come to is the panel's business."""

    taken_back = Signal(int)
    """A means already handed over is taken back: its place in the list."""

    def __init__(self, desk: Desk, texts: Texts) -> None:
        super().__init__(texts.say("Take a payment"))
        self._desk, self._texts = desk, texts
        say, currency = texts.say, desk.currency
        accepted = self._accepted()
        self.tender = Choice([(k, say(word), icon) for k, word, icon in accepted], name="tender")
        self.tender.setAccessibleName(say("Means of payment"))
        self.amount = MoneyEdit(texts, currency, use="section")
        self.amount.setObjectName("payment-amount")
        self.amount.setMinimumHeight(look.BUTTON)
        self.amount_field = Field(say("Amount settled"), self.amount)
        self.given = MoneyEdit(texts, currency, use="entry")
        self.given.setObjectName("payment-given")
        self.given_field = Field(say("Cash received"), self.given)
        self.reference, self.reference_field = self._edit("reference", say("Number"))
        self.bank, self.bank_field = self._edit("bank", say("Bank"))
        self.last4, self.last4_field = self._edit("last4", say("Last four digits of the card"))
        self.payer, self.payer_field = self._edit("payer", say("Paid by somebody else"))
        self.part = secondary(say("Part payment"), icon="coins")
        self.part.setObjectName("payment-part")
        self.part.hide()
        self.several = ghost(say("Several means"), icon="plus")
        self.several.setObjectName("payment-several")
        self.pending = secondary(say("The terminal does not answer"), icon="hourglass")
        self.pending.setObjectName("payment-pending")
        self.stamp = caption("", wrap=True)
        self.stamp.setObjectName("payment-stamp")
        self.due = BigAmount(say("To receive"), use="balance", name="payment-due")
        self.change = BigAmount(
            say("Change to give back"), use="change", token="ok", name="payment-change"
        )
        self.message = Hint(lines=1)
        self.message.setObjectName("payment-message")
        self.cancel = ghost(say("Back"), key=keycap(texts, "back"))
        self.cancel.setObjectName("payment-cancel")
        self.pay = primary(say("Take payment"), icon="cash", key=say("Enter", context="key"))
        self.pay.setObjectName("payment-pay")
        self._lay_out()
        for edit in (*self.edits, self.amount, self.given):
            edit.installEventFilter(self)
        self.show_fields(several=False)

    def _edit(self, name: str, label: str) -> tuple[Edit, Field]:
        edit = Edit(self._texts)
        edit.setObjectName(f"payment-{name}")
        return edit, Field(label, edit, lines=0)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The fields that tell one payment from another."""
        return (self.reference, self.bank, self.last4, self.payer)

    def _lay_out(self) -> None:
        say = self._texts.say
        head = QHBoxLayout()
        head.addWidget(caption(say("Means of payment: arrow keys up and down")), 1)
        head.addWidget(self.several)
        self.body.addLayout(head)
        self.add(self.tender)
        self._handed = QVBoxLayout()
        self._handed.setSpacing(look.TIGHT)
        self.body.addLayout(self._handed)
        sums_typed = QHBoxLayout()
        sums_typed.setSpacing(look.WIDE)
        sums_typed.addWidget(self.amount_field, 2)
        sums_typed.addWidget(self.given_field, 3)
        self.body.addLayout(sums_typed)
        details = QHBoxLayout()
        details.setSpacing(look.WIDE)
        for field in (
            self.reference_field,
            self.bank_field,
            self.last4_field,
        ):
            details.addWidget(field, 1)
        self.body.addLayout(details)
        self.add(Rule())
        sums = QHBoxLayout()
        sums.setSpacing(look.AIRY)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self.due)
        left.addWidget(self.stamp)
        sums.addLayout(left, 1)
        right = QVBoxLayout()
        right.setSpacing(look.TIGHT)
        right.addWidget(self.change)
        for button in (self.part, self.pending):
            right.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        right.addStretch(1)
        sums.addLayout(right, 1)
        self.body.addLayout(sums)
        self.body.addStretch(1)
        self.add(self.message)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.GAP)
        verbs.addWidget(self.cancel)
        verbs.addStretch(1)
        verbs.addWidget(self.pay)
        self.body.addLayout(verbs)

    def _accepted(self) -> Sequence[tuple[TenderKind, str, str]]:
        rules = self._desk.rules
        known = getattr(rules, "tenders", ()) or tuple(k.value for k, _, _ in TENDERS)
        by_bank = bool(getattr(rules, "identity", {}).get("bank_gateway"))
        return [
            t for t in TENDERS if t[0].value in known and (t[0] is not TenderKind.EPAY or by_bank)
        ]

    # --- what it says ------------------------------------------------

    def kind(self) -> TenderKind:
        """The means chosen."""
        value = self.tender.value()
        return value if isinstance(value, TenderKind) else TenderKind.CASH

    @property
    def cash(self) -> bool:
        return self.kind() is TenderKind.CASH

    def field_of(self, about: str) -> Edit | None:
        """The visible field that a refusal is about; a card number is looked for in all of them, and not kept."""
        fields: dict[str, Edit] = {
            "amount": self.amount,
            "given": self.given,
            "reference": max(self.edits, key=lambda edit: len(edit.text())),
            "last4": self.last4,
        }
        found = fields.get(about)
        return found if found is not None and found.isVisible() else None

    def handed(self, amount: Cents) -> Tender:
        """The means chosen with this amount, and what tells it from another."""
        kind = self.kind()
        return Tender(
            kind,
            amount,
            self.reference.text().strip() if kind in REFERENCES else "",
            self.bank.text().strip() if kind is TenderKind.CHEQUE else "",
            self.last4.text().strip() if kind is TenderKind.CARD else "",
        )

    def warning(self, quote: PaymentQuote, due: Cents) -> str:
        """What speaks against the means chosen: the law's limit on cash, a cheque that came back; "" for nothing."""
        say, texts = self._texts.say, self._texts
        ceiling = quote.cash_ceiling
        if self.cash and ceiling is not None and due > ceiling:
            return say("Cash is limited to {amount} here.", amount=self._money(ceiling))
        if self.kind() is TenderKind.CHEQUE and quote.bounced is not None:
            document, day = quote.bounced
            values = {"document": texts.value(document), "on": texts.date(day)}
            return say("cheque-bounced", context="alert", **values)
        return ""

    # --- what it shows ------------------------------------------------

    def show_fields(self, *, several: bool) -> None:
        """The fields that this means needs; with several means each has its own amount."""
        say, kind = self._texts.say, self.kind()
        cash = kind is TenderKind.CASH
        self.given_field.setVisible(cash or several)
        self.change.setVisible(cash)
        self.part.hide()
        self.several.setVisible(not several and kind is not TenderKind.EPAY)
        self.pending.setVisible(kind is TenderKind.CARD and not several)
        self.reference_field.setVisible(kind in REFERENCES)
        self.bank_field.setVisible(kind is TenderKind.CHEQUE)
        self.last4_field.setVisible(kind is TenderKind.CARD)
        word = say("Cash received") if cash else say("Amount by this means")
        self.given_field.label.setText(word)
        self.given.setAccessibleName(word)
        if kind in REFERENCES:
            word = say(REFERENCES[kind])
            self.reference_field.label.setText(word)
            self.reference.setAccessibleName(word)
        self.bank_field.set_hint(say("Subject to collection") if kind is TenderKind.CHEQUE else "")

    def show_handed(self, tenders: Sequence[Tender]) -> None:
        """The means already handed over, each with its way back."""
        say, texts = self._texts.say, self._texts
        while (item := self._handed.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for place, tender in enumerate(tenders):
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            words = say(tender.kind.value, context="tender")
            line.addWidget(caption(words))
            line.addWidget(Label(tender_words(texts, tender, self._desk.currency), bold=True), 1)
            away = ghost("", icon="x", compact=True)
            away.setObjectName(f"payment-handed-{place}")
            away.setAccessibleName(say("Take {means} back", means=words))
            away.setToolTip(away.accessibleName())
            away.clicked.connect(lambda _=False, place=place: self.taken_back.emit(place))
            line.addWidget(away)
            self._handed.addWidget(row)

    def show_due(self, due: Cents, stamp: Cents, *, contracts: int) -> None:
        """What is still to be received, for how many contracts, and the stamp duty in it."""
        say, texts = self._texts.say, self._texts
        title = say("To receive")
        if contracts > 1:
            title = texts.count(
                "To receive for {n} contract", "To receive for {n} contracts", contracts
            )
        self.due.set(self._money(due), title=title)
        self.stamp.setText(
            say("of which stamp duty {amount}", amount=self._money(stamp)) if stamp else ""
        )

    def show_change(self, due: Cents | None, *, several: bool, together: bool) -> None:
        """The change on what was handed over, or what is missing of it."""
        say, given = self._texts.say, self.given.cents()
        self.part.hide()
        self.change.setVisible(self.cash)
        if due is None or given is None or not (self.cash or several):
            self.change.set("–" if self.cash else "", token="text2")
            return
        rest = given - due
        self.change.set(self._money(max(rest, 0)), token="ok" if rest >= 0 else "text2")
        if self.cash and rest < 0:
            self.given.say("warn", say("{amount} are missing.", amount=self._money(-rest)))
            self.part.setText(say("Part payment of {amount}", amount=self._money(given)))
            self.part.setVisible(given > 0 and not together)
        elif not self.cash and rest > 0:
            self.given.say("danger", say("No change is given on this means."))
        elif not self.cash and rest < 0:
            left = self._money(-rest)
            self.given.say("warn", say("{amount} remain for the next means.", amount=left))
        elif self.given.state in ("warn", "danger"):
            self.given.say("")

    def show_pay(self, due: Cents | None, *, adds: bool) -> None:
        """What the main button does: take it all, or add this means to those on the table."""
        say = self._texts.say
        if due is None:
            self.pay.setText(say("Take payment"))
        elif adds:
            self.pay.setText(say("Add {amount}", amount=self._money(self.given.cents() or 0)))
        else:
            self.pay.setText(say("Take {amount}", amount=self._money(due)))
        self.pay.updateGeometry()

    def _money(self, cents: Cents) -> str:
        return self._texts.money(cents, self._desk.currency)

    # --- keys ------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                self.tender.step(step)
                return True
        return super().eventFilter(watched, event)
