"""Commands of the till: open, hand over, count, close and deposit; the same gestures as the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop_app.domain.money import Cents

from .call import Answer, Call, table
from .parser import read_money, read_positive
from .shapes import Shape, money

if TYPE_CHECKING:
    from desktop_app.domain.till import Movement, ShiftReport
    from desktop_app.services.counter import Counter
    from desktop_app.services.shifts import Transfer


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    _shift(command, say)


def _shift(command: Callable[..., Any], say: Callable[..., str]) -> None:
    group = command("shift", None, say("Open, hand over, count and close the till"))
    kinds = group.add_subparsers(metavar=say("GESTURE"), required=True, parser_class=type(group))

    made = command("open", open_shift, say("Open the till with its float"), kinds)
    made.add_argument("--float", dest="begin", type=read_money, required=True, metavar="AMOUNT")
    made.add_argument("--reason", default="")
    signed(made)

    made = command("report", report, say("Show the state of the till, or a closed shift"), kinds)
    made.add_argument("number", nargs="?", default="", metavar="NUMBER")
    signed(made)

    made = command("handover", handover, say("Offer the till, or a part of its cash"), kinds)
    made.add_argument("--to", default="", metavar="AGENT")
    made.add_argument("--amount", type=read_positive)
    signed(made)

    made = command("accept", accept, say("Accept cash or a till sent by another agent"), kinds)
    made.add_argument("number", metavar="NUMBER")
    made.add_argument("--counted", type=read_money, metavar="AMOUNT")
    signed(made)

    made = command("send-back", send_back, say("Send back or take back a transfer"), kinds)
    made.add_argument("number", metavar="NUMBER")
    made.add_argument("--reason", required=True)
    signed(made)

    for name, run, said in (
        ("paid-in", paid_in, say("Put cash into the till")),
        ("paid-out", paid_out, say("Take cash out of the till")),
    ):
        made = command(name, run, said, kinds)
        made.add_argument("amount", type=read_positive, metavar="AMOUNT")
        made.add_argument("--reason", required=True)
        signed(made)

    made = command("close", close, say("Close the till on its count"), kinds)
    made.add_argument("--counted", type=read_money, required=True, metavar="AMOUNT")
    made.add_argument("--reason", default="")
    made.add_argument("--supervisor", default="", metavar="AGENT")
    made.add_argument("--override", default="", metavar="AGENT")
    signed(made)

    made = command("deposit", deposit, say("Make the deposit slip of the closed shifts"), kinds)
    made.add_argument("--left", type=read_money, metavar="AMOUNT")
    signed(made)


def signed(made: Any) -> None:
    made.add_argument("--agent", default="", metavar="AGENT")
    made.add_argument("--operation", default="", metavar="ID")


@contextmanager
def counter_of(call: Call) -> Iterator[Counter]:
    """The counter of this call, at the hand of the agent it names."""
    with call.counter() as counter:
        agent = call.arguments.agent.strip()
        yield replace(counter, agent=agent) if agent else counter


# --- the shift ------------------------------------------------------------------------------------------------------


def open_shift(call: Call) -> Answer:
    from desktop_app.services import shifts

    asked = call.arguments
    with counter_of(call) as counter:
        made = shifts.open_shift(
            counter,
            shifts.OpenShift(call.operation, float=asked.begin, reason=asked.reason),
        )
        currency = counter.rules.currency
    data = {
        "shift": made.id,
        "till": made.till,
        "agent": made.agent,
        "float": money(made.float),
        "carried": money(made.carried),
        "difference": money(made.difference),
    }
    rows = [("Float", made.float), ("Left by the previous shift", made.carried)]
    return Answer(data, rows_of(call, rows, currency))


def report(call: Call) -> Answer:
    from desktop_app.services import shifts

    with counter_of(call) as counter:
        if call.arguments.number:
            return _closed(call, shifts.report(counter, call.arguments.number), counter)
        now = shifts.now(counter)
        currency = counter.rules.currency
    shift = now.shift
    data = {
        "open": shift is not None,
        "shift": shift.id if shift else None,
        "agent": shift.agent if shift else None,
        "float": money(shift.float) if shift else None,
        "carried": money(now.carried),
        "receipts": now.receipts,
        "reversals": now.reversals,
        "tenders": [
            {"tender": t.tender, "count": t.count, "amount": money(t.amount)} for t in now.others
        ],
        "movements": [_moved(m) for m in now.movements],
        "transfers": [_transfer(t) for t in now.transfers],
        "obstacles": [
            {"code": o.code, "document": o.document, "agent": o.who} for o in now.obstacles
        ],
        "last": now.last_report,
        "to_deposit": list(now.to_deposit),
    }
    if shift is None:
        return Answer(data, [call.texts.say("The till is closed.")])
    rows: list[tuple[str, Cents | None]] = [("Float", shift.float)]
    return Answer(data, rows_of(call, rows, currency))


def handover(call: Call) -> Answer:
    from desktop_app.services import shifts

    asked = call.arguments
    with counter_of(call) as counter:
        if asked.amount is None:
            made = shifts.hand_over(counter, to=asked.to, operation=call.operation)
        else:
            made = shifts.send_float(
                counter, shifts.SendFloat(asked.to, call.operation, amount=asked.amount)
            )
    return Answer(_transfer(made), [made.number])


def accept(call: Call) -> Answer:
    from desktop_app.services import shifts

    asked = call.arguments
    with counter_of(call) as counter:
        made = shifts.accept(counter, asked.number, operation=call.operation, counted=asked.counted)
    return Answer(_moved(made), [made.number])


def send_back(call: Call) -> Answer:
    from desktop_app.services import shifts

    asked = call.arguments
    with counter_of(call) as counter:
        made = shifts.send_back(
            counter, asked.number, reason=asked.reason, operation=call.operation
        )
    return Answer(_moved(made), [made.number])


def paid_in(call: Call) -> Answer:
    from desktop_app.services import shifts

    return _move(call, shifts.pay_in)


def paid_out(call: Call) -> Answer:
    from desktop_app.services import shifts

    return _move(call, shifts.pay_out)


def _move(call: Call, gesture: Callable[..., Movement]) -> Answer:
    from desktop_app.services import shifts

    asked = call.arguments
    with counter_of(call) as counter:
        made = gesture(counter, shifts.MoveCash(asked.amount, asked.reason, call.operation))
    return Answer(_moved(made), [made.number])


def close(call: Call) -> Answer:
    """A count typed in a command is final: it stands for both counts."""
    from desktop_app.domain.refusals_till import SecondCountNeeded
    from desktop_app.services import shifts

    asked = call.arguments
    command = shifts.CloseShift(
        call.operation,
        counted=asked.counted,
        reason=asked.reason or call.texts.say("Not explained"),
        supervisor=asked.supervisor,
        override=asked.override,
    )
    with counter_of(call) as counter:
        try:
            made = shifts.close_shift(counter, command)
        except SecondCountNeeded:
            made = shifts.close_shift(counter, command)
        return _closed(call, made, counter)


def deposit(call: Call) -> Answer:
    from desktop_app.services import shifts

    with counter_of(call) as counter:
        made = shifts.deposit(counter, operation=call.operation, left=call.arguments.left)
        currency = counter.rules.currency
    data = {
        "number": made.number,
        "shifts": list(made.shifts),
        "cash": money(made.cash),
        "left": money(made.left),
        "cheques": [
            {
                "receipt": c.receipt,
                "bank": c.bank,
                "reference": c.reference,
                "amount": money(c.amount),
            }
            for c in made.cheques
        ],
        "total": money(made.total),
    }
    rows = [("Cash", made.cash), ("Total", made.total), ("Left in the drawers", made.left)]
    return Answer(data, [made.number, *rows_of(call, rows, currency)])


def _closed(call: Call, made: ShiftReport, counter: Counter) -> Answer:
    data = {
        "shift": made.shift,
        "number": made.number,
        "agent": made.agent,
        "float": money(made.float),
        "in": money(made.cash_in),
        "out": money(made.cash_out),
        "expected": money(made.expected),
        "counted": money(made.counted),
        "difference": money(made.difference),
        "tenders": [
            {"tender": t.tender.value, "count": t.count, "amount": money(t.amount)}
            for t in made.tenders
        ],
        "stamp": money(made.stamp),
        "collected": money(made.collected),
        "receipts": made.receipts,
    }
    rows = [
        ("Expected", made.expected),
        ("Counted", made.counted),
        ("Difference", made.difference),
    ]
    return Answer(data, [made.number, *rows_of(call, rows, counter.rules.currency)])


# --- shapes ---------------------------------------------------------------------------------------------------------


def rows_of(call: Call, rows: Sequence[tuple[str, Cents | None]], currency: str) -> list[str]:
    texts = call.texts
    return table(
        [(texts.say(label), texts.money(n, currency)) for label, n in rows if n is not None],
        right=(1,),
    )


def _moved(made: Movement) -> Shape:
    return {
        "number": made.number,
        "kind": made.kind,
        "amount": money(made.amount),
        "reason": made.reason,
        "other": made.other,
        "answers": made.answers,
    }


def _transfer(made: Transfer) -> Shape:
    return {
        "number": made.number,
        "kind": made.kind,
        "from": made.sent_by,
        "to": made.to,
        "amount": money(made.amount),
    }
