"""Printing a stored document: its copy counted and kept, then its pages as images on the workstation's printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter

from desktop_app.texts import Texts, iso
from desktop_app.ui.widgets.pages import POINTS, draw_page, open_pdf

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.print_queue import Job
    from desktop_app.services.printing import Printed
    from desktop_app.ui.desk import Desk

PAGE_DPI, ROLL_DPI = 300, 203
ROLL_POINTS = 300
"""Narrower than this, a page is for a roll."""


def copy_of(
    kind: str, number: str, *, language: str | None = None, narrow: bool | None = None
) -> Callable[[Counter], Printed]:
    """Count one more copy of a document and send it where its kind goes; `narrow` None: as that printer wants.
    Asked on the window's thread, which knows the printers of the system."""
    system = default_printer()

    def work(counter: Counter) -> Printed:
        from desktop_app.services import print_queue

        return print_queue.send(
            counter, kind, number, language=language, narrow=narrow, system=system
        )

    return work


def send_and_tell(desk: Desk, texts: Texts, printed: Printed) -> tuple[str, str]:
    """Print what the window has to print; what to tell the agent, and the kind of news."""
    say, number, printer = texts.say, iso(printed.document), iso(printed.printer)
    state = print_job(desk, printed) if printed.roll == "sending" else printed.roll
    if state == "queued":
        told = say(
            "{printer} is off: {number} waits and will be printed.", printer=printer, number=number
        )
        return told, "warn"
    if state == "in_doubt":
        return say("{number}: say first whether it came out of the printer.", number=number), "warn"
    if state == "printed":
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


def print_job(desk: Desk, printed: Printed) -> str:
    """Send a page of the queue to its printer of the system and keep what became of it: "printed" or "queued"."""
    came_out = send_to_printer(printed.path, printed.printer, narrow=_is_narrow(printed))
    job = printed.job

    def work(counter: Counter) -> Job:
        from desktop_app.services import print_queue

        return print_queue.told(counter, job, came_out=came_out)

    desk.do(work, None)
    return "printed" if came_out else "queued"


def default_printer() -> str:
    """The name of the system's default printer, "" when it has none."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return QPrinterInfo.defaultPrinterName()


def send_to_printer(path: Path, name: str, *, narrow: bool = False) -> bool:
    """Print a PDF file, its pages as images, on this printer of the system; whether it took them. Never a dialog."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    chosen = QPrinterInfo.printerInfo(name)
    if chosen.isNull() or chosen.state() == QPrinter.PrinterState.Error:
        return False
    printer = QPrinter(chosen, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(ROLL_DPI if narrow else PAGE_DPI)
    printer.setFullPage(True)
    printer.setDocName(path.stem)
    return print_pages(path.read_bytes(), printer)


def _is_narrow(printed: Printed) -> bool:
    """Whether the file is as narrow as a roll: its first page tells."""
    document = open_pdf(printed.path.read_bytes())
    try:
        return bool(document.get_page_size(0)[0] < ROLL_POINTS)
    finally:
        document.close()


def print_pages(pdf: bytes, printer: Any) -> bool:
    """Draw every page on a QPrinter, each on a sheet of its own size; False when the printer does not begin."""
    document = open_pdf(pdf)
    try:
        painter = QPainter()
        for number in range(len(document)):
            wide, high = document.get_page_size(number)
            printer.setPageSize(QPageSize(QSizeF(wide, high), QPageSize.Unit.Point))
            if number == 0:
                if not painter.begin(printer):
                    return False
            else:
                printer.newPage()
            scale = printer.resolution() / POINTS
            image = draw_page(document, number, scale)
            painter.drawImage(QRectF(0, 0, wide * scale, high * scale), image)
        return painter.end()
    finally:
        document.close()
