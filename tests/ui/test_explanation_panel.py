"""Why this amount, on screen: steps from the invoice compared to this one, their table twin, and the letter."""

from __future__ import annotations

from itertools import pairwise

import pytest

from desktop_app.services import explaining
from desktop_app.texts import bare
from desktop_app.ui import look
from desktop_app.ui.screens.dossier import DossierPage
from desktop_app.ui.screens.explanation import ExplanationPanel
from desktop_app.ui.screens.preview import PreviewPanel

from ..services.test_explaining import casablanca, oran
from .counters_small import desk


@pytest.fixture
def place(tmp_path, qapp):
    look.apply(qapp, "light", "fr")
    at, made = oran(tmp_path / "b")
    there = desk(at)
    yield there, at, made
    there.close()


def panel_of(there, qtbot, number: str) -> ExplanationPanel:
    made = ExplanationPanel(there, there.texts)
    qtbot.addWidget(made)
    made.resize(1250, 560)
    made.show()
    qtbot.waitExposed(made)
    made.start("", number)
    return made


def test_the_steps_lead_from_the_invoice_compared_to_this_one(place, qtbot):
    there, at, numbers = place
    panel = panel_of(there, qtbot, numbers[4])
    fact = explaining.explain(at, numbers[4])
    stairs = panel.chart.canvas.marks
    assert (stairs[0].end, stairs[-1].end) == (fact.reference.total, fact.total)
    assert stairs[0].whole
    assert stairs[-1].whole
    assert [s.end - s.start for s in stairs[1:-1]] == [p.amount for p in fact.parts if p.amount]
    assert all(a.end == b.start for a, b in pairwise(stairs[:-1]))
    assert "+599,90" in bare(panel.difference.amount.text()).replace("\u202f", "")
    assert bare(panel.told.text())
    panel.hide()


def test_the_table_says_the_same_as_the_chart(place, qtbot):
    there, _, numbers = place
    panel = panel_of(there, qtbot, numbers[4])
    assert panel.act("table")
    assert panel.chart.showing_table()
    rows = panel.chart.twin.rows_model.rows()
    assert [r.amount for r in rows] == [m.amount for m in panel.chart.canvas.marks]
    panel.hide()


def test_the_first_invoice_is_explained_from_nothing(place, qtbot):
    there, _, numbers = place
    panel = panel_of(there, qtbot, numbers[0])
    assert sum(s.whole for s in panel.chart.canvas.marks) == 1
    panel.hide()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_from_the_invoices_of_a_dossier_with_keys_to_the_letter(tmp_path, qapp, qtbot, language):
    look.apply(qapp, "light", language)
    at, numbers = casablanca(tmp_path / "b")
    there = desk(at, language)
    contract = explaining.explain(at, numbers[0]).invoice.customer.contract
    page = DossierPage(there, there.texts, contract)
    qtbot.addWidget(page)
    page.resize(1250, 700)
    page.show()
    qtbot.waitExposed(page)
    page.refresh()
    page.tab_bar.setCurrentIndex(2)
    assert page.verbs.isVisible()
    assert not page.verbs.leak.isVisible()
    assert page.act("why")
    assert isinstance(page.panel, ExplanationPanel)
    assert page.panel.number == numbers[3]
    assert len(page.panel.chart.canvas.marks) >= 4
    page.act("print")
    assert isinstance(page.panel, PreviewPanel)
    assert page.panel.pdf.startswith(b"%PDF")
    page.back()
    assert isinstance(page.panel, ExplanationPanel)
    page.back()
    assert page.panel is None
    page.hide()
    there.close()
    look.apply(qapp, "light", "fr")
