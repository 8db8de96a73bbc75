"""Seeing a page before it is printed: the very PDF, page by page, to print, to print elsewhere or to save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso
from desktop_app.ui import look, till_questions
from desktop_app.ui.printer import copy_of, send_and_tell
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import ghost, primary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.field import Hint
from desktop_app.ui.widgets.labels import Label, caption
from desktop_app.ui.widgets.pages import PagesView

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.printing import Printed
    from desktop_app.ui.desk import Desk

NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}
SIMULATION = "simulation"
NARROW = ("receipt", "z", "deposit", "closing")
"""Papers that also exist for an 80 mm roll."""
OF_THE_TILL = ("z", "deposit", "closing")
"""Papers that no customer reads: in the agent's language."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is previewed: kind and number of a stored document, or a simulated invoice of a contract."""

    kind: str
    number: str = ""
    contract: str = ""
    to: date | None = None


class PreviewPanel(Panel):
    """The page of a document with its verbs. `printed` tells what was printed or written."""

    printed = Signal(object)

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(desk, texts, parent)
        self.setObjectName("preview")
        self.paper: Paper | None = None
        self.pdf = b""
        self._build()

    # --- building ------------------------------------------------

    def _build(self) -> None:
        say = self.texts.say
        self.setAccessibleName(say("Page preview"))
        self.heading = Label("", use="section", bold=True, elide=True)
        self.heading.setObjectName("preview-title")
        self.place = caption("")
        self.place.setObjectName("preview-place")
        languages = [("", say("Customer's language"))]
        languages += [
            (c, NAMES[c]) for c in getattr(self.desk.rules, "languages", ()) if c in NAMES
        ]
        self.language = Choice(languages, name="preview-language")
        self.language.setAccessibleName(say("Language of the page"))
        self.language.chosen.connect(self._again)
        self.size_choice = Choice(
            [(False, say("Page")), (True, say("Till roll, 80 mm"))], name="preview-size"
        )
        self.size_choice.setAccessibleName(say("Paper"))
        self.size_choice.chosen.connect(self._again)
        self.smaller = ghost("", icon="zoom-out")
        self.larger = ghost("", icon="zoom-in")
        self.smaller.setAccessibleName(say("Smaller"))
        self.smaller.setToolTip(say("Smaller"))
        self.larger.setAccessibleName(say("Larger"))
        self.larger.setToolTip(say("Larger"))
        self.save = ghost(say("Save as PDF"), icon="device-floppy")
        self.save.setObjectName("preview-save")
        self.print_button = primary(say("Print"), icon="printer", key=keycap(self.texts, "print"))
        self.print_button.setObjectName("preview-print")
        self.cancel = ghost(say("Back"), key=keycap(self.texts, "back"))
        self.cancel.setObjectName("preview-cancel")
        self.message = Hint(lines=1)
        self.message.setObjectName("preview-message")
        self.pages = PagesView()
        self.pages.setAccessibleName(say("Page preview"))
        self.pages.moved.connect(self._show_place)
        self.smaller.clicked.connect(lambda: self.pages.step_zoom(-1))
        self.larger.clicked.connect(lambda: self.pages.step_zoom(1))
        self.save.clicked.connect(self._save_as)
        self.print_button.clicked.connect(self.print_now)
        self.cancel.clicked.connect(self.closed)
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(look.GAP)
        head.addWidget(self.heading, 1)
        head.addWidget(self.place)
        head.addWidget(self.smaller)
        head.addWidget(self.larger)
        head.addWidget(self.save)
        head.addWidget(self.cancel)
        head.addWidget(self.print_button)
        choices = QHBoxLayout()
        choices.setSpacing(look.AIRY)
        choices.addWidget(self.language)
        choices.addWidget(self.size_choice)
        choices.addStretch(1)
        card.body.addLayout(head)
        card.body.addLayout(choices)
        card.add(self.message)
        card.add(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.message.hide()

    # --- opening ------------------------------------------------

    def start(self, kind: str, number: str, *, contract: str = "") -> None:
        """Show a stored document; kind "simulation": `number` is the ISO day up to which `contract` is billed."""
        if kind == SIMULATION:
            paper = Paper(kind, "", contract, date.fromisoformat(number))
        else:
            paper = Paper(kind, number, contract)
        self.open_for(contract)
        self.paper = paper
        say = self.texts.say
        stored = kind != SIMULATION
        words = {
            "invoice": "Invoice {number}",
            "receipt": "Receipt {number}",
            "schedule": "Schedule {number}",
            "arrangement": "Arrangement {number}",
            "explanation": "Explanation of {number}",
            "leak": "Leak file {number}",
            "z": "Z report {number}",
            "deposit": "Deposit slip {number}",
            "closing": "Closing {number}",
        }
        title = say(words[kind], number=iso(number)) if stored else say("Simulated invoice")
        self.heading.setText(title)
        self.size_choice.setVisible(kind in NARROW)
        if kind in OF_THE_TILL:
            self.language.blockSignals(True)
            self.language.set_value(self.texts.language)
            self.language.blockSignals(False)
            self.language.button("").hide()
        self.print_button.explain(
            "" if stored else say("A simulation is not printed: issue it first.")
        )
        if kind in NARROW:
            self.desk.ask(till_questions.on_roll(kind), self._start_on, latest="preview-size")
        else:
            self._ask()
        self.begin()

    @Slot(object)
    def _start_on(self, roll: bool) -> None:
        """The paper as its printer wants it, until the agent chooses."""
        self.size_choice.blockSignals(True)
        self.size_choice.set_value(roll)
        self.size_choice.blockSignals(False)
        self._ask()

    def begin(self) -> None:
        if self.print_button.isEnabled():
            self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _options(self) -> tuple[str | None, bool]:
        narrow = (
            self.paper is not None and self.paper.kind in NARROW and bool(self.size_choice.value())
        )
        return (str(self.language.value()) or None), narrow

    def _ask(self) -> None:
        paper = self.paper
        if paper is None:
            return
        language, narrow = self._options()

        def work(counter: Counter) -> bytes:
            from desktop_app.services import printing

            if paper.to is not None:
                return printing.preview_simulation(
                    counter, paper.contract, to=paper.to, language=language
                )
            return printing.preview(
                counter, paper.kind, paper.number, language=language, narrow=narrow
            )

        self.desk.ask(work, self.load, self.refuse, latest="preview")

    @Slot(object)
    def _again(self, _value: object) -> None:
        self._ask()

    @Slot(object)
    def load(self, pdf: bytes) -> None:
        """Show these PDF bytes."""
        self.pdf = pdf
        self.message.hide()
        self.pages.load(pdf)

    @Slot(int, int)
    def _show_place(self, page: int, count: int) -> None:
        texts = self.texts
        self.place.setText(
            texts.say("Page {page} of {count}", page=texts.number(page), count=texts.number(count))
            + "  ·  "
            + iso(f"{self.pages.percent()} %")
        )

    # --- printing ------------------------------------------------

    @Slot()
    def print_now(self) -> None:
        """Count the copy, keep its PDF among the papers, and send it to the printer if there is one."""
        paper = self.paper
        if paper is None or paper.to is not None or not self.print_button.isEnabled():
            return
        self.print_button.setEnabled(False)
        language, narrow = self._options()

        work = copy_of(paper.kind, paper.number, language=language, narrow=narrow)
        self.desk.do(work, self._written, self._not_written)

    def _written(self, printed: Printed) -> None:
        self.print_button.setEnabled(True)
        text, news = send_and_tell(self.desk, self.texts, printed)
        self.tell(text, news, [(self.texts.say("Print again"), self.print_now)])
        if news == "info":
            self.message.say("info", text)
            self.message.show()
        self.printed.emit(printed)
        self._ask()

    def _not_written(self, error: Exception) -> None:
        self.print_button.setEnabled(True)
        self.refuse(error)

    @Slot()
    def _save_as(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        if not self.pdf or self.paper is None:
            return
        name = (self.paper.number or "simulation") + ".pdf"
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.texts.say("Save as PDF"), name, "PDF (*.pdf)"
        )
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the page to a file of the agent's choice: of a stored document a copy like any other, and counted."""
        paper = self.paper
        if paper is None or paper.to is not None:
            self._write_simulation(path)
            return
        language, narrow = self._options()

        def work(counter: Counter) -> Printed:
            from desktop_app.services import printing

            return printing.print_document(
                counter, paper.kind, paper.number, out=path, language=language, narrow=narrow
            )

        self.desk.do(work, self._saved, self.refuse)

    def _saved(self, printed: Printed) -> None:
        say, file = self.texts.say, iso(printed.path.name)
        if printed.copy:
            self.tell(
                say("Saved as duplicate {n}: {file}", n=self.texts.number(printed.copy), file=file)
            )
        else:
            self.tell(say("Saved: {file}", file=file))
        self._ask()

    def _write_simulation(self, path: Path) -> None:
        from desktop_app.domain.refusals import CannotWriteFile

        try:
            path.write_bytes(self.pdf)
        except OSError:
            self.desk.failed.emit(CannotWriteFile(path=str(path)))
        else:
            self.tell(self.texts.say("Saved: {file}", file=iso(path.name)))

    # --- keys ------------------------------------------------

    def act(self, name: str) -> bool:
        if name in ("primary", "print"):
            self.print_now()
            return True
        return False

    def hints(self) -> Sequence[tuple[str, str]]:
        return (("print", self.texts.say("Print")), ("back", self.texts.say("Back")))

    def closeEvent(self, event: Any) -> None:
        self.pages.close_document()
        super().closeEvent(event)


class PreviewDialog(QDialog):
    """The same preview in a window of its own, where there is no dossier to hold it."""

    def __init__(self, desk: Desk, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview-dialog")
        self.setWindowTitle(texts.say("Page preview"))
        self.resize(900, 720)
        self.panel = PreviewPanel(desk, texts)
        self.panel.closed.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.GAP, look.GAP, look.GAP, look.GAP)
        column.addWidget(self.panel)

    def start(self, kind: str, number: str, *, contract: str = "") -> None:
        """Show this document."""
        self.panel.start(kind, number, contract=contract)
