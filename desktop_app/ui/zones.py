"""F6: the parts of the window in turn, so that the keyboard reaches everything the mouse does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_app.ui import look

if TYPE_CHECKING:
    from desktop_app.ui.window import MainWindow


def turn(window: MainWindow, step: int) -> None:
    """Give the focus to the next zone (omnibox, rail, page, hint bar, toast), or to the one before."""
    zones: list[QWidget] = [window.omnibox, window.rail, window.stack, window.bar]
    if window.toasts.current is not None and window.toasts.current.buttons:
        zones.append(window.toasts.current)
    now = window.focusWidget()
    here = next(
        (i for i, z in enumerate(zones) if z is now or (now is not None and z.isAncestorOf(now))),
        0,
    )
    for count in range(1, len(zones) + 1):
        if _enter(window, zones[(here + step * count) % len(zones)]):
            return


def _enter(window: MainWindow, zone: QWidget) -> bool:
    """Put the focus where the zone starts; False when nothing in it takes the keys."""
    if zone is window.omnibox:
        window.omnibox.summon(recent=False)
        return True
    if zone is window.stack:
        window.page.begin()
        return window.page.isAncestorOf(window.focusWidget() or window)
    inner = [
        w
        for w in zone.findChildren(QWidget)
        if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    if inner:
        inner[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
    return bool(inner)


def reveal(window: QWidget, focused: QWidget | None) -> None:
    """Scroll what takes the focus into sight."""
    link = focused
    while link is not None and link is not window:
        if (
            isinstance(link, QScrollArea)
            and focused is not None
            and focused is not link
            and focused.height() < link.viewport().height() // 2
        ):
            link.ensureWidgetVisible(focused, 0, look.GAP)
        link = link.parentWidget()
