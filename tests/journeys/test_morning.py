"""Mornings at the counter: find, read, invoice, be paid once, arrange; in French and in Arabic, with keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from desktop_app.texts import bare
from desktop_app.ui.tour import choose, run_tour

from .conftest import Hands

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_read_invoice_and_be_paid(sit_down: Callable[..., Hands], language: str) -> None:
    hands = sit_down("oran", language)
    hands.open(hands.ask(choose).reading)
    hands.key(Key.Key_F4)
    expected = hands.page.panel.expected
    hands.type(str(expected.last_index + max(expected.mean, 1)))
    hands.key(Key.Key_Return)
    assert hands.page.panel is None, "the reading is taken and its form closes"
    invoices = len(hands.page.fact.invoices)
    hands.key(Key.Key_I, CTRL)
    total = hands.page.panel.invoice.bill.total
    assert hands.page.panel.invoice.number is None
    assert len(hands.page.fact.invoices) == invoices, "a simulation writes nothing"
    hands.key(Key.Key_Return, CTRL)
    hands.calm()
    assert len(hands.page.fact.invoices) == invoices + 1
    assert hands.page.fact.invoices[-1].total == total
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_F9)
    hands.key(Key.Key_Return)
    assert hands.page.fact.invoices[-1].open == 0
    assert hands.page.fact.balances.asked == 0
    assert hands.errors == []


def test_enter_held_down_pays_once(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down("oran")
    hands.open(hands.ask(choose).payment)
    before = {p.number for p in hands.page.fact.payments}
    hands.key(Key.Key_F9)
    hands.hold(Key.Key_Return, 25)
    hands.hold(Key.Key_F9, 10)
    hands.hold(Key.Key_Return, 25)
    hands.key(Key.Key_F5)
    assert len({p.number for p in hands.page.fact.payments} - before) == 1


def test_an_absurd_index_is_questioned_and_can_be_retyped(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down("oran")
    hands.open(hands.ask(choose).reading)
    readings = len(hands.page.fact.readings)
    hands.key(Key.Key_F4)
    expected = hands.page.panel.expected
    hands.type(str(expected.last_index + 20 * max(expected.mean, 10)))
    hands.key(Key.Key_Return)
    assert len(hands.page.fact.readings) == readings, (
        "nothing is recorded before the agent confirms"
    )
    hands.hold(Key.Key_Return, 3)
    assert len(hands.page.fact.readings) == readings, "a held Enter never confirms"


def test_the_language_changes_with_the_dossier_kept(sit_down: Callable[..., Hands]) -> None:
    hands = sit_down("oran")
    contract = hands.ask(choose).payment
    hands.open(contract)
    french = hands.window
    loop = QEventLoop()
    hands.shell.rebuilt.connect(loop.quit)
    hands.shell.speak("ar")
    hands.settle()
    assert hands.window is not french
    assert hands.window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert hands.page.contract == contract
    fact = hands.page.fact
    assert bare(hands.page.head.name.text()) == (fact.customer.name_alt or fact.customer.name)
    hands.shell.dress("contrast")
    hands.settle()
    assert hands.page.contract == contract


def test_on_a_screen_without_room_for_its_frame_the_window_fills_it(
    book_of: Callable[[str], Path], qapp: QApplication
) -> None:
    from desktop_app import app as builder
    from desktop_app.settings import Settings
    from desktop_app.ui.shell import Shell

    settings = Settings(data=book_of("oran"))
    shell = Shell(qapp, lambda: builder.open_counter(settings), language="fr")
    shell.start()
    room = shell.window.screen().availableGeometry()
    assert room.width() < 1366, "the screen of the tests is a small one"
    assert shell.window.isMaximized()
    shell.close()


def test_the_first_run_asks_the_language_then_opens_the_agency(
    book_of: Callable[[str], Path], qapp: object
) -> None:
    from desktop_app import app as builder
    from desktop_app.settings import Settings
    from desktop_app.ui import look
    from desktop_app.ui.shell import Shell

    settings = Settings(data=book_of("oran"))
    kept: list[tuple[str, str]] = []
    told: list[tuple[int, int]] = []

    def prepare(progress: Callable[[int, int], None]) -> None:
        progress(1, 2)
        progress(2, 2)

    shell = Shell(
        qapp,
        lambda: builder.open_counter(settings),
        likely="ar",
        prepare=prepare,
        remember=lambda what, value: kept.append((what, value)),
    )
    shell.progressed.connect(lambda done, of: told.append((done, of)))
    try:
        shell.start(size=(1366, 768))
        shell.window.activateWindow()
        hands = Hands(shell, settings.data)
        hands.settle()
        assert not shell.desk.is_open, "nothing is made before the question is answered"
        assert shell.window.focusWidget().objectName() == "language-ar"
        opened = QEventLoop()
        shell.desk.opened.connect(opened.quit)
        hands.key(Key.Key_Return)
        if not shell.desk.is_open:
            opened.exec()
        hands.settle()
        assert hands.pressed == 1
        assert kept == [("language", "ar")]
        assert told == [(1, 2), (2, 2)]
        assert shell.window.page is shell.window.home
        assert shell.window.omnibox.hasFocus()
    finally:
        shell.close()
        look.apply(qapp, "light", "fr")


@pytest.mark.parametrize(
    ("operator", "language", "theme", "size"),
    [("oran", "ar", "dark", (1366, 768)), ("iroise", "fr", "light", (1093, 614))],
    ids=["oran", "iroise"],
)
def test_the_tour_keeps_pictures_and_papers(
    book_of: Callable[[str], Path], qapp: object, tmp_path: Path,
    operator: str, language: str, theme: str, size: tuple[int, int],
) -> None:  # fmt: skip
    from desktop_app import app as builder
    from desktop_app.settings import Settings
    from desktop_app.ui import look
    from desktop_app.ui.widgets.guard import guard_of

    settings = Settings(data=book_of(operator))
    made = run_tour(
        tmp_path / "tour",
        open_counter=lambda: builder.open_counter(settings),
        language=language,
        theme=theme,
        size=size,
    )
    names = [p.name for p in made]
    assert names[0] == "01-home.png"
    assert all(p.stat().st_size > 5000 for p in made)
    kinds = {n.split("-")[0] for n in names if n.endswith(".pdf")}
    wanted = {"invoice", "receipt", "arrangement", "z", "deposit", "closing"} | (
        {"schedule"} if operator == "iroise" else set()
    )
    assert kinds == wanted
    assert any(n.endswith("-80mm.pdf") for n in names)
    guard = guard_of(qapp)
    if guard.armed:
        guard._rest()
    look.apply(qapp, "light", "fr")
