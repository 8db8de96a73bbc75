"""Estimates in words: the method's name and the readings it rests on, the same on paper, screen and command line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.domain.invoice import Estimate

    from . import Texts


def method(texts: Texts, code: str) -> str:
    """The wording of an estimation method."""
    match code:
        case "half-of-last-year":
            return texts.say("half of last year's consumption")
        case "two-year-mean":
            return texts.say("mean of the same period in the two previous years")
        case "last-year":
            return texts.say("same period of last year")
        case "previous-period":
            return texts.say("consumption of the previous period")
        case "twelve-month-mean":
            return texts.say("mean of the last twelve months")
        case "zone":
            return texts.say("mean of comparable homes in the zone")
        case "minimum":
            return texts.say("minimum billed without any history")
        case "suggested":
            return texts.say("most likely volume by the meter's own history")
    return code


def sources(texts: Texts, made: Estimate, unit: str) -> str:
    """The volumes it rests on with their periods, last days included; empty without any."""
    return texts.say("list separator").join(
        texts.say(
            "{volume} from {start} to {end}",
            volume=texts.quantity(volume, unit),
            start=texts.date(start),
            end=texts.date(end - timedelta(days=1)),
        )
        for start, end, volume in made.sources
    )


def band(texts: Texts, made: Estimate) -> str:
    """The honesty band in words; empty without one."""
    if made.low is None or made.high is None:
        return ""
    return texts.say(
        "four times out of five between {low} and {high}",
        low=texts.number(made.low),
        high=texts.number(made.high),
    )


def explained(texts: Texts) -> str:
    """The suggestion in one sentence for the customer."""
    return texts.say(
        "the mean of the two lowest of four marks of this meter, brought to the same season and length: the latest"
        " period, the last three on average, the middle one of two years, the same period of these years; with a short"
        " history, nearer to comparable homes"
    )
