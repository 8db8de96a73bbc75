"""Ways to a receipt printer, each named by one word and a place: virtual, network, usb, serial, file, windows, cups.

The connections are python-escpos' (the optional part `escpos`), which only carries our bytes; the virtual printer keeps
what came out as PNG files. A printer that cannot be opened has printed nothing; one that stops halfway is in doubt.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from desktop_app.domain.refusals_bank import (
    PaperTooWide,
    PrinterBroke,
    PrinterDriverMissing,
    PrinterOff,
    PrinterUnknown,
)

from . import roll

VIRTUAL = "virtual"


class Port(Protocol):
    """One printer, open."""

    def send(self, data: bytes) -> None: ...

    def close(self) -> None: ...


def open_port(route: str) -> Port:
    """The printer of a route: "network:192.168.1.50:9100", "usb:04b8:0e15", "serial:/dev/ttyS0", "file:/dev/usb/lp0",
    "windows:NAME", "cups:NAME", "virtual:FOLDER". Refuses PrinterUnknown; trouble PrinterOff, PrinterDriverMissing."""
    kind, place = way(route)
    if kind == VIRTUAL:
        return VirtualPort(Path(place), route)
    return _EscposPort(kind, place, route)


def way(route: str) -> tuple[str, str]:
    """Kind and place of a route; refuses PrinterUnknown."""
    kind, _, place = route.partition(":")
    if not place or kind not in (VIRTUAL, *_PRINTERS):
        raise PrinterUnknown(printer=route or "—")
    return kind, place


def put(route: str, pdf: bytes, *, kick: bool = False) -> None:
    """Print a narrow page on the printer of this route. Trouble PrinterOff (nothing sent), PrinterBroke (in doubt)."""
    data = roll.commands(roll.raster(pdf), kick=kick)
    port = open_port(route)
    try:
        port.send(data)
    finally:
        port.close()


def put_page(route: str, pdf: bytes) -> None:
    """Print a full page on the printer of this route: a virtual one keeps it, a roll is too narrow.

    Refuses PrinterUnknown, PaperTooWide; trouble PrinterOff, PrinterBroke."""
    kind, place = way(route)
    if kind != VIRTUAL:
        raise PaperTooWide(printer=route)
    VirtualPort(Path(place), route).keep(pdf)


def is_way(route: str) -> bool:
    """Whether this is a way of ours ("network:...", "virtual") and not the name of a printer of the system."""
    kind, _, place = route.partition(":")
    return route == VIRTUAL or (bool(place) and kind in (VIRTUAL, *_PRINTERS))


class VirtualPort:
    """A printer of files: one PNG for each narrow paper, drawn from the bytes it is sent, one PDF for each page."""

    def __init__(self, folder: Path, route: str) -> None:
        self.folder = folder
        self._route = route
        if not folder.is_dir():
            raise PrinterOff(printer=route)

    def send(self, data: bytes) -> None:
        dots, _, _ = roll.drawn(data)
        self._write("receipt", ".png", roll.png(dots))

    def keep(self, pdf: bytes) -> None:
        """A full page, as it would have been printed."""
        self._write("page", ".pdf", pdf)

    def _write(self, what: str, ending: str, data: bytes) -> None:
        path, turn = self.folder / f"{what}-001{ending}", 1
        while path.exists():
            turn += 1
            path = self.folder / f"{what}-{turn:03d}{ending}"
        try:
            path.write_bytes(data)
        except OSError as fault:
            raise PrinterBroke(printer=self._route) from fault

    def close(self) -> None:
        """A file needs no good-bye."""


class _EscposPort:
    """A printer reached by python-escpos."""

    def __init__(self, kind: str, place: str, route: str) -> None:
        self._route = route
        try:
            printers: Any = importlib.import_module("escpos.printer")
        except ImportError as fault:
            raise PrinterDriverMissing(printer=route) from fault
        try:
            self._printer = _PRINTERS[kind](printers, place)
            self._printer.open()
        except (ValueError, KeyError, IndexError) as fault:
            raise PrinterUnknown(printer=route) from fault
        except ImportError as fault:
            raise PrinterDriverMissing(printer=route) from fault
        except Exception as fault:
            raise PrinterOff(printer=route) from fault

    def send(self, data: bytes) -> None:
        try:
            self._printer._raw(data)
        except Exception as fault:
            raise PrinterBroke(printer=self._route) from fault

    def close(self) -> None:
        try:
            self._printer.close()
        except Exception as fault:
            raise PrinterBroke(printer=self._route) from fault


def _network(printers: Any, place: str) -> Any:
    host, _, port = place.partition(":")
    return printers.Network(host, port=int(port or 9100), timeout=3)


def _usb(printers: Any, place: str) -> Any:
    vendor, _, product = place.partition(":")
    return printers.Usb(int(vendor, 16), int(product, 16), timeout=3_000)


_PRINTERS: dict[str, Callable[[Any, str], Any]] = {
    "network": _network,
    "usb": _usb,
    "serial": lambda printers, place: printers.Serial(place, timeout=3),
    "file": lambda printers, place: printers.File(place),
    "windows": lambda printers, place: printers.Win32Raw(place),
    "cups": lambda printers, place: printers.CupsPrinter(printer_name=place),
}
