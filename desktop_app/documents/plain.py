"""The same pages on a plain ReportLab canvas, as any program draws them: the peer that speed is measured against.

Where everything stands is known beforehand; what is left is to place each text, and to cut and embed the fonts again
for every document.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop_app import resources

from .page import Pen
from .text import FILES

_PART = re.compile(r"/(T\d+) (\S+) Tf|1 0 0 1 (\S+) (\S+) Tm|<([0-9A-F]+)>")


@dataclass(slots=True)
class _Text:
    face: str
    size: float
    colour: tuple[float, ...]
    x: float
    y: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """One document: its page size, and the texts and other operators of each page in order."""

    size: tuple[float, float]
    pages: tuple[tuple[_Text | str, ...], ...]

    def draw(self) -> bytes:
        """The PDF file."""
        for face, file in FILES.items():
            if face not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(face, str(resources.path(f"fonts/{file}"))))
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=self.size, pageCompression=1, invariant=1)
        for page in self.pages:
            canvas.translate(0, self.size[1])
            for part in page:
                if isinstance(part, str):
                    canvas._code.append(part)
                    continue
                canvas.setFillColorRGB(*part.colour)
                canvas.setFont(part.face, part.size)
                canvas.drawString(part.x, part.y, part.text)
            canvas.showPage()
        canvas.save()
        return out.getvalue()


def plain(pen: Pen) -> Plain:
    """The pages that a pen has drawn."""
    faces = {use.label: use for use in pen.fonts.values()}

    def texts(ops: str) -> list[_Text]:
        colour = tuple(float(part) for part in ops.split(maxsplit=4)[1:4])
        found: list[_Text] = []
        use, size = None, 0.0
        for label, points, x, y, code in _PART.findall(ops):
            if label:
                use, size = faces[label], float(points)
            elif x:
                assert use is not None
                found.append(_Text(use.fontName, size, colour, float(x), float(y)))
            else:
                assert use is not None
                found[-1].text += "".join(
                    use.letters_of(int(code[i : i + 4], 16)) for i in range(0, len(code), 4)
                )
        return found

    pages = []
    for page in pen.pages:
        parts: list[_Text | str] = []
        for ops in page:
            parts += texts(ops) if ops.startswith("BT ") else [ops]
        pages.append(tuple(parts))
    return Plain((pen.width, pen.height), tuple(pages))
