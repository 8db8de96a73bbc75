"""Files of readings: a dry run says what each line would do, then all of it is recorded, or taken back whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.refusals import Refusal
from desktop_app.texts import Texts, iso, name
from desktop_app.ui import look, moving_questions
from desktop_app.ui.desk import Desk
from desktop_app.ui.screens.listing import Listing
from desktop_app.ui.screens.page import Page
from desktop_app.ui.screens.panel import keycap
from desktop_app.ui.screens.scrolling import scrolling
from desktop_app.ui.tables import Column, make_table
from desktop_app.ui.widgets.buttons import ghost, primary, secondary
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chips import Chip, Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field, Hint
from desktop_app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from desktop_app.services.rounds_import import ReadingsImported, Rejected
    from desktop_app.services.rounds_undo import ImportRow, ImportTakenBack


class ImportPage(Page):
    """Enter tries the file, Ctrl+Enter records it; a row of the list below can be taken back."""

    place = "to-read"

    def __init__(self, desk: Desk, texts: Texts) -> None:
        super().__init__(desk, texts)
        self.setObjectName("import-page")
        self.setAccessibleName(texts.say("Import readings"))
        self.tried: ReadingsImported | None = None
        self._tried_as: tuple[object, ...] = ()
        self._sent = False
        top = QHBoxLayout()
        top.setSpacing(look.WIDE)
        top.addWidget(self._build_file(), 4)
        top.addWidget(self._build_answer(), 6)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(look.WIDE, look.ROOM, look.WIDE, look.ROOM)
        column.setSpacing(look.ROOM)
        column.addLayout(top, 5)
        column.addWidget(self._build_made(), 4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inner, "import-scroll"))

    # --- building ------------------------------------------------

    def _build_file(self) -> Card:
        say, texts = self.texts.say, self.texts
        card = Card(say("File of readings"))
        self.file = Edit(texts)
        self.file.setObjectName("import-file")
        self.file.setAcceptDrops(True)
        self.file.entered.connect(self.try_file)
        self.file.textChanged.connect(self._changed)
        self.browse = ghost(say("Browse"), icon="folder", compact=True)
        self.browse.setObjectName("import-browse")
        self.browse.clicked.connect(self._browse)
        self.aside = Choice(
            ((False, say("Nothing is recorded")), (True, say("It is set aside"))),
            name="import-aside",
        )
        self.keep = Choice(
            ((False, say("They are rejected")), (True, say("They are kept"))), name="import-keep"
        )
        self.aside.chosen.connect(lambda _: self._changed())
        self.keep.chosen.connect(lambda _: self._changed())
        self.message = Hint(lines=2)
        self.message.setObjectName("import-message")
        self.go = primary(say("Try the file"), key=keycap(texts, "primary"))
        self.go.setObjectName("import-go")
        self.go.clicked.connect(self.send)
        card.add(
            Field(
                say("File, CSV or xlsx"),
                self.file,
                beside=self.browse,
                hint=say("Columns: meter, date, index; kind if known"),
            )
        )
        card.add(Field(say("When a line cannot stand"), self.aside))
        card.add(Field(say("Unusual figures"), self.keep))
        card.body.addStretch(1)
        card.add(self.message)
        card.add(self.go)
        return card

    def _build_answer(self) -> Card:
        say = self.texts.say
        card = Card(say("What the file does"))
        self.state = Chip("", "neutral")
        self.state.setObjectName("import-state")
        self.state.hide()
        card.actions.addWidget(self.state)
        self.left, self.right = Facts(), Facts()
        sums = QGridLayout()
        sums.setHorizontalSpacing(look.AIRY)
        sums.addWidget(self.left, 0, 0, Qt.AlignmentFlag.AlignTop)
        sums.addWidget(self.right, 0, 1, Qt.AlignmentFlag.AlignTop)
        sums.setColumnStretch(0, 1)
        sums.setColumnStretch(1, 1)
        card.body.addLayout(sums)
        self.nothing = Label(
            say("Choose a file; nothing is written before you say so."), token="text2", wrap=True
        )
        self.nothing.setObjectName("import-nothing")
        self.rejected = make_table(
            (
                Column(
                    "line",
                    say("Line", context="file"),
                    "number",
                    60,
                    show=lambda r: self.texts.number(r.line),
                ),
                Column("why", say("Why it cannot stand"), "text", 0, show=self._why),
                Column("raw", say("The line"), "text", 190, show=lambda r: iso(r.raw)),
            ),
            self.texts,
            "import-rejected",
            say("Lines that cannot stand"),
        )
        self.rejected.setMinimumHeight(96)
        self.rejected.hide()
        card.add(self.nothing)
        card.add(self.rejected, 1)
        card.body.addStretch()
        return card

    def _build_made(self) -> Listing:
        say, texts = self.texts.say, self.texts
        self.list = Listing(
            say("Imports made"),
            (
                Column("number", say("Number"), "text", 150, show=lambda r: iso(r.number)),
                Column("on", say("Date"), "date", 100),
                Column("file", say("File"), "text", 0, show=lambda r: name(r.file)),
                Column("agent", say("Agent"), "text", 90, show=lambda r: name(r.agent)),
                Column("accepted", say("Readings"), "number", 90),
                Column(
                    "undone_on",
                    say("State"),
                    "text",
                    190,
                    show=lambda r: (
                        say("Taken back on {date}", date=texts.date(r.undone_on))
                        if r.undone_on
                        else say("in the book", context="import")
                    ),
                    token=lambda r: "text2" if r.undone_on else "ok",
                ),
            ),
            texts,
            "imports",
            empty=say("No file of readings was imported yet."),
        )
        self.list.setMinimumHeight(130)
        self.back_out = secondary(say("Take this import back"), icon="arrow-back-up", compact=True)
        self.back_out.setObjectName("import-undo")
        self.back_out.clicked.connect(self.take_back)
        self.list.actions.addWidget(self.back_out)
        self.list.table.opened.connect(
            lambda _row: self.back_out.setFocus(Qt.FocusReason.OtherFocusReason)
        )
        self.list.table.moved.connect(lambda _row: self._show_undo())
        return self.list

    def _why(self, row: Rejected) -> str:
        if row.news is not None:
            return self.texts.bad_news(row.news)
        return self.texts.say(row.reason, context="set aside")

    # --- the file ------------------------------------------------

    def refresh(self) -> None:
        self.desk.ask(moving_questions.imports(), self.load, latest="imports")

    @Slot(object)
    def load(self, rows: tuple[ImportRow, ...]) -> None:
        """Show the imports made."""
        self.stale = False
        self.list.load(rows)
        if rows and not self.list.table.currentIndex().isValid():
            self.list.table.go(0)
        self._show_undo()

    @Slot()
    def _browse(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        chosen, _ = QFileDialog.getOpenFileName(
            self, self.texts.say("File of readings"), self.file.text(), "*.csv *.xlsx"
        )
        if chosen:
            self.file.setText(chosen)
            self.try_file()

    @Slot()
    def _changed(self) -> None:
        """Another file or another wish: what was tried holds no more."""
        self.tried = None
        self.state.hide()
        self.go.setText(self.texts.say("Try the file"))
        self.go.updateGeometry()

    def _wish(self) -> tuple[Path, bool, bool]:
        text = self.file.text().strip().removeprefix("file://").strip("\"'")
        return Path(text).expanduser(), bool(self.aside.value()), bool(self.keep.value())

    @Slot()
    def try_file(self) -> None:
        """The dry run."""
        if not self.file.text().strip():
            self.file.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        file, aside, keep = self._wish()
        self.message.say("", "")
        self.desk.ask(
            moving_questions.take_file(file, dry_run=True, set_aside=aside, confirmed=keep),
            self._tried,
            self._refused,
            latest="import",
        )

    def _tried(self, made: ReadingsImported) -> None:
        self.tried = made
        say, texts = self.texts.say, self.texts
        self._show(made)
        self.state.set(say("Dry run: nothing is written"), "info")
        held = bool(made.rejected) and not self.aside.value()
        if made.accepted and not held:
            self.go.setText(texts.count("Record {n} reading", "Record {n} readings", made.accepted))
            self.go.updateGeometry()
            self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        elif held:
            self.message.say("warn", say("Correct the lines, or choose to set them aside."))
            self.aside.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.message.say("info", say("Nothing new in this file."))

    def _show(self, made: ReadingsImported) -> None:
        say, texts = self.texts.say, self.texts
        self.left.clear()
        self.right.clear()
        for facts, label, count, token in (
            (self.left, say("Lines"), made.lines, "text"),
            (self.left, say("Readings taken"), made.accepted, "ok"),
            (self.left, say("Known already"), made.identical, "text"),
            (self.right, say("Cannot stand"), len(made.rejected), "danger"),
            (self.right, say("Customers to inform"), made.letters, "warn"),
            (self.right, say("Invoices to correct"), len(made.to_correct), "warn"),
        ):
            facts.add(label, texts.number(count), token=token if count else "text2", bold=True)
        self.rejected.rows_model.set_rows(made.rejected)
        self.rejected.setVisible(bool(made.rejected))
        self.nothing.setText(say("Every line can stand."))
        self.nothing.setVisible(not made.rejected)
        self.state.show()

    @Slot()
    def send(self) -> None:
        """Try first; then record it, once."""
        if self.tried is None or not self.tried.accepted:
            self.try_file()
            return
        if self._sent or (self.tried.rejected and not self.aside.value()):
            return
        file, aside, keep = self._wish()
        self._sent = True
        self.go.setEnabled(False)
        self.desk.do(
            moving_questions.take_file(file, dry_run=False, set_aside=aside, confirmed=keep),
            self._taken,
            self._refused,
        )

    def _taken(self, made: ReadingsImported) -> None:
        self._sent = False
        self.go.setEnabled(True)
        self._changed()
        self._show(made)
        say = self.texts.say
        self.state.set(say("Import {number}", number=iso(made.number or "")), "ok")
        self.message.say("ok", say("It can be taken back until something rests on it."))
        self.refresh()
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.table.go(0)

    def _refused(self, error: Exception) -> None:
        self._sent = False
        self.go.setEnabled(True)
        if not isinstance(error, Refusal):
            self.desk.failed.emit(error)
            return
        self.message.say("danger", self.texts.bad_news(error))
        self.file.setFocus(Qt.FocusReason.OtherFocusReason)
        self.file.selectAll()

    # --- taking back ------------------------------------------------

    def _show_undo(self) -> None:
        row = self.list.table.current()
        self.back_out.setVisible(row is not None and row.undone_on is None)

    @Slot()
    def take_back(self) -> None:
        """Take the import in hand back whole."""
        row = self.list.table.current()
        if row is not None and row.undone_on is None:
            self.desk.do(
                moving_questions.take_import_back(row.number), self._taken_back, self._held
            )

    def _taken_back(self, made: ImportTakenBack) -> None:
        say = self.texts.say
        self.state.hide()
        self.message.say(
            "ok",
            say(
                "Import {number} is taken back: {cancelled} readings cancelled, {restored} estimates hold again.",
                number=iso(made.number),
                cancelled=self.texts.number(made.cancelled),
                restored=self.texts.number(made.restored),
            ),
        )
        self.refresh()
        self.begin()

    def _held(self, error: Exception) -> None:
        if isinstance(error, Refusal):
            self.message.say("danger", self.texts.bad_news(error))
        else:
            self.desk.failed.emit(error)

    # --- keys ------------------------------------------------

    def hints(self) -> Sequence[tuple[str, str]]:
        say = self.texts.say
        return (("help", ""), ("find", ""), ("primary", say("Try, then record")), ("back", ""))

    def act(self, name: str) -> bool:
        if name == "primary":
            self.send()
            return True
        return False

    def begin(self) -> None:
        self.file.setFocus(Qt.FocusReason.OtherFocusReason)
