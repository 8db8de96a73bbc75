"""The command `estimate`: what a meter will show without reading it, and how well estimates do on real bills."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.texts import estimates as wording

from .call import Answer, Call, Unclear, table
from .parser import read_day

if TYPE_CHECKING:
    from decimal import Decimal

    from desktop_app.services.estimates import Estimated
    from desktop_app.texts import Texts

REPLAY = "evaluate"


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    made = command("estimate", estimate, say("Estimate a meter, or replay a file of real bills"))
    made.add_argument("contract", metavar=f"CONTRACT|{REPLAY}")
    made.add_argument("file", type=Path, nargs="?", metavar="FILE")
    made.add_argument("--to", type=read_day, metavar="DATE")
    made.add_argument("--meter")


def estimate(call: Call) -> Answer:
    asked = call.arguments
    if asked.contract == REPLAY:
        if asked.file is None:
            raise Unclear("estimate evaluate FILE")
        return _replayed(call, asked.file)
    if asked.file is not None or asked.to is None:
        raise Unclear("estimate CONTRACT --to DATE")
    from desktop_app.services import estimates

    with call.counter() as counter:
        found = estimates.estimate(counter, asked.contract, to=asked.to, meter=asked.meter)
    shapes = [_shape(one) for one in found]
    lines = [line for one in found for line in _lines(one, call.texts)]
    return Answer({**shapes[0], "meters": shapes}, lines)


def _shape(one: Estimated) -> dict[str, Any]:
    made, honest = one.legal, one.suggested
    return {
        "contract": one.contract,
        "meter": one.meter,
        "service": one.service,
        "unit": one.unit,
        "from": one.start.isoformat(),
        "to": one.end.isoformat(),
        "legal": {
            "method": made.method,
            "volume": made.volume,
            "low": made.low,
            "high": made.high,
            "sources": [
                {"from": start.isoformat(), "to": end.isoformat(), "volume": volume}
                for start, end, volume in made.sources
            ],
        },
        "suggested": None
        if honest is None
        else {"volume": honest.volume, "low": honest.low, "high": honest.high},
    }


def _lines(one: Estimated, texts: Texts) -> list[str]:
    say = texts.say
    rows = [
        (say("Meter"), one.meter),
        (
            say("Period"),
            say("{start} to {end}", start=texts.date(one.start), end=texts.date(one.end)),
        ),
        (
            say("Estimate to bill"),
            say(
                "{volume}, {method}",
                volume=texts.quantity(one.legal.volume, one.unit),
                method=wording.method(texts, one.legal.method),
            ),
        ),
        (say("It rests on"), wording.sources(texts, one.legal, one.unit)),
    ]
    if one.suggested is not None:
        likely = texts.quantity(one.suggested.volume, one.unit)
        rows.append((say("Most likely"), f"{likely}, {wording.band(texts, one.suggested)}"))
        rows.append((say("How the likely volume is found"), wording.explained(texts)))
    return table(rows)


def _replayed(call: Call, file: Path) -> Answer:
    from desktop_app.domain.record import plain
    from desktop_app.services import estimates

    made = estimates.evaluate(file)
    data = _numbers(plain(made))
    texts, say = call.texts, call.texts.say
    percent = texts.percent
    rows = [
        (
            say(name, context="replay"),
            percent(_hundred(found.weighted_error)),
            percent(_hundred(found.median_error)),
        )
        for name, found in made.methods.items()
    ]
    facts = [
        (say("Bills replayed"), texts.number(made.bills)),
        (say("of them several bills of one month joined"), texts.number(made.joined)),
        (say("Bills within the band"), percent(_hundred(made.coverage))),
        (say("False alarms"), percent(_hundred(made.alarms.false))),
        (say("Leaks added to the bill caught"), percent(_hundred(made.alarms.caught))),
        (
            say("Leaks of 2 to 5 times the bill caught"),
            percent(_hundred(made.alarms.caught_multiplied)),
        ),
    ]
    aside = [
        (say(why, context="set aside"), texts.number(n)) for why, n in made.set_aside.items() if n
    ]
    head = [("", say("weighted error"), say("median error"))]
    lines = [
        *table([*head, *rows], right=(1, 2)),
        *table(facts, right=(1,)),
        *([say("Set aside"), *table(aside, right=(1,))] if aside else []),
    ]
    return Answer(data, lines)


def _hundred(share: Decimal) -> Decimal:
    return share * 100


def _numbers(value: Any) -> Any:
    """Rates as JSON numbers; everything else as it is."""
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, str):
        return float(value)
    return value
