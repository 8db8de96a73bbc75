"""A receipt as a thermal printer prints it: our own page as black dots, then as the printer's raster commands.

The page is drawn once, by the same hand as the A5 one, so Arabic is joined and in order; the printer sees dots only,
so no name can hold a command. Facts of ESC/POS: `GS v 0` draws rows of dots, eight to a byte, 1 is black.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

WIDTH = 576
"""Printable dots of an 80 mm roll, 8 to a millimetre."""
BAND = 128
"""Rows sent at a time: printers have small memories."""
DARK = 195
"""A dot this light (0 to 255) or darker is printed."""

RESET, CUT = b"\x1b@", b"\x1dV\x42\x00"
KICK = b"\x1bp\x00\x19\xfa"
"""Opens the drawer on the printer's first plug."""
FEED = b"\x1bd\x04"
_RASTER = b"\x1dv0\x00"
_EDGE = 9.0
"""Points of white at both edges of our 80 mm page that the printer cannot reach."""
_THRESHOLD = bytes(0x31 if value <= DARK else 0x30 for value in range(256))


@dataclass(frozen=True, slots=True)
class Raster:
    """Rows of dots, `width` of them a row, eight to a byte, 1 is black."""

    width: int
    rows: tuple[bytes, ...]

    @property
    def height(self) -> int:
        return len(self.rows)


def raster(pdf: bytes, *, width: int = WIDTH) -> Raster:
    """The dots of a page as wide as the roll, the white at its end cut."""
    import pypdfium2

    rows: list[bytes] = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            wide, _ = page.get_size()
            scale = width / (wide - 2 * _EDGE)
            bitmap = page.render(scale=scale, grayscale=True)
            rows += _dots(bytes(bitmap.buffer), bitmap.width, bitmap.stride, bitmap.height, width)
            bitmap.close()
            page.close()
    finally:
        document.close()
    blank = bytes(width // 8)
    while rows and rows[-1] == blank:
        rows.pop()
    return Raster(width, tuple(rows))


def commands(dots: Raster, *, cut: bool = True, kick: bool = False) -> bytes:
    """The bytes for the printer: the drawer first if asked, the dots in bands, then the paper fed and cut."""
    made = [RESET, KICK if kick else b""]
    for band in _bands(dots):
        made += [_RASTER, struct.pack("<HH", dots.width // 8, len(band)), *band]
    made += [FEED, CUT if cut else b""]
    return b"".join(made)


def drawn(sent: bytes) -> tuple[Raster, bool, bool]:
    """What a printer would do with these bytes: the dots, whether it cuts, whether the drawer opens.

    Raises ValueError at the first byte that is none of our commands."""
    rows: list[bytes] = []
    cut = kick = False
    width, at = WIDTH, 0
    while at < len(sent):
        if sent.startswith(_RASTER, at):
            across, high = struct.unpack_from("<HH", sent, at + 4)
            at += 8
            rows += [sent[at + n * across : at + (n + 1) * across] for n in range(high)]
            at += across * high
            width = across * 8
            continue
        known = next((c for c in (RESET, CUT, KICK, FEED) if sent.startswith(c, at)), None)
        if known is None:
            raise ValueError(f"no command of ours at byte {at}")
        cut, kick = cut or known == CUT, kick or known == KICK
        at += len(known)
    return Raster(width, tuple(rows)), cut, kick


def png(dots: Raster) -> bytes:
    """The dots as a black and white PNG."""
    flip = bytes(255 - value for value in range(256))
    data = b"".join(b"\x00" + row.translate(flip) for row in dots.rows)
    head = struct.pack(">IIBBBBB", dots.width, max(dots.height, 1), 1, 0, 0, 0, 0)
    resolution = struct.pack(">IIB", 8000, 8000, 1)
    chunks = ((b"IHDR", head), (b"pHYs", resolution), (b"IDAT", zlib.compress(data, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(k, d) for k, d in (*chunks, (b"IEND", b"")))


def _dots(grey: bytes, wide: int, stride: int, high: int, width: int) -> Iterator[bytes]:
    """Rows of grey values as rows of dots, the middle of the page kept."""
    left = max(0, (wide - width) // 2)
    for n in range(high):
        row = grey[n * stride + left : n * stride + min(left + width, wide)]
        row = row.ljust(width, b"\xff").translate(_THRESHOLD)
        yield int(row, 2).to_bytes(width // 8, "big")


def _bands(dots: Raster) -> Iterator[tuple[bytes, ...]]:
    for start in range(0, dots.height, BAND):
        yield dots.rows[start : start + BAND]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
