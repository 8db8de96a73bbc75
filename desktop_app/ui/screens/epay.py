"""An e-payment at the counter: the customer scans and pays on the bank's page; the receipt comes once it is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.epay import OrderState
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals import Refusal
from desktop_app.domain.refusals_bank import BankUnreachable
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import bank_questions, look
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.payment import PaymentPanel
from desktop_app.ui.screens.payment_side import beside
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts, Rule
from desktop_app.ui.widgets.field import Hint
from desktop_app.ui.widgets.labels import Label, caption
from desktop_app.ui.widgets.qr import QrCode

if TYPE_CHECKING:
    from desktop_app.domain.epay import BankAnswer
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.epay import Order
    from desktop_app.services.print_queue import Job
    from desktop_app.ui.desk import Desk

BANK_PAGE = 2
QUICK, CALM, PATIENT = 250, 2000, 5000
"""Milliseconds between two looks: while the page is being opened, while the customer pays, while the bank is silent."""


class BankPaymentPanel(PaymentPanel):
    """The payment form with the bank's e-payment among its means."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.bank_card = EpayCard(desk, texts)
        self.bank_card.paid.connect(self._paid_at_bank)
        self.bank_card.left.connect(self._back_to_form)
        self.stack.addWidget(beside(self.bank_card, 5, QWidget(), 2))

    @property
    def at_bank(self) -> bool:
        """The customer is paying: the code is on the screen."""
        return self.stack.currentIndex() == BANK_PAGE

    def start(self, contract: str, documents: tuple[str, ...] = (), who: str = "") -> None:
        self.bank_card.rest()
        super().start(contract, documents, who)

    def begin(self) -> None:
        if self.at_bank:
            self.bank_card.begin()
        else:
            super().begin()

    def send(self) -> None:
        """By the bank, the order is kept and the code shown; by any other means the money is taken."""
        if self.form.kind() is not TenderKind.EPAY:
            super().send()
            return
        if self._sent or self.quote is None or not self._ready():
            return
        if self._together:
            self.message.say(
                "warn", self.texts.say("An e-payment pays one contract, alone: take it by itself.")
            )
            return
        self._rest_keys()
        work = self.bank_card.line.begin(
            self.contract,
            self.quote.amount,
            self._documents,
            operation=self.operation,
            payer=self.form.payer.text().strip(),
        )
        self.desk.do(work, self._ordered, self._not_taken)

    def back(self) -> bool:
        if self.at_bank:
            self._back_to_form()
            return True
        return super().back()

    def act(self, name: str) -> bool:
        if self.at_bank:
            if name == "primary":
                self.bank_card.look_now()
            return name == "primary"
        return super().act(name)

    def _ordered(self, order: Order) -> None:
        self.bank_card.show_order(order)
        self.stack.setCurrentIndex(BANK_PAGE)
        self.begin()
        self.hints_changed.emit()

    def _paid_at_bank(self, receipt: Receipt) -> None:
        self._taken(receipt)
        work = bank_questions.print_receipt(receipt.number)
        self.desk.do(work, self._sent_to_paper, self._no_receipt_printer)

    def _sent_to_paper(self, job: Job) -> None:
        if job.trouble is not None:
            self.tell(self.texts.bad_news(job.trouble), "warn")

    def _no_receipt_printer(self, error: Exception) -> None:
        """Receipts go to the page printer here: show the page to print."""
        if isinstance(error, Refusal):
            self._print()
        else:
            self.desk.failed.emit(error)

    @Slot()
    def _back_to_form(self) -> None:
        """The order stays at the bank; another gesture begins."""
        order = self.bank_card.order
        self.bank_card.rest()
        if order is not None and order.pending:
            text = self.texts.say(
                "E-payment {order} goes on at the bank: its receipt comes when it is paid.",
                order=iso(order.number),
            )
            self.tell(text, "info")
        self.start(self.contract, self._documents, self._who)


