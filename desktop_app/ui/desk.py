"""The desk: the window asks and does, one worker thread answers from the book, and no key ever waits for it."""

from __future__ import annotations

import importlib
import logging
import threading
import traceback
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from desktop_app.domain.refusals import BadNews, Refusal
from desktop_app.texts import Texts, texts_in
from desktop_app.ui import garbage

if TYPE_CHECKING:
    from datetime import date

    from desktop_app.domain.rulebook import RuleBook
    from desktop_app.services.counter import Counter

T = TypeVar("T")
log = logging.getLogger(__name__)

WARM = (
    "desktop_app.services.find",
    "desktop_app.services.home",
    "desktop_app.services.dossier",
    "desktop_app.services.readings",
    "desktop_app.services.payments",
    "desktop_app.services.billing",
    "desktop_app.services.monthly",
    "desktop_app.services.arrangements",
    "desktop_app.services.printing",
)
"""Imported one at a time while window and worker rest, so that the first gesture does not pay for them."""
WARM_MS = 40


class _Job(NamedTuple):
    """One question or gesture as the UI thread remembers it, who hears the answer above all."""

    work: Callable[[Any], Any]
    done: Callable[[Any], None] | None
    failed: Callable[[Exception], None] | None
    writes: bool
    latest: str
    turn: int


class _Errand(NamedTuple):
    """The worker's part of a job, let go before the answer leaves: whatever a job holds on to, a widget perhaps, is let
    go for the last time on the UI thread."""

    number: int
    work: Callable[[Any], Any] | None
    latest: str = ""
    turn: int = 0


