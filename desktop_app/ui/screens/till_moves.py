"""Cash that moves without a receipt: in, out, to another agent or the safe, or the whole drawer handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.refusals import AmountNotPositive
from desktop_app.ui import look, till_questions
from desktop_app.ui.screens.till_panel import TillPanel, whom
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.labels import Label, caption
from desktop_app.ui.widgets.money import MoneyEdit

if TYPE_CHECKING:
    from desktop_app.domain.till import Movement
    from desktop_app.services.shifts import TillNow, Transfer
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk

IN, OUT, SEND, HAND_OVER = "in", "out", "send", "hand-over"


class CashMovePanel(TillPanel):
    """One form for the four movements of a drawer; the reason is always kept."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-move")
        self.setAccessibleName(say("Cash in or out"))
        card = Card(say("Cash in or out"))
        self.kind = Choice(
            [
                (IN, say("Paid in"), "transfer-in"),
                (OUT, say("Paid out"), "cash"),
                (SEND, say("To another agent or the safe"), "users"),
                (HAND_OVER, say("Hand over the till"), "user-check"),
            ],
            name="move",
        )
        self.kind.setAccessibleName(say("Movement", context="till"))
        self.kind.chosen.connect(self._chosen)
        self.line = Label("", token="text2", wrap=True)
        self.amount = MoneyEdit(texts, self.currency, use="entry")
        self.amount.setMinimumHeight(look.BUTTON)
        self.amount_field = self.field(say("Amount"), "amount", edit=self.amount)
        self.to_field = self.field(say("To whom"), "to")
        self.reason_field = self.field(say("Reason"), "reason")
        self.second_field = self.field(say("Second person, if there is one"), "second")
        card.add(self.kind)
        card.add(self.line)
        for field in (self.amount_field, self.to_field, self.reason_field, self.second_field):
            card.add(field)
        self.foot(card, say("Record"))
        side = Card(say("Movements of this shift"))
        self.movements = Facts()
        side.add(self.movements)
        side.add(
            caption(
                say("Sent cash has left the drawer; it counts for the other agent once accepted."),
                wrap=True,
            )
        )
        side.body.addStretch(1)
        self.lay((card, 5), (side, 4))

    def start(self, now: TillNow, kind: str = IN) -> None:
        super().start(now)
        for edit in self.fields.values():
            edit.clear()
        self.kind.set_value(kind)
        self._chosen(kind)
        self.movements.clear()
        for move in now.movements:
            self.movements.add(movement_words(self.texts, move), self.money(move.amount))
        if not now.movements:
            self.movements.add(self.texts.say("None yet", context="till"), "")

    def begin(self) -> None:
        first = "to" if self.kind.value() == HAND_OVER else "amount"
        self.fields[first].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _chosen(self, kind: object) -> None:
        say = self.texts.say
        sends = kind in (SEND, HAND_OVER)
        self.amount_field.setVisible(kind != HAND_OVER)
        self.to_field.setVisible(sends)
        self.reason_field.setVisible(kind != HAND_OVER)
        self.second_field.setVisible(not sends)
        self.to_field.set_hint(
            say("Empty: whoever takes over.") if kind == HAND_OVER else say("A name, or the safe.")
        )
        words = {
            IN: say(
                "Cash put into the drawer that is no payment: change from the bank, a correction."
            ),
            OUT: say("Cash taken out that is no refund: a stamp, a small expense."),
            SEND: say("Part of the drawer; the other agent accepts it or sends it back."),
            HAND_OVER: say("The whole drawer: the other agent counts it, which closes this shift."),
        }
        self.line.setText(words.get(str(kind), ""))
        self.begin()

    @Slot()
    def go(self) -> None:
        kind, reason = self.kind.value(), self.text("reason")
        if kind == HAND_OVER:
            self.send(
                till_questions.hand_over(self.text("to"), operation=self.operation), self._gone
            )
            return
        amount = self.amount.cents()
        if not amount or amount < 0:
            self.amount.refuse(AmountNotPositive(amount=self.amount.text() or "0"))
        elif kind == SEND:
            work = till_questions.send_float(
                self.text("to"), amount, reason, operation=self.operation
            )
            self.send(work, self._gone)
        else:
            moved = till_questions.move_cash(
                out=kind == OUT,
                amount=amount,
                reason=reason,
                second=self.text("second"),
                operation=self.operation,
            )
            self.send(moved, self._moved)

    def _moved(self, move: Movement) -> None:
        words = movement_words(self.texts, move)
        text = self.texts.say("{what}: {amount}", what=words, amount=self.money(abs(move.amount)))
        self.finish(move, text)

    def _gone(self, sent: Transfer) -> None:
        self.finish(
            sent,
            self.texts.say("Sent to {agent}: not yet received.", agent=whom(self.texts, sent.to)),
            "info",
        )


def movement_words(texts: Texts, move: Movement) -> str:
    """What a movement of the drawer is, with its reason."""
    kind = texts.say(move.kind, context="movement")
    return f"{kind} · {move.reason}" if move.reason else kind
