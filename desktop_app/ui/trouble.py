"""Bad news on screen: a banner that says the next step, and for our own faults a card with a number to quote."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.refusals import Refusal, Trouble
from desktop_app.texts import Texts, iso
from desktop_app.ui import look
from desktop_app.ui.frame import Ground
from desktop_app.ui.widgets.buttons import ghost, primary
from desktop_app.ui.widgets.cards import Card
from desktop_app.ui.widgets.labels import Label, caption

if TYPE_CHECKING:
    from desktop_app.ui.window import MainWindow

log = logging.getLogger("guichet")


def number_of(error: BaseException) -> str:
    """The number to quote: the same fault in the same place has the same one, on every workstation."""
    import hashlib

    place = [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-4:]]
    seal = hashlib.sha256("|".join([type(error).__name__, *place]).encode()).hexdigest().upper()
    return f"G-{seal[:3]}-{seal[3:6]}"


def show(error: Exception, window: MainWindow) -> None:
    """Bad news that no field claims: a toast for a refusal, a banner for trouble, a card for our own fault."""
    texts = window.texts
    if isinstance(error, Refusal):
        window.toasts.show(texts.bad_news(error), "warn")
    elif isinstance(error, Trouble):
        name = f"trouble-{error.code}"
        banner = window.banners.show_banner(
            name, texts.bad_news(error), "danger", verb=texts.say("Close")
        )
        banner.pressed.connect(lambda: window.banners.drop(name))
    else:
        card = CrashCard(error, texts, window)
        card.closed.connect(window.uncover)
        window.cover_with(card)


class Watch(QObject):
    """Catches what nobody caught, in any thread, and tells the window; Qt's own messages go to the log."""

    crashed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._faults: IO[str] | None = None

    def start(self, faults: Path | None = None) -> None:
        """Stand guard; `faults` is the file where a hard crash leaves its trace."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self._caught(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        qInstallMessageHandler(_log_qt)
        if faults is not None:
            try:
                faults.parent.mkdir(parents=True, exist_ok=True)
                self._faults = faults.open("a", encoding="utf-8")
            except OSError as error:
                log.warning("no fault file: %s", error.strerror)
            else:
                faulthandler.enable(self._faults)

    def stop(self) -> None:
        """Put everything back."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None
        qInstallMessageHandler(None)
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None

    def _caught(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        log.error("fault %s", number_of(error), exc_info=error)
        self.crashed.emit(error)


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    level = logging.DEBUG if kind == QtMsgType.QtDebugMsg else logging.WARNING
    log.log(level, "Qt: %s", message)


class CrashCard(Ground):
    """Covers the page: what happened, that the work is kept, the number to quote, and how to go on."""

    closed = Signal()

    def __init__(self, error: BaseException, texts: Texts, parent: QWidget) -> None:
        super().__init__("window", parent=parent)
        self.number = number_of(error)
        self._texts = texts
        say = texts.say
        self.setObjectName("crash-card")
        card = Card(say("Something went wrong on our side"), tone="danger")
        card.setMaximumWidth(560)
        card.add(
            Label(
                say(
                    "Nothing already confirmed is lost: what was taken, issued or granted is in the book. "
                    "You can go on working; quote this number when you report it."
                ),
                wrap=True,
            )
        )
        number = Label(iso(self.number), use="title", bold=True)
        number.setObjectName("crash-number")
        number.setAccessibleName(say("Number to quote"))
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(number)
        self.copied = caption("")
        card.add(self.copied)
        row = QHBoxLayout()
        row.addStretch(1)
        copy = ghost(say("Copy the number"), icon="copy")
        copy.setObjectName("crash-copy")
        copy.clicked.connect(self._copy)
        self.go_on = primary(say("Continue"), key=say("Enter", context="key"))
        self.go_on.setObjectName("crash-continue")
        self.go_on.clicked.connect(self.closed)
        row.addWidget(copy)
        row.addWidget(self.go_on)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        column.setContentsMargins(look.AIRY, look.AIRY, look.AIRY, look.AIRY)

    def show_over(self) -> None:
        """Cover the parent and take the keys."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.number)
        self.copied.setText(self._texts.say("Copied."))
