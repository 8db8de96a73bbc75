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
    text, kind = send_and_tell(window.texts, printed, narrow=True)
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
    text, kind = send_and_tell(window.texts, printed, narrow=True)
    assert kind == "ok"
    assert ROUTE in text
