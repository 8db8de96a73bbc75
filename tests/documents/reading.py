"""Reading a printed page back: its text without layout, and the codes a scanner finds on it."""

from __future__ import annotations

import io
import re
import unicodedata

import pypdf
import pypdfium2
import zxingcpp


def said(pdf: bytes) -> str:
    """All text of all pages on one line, spaces and compatibility forms made plain."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", " ".join(pages)))


def pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def scanned(pdf: bytes, *, page: int = 0, scale: float = 2.0) -> dict[str, str]:
    """The codes a camera reads on a page: format name to text."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[page].render(scale=scale).to_pil()
    finally:
        document.close()
    return {str(code.format).replace(" ", ""): code.text for code in zxingcpp.read_barcodes(image)}


def has(text: str, *wanted: str) -> list[str]:
    """The wanted texts that are not there."""
    plain = re.sub(r"\s+", "", text)
    return [w for w in wanted if re.sub(r"\s+", "", unicodedata.normalize("NFKC", w)) not in plain]
