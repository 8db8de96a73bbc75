"""The book opens, or does not: what the window's frame tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop_app.domain.refusals import PassphraseNeeded, WrongKey

if TYPE_CHECKING:
    from desktop_app.domain.refusals import BadNews
    from desktop_app.ui.window import MainWindow


def show_open(window: MainWindow) -> None:
    """Agent, kind of book and what this utility offers, around every page."""
    desk, say = window.desk, window.texts.say
    window.top.show_agent(desk.agent)
    window.top.demo.setVisible(desk.kind in ("demo", "import"))
    if desk.kind == "import":
        window.top.tell(window.top.demo, say("Imported bills"), "info")
    window.top.fit(window.width())
    window.rail.places["monthly"].setVisible(desk.offers_monthly)
    if desk.kind == "training":
        window.banners.show_banner(
            "training",
            say("TRAINING: nothing done here counts. Every paper is marked as a specimen."),
            "training",
        )


def show_closed(window: MainWindow, news: BadNews) -> None:
    """A page of its own says why the book stays closed and what to do; a wrong passphrase is typed again."""
    from desktop_app.ui.screens.closed import ClosedPage, PassphrasePage

    page = window.page
    if isinstance(page, PassphrasePage) and isinstance(news, WrongKey | PassphraseNeeded):
        page.take_again(wrong=isinstance(news, WrongKey))
        return
    made: ClosedPage | PassphrasePage
    if isinstance(news, PassphraseNeeded):
        made = PassphrasePage(window.desk, window.texts)
        made.answered.connect(window.desk.unlock)
    else:
        made = ClosedPage(window.desk, window.texts, news)
        made.again.connect(window.desk.start)
        made.left.connect(window.close)
    window.show_alone(made)


def explain(window: MainWindow, chip: str) -> None:
    """What a chip of the top bar means; the till's chip leads to the till."""
    say = window.texts.say
    if chip == "till":
        window.go("till")
    elif chip == "sync":
        window.tell(
            say(
                "This workstation works alone: each gesture is saved here, at once. Nothing waits to be sent."
            ),
            "info",
        )
    else:
        window.tell(
            say("Demo agency: people, meters and amounts are invented. Try everything."), "info"
        )


def take_up(window: MainWindow, left: Mapping[str, Any]) -> None:
    """After a stop without a close: the same dossiers, unless the agent has begun something else."""
    session = window.session
    window.start.fill()
    if not left or session.open or window.page is not window.home or window.omnibox.text():
        return
    session.take_up(left)
    window.open_again()
    window.tell(
        window.texts.say(
            "The window had stopped short: your dossiers are open again, "
            "and what was half typed is there."
        ),
        "info",
    )
