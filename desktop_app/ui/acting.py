"""What an action means in the window, whether it came from a key, the hint bar, the rail or the omnibox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop_app.ui import keys, zones

if TYPE_CHECKING:
    from desktop_app.ui.window import MainWindow


def act(window: MainWindow, action: str) -> None:
    """Do an action."""
    if window.covered and action in ("help", "back", "primary"):
        window.uncover()
        return
    window.uncover()
    match action:
        case "find":
            window.omnibox.summon()
        case "back":
            back(window)
        case "primary" if window.omnibox.hasFocus():
            window.omnibox.choose("payment")
        case "refresh":
            window.page.refresh()
        case "help":
            window.show_sheet()
        case "zone" | "zone-back":
            zones.turn(window, 1 if action == "zone" else -1)
        case "home":
            window.go("home")
        case "full-screen":
            window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        case "switch" | "dossier-next":
            window.turn(1)
        case "dossier-back":
            window.turn(-1)
        case "monthly" if not window.desk.offers_monthly:
            window.tell(window.texts.say("not-offered", context="obstacle"), "info")
        case "payment" if window.till.closed:
            window.till.open_first()
        case "till" | "run" | "import":
            window.go(action)
        case "closings":
            window.go("till")
            window.page.open_gesture("closings")  # type: ignore[attr-defined]
        case "bounce" | "refund" if window.page.act(action):
            return
        case _ if keys.action(action).scope is keys.Scope.DOSSIER and window.dossier() is None:
            if subject := window.page.subject():
                window.open_dossier(subject, action)
            else:
                window.omnibox.invite(action)
                window.omnibox.summon()
        case _:
            window.page.act(action)


def back(window: MainWindow) -> None:
    """One step back: the list, the field, the page, then home."""
    if window.omnibox.answering:
        window.omnibox.dismiss()
    elif window.omnibox.hasFocus() and (window.omnibox.text() or window.omnibox.verb):
        window.omnibox.clear()
        window.omnibox.dismiss()
    elif window.omnibox.hasFocus() and window.page is not window.home:
        window.page.begin()
    elif not window.page.back() and window.page is not window.home and window.page.place:
        window.go("home")
