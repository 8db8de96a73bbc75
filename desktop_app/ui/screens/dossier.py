"""The subscriber page: the head that stays, tabs of everything known, and the gestures made without leaving it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.refusals import UnknownContract
from desktop_app.texts import Texts
from desktop_app.ui import look, questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.frame import FULL_WIDTH, SIDE_WIDTH, Tabs
from desktop_app.ui.keeping import Keeper
from desktop_app.ui.screens import dossier_tabs as tabs
from desktop_app.ui.screens.dossier_head import GESTURES, AlertStrip, Head
from desktop_app.ui.screens.dossier_side import MoveVerb, load_side
from desktop_app.ui.screens.draft_strip import DraftStrip, words
from desktop_app.ui.screens.invoice_verbs import InvoiceVerbs
from desktop_app.ui.screens.page import Page
from desktop_app.ui.screens.panel import Panel
from desktop_app.ui.screens.panels import make_panel
from desktop_app.ui.screens.scrolling import scrolling
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chart import UsageChart

if TYPE_CHECKING:
    from desktop_app.services.dossier import Dossier

SIDE, NARROW_SIDE = 340, 300
KEPT = ("reading", "arrangement", "monthly")
"""Gestures whose half-filled form is kept as a draft; a payment's never is."""


class DossierPage(Page):
    """One contract. `open_with(gesture, document)` says what to do once it is read."""

    place = "subscriber"
    named = Signal(str, str)
    """Contract and name, once read."""

    def __init__(self, desk: Desk, texts: Texts, contract: str) -> None:
        super().__init__(desk, texts)
        self.contract = contract
        self.who = ""
        self.fact: Dossier | None = None
        self.panel: Panel | None = None
        self._gesture, self._document, self._marked = "", "", ""
        self._gesture_open = ""
        self._below: list[tuple[str, Panel | None]] = []
        say = texts.say
        self.setObjectName(f"dossier-{contract}")
        self.setAccessibleName(say("Subscriber"))
        self.head = Head(texts)
        self.head.asked.connect(self.act)
        self.alerts = AlertStrip(texts)
        self.drafts = DraftStrip(texts, margin=look.ROOM)
        self.drafts.taken_up.connect(lambda _contract, kind: self.act(kind))
        self.keeper = Keeper(desk, contract, self)
        self.keeper.changed.connect(self._show_drafts)
        self.tab_bar = Tabs("dossier-parts", say("Parts of the dossier"))
        self.tab_pages = QStackedWidget()
        self.tab_pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.tab_bar.currentChanged.connect(self.tab_pages.setCurrentIndex)
        self.verbs = InvoiceVerbs(texts)
        self.verbs.asked.connect(self.act)
        self.tab_bar.currentChanged.connect(self.verbs.follow)
        self._build_tabs()
        self.usage = UsageChart(texts)
        self.side = self._build_side()
        self.parts = QWidget()
        column = QVBoxLayout(self.parts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tab_bar)
        column.addWidget(self.tab_pages, 1)
        column.addWidget(self.verbs)
        self.body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.body.setContentsMargins(look.ROOM, look.TIGHT, look.ROOM, look.GAP)
        self.body.setSpacing(look.ROOM)
        self.body.addWidget(self.parts, 1)
        self.body.addWidget(self.side)
        inner = QWidget()
        inner.setLayout(self.body)
        self.scroll = scrolling(inner, "dossier-scroll")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.alerts)
        outer.addWidget(self.drafts)
        outer.addWidget(self.stack, 1)

    def _build_tabs(self) -> None:
        texts, say = self.texts, self.texts.say
        today = self.desk.today or date.today()
        self.account = tabs.account_table(texts)
        self.readings = tabs.readings_table(texts)
        self.invoices = tabs.invoices_table(texts, today)
        self.debit = tabs.PlansTab(
            texts, "monthly", say("No monthly debit: invoices are paid one by one.")
        )
        self.plans = tabs.PlansTab(texts, "arrangement", say("No payment arrangement."))
        self.notes = tabs.NotesTab(texts)
        self.account.moved.connect(self.verbs.point_at)
        self.account.opened.connect(lambda row: self.preview(row.paper, row.number))
        self.invoices.opened.connect(lambda row: self.preview("invoice", row.number))
        self.debit.asked.connect(self.act)
        self.plans.asked.connect(self.act)
        self.notes.written.connect(self._write_note)
        self.notes.edited.connect(lambda: self.keeper.touched())
        for title, page in (
            (say("Account"), self.account),
            (say("Readings"), self.readings),
            (say("Invoices"), self.invoices),
            (say("Monthly debit"), scrolling(self.debit, "debit-scroll")),
            (say("Arrangements"), scrolling(self.plans, "plans-scroll")),
            (say("Exchanges"), self.notes),
        ):
            self.tab_bar.addTab(title)
            self.tab_pages.addWidget(page)

    def _build_side(self) -> QScrollArea:
        say = self.texts.say
        inner = QWidget()
        self.side_row = QBoxLayout(QBoxLayout.Direction.TopToBottom, inner)
        self.side_row.setContentsMargins(0, look.TIGHT, 0, 0)
        self.side_row.setSpacing(look.ROOM)
        chart = Card(say("Consumption"), margin=12)
        self.usage.setMinimumHeight(190)
        self.usage.setMaximumHeight(300)
        chart.add(self.usage, 1)
        self.side_row.addWidget(chart, 3)
        self.summary = Card("", margin=12)
        self.facts = Facts()
        self.summary.add(self.facts)
        self.move = MoveVerb(self.texts)
        self.move.clicked.connect(lambda: self.act("move"))
        self.summary.add(self.move)
        self.side_row.addWidget(self.summary)
        self.side_row.addStretch(1)
        return scrolling(inner, "dossier-side")

    # --- loading ------------------------------------------------

    @property
    def working(self) -> bool:
        """A gesture is under way here."""
        return self.panel is not None

    @property
    def under_way(self) -> str:
        """The gesture whose half-filled form can be taken up again."""
        return self._gesture_open if self._gesture_open in KEPT else ""

    def open_with(self, gesture: str, document: str) -> None:
        """What to do when the dossier is shown: a gesture, or show the document that was found."""
        self._gesture, self._document = gesture, document
        if self.fact is not None and not self.stale:
            self._start()
        else:
            self.stale = True

    def refresh(self) -> None:
        self.desk.ask(
            questions.dossier(self.contract), self.load, self._refuse, latest=self.objectName()
        )

    @Slot(object)
    def load(self, fact: Dossier) -> None:
        """Show the dossier as it is now."""
        self.stale = False
        self.fact = fact
        currency = self.desk.currency
        today = self.desk.today or date.today()
        who = fact.customer
        self.who = who.name_alt if self.texts.rtl and who.name_alt else who.name
        self.setAccessibleDescription(self.who)
        self.head.load(fact, currency)
        for gesture in ("reading", "invoice", "monthly"):
            offered = gesture != "monthly" or self.desk.offers_monthly
            self.head.buttons[gesture].setVisible(offered and fact.closed_on is None)
        self.tab_bar.setTabVisible(3, self.desk.offers_monthly)
        self.alerts.load(fact.alerts, currency)
        tabs.fill(fact, today, self.account, self.readings, self.invoices)
        self.debit.load(
            (fact.schedule,) if fact.schedule else (), currency, offer=not fact.schedule
        )
        running = any(a.state in ("running", "late") for a in fact.arrangements)
        self.plans.load(fact.arrangements, currency, offer=not running)
        self.notes.list.load(tuple(reversed(fact.notes)))
        self.verbs.load(bool(fact.invoices), self.offers_leak, credit=fact.balances.credit > 0)
        self.verbs.point_at(self.account.current())
        self.keeper.load(fact.drafts)
        self.notes.restore(self.keeper.watch("note", self.notes))
        self._show_drafts()
        load_side(fact, self.usage, self.facts, self.texts, currency)
        self.move.load(fact)
        self.named.emit(self.contract, self.who)
        self._start()

    @Slot(object)
    def _refuse(self, error: Exception) -> None:
        if isinstance(error, UnknownContract):
            self.head.name.setText(self.texts.bad_news(error))
        else:
            self.desk.failed.emit(error)

    def _start(self) -> None:
        """Do what the dossier was opened for, once."""
        gesture, document = self._gesture, self._document
        self._gesture = self._document = ""
        if document:
            self._select(document)
        if gesture:
            self.act(gesture)
        elif not self.working and self.isVisible():
            self.begin()

    def _select(self, document: str) -> None:
        fact = self.fact
        unpaid = {i.number for i in fact.invoices if i.open > 0} if fact is not None else set()
        self._marked = document if document in unpaid else ""
        for table in (self.account, self.invoices):
            for place, row in enumerate(table.rows_model.rows()):
                if row.number == document:
                    table.go(place)
                    table.scrollTo(table.currentIndex())

    # --- gestures ------------------------------------------------

    def hints(self) -> Sequence[tuple[str, str]]:
        if self.panel is not None:
            return self.panel.hints()
        names = "help find reading monthly arrangement payment documents back".split()
        if not self.desk.offers_monthly:
            names.remove("monthly")
        return [(name, "") for name in names]

    def act(self, action: str) -> bool:
        if self.panel is not None and self.panel.act(action):
            return True
        if action in GESTURES:
            self._open_panel(action)
            return True
        match action:
            case "why" | "credit":
                self._on_invoice(action)
            case "bounce" | "refund":
                self._on_payment(action)
            case "leak":
                if self.offers_leak:
                    self._open_panel("leak")
            case "move" if self.fact is None:
                self._gesture = "move"
            case "move":
                self._open_panel("move-in" if self.fact.closed_on else "move-out")
            case "note":
                self.tab_bar.setCurrentIndex(self.tab_pages.indexOf(self.notes))
                self.notes.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            case "table":
                self.usage.toggle_table()
            case "print":
                self._print_current()
            case "next" | "previous":
                table = self._table()
                row = table.currentIndex().row() + (1 if action == "next" else -1)
                table.go(max(0, min(row, table.rows_model.rowCount() - 1)))
            case "primary" if self.panel is None:
                self._open_panel("payment")
            case _:
                return False
        return True

    def back(self) -> bool:
        if self.panel is None:
            return False
        if not self.panel.back():
            self.close_panel()
        return True

    def begin(self) -> None:
        if self.panel is not None:
            self.panel.begin()
            return
        page = self.tab_pages.currentWidget()
        inner = page if page in (self.account, self.readings, self.invoices) else self.tab_bar
        inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def preview(self, kind: str, number: str) -> None:
        """Show a document as it would be printed again; a row without paper (kind "") shows nothing."""
        if kind:
            self._open_panel("preview", kind=kind, number=number)

    def _table(self) -> tabs.Table:
        page = self.tab_pages.currentWidget()
        return page if isinstance(page, tabs.Table) else self.account

    def _print_current(self) -> None:
        row = self._table().current()
        if isinstance(row, tabs.Entry):
            self.preview(row.paper, row.number)
        elif self.fact is not None and self.fact.invoices:
            self.preview("invoice", getattr(row, "number", self.fact.invoices[-1].number))

    @property
    def offers_leak(self) -> bool:
        """Whether the law of this utility knows leak files."""
        return getattr(self.desk.rules, "leak", None) is not None

    def _on_invoice(self, action: str) -> None:
        """Explain or take back the invoice that is pointed at, else the newest."""
        row = self._table().current()
        if isinstance(row, tabs.Entry) and row.paper != "invoice":
            row = None
        if self.fact is not None and self.fact.invoices:
            number = getattr(row, "number", self.fact.invoices[-1].number)
            self._open_panel(action, number=number)

    def _on_payment(self, action: str) -> None:
        """Undo the payment that is pointed at; a refund without one gives back the credit."""
        row = self._table().current()
        number = row.number if isinstance(row, tabs.Entry) and row.kind == "receipt" else ""
        if number or action == "refund":
            self._open_panel(action, number=number)
        else:
            self.told.emit(self.texts.say("Point at the payment in the account first."), "info")

    def _open_panel(self, gesture: str, *, kind: str = "", number: str = "") -> None:
        if self.fact is None:
            self._gesture = gesture
            return
        several = len(getattr(self.panel, "receipts", ())) > 1
        keeps = gesture == "preview" and (
            self._gesture_open in ("documents", "why", "leak", "credit", "move-out")
            or several
            or kind == "simulation"
        )
        if keeps:
            self._below.append((self._gesture_open, self.panel))
        else:
            self._drop_panels()
        panel = make_panel(gesture, self)
        layout = panel.layout()
        if layout is not None and layout.contentsMargins().isNull():
            panel.setContentsMargins(look.ROOM, look.GAP, look.ROOM, look.GAP)
        self.panel, self._gesture_open = panel, gesture
        panel.closed.connect(self.close_panel)
        panel.print_asked.connect(self.preview)
        panel.hints_changed.connect(self.hints_changed)
        panel.edited.connect(self.keeper.touched)
        panel.settled.connect(lambda: self.keeper.forget(gesture))
        self.stack.addWidget(scrolling(panel, f"panel-{gesture}"))
        self._bring(panel)
        self.alerts.hide()
        self.drafts.hide()
        self.hints_changed.emit()
        match gesture:
            case "preview":
                panel.start(kind, number, contract=self.contract)
            case "why":
                panel.leak_asked.connect(lambda: self.act("leak"))
                panel.start(self.contract, number)
            case "credit" | "refund":
                panel.start(self.contract, number)
            case "bounce":
                panel.start(number)
            case "reading":
                panel.start(
                    self.contract, self.fact.meters, tabs.meter_to_read(self.fact, self.desk.today)
                )
            case "arrangement" | "documents" | "move-out" | "move-in":
                panel.start(self.fact)
            case "payment":
                marked, self._marked = self._marked, ""
                panel.start(self.contract, (marked,) if marked else (), self.who)
            case _:
                panel.start(self.contract)
        self._take_up(gesture, panel)

    def _take_up(self, gesture: str, panel: Panel) -> None:
        """What was left half done of this gesture is there again."""
        if gesture not in KEPT:
            return
        if facts := self.keeper.watch(gesture, panel):
            panel.restore(facts)
            at = words(self.texts, gesture, self.keeper.kept[gesture][0])
            say = self.texts.say
            panel.tell(
                say("Taken up where it was left: {draft}.", draft=at),
                "info",
                [(say("Start afresh"), lambda: self._start_afresh(gesture))],
            )

    def _start_afresh(self, gesture: str) -> None:
        self.keeper.forget(gesture)
        self._open_panel(gesture)

    @Slot()
    def _show_drafts(self) -> None:
        kept = {kind: at for kind, (at, _) in self.keeper.kept.items()}
        if self.tab_pages.currentWidget() is self.notes:
            kept.pop("note", None)
        self.drafts.load_own(self.contract, kept)
        if self.panel is not None:
            self.drafts.hide()

    def leave(self) -> None:
        self.keeper.keep()

    def _drop_panels(self) -> None:
        self.keeper.leave(self._gesture_open)
        for panel in (self.panel, *(below for _, below in self._below)):
            if panel is not None:
                self._take_away(panel)
        self.panel, self._gesture_open, self._below = None, "", []

    def _bring(self, panel: Panel | None) -> None:
        for place in range(1, self.stack.count()):
            area = self.stack.widget(place)
            if isinstance(area, QScrollArea) and area.widget() is panel:
                self.stack.setCurrentWidget(area)

    def _take_away(self, panel: Panel) -> None:
        area = panel.parentWidget().parentWidget()
        panel.close()
        self.stack.removeWidget(area)
        area.hide()
        area.deleteLater()

    @Slot()
    def close_panel(self) -> None:
        """Back to what the preview came from, or to the tabs."""
        if self._below:
            over = self.panel
            self._gesture_open, self.panel = self._below.pop()
            self._bring(self.panel)
            if over is not None:
                self._take_away(over)
        else:
            self._drop_panels()
            self.alerts.show()
            self._show_drafts()
            self.stack.setCurrentWidget(self.scroll)
        self.hints_changed.emit()
        self.begin()

    @Slot(str)
    def _write_note(self, text: str) -> None:
        self.desk.do(questions.add_note(self.contract, text), self._note_saved, self._note_refused)

    @Slot(object)
    def _note_saved(self, _note: object) -> None:
        self.notes.saved()
        self.keeper.keep()

    @Slot(object)
    def _note_refused(self, error: Exception) -> None:
        self.notes.not_saved()
        self.desk.failed.emit(error)

    # --- room ------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.fit(self.width())
        beside = self.window().width() >= SIDE_WIDTH
        along, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.body.setDirection(along if beside else down)
        self.side_row.setDirection(down if beside else along)
        if beside:
            self.side.setFixedWidth(SIDE if self.window().width() >= FULL_WIDTH else NARROW_SIDE)
            self.side.setMinimumHeight(0)
            self.parts.setMinimumHeight(0)
        else:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16777215)
            self.side.setMinimumHeight(290)
            self.parts.setMinimumHeight(330)
        room = self.width() - (self.side.width() if beside else 0)
        self.account.setColumnHidden(1, room < 820)
        self.invoices.setColumnHidden(2, room < 900)
        self.readings.setColumnHidden(5, room < 700)
