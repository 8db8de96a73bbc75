"""Printing a page made as a PDF: its pages as images on the workstation's printer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter

from desktop_app.ui.widgets.pages import POINTS, draw_page, open_pdf

PAGE_DPI, ROLL_DPI = 300, 203


def send_to_printer(path: Path, *, narrow: bool = False) -> str:
    """Print a PDF file on the default printer, its pages as images; the printer's name, "" when there is none."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

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
