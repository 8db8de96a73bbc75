"""E-payments left pending, by an outage or a customer who took time: asked about now and then, booked once paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from desktop_app.domain.epay import OrderState
from desktop_app.texts import iso
from desktop_app.ui import bank_questions

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.epay import Order
    from desktop_app.ui.window import MainWindow

EVERY, SOON = 30_000, 1_500
"""Milliseconds between two rounds; while an answer is on its way."""


class BankWatch(QObject):
    """Goes round the pending orders where the utility takes e-payments; a silent bank is asked again next time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """The book is open: look at once for what an outage left."""
        rules = self._window.desk.rules
        if getattr(rules, "identity", {}).get("bank_gateway"):
            self.look()

    @Slot()
    def look(self) -> None:
        """Ask about every pending order, none waited for."""
        desk = self._window.desk
        work = bank_questions.line_of(desk).round(self._window.texts.language)
        desk.ask(work, self._heard, self._deaf, latest="bank-watch")

    def _heard(self, round_: bank_questions.Round) -> None:
        for number, answer in round_.answers:
            self._window.desk.do(
                bank_questions.settle(number, answer), self._settled, self._not_booked
            )
        self._timer.start(SOON if round_.waits else EVERY)

    def _deaf(self, _: Exception) -> None:
        self._timer.start(EVERY)

    def _not_booked(self, _: Exception) -> None:
        """A till that is closed, a silent bank: the order stays pending, the next round asks again."""

    def _settled(self, booked: tuple[Order, Receipt | None]) -> None:
        order, receipt = booked
        say = self._window.texts.say
        if receipt is not None:
            text = say(
                "E-payment {order} was paid: receipt {number}",
                order=iso(order.number),
                number=iso(receipt.number),
            )
            self._window.toasts.show(text, "ok", ())
            work = bank_questions.print_receipt(receipt.number)
            self._window.desk.do(work, None, self._not_booked)
        elif order.state is OrderState.FAILED:
            text = say("E-payment {order} ended without payment.", order=iso(order.number))
            self._window.toasts.show(text, "info", ())
