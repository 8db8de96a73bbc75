"""The right-to-left layer: any text as shaped runs of an embedded font, measured, wrapped and ready to draw.

Levels come from the Unicode bidirectional algorithm (`fpdf.bidi`, asked only when a text has right-to-left letters or
stands in a right-to-left paragraph); lines are cut on logical words, then reordered; runs are shaped by HarfBuzz. There
is no markup of any kind: `<b>` is three characters. What no font has is drawn as the font's box and still copies.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import uharfbuzz as hb

from desktop_app import resources
from desktop_app.domain.refusals import FontMissing

REGULAR, SEMIBOLD, BOLD = "regular", "semibold", "bold"
FILES = {
    REGULAR: "IBMPlexSansArabic_400Regular.ttf",
    SEMIBOLD: "IBMPlexSansArabic_600SemiBold.ttf",
    BOLD: "IBMPlexSansArabic_700Bold.ttf",
    "regular-2": "Amiri_400Regular.ttf",
    "bold-2": "Amiri_700Bold.ttf",
}
_SECOND = {REGULAR: "regular-2", SEMIBOLD: "bold-2", BOLD: "bold-2"}
SECOND = frozenset(_SECOND.values())
"""The faces that help out where the style's own has no letter."""
_FEATURES = {"kern": True, "liga": False, "calt": True, "dlig": False}
_RIGHT = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI"))
_FIRST_RIGHT = "\u0590"
"""No character before it is written from right to left."""
_INVISIBLE = frozenset(("BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_BLANK = frozenset(("WS", "FSI", "LRI", "RLI", "PDI", "BN", "S", "B"))
_ELLIPSIS = "…"
_LONGEST = 200
_MARKS = 3
_THIN = 170
"""Least width of the thin space between thousands, in thousandths of the size."""
GHOST = -1
"""Glyph that draws nothing: it carries the second letter of a ligature, which readers then copy in the right order."""


def clean(text: str) -> str:
    """A name or address fit for a page: NFC, no controls or direction overrides, 200 characters at most."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[: 4 * _LONGEST]):
        kind = unicodedata.category(char)
        if kind in ("Cc", "Zl", "Zp"):
            char, kind = " ", "Zs"
        if kind == "Cs" or (kind == "Cf" and char not in "\u200c\u200d"):
            continue
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(char)
    whole = " ".join("".join(kept).split())
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1].rstrip() + _ELLIPSIS


# --- what is drawn -----------------------------------------------------------------------------------------------


class Glyph(NamedTuple):
    """One glyph of a run in drawing order; lengths in thousandths of the size; `text` is what it copies as."""

    gid: int
    text: str
    advance: int
    dx: int
    dy: int
    nominal: int


class Run(NamedTuple):
    """Glyphs of one face drawn one after another, left to right."""

    face: str
    glyphs: tuple[Glyph, ...]
    width: int


class Line(NamedTuple):
    """One line in visual order; `width` in thousandths of the size."""

    runs: tuple[Run, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Face:
    """An opened font file: its HarfBuzz font and the characters it has."""

    name: str
    data: bytes
    font: hb.Font
    scale: float
    covers: frozenset[int]
    _wide: dict[int, int] = field(default_factory=dict)

    def nominal(self, gid: int) -> int:
        """How far a glyph moves on by itself, in thousandths of the size."""
        known = self._wide.get(gid)
        if known is None:
            known = self._wide[gid] = round(self.font.get_glyph_h_advance(gid) * self.scale)
        return known


@cache
def face(name: str) -> Face:
    """The face of a style; trouble FontMissing when its file is not where it must be."""
    path = resources.path(f"fonts/{FILES[name]}")
    try:
        data = path.read_bytes()
    except OSError:
        raise FontMissing(file=path.name) from None
    opened = hb.Face(hb.Blob(data))
    return Face(name, data, hb.Font(opened), 1000 / opened.upem, frozenset(opened.unicodes))


def line(text: str, style: str, *, rtl: bool = False) -> Line:
    """The text on one line of a paragraph whose direction is given."""
    return _line(text, style, rtl)


def fitted(text: str, style: str, room: float, *, rtl: bool = False) -> Line:
    """The text on one line, cut with an ellipsis where it is wider than `room` (thousandths of the size)."""
    whole = _line(text, style, rtl)
    if whole.width <= room:
        return whole
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if _line(_shortened(text, middle), style, rtl).width <= room:
            low = middle
        else:
            high = middle - 1
    return _line(_shortened(text, low), style, rtl)


def shaped(text: str, name: str, right: bool) -> Run:
    """A text of one direction in one face."""
    return _shape(text, name, right)


def lines(
    text: str, style: str, room: float, *, rtl: bool = False, limit: int | None = None
) -> tuple[Line, ...]:
    """The paragraph wrapped into lines no wider than `room` (thousandths of the size), at most `limit` of them."""
    return _lines(text, style, round(room), rtl, limit)


# --- wrapping ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _lines(text: str, style: str, room: int, rtl: bool, limit: int | None) -> tuple[Line, ...]:
    made: list[Line] = []
    start = 0
    for paragraph in text.split("\n"):
        spans = list(_spans(paragraph, style, room, rtl))
        for start, end in spans:
            if limit is not None and len(made) == limit - 1 and end < len(paragraph.rstrip()):
                made.append(fitted(paragraph[start:], style, room, rtl=rtl))
                return tuple(made)
            made.append(_cut(paragraph, start, end, style, rtl))
        if limit is not None and len(made) >= limit:
            break
    return tuple(made)


def _spans(text: str, style: str, room: int, rtl: bool) -> Iterator[tuple[int, int]]:
    """Where each line starts and ends in the logical text; spaces at a break belong to no line."""
    if _line(text, style, rtl).width <= room:
        yield 0, len(text)
        return
    space = _line(" ", style, False).width
    start = end = at = 0
    width = 0
    for word in text.split(" "):
        need = _line(word, style, rtl).width if word else 0
        stop = at + len(word)
        if end > start and width + space + need > room:
            yield start, end
            start, width = at, 0
        elif end > start:
            width += space
        while need > room and width == 0:
            piece = _piece(text[at:stop], style, room, rtl)
            if piece >= stop - at:
                break
            yield at, at + piece
            at = start = at + piece
            need = _line(text[at:stop], style, rtl).width
        width += need
        end = stop
        at = stop + 1
    if end > start or not text:
        yield start, end


def _piece(word: str, style: str, room: int, rtl: bool) -> int:
    """How many characters of an overlong word fit: a grapheme boundary, outside a number if there is one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if _line(word[:middle], style, rtl).width <= room:
            low = middle
        else:
            high = middle - 1
    fits = low
    while low > 1 and (
        unicodedata.combining(word[low : low + 1] or "a") or word[low - 1] == "\u200d"
    ):
        low -= 1
    while low > 1 and low < len(word) and word[low].isdigit() and word[low - 1].isdigit():
        low -= 1
    return low if low > 1 else fits


def _shortened(text: str, length: int) -> str:
    """The first characters with an ellipsis, isolates closed."""
    if length >= len(text):
        return text
    kept = text[:length].rstrip()
    opened = sum(c in "\u2066\u2067\u2068" for c in kept) - kept.count("\u2069")
    return kept + _ELLIPSIS + "\u2069" * opened


# --- levels and runs ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def _line(text: str, style: str, rtl: bool) -> Line:
    return _cut(text, 0, len(text), style, rtl)


def _cut(text: str, start: int, end: int, style: str, rtl: bool) -> Line:
    """One line of a paragraph: rules L1 and L2 on its part of the paragraph's levels, then shaping."""
    levels = _levels(text, rtl)
    if levels is None:
        plain = text[start:end]
        if not plain.isascii() or not plain.isprintable():
            plain = "".join(c for c in plain if unicodedata.bidirectional(c) not in _INVISIBLE)
        return _assemble([(plain, False)], style)
    base = 1 if rtl else 0
    kept = [(i, levels[i]) for i in range(start, end) if levels[i] >= 0]
    for k in range(len(kept) - 1, -1, -1):
        if unicodedata.bidirectional(text[kept[k][0]]) not in _BLANK:
            break
        kept[k] = (kept[k][0], base)
    return _assemble(_visual(text, kept), style)


def _visual(text: str, kept: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Runs in visual order, each with its characters back in logical order and whether it runs right to left."""
    runs: list[tuple[int, list[int]]] = []
    for index, level in kept:
        if runs and runs[-1][0] == level:
            runs[-1][1].append(index)
        else:
            runs.append((level, [index]))
    highest = max((level for level, _ in runs), default=0)
    lowest = min((level for level, _ in runs if level % 2), default=highest + 1)
    for level in range(highest, lowest - 1, -1):
        first = 0
        while first < len(runs):
            if runs[first][0] < level:
                first += 1
                continue
            last = first
            while last < len(runs) and runs[last][0] >= level:
                last += 1
            runs[first:last] = runs[first:last][::-1]
            first = last
    said = [
        (
            "".join(text[i] for i in run if unicodedata.bidirectional(text[i]) not in _INVISIBLE),
            level % 2 == 1,
        )
        for level, run in runs
    ]
    return [(part, right) for part, right in said if part]


@lru_cache(maxsize=20_000)
def _levels(text: str, rtl: bool) -> tuple[int, ...] | None:
    """The embedding level of each character (-1 where rule X9 removes it), or None when all is left to right."""
    if not rtl and (
        max(text, default="") < _FIRST_RIGHT
        or not any(unicodedata.bidirectional(c) in _RIGHT for c in text)
    ):
        return None
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    direction = TextDirection.RTL if rtl else TextDirection.LTR
    levels = [-1] * len(text)
    for char in BidiParagraph(text, direction).characters:
        levels[char.character_index] = char.embedding_level
    return tuple(levels)


def _assemble(parts: list[tuple[str, bool]], style: str) -> Line:
    runs: list[Run] = []
    for part, right in parts:
        pieces = list(_faces(part, style))
        runs += [
            _shape(piece, name, right) for name, piece in (reversed(pieces) if right else pieces)
        ]
    return Line(tuple(runs), sum(run.width for run in runs))


def _faces(text: str, style: str) -> Iterator[tuple[str, str]]:
    """The text cut where the face must change: the style's own, the second one, else the own one's box."""
    first = face(style).covers
    if first.issuperset(map(ord, text)):
        yield style, text
        return
    chosen, at = style, 0
    for i, char in enumerate(text):
        name = _face_for(char, style, chosen)
        if name != chosen:
            if i > at:
                yield chosen, text[at:i]
            chosen, at = name, i
    yield chosen, text[at:]


def _face_for(char: str, style: str, current: str) -> str:
    code = ord(char)
    if unicodedata.category(char) in ("Mn", "Cf", "Zs"):
        return current
    if code in face(style).covers:
        return style
    second = _SECOND[style]
    return second if code in face(second).covers else style


@lru_cache(maxsize=50_000)
def _shape(text: str, name: str, right: bool) -> Run:
    """One run shaped; HarfBuzz gives glyphs in visual order and mirrors brackets of right-to-left runs."""
    if not text:
        return Run(name, (), 0)
    opened = face(name)
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    direction = "rtl" if right else "ltr"
    buffer.direction = direction
    buffer.guess_segment_properties()
    buffer.direction = direction
    hb.shape(opened.font, buffer, _FEATURES)
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    clusters = [info.cluster for info in infos]
    ends = sorted({*clusters, len(text)})
    following = dict(pairwise(ends))
    alone = len(ends) > len(clusters)
    glyphs = []
    for k, (info, place) in enumerate(zip(infos, places, strict=True)):
        shared = not alone and any(
            clusters[j] == clusters[k] and (places[j].x_advance, -j) > (place.x_advance, -k)
            for j in (k - 1, k + 1)
            if 0 <= j < len(infos)
        )
        copied = "" if shared else text[clusters[k] : following[clusters[k]]]
        advance = round(place.x_advance * opened.scale)
        if copied == "\u202f":
            advance = max(advance, _THIN)
        if right and len(copied) > 1:
            blank = opened.nominal(opened.font.get_nominal_glyph(32) or 0)
            glyphs += [Glyph(GHOST, letter, 0, 0, 0, blank) for letter in reversed(copied[1:])]
            copied = copied[:1]
        glyphs.append(
            Glyph(
                info.codepoint,
                copied,
                advance,
                round(place.x_offset * opened.scale),
                round(place.y_offset * opened.scale),
                opened.nominal(info.codepoint),
            )
        )
    return Run(name, tuple(glyphs), sum(g.advance for g in glyphs))
