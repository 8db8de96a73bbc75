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

from PySide6.QtCore import QObject, QtMsgType, Signal, qInstallMessageHandler

from desktop_app.domain.refusals import Refusal, Trouble

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
        from desktop_app.ui.screens.crash import CrashCard

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
