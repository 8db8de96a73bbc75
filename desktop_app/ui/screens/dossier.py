"""The subscriber page: the head that stays, tabs of everything known, and the gestures made without leaving it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.refusals import UnknownContract
from desktop_app.texts import Texts
from desktop_app.ui import look, questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.frame import SIDE_WIDTH, Tabs
from desktop_app.ui.screens import dossier_tabs as tabs
from desktop_app.ui.screens.dossier_head import GESTURES, AlertStrip, Head
from desktop_app.ui.screens.page import Page
from desktop_app.ui.screens.panel import Panel
from desktop_app.ui.screens.panels import make_panel
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chart import UsageChart

if TYPE_CHECKING:
    from desktop_app.services.dossier import Dossier

SIDE = 340


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
        self._gesture, self._document = "", ""
        self._gesture_open = self._came_from = ""
        say = texts.say
        self.setObjectName(f"dossier-{contract}")
        self.setAccessibleName(say("Subscriber"))
        self.head = Head(texts)
        self.head.asked.connect(self.act)
        self.alerts = AlertStrip(texts)
        self.tab_bar = Tabs("dossier-parts", say("Parts of the dossier"))
        self.tab_pages = QStackedWidget()
        self.tab_bar.currentChanged.connect(self.tab_pages.setCurrentIndex)
        self._build_tabs()
        self.usage = UsageChart(texts)
        self.side = self._build_side()
        self.parts = QWidget()
        column = QVBoxLayout(self.parts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tab_bar)
        column.addWidget(self.tab_pages, 1)
        self.body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.body.setContentsMargins(look.ROOM, look.TIGHT, look.ROOM, look.GAP)
        self.body.setSpacing(look.ROOM)
        self.body.addWidget(self.parts, 1)
        self.body.addWidget(self.side)
        inner = QWidget()
        inner.setLayout(self.body)
        self.scroll = QScrollArea()
        self.scroll.setObjectName("dossier-scroll")
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidget(inner)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.alerts)
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
        self.account.opened.connect(lambda row: self.preview(row.paper, row.number))
        self.invoices.opened.connect(lambda row: self.preview("invoice", row.number))
        self.debit.asked.connect(self.act)
        self.plans.asked.connect(self.act)
        self.notes.written.connect(self._write_note)
        for title, page in (
            (say("Account"), self.account),
            (say("Readings"), self.readings),
            (say("Invoices"), self.invoices),
            (say("Monthly debit"), self.debit),
            (say("Arrangements"), self.plans),
            (say("Exchanges"), self.notes),
        ):
            self.tab_bar.addTab(title)
            self.tab_pages.addWidget(page)

    def _build_side(self) -> QWidget:
        say = self.texts.say
        side = QWidget()
        side.setObjectName("dossier-side")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, look.TIGHT, 0, 0)
        column.setSpacing(look.ROOM)
        chart = Card(say("Consumption"), margin=12)
        self.usage.setMinimumHeight(210)
        chart.add(self.usage, 1)
        column.addWidget(chart, 3)
        self.summary = Card("", margin=12)
        self.facts = Facts()
        self.summary.add(self.facts)
        column.addWidget(self.summary)
        column.addStretch(1)
        return side

    # --- loading ------------------------------------------------

    @property
    def working(self) -> bool:
        """A gesture is under way here."""
        return self.panel is not None

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
        self.alerts.load(fact.alerts, currency)
        for table, rows in (
            (self.account, tabs.account(fact, today)),
            (self.readings, tuple(reversed(fact.readings))),
            (self.invoices, tuple(reversed(fact.invoices))),
        ):
            table.rows_model.set_rows(rows)
            if rows and not table.currentIndex().isValid():
                table.go(0)
        self.debit.load(
            (fact.schedule,) if fact.schedule else (), currency, offer=not fact.schedule
        )
        running = any(a.state in ("running", "late") for a in fact.arrangements)
        self.plans.load(fact.arrangements, currency, offer=not running)
        self.notes.list.load(tuple(reversed(fact.notes)))
        self._load_side(fact)
        self.named.emit(self.contract, self.who)
        self._start()

    def _load_side(self, fact: Dossier) -> None:
        texts, say = self.texts, self.texts.say
        services = list(dict.fromkeys(b.service for b in fact.bars))
        service = services[0] if services else "water"
        unit = next((m.unit for m in fact.meters if m.service == service), "m3")
        bars = tuple(b for b in fact.bars if b.service == service)[-18:]
        self.usage.load(bars, fact.usual, unit)
        self.facts.clear()
        self.facts.add(say("Customer since"), texts.date(fact.opened_on))
        for meter in fact.meters:
            if meter.removed_on is None and meter.last_index is not None and meter.last_on:
                self.facts.add(
                    say("Last index"),
                    f"{texts.number(meter.last_index)} · {texts.date(meter.last_on)}",
                )
        if fact.payments:
            last = fact.payments[-1]
            self.facts.add(
                say("Last payment"),
                f"{texts.money(last.amount, self.desk.currency)} · {texts.date(last.on)}",
            )
        if fact.schedule is not None and fact.schedule.next is not None:
            coming = fact.schedule.next
            self.facts.add(
                say("Next debit"),
                f"{texts.money(coming.amount, self.desk.currency)} · {texts.date(coming.on)}",
            )
        if fact.account:
            self.facts.add(say("Bank account"), texts.value(fact.account))
        if fact.notes:
            note = fact.notes[-1]
            self.facts.add(say("Last note"), f"{texts.date(note.at.date())} · {note.text}")

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
        for table in (self.account, self.invoices):
            for place, row in enumerate(table.rows_model.rows()):
                if row.number == document:
                    table.go(place)
                    table.scrollTo(table.currentIndex())

    # --- gestures ------------------------------------------------

    def hints(self) -> Sequence[tuple[str, str]]:
        if self.panel is not None:
            return self.panel.hints()
        return (
            ("help", ""), ("find", ""), ("reading", ""), ("monthly", ""), ("arrangement", ""),
            ("payment", ""), ("documents", ""), ("back", ""),
        )  # fmt: skip

    def act(self, name: str) -> bool:
        if self.panel is not None and self.panel.act(name):
            return True
        if name in GESTURES:
            self._open_panel(name)
            return True
        match name:
            case "table":
                self.usage.toggle_table()
            case "print":
                self._print_current()
            case "next" | "previous":
                table = self._table()
                row = table.currentIndex().row() + (1 if name == "next" else -1)
                table.go(max(0, min(row, table.rows_model.rowCount() - 1)))
            case "primary":
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
        """Show a document as it would be printed again."""
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

    def _open_panel(self, gesture: str, *, kind: str = "", number: str = "") -> None:
        if self.fact is None:
            self._gesture = gesture
            return
        before = self._gesture_open
        self._drop_panel()
        panel = make_panel(gesture, self)
        self.panel, self._gesture_open = panel, gesture
        self._came_from = before if gesture == "preview" and before == "documents" else ""
        panel.closed.connect(self.close_panel)
        panel.print_asked.connect(self.preview)
        panel.hints_changed.connect(self.hints_changed)
        self.stack.addWidget(panel)
        self.stack.setCurrentWidget(panel)
        self.alerts.hide()
        self.hints_changed.emit()
        match gesture:
            case "preview":
                panel.start(kind, number)
            case "arrangement" | "documents":
                panel.start(self.fact)
            case "payment":
                panel.start(self.contract, (number,) if number else ())
            case _:
                panel.start(self.contract)

    def _drop_panel(self) -> None:
        if self.panel is not None:
            panel, self.panel = self.panel, None
            self._gesture_open = ""
            self.stack.removeWidget(panel)
            panel.hide()
            panel.deleteLater()

    @Slot()
    def close_panel(self) -> None:
        """Back to the tabs, or to the list of documents the preview came from."""
        if self._came_from:
            self._open_panel(self._came_from)
            return
        self._drop_panel()
        self.alerts.show()
        self.stack.setCurrentWidget(self.scroll)
        self.hints_changed.emit()
        self.begin()

    @Slot(str)
    def _write_note(self, text: str) -> None:
        self.desk.do(questions.add_note(self.contract, text), self._note_saved, self._note_refused)

    @Slot(object)
    def _note_saved(self, _note: object) -> None:
        self.notes.saved()

    @Slot(object)
    def _note_refused(self, error: Exception) -> None:
        self.notes.not_saved()
        self.desk.failed.emit(error)

    # --- room ------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.fit(self.width())
        beside = self.window().width() >= SIDE_WIDTH
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self.body.direction() != wanted:
            self.body.setDirection(wanted)
        if beside:
            self.side.setFixedWidth(SIDE)
            self.parts.setMinimumHeight(0)
        else:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16777215)
            self.parts.setMinimumHeight(330)