class EpayCard(Card):
    """The code to scan, the amount, and what the bank says, looked up without a key being held up."""

    paid = Signal(object)
    """The receipt."""
    left = Signal()

    def __init__(self, desk: Desk, texts: Texts) -> None:
        say = texts.say
        super().__init__(say("Payment through the bank"))
        self.setObjectName("epay")
        self._desk, self._texts = desk, texts
        self.line = bank_questions.line_of(desk)
        self.order: Order | None = None
        self._waits = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look_now)
        self.code = QrCode(328)
        self.code.setObjectName("epay-code")
        self.code.setAccessibleName(say("Code to scan with the customer's phone"))
        self.amount = BigAmount(say("Amount to pay"), use="change", name="epay-amount")
        self.state = Label("", use="section", bold=True, wrap=True)
        self.state.setObjectName("epay-state")
        self.message = Hint(lines=3)
        self.message.setObjectName("epay-message")
        self.facts = Facts()
        self.open = secondary(say("Open the page here"), icon="external-link")
        self.open.setObjectName("epay-open")
        self.open.clicked.connect(self._open_page)
        self.again = primary(
            say("Ask the bank again"), icon="refresh", key=say("Enter", context="key")
        )
        self.again.setObjectName("epay-again")
        self.again.clicked.connect(self.look_now)
        self.leave = ghost(say("Another means"), key=keycap(texts, "back"))
        self.leave.setObjectName("epay-leave")
        self.leave.clicked.connect(self.left)
        self._lay_out()

    def _lay_out(self) -> None:
        say = self._texts.say
        row = QHBoxLayout()
        row.setSpacing(look.AIRY)
        square = QVBoxLayout()
        square.setSpacing(look.GAP)
        square.addWidget(self.code)
        self.how = caption(say("The customer scans this code with a phone."), wrap=True)
        square.addWidget(self.how)
        square.addWidget(self.open)
        square.addStretch(1)
        row.addLayout(square)
        told = QVBoxLayout()
        told.setSpacing(look.GAP)
        told.addWidget(self.amount)
        told.addWidget(Rule())
        told.addWidget(self.state)
        told.addWidget(self.message)
        told.addWidget(self.facts)
        told.addStretch(1)
        row.addLayout(told, 1)
        self.body.addLayout(row, 1)
        verbs = QHBoxLayout()
        verbs.addWidget(self.leave)
        verbs.addStretch(1)
        verbs.addWidget(self.again)
        self.body.addLayout(verbs)

    # --- showing ------------------------------------------------

    def begin(self) -> None:
        (self.again if self.again.isEnabled() else self.leave).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def rest(self) -> None:
        """Ask no more; the order stays as it is."""
        self._timer.stop()
        self.order = None
        self._desk.forget("epay")
        self._waits = False

    def show_order(self, order: Order) -> None:
        """Show where this order stands, and go on looking while it is pending."""
        say, before = self._texts.say, self.order
        self.order = order
        self.amount.set(self._texts.money(order.amount, self._desk.currency))
        self.facts.clear()
        self.facts.add(say("Order"), iso(order.number), bold=True)
        self.facts.add(say("Contract"), iso(order.contract))
        words = {
            OrderState.MADE: ("info", say("The bank is opening its page…")),
            OrderState.WAITING: ("info", say("Waiting for the customer to pay…")),
            OrderState.PAID: ("ok", say("paid", context="e-payment")),
            OrderState.FAILED: ("danger", say("The payment failed")),
            OrderState.REFUNDED: ("warn", say("Given back to the card")),
        }
        token, sentence = words[order.state]
        self.state.setText(sentence)
        self.state.set_token(token)
        self.message.say("", "")
        if order.state is OrderState.FAILED:
            self._tell_failure(order)
        self.open.setVisible(order.pending and bool(order.page))
        self.again.setEnabled(order.pending)
        for part in (self.code, self.how):
            part.setVisible(order.pending and bool(order.page))
        if order.page and (before is None or before.page != order.page):
            self._desk.ask(bank_questions.qr(order.page), self._show_code, latest="epay-code")
        if order.pending:
            self._timer.start(CALM if order.page else QUICK)
        else:
            self._timer.stop()
            self.begin()

    def _tell_failure(self, order: Order) -> None:
        sentence = name(order.message) if order.message else ""
        if order.helpline:
            line = self._texts.say(
                "If the payment is a problem, please call the free number {number}.",
                number=iso(order.helpline),
            )
            sentence = f"{sentence}\n{line}" if sentence else line
        self.message.say("danger", sentence)

    def _show_code(self, rows: tuple[tuple[bool, ...], ...]) -> None:
        if self.order is not None and self.order.pending:
            self.code.show_rows(rows)

    @Slot()
    def _open_page(self) -> None:
        if self.order is not None and self.order.page:
            QDesktopServices.openUrl(QUrl(self.order.page))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # --- asking ------------------------------------------------

    @Slot()
    def look_now(self) -> None:
        """Whether the bank has answered; asks it if nobody did."""
        if self.order is not None and self.order.pending and not self._waits:
            self._waits = True
            work = self.line.hear(self.order, self._texts.language)
            self._desk.ask(work, self._heard, self._deaf, latest="epay")

    def _heard(self, answer: BankAnswer | None) -> None:
        self._waits = False
        order = self.order
        if order is None:
            return
        if answer is None:
            self._timer.start(QUICK)
            return
        if (answer.state, answer.transaction) == (order.state, order.transaction):
            self._timer.start(CALM)
            return
        self._timer.stop()
        self._waits = True
        self._desk.do(bank_questions.settle(order.number, answer), self._settled, self._not_booked)

    def _settled(self, booked: tuple[Order, Receipt | None]) -> None:
        self._waits = False
        order, receipt = booked
        self.show_order(order)
        if receipt is not None:
            self.paid.emit(receipt)

    def _deaf(self, error: Exception) -> None:
        """The bank is silent: go on asking, more patiently; any other trouble is told and ends the asking."""
        self._waits = False
        if isinstance(error, BankUnreachable):
            self.message.say("warn", self._texts.bad_news(error))
            self._timer.start(PATIENT)
        else:
            self._not_booked(error)

    def _not_booked(self, error: Exception) -> None:
        self._waits = False
        self._timer.stop()
        words = getattr(error, "code", "")
        if words:
            self.message.say("danger", self._texts.bad_news(error))
        else:
            self._desk.failed.emit(error)
