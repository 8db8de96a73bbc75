"""The till seen from every page: closed, F9 opens it first; warnings and the visit under way stay in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services.shifts import Transfer
from desktop_app.texts import bare
from desktop_app.ui import till_questions
from desktop_app.ui.basket import Put, basket_of
from desktop_app.ui.widgets.guard import guard_of
from desktop_app.ui.window import MainWindow

from . import facts
from .test_window import SIZES, clipped, unnamed

Key = Qt.Key


@pytest.fixture
def stand(make_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch, qapp):
    """`stand(now)`: a window whose till stands so."""

    def make(now, language: str = "fr") -> MainWindow:
        monkeypatch.setattr(till_questions, "now", lambda: lambda c: now)
        monkeypatch.setattr(till_questions, "day", lambda: lambda c: (now, (), ()))
        return make_window(language)

    yield make
    guard = guard_of(qapp)
    guard._timer.stop()
    if guard.armed:
        guard._rest()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_closed_till_is_told_on_every_page_and_f9_opens_it(stand, language):
    window = stand(facts.till(opened=False), language)
    assert window.banners.names() == ("till-closed",)
    window.open_dossier(facts.CUSTOMER.contract)
    assert "till-closed" in window.banners.names()
    QTest.keyClick(window.windowHandle(), Key.Key_F9)
    assert window.page.place == "till"
    assert window.page.panel.objectName() == "till-open"
    assert window.page.resume == facts.CUSTOMER.contract
    assert window.page.panel.coins.edits[0].hasFocus()


def test_after_the_opening_the_payment_goes_on(stand, monkeypatch):
    window = stand(facts.till(opened=False))
    window.open_dossier(facts.CUSTOMER.contract)
    QTest.keyClick(window.windowHandle(), Key.Key_F9)
    opened = facts.till()
    monkeypatch.setattr(till_questions, "now", lambda: lambda c: opened)
    monkeypatch.setattr(till_questions, "day", lambda: lambda c: (opened, (), ()))
    monkeypatch.setattr(till_questions, "open_shift", lambda *a, **k: lambda c: opened.shift)
    QTest.keyClicks(window.page.panel.coins.edits[0], "5")
    QTest.keyClick(window.windowHandle(), Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.dossier() is not None
    assert window.dossier().panel.objectName() == "payment"
    assert window.banners.names() == ()


def test_an_open_till_asks_whom_to_pay_for(stand):
    window = stand(facts.till())
    assert window.banners.names() == ()
    QTest.keyClick(window.windowHandle(), Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert window.page.place == "till"
    QTest.keyClick(window.windowHandle(), Key.Key_F9)
    assert window.omnibox.verb == "payment"


def test_much_cash_and_cash_sent_to_me_are_told(stand):
    sent = Transfer("V-1", "float", "karim", "amina", datetime(2026, 11, 16, tzinfo=UTC), 5_000)
    window = stand(replace(facts.till(), cash_warning=True, transfers=(sent,)))
    assert window.banners.names() == ("till-cash", "till-transfer")
    window.banners._shown["till-cash"].button.click()
    assert window.page.panel.kind.value() == "send"


def test_what_i_sent_myself_is_no_banner(stand):
    sent = Transfer("V-1", "float", "amina", "karim", datetime(2026, 11, 16, tzinfo=UTC), 5_000)
    assert stand(replace(facts.till(), transfers=(sent,))).banners.names() == ()


def test_a_visit_under_way_is_never_out_of_sight(window):
    basket = basket_of(window.desk)
    basket.put(Put("10473855", "Kheira", 123_456))
    (banner,) = window.banners._shown.values()
    assert bare(window.texts.money(123_456, "DZD")) in bare(banner.label.text())
    banner.button.click()
    assert basket.parts == ()
    assert window.banners.names() == ()


def test_the_chip_says_how_the_till_stands_and_leads_there(stand):
    window = stand(facts.till(opened=False))
    assert "T001" in bare(window.top.till.accessibleName())
    window.top.till.click()
    assert window.page.place == "till"


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_gesture_is_named_and_unclipped_on_every_screen(
    make_window: Callable[..., MainWindow], language: str, size: tuple[int, int]
) -> None:
    window = make_window(language, size=size)
    window.go("till")
    for gesture in ("", "move", "send", "hand-over", "close"):
        if gesture:
            window.page.open_gesture(gesture)
        window.grab()
        assert window.width() == size[0], f"{gesture} asks for more than the screen"
        assert unnamed(window) == [], gesture
        assert clipped(window) == [], gesture
