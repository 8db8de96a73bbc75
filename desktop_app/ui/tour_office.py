"""The tour's late morning: an amount explained, a credit note, a move, a leak, the reading round, the billing run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.ui.tour import _Tour

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def office(tour: _Tour, contract: str) -> None:
    """Look at each of these places; `contract` was billed before. Nothing is written."""
    page = tour.go(contract)
    tour.key(Key.Key_E, CTRL)
    tour.shoot("why-this-amount")
    tour._leave()
    tour.key(Key.Key_I, CTRL | SHIFT)
    tour.shoot("credit-note")
    tour._leave()
    tour.key(Key.Key_F7, SHIFT)
    tour.shoot("moving-out")
    tour._leave()
    if page.offers_leak and (leaking := tour.ask(_leaking)):
        tour.go(leaking)
        tour.key(Key.Key_L, CTRL | SHIFT)
        tour.shoot("leak-file")
        tour._leave()
    tour.window.go("to-read")
    tour.shoot("reading-round")
    tour.key(Key.Key_F4, SHIFT)
    tour.shoot("readings-import")
    tour.key(Key.Key_F8, SHIFT)
    tour.key(Key.Key_Return, CTRL)
    tour.shoot("billing-run-tried")
    tour.key(Key.Key_Home, Qt.KeyboardModifier.AltModifier)


def _leaking(counter: Counter) -> str:
    """Somebody whose newest volume opens a leak file, else nobody."""
    from desktop_app.domain.refusals import Refusal
    from desktop_app.services import leaks

    for one in leaks.board(counter).suspected:
        try:
            leaks.detect(counter, one.contract)
        except Refusal:
            continue
        return one.contract
    return ""
