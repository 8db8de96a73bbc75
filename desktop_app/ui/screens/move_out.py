"""Moving out: the last index of each meter, the final invoice before it exists, what becomes of the money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.invoice import LineGroup
from desktop_app.texts import Texts, iso
from desktop_app.ui import look, moving_questions
from desktop_app.ui.screens.index_fields import IndexFields, LastRead
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import Chip, Choice
from desktop_app.ui.widgets.dates import DateEdit
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint

if TYPE_CHECKING:
    from desktop_app.services.dossier import Dossier
    from desktop_app.services.moving import MovedOut
    from desktop_app.ui.desk import Desk

CONFIRM = "reading-needs-confirmation"


class MoveOutPanel(Panel):
    """Enter looks at the final invoice, Ctrl+Enter writes it and ends the contract, then prints it."""

    opened = Signal(str, str, str)
    """Another dossier, or another gesture on this one, is asked for."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("move-out")
        self.setAccessibleName(texts.say("Moving out"))
        self.seen: MovedOut | None = None
        self.made: MovedOut | None = None
        self._seen_for: dict[str, Any] = {}
        self._confirmed: tuple[tuple[str, int], ...] = ()
        self._sent = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.WIDE)
        row.addWidget(self._build_departure(), 6)
        row.addWidget(self._build_invoice(), 5)

    # --- building ------------------------------------------------

    def _build_departure(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("Moving out"))
        self.on = DateEdit(texts, self.desk.today or date.today())
        self.on.setObjectName("move-on")
        self.on.entered.connect(self.begin)
        self.on.changed.connect(self._changed)
        self.on_field = Field(say("First day that is no longer theirs"), self.on)
        self.indexes = IndexFields(texts)
        self.indexes.entered.connect(self.look_at)
        self.indexes.changed.connect(self._changed)
        self.street = Edit(texts)
        self.street.setObjectName("move-street")
        self.town = Edit(texts)
        self.town.setObjectName("move-town")
        self.street.entered.connect(lambda: self._to(self.town))
        self.town.entered.connect(lambda: self._to(self.go))
        place = QHBoxLayout()
        place.setSpacing(look.WIDE)
        place.addWidget(
            Field(say("New address"), self.street, hint=say("Where the final invoice goes")), 3
        )
        place.addWidget(Field(say("Postcode and town"), self.town), 2)
        self.money_back = Choice(
            ((False, say("Keep as credit")), (True, say("Refund by transfer"))), name="move-money"
        )
        self.money_back.chosen.connect(lambda _: self._show_money())
        self.money_field = Field(say("What is in hand"), self.money_back)
        self.account = Edit(texts)
        self.account.setObjectName("move-account")
        self.account.entered.connect(lambda: self._to(self.go))
        self.account_field = Field(say("Bank account"), self.account)
        self.second = Edit(texts)
        self.second.setObjectName("move-second")
        self.second.entered.connect(lambda: self._to(self.go))
        self.second_field = Field(
            say("Second person"), self.second, hint=say("So much needs somebody else to agree.")
        )
        for widget in (self.on_field, self.indexes):
            card.add(widget)
        card.body.addLayout(place)
        for widget in (self.money_field, self.account_field, self.second_field):
            card.add(widget)
        card.body.addStretch(1)
        return card

    def _build_invoice(self) -> Card:
        say = self.texts.say
        self.card = Card(say("Final invoice"))
        self.state = Chip("", "neutral")
        self.state.setObjectName("move-state")
        self.state.hide()
        self.card.actions.addWidget(self.state)
        self.total = BigAmount(say("Total"), use="change", name="move-total")
        self.facts = Facts()
        self.message = Hint(lines=3)
        self.message.setObjectName("move-message")
        self.go = primary(say("Move out"), key=keycap(self.texts, "primary"))
        self.go.setObjectName("move-go")
        self.go.clicked.connect(self.send)
        self.following = secondary(say("Move a new customer in"), key=keycap(self.texts, "move"))
        self.following.setObjectName("move-following")
        self.following.clicked.connect(lambda: self.opened.emit(self.contract, "move", ""))
        self.following.hide()
        self.leave = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.leave.clicked.connect(self.closed)
        verbs = QVBoxLayout()
        verbs.setSpacing(look.GAP)
        for widget in (self.message, self.go, self.following, self.leave):
            verbs.addWidget(widget)
        self.card.add(self.total)
        self.card.add(self.facts)
        self.card.body.addStretch(1)
        self.card.body.addLayout(verbs)
        return self.card

    # --- opening ------------------------------------------------

    def start(self, fact: Dossier) -> None:
        """Open for this contract."""
        self.open_for(fact.customer.contract)
        self.seen = self.made = None
        self._confirmed = ()
        today = self.desk.today or date.today()
        self.on.today = today
        self.on.set_day(today)
        self.indexes.load(
            [
                LastRead(m.serial, m.last_index, m.last_on)
                for m in fact.meters
                if m.removed_on is None
            ]
        )
        self.account.setPlaceholderText(fact.account)
        self._forget()
        self.begin()

    def begin(self) -> None:
        if self.made is not None or self.seen is not None:
            self._to(self.go)
        else:
            self.indexes.begin()

    def _to(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asked(self) -> dict[str, Any]:
        figures = self.indexes.figures()
        return {
            "contract": self.contract,
            "on": self.on.day(),
            "figures": figures,
            "operation": self.operation,
            "confirmed": bool(figures) and figures == self._confirmed,
        }

    # --- looking ------------------------------------------------

    @Slot()
    def _changed(self) -> None:
        """Another figure or day: what was seen holds no more."""
        if self.made is None:
            self._forget()

    def _forget(self) -> None:
        self.seen = None
        say = self.texts.say
        self.total.set("—")
        self.facts.clear()
        self.facts.add(say("Type the last index of each meter, then Enter."))
        self.message.say("", "")
        for widget in (self.money_field, self.account_field, self.second_field):
            widget.hide()

    @Slot()
    def look_at(self) -> None:
        """Show the final invoice these figures lead to."""
        if self.made is not None or self._lacking():
            return
        asked = self._asked()
        self._seen_for = asked
        self.desk.ask(moving_questions.look_out(asked), self.load, self._refused, latest="move")

    def _lacking(self) -> bool:
        """Point at the field that is still to be filled."""
        empty = self.indexes.missing()
        if self.on.day() is None:
            self.on.enter()
            self._to(self.on)
        elif empty is not None:
            empty.enter()
            self._to(empty)
        return self.on.day() is None or empty is not None

    @Slot(object)
    def load(self, seen: MovedOut) -> None:
        """Show what would be written."""
        self.seen = seen
        self.message.say("", "")
        self._show(seen)
        self._show_money()
        self._to(self.money_back if seen.credit else self.go)

    def _show(self, seen: MovedOut) -> None:
        texts, say, invoice = self.texts, self.texts.say, seen.invoice
        bill = invoice.bill
        self.total.set(self.money(bill.total), token="ok" if bill.total < 0 else "text")
        self.facts.clear()
        last = invoice.end - timedelta(days=1)
        self.facts.add(
            say("Period"),
            say("from {start} to {end}", start=texts.date(invoice.start), end=texts.date(last)),
        )
        for use in invoice.uses:
            self.facts.add(
                say("Meter {meter}", meter=iso(use.serial)), texts.quantity(use.volume, use.unit)
            )
        fixed = sum(x.net for x in bill.lines if x.group is LineGroup.FIXED)
        deducted = sum(x.net for x in bill.lines if x.group is LineGroup.DEDUCTION)
        rows = [
            (say("Fixed charges, pro rata"), fixed, False),
            (say("Billed in advance, deducted"), deducted, False),
            (say("Still owed"), seen.owed, True),
            (say("In hand"), seen.credit, True),
            (say("To transfer to the customer"), seen.refunded, True),
        ]
        for label, amount, bold in rows:
            if amount:
                self.facts.add(label, self.money(amount), bold=bold)
        if seen.schedule:
            self.facts.add(
                say("Monthly debit"), say("{number} stops", number=iso(seen.schedule)), token="warn"
            )
        for number, left in seen.arrangements:
            self.facts.add(
                say("Arrangement"),
                say("{number} goes on, {left} left", number=iso(number), left=self.money(left)),
            )

    @Slot()
    def _show_money(self) -> None:
        """A choice only where something is in hand; an account only where it goes back."""
        credit = self.seen is not None and self.seen.credit > 0 and self.made is None
        back = credit and bool(self.money_back.value())
        self.money_field.setVisible(credit)
        self.account_field.setVisible(back)
        self.second_field.setVisible(back and self.seen is not None and self.seen.second)

    def _refused(self, error: Exception) -> None:
        self._sent = False
        self.go.setEnabled(True)
        about, code = getattr(error, "about", ""), getattr(error, "code", "")
        if code == CONFIRM:
            self._confirmed = self._seen_for.get("figures", ())
            self.message.say(
                "warn",
                f"{self.texts.bad_news(error)} {self.texts.say('Enter once more keeps the figure.')}",
            )
            first = next(iter(self.indexes.edits.values()))
            self._to(first)
            first.selectAll()
            return
        edit = {"on": self.on, "to": self.on, "account": self.account, "second": self.second}.get(
            about
        )
        if edit is not None and edit.isVisible():
            edit.refuse(error)
        elif not (about == "index" and self.indexes.refuse(error)):
            self.refuse(error)

    # --- doing ------------------------------------------------

    @Slot()
    def send(self) -> None:
        """Look first; then write, once; after that the same button prints."""
        if self.made is not None:
            self.print_asked.emit("invoice", self.made.invoice.number or "")
            return
        if self._sent:
            return
        if self.seen is None:
            self.look_at()
            return
        lines = (self.street.text().strip(), self.town.text().strip())
        asked = self._asked() | {
            "refund": self.money_field.isVisible() and bool(self.money_back.value()),
            "account": self.account.text(),
            "approved_by": self.second.text(),
            "send_to": "\n".join(line for line in lines if line),
        }
        self._sent, self._seen_for = True, asked
        self.go.setEnabled(False)
        self.desk.do(moving_questions.move_out(asked), self._done, self._refused)

    def _done(self, made: MovedOut) -> None:
        self._sent = False
        self.made = made
        say = self.texts.say
        self.state.set(say("Invoice {number}", number=iso(made.invoice.number or "")), "ok")
        self.state.show()
        self._show(made)
        self._show_money()
        self.message.say("ok", say("The contract is closed. What is owed can still be paid."))
        for widget in (self.on, self.indexes, self.street, self.town):
            widget.setEnabled(False)
        self.go.setText(say("Print the final invoice"))
        self.go.icon_name = "printer"
        self.go.setEnabled(True)
        self.go.updateGeometry()
        self.following.show()
        self.settled.emit()
        self.hints_changed.emit()
        self.begin()

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        if name in ("primary", "print") and (name == "primary" or self.made is not None):
            self.send()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self.made is not None:
            return (
                ("primary", say("Print the final invoice")),
                ("move", say("Move a new customer in")),
                ("back", say("Back to the dossier")),
            )
        return (("primary", say("Move out")), ("back", say("Back")))
