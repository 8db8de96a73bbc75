"""The roll: black dots in bands, inverted rightly, no command of a customer's, Arabic as drawn on the page."""

from __future__ import annotations

import importlib.util
import socket
import struct
import sys
import zlib
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.documents.receipt import draw_receipt
from desktop_app.domain.refusals_bank import (
    PrinterDriverMissing,
    PrinterOff,
    PrinterUnknown,
)
from desktop_app.exchange import printer, roll
from desktop_app.exchange.roll import Raster

from ..documents import facts


def dots_of(name: str = "") -> Raster:
    from dataclasses import replace

    fact = facts.receipt("oran")
    if name:
        fact = replace(fact, customer=replace(fact.customer, name=name, name_alt=name), payer=name)
    page = draw_receipt(fact, facts.book("oran"), ("ar",), copy=1, narrow=True, mode="demo")
    return roll.raster(page)


@pytest.fixture(scope="module")
def receipt() -> Raster:
    return dots_of()


def test_the_roll_is_as_wide_as_the_printer_and_mostly_white(receipt: Raster) -> None:
    assert receipt.width == 576
    assert 900 < receipt.height < 2500
    black = sum(row.count(b"\xff") for row in receipt.rows)
    ink = sum(int.from_bytes(row, "big").bit_count() for row in receipt.rows)
    assert 0.03 < ink / (receipt.width * receipt.height) < 0.25
    assert black, "the utility's sign is a black square"
    assert any(receipt.rows[-1]), "the white at the end is cut"
    left = any(row[0] & 0xFC for row in receipt.rows)
    right = any(row[-1] & 0x0F for row in receipt.rows)
    assert left or right, "the frame is inside the dots, at their edge"


def test_commands_are_bands_of_raster_then_a_cut(receipt: Raster) -> None:
    sent = roll.commands(receipt, kick=True)
    assert sent.startswith(b"\x1b@\x1bp\x00\x19\xfa\x1dv0\x00" + struct.pack("<HH", 72, 128))
    assert sent.endswith(b"\x1dV\x42\x00")
    assert roll.drawn(sent) == (receipt, True, True)
    assert roll.drawn(roll.commands(receipt, cut=False)) == (receipt, False, False)


def test_black_on_paper_is_one_in_the_raster_and_zero_in_the_picture() -> None:
    dots = Raster(16, (b"\xff\x00", b"\x80\x01"))
    assert (
        roll.commands(dots)[2:]
        == b"\x1dv0\x00\x02\x00\x02\x00\xff\x00\x80\x01\x1bd\x04\x1dV\x42\x00"
    )
    picture = roll.png(dots)
    data = zlib.decompress(picture[picture.index(b"IDAT") + 4 : -16])
    assert data == b"\x00\x00\xff\x00\x7f\xfe"


def test_the_code_still_scans(receipt: Raster) -> None:
    import io

    image = pytest.importorskip("PIL.Image").open(io.BytesIO(roll.png(receipt))).convert("L")
    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == facts.receipt("oran").scan


@settings(max_examples=15)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_a_name_holds_no_command(name: str) -> None:
    dots, _, kick = roll.drawn(roll.commands(dots_of(name)))
    assert not kick
    assert dots.width == 576


@pytest.mark.parametrize(
    "name", ["\x1bp\x00\x19\xfa", "\x1d\x56\x00", "<b>&amp;", "x" * 300, "محمد\u202e\x1b@"]
)
def test_hostile_names_draw_dots_and_nothing_else(name: str) -> None:
    assert roll.drawn(roll.commands(dots_of(name)))[1:] == (True, False)


def test_bytes_that_are_no_command_of_ours_are_seen() -> None:
    with pytest.raises(ValueError, match="byte 2"):
        roll.drawn(b"\x1b@hello")


@pytest.mark.skipif(
    importlib.util.find_spec("escpos") is None, reason="the optional part escpos is not installed"
)
def test_a_printer_over_the_network_gets_our_bytes(receipt: Raster) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = printer.open_port(f"network:127.0.0.1:{listener.getsockname()[1]}")
        peer, _ = listener.accept()
        sent = roll.commands(Raster(576, receipt.rows[:200]))
        port.send(sent)
        port.close()
        got = b""
        while part := peer.recv(65536):
            got += part
        peer.close()
    assert got == sent


def test_without_the_optional_part_the_driver_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "escpos", None)
    monkeypatch.setitem(sys.modules, "escpos.printer", None)
    with pytest.raises(PrinterDriverMissing):
        printer.open_port("network:127.0.0.1")


def test_ways_that_lead_nowhere(tmp_path: Path) -> None:
    for route in ("", "receipt", "telepathy:x"):
        with pytest.raises(PrinterUnknown):
            printer.open_port(route)
    with pytest.raises(PrinterOff):
        printer.open_port(f"virtual:{tmp_path / 'nowhere'}")
