"""What a payment settles: the open documents, ticked by the rule or by hand, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.money import Cents
from desktop_app.texts import Texts, iso
from desktop_app.ui.tables import Column, make_table
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.services.payments import PaymentQuote


@dataclass(frozen=True, slots=True)
class _Line:
    """One open document and what of it this payment settles."""

    document: str
    due_on: date
    open: Cents
    settled: Cents
    late: bool


class SettledCard(Card):
    """The documents of a payment form; `ticked` tells those the agent chose, none meaning the oldest first."""

    ticked = Signal(object)

    def __init__(self, texts: Texts, currency: str, parent: QWidget | None = None) -> None:
        say = texts.say
        super().__init__(say("What it settles"), parent)
        self._texts, self._currency = texts, currency
        self.table = make_table(
            (
                Column("document", say("Document"), "text", 0, show=lambda r: iso(r.document)),
                Column(
                    "due_on",
                    say("Due date"),
                    "date",
                    126,
                    token=lambda r: "danger" if r.late else "",
                    icon=lambda r: "clock-exclamation" if r.late else "calendar",
                ),
                Column("open", say("Still due"), "amount", 104),
                Column(
                    "settled",
                    say("Settled now"),
                    "amount",
                    110,
                    show=lambda r: texts.amount(r.settled) if r.settled else "–",
                ),
            ),
            texts,
            "payment-documents",
            say("What it settles"),
            ticks=True,
        )
        self.table.rows_model.ticks_changed.connect(self._tell)
        self.rest = Label("", use="caption", token="text2", wrap=True)
        self.rest.setObjectName("payment-rest")
        self.add(self.table, 1)
        self.add(self.rest)
        self.add(
            caption(say("Space ticks a document; nothing ticked: the oldest first."), wrap=True)
        )

    def show_quote(self, quote: PaymentQuote, chosen: tuple[str, ...], today: date) -> None:
        """Show the open documents and what of each is settled; `chosen` are those ticked by hand."""
        settled = {a.document: a.amount for a in quote.allocated}
        model = self.table.rows_model
        model.set_rows(
            [
                _Line(i.document, i.due_on, i.open, settled.get(i.document, 0), i.due_on < today)
                for i in quote.items
            ]
        )
        model.tick_rows(
            {
                n
                for n, i in enumerate(quote.items)
                if (i.document in chosen if chosen else settled.get(i.document, 0) > 0)
            }
        )
        self.rest.setText("  ·  ".join(self._rest(quote)))

    def _rest(self, quote: PaymentQuote) -> list[str]:
        texts = self._texts
        words = []
        if not quote.items:
            words.append(texts.say("Nothing is due: what is taken becomes credit."))
        elif quote.credit:
            amount = texts.money(quote.credit, self._currency)
            words.append(texts.say("Left as credit: {amount}", amount=amount))
        if (left := quote.owed - quote.amount) > 0:
            amount = texts.money(left, self._currency)
            words.append(texts.say("Still owed afterwards: {amount}", amount=amount))
        return words

    @Slot()
    def _tell(self) -> None:
        self.ticked.emit(tuple(r.document for r in self.table.rows_model.ticked()))
