"""Fonts inside a PDF: only the glyphs a document draws, each with the exact letters it copies as.

A face becomes one composite font whose codes are the pairs (glyph, text) met while drawing, so a search or a copy finds
what was meant even where Arabic letters share a glyph. HarfBuzz cuts the subset; ReportLab writes the objects.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

from .text import GHOST, Glyph, Run, face

_DROPPED = ("GSUB", "GPOS", "GDEF", "name", "post", "OS/2", "cmap", "DSIG", "STAT", "BASE", "kern")
_PLAIN = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE


class FontUse:
    """One face as one document uses it; ReportLab asks `addObjects` when the file is written."""

    def __init__(self, name: str, label: str) -> None:
        self.fontName = name
        self.label = label
        self._codes: dict[tuple[int, str], int] = {}
        self._widths: list[int] = []

    def show(self, run: Run, size: float) -> str:
        """The operators that draw a run from the current text position at this size."""
        parts: list[str] = []
        codes: list[str] = []
        owed = 0
        for glyph in run.glyphs:
            owed -= glyph.dx
            if glyph.dy:
                parts += _array(codes, owed)
                lifted = f"{glyph.dy * size / 1000:.2f} Ts"
                parts.append(f"{lifted} <{self._code(glyph):04X}>Tj 0 Ts")
                codes = []
            else:
                codes += [str(owed)] if owed else []
                codes.append(f"<{self._code(glyph):04X}>")
            owed = glyph.nominal - glyph.advance + glyph.dx
        return " ".join(parts + _array(codes, 0))

    def _code(self, glyph: Glyph) -> int:
        key = glyph.gid, glyph.text
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self._codes) + 1
            self._widths.append(glyph.nominal)
        return code

    def addObjects(self, document: Any) -> None:
        """Write the font, its widths, its letters and its file into the document."""
        opened = face(self.fontName)
        blank = opened.font.get_nominal_glyph(ord(" "))
        drawn = [blank if gid == GHOST else gid for gid, _ in self._codes]
        gids = tuple(sorted(set(drawn)))
        packed, length, order = _subset(self.fontName, gids)
        extents = opened.font.get_font_extents("ltr")
        base = f"{chr(65 + len(self._codes) % 26)}{self.label.rjust(5, 'A').upper()}+{_postscript(self.fontName)}"
        base = "".join(c for c in base if c.isalnum() or c in "+-")
        descriptor = PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": PDFName(base),
                "Flags": 4,
                "FontBBox": PDFArray([-1000, -600, 2500, 1400]),
                "ItalicAngle": 0,
                "Ascent": round(extents.ascender * opened.scale),
                "Descent": round(extents.descender * opened.scale),
                "CapHeight": 700,
                "StemV": 80,
                "FontFile2": document.Reference(
                    _packed(packed, {"Length1": length}), f"{self.label}-file"
                ),
            }
        )
        cid_to_gid = b"\0\0" + b"".join(order[gid].to_bytes(2, "big") for gid in drawn)
        descendant = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": PDFName(base),
                "CIDSystemInfo": PDFDictionary(
                    {
                        "Registry": PDFString("Adobe"),
                        "Ordering": PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": document.Reference(descriptor, f"{self.label}-descriptor"),
                "W": PDFArray([1, PDFArray(self._widths)]),
                "CIDToGIDMap": document.Reference(
                    _packed(zlib.compress(cid_to_gid)), f"{self.label}-map"
                ),
            }
        )
        font = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": PDFName(base),
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([document.Reference(descendant, f"{self.label}-cid")]),
                "ToUnicode": document.Reference(
                    _packed(zlib.compress(self._letters().encode())), f"{self.label}-letters"
                ),
            }
        )
        document.idToObject["BasicFonts"].dict[self.label] = document.Reference(font, self.label)

    def _letters(self) -> str:
        """The ToUnicode map: each code as the text it stands for."""
        rows = [
            f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>"
            for (_, text), code in self._codes.items()
            if text
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


class _Packed(PDFStream):  # type: ignore[misc]
    """A stream already compressed."""

    def format(self, document: Any) -> bytes:
        self.dictionary["Filter"] = PDFName("FlateDecode")
        self.filters: list[Any] = []
        made: bytes = super().format(document)
        return made


def _packed(content: bytes, entries: dict[str, int] | None = None) -> _Packed:
    return _Packed(PDFDictionary(dict(entries or {})), content)


def _array(codes: list[str], owed: int) -> list[str]:
    shown = [*codes, str(owed)] if owed else codes
    return [f"[{''.join(shown)}]TJ"] if shown else []


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
