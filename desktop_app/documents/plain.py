"""The peers that the speed of a page is measured against: a plain ReportLab canvas, and the least a page can take.

On the plain canvas, as any program draws it, where everything stands is known beforehand; what is left is to place each
text, and to cut and embed the fonts again for every document. The floor knows even the operators and has its fonts
ready: what is left is to deflate the pages and to put the pieces of the file together.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop_app import resources

from .embedding import Cut, stream
from .page import LEVEL, Pen
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


@dataclass(frozen=True, slots=True)
class Floor:
    """One document: its page size, the operators of each page, its fonts by label."""

    size: tuple[float, float]
    pages: tuple[str, ...]
    fonts: tuple[tuple[str, Cut], ...]

    def draw(self) -> bytes:
        """The PDF file."""
        fonts = [part for n, (_, cut) in enumerate(self.fonts) for part in _objects(cut, 3 + 6 * n)]
        first = 3 + len(fonts)
        pages = range(first, first + 2 * len(self.pages), 2)
        kids = " ".join(f"{n} 0 R" for n in pages)
        named = " ".join(f"/{label} {8 + 6 * n} 0 R" for n, (label, _) in enumerate(self.fonts))
        head = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.size[0]:.2f} {self.size[1]:.2f}]"
            f" /Resources << /Font << {named} >> >> /Contents "
        )
        made = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>".encode(),
            *fonts,
        ]
        for n, ops in zip(pages, self.pages, strict=True):
            made.append(f"{head}{n + 1} 0 R >>".encode())
            made.append(stream(zlib.compress(ops.encode("latin-1"), LEVEL)))
        return _file(made)


def floor(pen: Pen) -> Floor:
    """The pages that a pen has drawn, as operators."""
    down = f"1 0 0 1 0 {pen.height:.2f} cm"
    pages = tuple("\n".join((down, *pen.beneath, *ops)) for ops in pen.pages)
    fonts = tuple((use.label, use.cut()) for use in pen.fonts.values())
    return Floor((pen.width, pen.height), pages, fonts)


def _objects(cut: Cut, first: int) -> list[bytes]:
    """The objects of a font, the first of this number."""
    return [
        b"".join([b"%d 0 R" % (first + part) if isinstance(part, int) else part for part in parts])
        for parts in cut
    ]


def _file(objects: list[bytes]) -> bytes:
    parts, places, at = [b"%PDF-1.4\n"], [], 9
    for n, body in enumerate(objects, 1):
        part = b"%d 0 obj\n%b\nendobj\n" % (n, body)
        places.append(b"%010d 00000 n \n" % at)
        parts.append(part)
        at += len(part)
    count = len(objects) + 1
    parts += [b"xref\n0 %d\n0000000000 65535 f \n" % count, *places]
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, at))
    return b"".join(parts)
