"""Answering what waits at the till: cash sent by another agent, and card payments whose terminal was slow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.domain.refusals import CardNumberRefused
from desktop_app.domain.refusals_till import NotCounted, ReasonNeeded
from desktop_app.texts import iso, name
from desktop_app.ui import till_questions
from desktop_app.ui.screens.till_panel import TillPanel, whom
from desktop_app.ui.widgets.buttons import secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.coins import CoinGrid
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt
    from desktop_app.domain.till import Movement
    from desktop_app.services.cards import CardAsked
    from desktop_app.services.shifts import TillNow, Transfer
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk


class TransferPanel(TillPanel):
    """Accept what was sent (a whole drawer is counted first), or send it back with a reason."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-transfer")
        self.setAccessibleName(say("Cash on its way"))
        self.transfer: Transfer | None = None
        card = Card(say("Cash on its way"))
        self.amount = BigAmount(say("Amount"), use="change", name="transfer-amount")
        self.facts = Facts()
        card.add(self.amount)
        card.add(self.facts)
        self.whose = Label("", token="text2", wrap=True)
        self.whose.setObjectName("transfer-whose")
        card.add(self.whose)
        self.reason_field = self.field(say("Reason, to send it back"), "reason")
        card.add(self.reason_field)
        self.back_button = secondary(say("Send it back"), icon="arrow-back-up")
        self.back_button.setObjectName("transfer-back")
        self.back_button.clicked.connect(self._send_back)
        card.body.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.foot(card, say("Accept"))
        self.count = Card(say("Count the drawer"))
        self.count.add(caption(say("The drawer is yours for what you count."), wrap=True))
        self.coins = CoinGrid(texts, self.currency, "transfer-coins")
        self.coins.changed.connect(self._show)
        self.coins.entered.connect(self._last)
        self.count.add(self.coins)
        self.total = BigAmount(say("Counted", context="till"), name="transfer-total")
        self.count.add(self.total)
        self.count.body.addStretch(1)
        self.lay((card, 3), (self.count, 5))

    def start(self, now: TillNow, transfer: Transfer | None = None) -> None:
        super().start(now)
        assert transfer is not None
        self.transfer = transfer
        say, texts = self.texts.say, self.texts
        whole = transfer.amount is None
        self.amount.set(say("The whole drawer") if whole else self.money(transfer.amount or 0))
        self.facts.clear()
        self.facts.add(say("Number"), iso(transfer.number))
        self.facts.add(say("Sent by"), name(transfer.sent_by))
        self.facts.add(
            say("To", context="till"), name(transfer.to) if transfer.to else say("the next agent")
        )
        self.facts.add(say("Time"), texts.instant(transfer.at))
        if transfer.reason:
            self.facts.add(say("Reason"), name(transfer.reason))
        self.coins.set_denominations(now.denominations)
        self.coins.clear()
        self.fields["reason"].clear()
        self.back_button.setText(
            say("Take it back") if transfer.sent_by == now.agent else say("Send it back")
        )
        mine = transfer.to in ("", now.agent) and transfer.sent_by != now.agent
        if self.main is not None:
            self.main.explain("" if mine else self._whose(transfer))
        self.whose.setText("" if mine else self._whose(transfer))
        self.whose.setVisible(not mine)
        self.count.setVisible(whole and mine)
        self._show()
        self.begin()

    def _whose(self, transfer: Transfer) -> str:
        return self.texts.say(
            "Only {agent} can accept it, under their own name.",
            agent=whom(self.texts, transfer.to),
        )

    def begin(self) -> None:
        if self.count.isVisibleTo(self):
            self.coins.begin()
        elif self.main is not None and self.main.isEnabled():
            self.main.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.fields["reason"].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show(self) -> None:
        self.total.set("–" if self.coins.is_empty() else self.money(self.coins.total()))

    @Slot()
    def _last(self) -> None:
        if self.main is not None:
            self.main.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def go(self) -> None:
        if self.transfer is None:
            return
        whole = self.transfer.amount is None
        if whole and (self.coins.is_empty() or not self.coins.is_readable()):
            self.refuse(NotCounted())
            self.begin()
            return
        pieces = self.coins.pieces() if whole else ()
        total = 0 if whole and not pieces else None
        work = till_questions.accept(self.transfer.number, pieces, total, operation=self.operation)
        self.send(work, self._accepted)

    def _accepted(self, move: Movement) -> None:
        text = self.texts.say("Accepted: {number}", number=iso(move.answers or move.number))
        self.finish(move, text)

    @Slot()
    def _send_back(self) -> None:
        if self.transfer is None:
            return
        if not self.text("reason"):
            self.fields["reason"].refuse(ReasonNeeded())
            return
        work = till_questions.send_back(
            self.transfer.number, self.text("reason"), operation=self.operation
        )
        self.send(work, self._returned)

    def _returned(self, move: Movement) -> None:
        self.finish(move, self.texts.say("Back in the drawer it came from."))