class Desk(QObject):
    """Two verbs off the UI thread: `ask` reads, `do` writes and then tells what changed.

    Answers reach the caller on the UI thread. `latest` names a conversation of which only the newest question
    matters (the omnibox): older ones are skipped or their answers dropped. `inline` answers at once, for tests.
    """

    opened = Signal()
    """The counter is open: texts, currency, rules, operator, today, agent, till and kind are filled."""
    refused = Signal(object)
    """Opening failed: the exception."""
    changed = Signal(object)
    """A gesture was written: its fact."""
    failed = Signal(object)
    """A question without its own `failed` ended badly: the exception."""
    busy = Signal(bool)
    """Work is waiting or running."""
    _answered = Signal(int, object, object)
    _was_opened = Signal(object, object)

    def __init__(
        self,
        open_counter: Callable[[], Counter],
        *,
        language: str = "fr",
        inline: bool = False,
        warm: tuple[str, ...] = WARM,
        unlock: Callable[[str], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.language = language
        self.currency = "EUR"
        self.rules: RuleBook | None = None
        self.operator = ""
        self.country = ""
        self.agent = ""
        self.till = ""
        self.kind = ""
        self.today: date | None = None
        self.is_open = False
        self._open_counter = open_counter
        self._unlock = unlock
        self._inline = inline
        self._counter: Counter | None = None
        self._queue: SimpleQueue[_Errand | None] = SimpleQueue()
        self._jobs: dict[int, _Job] = {}
        self._sent = 0
        self._turns: dict[str, int] = {}
        self._pending = 0
        self._warm = list(warm)
        self._thread: threading.Thread | None = None
        self._warmer = QTimer(self)
        self._warmer.setInterval(WARM_MS)
        self._warmer.timeout.connect(self._warm_one)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._was_opened.connect(self._note_opened, Qt.ConnectionType.QueuedConnection)

    @property
    def texts(self) -> Texts:
        """The wording of the window's language, with the months of the operator's country."""
        return texts_in(self.language, self.country)

    @property
    def idle(self) -> bool:
        """Nothing waits and nothing runs."""
        return self._pending == 0

    @property
    def warmed(self) -> bool:
        """The services are imported: the worker has nothing left to prepare."""
        return not self._warm

    @property
    def offers_monthly(self) -> bool:
        """Whether this utility proposes monthly debit."""
        return self.rules is None or getattr(self.rules, "monthly", None) is not None

    def start(self) -> None:
        """Open the counter, on the worker; questions asked before wait for it. Again after a refusal: try again."""
        if self._inline:
            self._note_opened(*self._open())
            return
        if self._thread is not None and not self.is_open:
            self._queue.put(_REOPEN)
        if self._thread is None:
            garbage.keep_on_this_thread(self)
            self._thread = threading.Thread(target=self._serve, name="desk", daemon=True)
            self._thread.start()

    @Slot(str)
    def unlock(self, passphrase: str) -> None:
        """Open the counter with this passphrase."""
        if self._unlock is not None:
            self._unlock(passphrase)
        self.start()

    def ask(
        self,
        work: Callable[[Counter], T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None = None,
        *,
        latest: str = "",
    ) -> None:
        """Read: `done(answer)` or `failed(error)` follows on the UI thread."""
        self._send(work, done, failed, writes=False, latest=latest)

    def do(
        self,
        work: Callable[[Counter], T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Write: after `done(fact)`, `changed(fact)` tells every screen."""
        self._send(work, done, failed, writes=True, latest="")

    def forget(self, latest: str) -> None:
        """Drop the answers still to come of this conversation."""
        self._turns[latest] = self._turns.get(latest, 0) + 1

    def close(self) -> None:
        """Let the worker finish what it does, close the book, and join it."""
        self._warmer.stop()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
            garbage.leave_to_python(self)
        elif self._counter is not None:
            self._counter.book.close()
        self._counter = None
        self.is_open = False

    def _send(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        *,
        writes: bool,
        latest: str,
    ) -> None:
        turn = self._turns.get(latest, 0) + 1
        if latest:
            self._turns[latest] = turn
        self._sent += 1
        self._jobs[self._sent] = _Job(work, done, failed, writes, latest, turn)
        errand = _Errand(self._sent, work, latest, turn)
        self._count(+1)
        if self._inline and self.is_open:
            self._deliver(errand.number, *self._perform(errand))
        else:
            self._queue.put(errand)

    def _count(self, step: int) -> None:
        before, self._pending = self._pending, self._pending + step
        if (before == 0) != (self._pending == 0):
            self.busy.emit(self._pending > 0)

    # --- on the worker -----------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        self._was_opened.emit(*self._open())
        try:
            while (errand := self._next()) is not None:
                if errand is _REOPEN:
                    if self._counter is None:
                        self._was_opened.emit(*self._open())
                    continue
                number, answer, error = errand.number, None, None
                if self._counter is None:
                    error = _StillClosed()
                elif not self._stale(errand):
                    answer, error = self._perform(errand)
                del errand
                if error is not None:
                    traceback.clear_frames(error.__traceback__)
                self._answered.emit(number, answer, error)
                del answer, error
        finally:
            if self._counter is not None:
                self._counter.book.close()

    def _next(self) -> _Errand | None:
        while (errand := self._queue.get()) is _WARM:
            if self._warm:
                importlib.import_module(self._warm[0])
                del self._warm[0]
        return errand

    def _open(self) -> tuple[Any, Exception | None]:
        try:
            self._counter = self._open_counter()
        except Exception as error:
            return None, error
        return self._counter, None

    def _perform(self, errand: _Errand) -> tuple[Any, Exception | None]:
        assert errand.work is not None
        try:
            return errand.work(self._counter), None
        except Exception as error:
            return None, error

    def _stale(self, job: _Job | _Errand) -> bool:
        return bool(job.latest) and self._turns.get(job.latest) != job.turn

    @Slot()
    def _warm_one(self) -> None:
        """The window rests: let the worker import one more service."""
        if not self._warm:
            self._warmer.stop()
            garbage.settle()
        elif self.idle:
            self._queue.put(_WARM)

    # --- on the UI thread --------------------------------------------------------------------------------------------

    @Slot(object, object)
    def _note_opened(self, counter: Counter | None, error: Exception | None) -> None:
        if error is not None or counter is None:
            self.refused.emit(error)
            return
        self.rules = counter.rules
        self.currency = counter.rules.currency
        self.country = counter.rules.country
        self.operator = counter.rules.code
        self.agent = counter.agent
        self.till = counter.till
        self.today = counter.today()
        self.kind = counter.book.installation.kind
        self.is_open = True
        if not self._inline:
            self._warmer.start()
        self.opened.emit()
        while self._inline and not self._queue.empty():
            errand = self._queue.get()
            if errand is not None:
                self._deliver(errand.number, *self._perform(errand))

    @Slot(int, object, object)
    def _deliver(self, number: int, answer: Any, error: Exception | None) -> None:
        job = self._jobs.pop(number)
        self._count(-1)
        if isinstance(error, _StillClosed):
            return
        alive = all(_alive(hook) for hook in (job.done, job.failed))
        if error is None:
            if alive and not self._stale(job) and job.done is not None:
                job.done(answer)
            if job.writes:
                self.changed.emit(answer)
            return
        if isinstance(error, BadNews):
            level = logging.INFO if isinstance(error, Refusal) else logging.WARNING
            log.log(level, "%s", error.code)
        else:
            log.error("a gesture failed", exc_info=error)
        if self._stale(job):
            return
        if job.failed is not None and alive:
            job.failed(error)
        else:
            self.failed.emit(error)


_REOPEN = _Errand(-1, None)
_WARM = _Errand(-2, None)


class _StillClosed(Exception):
    """The counter could not be opened; its own bad news has been told already."""


def _alive(hook: Callable[..., None] | None) -> bool:
    """Whether the widget that owns this callback still exists."""
    owner = getattr(hook, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
