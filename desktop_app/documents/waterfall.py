"""The steps from one amount to another: whole bars at both ends, between them what adds (filled) or takes (hatched)."""

from __future__ import annotations

from typing import NamedTuple

from .chart import hatched
from .letterhead import accent
from .page import INK, RULE, SOFT, Pen, Style
from .text import REGULAR, SEMIBOLD
from .voice import Voice

_VALUE, _LABEL = Style(SEMIBOLD, 6.6, INK), Style(REGULAR, 6.6, SOFT)


class Stair(NamedTuple):
    """One bar from `start` to `end` in cents; `whole` stands on the ground; `value` is written above it."""

    label: str
    value: str
    start: int
    end: int
    whole: bool = False


def draw_waterfall(
    pen: Pen, voice: Voice, x: float, y: float, width: float, height: float, stairs: list[Stair]
) -> float:
    """The bars in this rectangle, from the side one reads from; gives the y below."""
    colours = accent(voice.rules)
    labels, values = 22.0, 10.0
    floor, ceiling = y + height - labels, y + values
    low = min(0, *(min(s.start, s.end) for s in stairs))
    high = max(1, *(max(s.start, s.end) for s in stairs))
    scale = (floor - ceiling) / (high - low)

    def at(cents: int) -> float:
        return floor - (cents - low) * scale

    slot = width / len(stairs)
    wide = min(slot * 0.64, 46.0)
    for n, stair in enumerate(stairs):
        left = x + n * slot + (slot - wide) / 2
        top, bottom = at(max(stair.start, stair.end)), at(min(stair.start, stair.end))
        tall = max(bottom - top, 0.8)
        if stair.whole:
            pen.box(left, top, wide, tall, fill=colours.dark)
        elif stair.end < stair.start:
            hatched(pen, left, top, wide, tall, colours.main)
        else:
            pen.box(left, top, wide, tall, fill=colours.main)
        pen.text(x + n * slot, top - 9, stair.value, _VALUE, width=slot, align="middle")
        if n + 1 < len(stairs):
            line = at(stair.end)
            pen.rule(left + wide, line, slot - wide, colour=SOFT, weight=0.5, dash="2 2")
        pen.block(
            x + n * slot + 1, floor + 2, stair.label, _LABEL, slot - 2, limit=2, align="middle"
        )
    pen.rule(x, at(0), width, colour=RULE, weight=0.7)
    return y + height
