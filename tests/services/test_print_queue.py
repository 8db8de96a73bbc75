"""The way to paper: a dead printer keeps the page waiting, a broken one leaves a doubt, a crash loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals import CannotWriteFile, UnknownDocument
from desktop_app.domain.refusals_bank import (
    PaperTooWide,
    PrinterBroke,
    PrinterOff,
    PrinterUnknown,
    UnknownPrintJob,
)
from desktop_app.exchange import printer, roll
from desktop_app.services import checking, closings, payments, print_queue, printing, shifts
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.services.shifts import obstacles
from desktop_app.storage import payments as stored
from desktop_app.storage import till

from ..ui.counters_small import counter
from . import small

TODAY = date(2026, 7, 1)
SOMEWHERE = {"receipt": "network:192.0.2.7"}


class Sink:
    """A printer that can be off, or stop while it is written to."""

    off = broken = False

    def __init__(self) -> None:
        self.got: list[bytes] = []

    def open(self, route: str) -> Sink:
        if self.off:
            raise PrinterOff(printer=route)
        return self

    def send(self, data: bytes) -> None:
        if self.broken:
            self.got.append(data[:1000])
            raise PrinterBroke(printer="sink")
        self.got.append(data)

    def close(self) -> None:
        pass


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Sink:
    made = Sink()
    monkeypatch.setattr(printer, "open_port", made.open)
    return made


@pytest.fixture
def paid(tmp_path: Path) -> tuple[Counter, Callable[..., str]]:
    """A counter, and how to make a receipt."""
    at = small.counter(tmp_path / "b", "oran", TODAY)
    number = small.contract(at, 7, name="Mohamed \x1bp\x00\x19\xfa Benali", opened_on=TODAY)

    def pay(tender: TenderKind = TenderKind.CASH) -> str:
        turn = pay.__dict__.setdefault("turn", []) or []
        pay.__dict__["turn"] = [*turn, 1]
        command = TakePayment(number, 50_000, tender, f"op-{len(turn)}")
        return payments.take_payment(at, command).number

    return at, pay


def copies(at: Counter, number: str) -> int:
    with at.book.read() as connection:
        return stored.copies(connection, number)


def test_a_receipt_goes_to_its_printer_and_opens_the_drawer_once(
    paid: tuple[Counter, Callable[..., str]], sink: Sink
) -> None:
    at, pay = paid
    number = pay()
    job = print_queue.submit(at, number, printers=SOMEWHERE)
    assert (job.state, job.copy, job.trouble) == ("printed", 0, None)
    again = print_queue.submit(at, number, printers=SOMEWHERE)
    assert (again.state, again.copy) == ("printed", 1)
    card = print_queue.submit(at, pay(TenderKind.CARD), printers=SOMEWHERE)
    assert card.state == "printed"
    kicks = [roll.drawn(data)[2] for data in sink.got]
    assert kicks == [True, False, False], "cash alone opens the drawer, and a copy never"
    assert all(roll.drawn(data)[1] for data in sink.got)
    assert checking.verify(at).holds


def test_a_printer_that_is_off_keeps_the_page_waiting(
    paid: tuple[Counter, Callable[..., str]], sink: Sink
) -> None:
    at, pay = paid
    sink.off = True
    first, second = pay(), pay()
    job = print_queue.submit(at, first, printers=SOMEWHERE)
    assert (job.state, job.tries) == ("queued", 1)
    assert isinstance(job.trouble, PrinterOff)
    print_queue.submit(at, second, printers=SOMEWHERE)
    assert not obstacles(at), "a page that waits was not printed: nothing is in doubt"
    sink.off = False
    done = print_queue.run(at)
    assert [(j.document, j.state, j.copy) for j in done] == [
        (first, "printed", 0),
        (second, "printed", 0),
    ]
    assert print_queue.jobs(at) == ()
    assert len(sink.got) == 2
    assert print_queue.run(at) == ()


def test_a_printer_that_breaks_leaves_a_doubt_that_is_asked(
    paid: tuple[Counter, Callable[..., str]], sink: Sink
) -> None:
    at, pay = paid
    number = pay()
    sink.broken = True
    job = print_queue.submit(at, number, printers=SOMEWHERE)
    assert job.state == "in_doubt"
    assert [o.document for o in obstacles(at)] == [number]
    assert print_queue.run(at) == (), "what is in doubt is never sent again by itself"
    sink.broken = False
    redone = print_queue.answer(at, job.id, came_out=False)
    assert (redone.state, redone.copy) == ("printed", 1)
    assert copies(at, number) == 2
    assert not obstacles(at)
    with pytest.raises(UnknownPrintJob):
        print_queue.answer(at, job.id, came_out=True)
    assert checking.verify(at).holds


def test_a_doubt_that_came_out_is_printed(
    paid: tuple[Counter, Callable[..., str]], sink: Sink
) -> None:
    at, pay = paid
    sink.broken = True
    job = print_queue.submit(at, pay(), printers=SOMEWHERE)
    done = print_queue.answer(at, job.id, came_out=True)
    assert (done.state, done.copy) == ("printed", 0)
    assert print_queue.jobs(at) == ()


@pytest.mark.parametrize(
    ("where", "state", "copy"),
    [
        ("print_queued", "queued", 0),
        ("print_sending", "in_doubt", 0),
        ("print_sent", "in_doubt", 0),
        ("print_told", "printed", 0),
    ],
)
def test_a_crash_on_the_way_to_paper(
    paid: tuple[Counter, Callable[..., str]],
    sink: Sink,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    state: str,
    copy: int,
) -> None:
    at, pay = paid
    number = pay()
    with monkeypatch.context() as crash:
        crash.setenv("GUICHET_FAILPOINT", f"{where}=raise")
        with pytest.raises(OSError, match=where):
            print_queue.submit(at, number, printers=SOMEWHERE)
    left = print_queue.recover(at)
    if where == "print_queued":
        assert print_queue.jobs(at) == (), "the copy was never counted: the gesture did not happen"
        assert copies(at, number) == 0
        return
    found = print_queue.jobs(at, "queued", "in_doubt", "printed")
    assert [(j.document, j.state, j.copy) for j in found] == [(number, state, copy)]
    assert [j.document for j in left] == ([number] if state == "in_doubt" else [])
    assert payments.receipt(at, number).number == number


def test_a_demo_agency_prints_pictures(paid: tuple[Counter, Callable[..., str]]) -> None:
    at, pay = paid
    job = print_queue.submit(at, pay(), printers={})
    assert job.state == "printed"
    (picture,) = (at.book.folder / "papers").glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("route", ["telepathy:x", "network:"])
def test_a_way_nobody_knows_is_refused(
    paid: tuple[Counter, Callable[..., str]], route: str
) -> None:
    at, pay = paid
    number = pay()
    with pytest.raises(PrinterUnknown):
        print_queue.submit(at, number, printers={"receipt": route})
    assert copies(at, number) == 0


def test_a_printer_of_the_system_is_left_to_the_window(
    paid: tuple[Counter, Callable[..., str]],
) -> None:
    at, pay = paid
    job = print_queue.submit(at, pay(), printers={"receipt": "Ticket"})
    assert (job.state, job.by_window, job.route) == ("queued", True, "roll:Ticket")
    assert print_queue.run(at) == ()
    sheet = print_queue.fetch(at, job.id)
    assert sheet.path.read_bytes().startswith(b"%PDF")
    with pytest.raises(UnknownPrintJob):
        print_queue.fetch(at, job.id)
    assert print_queue.told(at, job.id, came_out=False).state == "queued"
    print_queue.fetch(at, job.id)
    assert print_queue.told(at, job.id, came_out=True).state == "printed"
    assert copies(at, job.document) == 1


def test_the_picture_of_a_receipt(paid: tuple[Counter, Callable[..., str]], tmp_path: Path) -> None:
    at, pay = paid
    number = pay()
    out = tmp_path / "r.png"
    assert print_queue.picture(at, number, out=out, language="ar") == (0, "ar")
    assert print_queue.picture(at, number, out=out)[0] == 1
    assert out.read_bytes()[16:20] == (576).to_bytes(4, "big")
    with pytest.raises(UnknownDocument):
        print_queue.picture(at, "R-T009A-26-000001", out=out)
    with pytest.raises(CannotWriteFile):
        print_queue.picture(at, number, out=tmp_path / "nowhere" / "r.png")


def evening(at: Counter) -> tuple[str, str]:
    """The numbers of a Z report and of a closing of the day."""
    now = shifts.now(at).shift
    assert now is not None
    with at.book.read() as connection:
        held = now.float + till.cash_moved(connection, now.id)
    made = shifts.close_shift(at, shifts.CloseShift("z", counted=held))
    return made.number, closings.close(at, "day").number


@pytest.mark.parametrize("kind", ["receipt", "z", "closing"])
def test_papers_of_the_till_fit_a_roll_and_count_their_copies(
    paid: tuple[Counter, Callable[..., str]], sink: Sink, kind: str
) -> None:
    at, pay = paid
    receipt = pay()
    z, closing = evening(at)
    number = {"receipt": receipt, "z": z, "closing": closing}[kind]
    routes = {kind: "network:192.0.2.9"}
    for copy in (0, 1, 2):
        job = print_queue.submit(at, number, kind=kind, printers=routes)
        assert (job.state, job.copy, job.kind) == ("printed", copy, kind)
    assert copies(at, number) == 3
    assert all(roll.drawn(data)[0].width == roll.WIDTH for data in sink.got)
    assert kicks(sink) == ([True, False, False] if kind == "receipt" else [False] * 3)
    page = printing.drawn(at, kind, number, "fr", copy=2, narrow=True)
    assert "DUPLICATA 2" in text_of(page)
    assert checking.verify(at).holds


def kicks(sink: Sink) -> list[bool]:
    return [roll.drawn(data)[2] for data in sink.got]


def text_of(page: bytes) -> str:
    return str(pypdfium2.PdfDocument(page)[0].get_textpage().get_text_range())


def test_a_full_page_is_refused_by_a_roll_and_kept_by_a_virtual_printer(tmp_path: Path) -> None:
    at, _ = counter(tmp_path / "b")
    with at.book.read() as connection:
        invoice = connection.exec_driver_sql("SELECT max(number) FROM invoice").scalar_one()
    with pytest.raises(PaperTooWide):
        print_queue.submit(at, invoice, kind="invoice", printers={"invoice": "usb:04b8:0e15"})
    assert copies(at, invoice) == 0
    papers = tmp_path / "papers"
    papers.mkdir()
    routes = {"page": f"virtual:{papers}"}
    assert print_queue.submit(at, invoice, kind="invoice", printers=routes).state == "printed"
    assert print_queue.submit(at, invoice, kind="explanation", printers=routes).copy == 0
    assert [p.suffix for p in sorted(papers.iterdir())] == [".pdf", ".pdf"]
    assert "DUPLICATA" not in text_of((papers / "page-001.pdf").read_bytes())
    again = print_queue.submit(at, invoice, kind="invoice", printers=routes)
    assert again.copy == 1
    assert "DUPLICATA 1" in text_of((papers / "page-003.pdf").read_bytes())


@pytest.mark.parametrize(
    ("kind", "narrow", "route"),
    [
        ("receipt", True, "usb:1:2"),
        ("receipt", False, "page:Etage"),
        ("z", True, "roll:Ticket"),
        ("z", False, "page:Etage"),
        ("invoice", False, "page:Bureau"),
        ("schedule", False, "page:Etage"),
        ("arrangement", False, "page:Etage"),
        ("explanation", False, "page:Courrier"),
        ("leak", False, "page:Courrier"),
    ],
)
def test_the_way_of_each_kind(
    paid: tuple[Counter, Callable[..., str]], kind: str, narrow: bool, route: str
) -> None:
    at, _ = paid
    printers = {
        "receipt": "usb:1:2",
        "invoice": "Bureau",
        "letter": "Courrier",
        "page": "Etage",
        "roll": "Ticket",
    }
    assert print_queue.route_of(at, kind, printers, narrow=narrow) == route
