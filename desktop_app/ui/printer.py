"""Printing a stored document: its copy counted and kept, then its pages as images on the workstation's printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter

from desktop_app import settings
from desktop_app.texts import Texts, iso
from desktop_app.ui.widgets.pages import POINTS, draw_page, open_pdf

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.printing import Printed

PAGE_DPI, ROLL_DPI = 300, 203


def copy_of(
    kind: str, number: str, *, language: str | None = None, narrow: bool = False
) -> Callable[[Counter], Printed]:
    """Count one more copy of a document and keep its page among the papers of the book."""

    def work(counter: Counter) -> Printed:
        from desktop_app.services import print_queue, printing

        folder = counter.book.folder / "papers"
        folder.mkdir(exist_ok=True)
        if kind == "receipt" and narrow and print_queue.receipts_have_a_printer():
            job = print_queue.submit(counter, number, language=language)
            path = folder / f"{number}.pdf"
            return printing.Printed(
                number, kind, language or "", job.copy, 1, path, job.state, job.route
            )
        return printing.print_document(
            counter, kind, number, out=_free(folder, number), language=language, narrow=narrow
        )

    return work


def send_and_tell(texts: Texts, printed: Printed, *, narrow: bool = False) -> tuple[str, str]:
    """Send the copy to the printer; what to tell the agent, and the kind of news."""
    say, number = texts.say, iso(printed.document)
    if printed.roll == "queued":
        told = say("The receipt printer is off: {number} waits and will be printed.", number=number)
        return told, "warn"
    if printed.roll == "in_doubt":
        return say("{number}: say first whether it came out of the printer.", number=number), "warn"
    if printer := (
        iso(printed.printer) if printed.roll else send_to_printer(printed.path, narrow=narrow)
    ):
        if printed.copy:
            told = say(
                "Duplicate {n} of {number} printed on {printer}",
                n=texts.number(printed.copy),
                number=number,
                printer=printer,
            )
        else:
            told = say("{number} printed on {printer}", number=number, printer=printer)
        return told, "ok"
    if printed.copy:
        told = say(
            "No printer here: duplicate {n} is kept as {file}",
            n=texts.number(printed.copy),
            file=iso(printed.path.name),
        )
    else:
        told = say("No printer here: the page is kept as {file}", file=iso(printed.path.name))
    return told, "info"


def send_to_printer(path: Path, *, narrow: bool = False) -> str:
    """Print a PDF file, its pages as images, on the printer of the settings or the default one; the printer's name, ""
    when there is none."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    chosen = QPrinterInfo.printerInfo(_named("roll" if narrow else "page"))
    if chosen.isNull():
        chosen = QPrinterInfo.defaultPrinter()
    if chosen.isNull():
        return ""
    printer = QPrinter(chosen, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(ROLL_DPI if narrow else PAGE_DPI)
    printer.setFullPage(True)
    printer.setDocName(path.stem)
    print_pages(path.read_bytes(), printer)
    return chosen.printerName()


def print_pages(pdf: bytes, printer: Any) -> None:
    """Draw every page on a QPrinter, each on a sheet of its own size."""
    document = open_pdf(pdf)
    try:
        painter = QPainter()
        for number in range(len(document)):
            wide, high = document.get_page_size(number)
            printer.setPageSize(QPageSize(QSizeF(wide, high), QPageSize.Unit.Point))
            if number == 0:
                painter.begin(printer)
            else:
                printer.newPage()
            scale = printer.resolution() / POINTS
            image = draw_page(document, number, scale)
            painter.drawImage(QRectF(0, 0, wide * scale, high * scale), image)
        painter.end()
    finally:
        document.close()


def _named(paper: str) -> str:
    """The name of the printer that the settings give to this paper, "" when they give none."""
    try:
        return settings.load().printers.get(paper, "")
    except settings.SettingsFault:
        return ""


def _free(folder: Path, number: str) -> Path:
    """The first free file name for this document among the papers."""
    path, turn = folder / f"{number}.pdf", 1
    while path.exists():
        turn += 1
        path = folder / f"{number}-{turn}.pdf"
    return path
