"""A figure judged as it is typed: what passed, how grave it is, and the word for it; recording judges by every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.texts import Texts, iso

if TYPE_CHECKING:
    from desktop_app.services.readings import Expected, ReadingTaken


def band(expected: Expected) -> tuple[int, int]:
    """The usual volumes, from the figures the dial should show."""
    dial = 10**expected.digits
    low = (expected.low - expected.last_index) % dial
    return low, low + (expected.high - expected.low) % dial


def unknown(expected: Expected) -> bool:
    """Whether nothing is known to compare with."""
    return expected.low == expected.high == expected.last_index and not expected.mean


def figure(expected: Expected | None, index: int | None, suffix: str) -> int | None:
    """The index to record: the one typed, or for a lone E the one the operator's estimate leads to."""
    if index is None and suffix == "E" and expected and expected.legal:
        return int((expected.last_index + expected.legal.volume) % 10**expected.digits)
    return index


def grade(texts: Texts, expected: Expected, index: int | None, suffix: str) -> tuple[int, str, str]:
    """(volume, ok | info | warn | danger, word) of what is typed."""
    say, dial = texts.say, 10**expected.digits
    high = band(expected)[1]
    if suffix == "E" or index is None:
        volume = expected.legal.volume if expected.legal else 0
        return volume, "info", say("Estimate proposed")
    last = expected.last_index
    if index >= dial:
        return index - last, "danger", say("More digits than the dial has")
    if expected.last_kind == "estimated" and index < last and suffix != "R":
        return index - last, "warn", say("Below the estimate, which it replaces")
    over = suffix == "R" or (index < last and (index - last) % dial <= 2 * max(high, 1))
    volume = (index - last) % dial if over else index - last
    return volume, *_size(texts, expected, volume, over)


def told(texts: Texts, reading: ReadingTaken, unit: str) -> tuple[str, str]:
    """What was recorded and what it calls for, in words; "warn" when something is left to do, else "ok"."""
    say = texts.say
    words = [
        say(
            "Index {index} recorded: {volume}",
            index=texts.number(reading.index),
            volume=texts.quantity(reading.volume, unit),
        )
    ]
    if reading.letter:
        words.append(say("the customer is to be told in writing"))
    if reading.cancelled_estimates:
        words.append(
            texts.count(
                "{n} estimate replaced", "{n} estimates replaced", reading.cancelled_estimates
            )
        )
    if reading.to_correct:
        words.append(
            say(
                "billed too much on estimates: {invoices}",
                invoices=say("list separator").join(iso(n) for n in reading.to_correct),
            )
        )
    if reading.action in ("field", "case"):
        words.append(say(reading.action, context="escalation"))
    left = reading.letter or reading.to_correct
    return "  ·  ".join(words), "warn" if left else "ok"


def _size(texts: Texts, expected: Expected, volume: int, over: bool) -> tuple[str, str]:
    say = texts.say
    low, high = band(expected)
    if volume < 0:
        return "danger", say("Below the last index")
    if unknown(expected):
        return "info", say("Nothing to compare with yet")
    if expected.stop_above is not None and volume > expected.stop_above:
        return "danger", say("More than twice the usual")
    if volume > expected.inform_above:
        return "warn", say("Much more than usual")
    if volume > high:
        return "warn", say("More than usual")
    if volume == 0 and expected.mean > 0:
        return "warn", say("Nothing used")
    if volume < low:
        return "warn", say("Less than usual")
    if over:
        return "info", say("The dial went over the top")
    return "ok", say("As usual")
