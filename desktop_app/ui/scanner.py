"""The barcode scanner: a burst of digits that carries a document's code is taken out of whatever field it fell into.

A hand scanner types like a keyboard, only faster; its code ends with Enter or Tab and checks itself (mod 97).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit
from shiboken6 import isValid

from desktop_app.domain.identifiers import number_of
from desktop_app.ui import questions
from desktop_app.ui.widgets.guard import guard_of

if TYPE_CHECKING:
    from desktop_app.services.find import Hit
    from desktop_app.ui.window import MainWindow

MAX_GAP = 0.100
"""Seconds between two signs of one burst: scanners need 1 to 30 ms, a busy computer more; people are slower."""
SHORTEST, LONGEST = 12, 64

_AZERTY = str.maketrans("&é\"'(-è_çàÉÈÇÀ", "12345678902790")
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_CHORDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_SHIFTS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_AltGr)


def normalise_scan(text: str) -> str:
    """The digits of a scan, whatever keyboard the computer believes it has: the row of signs of a French keyboard and
    Arabic digits become digits again. Anything else is left as it is."""
    return text.translate(_AZERTY).translate(_ARABIC)


def document_of(text: str) -> str:
    """The number of the document whose code this burst is; "" when it is none, was misread or was typed by hand."""
    digits = normalise_scan(text)
    if not (SHORTEST <= len(digits) <= LONGEST and digits.isascii() and digits.isdigit()):
        return ""
    try:
        return number_of(digits)
    except ValueError:
        return ""


class _Field:
    """The field that had the focus when a burst began, and what was in it."""

    def __init__(self, widget: QObject | None) -> None:
        self.widget = widget
        self._put: Callable[[], None] | None = None
        if isinstance(widget, QLineEdit):
            self._put = self._line(widget)
        elif isinstance(widget, QTextEdit | QPlainTextEdit):
            self._put = self._page(widget)

    def restore(self) -> None:
        """Put text, cursor and selection back as they were."""
        if self._put is not None and self.widget is not None and isValid(self.widget):
            self._put()

    @staticmethod
    def _line(edit: QLineEdit) -> Callable[[], None]:
        text, at, modified = edit.text(), edit.cursorPosition(), edit.isModified()
        start, chosen = edit.selectionStart(), len(edit.selectedText())

        def put() -> None:
            if edit.text() != text:
                edit.setText(text)
            edit.setModified(modified)
            if start < 0:
                edit.setCursorPosition(at)
            elif at == start:
                edit.setSelection(start + chosen, -chosen)
            else:
                edit.setSelection(start, chosen)

        return put

    @staticmethod
    def _page(edit: Any) -> Callable[[], None]:
        text, cursor = edit.toPlainText(), edit.textCursor()
        at, anchor = cursor.position(), cursor.anchor()

        def put() -> None:
            if edit.toPlainText() != text:
                edit.setPlainText(text)
            back = edit.textCursor()
            back.setPosition(anchor)
            back.setPosition(at, back.MoveMode.KeepAnchor)
            edit.setTextCursor(back)

        return put


def struck_at(event: QKeyEvent) -> float:
    """When a key was struck, in seconds of the window system's clock: a busy computer hears a quick burst slowly."""
    return event.timestamp() / 1000 or time.monotonic()


class Scanner(QObject):
    """Listens to every key of the application; `scanned(number)` tells the document whose code was read.

    The field that had the focus is as it was, and the Enter that ends the code presses nothing. Typing by hand passes
    untouched. Call `stop` before the application ends.
    """

    scanned = Signal(str)

    def __init__(
        self, app: QCoreApplication, *, clock: Callable[[QKeyEvent], float] = struck_at
    ) -> None:
        super().__init__(app)
        self._app, self.clock = app, clock
        self._signs: list[str] = []
        self._last = 0.0
        self._field = _Field(None)
        self._listens = False

    def start(self) -> None:
        """Begin to listen, before any other filter: also before the quiet that follows a payment."""
        if not self._listens:
            self._listens = True
            guard_of(self._app).stood_up.connect(self._first_again)
            self._app.installEventFilter(self)

    def stop(self) -> None:
        """Listen no more."""
        if self._listens:
            self._listens = False
            guard_of(self._app).stood_up.disconnect(self._first_again)
            self._app.removeEventFilter(self)

    @Slot()
    def _first_again(self) -> None:
        self._app.removeEventFilter(self)
        self._app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(watched, QWindow)
            and isinstance(event, QKeyEvent)
        ):
            return self._hear(event, watched.focusObject())
        return False

    def _hear(self, event: QKeyEvent, field: QObject | None) -> bool:
        """Whether this key is the end of a code, which nobody else shall see."""
        key = Qt.Key(event.key())
        if key in _SHIFTS:
            return False
        now = self.clock(event)
        late = now - self._last > MAX_GAP
        self._last = now
        if event.isAutoRepeat() or event.modifiers() & _CHORDS:
            self._signs.clear()
            return False
        if key in _ENDS:
            burst = "" if late else "".join(self._signs)
            self._signs.clear()
            return self._taken(burst)
        sign = event.text()
        if len(sign) != 1 or not sign.isprintable():
            self._signs.clear()
            return False
        if late or not self._signs:
            self._signs.clear()
            self._field = _Field(field)
        self._signs.append(sign)
        return False

    def _taken(self, burst: str) -> bool:
        number = document_of(burst) if burst else ""
        if not number:
            return False
        self._field.restore()
        self._field = _Field(None)
        self.scanned.emit(number)
        return True


def show_scanned(window: MainWindow, number: str) -> None:
    """Open the dossier of a scanned document with that document chosen."""
    texts = window.texts

    def opened(hits: tuple[Hit, ...]) -> None:
        if not isValid(window):
            return
        hit = next((h for h in hits if h.document == number), None)
        if hit is not None:
            window.open_dossier(hit.contract, "", number)
        else:
            window.tell(
                texts.say("Scanned: {number}. No such document here.", number=number), "warn"
            )

    window.uncover()
    window.omnibox.dismiss()
    window.desk.ask(questions.find(number), opened, latest="scan")
