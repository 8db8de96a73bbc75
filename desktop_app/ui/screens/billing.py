"""Issuing an invoice: it is drawn up and read first, to the cent, and only then numbered and issued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.refusals import Refusal
from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.tables import Column, make_table
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.dates import DateEdit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.guard import guard_of
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from desktop_app.domain.invoice import Invoice, Line
    from desktop_app.services.counter import Counter
    from desktop_app.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the simulated invoice: a heading with its sum, or a line under it."""

    label: str
    quantity: str
    price: str
    vat: str
    net: int
    heading: bool = False


class InvoicePanel(Panel):
    """The next invoice of a contract, simulated, then issued. `issued` tells the invoice."""

    issued = Signal(object)

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("billing")
        self.invoice: Invoice | None = None
        self._sent = False
        self._build()

    # --- building ------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(self.texts.say("Issue an invoice"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(self._build_lines(), 7)
        row.addWidget(self._build_totals(), 4)

    def _build_lines(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("Invoice, before it is issued"))
        self.card = card
        self.state = Chip(say("Simulation"), "info")
        self.state.setObjectName("billing-state")
        card.actions.addWidget(self.state)
        self.lines = make_table(
            (
                Column("label", say("Line"), "text", 0),
                Column("quantity", say("Quantity"), "amount", 92, show=lambda r: r.quantity),
                Column("price", say("Unit price"), "amount", 92, show=lambda r: r.price),
                Column("vat", say("VAT", context="column"), "amount", 66, show=lambda r: r.vat),
                Column("net", say("Net"), "amount", 104),
            ),
            texts,
            "billing-lines",
            say("Lines of the invoice"),
        )
        self.lines.rows_model.strong = lambda r: r.heading
        card.add(self.lines, 1)
        return card

    def _build_totals(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("To pay now"))
        self.to = DateEdit(texts, self.desk.today)
        self.to.setObjectName("billing-to")
        self.to.changed.connect(self._to_changed)
        self.to.entered.connect(self._entered)
        self.to_field = Field(say("Bill up to"), self.to)
        self.period = Label("", use="caption", token="text2", wrap=True)
        self.total = BigAmount(say("Total"), use="change", name="billing-total")
        self.sums = Facts()
        self.mention = Hint(lines=1)
        self.mention.setObjectName("billing-estimated")
        self.message = Hint(lines=1)
        self.message.setObjectName("billing-message")
        self.see = secondary(say("See the page"), icon="eye", key=keycap(self.texts, "print"))
        self.see.setObjectName("billing-see")
        self.see.clicked.connect(self._see)
        self.cancel = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.cancel.setObjectName("billing-cancel")
        self.cancel.clicked.connect(self.closed)
        self.issue = primary(
            say("Issue the invoice"), icon="file-invoice", key=keycap(self.texts, "primary")
        )
        self.issue.setObjectName("billing-issue")
        self.issue.clicked.connect(self.send)
        for widget in (self.to_field, self.period, self.total, self.sums, self.mention):
            card.add(widget)
        card.body.addStretch(1)
        card.add(self.message)
        card.add(self.see)
        verbs = QVBoxLayout()
        verbs.setSpacing(look.GAP)
        verbs.addWidget(self.issue)
        verbs.addWidget(self.cancel)
        card.body.addLayout(verbs)
        return card

    # --- opening ------------------------------------------------

    def start(self, contract: str, to: date | None = None) -> None:
        """Draw up the next invoice of this contract; `to` None: up to the day the utility would bill it."""
        self.open_for(contract)
        self.invoice = None
        self._sent = False
        if self.desk.today is not None:
            self.to.today = self.desk.today
        self.lines.rows_model.set_rows([])
        self.message.say("", "")
        self.issue.setEnabled(False)
        self.see.setEnabled(False)
        self.to.setEnabled(True)
        if to is not None:
            self.to.set_day(to)
        else:
            self.to.set_day(None)
            self._ask_proposed()
        self.begin()

    def begin(self) -> None:
        if self.issue.isVisible() and self.issue.isEnabled():
            self.issue.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_proposed(self) -> None:
        contract = self.contract

        def work(counter: Counter) -> Invoice:
            from desktop_app.services import billing

            end = billing.proposed_end(counter, contract)
            return billing.simulate_invoice(counter, contract, to=end)

        self.desk.ask(work, self.load, self._not_drawn, latest="invoice-simulation")

    @Slot()
    def _to_changed(self) -> None:
        day = self.to.day()
        if day is None or self._sent or not self.contract:
            return
        if self.invoice is not None and self.invoice.end == day:
            return  # the field follows what is shown
        contract = self.contract
        self.invoice = None
        self.issue.setEnabled(False)
        self.see.setEnabled(False)

        def work(counter: Counter) -> Invoice:
            from desktop_app.services import billing

            return billing.simulate_invoice(counter, contract, to=day)

        self.desk.ask(work, self.load, self._not_drawn, latest="invoice-simulation")

    @Slot()
    def _entered(self) -> None:
        if self.issue.isEnabled():
            self.issue.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def load(self, invoice: Invoice) -> None:
        """Show an invoice, simulated (no number yet) or issued."""
        if invoice.customer.contract != self.contract:
            return
        self.invoice = invoice
        texts, say = self.texts, self.texts.say
        simulated = invoice.number is None
        if simulated and self.to.day() != invoice.end:
            self.to.set_day(invoice.end)
        self.lines.rows_model.set_rows(self._rows(invoice))
        bill = invoice.bill
        self.total.set(self.money(bill.total), title=say("Total"))
        last = invoice.end - timedelta(days=1)
        self.period.setText(
            say("from {start} to {end}", start=texts.date(invoice.start), end=texts.date(last))
        )
        facts = self.sums
        facts.clear()
        for use in invoice.uses:
            facts.add(
                iso(use.serial),
                texts.say(
                    "{old} to {new}: {volume}",
                    old=texts.number(use.old_index),
                    new=texts.number(use.new_index),
                    volume=texts.quantity(use.volume, use.unit),
                ),
            )
        facts.add(say("Net"), self.money(bill.net))
        for vat in bill.vat:
            facts.add(say("VAT {rate}", rate=texts.percent(vat.rate)), self.money(vat.amount))
        if bill.levies:
            facts.add(say("Levies and taxes without VAT"), self.money(bill.levies))
        if invoice.previous_balance:
            facts.add(say("Still due before"), self.money(invoice.previous_balance))
        facts.add(say("To be paid by"), texts.date(invoice.due_on), bold=True)
        if invoice.cash_stamp:
            facts.add(say("Stamp duty if paid in cash"), self.money(invoice.cash_stamp))
        self._show_estimate(invoice)
        self.message.say("", "")
        self._show_state()
        if simulated and self.to.hasFocus() and not self.to.isModified():
            self.begin()

    def _show_estimate(self, invoice: Invoice) -> None:
        texts, estimate = self.texts, invoice.estimate
        if estimate is None:
            self.mention.say("", "")
            return
        unit = invoice.uses[0].unit if invoice.uses else ""
        volume = texts.quantity(estimate.volume, unit)
        if estimate.low is not None and estimate.high is not None:
            text = texts.say(
                "Estimated volume: {volume}, between {low} and {high}",
                volume=volume,
                low=texts.number(estimate.low),
                high=texts.number(estimate.high),
            )
        else:
            text = texts.say("Estimated volume: {volume}", volume=volume)
        self.mention.say("warn", text)

    def _show_state(self) -> None:
        say, invoice = self.texts.say, self.invoice
        done = invoice is not None and invoice.number is not None
        if self.card.title is not None:
            self.card.title.setText(
                say("Invoice {number}", number=iso(invoice.number))
                if invoice is not None and invoice.number is not None
                else say("Invoice, before it is issued")
            )
        self.state.set(say("Issued") if done else say("Simulation"), "ok" if done else "info")
        self.to.setEnabled(not done)
        self.issue.setEnabled(invoice is not None and not self._sent)
        self.see.setEnabled(invoice is not None)
        self.see.setVisible(not done)
        self.issue.setText(say("Print the invoice") if done else say("Issue the invoice"))
        self.issue.icon_name = "printer" if done else "file-invoice"
        self.issue.updateGeometry()
        if done:
            self.issue.setEnabled(True)

    def _rows(self, invoice: Invoice) -> list[_Row]:
        texts = self.texts
        rows: list[_Row] = []
        order = [h.code for h in getattr(self.desk.rules, "headings", ())]
        labels = {h.code: h.labels for h in getattr(self.desk.rules, "headings", ())}
        codes = list(dict.fromkeys(line.heading for line in invoice.bill.lines))
        codes.sort(key=lambda c: order.index(c) if c in order else len(order))
        for code in codes:
            lines = [line for line in invoice.bill.lines if line.heading == code]
            total = sum(line.net for line in lines)
            rows.append(_Row(texts.label(labels.get(code, {})) or code, "", "", "", total, True))
            rows += [self._row(line) for line in lines]
        return rows

    def _row(self, line: Line) -> _Row:
        texts = self.texts
        quantity = "" if line.quantity is None else texts.quantity(_short(line.quantity), line.unit)
        price = "" if line.unit_price is None else texts.number(_price(line.unit_price))
        vat = "" if line.vat_rate is None else texts.percent(line.vat_rate)
        return _Row(texts.label(line.labels) or line.code, quantity, price, vat, line.net)

    def _not_drawn(self, error: Exception) -> None:
        self.invoice = None
        self.issue.setEnabled(False)
        self.see.setEnabled(False)
        if isinstance(error, Refusal) and error.about == "to" and self.to.text():
            self.to.say("danger", self.texts.bad_news(error))
        else:
            self.refuse(error)

    # --- issuing ------------------------------------------------

    @Slot()
    def send(self) -> None:
        """Issue what is shown, once; after that the same button prints it."""
        invoice = self.invoice
        if invoice is None or self._sent:
            return
        if invoice.number is not None:
            self.print_asked.emit("invoice", invoice.number)
            return
        self._sent = True
        self.issue.setEnabled(False)
        app = QCoreApplication.instance()
        if app is not None:
            guard_of(app).arm()
        contract, to, operation = self.contract, invoice.end, self.operation

        def work(counter: Counter) -> Invoice:
            from desktop_app.services import billing

            return billing.issue_invoice(counter, contract, to=to, operation=operation)

        self.desk.do(work, self._issued, self._not_issued)

    def _issued(self, invoice: Invoice) -> None:
        self._sent = False
        self.load(invoice)
        self.begin()
        self.hints_changed.emit()
        number = invoice.number or ""
        self.tell(
            self.texts.say(
                "Invoice {number} issued: {amount}",
                number=iso(number),
                amount=self.money(invoice.bill.total),
            ),
            "ok",
            self._papers(invoice, number),
        )
        self.issued.emit(invoice)

    def _papers(self, invoice: Invoice, number: str) -> list[tuple[str, Callable[[], None]]]:
        """What may be printed now: the invoice, and the letter that goes with a regularisation."""
        verbs: list[tuple[str, Callable[[], None]]] = [
            (self.texts.say("Print"), lambda: self.print_asked.emit("invoice", number))
        ]
        if invoice.regularises:
            why = self.texts.say("Why this amount?")
            verbs.append((why, lambda: self.print_asked.emit("explanation", number)))
        return verbs

    def _not_issued(self, error: Exception) -> None:
        self._sent = False
        self.refuse(error)
        self._show_state()

    @Slot()
    def _see(self) -> None:
        """Show the page: the simulated one bears SIMULATION across."""
        if self.invoice is None:
            return
        if self.invoice.number is not None:
            self.print_asked.emit("invoice", self.invoice.number)
        else:
            self.print_asked.emit("simulation", self.invoice.end.isoformat())

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        if name == "primary":
            self.send()
            return True
        if name == "print":
            self._see()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self.invoice is not None and self.invoice.number is not None:
            return (("print", say("Print the invoice")), ("back", say("Back to the dossier")))
        return (
            ("primary", say("Issue the invoice")),
            ("print", say("See the page")),
            ("back", say("Back")),
        )


def _short(quantity: Decimal) -> Decimal:
    """The quantity without useless zeros: 37.000 -> 37."""
    whole = quantity.to_integral_value()
    return whole if whole == quantity else quantity.normalize()


def _price(price: Decimal) -> Decimal:
    """The unit price with at least two decimals and no useless zeros beyond."""
    places = max(2, -int(price.normalize().as_tuple().exponent))
    return price.quantize(Decimal(1).scaleb(-places))
