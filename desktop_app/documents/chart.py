"""The consumption chart of an invoice: up to thirteen bars, estimated ones hatched so that no colour is needed."""

from __future__ import annotations

from desktop_app.domain.invoice import Bar
from desktop_app.texts import Texts, iso

from .letterhead import accent
from .page import INK, RULE, SOFT, WHITE, Pen, Style, rgb
from .text import REGULAR, SEMIBOLD
from .voice import Voice

MOST = 13
_A_YEAR_DAYS = 300
_VALUE, _LABEL = Style(SEMIBOLD, 5.6, INK), Style(REGULAR, 5.4, SOFT)
_CAPTION, _TITLE = Style(REGULAR, 6, SOFT), Style(SEMIBOLD, 6.8, SOFT)


def draw_charts(
    pen: Pen, voice: Voice, x: float, y: float, width: float, height: float, bars: tuple[Bar, ...]
) -> float:
    """One chart per metered service side by side, with one legend below; gives the height used."""
    services = {s.code: s for s in voice.rules.services}
    codes = list(dict.fromkeys(bar.service for bar in bars))
    colours = accent(voice.rules)
    wide = (width - 14 * (len(codes) - 1)) / len(codes)
    for n, code in enumerate(codes):
        left = x + n * (wide + 14)
        if code in services:
            unit = {"m3": "m³"}.get(services[code].unit, services[code].unit)
            label = f"{voice.main.label(services[code].labels)} ({iso(unit)})"
            pen.text(left, y, label, _TITLE, width=wide)
        part = tuple(bar for bar in bars if bar.service == code)
        colour = (colours.main, colours.dark)[n % 2]
        draw_chart(pen, voice, left, y + 10, wide, height - 21, part, colour=colour)
    _legend(pen, voice, x, y + height - 10, colours.main, any(bar.estimated for bar in bars))
    return height


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
    """The last thirteen bars in this rectangle: values above, months below, the mean dashed."""
    shown = bars[-MOST:]
    if not shown:
        return
    labels, values = 15.0, 9.0
    floor = y + height - labels
    room = floor - y - values
    top = max((bar.volume for bar in shown), default=0) or 1
    slot = width / max(len(shown), 6)
    bar_width = min(slot * 0.62, 22)
    names = _names(pen, voice.main, shown, slot)
    mean = sum(max(bar.volume, 0) for bar in shown) / len(shown)
    pen.rule(x, floor - max(room * mean / top, 0), width, colour=INK, weight=0.6, dash="3 2")
    pen.rule(x, floor, width, colour=RULE, weight=0.6)
    written = _written(pen, voice.main, shown, slot)
    year = None
    for n, bar in enumerate(shown):
        start = x + n * slot + (slot - bar_width) / 2
        tall = max(room * max(bar.volume, 0) / top, 0.8)
        if bar.estimated:
            hatched(pen, start, floor - tall, bar_width, tall, colour)
        else:
            pen.box(start, floor - tall, bar_width, tall, fill=colour)
        if n in written:
            value = voice.main.number(bar.volume)
            wide = pen.wide(value, _VALUE)
            left = x + n * slot + (slot - wide) / 2
            pen.box(left - 0.6, floor - tall - 7, wide + 1.2, 6.2, fill=WHITE)
            pen.text(left, floor - tall - 8.2, value, _VALUE)
        pen.text(x + n * slot, floor + 1, names[n], _LABEL, width=slot, align="middle")
        of = bar.named_by.year
        if of != year:
            year = of
            left = x + n * slot + (slot - 16) / 2
            pen.text(left, floor + 7.4, str(year), _LABEL, width=16, align="middle")


def _written(pen: Pen, texts: Texts, bars: tuple[Bar, ...], slot: float) -> set[int]:
    """The bars whose value is written: all where they fit, else the last, the highest and the lowest."""
    if max(pen.wide(texts.number(bar.volume), _VALUE) for bar in bars) <= slot - 0.8:
        return set(range(len(bars)))
    order = sorted(range(len(bars)), key=lambda n: bars[n].volume)
    kept = {len(bars) - 1}
    for n in (order[-1], order[0]):
        if all(abs(n - other) > 1 for other in kept):
            kept.add(n)
    return kept


def _legend(pen: Pen, voice: Voice, x: float, y: float, colour: str, estimated: bool) -> None:
    at = x
    entries = [("solid", voice.say("read", context="chart"))]
    if estimated:
        entries.append(("hatched", voice.say("estimated", context="chart")))
    entries.append(("mean", voice.say("mean", context="chart")))
    for kind, said in entries:
        if kind == "solid":
            pen.box(at, y + 1.6, 7, 5.4, fill=colour)
        elif kind == "hatched":
            hatched(pen, at, y + 1.6, 7, 5.4, colour)
        else:
            pen.rule(at, y + 4.4, 9, colour=INK, weight=0.6, dash="3 2")
        text = " / ".join(p.text for p in said)
        at += 12 + pen.text(at + 11, y, text, _CAPTION) + 9


def _names(pen: Pen, texts: Texts, bars: tuple[Bar, ...], slot: float) -> list[str]:
    """Month names where they all fit, else month numbers; a longer period names its first and last month, a year its
    last."""
    months = [
        texts.month(bar.named_by, short=True).split("\u00a0")[0] if _one_name(bar) else ""
        for bar in bars
    ]
    if all(months) and max(pen.wide(m, _LABEL) for m in months) <= slot - 1:
        return months
    return [
        f"{bar.named_by:%m}"
        if _one_name(bar)
        else f"\u2066{bar.start:%m}\u2013{bar.named_by:%m}\u2069"
        for bar in bars
    ]


def _one_name(bar: Bar) -> bool:
    return bar.one_month or (bar.end - bar.start).days >= _A_YEAR_DAYS


def hatched(pen: Pen, x: float, y: float, width: float, height: float, colour: str) -> None:
    """A hatched rectangle with its outline, told from a filled one without colour."""
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
