"""What the screens ask of the bank: orders booked on the desk's worker, the bank heard on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt

from desktop_app.domain.epay import BankAnswer
from desktop_app.domain.money import Cents
from desktop_app.domain.refusals_bank import BankUnreachable

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.counter import Counter
    from desktop_app.services.epay import Listener, Order
    from desktop_app.services.print_queue import Job

    T = TypeVar("T")
    Work = Callable[[Counter], T]


@dataclass(frozen=True, slots=True)
class Round:
    """What the bank said of the pending orders; `waits`: an answer is still on its way."""

    answers: tuple[tuple[str, BankAnswer], ...]
    waits: bool


class Line(QObject):
    """The desk's way to the bank; on a demo book it brings its trial bank along."""

    def __init__(self, desk: QObject) -> None:
        super().__init__(desk)
        self._listener: Listener | None = None
        self._trial: Any = None

    def begin(
        self,
        contract: str,
        amount: Cents,
        documents: tuple[str, ...],
        *,
        operation: str,
        payer: str,
    ) -> Work[Order]:
        """Keep the order before the bank hears of it."""

        def work(counter: Counter) -> Order:
            from desktop_app.services import epay

            self._open(counter)
            command = epay.StartOrder(contract, operation, documents, amount, payer)
            return epay.begin(counter, command)

        return work

    def hear(self, order: Order, language: str) -> Work[BankAnswer | None]:
        """The bank's answer if it came; never waits for it."""

        def work(counter: Counter) -> BankAnswer | None:
            return self._open(counter).hear(order, language)

        return work

    def round(self, language: str) -> Work[Round]:
        """What the bank says of every order still pending; one that cannot be asked stays as it is."""

        def work(counter: Counter) -> Round:
            from desktop_app.services import epay

            answers, waits = [], False
            for order in epay.pending(counter):
                try:
                    answer = self._open(counter).hear(order, language)
                except BankUnreachable:
                    continue
                waits = waits or answer is None
                if answer is not None and answer.state is not order.state:
                    answers.append((order.number, answer))
            return Round(tuple(answers), waits)

        return work

    def close(self) -> None:
        """Hang up; the trial bank goes too."""
        if self._trial is not None:
            self._trial.stop()
        self._listener = self._trial = None

    def _open(self, counter: Counter) -> Listener:
        if self._listener is None:
            from desktop_app.services import banks, epay

            self._trial = banks.trial_bank_beside(counter)
            self._listener = epay.Listener(banks.bank_of(counter))
        return self._listener


def line_of(desk: QObject) -> Line:
    """The desk's line, made on first use."""
    found = desk.findChild(Line, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Line) else Line(desk)


def settle(number: str, answer: BankAnswer) -> Work[tuple[Order, Receipt | None]]:
    """Book what the bank answered; the order as it stands and its receipt once it is paid."""

    def work(counter: Counter) -> Any:
        from desktop_app.services import epay, payments

        made = epay.settle(counter, number, answer)
        return made, payments.receipt(counter, made.receipt) if made.receipt else None

    return work


def qr(text: str) -> Work[tuple[tuple[bool, ...], ...]]:
    def work(_: Counter) -> tuple[tuple[bool, ...], ...]:
        from desktop_app.services import epay

        return epay.qr(text)

    return work


def print_receipt(number: str) -> Work[Job]:
    """Send a receipt to the receipt printer; the page waits when it is off."""

    def work(counter: Counter) -> Job:
        from desktop_app.services import print_queue

        return print_queue.submit(counter, number)

    return work
