"""Commands around meters: exchange one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop_app.domain.record import plain

from .call import Answer, Call
from .parser import read_day, read_volume


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
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
