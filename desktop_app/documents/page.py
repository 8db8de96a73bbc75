"""Pages: a pen that measures from the top and from the edge where reading starts, and mirrors itself for Arabic.

Lengths are points. `x` counts from the start edge (left in French, right in Arabic), `y` downwards from the top;
amounts are the one thing that never mirrors ("number" alignment keeps decimals under each other). A page is kept as
operators until the end, so footers know the number of pages and a till roll is as long as what it holds.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from .embedding import FontUse, Written, stream
from .text import BOLD, REGULAR, SEMIBOLD, Line, Run, fitted, line, lines
from .voice import Phrases

rl_config.useA85 = 0
# ReportLab would write each page as ASCII text, in Python: a quarter larger and a third of the time of a page.

A4 = (595.28, 841.89)
A5 = (419.53, 595.28)
ROLL = (226.77, 2000.0)
"""80 mm; the height is cut after the last line."""

INK, SOFT, RULE, WASH, WHITE, RED = "1B2733", "566573", "C8D2DA", "F3F6F8", "FFFFFF", "B3261E"
LEADING, ASCENT = 1.42, 1.06
LEVEL = 5
"""Of zlib: two thirds of the time of its usual 6 for three hundredths more bytes."""
_MOST_DRAWN = 20_000


class Style(NamedTuple):
    """How a text looks: face, size in points, colour as six hex digits."""

    face: str = REGULAR
    size: float = 8
    colour: str = INK
    lead: float = LEADING

    @property
    def leading(self) -> float:
        return self.size * self.lead

    def of(
        self, *, size: float | None = None, colour: str | None = None, face: str | None = None
    ) -> Style:
        return Style(face or self.face, size or self.size, colour or self.colour, self.lead)


BODY, SMALL, TINY = Style(), Style(REGULAR, 7, SOFT), Style(REGULAR, 6.2, SOFT)
STRONG, HEAD, TITLE = Style(SEMIBOLD), Style(SEMIBOLD, 9.5), Style(BOLD, 17)


class Pen:
    """Draws the pages of one document; the first page is open from the start."""

    def __init__(
        self,
        size: tuple[float, float],
        *,
        rtl: bool,
        margin: float,
        fonts: dict[str, FontUse] | None = None,
    ) -> None:
        self.width, self.height = size
        self.rtl = rtl
        self.margin = margin
        self.inner = self.width - 2 * margin
        self.pages: list[list[str]] = [[]]
        self._ops = self.pages[0]
        self.fonts: dict[str, FontUse] = {} if fonts is None else fonts
        self.beneath: list[str] = []
        """Operators below the content of every page."""

    # --- pages -----------------------------------------------------------------------------------------------------

    def turn(self) -> None:
        """Start the next page."""
        self.pages.append([])
        self._ops = self.pages[-1]

    def on(self, number: int) -> None:
        """Draw on this page (from 0) again, for footers."""
        self._ops = self.pages[number]

    def under(self, ops: Iterable[str]) -> None:
        """Operators drawn below the content of every page."""
        self.beneath += ops

    def finish(self, *, title: str, author: str, subject: str, language: str) -> bytes:
        """The PDF file; the same drawing gives the same bytes."""
        binder = Binder(language, self.fonts)
        binder.add(self)
        return binder.close(title=title, author=author, subject=subject)

    # --- shapes ----------------------------------------------------------------------------------------------------

    def left(self, x: float, width: float = 0) -> float:
        """The physical left edge of something `width` wide that starts at `x`."""
        return self.width - x - width if self.rtl else x

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        stroke: str = "",
        weight: float = 0.6,
        round_: float = 0,
    ) -> None:
        """A rectangle, filled, outlined or both."""
        at = self.left(x, width)
        paint = "B" if fill and stroke else "f" if fill else "S"
        setup = (f"{rgb(fill)} rg " if fill else "") + (
            f"{rgb(stroke)} RG {weight} w " if stroke else ""
        )
        self._ops.append(f"{setup}{_outline(at, -y - height, width, height, round_)} {paint}")

    def rule(
        self,
        x: float,
        y: float,
        width: float,
        *,
        colour: str = RULE,
        weight: float = 0.5,
        dash: str = "",
    ) -> None:
        """A horizontal line."""
        at = self.left(x, width)
        dashes = f"[{dash}] 0 d " if dash else ""
        self._ops.append(
            f"{rgb(colour)} RG {weight} w {dashes}{at:.2f} {-y:.2f} m {at + width:.2f} {-y:.2f} l S"
            + (" [] 0 d" if dash else "")
        )

    def raw(self, ops: str) -> None:
        """Operators in page space: left edge 0, top 0, downwards negative."""
        self._ops.append(ops)

    # --- text ------------------------------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style = BODY,
        *,
        width: float = 0,
        align: str = "start",
        rtl: bool | None = None,
    ) -> float:
        """One line whose box starts at (x, y): shrunk a little, then cut, when wider than `width`. Gives its width.

        `align`: start | end | middle | number (decimals under each other in every language).
        """
        right = self.rtl if rtl is None else rtl
        key = (x, y, text, style, width, align, right, self.rtl, self.width)
        known = _drawn.get(key)
        if known is None:
            made = line(text, style.face, rtl=right)
            size = style.size
            if width and made.width * size > width * 1000:
                size = max(size * 0.8, min(size, width * 1000 / made.width))
                if made.width * size > width * 1000 * 1.001:
                    made = fitted(text, style.face, width * 1000 / size, rtl=right)
            drawn = made.width * size / 1000
            left = self._align(x, width or drawn, drawn, align)
            ops = self._shown(made, left, y + style.size * ASCENT, size, style)
            known = self._keep(key, drawn, ops, made.runs)
        return self._put(known)

    def block(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        width: float,
        *,
        limit: int | None = None,
        align: str = "start",
        rtl: bool | None = None,
    ) -> float:
        """A wrapped paragraph; gives the y below it."""
        right = self.rtl if rtl is None else rtl
        key = (x, y, text, style, width, align, right, self.rtl, self.width, limit)
        known = _drawn.get(key)
        if known is None:
            side = (
                align
                if right == self.rtl or align == "middle"
                else {"start": "end", "end": "start"}[align]
            )
            room, size = width * 1000 / style.size, style.size
            held = lines(text, style.face, room, rtl=right, limit=limit)
            below, ops = y, []
            for made in held:
                left = self._align(x, width, made.width * size / 1000, side)
                ops.append(self._shown(made, left, below + size * ASCENT, size, style))
                below += style.leading
            runs = [run for made in held for run in made.runs]
            known = self._keep(key, below, "\n".join(filter(None, ops)), runs)
        return self._put(known)

    def tall(
        self,
        text: str,
        style: Style,
        width: float,
        *,
        limit: int | None = None,
        rtl: bool | None = None,
    ) -> float:
        """The height of such a paragraph."""
        right = self.rtl if rtl is None else rtl
        made = lines(text, style.face, width * 1000 / style.size, rtl=right, limit=limit)
        return len(made) * style.leading

    def wide(self, text: str, style: Style, *, rtl: bool | None = None) -> float:
        """The width of a text on one line."""
        return (
            line(text, style.face, rtl=self.rtl if rtl is None else rtl).width * style.size / 1000
        )

    def say(
        self, x: float, y: float, said: Phrases, style: Style, width: float, *, align: str = "start"
    ) -> None:
        """A wording on one line: alone, or the second language facing the first from the other end."""
        if len(said) < 2:
            for phrase in said:
                self.text(x, y, phrase.text, style, width=width, align=align, rtl=phrase.rtl)
            return
        if align == "middle":
            joined = " \u00b7 ".join(p.text for p in said)
            if self.wide(joined, style) <= width:
                self.text(x, y, joined, style, width=width, align=align)
                return
        widths = [self.wide(p.text, style, rtl=p.rtl) for p in said[:2]]
        room = width - style.size * 0.6
        size = style.size * max(0.78, min(1.0, room / (sum(widths) or 1)))
        shares = [room * w / (sum(widths) or 1) if sum(widths) > room else w + 0.5 for w in widths]
        for phrase, share, start in zip(said, shares, (x, x + width - shares[1]), strict=False):
            side = "start" if start == x else "end"
            self.text(
                start, y, phrase.text, style.of(size=size), width=share, align=side, rtl=phrase.rtl
            )

    def stack(
        self, x: float, y: float, said: Phrases, style: Style, width: float, *, align: str = "start"
    ) -> float:
        """A wording with one line per language; gives the y below."""
        for phrase in said:
            self.text(x, y, phrase.text, style, width=width, align=align, rtl=phrase.rtl)
            y += style.leading
        return y

    def paragraphs(self, x: float, y: float, said: Phrases, style: Style, width: float) -> float:
        """A wrapped wording: alone over the whole width, or two languages in facing columns."""
        if len(said) < 2:
            for phrase in said:
                y = self.block(x, y, phrase.text, style, width, rtl=phrase.rtl)
            return y
        half = (width - 14) / 2
        ends = [
            self.block(start, y, phrase.text, style, half, rtl=phrase.rtl)
            for phrase, start in zip(said, (x, x + half + 14), strict=False)
        ]
        return max(ends)

    def paragraphs_tall(self, said: Phrases, style: Style, width: float) -> float:
        """The height of such a wording."""
        room = width if len(said) < 2 else (width - 14) / 2
        return max((self.tall(p.text, style, room, rtl=p.rtl) for p in said), default=0.0)

    def chip(
        self,
        x: float,
        y: float,
        text: str,
        *,
        fill: str,
        colour: str = WHITE,
        size: float = 7,
        align: str = "start",
    ) -> float:
        """A small label in a rounded box; gives its width. `align` end makes it finish at `x`."""
        style = Style(SEMIBOLD, size, colour)
        width = self.wide(text, style) + size * 1.4
        start = x - width if align == "end" else x
        self.box(start, y, width, size * 1.75, fill=fill, round_=size * 0.5)
        self.text(start, y + size * 0.19, text, style, width=width, align="middle")
        return width

    def watermark(self, text: str) -> None:
        """Large pale letters across every page, under what is written."""
        made = line(text, BOLD, rtl=False)
        size = min(self.width * 1000 / made.width * 0.95, 120)
        half = made.width * size / 2000
        kept, self._ops = self._ops, []
        turn = "0.819 0.574 -0.574 0.819"
        self._ops.append(f"q {turn} {self.width / 2:.1f} {-min(self.height, 800) / 2:.1f} cm")
        self._ops.append(self._shown(made, -half, size * 0.35, size, Style(BOLD, size, "EDF1F3")))
        self._ops.append("Q")
        self.beneath += self._ops
        self._ops = kept

    def _align(self, x: float, width: float, drawn: float, align: str) -> float:
        """The physical left edge of a drawn line in its box."""
        edge = self.left(x, width)
        if align == "middle":
            return edge + (width - drawn) / 2
        to_right = align == "number" or (align == "end") != self.rtl
        return edge + width - drawn if to_right else edge

    def _shown(self, made: Line, left: float, baseline: float, size: float, style: Style) -> str:
        """The operators that draw a line from this physical left edge on."""
        if not made.runs:
            return ""
        parts = [f"BT {rgb(style.colour)} rg"]
        x = left
        used = ""
        for run in made.runs:
            use = self._font(run.face)
            if run.face != used:
                parts.append(f"/{use.label} {size:.2f} Tf")
                used = run.face
            parts.append(f"1 0 0 1 {x:.2f} {-baseline:.2f} Tm {use.show(run, size)}")
            x += run.width * size / 1000
        parts.append("ET")
        return " ".join(parts)

    def _keep(self, key: tuple[object, ...], gives: float, ops: str, runs: Iterable[Run]) -> _Drawn:
        """What was drawn for this key, remembered where every document draws it alike."""
        highest: dict[str, int] = {}
        alike = True
        for run in runs:
            code = self._font(run.face).everyday(run)
            alike = alike and code is not None
            highest[run.face] = max(highest.get(run.face, 0), code or 0)
        made = _Drawn(gives, ops, tuple(highest.items()))
        if alike:
            if len(_drawn) >= _MOST_DRAWN:
                _drawn.clear()
            _drawn[key] = made
        return made

    def _put(self, made: _Drawn) -> float:
        if made.ops:
            self._ops.append(made.ops)
            for face, highest in made.faces:
                use = self._font(face)
                if highest > use.highest:
                    use.highest = highest
        return made.gives

    def _font(self, face: str) -> FontUse:
        use = self.fonts.get(face)
        if use is None:
            use = self.fonts[face] = FontUse(face)
        return use


class _Drawn(NamedTuple):
    """A text drawn before: what drawing it gives, its operators, the highest code of each face it takes."""

    gives: float
    ops: str
    faces: tuple[tuple[str, int], ...]


_drawn: dict[tuple[object, ...], _Drawn] = {}
"""Most of a paper stands at the same place on every other one, and is drawn once."""


class Binder:
    """Several documents in one file, their fonts embedded once: each is handed over when drawn, so memory stays flat.

    Documents bound together are drawn by pens that share `fonts`."""

    def __init__(self, language: str, fonts: dict[str, FontUse] | None = None) -> None:
        self.fonts: dict[str, FontUse] = {} if fonts is None else fonts
        self.pages = 0
        self._out = io.BytesIO()
        self._canvas = _Sheet(self._out, pageCompression=1, invariant=1, lang=language)

    def add(self, pen: Pen) -> None:
        """The pages of one document, after those already bound."""
        canvas = self._canvas
        for ops in pen.pages:
            canvas.setPageSize((pen.width, pen.height))
            canvas._code.append(f"1 0 0 1 0 {pen.height:.2f} cm")
            canvas._code.extend(pen.beneath)
            canvas._code.extend(ops)
            canvas.showPage()
        self.pages += len(pen.pages)

    def close(self, *, title: str, author: str, subject: str) -> bytes:
        """The PDF file."""
        canvas = self._canvas
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setSubject(subject)
        canvas.setCreator("Guichet")
        canvas._doc.delayedFonts.extend(self.fonts.values())
        canvas.save()
        return self._out.getvalue()


class _Sheet(Canvas):  # type: ignore[misc]
    """A canvas whose pages name no font of their own (every font of ours is embedded) and are packed when they end."""

    def _make_preamble(self) -> None:
        self._preamble: Any = "1 0 0 1 0 0 cm"

    def _setAnnotations(self, page: Any) -> None:
        """The last thing ReportLab does to a page before it is the document's."""
        super()._setAnnotations(page)
        page.Contents = Written(stream(zlib.compress(page.stream.encode("latin-1"), LEVEL)))
        page.stream = None


@cache
def rgb(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3g}" for i in (0, 2, 4))


def _outline(x: float, y: float, width: float, height: float, radius: float) -> str:
    if not radius:
        return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
    r = min(radius, width / 2, height / 2)
    k = r * 0.448
    right, top = x + width, y + height
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c "
        f"{right:.2f} {top - r:.2f} l "
        f"{right:.2f} {top - k:.2f} {right - k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c "
        f"{x + r:.2f} {top:.2f} l "
        f"{x + k:.2f} {top:.2f} {x:.2f} {top - k:.2f} {x:.2f} {top - r:.2f} c "
        f"{x:.2f} {y + r:.2f} l "
        f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )
