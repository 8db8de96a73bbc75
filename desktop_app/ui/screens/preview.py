"""Seeing a page before it is printed: the very PDF, page by page, to print, to print elsewhere or to save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.screens.panel import Panel, keycap
from desktop_app.ui.widgets.buttons import ghost, primary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.chips import Choice
from desktop_app.ui.widgets.field import Hint
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.printing import Printed
    from desktop_app.ui.desk import Desk

NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}
SIMULATION = "simulation"
PRINT_DPI = 300
_SCREEN_DPI = 96
_POINTS = 72
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


def open_pdf(pdf: bytes) -> Any:
    """The pages of PDF bytes (a pypdfium2 document; close it)."""
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def draw_page(document: Any, number: int, scale: float) -> QImage:
    """One page as an image, `scale` pixels a point."""
    page = document[number]
    try:
        bitmap = page.render(scale=scale)
        image = QImage(
            bytes(bitmap.buffer),
            bitmap.width,
            bitmap.height,
            bitmap.stride,
            QImage.Format.Format_BGR888 if bitmap.n_channels == 3 else QImage.Format.Format_RGB32,
        ).copy()
        bitmap.close()
    finally:
        page.close()
    return image


class PagesView(QScrollArea):
    """The pages under one another. Keys: PageUp, PageDown, Home, End; + and - zoom, 0 fits the width."""

    moved = Signal(int, int)
    """The page in front and how many there are, counted from one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview-pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._document: Any = None
        self._sizes: list[tuple[float, float]] = []
        self.zoom = 0.0
        """0 fits the width."""
        self._sheets = _Sheets(self)
        self.setWidget(self._sheets)
        self.verticalScrollBar().valueChanged.connect(self._tell)
        self._ground()

    def load(self, pdf: bytes) -> None:
        """Show these pages from the first."""
        self.close_document()
        self._document = open_pdf(pdf)
        self._sizes = [tuple(self._document.get_page_size(n)) for n in range(len(self._document))]
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._tell()

    def close_document(self) -> None:
        self._sheets.images.clear()
        if self._document is not None:
            self._document.close()
            self._document = None
        self._sizes = []

    def count(self) -> int:
        return len(self._sizes)

    def page(self) -> int:
        """The number of the page in front, from zero."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        for number, area in enumerate(self._sheets.areas):
            if middle < area.bottom():
                return number
        return max(0, len(self._sizes) - 1)

    def go(self, number: int) -> None:
        """Bring a page to the top."""
        if 0 <= number < len(self._sheets.areas):
            self.verticalScrollBar().setValue(int(self._sheets.areas[number].top()) - look.ROOM)

    def step_zoom(self, by: int) -> None:
        """One step larger or smaller; 0 fits the width."""
        now = self._scale() * _POINTS / _SCREEN_DPI
        if by == 0:
            self.zoom = 0.0
        elif by > 0:
            self.zoom = next((z for z in _ZOOMS if z > now + 0.01), _ZOOMS[-1])
        else:
            self.zoom = next((z for z in reversed(_ZOOMS) if z < now - 0.01), _ZOOMS[0])
        at = self.page()
        self._lay_out()
        self.go(at)
        self._tell()

    def percent(self) -> int:
        return round(self._scale() * _POINTS / _SCREEN_DPI * 100)

    def image(self, number: int) -> QImage:
        """A page drawn for the screen at the present zoom."""
        ratio = self.devicePixelRatioF()
        image = draw_page(self._document, number, self._scale() * ratio)
        image.setDevicePixelRatio(ratio)
        return image

    def _scale(self) -> float:
        if self.zoom:
            return self.zoom * _SCREEN_DPI / _POINTS
        widest = max((w for w, _ in self._sizes), default=595.0)
        return min((self.viewport().width() - 2 * look.AIRY) / widest, 1.6 * _SCREEN_DPI / _POINTS)

    def _lay_out(self) -> None:
        self._sheets.lay_out(self._sizes, max(self._scale(), 0.1), self.viewport().width())

    @Slot()
    def _tell(self) -> None:
        self.moved.emit(self.page() + 1, self.count())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._document is not None:
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._ground()

    def _ground(self) -> None:
        color = look.tokens().color("sunken")
        palette = self.viewport().palette()
        if palette.color(QPalette.ColorRole.Window) != color:
            palette.setColor(QPalette.ColorRole.Window, color)
            self.viewport().setPalette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        at = self.page()
        if event.key() == Qt.Key.Key_PageDown:
            self.go(at + 1) if at + 1 < self.count() else self._end()
        elif event.key() == Qt.Key.Key_PageUp:
            self.go(max(0, at - 1))
        elif event.key() == Qt.Key.Key_Home:
            self.go(0)
        elif event.key() == Qt.Key.Key_End:
            self._end()
        elif text in ("+", "-", "0"):
            self.step_zoom({"+": 1, "-": -1, "0": 0}[text])
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())


class _Sheets(QWidget):
    """The sheets themselves, each drawn when first seen."""

    def __init__(self, view: PagesView) -> None:
        super().__init__()
        self._view = view
        self.areas: list[QRectF] = []
        self.images: dict[int, QImage] = {}
        self._high = 10

    def lay_out(self, sizes: Sequence[tuple[float, float]], scale: float, room: int) -> None:
        self.images.clear()
        self.areas = []
        y = float(look.WIDE)
        wide = max([room, *(int(w * scale) + 2 * look.WIDE for w, _ in sizes)])
        for w, h in sizes:
            self.areas.append(QRectF((wide - w * scale) / 2, y, w * scale, h * scale))
            y += h * scale + look.WIDE
        self._high = int(y)
        self.setMinimumSize(wide if wide > room else 0, self._high)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self._high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = look.tokens()
        painter.fillRect(event.rect(), t.color("sunken"))
        for number, area in enumerate(self.areas):
            if not area.toAlignedRect().intersects(event.rect()):
                continue
            if number not in self.images:
                self.images[number] = self._view.image(number)
            painter.drawImage(area.topLeft(), self.images[number])
            painter.setPen(QPen(t.color("border"), 1))
            painter.drawRect(area.adjusted(-1, -1, 0, 0))
        painter.end()


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
        }
        title = say(words[kind], number=iso(number)) if stored else say("Simulated invoice")
        self.heading.setText(title)
        self.size_choice.setVisible(kind == "receipt")
        self.print_button.explain(
            "" if stored else say("A simulation is not printed: issue it first.")
        )
        self._ask()
        self.begin()

    def begin(self) -> None:
        if self.print_button.isEnabled():
            self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _options(self) -> tuple[str | None, bool]:
        narrow = (
            self.paper is not None
            and self.paper.kind == "receipt"
            and bool(self.size_choice.value())
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

        def work(counter: Counter) -> Printed:
            from desktop_app.services import printing

            folder = counter.book.folder / "papers"
            folder.mkdir(exist_ok=True)
            return printing.print_document(
                counter,
                paper.kind,
                paper.number,
                out=_free(folder, paper.number),
                language=language,
                narrow=narrow,
            )

        self.desk.do(work, self._written, self._not_written)

    def _written(self, printed: Printed) -> None:
        self.print_button.setEnabled(True)
        say = self.texts.say
        verbs = [(say("Print again"), self.print_now)]
        name = send_to_printer(printed.path, narrow=self._options()[1])
        if name:
            self.tell(say("Printed on {printer}", printer=name), "ok", verbs)
        else:
            text = say("No printer here: the page is kept as {file}", file=iso(printed.path.name))
            self.tell(text, "info", verbs)
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
        """Write the page shown to a file of the agent's choice."""
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


