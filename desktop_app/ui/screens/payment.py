"""Taking a payment (F9): the exact amount is there, Enter takes it once, and the change is read from afar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals import Refusal
from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.screens import taking
from desktop_app.ui.screens.paid import PaidCard
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.screens.settled import SettledCard
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Rule
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.guard import guard_of
from desktop_app.ui.widgets.labels import caption
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.payments import PaymentQuote
    from desktop_app.ui.desk import Desk

TENDERS = (
    (TenderKind.CASH, "Cash", "cash"),
    (TenderKind.CARD, "Card", "credit-card"),
    (TenderKind.CHEQUE, "Cheque", "signature"),
    (TenderKind.TRANSFER, "Transfer", "building-bank"),
)
_NEEDS_REFERENCE = (TenderKind.CHEQUE, TenderKind.CARD, TenderKind.TRANSFER)


class PaymentPanel(Panel):
    """The payment form and, once paid, the change and the receipt. `paid` tells the receipt."""

    paid = Signal(object)

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("payment")
        self.quote: PaymentQuote | None = None
        self.receipt: Receipt | None = None
        self._documents: tuple[str, ...] = ()
        self._sent = False
        self._filling = False
        self._asking = False
        self._build()

    # --- building ------------------------------------------------

    def _build(self) -> None:
        say = self.texts.say
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_form())
        self.done = PaidCard(self.texts, self.currency)
        self.done.print_button.clicked.connect(self._print)
        self.done.finish.clicked.connect(self.closed)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.done, 3)
        row.addStretch(2)
        self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setAccessibleName(say("Take a payment"))

    def _build_form(self) -> QWidget:
        say, texts = self.texts.say, self.texts
        form = QWidget()
        card = Card(say("Take a payment"))
        accepted = self._accepted()
        self.tender = Choice([(k, say(word), icon) for k, word, icon in accepted], name="tender")
        self.tender.setAccessibleName(say("Means of payment"))
        self.tender.chosen.connect(self._tender_chosen)
        self.amount = MoneyEdit(texts, self.currency, use="section")
        self.amount.setObjectName("payment-amount")
        self.amount.setMinimumHeight(look.BUTTON)
        self.amount_field = Field(say("Amount settled"), self.amount, lines=1)
        self.given = MoneyEdit(texts, self.currency, use="entry")
        self.given.setObjectName("payment-given")
        self.given_field = Field(say("Cash received"), self.given, lines=2)
        self.reference = Edit(texts)
        self.reference.setObjectName("payment-reference")
        self.reference_field = Field(say("Number"), self.reference)
        self.bank = Edit(texts)
        self.bank.setObjectName("payment-bank")
        self.bank_field = Field(say("Bank"), self.bank)
        self.part = secondary(say("Part payment"), icon="coins")
        self.part.setObjectName("payment-part")
        self.part.clicked.connect(self._take_part)
        self.part.hide()
        self.stamp = caption("", wrap=True)
        self.stamp.setObjectName("payment-stamp")
        self.due = BigAmount(say("To receive"), use="balance", name="payment-due")
        self.change = BigAmount(
            say("Change to give back"), use="change", token="ok", name="payment-change"
        )
        self.message = Hint(lines=2)
        self.message.setObjectName("payment-message")
        self.cancel = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.cancel.setObjectName("payment-cancel")
        self.cancel.clicked.connect(self.closed)
        self.pay = primary(say("Take payment"), icon="cash", key=say("Enter", context="key"))
        self.pay.setObjectName("payment-pay")
        self.pay.clicked.connect(self.send)

        card.add(caption(say("Means of payment: arrow keys up and down")))
        card.add(self.tender)
        card.add(self.amount_field)
        details = QHBoxLayout()
        details.setSpacing(look.WIDE)
        details.addWidget(self.reference_field, 1)
        details.addWidget(self.bank_field, 1)
        card.body.addLayout(details)
        card.add(self.given_field)
        card.add(Rule())
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
        right.addWidget(self.part, 0, Qt.AlignmentFlag.AlignLeading)
        right.addStretch(1)
        sums.addLayout(right, 1)
        card.body.addLayout(sums)
        card.body.addStretch(1)
        card.add(self.message)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.GAP)
        verbs.addWidget(self.cancel)
        verbs.addStretch(1)
        verbs.addWidget(self.pay)
        card.body.addLayout(verbs)

        row = QHBoxLayout(form)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(card, 5)
        self.settled = SettledCard(texts, self.currency)
        self.settled.ticked.connect(self._ticked)
        row.addWidget(self.settled, 6)

        for edit in (self.amount, self.given, self.reference, self.bank):
            edit.installEventFilter(self)
            edit.entered.connect(self._entered)
        self.amount.changed.connect(self._amount_changed)
        self.given.changed.connect(self._show_change)
        self._show_fields()
        return form

    def _accepted(self) -> Sequence[tuple[TenderKind, str, str]]:
        rules = self.desk.rules
        known = getattr(rules, "tenders", ()) or tuple(k.value for k, _, _ in TENDERS)
        return [t for t in TENDERS if t[0].value in known]

    # --- opening ------------------------------------------------

    def start(self, contract: str, documents: tuple[str, ...] = ()) -> None:
        """Open the form for this contract; `documents` are ticked from the start (a scanned invoice)."""
        self.open_for(contract)
        self.quote, self.receipt = None, None
        self._sent = False
        self._documents = documents
        self.message.say("", "")
        self.stack.setCurrentIndex(0)
        for edit in (self.reference, self.bank):
            edit.clear()
        self._filling = True
        self.amount.set_cents(None)
        self.given.set_cents(None)
        self._filling = False
        self.tender.set_value(TenderKind.CASH)
        self._show_fields()
        self._show_pay()
        self._ask(None)
        self.begin()

    def begin(self) -> None:
        if self.stack.currentIndex() == 1:
            self.done.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        edit = self.given if self._cash() else self.amount
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def _ask(self, amount: Cents | None) -> None:
        self._asking = True
        work = taking.quote(self.contract, amount, self._tender(), self._documents)
        self.desk.ask(work, self.load, self._not_quoted, latest="payment-quote")

    @Slot(object)
    def load(self, quote: PaymentQuote) -> None:
        """Show what taking this amount would do; the typed amount stays as typed."""
        if self._sent or quote.contract != self.contract:
            return
        first = self.quote is None
        self._asking = False
        before, self.quote = self.quote, quote
        self._filling = True
        typing = self.amount.hasFocus() and self.amount.isModified()
        if self.amount.cents() != quote.amount and not typing:
            self.amount.set_cents(quote.amount or None)
        if self._cash() and self._exact(before):
            self.given.set_cents(quote.to_give or None)
            if self.given.hasFocus():
                self.given.selectAll()
        if self.amount.hasFocus() and first:
            self.amount.selectAll()
        self._filling = False
        self._show_quote(quote)

    def _exact(self, before: PaymentQuote | None) -> bool:
        """Whether the cash received is not the agent's own figure but what was to be received until now."""
        if not self.given.isModified() or not self.given.text():
            return True
        return before is not None and self.given.cents() == before.to_give

    def _not_quoted(self, error: Exception) -> None:
        if isinstance(error, Refusal) and error.about == "amount":
            self.amount.refuse(error)
        else:
            self.refuse(error)
        self._show_pay()

    # --- showing ------------------------------------------------

    def _show_quote(self, quote: PaymentQuote) -> None:
        say = self.texts.say
        self.settled.show_quote(quote, self._documents, self.desk.today or date.max)
        self.due.set(self.money(quote.to_give))
        self.stamp.setText(
            say("of which stamp duty {amount}", amount=self.money(quote.stamp))
            if quote.stamp
            else ""
        )
        ceiling = quote.cash_ceiling
        if self._cash() and ceiling is not None and quote.to_give > ceiling:
            self.message.say(
                "warn", say("Cash is limited to {amount} here.", amount=self.money(ceiling))
            )
        elif not self._sent:
            self.message.say("", "")
        self._show_change()

    @Slot()
    def _show_change(self) -> None:
        quote = self.quote
        given = self.given.cents()
        self.part.hide()
        if quote is None or not self._cash() or given is None:
            self.change.set("–" if self._cash() else "", token="text2")
            self.change.setVisible(self._cash())
            self._show_pay()
            return
        self.change.show()
        rest = given - quote.to_give
        self.change.set(self.money(max(rest, 0)), token="ok" if rest >= 0 else "text2")
        if rest < 0:
            missing = self.texts.say("{amount} are missing.", amount=self.money(-rest))
            self.given.say("warn", missing)
            if given > 0:
                self.part.setText(
                    self.texts.say("Part payment of {amount}", amount=self.money(given))
                )
                self.part.show()
        elif self.given.state == "warn":
            self.given.say("")
        self._show_pay()

    def _show_pay(self) -> None:
        say, quote = self.texts.say, self.quote
        if quote is None or self.amount.cents() is None or not quote.amount:
            self.pay.setText(say("Take payment"))
        else:
            self.pay.setText(say("Take {amount}", amount=self.money(quote.to_give)))
        self.pay.setEnabled(not self._sent and self._ready())
        self.pay.updateGeometry()

    def _ready(self) -> bool:
        """Whether what is shown is what would be taken."""
        quote, amount = self.quote, self.amount.cents()
        if quote is None or self._asking or amount is None or amount != quote.amount or amount <= 0:
            return False
        if not self._cash():
            return True
        given = self.given.cents()
        return given is not None and given >= quote.to_give

    def _show_fields(self) -> None:
        tender = self._tender()
        cash = tender is TenderKind.CASH
        self.given_field.setVisible(cash)
        self.change.setVisible(cash)
        self.part.hide()
        self.reference_field.setVisible(tender in _NEEDS_REFERENCE)
        self.bank_field.setVisible(tender is TenderKind.CHEQUE)
        words = {
            TenderKind.CHEQUE: "Cheque number",
            TenderKind.CARD: "Authorisation number",
            TenderKind.TRANSFER: "Reference",
        }
        if tender in words:
            word = self.texts.say(words[tender])
            self.reference_field.label.setText(word)
            self.reference.setAccessibleName(word)

    # --- what is typed ------------------------------------------------

    def _tender(self) -> TenderKind:
        value = self.tender.value()
        return value if isinstance(value, TenderKind) else TenderKind.CASH

    def _cash(self) -> bool:
        return self._tender() is TenderKind.CASH

    @Slot(object)
    def _tender_chosen(self, _tender: object) -> None:
        in_field = isinstance(self.focusWidget(), Edit)
        self._show_fields()
        if self.contract and not self._sent and self.quote is not None:
            self._ask(self.amount.cents())
            if in_field:
                self.begin()

    @Slot()
    def _amount_changed(self) -> None:
        if self._filling or self._sent:
            return
        amount = self.amount.cents()
        self._show_pay()
        if amount is not None and amount > 0:
            self._ask(amount)

    @Slot(object)
    def _ticked(self, documents: tuple[str, ...]) -> None:
        if not self._sent:
            self._documents = documents
            self._ask(None)

    @Slot()
    def _take_part(self) -> None:
        """Settle only what the cash received allows, stamp duty included."""
        given = self.given.cents()
        if given is not None and given > 0:
            self.part.hide()
            self._asking = True
            work = taking.quote_within(self.contract, given, self._documents)
            self.desk.ask(work, self._fitted, self._not_quoted, latest="payment-quote")

    def _fitted(self, quote: PaymentQuote) -> None:
        if self._sent or quote.contract != self.contract:
            return
        self.quote, self._asking = quote, False
        self._filling = True
        self.amount.set_cents(quote.amount)
        self._filling = False
        self._show_quote(quote)
        self.given.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                self.tender.step(step)
                return True
        return super().eventFilter(watched, event)

    # --- paying ------------------------------------------------

    @Slot()
    def _entered(self) -> None:
        if self._ready():
            self.send()
        elif self.part.isVisible():
            self.part.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def send(self) -> None:
        """Take the money, once: the button goes dead and the keys rest until calm."""
        quote = self.quote
        if self._sent or quote is None or not self._ready():
            return
        self._sent = True
        self.pay.setEnabled(False)
        app = QCoreApplication.instance()
        if app is not None:
            guard_of(app).arm()
        work = taking.take(
            self.contract,
            quote.amount,
            self._tender(),
            self._documents,
            operation=self.operation,
            given=self.given.cents() if self._cash() else None,
            reference=self.reference.text().strip(),
            bank=self.bank.text().strip(),
        )
        self.desk.do(work, self._taken, self._not_taken)

    def _taken(self, receipt: Receipt) -> None:
        self.receipt = receipt
        say = self.texts.say
        self.done.show_receipt(receipt)
        self.stack.setCurrentIndex(1)
        self.begin()
        self.hints_changed.emit()
        self.tell(
            say(
                "{amount} taken, receipt {number}",
                amount=self.money(receipt.amount + receipt.stamp),
                number=iso(receipt.number),
            ),
            "ok",
            [(say("Print"), self._print)],
        )
        self.paid.emit(receipt)

    def _not_taken(self, error: Exception) -> None:
        self._sent = False
        fields = {"amount": self.amount, "given": self.given, "reference": self.reference}
        if isinstance(error, Refusal) and (edit := fields.get(error.about)) and edit.isVisible():
            edit.refuse(error)
        else:
            self.refuse(error)
        self._show_pay()

    @Slot()
    def _print(self) -> None:
        if self.receipt is not None:
            self.print_asked.emit("receipt", self.receipt.number)

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        if name == "primary":
            if self.receipt is None:
                self._entered()
            else:
                self._print()
            return True
        if name == "print" and self.receipt is not None:
            self._print()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self.receipt is not None:
            return (("print", say("Print the receipt")), ("back", say("Back to the dossier")))
        return (("primary", say("Take payment")), ("back", say("Back")))
