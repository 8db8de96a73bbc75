"""The subscriber page: the name never leaves, balances and alerts are told, each row leads to its paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.texts import bare
from desktop_app.ui import questions
from desktop_app.ui.screens.dossier_tabs import account, papers, state_of
from desktop_app.ui.window import MainWindow

from . import facts

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def press(window: MainWindow, key: Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifiers)


def test_the_account_runs_to_what_is_owed() -> None:
    fact = facts.dossier()
    entries = account(fact, facts.TODAY)
    assert entries[0].balance == fact.balances.owed
    assert entries[0].on == max(i.on for i in fact.invoices)
    assert len(entries) == len(fact.invoices) + len(fact.payments)


def test_an_invoice_is_paid_due_late_or_in_an_arrangement() -> None:
    newest = facts.dossier().invoices[-1]
    assert state_of(newest, newest.due) == ("due", 0)
    assert state_of(newest, date(2026, 11, 16)) == ("late", 15)
    assert state_of(replace(newest, open=0), date(2026, 11, 16)) == ("paid", 0)
    assert state_of(replace(newest, in_plan=True), date(2026, 11, 16)) == ("plan", 0)


def test_every_paper_is_listed_newest_first() -> None:
    fact = facts.dossier()
    listed = papers(fact)
    assert len(listed) == len(fact.invoices) + len(fact.payments) + len(fact.arrangements)
    assert [p.on for p in listed] == sorted((p.on for p in listed), reverse=True)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("gesture", ["", "monthly", "arrangement", "documents"])
def test_name_contract_and_balance_never_leave_the_screen(
    make_window: Callable[..., MainWindow], language: str, gesture: str
) -> None:
    window = make_window(language)
    window.open_dossier("10473855", gesture)
    head = window.dossier().head
    names = {bare(head.name.text()), bare(head.other.text())}
    assert names == {facts.CUSTOMER.name, facts.CUSTOMER.name_alt}
    assert "10473855" in head.facts.text()
    assert "4" in head.asked_now.amount.text()
    for label in (head.name, head.facts, head.asked_now.amount):
        assert label.isVisible()
        assert not label.visibleRegion().isEmpty()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_alert_is_a_sentence(make_window: Callable[..., MainWindow], language: str) -> None:
    from desktop_app.services.dossier import Alert

    values = {
        "arrears": {"count": 2, "owed": 401600}, "leak": {"volume": 90, "mean": 30},
        "estimates": {"count": 3}, "mandate-missing": {}, "phone-missing": {}, "vulnerable": {},
        "arrangement-late": {"count": 1}, "credit": {"amount": 5000},
        "debit-rejected": {"amount": 6069}, "meter-blocked": {"count": 3},
    }  # fmt: skip
    window = make_window(language)
    window.open_dossier("10473855")
    strip = window.dossier().alerts
    for code, given in values.items():
        sentence = strip.sentence(Alert(code, "warn", given))
        assert sentence != code
        assert "{" not in sentence


def test_the_alert_strip_goes_through_the_others(window: MainWindow) -> None:
    window.open_dossier("10473855")
    strip = window.dossier().alerts
    first = strip.banner.label.text()
    strip.banner.button.click()
    assert strip.banner.label.text() != first
    strip.banner.button.click()
    assert strip.banner.label.text() == first


def test_keys_choose_among_the_tabs_and_the_chart_turns_into_a_table(window: MainWindow) -> None:
    window.open_dossier("10473855")
    page = window.dossier()
    page.tab_bar.setFocus()
    press(window, Key.Key_Right)
    assert page.tab_pages.currentWidget() is page.readings
    press(window, Key.Key_T, CTRL)
    assert page.usage.showing_table()


def test_a_note_is_written_once_and_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        questions, "add_note", lambda contract, text: lambda c: written.append(text)
    )
    window.open_dossier("10473855")
    page = window.dossier()
    page.tab_bar.setCurrentIndex(5)
    page.notes.edit.setFocus()
    QTest.keyClicks(page.notes.edit, "Passera lundi")
    press(window, Key.Key_Return)
    press(window, Key.Key_Return)
    assert written == ["Passera lundi"]
    assert page.notes.edit.text() == ""


def test_the_simulator_follows_each_keystroke(make_window: Callable[..., MainWindow]) -> None:
    from desktop_app.domain.rulebook import MonthlyRule

    window = make_window()
    window.desk.rules.monthly = MonthlyRule(10, 5, 14, True)
    window.desk.rules.small_sum = 200
    window.open_dossier("10473855", "monthly")
    panel = window.dossier().panel
    assert len(panel.table.rows_model.rows()) == 11
    panel.cost.selectAll()
    QTest.keyClicks(panel.cost, "600")
    assert panel.plan.settlement.refund == 60_680 - 60_000
    assert len(panel.table.rows_model.rows()) == 10
    panel.slider.setValue(panel.slider.maximum())
    assert panel.cost.cents() == 60_682 * 3 // 2 // 100 * 100
    assert sum(row.amount for row in panel.table.rows_model.rows()) == panel.cost.cents()


def test_an_obstacle_is_a_sentence_and_stops_the_adoption(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        questions, "monthly_proposal", lambda n: lambda c: facts.proposal(n, ("no-mandate",))
    )
    adopted: list[str] = []
    monkeypatch.setattr(questions, "adopt_monthly", lambda *a: lambda c: adopted.append("no"))
    window.open_dossier("10473855", "monthly")
    panel = window.dossier().panel
    assert panel.mandate.isVisible()
    press(window, Key.Key_Return, CTRL)
    assert adopted == []
    assert panel.obstacles.text() in window.toasts.current.text


def test_an_arrangement_takes_three_keys(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.domain.arrangement import Arrangement

    asked: list[object] = []

    def grant(ask, operation, approved_by):
        asked.append((ask, operation))
        offer = facts.offers()[1]
        return lambda c: Arrangement(
            "C-T001A-26-000001", facts.CUSTOMER, facts.TODAY, "debt", offer.total,
            offer.documents, offer.instalments, "amina",
        )  # fmt: skip

    monkeypatch.setattr(questions, "grant", grant)
    window.open_dossier("10473855")
    press(window, Key.Key_F8)
    press(window, Key.Key_Return)
    press(window, Key.Key_Return, CTRL)
    press(window, Key.Key_Return, CTRL)
    assert len(asked) == 1
    assert asked[0][0].months == 6
    panel = window.dossier().panel
    assert panel.granted.number == "C-T001A-26-000001"
    assert "C-T001A-26-000001" in panel.number.text()


def test_an_offer_that_needs_a_supervisor_asks_for_one(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(questions, "grant", lambda *a: lambda c: asked.append("no"))
    window.open_dossier("10473855", "arrangement")
    panel = window.dossier().panel
    press(window, Key.Key_Return)
    panel.offers.choose(panel.offers.cards[-1])
    press(window, Key.Key_Return, CTRL)
    assert asked == []
    assert panel.supervisor.hasFocus()
    assert panel.supervisor.sentence
