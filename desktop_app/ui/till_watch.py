"""The till seen from every page: its chip, the banner that says it is closed, and F9 that opens it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.texts import iso
from desktop_app.ui import keys, till_questions
from desktop_app.ui.bank_watch import BankWatch
from desktop_app.ui.basket import basket_of
from desktop_app.ui.print_watch import PrintWatch

if TYPE_CHECKING:
    from desktop_app.services.shifts import TillNow
    from desktop_app.ui.window import MainWindow


class TillWatch(QObject):
    """Asks how the till stands whenever something was written, and tells it above every page."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.now: TillNow | None = None
        self.basket = basket_of(window.desk)
        self.basket.changed.connect(self._show_visit)
        self.bank = BankWatch(window)
        self.prints = PrintWatch(window)

    @property
    def closed(self) -> bool:
        """Known to be closed: money cannot be taken before it is opened."""
        return self.now is not None and self.now.shift is None

    def begin(self) -> None:
        """The book is open: say at once that a training book counts for nothing, then ask how the till stands."""
        window = self._window
        if window.desk.kind == "training":
            say = window.texts.say
            window.banners.show_banner(
                "training",
                say("TRAINING: nothing done here counts. Every paper is marked as a specimen."),
                "training",
            )
        self._show_visit()
        self.refresh()
        self.prints.begin()
        self.bank.begin()

    @Slot()
    def refresh(self) -> None:
        """Ask again."""
        self._window.desk.ask(till_questions.now(), self.load, latest="till-watch")
        self.prints.refresh()

    @Slot(object)
    def load(self, now: TillNow) -> None:
        """Show chip and banners."""
        self.now = now
        window = self._window
        say = window.texts.say
        till = iso(now.till)
        if now.shift is not None:
            window.top.tell(window.top.till, say("Till {till}, open", till=till), "ok")
        else:
            window.top.tell(window.top.till, say("Till {till}, closed", till=till), "warn")
        window.top.fit(window.width())
        self._banner(
            "till-closed",
            self.closed,
            say("The till is closed: no money can be taken."),
            f"{say('Open the till')} {keys.shown(keys.action('payment'), window.texts)}",
            self.open_first,
        )
        self._banner(
            "till-cash",
            now.cash_warning,
            say("There is a lot of cash in the drawer: send some to the safe."),
            say("Send", context="till"),
            self.send_cash,
        )
        mine = [t for t in now.transfers if t.sent_by != now.agent and t.to in ("", now.agent)]
        self._banner(
            "till-transfer",
            bool(mine),
            say("Cash was sent to you: accept it or send it back."),
            say("Answer"),
            self.show,
        )

    @Slot()
    def _show_visit(self) -> None:
        """A visit that pays for several contracts is never out of sight."""
        banners, texts, parts = self._window.banners, self._window.texts, self.basket.parts
        banners.drop("visit")
        if parts:
            text = texts.count(
                "Visit under way: {n} contract, {amount}. F9 on the next one pays for all.",
                "Visit under way: {n} contracts, {amount}. F9 on the next one pays for all.",
                len(parts),
                amount=texts.money(self.basket.total, self._window.desk.currency),
            )
            banner = banners.show_banner("visit", text, "info", verb=texts.say("Give up the visit"))
            banner.pressed.connect(self.basket.empty)

    def _banner(self, name: str, on: bool, text: str, verb: str, act: object) -> None:
        banners = self._window.banners
        if not on:
            banners.drop(name)
        elif name not in banners.names():
            banners.show_banner(name, text, "warn", verb=verb).pressed.connect(act)

    # --- where it leads ------------------------------------------------

    @Slot()
    def show(self) -> None:
        self._window.go("till")

    @Slot()
    def open_first(self) -> None:
        """Open the till; a dossier that was in front then goes on with its payment."""
        dossier = self._window.dossier()
        self._window.go("till")
        self._window.page.open_gesture("open", resume=dossier.contract if dossier else "")  # type: ignore[attr-defined]

    @Slot()
    def send_cash(self) -> None:
        self._window.go("till")
        self._window.page.open_gesture("send")  # type: ignore[attr-defined]
