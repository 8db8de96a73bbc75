"""The archive of a year: which year, into which folder; a zip that opens and is checked without Guichet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop_app.domain.refusals_till import FolderNeeded
from desktop_app.texts import iso, name
from desktop_app.ui import closing_questions
from desktop_app.ui.screens.till_panel import TillPanel
from desktop_app.ui.widgets.buttons import secondary
from desktop_app.ui.widgets.cards import Card, Facts
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.edit import Edit
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.services.closable import Outlook
    from desktop_app.services.closings import Archived, ClosingRow
    from desktop_app.services.shifts import TillNow
    from desktop_app.texts import Texts
    from desktop_app.ui.desk import Desk

YEARS = 6
"""Years offered, the newest first: the law keeps six."""


class ArchivePanel(TillPanel):
    """Year and folder on one side; what was written, and how it is checked, on the other."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        say = texts.say
        self.setObjectName("till-archive")
        self.setAccessibleName(say("Archive a year"))
        self.years: dict[int, bool] = {}
        self.card = Card(say("Archive a year"))
        self.card.add(
            Label(
                say(
                    "Every document of the year, its entries and the journal, in one file that opens "
                    "and is checked without Guichet."
                ),
                token="text2",
                wrap=True,
            )
        )
        self.card.add(caption(say("Year", context="closing")))
        self.place = QVBoxLayout()
        self.card.body.addLayout(self.place)
        self.year = Choice([], name="archive-year")
        self.place.addWidget(self.year)
        self.state = Label("", use="caption", token="text2", wrap=True)
        self.state.setObjectName("archive-state")
        self.card.add(self.state)
        self.folder = Edit(texts)
        browse = secondary(say("Choose…"), icon="folder")
        browse.setObjectName("archive-browse")
        browse.clicked.connect(self.browse)
        self.folder.setObjectName("till-archive-folder")
        self.folder.entered.connect(self.go)
        self.fields["folder"] = self.folder
        self.card.add(Field(say("Folder"), self.folder, beside=browse))
        self.foot(self.card, say("Write the archive"), icon="device-floppy")
        self.done_card = Card(say("Archive written"))
        self.facts = Facts()
        self.done_card.add(self.facts)
        self.done_card.add(
            Label(
                say(
                    "Keep a copy away from this workstation. To check it: {command}",
                    command=iso("python verify.py"),
                ),
                token="text2",
                wrap=True,
            )
        )
        self.done_card.body.addStretch(1)
        self.rest = QWidget()
        self.lay((self.card, 5), (self.done_card, 4), (self.rest, 4))
        self.done_card.hide()

    def start(self, now: TillNow) -> None:
        super().start(now)
        self.done_card.hide()
        self.rest.show()
        if not self.folder.text():
            where = QStandardPaths.StandardLocation.DocumentsLocation
            self.folder.setText(QStandardPaths.writableLocation(where))
        self.desk.ask(closing_questions.outlook("year"), self.load, self.refuse, latest="archive")
        self.begin()

    @Slot(object)
    def load(self, answer: tuple[Outlook, tuple[ClosingRow, ...]]) -> None:
        """Offer the years of the book: the newest that is closed first of all."""
        self.years = dict(answer[0].years[:YEARS])
        shown = Choice([(year, iso(year)) for year in self.years], name="archive-year")
        shown.setAccessibleName(self.texts.say("Year", context="closing"))
        self.place.replaceWidget(self.year, shown)
        self.year.hide()
        self.year.deleteLater()
        self.year = shown
        shown.chosen.connect(self._show_state)
        complete = next((year for year, whole in self.years.items() if whole), None)
        shown.set_value(complete or next(iter(self.years)))
        self._show_state(shown.value())
        self.begin()

    def begin(self) -> None:
        self.folder.setFocus(Qt.FocusReason.OtherFocusReason)
        self.folder.selectAll()

    @Slot(object)
    def _show_state(self, year: object) -> None:
        say = self.texts.say
        whole = self.years.get(year, False) if isinstance(year, int) else False
        self.state.setText(
            say("The year is closed: the archive is whole.")
            if whole
            else say("The year is not closed yet: its archive is marked as provisional.")
        )
        self.state.set_token("ok" if whole else "warn")

    @Slot()
    def browse(self) -> None:
        """Choose the folder in the system's own window."""
        chosen = QFileDialog.getExistingDirectory(
            self, self.texts.say("Folder"), self.folder.text()
        )
        if chosen:
            self.folder.setText(chosen)
        self.folder.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def go(self) -> None:
        folder, year = self.text("folder"), self.year.value()
        if not folder or not Path(folder).expanduser().is_absolute():
            self.folder.refuse(FolderNeeded())
            return
        if isinstance(year, int):
            work = closing_questions.archive(year, Path(folder).expanduser())
            self.send(work, self._written)

    def _written(self, made: Archived) -> None:
        say, texts, facts = self.texts.say, self.texts, self.facts
        self._sent = False
        if self.main is not None:
            self.main.setEnabled(True)
        facts.clear()
        facts.add(say("Number"), iso(made.number), bold=True)
        facts.add(say("File"), name(made.path.name))
        facts.add(say("Folder"), name(str(made.path.parent)))
        facts.add(say("Records"), texts.number(made.records))
        facts.add(say("Files", context="archive"), texts.number(made.files))
        facts.add(say("Fingerprint"), iso(made.hash[:16]))
        self.rest.hide()
        self.done_card.show()
        self.tell(
            say("Archive of {year} written: {file}", year=iso(made.year), file=iso(made.path.name))
        )
        self.done.emit(made)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def not_done(self, error: Exception) -> None:
        super().not_done(error)
        self.begin()
