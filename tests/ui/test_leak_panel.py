"""The leak file on screen: opened, told, proved and capped with the primary key alone; what is missing is said."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.domain.leak import LeakState
from desktop_app.services import billing, leaks
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.screens.leak import LeakPanel

from ..services.test_leaks import billed, house
from .counters_small import desk


@pytest.fixture
def place(tmp_path, qapp):
    look.apply(qapp, "light", "fr")
    at, contract = house(tmp_path / "b")
    made = billed(at, contract)
    there = desk(at)
    yield there, at, contract, made
    there.close()


def panel_of(there, qtbot, contract: str) -> LeakPanel:
    made = LeakPanel(there, there.texts)
    qtbot.addWidget(made)
    made.resize(1250, 620)
    made.show()
    qtbot.waitExposed(made)
    made.start(contract)
    return made


def test_a_file_from_opening_to_the_capped_bill(place, qtbot):
    there, at, contract, made = place
    panel = panel_of(there, qtbot, contract)
    assert panel.act("primary")
    assert panel.found.file.state is LeakState.DETECTED
    panel.channel.set_value("counter")
    panel.act("primary")
    told = leaks.file(at, contract)
    assert told.state is LeakState.NOTIFIED
    assert told.events[0].facts == {"channel": "counter"}
    panel.act("primary")
    assert (
        leaks.file(at, contract).state is LeakState.NOTIFIED
    )  # no date, no place: nothing written
    panel.repaired.set_day(date(2027, 12, 30))
    panel.act("primary")
    assert leaks.file(at, contract).state is LeakState.NOTIFIED
    panel.location.setText("jardin")
    panel.act("primary")
    assert leaks.file(at, contract).state is LeakState.CERTIFICATE
    assert panel.bill.isVisible()
    panel.act("primary")
    ended = leaks.file(at, contract)
    assert ended.state is LeakState.CAPPED
    assert billing.invoice(at, ended.events[-1].facts["credit_note"]).corrects == made.number
    panel.hide()


def test_rejecting_needs_a_reason(place, qtbot):
    there, at, contract, _ = place
    panel = panel_of(there, qtbot, contract)
    panel.act("primary")
    panel.refusal.click()
    assert panel.reason_field.isVisible()
    panel.refusal.click()
    assert not leaks.file(at, contract).closed
    panel.reason.setText("chauffe-eau")
    panel.refusal.click()
    assert leaks.file(at, contract).events[-1].reason == "chauffe-eau"
    panel.hide()


def test_a_usual_volume_says_why_no_file_is_opened(tmp_path, qapp, qtbot):
    look.apply(qapp, "light", "fr")
    at, contract = house(tmp_path / "b", leaking=130)
    there = desk(at)
    panel = panel_of(there, qtbot, contract)
    assert not panel.go.isVisible()
    assert "130" in bare(panel.told.text())
    panel.hide()
    there.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_panel_speaks_every_language(tmp_path, qapp, qtbot, language):
    look.apply(qapp, "light", language)
    at, contract = house(tmp_path / "b")
    billed(at, contract)
    there = desk(at, language)
    panel = panel_of(there, qtbot, contract)
    panel.act("primary")
    panel.act("primary")
    asked: list[tuple[str, str]] = []
    panel.print_asked.connect(lambda *paper: asked.append(paper))
    panel.act("print")
    assert asked == [("leak", panel.number)]
    panel.hide()
    there.close()
    look.apply(qapp, "light", "fr")
