"""What the screens of the till ask the counter and make it do; the services are imported on the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from desktop_app.domain.money import Cents

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt, Tender
    from desktop_app.domain.till import DepositSlip, Movement, Pieces, ShiftReport
    from desktop_app.services.cards import CardAsked
    from desktop_app.services.counter import Counter
    from desktop_app.services.print_queue import Job
    from desktop_app.services.printing import Printed
    from desktop_app.services.reversals import Refund, SuspenseItem
    from desktop_app.services.shifts import CountAnswer, DayPayment, Shift, TillNow, Transfer

    T = TypeVar("T")
    Work = Callable[[Counter], T]


def now() -> Work[TillNow]:
    def work(counter: Counter) -> TillNow:
        from desktop_app.services import shifts

        return shifts.now(counter)

    return work


def day() -> Work[tuple[TillNow, tuple[DayPayment, ...], tuple[CardAsked, ...]]]:
    """The state of the till, its receipts and the card payments still without an answer."""

    def work(counter: Counter) -> Any:
        from desktop_app.services import cards, shifts

        return shifts.now(counter), shifts.payments_of(counter), cards.pending(counter)

    return work


# --- the shift ------------------------------------------------


def open_shift(pieces: Pieces, total: Cents | None, reason: str, *, operation: str) -> Work[Shift]:
    def work(counter: Counter) -> Shift:
        from desktop_app.services import shifts

        return shifts.open_shift(
            counter,
            shifts.OpenShift(operation=operation, float=total, pieces=pieces, reason=reason),
        )

    return work


def count(pieces: Pieces, total: Cents | None) -> Work[CountAnswer]:
    def work(counter: Counter) -> CountAnswer:
        from desktop_app.services import shifts

        return shifts.count(counter, shifts.Count(counted=total, pieces=pieces))

    return work


def close_shift(
    *, operation: str, reason: str = "", supervisor: str = "", override: str = ""
) -> Work[ShiftReport]:
    """Close on the last count made."""

    def work(counter: Counter) -> ShiftReport:
        from desktop_app.services import shifts

        return shifts.close_shift(
            counter,
            shifts.CloseShift(
                operation=operation, reason=reason, supervisor=supervisor, override=override
            ),
        )

    return work


def report(number: str) -> Work[ShiftReport]:
    def work(counter: Counter) -> ShiftReport:
        from desktop_app.services import shifts

        return shifts.report(counter, number)

    return work


def deposit(left: Cents | None, *, operation: str) -> Work[DepositSlip]:
    def work(counter: Counter) -> DepositSlip:
        from desktop_app.services import shifts

        return shifts.deposit(counter, operation=operation, left=left)

    return work


# --- pages that wait for a printer ------------------------------------------------


def prints() -> Work[tuple[Job, ...]]:
    """What waits for a printer or is in doubt."""

    def work(counter: Counter) -> tuple[Job, ...]:
        from desktop_app.services import print_queue

        return print_queue.jobs(counter)

    return work


def recovered_prints() -> Work[tuple[Job, ...]]:
    """The same after a start: a page that was being printed in a crash is in doubt."""

    def work(counter: Counter) -> tuple[Job, ...]:
        from desktop_app.services import print_queue

        print_queue.recover(counter)
        return print_queue.jobs(counter)

    return work


def run_prints() -> Work[tuple[Job, ...]]:
    def work(counter: Counter) -> tuple[Job, ...]:
        from desktop_app.services import print_queue

        return print_queue.run(counter)

    return work


def fetch_print(job: int) -> Work[Printed]:
    """The file of a page that waits for a printer of the system, to be printed by the window."""

    def work(counter: Counter) -> Printed:
        from desktop_app.services import print_queue

        return print_queue.fetch(counter, job)

    return work


def on_roll(kind: str) -> Work[bool]:
    """Whether papers of this kind usually go to a roll."""

    def work(_: Counter) -> bool:
        from desktop_app.services import print_queue

        return print_queue.on_roll(kind)

    return work


def answer_print(job: int, *, came_out: bool) -> Work[Job]:
    def work(counter: Counter) -> Job:
        from desktop_app.services import print_queue

        return print_queue.answer(counter, job, came_out=came_out)

    return work


# --- cash that moves without a receipt ------------------------------------------------


def move_cash(
    *, out: bool, amount: Cents, reason: str, second: str, operation: str
) -> Work[Movement]:
    def work(counter: Counter) -> Movement:
        from desktop_app.services import shifts

        command = shifts.MoveCash(amount, reason, operation, second)
        return (shifts.pay_out if out else shifts.pay_in)(counter, command)

    return work


def send_float(to: str, amount: Cents, reason: str, *, operation: str) -> Work[Transfer]:
    def work(counter: Counter) -> Transfer:
        from desktop_app.services import shifts

        return shifts.send_float(
            counter, shifts.SendFloat(to=to, operation=operation, amount=amount, reason=reason)
        )

    return work


def hand_over(to: str, *, operation: str) -> Work[Transfer]:
    def work(counter: Counter) -> Transfer:
        from desktop_app.services import shifts

        return shifts.hand_over(counter, to=to, operation=operation)

    return work


def accept(number: str, pieces: Pieces, total: Cents | None, *, operation: str) -> Work[Movement]:
    def work(counter: Counter) -> Movement:
        from desktop_app.services import shifts

        return shifts.accept(counter, number, operation=operation, counted=total, pieces=pieces)

    return work


def send_back(number: str, reason: str, *, operation: str) -> Work[Movement]:
    def work(counter: Counter) -> Movement:
        from desktop_app.services import shifts

        return shifts.send_back(counter, number, reason=reason, operation=operation)

    return work


# --- receipts of the day, cards, money without owner, refunds ------------------------------------------------


def receipt(number: str) -> Work[Receipt]:
    def work(counter: Counter) -> Receipt:
        from desktop_app.services import payments

        return payments.receipt(counter, number)

    return work


def reverse(number: str, reason: str, second: str, *, operation: str) -> Work[Receipt]:
    def work(counter: Counter) -> Receipt:
        from desktop_app.services import reversals

        return reversals.reverse(counter, reversals.Reverse(number, reason, second, operation))

    return work


def card_approved(number: str, authorisation: str, last4: str) -> Work[Receipt]:
    def work(counter: Counter) -> Receipt:
        from desktop_app.services import cards

        return cards.approved(counter, number, authorisation=authorisation, last4=last4)

    return work


def card_declined(number: str, reason: str) -> Work[None]:
    def work(counter: Counter) -> None:
        from desktop_app.services import cards

        cards.declined(counter, number, reason=reason)

    return work


def unowned() -> Work[tuple[tuple[SuspenseItem, ...], tuple[Refund, ...]]]:
    """Money whose owner is unknown, and refunds decided but not yet transferred."""

    def work(counter: Counter) -> Any:
        from desktop_app.services import reversals

        return reversals.suspense(counter), reversals.refunds_due(counter)

    return work


def take_suspense(
    tenders: tuple[Tender, ...], reason: str, payer: str, note: str, *, operation: str
) -> Work[Receipt]:
    def work(counter: Counter) -> Receipt:
        from desktop_app.services import reversals

        return reversals.take_suspense(
            counter, reversals.TakeSuspense(tenders, reason, operation, payer, note)
        )

    return work


def attribute(number: str, contract: str, amount: Cents | None, *, operation: str) -> Work[Receipt]:
    def work(counter: Counter) -> Receipt:
        from desktop_app.services import reversals

        return reversals.attribute(
            counter, number, contract=contract, operation=operation, amount=amount
        )

    return work


def refund_sent(number: str, *, operation: str) -> Work[Refund]:
    def work(counter: Counter) -> Refund:
        from desktop_app.services import reversals

        return reversals.refund_sent(counter, number, operation=operation)

    return work
