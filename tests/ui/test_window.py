"""The window: one frame, keys first, mirrored in Arabic, and nothing clipped on small screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.refusals import DiskFull, UnknownContract
from desktop_app.ui.window import MOST_OPEN, MainWindow

from . import facts

Key = Qt.Key
SIZES = ((1366, 768), (1093, 614), (910, 512))


def press(window: MainWindow, key: Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifiers)


def test_the_omnibox_has_the_focus_at_once(make_window: Callable[..., MainWindow]) -> None:
    assert make_window(opened=False).omnibox.hasFocus()


def test_a_gesture_without_a_dossier_asks_for_whom(window: MainWindow) -> None:
    press(window, Key.Key_F8)
    assert window.omnibox.verb == "arrangement"
    QTest.keyClicks(window.omnibox, "ben")
    press(window, Key.Key_Return)
    assert window.dossier().panel.objectName() == "arrangement-panel"


def test_escape_goes_back_step_by_step_to_home(window: MainWindow) -> None:
    window.open_dossier("10473855", "arrangement")
    press(window, Key.Key_Return)
    assert window.dossier().panel.stack.currentIndex() == 1
    press(window, Key.Key_Escape)
    assert window.dossier().panel.stack.currentIndex() == 0
    press(window, Key.Key_Escape)
    assert window.dossier().panel is None
    press(window, Key.Key_Escape)
    assert window.page is window.home


def test_open_dossiers_turn_and_stay_at_most_six(window: MainWindow) -> None:
    for number in range(MOST_OPEN + 2):
        window.open_dossier(f"1047380{number}")
    assert len(window.session.open) == MOST_OPEN
    assert window.tabs.isVisible()
    last = window.dossier().contract
    press(window, Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    first = window.dossier().contract
    assert first != last
    press(window, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.dossier().contract == last
    press(window, Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert window.dossier().contract == first


def test_f6_goes_round_the_zones(window: MainWindow) -> None:
    window.open_dossier("10473855")
    seen = []
    for _ in range(4):
        press(window, Key.Key_F6)
        seen.append(zone_of(window, window.focusWidget()))
    assert sorted(seen) == ["bar", "omnibox", "page", "rail"]


def zone_of(window: MainWindow, widget: QWidget | None) -> str:
    assert widget is not None
    zones = {
        "omnibox": window.omnibox,
        "rail": window.rail,
        "page": window.stack,
        "bar": window.bar,
    }
    return next(n for n, z in zones.items() if z is widget or z.isAncestorOf(widget))


def test_help_covers_the_page_and_leaves(window: MainWindow) -> None:
    press(window, Key.Key_F1)
    assert window.findChild(QWidget, "key-sheet").isVisible()
    press(window, Key.Key_Escape)
    assert window._cover is None


def test_bad_news_climbs_the_ladder(window: MainWindow) -> None:
    window.desk.failed.emit(UnknownContract(contract="1"))
    assert window.toasts.current is not None
    window.desk.failed.emit(trouble())
    assert window.banners.names() == ("trouble-disk-full",)
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as fault:
        window.desk.failed.emit(fault)
    card = window.findChild(QWidget, "crash-card")
    assert card.isVisible()
    assert card.number.startswith("G-")
    press(window, Key.Key_Return)
    assert window._cover is None


def trouble() -> DiskFull:
    return DiskFull(**dict.fromkeys(DiskFull.fields, "x"))


def test_training_wears_a_yellow_banner_and_a_demo_a_calm_chip(
    make_window: Callable[..., MainWindow],
) -> None:
    assert "training" in make_window(kind="training").banners.names()
    window = make_window(kind="demo")
    assert window.banners.names() == ()
    assert window.top.demo.isVisible()


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_place_is_named_mirrored_and_unclipped(
    make_window: Callable[..., MainWindow], qtbot: QtBot, language: str, size: tuple[int, int]
) -> None:
    window = make_window(language, size=size)
    window.open_dossier("10473855")
    pages = ["home", "to-read", "debtors", "", "monthly", "arrangement", "documents"]
    for name in pages:
        if name in ("home", "to-read", "debtors"):
            window.go(name)
        else:
            window.open_dossier("10473855", name)
        window.grab()
        assert window.width() == size[0], f"{name} asks for more than the screen"
        assert unnamed(window) == [], name
        assert clipped(window) == [], name
    rail_left = window.rail.mapTo(window, QPoint(0, 0)).x()
    assert (rail_left > size[0] // 2) == (language == "ar")


def unnamed(window: MainWindow) -> list[str]:
    """Widgets that take the focus and that no reader could announce."""
    return [
        f"{type(w).__name__} {w.objectName()}"
        for w in window.findChildren(QWidget)
        if w.isVisible()
        and isinstance(w, QAbstractButton | QLineEdit | QAbstractItemView)
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (w.accessibleName() or getattr(w, "text", str)())
    ]


def clipped(window: MainWindow) -> list[str]:
    """Buttons narrower than their words ask for."""
    return [
        f"{w.objectName()} {w.width()} < {w.sizeHint().width()}"
        for w in window.findChildren(QAbstractButton)
        if w.isVisible() and w.text() and w.width() < w.minimumSizeHint().width() > 0
    ]


def test_sixteen_rows_of_the_account_are_in_sight(window: MainWindow) -> None:
    window.open_dossier("10473855")
    window.grab()
    table = window.dossier().account
    assert table.viewport().height() // table.rowHeight(0) >= 16


def test_below_a_thousand_pixels_the_side_goes_under(
    make_window: Callable[..., MainWindow],
) -> None:
    for size, beside in (((1366, 768), True), ((910, 512), False)):
        window = make_window(size=size)
        window.open_dossier("10473855")
        window.grab()
        page = window.dossier()
        side = page.side.mapTo(page, QPoint(0, 0))
        parts = page.parts.mapTo(page, QPoint(0, 0))
        assert (side.y() < parts.y() + 40) is beside


def test_a_write_refreshes_what_is_shown(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.ui import questions

    window.open_dossier("10473855")
    asked: list[str] = []
    monkeypatch.setattr(
        questions, "dossier", lambda n: lambda c: asked.append(n) or facts.dossier(n)
    )
    window.desk.do(lambda c: "fact", None)
    assert asked == ["10473855"]
    assert window.home.stale
