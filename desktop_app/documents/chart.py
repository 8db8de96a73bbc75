"""The consumption chart of an invoice: up to thirteen bars, estimated ones hatched so that no colour is needed."""

from __future__ import annotations

from desktop_app.domain.invoice import Bar
from desktop_app.texts import Texts

from .page import INK, REGULAR, RULE, SEMIBOLD, SOFT, Pen, Style, rgb
from .voice import Voice

MOST = 13
_VALUE, _LABEL = Style(SEMIBOLD, 5.6, INK), Style(REGULAR, 5.4, SOFT)
_CAPTION = Style(REGULAR, 6, SOFT)


def draw_chart(
    pen: Pen,
    voice: Voice,
    x: float,
    y: float,
    width: float,
    height: float,
    bars: tuple[Bar, ...],
    *,
    colour: str,
) -> None:
    """The last thirteen bars in this rectangle: values above, months below, mean dashed, legend last."""
    shown = bars[-MOST:]
    if not shown:
        return
    legend, labels, values = 11.0, 15.5, 9.0
    floor = y + height - legend - labels
    room = floor - y - values
    top = max((bar.volume for bar in shown), default=0) or 1
    slot = width / max(len(shown), 6)
    bar_width = min(slot * 0.62, 22)
    names = _names(pen, voice.main, shown, slot)
    pen.rule(x, floor, width, colour=RULE, weight=0.6)
    year = None
    for n, bar in enumerate(shown):
        start = x + n * slot + (slot - bar_width) / 2
        tall = max(room * max(bar.volume, 0) / top, 0.8)
        if bar.estimated:
            _hatched(pen, start, floor - tall, bar_width, tall, colour)
        else:
            pen.box(start, floor - tall, bar_width, tall, fill=colour)
        pen.text(
            x + n * slot,
            floor - tall - 8.2,
            voice.main.number(bar.volume),
            _VALUE,
            width=slot,
            align="middle",
        )
        pen.text(x + n * slot, floor + 1, names[n], _LABEL, width=slot, align="middle")
        if year is None or bar.end.year != year:
            year = (bar.start if len(names[n]) < 6 else bar.end).year
            pen.text(x + n * slot, floor + 7.6, str(year), _LABEL, width=slot, align="middle")
    mean = sum(max(bar.volume, 0) for bar in shown) / len(shown)
    level = floor - room * mean / top
    pen.rule(x, level, width, colour=INK, weight=0.6, dash="3 2")
    _legend(pen, voice, x, y + height - legend + 2, width, colour, any(b.estimated for b in shown))


def _legend(
    pen: Pen, voice: Voice, x: float, y: float, width: float, colour: str, hatched: bool
) -> None:
    at = x
    entries = [("solid", voice.say("read", context="chart"))]
    if hatched:
        entries.append(("hatched", voice.say("estimated", context="chart")))
    entries.append(("mean", voice.say("mean", context="chart")))
    for kind, said in entries:
        if kind == "solid":
            pen.box(at, y + 1.6, 7, 5.4, fill=colour)
        elif kind == "hatched":
            _hatched(pen, at, y + 1.6, 7, 5.4, colour)
        else:
            pen.rule(at, y + 4.4, 9, colour=INK, weight=0.6, dash="3 2")
        text = " / ".join(p.text for p in said)
        at += 12 + pen.text(at + 11, y, text, _CAPTION) + 9


def _names(pen: Pen, texts: Texts, bars: tuple[Bar, ...], slot: float) -> list[str]:
    """Month names where they all fit, else month numbers; a longer period names its first and last month."""
    months = [
        texts.month(bar.start, short=True).split("\u00a0")[0] if _one_month(bar) else ""
        for bar in bars
    ]
    if all(months) and max(pen.wide(m, _LABEL) for m in months) <= slot - 1:
        return months
    return [
        f"{bar.start:%m}"
        if _one_month(bar)
        else f"\u2066{bar.start:%m}\u2013{_last(bar):02d}\u2069"
        for bar in bars
    ]


def _one_month(bar: Bar) -> bool:
    return (bar.end - bar.start).days <= 45


def _last(bar: Bar) -> int:
    """The month number of the last day of the bar."""
    return bar.end.month if bar.end.day > 1 else (bar.end.month - 2) % 12 + 1


def _hatched(pen: Pen, x: float, y: float, width: float, height: float, colour: str) -> None:
    left = pen.left(x, width)
    bottom = -y - height
    lines = []
    step = 2.6
    at = -height
    while at < width:
        lines.append(
            f"{left + at:.2f} {bottom:.2f} m {left + at + height:.2f} {bottom + height:.2f} l"
        )
        at += step
    outline = f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re"
    pen.raw(
        f"q 1 1 1 rg {outline} f {outline} W n {rgb(colour)} RG 0.7 w {' '.join(lines)} S Q "
        f"{rgb(colour)} RG 0.6 w {outline} S"
    )
