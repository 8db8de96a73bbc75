"""Fonts inside a PDF: the glyphs a document draws, each with the exact letters it copies as.

A face becomes one composite font whose codes are pairs (glyph, text), so a search or a copy finds what was meant even
where Arabic letters share a glyph. The pairs of everyday text have codes that never change (`repertoire`): what draws
them is written once and their font is cut and packed once, however many documents there are. Other pairs get codes of
their own in each document. HarfBuzz cuts the subset; ReportLab writes the objects.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFObject

from .text import FILES, GHOST, SECOND, Glyph, Run, face, shaped

_DROPPED = ("GSUB", "GPOS", "GDEF", "name", "post", "OS/2", "cmap", "DSIG", "STAT", "BASE", "kern")
_LATIN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) + "ŒœŸ–—‘’“”…€−\u202f"
_ARABIC = "".join(map(chr, (*range(0x621, 0x63B), *range(0x640, 0x653), *range(0x660, 0x66A))))
_MIRRORED = "،؛؟()[]«».,:;/%-– "
_AROUND = (
    *(("", ""), ("ب", ""), ("", "ب"), ("ب", "ب"), ("ل", ""), ("بل", ""), ("", "ّ"), ("ب", "َ")),
    *((before, after) for after in "رزنيىه" for before in ("", "ب")),
    *(
        ("ر", ""),
        ("ر", "ب"),
        ("س", ""),
        ("ي", ""),
        ("", "يب"),
        ("", "رب"),
        ("", "ج"),
        ("ب", "ج"),
        ("", "م"),
        ("ب", "م"),
    ),
)
"""What stands around an Arabic letter when it takes its other forms: its neighbours, the ligatures with lam, marks."""
_NOTHING = "\u200b"
"""What a glyph without letters of its own copies as: readers would make one up."""
_MOST_RUNS = 20_000
LABELS = {name: f"T{n}" for n, name in enumerate(FILES, 1)}
"""What pages call each face."""
_PLAIN = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE

Pair = tuple[int, str]
"""A glyph and the text it copies as."""


class FontUse:
    """One face as one document uses it; ReportLab asks `addObjects` when the file is written."""

    def __init__(self, name: str) -> None:
        self.fontName = name
        self.label = LABELS[name]
        self._known = repertoire(name)
        self.highest = 0
        """The highest code of everyday text drawn so far."""
        self._own: dict[Pair, tuple[int, int]] = {}
        """(code, width) of the pairs that are not everyday text."""

    def show(self, run: Run, size: float) -> str:
        """The operators that draw a run from the current text position at this size."""
        known = self._known.drawn.get(id(run))
        if known is None or known[0] is not run:
            known = self._known.remember(run)
        if known[1]:
            if known[2] > self.highest:
                self.highest = known[2]
            return known[1]
        return _operators(run, size, self._code)

    def everyday(self, run: Run) -> int | None:
        """The highest code of a run that every document draws alike, else None."""
        known = self._known.drawn.get(id(run))
        return known[2] if known is not None and known[0] is run and known[1] else None

    def _code(self, glyph: Glyph) -> int:
        pair = glyph.gid, glyph.text
        code = self._known.codes.get(pair)
        if code is not None:
            self.highest = max(self.highest, code)
            return code
        own = self._own.get(pair)
        if own is None:
            own = self._own[pair] = len(self._known.pairs) + len(self._own) + 1, glyph.nominal
        return own[0]

    def letters_of(self, code: int) -> str:
        """What this code copies as."""
        known = self._known.pairs
        return (
            known[code - 1][1] if code <= len(known) else list(self._own)[code - len(known) - 1][1]
        )

    def addObjects(self, document: Any) -> None:
        """Write the font, its widths, its letters and its file into the document."""
        _write(document, self.cut(), self.label)

    def cut(self) -> Cut:
        """The font with what this document draws."""
        known = self._known
        if not self._own:
            return known.cut(whole=self.highest > known.latin)
        pairs = known.pairs + tuple(self._own)
        widths = known.widths + tuple(width for _, width in self._own.values())
        return _cut(self.fontName, pairs, widths)


class Repertoire:
    """The pairs of everyday text of one face and their codes from 1 on, the Latin ones first."""

    def __init__(self, name: str, pairs: dict[Pair, int], latin: int) -> None:
        self.name, self.latin = name, latin
        self.pairs = tuple(pairs)
        self.widths = tuple(pairs.values())
        self.codes = {pair: n for n, pair in enumerate(pairs, 1)}
        self.drawn: dict[int, tuple[Run, str, int]] = {}
        """By the identity of a run: the run, its operators ("" when they depend on the document), its highest code."""
        self._made: dict[int, Cut] = {}

    def remember(self, run: Run) -> tuple[Run, str, int]:
        """What draws a run, when it only needs everyday pairs on the line."""
        if len(self.drawn) >= _MOST_RUNS:
            self.drawn.clear()
        codes = [self.codes.get((glyph.gid, glyph.text), 0) for glyph in run.glyphs]
        ops, highest = "", max(codes, default=0)
        if all(codes) and not any(glyph.dy for glyph in run.glyphs):
            ops = _operators(run, 0, lambda glyph: self.codes[glyph.gid, glyph.text])
        known = self.drawn[id(run)] = run, ops, highest
        return known

    def cut(self, *, whole: bool) -> Cut:
        """The font of the Latin pairs or of all of them, made once."""
        count = len(self.pairs) if whole else self.latin
        if count not in self._made:
            self._made[count] = _cut(self.name, self.pairs[:count], self.widths[:count])
        return self._made[count]


@cache
def repertoire(name: str) -> Repertoire:
    """The everyday pairs of a face: Latin letters, signs and digits, then Arabic letters in the forms they join in.

    A face that only helps out where another has no letter has none: each document cuts what it needs."""
    pairs: dict[Pair, int] = {}
    if name in SECOND:
        return Repertoire(name, pairs, 0)
    covers = face(name).covers
    _collect(pairs, name, (c for c in _LATIN if ord(c) in covers or c == "\u202f"), right=False)
    latin = len(pairs)
    letters = [c for c in _ARABIC if ord(c) in covers]
    joined = (f"{before}{c}{after}" for c in letters for before, after in _AROUND)
    _collect(pairs, name, (*_MIRRORED, *joined), right=True)
    return Repertoire(name, pairs, latin)


def _collect(pairs: dict[Pair, int], name: str, texts: Iterable[str], *, right: bool) -> None:
    for text in texts:
        for glyph in shaped(text, name, right).glyphs:
            pairs.setdefault((glyph.gid, glyph.text), glyph.nominal)


def _operators(run: Run, size: float, code: Callable[[Glyph], int]) -> str:
    parts: list[str] = []
    codes: list[str] = []
    owed = 0
    for glyph in run.glyphs:
        owed -= glyph.dx
        if glyph.dy:
            parts += _array(codes, owed)
            lifted = f"{glyph.dy * size / 1000:.2f} Ts"
            parts.append(f"{lifted} <{code(glyph):04X}>Tj 0 Ts")
            codes = []
        else:
            if owed or not codes:
                codes.append(f">{owed}<" if codes else f"{owed or ''}<")
            codes.append(f"{code(glyph):04X}")
        owed = glyph.nominal - glyph.advance + glyph.dx
    return " ".join(parts + _array(codes, 0))


# --- the objects of a font -----------------------------------------------------------------------------------------


Cut = tuple[tuple[bytes | int, ...], ...]
"""A font ready to be written: file, descriptor, map of codes, descendant, letters and the font itself, each in parts; a
number stands for the object of that place among them."""
_PARTS = ("-file", "-descriptor", "-map", "-cid", "-letters", "")
"""What the objects of a font are called after its label."""


class Written(PDFObject):  # type: ignore[misc]
    """An object whose text is known but for the numbers of others: bytes, and references in between."""

    __RefOnly__ = 1

    def __init__(self, *parts: Any) -> None:
        self._parts = parts

    def format(self, document: Any) -> bytes:
        return b"".join([p if isinstance(p, bytes) else p.format(document) for p in self._parts])


def stream(packed: bytes, entries: str = "") -> bytes:
    """A stream of what is deflated already, as it is written."""
    head = f"<< /Filter /FlateDecode /Length {len(packed)}{entries} >>\nstream\n"
    return head.encode() + packed + b"\nendstream\n"


def _cut(name: str, pairs: tuple[Pair, ...], widths: tuple[int, ...]) -> Cut:
    blank = face(name).font.get_nominal_glyph(ord(" "))
    drawn = [blank if gid == GHOST else gid for gid, _ in pairs]
    file, length, order = _subset(name, tuple(sorted(set(drawn))))
    cid_to_gid = b"\0\0" + b"".join([order[gid].to_bytes(2, "big") for gid in drawn])
    letters = _letters(pairs).encode()
    number, tag = crc32(letters), ""
    for _ in range(6):
        number, letter = divmod(number, 26)
        tag += chr(65 + letter)
    opened = face(name)
    extents = opened.font.get_font_extents("ltr")
    ascent, descent = (round(v * opened.scale) for v in (extents.ascender, extents.descender))
    base = f"/{tag}+{_postscript(name)}"
    descriptor = (
        f"<< /Type /FontDescriptor /FontName {base} /Flags 4 /FontBBox [-1000 -600 2500 1400]"
        f" /ItalicAngle 0 /Ascent {ascent} /Descent {descent} /CapHeight 700 /StemV 80"
        " /FontFile2 "
    )
    descendant = (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {base} /CIDSystemInfo"
        " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor "
    )
    shown = f" /W [1 [{' '.join(map(str, widths))}]] /CIDToGIDMap "
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont {base} /Encoding /Identity-H /DescendantFonts ["
    )
    return (
        (stream(file, f" /Length1 {length}"),),
        (descriptor.encode(), 0, b" >>"),
        (stream(zlib.compress(cid_to_gid)),),
        (descendant.encode(), 1, shown.encode(), 2, b" >>"),
        (stream(zlib.compress(letters)),),
        (font.encode(), 3, b"] /ToUnicode ", 4, b" >>"),
    )


def _write(document: Any, made: Cut, label: str) -> None:
    put: list[Any] = []
    for name, parts in zip(_PARTS, made, strict=True):
        known = [put[part] if isinstance(part, int) else part for part in parts]
        put.append(document.Reference(Written(*known), f"{label}{name}"))
    document.idToObject["BasicFonts"].dict[label] = put[-1]


def _letters(pairs: tuple[Pair, ...]) -> str:
    """The ToUnicode map: each code as the text it stands for."""
    rows = [
        f"<{code:04X}> <{(text or _NOTHING).encode('utf-16-be').hex().upper()}>"
        for code, (_, text) in enumerate(pairs, 1)
    ]
    blocks = [
        f"{len(rows[i : i + 100])} beginbfchar\n" + "\n".join(rows[i : i + 100]) + "\nendbfchar"
        for i in range(0, len(rows), 100)
    ]
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _array(codes: list[str], owed: int) -> list[str]:
    """The operator that shows these codes, some brought nearer; `owed` moves what follows."""
    if codes:
        return [f"[{''.join(codes)}>{owed or ''}]TJ"]
    return [f"[{owed}]TJ"] if owed else []


def _postscript(name: str) -> str:
    return {"regular": "Plex", "semibold": "Plex-SemiBold", "bold": "Plex-Bold"}.get(name, "Amiri")


@lru_cache(maxsize=64)
def _subset(name: str, gids: tuple[int, ...]) -> tuple[bytes, int, dict[int, int]]:
    """The compressed font file with only these glyphs, its plain length, and where each glyph went."""
    source = hb.Face(hb.Blob(face(name).data))
    wanted = hb.SubsetInput()
    wanted.glyph_set.update((0, *gids))
    wanted.flags = _PLAIN
    for table in _DROPPED:
        wanted.drop_table_tag_set.add(int.from_bytes(table.ljust(4).encode(), "big"))
    plan = hb.SubsetPlan(source, wanted)
    made = plan.execute().blob.data
    return zlib.compress(made), len(made), dict(plan.old_to_new_glyph_mapping)
