"""The window: one frame around every page, one place that turns a key into what the page does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.refusals import Refusal, Trouble
from desktop_app.texts import Texts, name
from desktop_app.ui import look, opening
from desktop_app.ui.desk import Desk
from desktop_app.ui.frame import HintBar, Rail, Tabs, TopBar
from desktop_app.ui.screens.omnibox import Omnibox
from desktop_app.ui.screens.page import Page
from desktop_app.ui.screens.places import PLACES, make_place
from desktop_app.ui.session import Session
from desktop_app.ui.starting import Start
from desktop_app.ui.widgets.banner import Banners

if TYPE_CHECKING:
    from desktop_app.ui.bar_toasts import BarToasts
    from desktop_app.ui.keeping import Trace
    from desktop_app.ui.screens.dossier import DossierPage
    from desktop_app.ui.screens.home import HomePage
    from desktop_app.ui.till_watch import TillWatch

MOST_OPEN = 6
BUSY_AFTER_MS = 300


class MainWindow(QWidget):
    """The counter's one window; `language_chosen` and `theme_chosen` ask the shell for another one."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    painted = Signal()
    """The first paint is on screen."""
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        texts: Texts,
        theme: str = "light",
        *,
        session: Session | None = None,
        first_page: Page | None = None,
    ) -> None:
        super().__init__()
        self.desk, self.texts, self.theme = desk, texts, theme
        self.session = session or Session()
        self._was_painted = False
        self._cover: QWidget | None = None
        self._alone: Page | None = None
        self.setObjectName("main-window")
        self.setWindowTitle(texts.say("Guichet"))
        self.setWindowIcon(QIcon(look.pixmap("droplet-bolt", "primary", 32)))
        self.setMinimumSize(860, 500)
        self.resize(1366, 768)

        self.omnibox = Omnibox(desk, self, texts, self.session.today)
        self.top = TopBar(texts, self.omnibox, theme)
        self.banners = Banners()
        self.rail = Rail(texts)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self.tabs = Tabs("dossier-tabs", texts.say("Open dossiers"))
        self.tabs.hide()
        self.bar = HintBar(texts)
        self._pages: dict[str, Page] = {}
        self._dossiers: dict[str, DossierPage] = {}
        self._lay_out()
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(BUSY_AFTER_MS)
        self._busy.timeout.connect(lambda: self.stack.setCursor(Qt.CursorShape.BusyCursor))
        self._join()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._reveal)
        self.start = Start(self)
        if first_page is None and not desk.is_open:
            first_page = self.start.empty_page()
        if first_page is not None:
            self._adopt(first_page)
            self._show(first_page)
        else:
            self.open_again()
        if desk.is_open:
            self._opened()

    # --- made when first needed, so that the window is painted at once ---------------------------

    @cached_property
    def home(self) -> HomePage:
        """The first page."""
        from desktop_app.ui.screens.home import HomePage

        page = HomePage(self.desk, self.texts, self.session.today)
        self._pages["home"] = page
        self._adopt(page)
        return page

    @cached_property
    def toasts(self) -> BarToasts:
        from desktop_app.ui.bar_toasts import BarToasts

        return BarToasts(self)

    @cached_property
    def trace(self) -> Trace:
        from desktop_app.ui.keeping import Trace

        return Trace(self.desk, self.session, self._gestures, self)

    @cached_property
    def till(self) -> TillWatch:
        from desktop_app.ui.till_watch import TillWatch

        return TillWatch(self)

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.tabs)
        middle.addWidget(self.stack, 1)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addLayout(middle, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addWidget(self.top)
        column.addLayout(body, 1)
        column.addWidget(self.bar)

    def _join(self) -> None:
        self.omnibox.opened.connect(self.open_dossier)
        self.omnibox.commanded.connect(self.act)
        self.rail.went.connect(self._go_by_rail)
        self.bar.acted.connect(self.act)
        self.top.acted.connect(self.act)
        self.top.asked.connect(lambda chip: opening.explain(self, chip))
        self.top.language_chosen.connect(self.language_chosen)
        self.top.theme_chosen.connect(self.theme_chosen)
        self.tabs.tabBarClicked.connect(self._tab_clicked)
        self.tabs.tabCloseRequested.connect(self._tab_closed)
        self.desk.opened.connect(self._opened)
        self.desk.refused.connect(self._not_opened)
        self.desk.failed.connect(self.tell_error)
        self.desk.changed.connect(self._changed)
        self.desk.busy.connect(self._show_busy)

    def _adopt(self, page: Page) -> None:
        self.stack.addWidget(page)
        page.opened.connect(self.open_dossier)
        page.told.connect(self.tell)
        page.hints_changed.connect(self._show_hints)

    # --- places ------------------------------------------------

    @property
    def page(self) -> Page:
        """The page in front."""
        page = self.stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def dossier(self) -> DossierPage | None:
        """The dossier in front, when the page is one."""
        return next((d for d in self._dossiers.values() if d is self.page), None)

    def open_again(self) -> None:
        """Stand where the session stands: its dossiers open, the gestures under way taken up."""
        session = self.session
        for contract in session.open:
            page = self._add_dossier(contract)
            page.open_with(session.gestures.pop(contract, ""), "")
        if session.place == "subscriber" and session.current in self._dossiers:
            self._show(self._dossiers[session.current])
        else:
            self.go(session.place if session.place in PLACES else "home")

    def show_alone(self, page: Page) -> None:
        """A page without the frame, until the book is open."""
        alone, self._alone = self._alone, page
        self._adopt(page)
        self._show(page)
        self.start.fill()
        if alone is not None:
            self.stack.removeWidget(alone)
            alone.deleteLater()

    def go(self, place: str) -> None:
        """Show a place of the rail, built when first visited."""
        self.session.place = place
        if place == "home":
            self._show(self.home)
            return
        if place not in self._pages:
            self._pages[place] = make_place(place, self.desk, self.texts)
            self._adopt(self._pages[place])
        self._show(self._pages[place])

    @Slot(str)
    def _go_by_rail(self, place: str) -> None:
        if place in PLACES:
            self.go(place)
        elif place == "subscriber":
            if self.session.current in self._dossiers:
                self._show(self._dossiers[self.session.current])
            else:
                self.omnibox.summon()
        elif self.session.current in self._dossiers:
            self._show(self._dossiers[self.session.current])
            self.act(place)
        else:
            self.act(place)

    def _show(self, page: Page) -> None:
        self.uncover()
        if page is not self.page:
            self.page.leave()
        self.stack.setCurrentWidget(page)
        self.rail.check(page.place)
        for part in (self.rail, self.top, self.bar):
            part.setVisible(bool(page.place))
        if page.stale and self.desk.is_open:
            page.refresh()
        self._show_tabs()
        self._show_hints()
        if page.place == "home":
            self.omnibox.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            page.begin()

    def keep(self) -> None:
        """Keep what is half typed anywhere, and where the window stands."""
        for page in self._dossiers.values():
            page.leave()
        self.trace.keep()

    def _gestures(self) -> dict[str, str]:
        return {c: g for c, page in self._dossiers.items() if (g := page.under_way)}

    @Slot()
    def _show_hints(self) -> None:
        if self.desk.is_open:
            self.trace.moved()
        self.bar.show_keys(self.page.hints())

    # --- dossiers ------------------------------------------------

    @Slot(str, str, str)
    def open_dossier(self, contract: str, gesture: str = "", document: str = "") -> None:
        """Bring a dossier to the front, with the gesture asked for or the document found."""
        page = self._dossiers.get(contract)
        if page is None:
            self.session.open.append(contract)
            page = self._add_dossier(contract)
            self._make_room()
        self.session.current = contract
        self.session.place = "subscriber"
        page.open_with(gesture, document)
        self._show(page)

    def _add_dossier(self, contract: str) -> DossierPage:
        from desktop_app.ui.screens.dossier import DossierPage

        page = DossierPage(self.desk, self.texts, contract)
        page.named.connect(self._named)
        page.keeper.changed.connect(lambda: setattr(self.home, "stale", True))
        self._dossiers[contract] = page
        self._adopt(page)
        return page

    def _make_room(self) -> None:
        while len(self._dossiers) > MOST_OPEN:
            others = self.session.open[:-1]
            idle = [c for c in others if not self._dossiers[c].working]
            self._close_dossier((idle or others)[0])

    def _close_dossier(self, contract: str) -> None:
        page = self._dossiers.pop(contract)
        page.leave()
        self.session.open.remove(contract)
        was_front = page is self.page
        self.stack.removeWidget(page)
        page.deleteLater()
        if self.session.current == contract:
            self.session.current = self.session.open[-1] if self.session.open else ""
        if was_front:
            if self.session.current:
                self._show(self._dossiers[self.session.current])
            else:
                self.go("home")
        else:
            self._show_tabs()

    @Slot(str, str)
    def _named(self, contract: str, who: str) -> None:
        self.session.note(contract, who)
        self.home.show_opened()
        self._show_tabs()

    def _show_tabs(self) -> None:
        contracts = self.session.open
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(contracts):
            self.tabs.removeTab(self.tabs.count() - 1)
        while self.tabs.count() < len(contracts):
            self.tabs.bear_cross(self.tabs.addTab(""), self.texts.say("Close"))
        for place, contract in enumerate(contracts):
            who = self._dossiers[contract].who or contract
            self.tabs.setTabText(place, name(who).replace("&", "&&"))
            self.tabs.setTabToolTip(place, contract)
        front = self.dossier()
        if front is not None:
            self.tabs.setCurrentIndex(contracts.index(front.contract))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(contracts) > 1 and front is not None)

    @Slot(int)
    def _tab_clicked(self, place: int) -> None:
        if 0 <= place < len(self.session.open):
            self.open_dossier(self.session.open[place])

    @Slot(int)
    def _tab_closed(self, place: int) -> None:
        self._close_dossier(self.session.open[place])

    def turn(self, step: int) -> None:
        contracts = self.session.open
        if not contracts:
            self.omnibox.summon()
            return
        front = self.dossier()
        place = contracts.index(front.contract) + step if front else len(contracts) - 1
        self.open_dossier(contracts[place % len(contracts)])

    # --- keys ------------------------------------------------

    @Slot(str)
    def act(self, action: str) -> None:
        """Do an action, whether it came from a key, the hint bar, the rail or the omnibox."""
        from desktop_app.ui import acting

        acting.act(self, action)

    @Slot(QWidget, QWidget)
    def _reveal(self, _old: QWidget | None, new: QWidget | None) -> None:
        from desktop_app.ui import zones

        zones.reveal(self, new)

    # --- what is told ------------------------------------------------

    @Slot(str, str)
    def tell(self, text: str, kind: str = "ok") -> None:
        """A toast."""
        self.toasts.show(text, kind)

    @Slot(object)
    def tell_error(self, error: Exception) -> None:
        """Bad news that no field claims: a toast for a refusal, a banner for trouble, a card for our own fault."""
        from desktop_app.ui.trouble import show

        show(error, self)

    def show_sheet(self) -> None:
        """The keys of this page and of the counter."""
        from desktop_app.ui.screens.keysheet import KeySheet

        sheet = KeySheet(self.texts, self.page.hints(), self.stack)
        sheet.closed.connect(self.uncover)
        self.cover_with(sheet)

    @property
    def covered(self) -> bool:
        """A sheet or a card lies over the page."""
        return self._cover is not None

    def cover_with(self, cover: QWidget) -> None:
        """Lay a sheet or a card over the page until Esc, Enter or its own button."""
        self.uncover()
        self._cover = cover
        cover.show_over()  # type: ignore[attr-defined]

    @Slot()
    def uncover(self) -> None:
        """Take the cover away; the page has the keys again."""
        if self._cover is not None:
            cover, self._cover = self._cover, None
            cover.hide()
            cover.deleteLater()
            self.page.begin()

    # --- what the desk says ------------------------------------------------

    @Slot()
    def _opened(self) -> None:
        self.start.fill()
        self.texts = self.desk.texts
        opening.show_open(self)
        for page in (*self._pages.values(), *self._dossiers.values()):
            page.texts = self.texts
            page.stale = True
        if self._alone is not None:
            self._alone = None
            self.open_again()
        elif self.page.place or self.page is self.home:
            self.page.refresh()
        self.till.begin()

    @Slot(object)
    def _not_opened(self, error: Exception) -> None:
        if not isinstance(error, Refusal | Trouble):
            self.tell_error(error)
            return
        opening.show_closed(self, error)

    @Slot(object)
    def _changed(self, _fact: object) -> None:
        for page in (*self._pages.values(), *self._dossiers.values()):
            page.stale = True
        self.page.refresh()
        self.till.refresh()

    @Slot(bool)
    def _show_busy(self, busy: bool) -> None:
        if busy:
            self._busy.start()
        else:
            self._busy.stop()
            self.stack.unsetCursor()

    def retire(self) -> None:
        """Another window takes over: listen to nothing any more, and go."""
        desk = self.desk
        for signal, slot in (
            (desk.opened, self._opened),
            (desk.refused, self._not_opened),
            (desk.failed, self.tell_error),
            (desk.changed, self._changed),
            (desk.busy, self._show_busy),
        ):
            signal.disconnect(slot)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._reveal)
        self.start.stop()
        self.trace.rest()
        self.hide()
        self.deleteLater()

    # --- Qt ------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.top.fit(self.width())
        self.rail.fit(self.width())
        if self._cover is not None and self._cover.parentWidget() is not None:
            self._cover.setGeometry(self._cover.parentWidget().rect())
        if self.omnibox.answering:
            self.omnibox.place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.tokens().color("window"))
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.desk.is_open:
            self.keep()
            self.trace.close()
        self.closed.emit()
        super().closeEvent(event)
