"""The billing run: whom to bill, what it would make, twenty samples and what waits; then issued, and its report."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from desktop_app.domain.refusals import Refusal
from desktop_app.texts import Texts, iso
from desktop_app.ui import look, run_questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.run_questions import Asked
from desktop_app.ui.screens.home import walk
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.page import Page
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.run_lists import sample_columns, waiting_columns
from desktop_app.ui.screens.scrolling import scrolling
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import BigAmount, Card, Facts
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.dates import DateEdit
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.labels import title

if TYPE_CHECKING:
    from desktop_app.services.run import Run, Survey
    from desktop_app.services.run_papers import PaperFile

TYPED_ABOVE = 1000
"""So many invoices leave only after their number was typed."""


class RunPage(Page):
    """The place of billing. Ctrl+Enter is the next step: try it, issue it, make the papers; Esc stops or goes back."""

    place = "run"
    _progressed = Signal(int, int)

    def __init__(self, desk: Desk, texts: Texts) -> None:
        super().__init__(desk, texts)
        self.setObjectName("run-page")
        self.setAccessibleName(texts.say("Billing"))
        self.survey: Survey | None = None
        self.run: Run | None = None
        self.operation = ""
        self._asked: Asked | None = None
        self._stop = threading.Event()
        self._working = ""
        self._progressed.connect(self._show_progress, Qt.ConnectionType.AutoConnection)
        self._build()

    # --- building ------------------------------------------------

    def _build(self) -> None:
        say = self.texts.say
        self.state = Chip("", "neutral")
        self.state.setObjectName("run-state")
        self.state.hide()
        head = QHBoxLayout()
        head.setSpacing(look.ROOM)
        head.addWidget(title(say("Billing")))
        head.addWidget(self.state)
        head.addStretch(1)
        self.waiting = Listing(
            say("Waiting to be looked at"),
            waiting_columns(self.texts, lambda: self.desk.currency),
            self.texts,
            "run-waiting",
            empty=say("Nothing waits: every result looks right."),
        )
        self.samples = Listing(
            say("Samples"),
            sample_columns(self.texts, lambda: self.desk.currency),
            self.texts,
            "run-samples",
            empty=say("Try the run to see twenty of its invoices."),
        )
        self.waiting.table.opened.connect(lambda r: self.opened.emit(r.contract, "invoice", ""))
        self.samples.table.opened.connect(
            lambda r: self.opened.emit(r.customer.contract, "", r.number or "")
        )
        right = QVBoxLayout()
        right.setSpacing(look.ROOM)
        right.addWidget(self.waiting, 1)
        right.addWidget(self.samples, 1)
        row = QHBoxLayout()
        row.setSpacing(look.ROOM)
        row.addWidget(scrolling(self._build_result(), "run-result-scroll"), 4)
        row.addLayout(right, 7)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.WIDE, look.ROOM, look.WIDE, look.ROOM)
        column.setSpacing(look.GAP)
        column.addLayout(head)
        column.addWidget(self._build_scope())
        column.addLayout(row, 1)

    def _build_scope(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("Whom to bill"), margin=12)
        self.through = DateEdit(texts, self.desk.today or date.today())
        self.through.setObjectName("run-through")
        self.routes = Edit(texts)
        self.routes.setObjectName("run-routes")
        self.postcodes = Edit(texts)
        self.postcodes.setObjectName("run-postcodes")
        self.through_field = Field(say("Periods that end by"), self.through)
        self.routes_field = Field(say("Routes"), self.routes, hint=say("Empty: all of them."))
        self.postcodes_field = Field(say("Postcodes"), self.postcodes)
        for edit in (self.routes, self.postcodes):
            edit.textEdited.connect(self._forget)
            edit.entered.connect(self.next_step)
        self.through.changed.connect(self._forget)
        self.through.entered.connect(self.next_step)
        self.before = Facts()
        row = QHBoxLayout()
        row.setSpacing(look.ROOM)
        for field in (self.through_field, self.routes_field, self.postcodes_field):
            row.addWidget(field, 3)
        row.addWidget(self.before, 4, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(row)
        return card

    def _build_result(self) -> Card:
        say = self.texts.say
        card = Card(say("What it makes"), margin=12)
        self.total = BigAmount(say("Total"), use="change", name="run-total")
        self.sums = Facts()
        self.bar = QProgressBar()
        self.bar.setObjectName("run-progress")
        self.bar.setAccessibleName(say("Progress of the run"))
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.count = Edit(self.texts, figures=True)
        self.count.setObjectName("run-count")
        self.count.entered.connect(self.next_step)
        self.count_field = Field(say("Type the number of invoices to issue them"), self.count)
        self.count_field.hide()
        self.message = Hint(lines=2)
        self.message.setObjectName("run-message")
        self.next = primary(say("Try the run"), key=keycap(self.texts, "primary"))
        self.next.setObjectName("run-next")
        self.next.clicked.connect(self.next_step)
        self.papers = secondary(
            say("Make the papers"), icon="files", key=keycap(self.texts, "print")
        )
        self.papers.setObjectName("run-papers")
        self.papers.clicked.connect(self.make_papers)
        self.papers.hide()
        self.halt = ghost(say("Stop"), key=keycap(self.texts, "back"))
        self.halt.setObjectName("run-stop")
        self.halt.clicked.connect(self.stop)
        self.halt.hide()
        card.add(self.total)
        card.add(self.sums)
        card.body.addStretch(1)
        for widget in (self.bar, self.count_field, self.message):
            card.add(widget)
        for button in (self.next, self.papers, self.halt):
            card.add(button)
        return card

    # --- what is read ------------------------------------------------

    def refresh(self) -> None:
        if self._working:
            return
        if self.through.day() is None and not self.through.text() and self.desk.today:
            self.through.today = self.desk.today
            self.through.set_day(self.desk.today)
        asked = self.asked()
        if asked is not None:
            self.desk.ask(run_questions.survey(asked), self.load, self._unseen, latest="run")

    def load(self, survey: Survey) -> None:
        """Show what is known before a run: how many contracts, the last run, what waits from it."""
        self.stale = False
        self.survey = survey
        texts, say = self.texts, self.texts.say
        self.before.clear()
        self.before.add(say("Contracts"), texts.number(survey.contracts))
        if survey.previous is not None:
            last = survey.previous
            self.before.add(
                say("Run before"), f"{texts.date(last.booked_on)} · {self._money(last.total)}"
            )
        if self.run is None:
            self.waiting.load(survey.waiting, count=_count(texts, len(survey.waiting)))

    def _unseen(self, error: Exception) -> None:
        """Half-typed routes and days are no reason to move the focus: the trial will say what is wrong."""
        self.before.clear()
        if not isinstance(error, Refusal):
            self.desk.failed.emit(error)
        elif error.about == "to":
            self.through.say("danger", self.texts.bad_news(error))

    def asked(self) -> Asked | None:
        """Whom the fields say to bill; None while the day is not readable."""
        day = self.through.day()
        if day is None:
            return None
        return Asked(day, _words(self.routes.text()), _words(self.postcodes.text()))

    @Slot()
    def _forget(self) -> None:
        """What is typed changed: a trial of something else says nothing any more."""
        if self._working:
            return
        self.run = None
        self._asked = None
        for edit in (self.through, self.routes, self.postcodes):
            edit.say("", "")
        self._show()
        self.refresh()

    # --- the steps ------------------------------------------------

    @Slot()
    def next_step(self) -> None:
        """Try the run; when it was tried, issue it; when it was issued, begin another."""
        if self._working:
            return
        if self.run is None:
            self._try()
        elif self.run.report.number is not None:
            self._forget()
            self.begin()
        elif self.run.report.invoices and self._count_typed():
            self._issue()

    def _try(self) -> None:
        asked = self.asked()
        if asked is None:
            self.through.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._asked = asked
        self._begin_work("try")
        work = run_questions.simulate(asked, self._progressed.emit, self._stop.is_set)
        self.desk.ask(work, self._tried, self._refused)

    def _tried(self, run: Run) -> None:
        self._end_work()
        self.run = run
        self.operation = str(uuid4())
        self.count.setText("")
        self._show()
        if self.count_field.isVisible():
            self.count.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count_typed(self) -> bool:
        assert self.run is not None
        wanted = self.run.report.invoices
        if wanted <= TYPED_ABOVE:
            return True
        typed = "".join(str(int(c)) for c in self.count.text() if c.isdecimal())
        if typed == str(wanted):
            return True
        say = self.texts.say
        self.count.say(
            "danger", say("There are {n} invoices: type this number.", n=self.texts.number(wanted))
        )
        self.count.setFocus(Qt.FocusReason.OtherFocusReason)
        self.count.selectAll()
        return False

    def _issue(self) -> None:
        assert self._asked is not None
        self._begin_work("issue")
        work = run_questions.bill(
            self._asked, self.operation, self._progressed.emit, self._stop.is_set
        )
        self.desk.do(work, self._issued, self._refused)

    def _issued(self, run: Run) -> None:
        self._end_work()
        self.run = run
        self._show()
        self.told.emit(
            self.texts.count("{n} invoice issued", "{n} invoices issued", run.report.invoices),
            "ok",
        )
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def make_papers(self) -> None:
        """Write the invoices of the run shown, by route."""
        if self._working or self.run is None or self.run.report.number is None:
            return
        self._begin_work("papers")
        number = self.run.report.number
        work = run_questions.papers(number, "route", self._progressed.emit)
        self.desk.do(work, self._papers_made, self._refused)

    def _papers_made(self, files: tuple[PaperFile, ...]) -> None:
        self._end_work()
        self._show()
        texts = self.texts
        pages = sum(f.pages for f in files)
        self.message.say(
            "ok",
            texts.say(
                "{pages} pages in {files} files, in {folder}",
                pages=texts.number(pages),
                files=texts.number(len(files)),
                folder=iso(str(files[0].path.parent)) if files else "",
            ),
        )

    @Slot()
    def stop(self) -> None:
        """Give up the run that goes on: nothing of it is written."""
        if self._working in ("try", "issue"):
            self._stop.set()

    def _begin_work(self, what: str) -> None:
        self._working = what
        self._stop = threading.Event()
        self.bar.setRange(0, 0)
        self.message.say("", "")
        self._show()

    def _end_work(self) -> None:
        self._working = ""

    @Slot(int, int)
    def _show_progress(self, done: int, whole: int) -> None:
        self.bar.setRange(0, max(1, whole))
        self.bar.setValue(done)

    @Slot(object)
    def _refused(self, error: Exception) -> None:
        self._end_work()
        self._show()
        fields = {"to": self.through, "through": None, "routes": self.routes}
        edit = fields.get(getattr(error, "about", ""))
        if not isinstance(error, Refusal):
            self.desk.failed.emit(error)
        elif edit is not None:
            edit.refuse(error)
        else:
            self.message.say("warn", self.texts.bad_news(error))

    # --- what is shown ------------------------------------------------

    def _show(self) -> None:
        say, texts, run = self.texts.say, self.texts, self.run
        busy = bool(self._working)
        number = run.report.number if run is not None else None
        many = run.report.invoices if run is not None else 0
        for widget in (self.through, self.routes, self.postcodes, self.next, self.papers):
            widget.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.halt.setVisible(self._working in ("try", "issue"))
        self.papers.setVisible(number is not None and many > 0)
        self.count_field.setVisible(number is None and many > TYPED_ABOVE and not busy)
        self.state.setVisible(run is not None)
        if number is not None:
            self.state.set(say("Issued"), "ok")
            self.next.setText(say("Another run"))
        elif run is not None:
            self.state.set(say("Simulation"), "info")
            self.next.setText(
                texts.count("Issue {n} invoice", "Issue {n} invoices", many)
                if many
                else say("Nothing to issue")
            )
            self.next.setEnabled(not busy and many > 0)
        else:
            self.next.setText(say("Try the run"))
        self.next.updateGeometry()
        self._show_sums()
        if run is not None:
            held = run.outsorted
            self.waiting.load(held, count=_count(texts, len(held)))
            if run.samples or number is None:
                self.samples.load(run.samples, count=_count(texts, len(run.samples)))
        elif self.survey is not None:
            waits = self.survey.waiting
            self.waiting.load(waits, count=_count(texts, len(waits)))
            self.samples.load(())
        self.hints_changed.emit()

    def _show_sums(self) -> None:
        say, texts, run = self.texts.say, self.texts, self.run
        self.sums.clear()
        if run is None:
            self.total.set("")
            return
        report = run.report
        self.total.set(self._money(report.total))
        for label, n in (
            (say("To bill"), report.selected),
            (say("Invoices"), report.invoices),
            (say("Estimated"), report.estimated),
            (say("Waiting"), report.selected - report.invoices),
        ):
            self.sums.add(label, texts.number(n))
        self.sums.add(say("Net"), self._money(report.net))
        for rate, _, amount in report.vat:
            self.sums.add(say("VAT {rate}", rate=texts.percent(rate)), self._money(amount))
        if report.levies:
            self.sums.add(say("Levies and taxes without VAT"), self._money(report.levies))
        if run.previous is not None and run.previous.total:
            more = report.total - run.previous.total
            self.sums.add(
                say("Against the run before"), f"{'+' if more > 0 else ''}{self._money(more)}"
            )

    # --- keys ------------------------------------------------

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        if self._working:
            return (("back", say("Stop")),)
        shown: list[tuple[str, str]] = [("help", ""), ("find", "")]
        if self.run is None:
            shown.append(("primary", say("Try the run")))
        elif self.run.report.number is None:
            shown.append(("primary", say("Issue the invoices")))
        else:
            shown += [("primary", say("Another run")), ("print", say("Make the papers"))]
        return (*shown, ("next", ""), ("back", ""))

    def act(self, name: str) -> bool:
        if name == "primary":
            self.next_step()
            return True
        if name == "print":
            self.make_papers()
            return True
        return name in ("next", "previous") and walk((self.waiting, self.samples), name)

    def back(self) -> bool:
        if self._working:
            self.stop()
            return True
        if self.run is not None:
            self._forget()
            self.begin()
            return True
        return False

    def subject(self) -> str:
        if self.samples.table.hasFocus():
            row: Any = self.samples.table.current()
            return row.customer.contract if row is not None else ""
        row = self.waiting.table.current()
        return row.contract if row is not None else ""

    def begin(self) -> None:
        if self.run is None:
            self.through.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- words ------------------------------------------------

    def _money(self, amount: int) -> str:
        return self.texts.money(amount, self.desk.currency)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").replace(";", " ").replace("،", " ").split())


def _count(texts: Texts, rows: int) -> str:
    return texts.number(rows) if rows else ""
