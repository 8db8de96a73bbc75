"""Commands `move out` and `move in`: a departure with its final invoice, an arrival at a free service point."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_app.domain.record import plain
from desktop_app.domain.refusals_moving import NotOfThisPoint
from desktop_app.settings import LANGUAGES

from . import shapes
from .call import Answer, Call, table
from .parser import read_day, read_volume
from .shapes import day, money

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.moving import MovedOut
    from desktop_app.services.moving_in import MovedIn


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    top = command("move", None, say("Move a customer out, or a new one in"))
    ways = top.add_subparsers(metavar=say("GESTURE"), required=True, parser_class=type(top))

    made = command("out", move_out, say("End a contract with its final invoice"), ways)
    made.add_argument("contract", metavar="CONTRACT")
    _figures(made)
    made.add_argument("--simulate", action="store_true")
    back = made.add_mutually_exclusive_group()
    back.add_argument("--refund", action="store_true")
    back.add_argument("--keep", action="store_true")
    made.add_argument("--account", default="", metavar="IBAN")
    made.add_argument("--holder", default="", metavar="NAME")
    made.add_argument("--approved-by", default="", metavar="AGENT")
    made.add_argument("--send-to", default="", metavar="ADDRESS")

    made = command("in", move_in, say("Open a contract at a free service point"), ways)
    made.add_argument("point", metavar="METER|CONTRACT")
    _figures(made)
    made.add_argument("--name", required=True)
    made.add_argument("--name-alt", default="", metavar="NAME")
    made.add_argument("--body", action="store_true")
    made.add_argument("--phone", default="")
    made.add_argument("--email", default="")
    made.add_argument("--speaks", choices=LANGUAGES, default="")
    made.add_argument("--category", default="", metavar="C")
    made.add_argument("--account", default="", metavar="IBAN")
    made.add_argument("--holder", default="", metavar="NAME")
    made.add_argument("--no-debit", action="store_true")


def _figures(made: Any) -> None:
    made.add_argument("--on", type=read_day, required=True, metavar="DATE")
    made.add_argument(
        "--index", type=_read_figure, action="append", default=[], metavar="[METER=]INDEX"
    )
    made.add_argument("--confirm", action="store_true")
    made.add_argument("--operation", default="", metavar="ID")


def move_out(call: Call) -> Answer:
    from desktop_app.services import moving

    asked = call.arguments
    with call.counter() as counter:
        command = moving.MoveOut(
            contract=asked.contract,
            on=asked.on,
            figures=_named(asked.index, lambda: _meters_of(counter, asked.contract)),
            operation=call.operation,
            confirmed=asked.confirm,
            refund=asked.refund,
            account=asked.account,
            holder=asked.holder,
            approved_by=asked.approved_by,
            send_to=asked.send_to.replace(";", "\n"),
        )
        made = (moving.preview if asked.simulate else moving.move_out)(counter, command)
        rules = counter.rules
    data = {
        "contract": made.invoice.customer.contract,
        "on": day(asked.on),
        "simulated": asked.simulate,
        "invoice": shapes.invoice(made.invoice, rules, call.texts),
        "owed": money(made.owed),
        "credit": money(made.credit),
        "refund": made.refund or None,
        "refunded": money(made.refunded),
        "schedule": made.schedule or None,
        "arrangements": [{"number": n, "left": money(left)} for n, left in made.arrangements],
    }
    return Answer(data, _out_lines(call, made, rules.currency, simulated=asked.simulate))


def _out_lines(call: Call, made: MovedOut, currency: str, *, simulated: bool) -> list[str]:
    texts, say = call.texts, call.texts.say
    rows = [
        (
            made.invoice.number or say("Final invoice"),
            texts.money(made.invoice.bill.total, currency),
        )
    ]
    rows += [
        (label, texts.money(amount, currency))
        for label, amount in (
            (say("Still owed"), made.owed),
            (say("Kept as credit"), made.credit),
            (say("To transfer to the customer"), made.refunded),
        )
        if amount
    ]
    lines = [say("A simulation: nothing was written.")] if simulated else []
    lines += table(rows, right=(1,))
    if made.schedule:
        lines.append(say("Monthly debit {number} stops.", number=made.schedule))
    lines += [
        say(
            "Arrangement {number} goes on: {left} left to pay.",
            number=number,
            left=texts.money(left, currency),
        )
        for number, left in made.arrangements
    ]
    return lines


def move_in(call: Call) -> Answer:
    from desktop_app.services import moving_in

    asked = call.arguments
    with call.counter() as counter:
        made = moving_in.move_in(
            counter,
            moving_in.MoveIn(
                point=asked.point,
                on=asked.on,
                figures=_named(
                    asked.index,
                    lambda: tuple(m.meter for m in moving_in.point(counter, asked.point).meters),
                ),
                name=asked.name,
                operation=call.operation,
                name_alt=asked.name_alt,
                body=asked.body,
                phone=asked.phone,
                email=asked.email,
                language=asked.speaks,
                category=asked.category,
                account=asked.account,
                holder=asked.holder,
                debit=not asked.no_debit,
                confirmed=asked.confirm,
            ),
        )
        currency = counter.rules.currency
    data = plain(made) | {
        "instalment": money(made.instalment),
        "rum": made.rum or None,
        "schedule": made.schedule or None,
    }
    return Answer(data, _in_lines(call, made, currency))


def _in_lines(call: Call, made: MovedIn, currency: str) -> list[str]:
    texts, say = call.texts, call.texts.say
    lines = [
        say(
            "Contract {contract} is open for {name} from {day}.",
            contract=made.contract,
            name=made.name,
            day=texts.date(made.on),
        ),
        say("First invoice: up to {day}, pro rata.", day=texts.date(made.first_bill)),
    ]
    if made.first_debit is not None:
        lines.append(
            say(
                "Monthly debit {number}: {amount} a month, the first on {day}.",
                number=made.schedule,
                amount=texts.money(made.instalment, currency),
                day=texts.date(made.first_debit),
            )
        )
    return lines


def _read_figure(text: str) -> tuple[str, int]:
    serial, _, figure = text.rpartition("=")
    return serial.strip(), read_volume(figure)


def _named(
    figures: list[tuple[str, int]], meters: Callable[[], tuple[str, ...]]
) -> tuple[tuple[str, int], ...]:
    """The figures with their meters: one without a name is for the only meter in place."""
    if all(serial for serial, _ in figures):
        return tuple(figures)
    held = meters()
    if len(held) > 1:
        raise NotOfThisPoint(meters=held)
    return tuple((serial or (held[0] if held else ""), index) for serial, index in figures)


def _meters_of(counter: Counter, contract: str) -> tuple[str, ...]:
    from desktop_app.services import dossier

    shown = dossier.show(counter, contract)
    return tuple(m.serial for m in shown.meters if m.removed_on is None)