class CardPanel(TillPanel):
    """A card payment without an answer: the agent reads the terminal and says yes or no. It is never sent again."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-card")
        self.setAccessibleName(say("Card payment without an answer"))
        self.asked: CardAsked | None = None
        card = Card(say("Card payment without an answer"))
        self.amount = BigAmount(say("Amount"), use="change", name="card-amount")
        self.facts = Facts()
        card.add(self.amount)
        card.add(self.facts)
        card.add(
            Label(
                say("Look at the terminal and its paper. Nothing is sent to it again from here."),
                token="warn",
                wrap=True,
            )
        )
        card.add(self.field(say("Authorisation number"), "authorisation"))
        card.add(self.field(say("Last four digits of the card"), "last4"))
        self.no_field = self.field(say("Reason, if it was refused"), "reason")
        card.add(self.no_field)
        self.no = secondary(say("Refused, nothing was taken"), icon="circle-x")
        self.no.setObjectName("card-declined")
        self.no.clicked.connect(self._decline)
        card.body.addWidget(self.no, 0, Qt.AlignmentFlag.AlignLeading)
        self.foot(card, say("Accepted by the terminal"))
        self.lay((card, 4), (QWidget(), 3))

    def start(self, now: TillNow, asked: CardAsked | None = None) -> None:
        super().start(now)
        assert asked is not None
        self.asked = asked
        say = self.texts.say
        for edit in self.fields.values():
            edit.clear()
        self.amount.set(self.money(asked.amount))
        self.facts.clear()
        self.facts.add(say("Number"), iso(asked.number))
        self.facts.add(say("Subscriber"), f"{name(asked.name)} · {iso(asked.contract)}")
        self.facts.add(say("Time"), self.texts.instant(asked.asked_at))
        self.begin()

    def begin(self) -> None:
        self.fields["authorisation"].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def go(self) -> None:
        if self.asked is not None:
            work = till_questions.card_approved(
                self.asked.number, self.text("authorisation"), self.text("last4")
            )
            self.send(work, self._taken)

    def not_done(self, error: Exception) -> None:
        """A whole card number is not left on the screen."""
        if isinstance(error, CardNumberRefused):
            edits = (self.fields["authorisation"], self.fields["last4"], self.fields["reason"])
            self.fields["reference"] = max(edits, key=lambda edit: len(edit.text()))
            self.fields["reference"].clear()
        super().not_done(error)

    def _taken(self, receipt: Receipt) -> None:
        text = self.texts.say(
            "{amount} taken, receipt {number}",
            amount=self.money(receipt.amount + receipt.stamp),
            number=iso(receipt.number),
        )
        self.finish(receipt, text)

    @Slot()
    def _decline(self) -> None:
        if self.asked is not None:
            self.send(
                till_questions.card_declined(self.asked.number, self.text("reason")),
                self._declined,
            )

    def _declined(self, _nothing: object) -> None:
        self.finish(None, self.texts.say("Kept as refused: nothing was taken."), "info")
