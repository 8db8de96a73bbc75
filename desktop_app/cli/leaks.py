"""The command `leak`: abnormal volumes found, told, proved, capped or rejected, each step in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.domain.leak import CAUSES, CHANNELS
from desktop_app.settings import LANGUAGES

from .call import Answer, Call, table
from .parser import read_day
from .shapes import day, money

if TYPE_CHECKING:
    from desktop_app.domain.leak import LeakFile


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    top = command("leak", board, say("Leak files: list, open, notify, certificate, cap"))
    top.set_defaults(closed=False)
    steps = top.add_subparsers(metavar=say("STEP"), parser_class=type(top))

    made = command("list", board, say("Leak files under way and suspected leaks"), steps)
    made.add_argument("--closed", action="store_true")

    made = command("show", show, say("One leak file whole"), steps)
    _key(made)

    made = command("open", open_file, say("Open a leak file on the newest volume"), steps)
    made.add_argument("contract", metavar="CONTRACT")
    _operation(made)

    made = command("notify", notify, say("Note that the customer was told, and print"), steps)
    _key(made)
    made.add_argument("--channel", choices=CHANNELS, default="invoice")
    made.add_argument("--on", type=read_day, metavar="DATE")
    made.add_argument("--out", type=Path, metavar="FILE.pdf")
    _operation(made)

    made = command("certificate", certificate, say("Receive a plumber's certificate"), steps)
    _key(made)
    made.add_argument("--repaired", type=read_day, required=True, metavar="DATE")
    made.add_argument("--location", required=True, metavar="TEXT")
    made.add_argument("--plumber", default="", metavar="NAME")
    made.add_argument("--cause", choices=CAUSES, default="pipe")
    made.add_argument("--on", type=read_day, metavar="DATE")
    made.add_argument("--approved-by", default="", metavar="AGENT")
    _operation(made)

    made = command("meter", meter, say("The customer asks for a check of the meter"), steps)
    _key(made)
    made.add_argument("--on", type=read_day, metavar="DATE")
    made.add_argument("--approved-by", default="", metavar="AGENT")
    _operation(made)

    made = command("check", check, say("Note the check of the certificate or the meter"), steps)
    _key(made)
    made.add_argument("--meter", choices=("right", "faulty"), default="")
    made.add_argument("--note", default="", metavar="TEXT")
    made.add_argument("--on", type=read_day, metavar="DATE")
    _operation(made)

    made = command("cap", cap, say("Cap the bill: credit note and new invoice"), steps)
    _key(made)
    made.add_argument("--not-informed", action="store_true")
    made.add_argument("--simulate", action="store_true")
    _operation(made)

    made = command("reject", reject, say("End a leak file without a capped bill"), steps)
    _key(made)
    made.add_argument("--reason", required=True, metavar="TEXT")
    _operation(made)


def board(call: Call) -> Answer:
    from desktop_app.services import leaks

    with call.counter() as counter:
        found = leaks.board(counter, closed=call.arguments.closed)
    texts = call.texts
    data = {
        "leaks": [_shape(one) for one in found.files],
        "suspected": [
            {
                "contract": one.contract,
                "name": one.name,
                "meter": one.meter,
                "on": day(one.on),
                "volume": one.volume,
            }
            for one in found.suspected
        ],
    }
    rows = [
        (
            one.case.number,
            one.case.contract,
            one.case.name,
            texts.quantity(one.case.volume, one.case.unit),
            texts.say(one.state.value, context="leak state"),
            texts.date(one.deadline) if one.deadline else "",
        )
        for one in found.files
    ]
    lines = table(rows, right=(3,))
    if found.suspected:
        lines += ["", texts.say("Suspected leaks without a file")]
        lines += table(
            [
                (one.contract, one.name, texts.number(one.volume), texts.date(one.on))
                for one in found.suspected
            ],
            right=(2,),
        )
    return Answer(data, lines or [texts.say("Nothing found.")])


def show(call: Call) -> Answer:
    from desktop_app.services import leaks

    with call.counter() as counter:
        return _answer(call, leaks.file(counter, call.arguments.key))


def open_file(call: Call) -> Answer:
    from desktop_app.services import leaks

    asked = call.arguments
    with call.counter() as counter:
        return _answer(call, leaks.open_file(counter, asked.contract, operation=call.operation))


def notify(call: Call) -> Answer:
    from desktop_app.services import leak_letters, leaks

    asked = call.arguments
    printed = None
    with call.counter() as counter:
        made = leaks.notify(
            counter, asked.key, channel=asked.channel, on=asked.on, operation=call.operation
        )
        if asked.out is not None:
            printed = leak_letters.write(
                counter,
                made.case.number,
                out=asked.out,
                language=asked.lang if asked.lang in LANGUAGES else None,
            )
    answer = _answer(call, made)
    if printed is None:
        return answer
    letter = {"path": str(printed.path), "copy": printed.copy, "pages": printed.pages}
    return Answer({**answer.data, "letter": letter}, [*answer.lines, str(printed.path)])


def certificate(call: Call) -> Answer:
    from desktop_app.services import leaks

    asked = call.arguments
    with call.counter() as counter:
        made = leaks.certificate(
            counter,
            asked.key,
            plumber=asked.plumber,
            location=asked.location,
            repaired_on=asked.repaired,
            cause=asked.cause,
            on=asked.on,
            approved_by=asked.approved_by,
            operation=call.operation,
        )
    return _answer(call, made)


def meter(call: Call) -> Answer:
    from desktop_app.services import leaks

    asked = call.arguments
    with call.counter() as counter:
        made = leaks.ask_meter_check(
            counter,
            asked.key,
            on=asked.on,
            approved_by=asked.approved_by,
            operation=call.operation,
        )
    return _answer(call, made)


def check(call: Call) -> Answer:
    from desktop_app.services import leaks

    asked = call.arguments
    with call.counter() as counter:
        made = leaks.check(
            counter,
            asked.key,
            meter=asked.meter,
            note=asked.note,
            on=asked.on,
            operation=call.operation,
        )
    return _answer(call, made)


def cap(call: Call) -> Answer:
    from desktop_app.services import leak_capping

    asked = call.arguments
    with call.counter() as counter:
        if asked.simulate:
            made = leak_capping.simulate(counter, asked.key, not_informed=asked.not_informed)
        else:
            made = leak_capping.cap(
                counter, asked.key, not_informed=asked.not_informed, operation=call.operation
            )
        currency = counter.rules.currency
    answer, texts = _answer(call, made.file), call.texts
    data = {
        **answer.data,
        "why": made.why.value,
        "before": money(made.before),
        "after": money(made.after),
        "saved": money(made.saved),
        "credited": made.invoice,
        "credit_note": made.credit_note or None,
        "new_invoice": made.new_invoice or None,
    }
    rows = [
        (texts.say("Invoice {number}", number=made.invoice), texts.money(made.before, currency)),
        (texts.say("Capped bill") + f" {made.new_invoice}", texts.money(made.after, currency)),
        (texts.say("Given back"), texts.money(made.saved, currency)),
    ]
    return Answer(data, [*answer.lines, *table(rows, right=(1,))])


def reject(call: Call) -> Answer:
    from desktop_app.services import leaks

    asked = call.arguments
    with call.counter() as counter:
        return _answer(
            call,
            leaks.reject(counter, asked.key, reason=asked.reason, operation=call.operation),
        )


def _answer(call: Call, made: LeakFile) -> Answer:
    texts, case = call.texts, made.case
    rows = [
        (texts.say("Leak file"), case.number),
        (texts.say("Contract"), f"{case.contract} {case.name}"),
        (texts.say("Volume read"), texts.quantity(case.volume, case.unit)),
        (texts.say("Usual volume"), texts.quantity(case.mean.whole, case.unit)),
        (texts.say("State"), texts.say(made.state.value, context="leak state")),
    ]
    if made.deadline is not None:
        rows.append((texts.say("Last day to answer"), texts.date(made.deadline)))
    return Answer(_shape(made), table(rows))


def _shape(made: LeakFile) -> dict[str, Any]:
    case = made.case
    return {
        "number": case.number,
        "contract": case.contract,
        "name": case.name,
        "meter": case.meter,
        "from": day(case.start),
        "to": day(case.end),
        "volume": case.volume,
        "mean": case.mean.whole,
        "mean_of": {"total": case.mean.total, "count": case.mean.count, "source": case.mean.source},
        "limit": case.limit,
        "invoice": case.invoice or None,
        "opened": day(case.opened_on),
        "state": made.state.value,
        "notified": day(made.notified.on) if made.notified else None,
        "deadline": day(made.deadline),
        "answer_due": day(made.answer_due),
        "events": [
            {
                "state": event.state.value,
                "on": day(event.on),
                "agent": event.agent,
                "reason": event.reason,
                **event.facts,
            }
            for event in made.events
        ],
    }


def _key(made: Any) -> None:
    made.add_argument("key", metavar="FILE|CONTRACT")


def _operation(made: Any) -> None:
    made.add_argument("--operation", default="", metavar="ID")
