"""Commands around meters: exchange one, record a file of readings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_app.domain.record import plain
from desktop_app.texts import bare

from .call import Answer, Call, table

if TYPE_CHECKING:
    from desktop_app.services.rounds_import import Rejected
    from desktop_app.texts import Texts


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    from .parser import read_day, read_volume

    made = command("exchange", exchange, say("Exchange a meter"))
    made.add_argument("contract", metavar="CONTRACT")
    old = made.add_mutually_exclusive_group(required=True)
    old.add_argument("--old-index", type=read_volume, metavar="INDEX")
    old.add_argument("--unreadable", action="store_true")
    made.add_argument("--serial", required=True)
    made.add_argument("--new-index", type=read_volume, default=0, metavar="INDEX")
    made.add_argument("--on", type=read_day, required=True, metavar="DATE")
    made.add_argument("--meter")
    made.add_argument("--digits", type=int)
    made.add_argument("--confirm", action="store_true")
    made.add_argument("--operation", default="", metavar="ID")


def exchange(call: Call) -> Answer:
    from desktop_app.services import meters

    asked = call.arguments
    with call.counter() as counter:
        made = meters.exchange(
            counter,
            meters.ExchangeMeter(
                contract=asked.contract,
                old_index=asked.old_index,
                serial=asked.serial,
                new_index=asked.new_index,
                on=asked.on,
                meter=asked.meter,
                digits=asked.digits,
                confirmed=asked.confirm,
                operation=call.operation,
            ),
        )
    texts = call.texts
    said = texts.say(
        "Meter {old} taken out at {last}, meter {new} put in at {first}, on {day}.",
        old=made.old_meter,
        last=texts.number(made.old_index),
        new=made.meter,
        first=texts.number(made.new_index),
        day=texts.date(made.on),
    )
    return Answer(plain(made), [said])


def import_readings(call: Call) -> Answer:
    from desktop_app.services import rounds_import

    asked = call.arguments
    with call.counter() as counter:
        made = rounds_import.import_readings(
            counter,
            asked.file,
            dry_run=asked.dry_run,
            set_aside=asked.set_aside,
            confirmed=asked.confirm,
        )
    texts = call.texts
    rejected = [
        {"line": r.line, "reason": r.reason, "message": bare(_why(r, texts)), "text": r.raw}
        for r in made.rejected
    ]
    data = {
        "number": made.number,
        "file": made.file,
        "dry_run": made.dry_run,
        "lines": made.lines,
        "accepted": made.accepted,
        "identical": made.identical,
        "rejected": rejected,
        "anomalies": dict(made.anomalies),
        "letters": made.letters,
        "to_correct": list(made.to_correct),
        "from": made.first.isoformat() if made.first else None,
        "to": made.last.isoformat() if made.last else None,
    }
    counts = [
        (texts.say("Lines"), texts.number(made.lines)),
        (texts.say("Readings taken"), texts.number(made.accepted)),
        (texts.say("Known already"), texts.number(made.identical)),
        (texts.say("Cannot stand"), texts.number(len(made.rejected))),
        (texts.say("Customers to inform"), texts.number(made.letters)),
        (texts.say("Invoices to correct"), texts.number(len(made.to_correct))),
    ]
    lines = table(counts, right=(1,))
    if made.number:
        lines.append(f"guichet import undo {made.number}")
    if made.dry_run:
        lines = [texts.say("A dry run: nothing was written."), *lines]
    told = table([(texts.number(r.line), _why(r, texts)) for r in made.rejected], right=(0,))
    return Answer(data, [*lines, *told])


def undo_import(call: Call) -> Answer:
    from desktop_app.services import rounds_undo

    with call.counter() as counter:
        made = rounds_undo.undo(counter, call.arguments.number)
    said = call.texts.say(
        "Import {number} is taken back: {cancelled} readings cancelled, {restored} estimates hold again.",
        number=made.number,
        cancelled=made.cancelled,
        restored=made.restored,
    )
    return Answer(plain(made), [said])


def list_imports(call: Call) -> Answer:
    from desktop_app.services import rounds_undo

    with call.counter() as counter:
        rows = rounds_undo.imports(counter)
    texts = call.texts
    lines = [
        (
            r.number,
            texts.date(r.on),
            r.file,
            texts.number(r.accepted),
            texts.say("Taken back on {date}", date=texts.date(r.undone_on)) if r.undone_on else "",
        )
        for r in rows
    ]
    return Answer({"imports": plain(rows)}, table(lines, right=(3,)))


def _why(rejected: Rejected, texts: Texts) -> str:
    if rejected.news is not None:
        return texts.bad_news(rejected.news)
    return texts.say(rejected.reason, context="set aside")
