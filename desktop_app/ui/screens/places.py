"""The places of the rail that are pages of their own, built when first visited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.screens.page import Page

PLACES = ("home", "to-read", "debtors", "till", "run", "import")
"""Pages of their own; the other entries of the rail are parts of a dossier."""


def make_place(place: str, desk: Desk, texts: Texts) -> Page:
    """The page of a place, not read yet."""
    if place == "till":
        from desktop_app.ui.screens.till import TillPage

        return TillPage(desk, texts)
    if place == "run":
        from desktop_app.ui.screens.run import RunPage

        return RunPage(desk, texts)
    if place == "import":
        from desktop_app.ui.screens.imports import ImportPage

        return ImportPage(desk, texts)
    if place == "to-read":
        from desktop_app.ui.screens.route import RoutePage

        return RoutePage(desk, texts)
    from desktop_app.ui.screens.home import DebtorsPage

    return DebtorsPage(desk, texts)
