"""Pages left behind are told above every page: printed again when the printer is back, answered when in doubt."""

from __future__ import annotations

import pytest

from desktop_app import settings
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals_bank import PrinterBroke, PrinterOff
from desktop_app.exchange import printer
from desktop_app.services import payments, print_queue
from desktop_app.services.payments import TakePayment
from desktop_app.ui import look
from desktop_app.ui import printer as page_printer
from desktop_app.ui.print_watch import DOUBT, WAITING, PrintWatch
from desktop_app.ui.printer import copy_of, send_and_tell
from desktop_app.ui.window import MainWindow

from .counters_small import counter, desk

ROUTE = "network:192.0.2.7"


class Printer:
    """A printer whose mood a test chooses."""

    mood = ""

    def put(self, route, pdf, *, kick=False):
        if self.mood == "off":
            raise PrinterOff(printer=route)
        if self.mood == "broken":
            raise PrinterBroke(printer=route)


@pytest.fixture
def shown(tmp_path, qtbot, qapp, monkeypatch):
    look.apply(qapp, "light", "fr")
    at, number = counter(tmp_path / "b")
    machine = Printer()
    monkeypatch.setattr(printer, "put", machine.put)
    known = settings.Settings(tmp_path, printers={"receipt": ROUTE})
    monkeypatch.setattr(settings, "load", lambda: known)
    receipt = payments.take_payment(at, TakePayment(number, 5000, TenderKind.CARD, "op")).number
    place = desk(at)
    window = MainWindow(place, place.texts, "light")
    qtbot.addWidget(window)
    yield window, at, receipt, machine
    window.retire()
    place.close()


def test_a_page_that_waits_is_told_and_printed(shown):
    window, at, receipt, machine = shown
    machine.mood = "off"
    printed = copy_of("receipt", receipt, narrow=True)(at)
    text, kind = send_and_tell(window.desk, window.texts, printed)
    assert (printed.roll, kind) == ("queued", "warn")
    assert receipt in text
    watch = PrintWatch(window)
    watch.refresh()
    assert WAITING in window.banners.names()
    watch.print_now()
    assert WAITING in window.banners.names()
    machine.mood = ""
    watch.print_now()
    assert WAITING not in window.banners.names()
    assert print_queue.jobs(at) == ()


@pytest.mark.parametrize("came_out", [True, False])
def test_a_doubt_is_asked(shown, came_out):
    window, at, receipt, machine = shown
    machine.mood = "broken"
    assert copy_of("receipt", receipt, narrow=True)(at).roll == "in_doubt"
    machine.mood = ""
    watch = PrintWatch(window)
    watch.begin()
    assert DOUBT in window.banners.names()
    (job,) = print_queue.jobs(at)
    watch._answer(job.id, came_out=came_out)
    assert DOUBT not in window.banners.names()
    (done,) = print_queue.jobs(at, "printed")
    assert done.copy == (0 if came_out else 1)


def test_a_printed_roll_names_its_printer(shown):
    window, at, receipt, _ = shown
    printed = copy_of("receipt", receipt, narrow=True)(at)
    text, kind = send_and_tell(window.desk, window.texts, printed)
    assert kind == "ok"
    assert ROUTE in text


class Printers:
    """Printers of the system, by name: those that are on take pages."""

    def __init__(self, *on: str) -> None:
        self.on = set(on)
        self.sheets: list[tuple[str, str, bool]] = []

    def send(self, path, name, *, narrow=False):
        if name not in self.on:
            return False
        assert path.read_bytes().startswith(b"%PDF")
        self.sheets.append((path.stem.split("_")[0], name, narrow))
        return True


@pytest.fixture
def routed(shown, monkeypatch, tmp_path):
    """Settings with a printer for each kind; the printers of the system in front of the test."""
    window, at, receipt, machine = shown
    routes = {"receipt": ROUTE, "invoice": "Bureau", "letter": "Courrier", "page": "Etage"}
    known = settings.Settings(tmp_path, printers=routes)
    monkeypatch.setattr(settings, "load", lambda: known)
    printers = Printers("Bureau", "Courrier", "Etage")
    monkeypatch.setattr(page_printer, "send_to_printer", printers.send)
    monkeypatch.setattr(page_printer, "default_printer", lambda: "Etage")
    return window, at, receipt, machine, printers


def invoice_of(at) -> str:
    with at.book.read() as connection:
        return connection.exec_driver_sql("SELECT max(number) FROM invoice").scalar()