def send_to_printer(path: Path, *, narrow: bool = False) -> str:
    """Print a PDF file on the default printer, its pages as images; the printer's name, "" when there is none."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    chosen = QPrinterInfo.defaultPrinter()
    if chosen.isNull():
        return ""
    printer = QPrinter(chosen, QPrinter.PrinterMode.HighResolution)
    printer.setResolution(203 if narrow else PRINT_DPI)
    printer.setFullPage(True)
    printer.setDocName(path.stem)
    print_pages(path.read_bytes(), printer)
    return chosen.printerName()


def print_pages(pdf: bytes, printer: Any) -> None:
    """Draw every page on a QPrinter, each on a sheet of its own size."""
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QPageSize

    document = open_pdf(pdf)
    try:
        painter = QPainter()
        for number in range(len(document)):
            wide, high = document.get_page_size(number)
            printer.setPageSize(QPageSize(QSizeF(wide, high), QPageSize.Unit.Point))
            if number == 0:
                painter.begin(printer)
            else:
                printer.newPage()
            scale = printer.resolution() / _POINTS
            image = draw_page(document, number, scale)
            painter.drawImage(QRectF(0, 0, wide * scale, high * scale), image)
        painter.end()
    finally:
        document.close()


def _free(folder: Path, number: str) -> Path:
    """The first free file name for this document among the papers."""
    path, turn = folder / f"{number}.pdf", 1
    while path.exists():
        turn += 1
        path = folder / f"{number}-{turn}.pdf"
    return path
