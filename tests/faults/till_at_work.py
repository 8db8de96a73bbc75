"""A till at work, to be killed: for each line of orders a child takes payments until it dies.

Run as a program with the folder of a book. Each line of the standard input is `NAME SEED`: the failpoint at which the
child dies ("-" for none: the test kills it). Lines out: `child PID`, `try OPERATION`, `ack OPERATION NUMBER`,
`dead STATUS`. An acknowledgement is written after the commit, by one unbuffered write, as a cashier would read it.
"""

from __future__ import annotations

import os
import random
import sys
import traceback
from pathlib import Path

from desktop_app import app, settings
from desktop_app.domain.payment import Receipt, TenderKind
from desktop_app.domain.refusals_till import SecondCountNeeded
from desktop_app.services import closings, payments, printing, reversals, shifts
from desktop_app.services.counter import Counter
from desktop_app.storage import book as books
from desktop_app.storage import failpoints

TENDERS = (TenderKind.CASH, TenderKind.CARD, TenderKind.CHEQUE)


def main(folder: Path, contracts: list[str], *, hasty: bool) -> None:
    tell("ready")
    for order in sys.stdin:
        name, seed = order.split()
        child = os.fork()
        if child == 0:
            try:
                work(folder, contracts, name, int(seed), hasty=hasty)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(7)
        tell(f"child {child}")
        _, status = os.waitpid(child, 0)
        tell(f"dead {status}")


def work(folder: Path, contracts: list[str], name: str, seed: int, *, hasty: bool) -> None:
    """Take payments one after the other, printing one receipt of three, with a backup now and then."""
    chance = random.Random(seed)
    if name != "-":
        os.environ[failpoints.VARIABLE] = name
    counter = app.open_counter(settings.load(data=folder))
    if hasty:
        acknowledge_before_commit()
    paper = folder / "papers" / f"{seed}.pdf"
    paper.parent.mkdir(exist_ok=True)
    if shifts.now(counter).shift is None:
        shifts.open_shift(counter, shifts.OpenShift(f"{seed}-again", float=100_00))
    for turn in range(500):
        operation = f"{seed}-{turn}"
        command = payments.TakePayment(
            contract=chance.choice(contracts),
            amount=chance.randint(1, 500_00),
            tender=chance.choice(TENDERS),
            operation=operation,
        )
        tell(f"try {operation} {command.contract} {command.amount} {command.tender.value}")
        receipt = payments.take_payment(counter, command)
        tell(f"ack {operation} {receipt.number}")
        if turn % 3 == 0:
            printing.print_document(counter, "receipt", receipt.number, out=paper)
        if turn % 5 == 1:
            counter.book.back_up(keep=2)
        if turn % 4 == 1:
            undo(counter, receipt, f"u{operation}")
        if turn % 8 == 3:
            shifts.pay_in(counter, shifts.MoveCash(1_00, "appoint", f"m{operation}"))
            change_shift(counter, operation)


def undo(counter: Counter, receipt: Receipt, operation: str) -> None:
    """Cancel a receipt just written; a cheque comes back from the bank instead."""
    if receipt.tenders[0].kind is TenderKind.CHEQUE:
        reversals.bounce(counter, reversals.Bounce(receipt.number, "sans provision", operation))
    else:
        reversals.reverse(counter, reversals.Reverse(receipt.number, "erreur", "second", operation))


def change_shift(counter: Counter, operation: str) -> None:
    """Close the till on a wrong count, close the day, open again."""
    command = shifts.CloseShift(f"z{operation}", counted=1, reason="?", supervisor="second")
    try:
        shifts.close_shift(counter, command)
    except SecondCountNeeded:
        shifts.close_shift(counter, command)
    closings.close(counter, "day")
    shifts.open_shift(counter, shifts.OpenShift(f"o{operation}", float=100_00))


def acknowledge_before_commit() -> None:
    """The control: a till that hands the number over too early must be found out."""
    take = books.Pen.number

    def number(pen: books.Pen, kind: str) -> str:
        made = take(pen, kind)
        tell(f"ack hasty {made}")
        return made

    books.Pen.number = number  # type: ignore[method-assign]


def tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3:], hasty=sys.argv[2] == "hasty")
