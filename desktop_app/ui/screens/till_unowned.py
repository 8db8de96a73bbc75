"""Money whose owner is unknown: taken with a reason, kept in sight, given to its owner; and refunds to transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.payment import Tender, TenderKind
from desktop_app.domain.refusals import AmountNotPositive
from desktop_app.texts import iso, name
from desktop_app.ui import look, till_questions
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.tables import Column
from desktop_app.ui.widgets.buttons import secondary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.reversals import Refund, SuspenseItem
    from desktop_app.services.shifts import TillNow
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk

REASONS = (
    "payer-unknown",
    "contract-unknown",
    "document-not-found",
    "duplicate",
    "amount-mismatch",
    "other",
)


class UnownedPanel(TillPanel):
    """Take money for nobody yet; attribute what waits; tell which refunds the bank has made."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-unowned")
        self.setAccessibleName(say("Money without an owner"))
        self.lay((self._build_form(), 4), (self._build_lists(), 5))

    def _build_form(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("Take money without an owner"))
        self.tender = Choice(
            [
                (TenderKind.CASH, say("Cash"), "cash"),
                (TenderKind.CHEQUE, say("Cheque"), "signature"),
                (TenderKind.TRANSFER, say("Transfer"), "building-bank"),
            ],
            name="unowned-tender",
        )
        self.tender.setAccessibleName(say("Means of payment"))
        self.amount = MoneyEdit(texts, self.currency, use="entry")
        self.amount.setMinimumHeight(look.BUTTON)
        card.add(self.tender)
        card.add(self.field(say("Amount"), "amount", edit=self.amount))
        words = [(code, say(code, context="suspense")) for code in REASONS]
        self.reason = Choice(words, name="why", per_row=3)
        self.reason.setAccessibleName(say("Why the owner is unknown"))
        card.add(self.reason)
        card.add(self.field(say("Who brought it"), "payer"))
        card.add(self.field(say("Note"), "note"))
        self.foot(card, say("Take it"), icon="cash")
        return card

    def _build_lists(self) -> QWidget:
        say, texts = self.texts.say, self.texts
        self.items = Listing(
            say("Waiting for their owner"),
            (
                Column("number", say("Receipt"), "text", 150, show=lambda r: iso(r.number)),
                Column("booked_on", say("Day", context="till"), "date", 96),
                Column(
                    "reason",
                    say("Reason"),
                    "text",
                    0,
                    show=lambda r: say(r.reason, context="suspense"),
                ),
                Column("left", say("Left", context="till"), "amount", 110),
            ),
            texts,
            "unowned",
            empty=say("Every payment has its owner."),
        )
        self.owner = Edit(texts)
        self.owner.setObjectName("unowned-contract")
        self.fields["contract"] = self.owner
        self.owner.entered.connect(self._attribute)
        give = secondary(say("Give it to this contract"), icon="user-check")
        give.setObjectName("unowned-give")
        give.clicked.connect(self._attribute)
        line = QHBoxLayout()
        line.setSpacing(look.GAP)
        line.addWidget(Field(say("Contract of the owner"), self.owner), 1)
        line.addWidget(give, 0, Qt.AlignmentFlag.AlignVCenter)
        self.items.body.addLayout(line)
        self.refunds = Listing(
            say("Refunds to transfer"),
            (
                Column("number", say("Refund"), "text", 150, show=lambda r: iso(r.number)),
                Column("name", say("Subscriber"), "text", 0, show=lambda r: name(r.name)),
                Column("account", say("Account"), "text", 110, show=lambda r: iso(r.account)),
                Column("amount", say("Amount"), "amount", 110),
            ),
            texts,
            "refunds",
            empty=say("No refund waits for its transfer."),
        )
        self.sent = secondary(say("The bank has made this transfer"), icon="check")
        self.sent.setObjectName("refund-sent")
        self.sent.clicked.connect(self._transferred)
        self.refunds.body.addWidget(self.sent, 0, Qt.AlignmentFlag.AlignLeading)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.WIDE)
        column.addWidget(self.items, 3)
        column.addWidget(self.refunds, 2)
        return side

    # --- opening ------------------------------------------------

    def start(self, now: TillNow) -> None:
        super().start(now)
        self.amount.set_cents(None)
        for about in ("payer", "note", "contract"):
            self.fields[about].clear()
        self.reason.set_value(REASONS[0])
        self.desk.ask(till_questions.unowned(), self.load, latest="till-unowned")
        self.begin()

    def begin(self) -> None:
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def load(self, answer: tuple[tuple[SuspenseItem, ...], tuple[Refund, ...]]) -> None:
        """Show what waits."""
        items, refunds = answer
        self.items.load(items, count=self.texts.number(len(items)) if items else "")
        self.refunds.load(refunds, count=self.texts.number(len(refunds)) if refunds else "")
        for listing in (self.items, self.refunds):
            if listing.start is not None and listing.table.current() is None:
                listing.table.go(0)
        self.sent.setVisible(bool(refunds))
        self.owner.setEnabled(bool(items))

    # --- doing ------------------------------------------------

    @Slot()
    def go(self) -> None:
        amount, kind = self.amount.cents(), self.tender.value()
        if not amount or amount < 0:
            self.amount.refuse(AmountNotPositive(amount=self.amount.text() or "0"))
            return
        assert isinstance(kind, TenderKind)
        work = till_questions.take_suspense(
            (Tender(kind, amount),),
            str(self.reason.value()),
            self.text("payer"),
            self.text("note"),
            operation=self.operation,
        )
        self.send(work, self._taken)

    def _taken(self, receipt: Receipt) -> None:
        text = self.texts.say("{number} kept until its owner is known.", number=iso(receipt.number))
        self.finish(receipt, text)
        self.print_asked.emit("receipt", receipt.number)

    @Slot()
    def _attribute(self) -> None:
        item = self.items.table.current()
        if item is not None and self.text("contract"):
            work = till_questions.attribute(
                item.number, self.text("contract"), None, operation=self.operation
            )
            self.send(work, self._given)

    def _given(self, receipt: Receipt) -> None:
        text = self.texts.say(
            "{amount} given to {name}, receipt {number}",
            amount=self.money(receipt.amount),
            name=name(receipt.customer.name),
            number=iso(receipt.number),
        )
        self.finish(receipt, text)

    @Slot()
    def _transferred(self) -> None:
        row = self.refunds.table.current()
        if row is not None:
            self.send(till_questions.refund_sent(row.number, operation=self.operation), self._paid)

    def _paid(self, refund: Refund) -> None:
        text = self.texts.say(
            "Refund {number} transferred: {amount}",
            number=iso(refund.number),
            amount=self.money(refund.amount),
        )
        self.finish(refund, text)
