"""Taking a payment (F9): the exact amount is there, Enter takes it once, and the change is read from afar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Tender, TenderKind
from desktop_app.domain.refusals import CardNumberRefused, Refusal
from desktop_app.texts import Texts, iso
from desktop_app.ui.basket import Put, basket_of
from desktop_app.ui.screens import taking
from desktop_app.ui.screens.paid import PaidCard
from desktop_app.ui.screens.panel import Panel
from desktop_app.ui.screens.payment_form import PaymentForm
from desktop_app.ui.screens.payment_side import PaymentSide, beside
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.guard import guard_of

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.cards import CardAsked
    from desktop_app.services.payments import PaymentQuote
    from desktop_app.services.visits import VisitQuote, VisitTaken
    from desktop_app.ui.desk import Desk


class PaymentPanel(Panel):
    """The payment form and, once paid, the change and the receipt. `paid` tells the receipt.

    One means for one contract is the usual case and asks for two keys. Several means are handed over one after the
    other, cash last; several contracts are put into the visit one after the other and paid together.
    """

    paid = Signal(object)

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("payment")
        self.basket = basket_of(desk)
        self.quote: PaymentQuote | None = None
        self.visit: VisitQuote | None = None
        self.receipt: Receipt | None = None
        self.receipts: tuple[Receipt, ...] = ()
        self.handed: tuple[Tender, ...] = ()
        self.several = False
        self._who = ""
        self._documents: tuple[str, ...] = ()
        self._to_print: tuple[Receipt, ...] = ()
        self._sent = False
        self._filling = False
        self._asking = False
        self._before: Cents = 0
        self._build()

    # --- building ------------------------------------------------

    def _build(self) -> None:
        say = self.texts.say
        self.form = PaymentForm(self.desk, self.texts)
        form = self.form
        self.tender, self.amount, self.given = form.tender, form.amount, form.given
        self.amount_field, self.given_field = form.amount_field, form.given_field
        self.reference, self.reference_field = form.reference, form.reference_field
        self.bank, self.bank_field = form.bank, form.bank_field
        self.part, self.stamp, self.due, self.change = form.part, form.stamp, form.due, form.change
        self.message, self.cancel, self.pay = form.message, form.cancel, form.pay
        self.side = PaymentSide(self.texts, self.currency, form.payer_field)
        self.settles, self.visit_card = self.side.settles, self.side.visit_card
        self.another = self.side.another
        self.done = PaidCard(self.texts, self.currency)
        self.stack = QStackedWidget()
        self.stack.addWidget(beside(form, 5, self.side, 6))
        self.stack.addWidget(beside(self.done, 3, QWidget(), 2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setAccessibleName(say("Take a payment"))
        self._join()

    def _join(self) -> None:
        form = self.form
        self.tender.chosen.connect(self._tender_chosen)
        for edit in (*form.edits, self.amount, self.given):
            edit.entered.connect(self._entered)
        self.amount.changed.connect(self._amount_changed)
        self.given.changed.connect(self._show_change)
        self.part.clicked.connect(self._take_part)
        form.several.clicked.connect(self._use_several)
        form.pending.clicked.connect(self._keep_pending)
        form.taken_back.connect(self._take_back)
        self.settles.ticked.connect(self._ticked)
        self.visit_card.left_out.connect(self.basket.take_out)
        self.basket.changed.connect(self._basket_changed)
        self.another.clicked.connect(self._pay_for_another)
        self.cancel.clicked.connect(self.closed)
        self.pay.clicked.connect(self.send)
        self.done.print_button.clicked.connect(self._print)
        self.done.finish.clicked.connect(self.closed)

    # --- opening ------------------------------------------------

    def start(self, contract: str, documents: tuple[str, ...] = (), who: str = "") -> None:
        """Open the form for this contract; `documents` are ticked from the start (a scanned invoice)."""
        self.open_for(contract)
        self.quote, self.visit, self.receipt = None, None, None
        self.receipts, self.handed, self.several = (), (), False
        self._sent, self._who = False, who
        self._documents = documents
        self.message.say("", "")
        self.stack.setCurrentIndex(0)
        for edit in self.form.edits:
            edit.clear()
        self._filling = True
        self.amount.set_cents(None)
        self.given.set_cents(None)
        self._filling = False
        self.tender.set_value(TenderKind.CASH)
        self.visit_card.show_parts(self.basket.others(contract))
        self._show_fields()
        self._show_pay()
        self._ask(None)
        self.begin()

    def begin(self) -> None:
        if self.stack.currentIndex() == 1:
            self.done.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        edit = self.given if self.form.cash or self.several else self.amount
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    @property
    def _together(self) -> bool:
        """Several means or several contracts: the visit is reckoned as a whole."""
        return self.several or bool(self.basket.others(self.contract))

    def _parts(self, amount: Cents) -> tuple[Put, ...]:
        """The contracts of the visit, this one last."""
        here = Put(self.contract, self._who, amount, self._documents)
        return (*self.basket.others(self.contract), here)

    def _ask(self, amount: Cents | None) -> None:
        self._asking = True
        if self._together:
            parts = self._parts(amount or 0)
            tenders = (*self.handed, Tender(TenderKind.CASH, 0)) if self.form.cash else self.handed
            work: Callable[[Any], Any] = taking.quote_visit(
                parts, tenders, known=amount is not None
            )
            self.desk.ask(work, self._load_visit, self._not_quoted, latest="payment-quote")
        else:
            work = taking.quote(self.contract, amount, self.form.kind(), self._documents)
            self.desk.ask(work, self.load, self._not_quoted, latest="payment-quote")

    def _load_visit(self, visit: VisitQuote) -> None:
        self.visit = visit
        self.load(visit.parts[-1])

    @Slot(object)
    def load(self, quote: PaymentQuote) -> None:
        """Show what taking this amount would do; the typed amount stays as typed."""
        if self._sent or quote.contract != self.contract:
            return
        first = self.quote is None
        if not self._together:
            self.visit = None
        self._asking = False
        self.quote = quote
        self._filling = True
        typing = self.amount.hasFocus() and self.amount.isModified()
        if self.amount.cents() != quote.amount and not typing:
            self.amount.set_cents(quote.amount or None)
        due = self._due()
        if (self.form.cash or self.several) and self._exact():
            self.given.set_cents(due or None)
            if self.given.hasFocus():
                self.given.selectAll()
        self._before = due
        if self.amount.hasFocus() and first:
            self.amount.selectAll()
        self._filling = False
        self._show_quote(quote)

    def _due(self) -> Cents:
        """What is still to be received: stamp duty bears on the cash that ends a visit, on nothing else."""
        if self.quote is None:
            return 0
        if self.visit is None:
            return self.quote.to_give
        whole = self.visit.to_give if self.form.cash else self.visit.amount
        return whole - sum(t.amount for t in self.handed)

    def _exact(self) -> bool:
        """Whether the money received is not the agent's own figure but what was to be received until now."""
        if not self.given.isModified() or not self.given.text():
            return True
        return self.given.cents() == self._before

    def _not_quoted(self, error: Exception) -> None:
        if isinstance(error, Refusal) and error.about == "amount":
            self.amount.refuse(error)
        else:
            self.refuse(error)
        self._show_pay()

    # --- showing ------------------------------------------------

    def _show_quote(self, quote: PaymentQuote) -> None:
        self.settles.show_quote(quote, self._documents, self.desk.today or date.max)
        stamp = quote.stamp if self.visit is None else self.visit.stamp if self.form.cash else 0
        contracts = len(self.basket.others(self.contract)) + 1
        self.form.show_due(self._due(), stamp, contracts=contracts)
        warning = self.form.warning(quote, self._due())
        if warning or not self._sent:
            self.message.say("warn" if warning else "", warning)
        self._show_change()

    @Slot()
    def _show_change(self) -> None:
        due = self._due() if self.quote is not None else None
        self.form.show_change(due, several=self.several, together=self._together)
        self._show_pay()

    def _show_pay(self) -> None:
        quote = self.quote
        known = quote is not None and self.amount.cents() is not None and quote.amount
        self.form.show_pay(self._due() if known else None, adds=self._adds())
        self.pay.setEnabled(not self._sent and self._ready())
        self.another.setEnabled(self._agreed() and not self.several)

    def _agreed(self) -> bool:
        """Whether the amount shown is the one that was reckoned."""
        quote, amount = self.quote, self.amount.cents()
        return (
            quote is not None
            and not self._asking
            and not self._sent
            and amount is not None
            and amount == quote.amount
            and amount > 0
        )

    def _adds(self) -> bool:
        """Whether Enter hands over one more means, others to follow."""
        given = self.given.cents()
        return self.several and not self.form.cash and given is not None and 0 < given < self._due()

    def _ready(self) -> bool:
        """Whether what is shown is what would be taken."""
        if not self._agreed():
            return False
        given, due = self.given.cents(), self._due()
        if self.form.cash:
            return given is not None and given >= due
        return not self.several or (given is not None and 0 < given <= due)

    def _show_fields(self) -> None:
        self.form.show_fields(several=self.several)
        self.form.show_handed(self.handed)

    # --- what is typed ------------------------------------------------

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
        else:
            self.desk.forget("payment-quote")

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

    # --- several means, several contracts ------------------------------------------------

    @Slot()
    def _use_several(self) -> None:
        """From now on each means has its own amount; the first one is what is not cash."""
        self.several = True
        if self.form.cash:
            self.tender.step(1)
        self._again()

    def _again(self) -> None:
        """The rest is reckoned anew, and offered for the means chosen."""
        self._show_fields()
        self.given.setModified(False)
        self._ask(self.amount.cents())
        self.begin()

    def _hand_over(self) -> None:
        """One more means is on the table; the rest goes to cash unless another is chosen."""
        self.handed = (*self.handed, self.form.handed(self.given.cents() or 0))
        for edit in (self.reference, self.bank, self.form.last4):
            edit.clear()
        self.tender.set_value(TenderKind.CASH)
        self._again()

    @Slot(int)
    def _take_back(self, place: int) -> None:
        self.handed = (*self.handed[:place], *self.handed[place + 1 :])
        self._again()

    @Slot()
    def _basket_changed(self) -> None:
        if self.contract and not self._sent and self.receipt is None:
            self.visit_card.show_parts(self.basket.others(self.contract))
            self._ask(self.amount.cents())

    @Slot()
    def _pay_for_another(self) -> None:
        """Put this contract into the visit, and look for the next one."""
        if not self._agreed() or self.quote is None:
            return
        self.basket.put(self._parts(self.quote.amount)[-1])
        self.closed.emit()
        omnibox = getattr(self.window(), "omnibox", None)
        if omnibox is not None:
            omnibox.invite("payment")
            omnibox.summon()

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
        if self._sent or self.quote is None or not self._ready():
            return
        if self._adds():
            self._hand_over()
            return
        self._rest_keys()
        cash, form = self.form.cash, self.form
        if self._together:
            last = form.handed(
                (self.given.cents() if cash or self.several else None) or self._due()
            )
            visit = taking.take_visit(
                self._parts(self.quote.amount),
                (*self.handed, last),
                operation=self.operation,
                payer=form.payer.text().strip(),
            )
            self.desk.do(visit, self._taken, self._not_taken)
            return
        work = taking.take(
            self.contract,
            self.quote.amount,
            replace(form.handed(self.quote.amount), amount=self.given.cents() or 0)
            if cash
            else form.handed(self.quote.amount),
            self._documents,
            operation=self.operation,
            payer=form.payer.text().strip(),
        )
        self.desk.do(work, self._taken, self._not_taken)

    @Slot()
    def _keep_pending(self) -> None:
        """The terminal is slow: the demand is kept, and answered at the till once it is known."""
        if self._agreed() and self.quote is not None and not self._together:
            self._rest_keys()
            work = taking.ask_card(
                self.contract,
                self.quote.amount,
                self._documents,
                operation=self.operation,
                payer=self.form.payer.text().strip(),
            )
            self.desk.do(work, self._kept, self._not_taken)

    def _kept(self, card: CardAsked) -> None:
        text = self.texts.say(
            "Card payment {number} waits for its answer, at the till.", number=iso(card.number)
        )
        self.tell(text, "warn")
        self.closed.emit()

    def _rest_keys(self) -> None:
        self._sent = True
        self.pay.setEnabled(False)
        app = QCoreApplication.instance()
        if app is not None:
            guard_of(app).arm()

    def _taken(self, taken: Receipt | VisitTaken) -> None:
        receipts = getattr(taken, "receipts", None) or (taken,)
        if len(receipts) > 1:
            self.basket.empty()
        self.receipts = self._to_print = receipts
        self.receipt = receipts[-1]
        say = self.texts.say
        self.done.show_receipts(receipts)
        self.stack.setCurrentIndex(1)
        self.begin()
        self.hints_changed.emit()
        self.tell(
            say(
                "{amount} taken, receipt {number}",
                amount=self.money(sum(r.amount + r.stamp for r in receipts)),
                number=self.texts.say("list separator").join(iso(r.number) for r in receipts),
            ),
            "ok",
            [(say("Print"), self._print)],
        )
        self.paid.emit(self.receipt)

    def _not_taken(self, error: Exception) -> None:
        self._sent = False
        edit = self.form.field_of(error.about) if isinstance(error, Refusal) else None
        if edit is not None and isinstance(error, Refusal):
            if isinstance(error, CardNumberRefused):
                edit.clear()
            edit.refuse(error)
        else:
            self.refuse(error)
        self._show_pay()

    @Slot()
    def _print(self) -> None:
        """The receipt, or the next one of a visit that was not shown yet."""
        if self._to_print:
            first, *others = self._to_print
            self._to_print = (*others, first)
            self.print_asked.emit("receipt", first.number)

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
