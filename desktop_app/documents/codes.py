"""Codes a scanner reads: Code 128 and QR of the same digits, as rectangles that print sharp at any size."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import zxingcpp

from .page import Pen

_RUN = re.compile(rb"\x00+")
_TALL = 1.01
"""Height of a row in modules: a hair over the next one, lest viewers show a white line between them."""


def code128(pen: Pen, x: float, y: float, width: float, height: float, digits: str) -> None:
    """The bar code of the digits over this width, never mirrored; keep ten modules of white at both ends."""
    row = _rows(digits, "Code128")[0]
    module = width / len(row)
    left = pen.left(x, width)
    bars = [f"{start} 0 {length} 1 re" for start, length in _dark(row)]
    _fill(pen, f"{module:.5f} 0 0 {height:.2f} {left:.3f} {-y - height:.2f}", bars)


def qr(pen: Pen, x: float, y: float, side: float, digits: str) -> None:
    """The QR code of the digits in this square; keep four modules of white around it."""
    rows = _rows(digits, "QRCode")
    module = side / len(rows)
    left = pen.left(x, side)
    runs = [
        f"{start} {n} {length} {_TALL} re"
        for n, row in enumerate(rows)
        for start, length in _dark(row)
    ]
    _fill(pen, f"{module:.5f} 0 0 {-module:.5f} {left:.3f} {-y:.3f}", runs)


def modules(digits: str) -> int:
    """How many modules wide the Code 128 of these digits is, without its white ends."""
    return len(_rows(digits, "Code128")[0])


def matrix(digits: str, kind: str) -> tuple[tuple[bool, ...], ...]:
    """The symbol as rows of dark and light modules."""
    return tuple(tuple(value == 0 for value in row) for row in _rows(digits, kind))


def _fill(pen: Pen, modules: str, rectangles: list[str]) -> None:
    """Fill rectangles counted in modules; `modules` is the matrix from them to the page."""
    pen.raw(f"q {modules} cm 0 0 0 rg {' '.join(rectangles)} f Q")


@lru_cache(maxsize=64)
def _rows(digits: str, kind: str) -> tuple[bytes, ...]:
    """The symbol as rows of bytes, 0 where it is dark."""
    made = zxingcpp.create_barcode(digits, getattr(zxingcpp.BarcodeFormat, kind))
    image: Any = memoryview(made.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    wide, whole = image.shape[1], image.tobytes()
    return tuple(whole[at : at + wide] for at in range(0, len(whole), wide))


def _dark(row: bytes) -> list[tuple[int, int]]:
    """The runs of dark modules of a row: where each starts and how long it is."""
    return [(run.start(), run.end() - run.start()) for run in _RUN.finditer(row)]
