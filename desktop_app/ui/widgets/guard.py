"""The quiet guard: after money has moved, held keys and nervous fingers do nothing until they have come to rest."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShortcutEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

QUIET_MS = 1100
"""A held key repeats after at most about 660 ms; measured in experience.md 6.4."""

GUARDED = frozenset(
    {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
    | {Qt.Key(Qt.Key.Key_F1.value + n) for n in range(12)}
)


class QuietGuard(QObject):
    """Once armed, swallows Enter, Space and the function keys until `quiet_ms` pass with none of them.

    Digits, letters, the spaces between words and scans pass. `calm` tells when it stands down. Install one per
    application (`guard_of`).
    """

    calm = Signal()
    stood_up = Signal()
    """The guard hears every key first, from now on: who must hear before it puts itself in front again."""

    def __init__(self, app: QCoreApplication, quiet_ms: int = QUIET_MS) -> None:
        super().__init__(app)
        self._app = app
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(quiet_ms)
        self._timer.timeout.connect(self._rest)
        self.armed = False
        self.swallowed = 0

    def arm(self) -> None:
        """Start swallowing; call it when a money action is sent."""
        if not self.armed:
            self.armed = True
            self.swallowed = 0
            self._app.installEventFilter(self)
            self.stood_up.emit()
        self._timer.start()

    def _rest(self) -> None:
        self.armed = False
        self._app.removeEventFilter(self)
        self.calm.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Shortcut and isinstance(event, QShortcutEvent):
            keys = event.key()
            if keys.count() and _guarded(keys[0].key()):
                self._swallow()
                return True
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if _guarded(event.key()):
                event.accept()
                return True
        elif (
            kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
            and isinstance(event, QKeyEvent)
            and _guarded(event.key())
        ):
            if kind == QEvent.Type.KeyPress:
                self._swallow()
            return True
        return False

    def _swallow(self) -> None:
        self.swallowed += 1
        self._timer.start()


def _guarded(key: int) -> bool:
    """Whether this key acts: a space inside words is text."""
    if key == Qt.Key.Key_Space and isinstance(
        QApplication.focusWidget(), QLineEdit | QTextEdit | QPlainTextEdit
    ):
        return False
    return key in GUARDED


def guard_of(app: QCoreApplication) -> QuietGuard:
    """The application's guard, made on first use."""
    found = app.findChild(QuietGuard, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, QuietGuard) else QuietGuard(app)