def test_each_kind_of_paper_goes_to_its_own_printer(routed):
    window, at, receipt, _, printers = routed
    number = invoice_of(at)
    for kind, document, printer_name in (
        ("invoice", number, "Bureau"),
        ("explanation", number, "Courrier"),
    ):
        printed = copy_of(kind, document)(at)
        text, news = send_and_tell(window.desk, window.texts, printed)
        assert news == "ok"
        assert printer_name in text
    assert [name for _, name, _ in printers.sheets] == ["Bureau", "Courrier"]
    paper = copy_of("receipt", receipt, narrow=False)(at)
    assert (paper.printer, paper.roll) == ("Etage", "sending"), "a receipt on a page: the fallback"
    send_and_tell(window.desk, window.texts, paper)
    assert copy_of("receipt", receipt)(at).printer == ROUTE, "as its printer wants: the roll"
    assert print_queue.jobs(at) == ()


def test_an_invoice_waits_for_its_dead_printer_and_is_then_printed_as_the_same_copy(routed):
    window, at, _, _, printers = routed
    number = invoice_of(at)
    printers.on = {"Etage"}
    text, news = send_and_tell(window.desk, window.texts, copy_of("invoice", number)(at))
    assert news == "warn"
    assert "Bureau" in text
    watch = PrintWatch(window)
    watch.refresh()
    assert WAITING in window.banners.names()
    watch.print_now()
    (waits,) = print_queue.jobs(at)
    assert (waits.state, waits.copy, waits.by_window) == ("queued", 0, True)
    printers.on.add("Bureau")
    watch.print_now()
    assert WAITING not in window.banners.names()
    assert print_queue.jobs(at) == ()
    assert [name for _, name, _ in printers.sheets] == ["Bureau"]
    assert copy_of("invoice", number)(at).copy == 1


def test_a_dead_printer_does_not_stop_the_others(routed):
    window, at, receipt, machine, printers = routed
    number = invoice_of(at)
    machine.mood = "off"
    printers.on = set()
    for kind, document in (("receipt", receipt), ("invoice", number), ("explanation", number)):
        send_and_tell(window.desk, window.texts, copy_of(kind, document)(at))
    assert len(print_queue.jobs(at)) == 3
    printers.on = {"Courrier"}
    PrintWatch(window).print_now()
    assert [(j.kind, j.state) for j in print_queue.jobs(at)] == [
        ("receipt", "queued"),
        ("invoice", "queued"),
    ]


def test_a_page_cut_off_by_a_crash_is_asked_for(routed):
    window, at, _, _, printers = routed
    number = invoice_of(at)
    copy_of("invoice", number)(at)
    watch = PrintWatch(window)
    watch.begin()
    assert DOUBT in window.banners.names()
    (job,) = print_queue.jobs(at)
    watch._answer(job.id, came_out=False)
    assert DOUBT not in window.banners.names()
    assert [name for _, name, _ in printers.sheets] == ["Bureau"]
    (done,) = print_queue.jobs(at, "printed")
    assert (done.copy, done.kind) == (1, "invoice")


def test_a_machine_without_printer_keeps_the_file(shown, monkeypatch, tmp_path):
    window, at, _, _ = shown
    monkeypatch.setattr(settings, "load", lambda: settings.Settings(tmp_path))
    monkeypatch.setattr(page_printer, "default_printer", lambda: "")
    printed = copy_of("invoice", invoice_of(at))(at)
    text, news = send_and_tell(window.desk, window.texts, printed)
    assert news == "info"
    assert printed.path.name in text
    assert print_queue.jobs(at) == ()


def test_a_receipt_taken_behind_the_scenes_goes_to_the_printer_of_the_system(routed, monkeypatch):
    window, at, receipt, _, printers = routed
    known = settings.Settings(at.book.folder, printers={"receipt": "Ticket"})
    monkeypatch.setattr(settings, "load", lambda: known)
    watch = PrintWatch(window)
    print_queue.submit(at, receipt)
    watch.refresh()
    assert WAITING in window.banners.names(), "its printer is off"
    assert printers.sheets == []
    printers.on.add("Ticket")
    watch.refresh()
    assert printers.sheets == [], "tried once by itself, then when the agent says so"
    watch.print_now()
    assert [(name, narrow) for _, name, narrow in printers.sheets] == [("Ticket", True)]
    assert WAITING not in window.banners.names()
