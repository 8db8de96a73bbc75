"""Helpers of a billing run: processes that draw up stretches and make their rows while the run itself writes.

Each helper reads the committed book; the run holds the writing turn, so nobody changes it meanwhile. Numbers are given
in the order of the stretches: however many helpers there are, the same invoices get the same numbers.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from desktop_app.storage import book as books

from . import rulebooks
from .counter import Counter
from .run_stretch import Drawer, Rows, Stretch, Task, stretches

if TYPE_CHECKING:
    from multiprocessing.connection import Connection as Pipe

    from desktop_app.storage.book import Pen

WORTH = 4000
"""Contracts from which starting helpers costs less than it saves."""
_AHEAD = 2
"""Stretches each helper has in hand: one it works on, one that waits for it."""


def wanted(contracts: int) -> int:
    """How many helpers a run over so many contracts takes."""
    return 0 if contracts < WORTH else min(os.cpu_count() or 1, 4)


def worked(
    counter: Counter, pen: Pen, task: Task, row: int, ids: Sequence[int], helpers: int
) -> Iterator[tuple[int, Stretch, Rows | None]]:
    """Each stretch with its numbered rows, in order."""
    crew = [_Helper(counter, task) for _ in range(helpers)]
    try:
        parts = enumerate(stretches(ids))
        given: deque[tuple[_Helper, int]] = deque()
        for n, part in parts:
            given.append((crew[n % helpers], len(part)))
            crew[n % helpers].pipe.send(part)
            if len(given) == _AHEAD * helpers:
                break
        numbered: deque[tuple[_Helper, int, Stretch]] = deque()
        while given or numbered:
            if given:
                helper, length = given.popleft()
                made: Stretch = helper.answer()
                if made.leaving:
                    helper.pipe.send((pen.counters("F", made.leaving).start, row))
                    row += made.leaving
                following = next(parts, None)
                if following is not None:
                    given.append((helper, len(following[1])))
                    helper.pipe.send(following[1])
                numbered.append((helper, length, made))
            if len(numbered) == min(2, helpers) or not given:
                helper, length, made = numbered.popleft()
                yield length, made, helper.answer() if made.leaving else None
    finally:
        for helper in crew:
            helper.leave()


class _Helper:
    """One process and the pipe to it; questions are answered in the order asked."""

    def __init__(self, counter: Counter, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve,
            args=(theirs, counter.book.reading_key(), counter.rules.code, task),
            daemon=True,
        )
        self._process.start()
        theirs.close()

    def answer(self) -> Any:
        """The next answer; what went wrong there goes wrong here."""
        answer = self.pipe.recv()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def leave(self) -> None:
        """Let it go, in the middle of its work if need be."""
        self.pipe.close()
        self._process.join(timeout=1)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._process.close()


def _serve(pipe: Pipe, book: books.ReadingKey, operator: str, task: Task) -> None:
    """A helper's work: draw a stretch, tell its sums, get its first number, hand over its rows."""
    drawer = Drawer(rulebooks.load(operator), task)
    try:
        with books.reading(book) as connection:
            waiting: deque[Any] = deque()
            while True:
                part = waiting.popleft() if waiting else pipe.recv()
                made = drawer.draw(connection, part)
                pipe.send(made.told())
                if made.ready:
                    while isinstance(answer := pipe.recv(), list):
                        waiting.append(answer)
                    counter, row = answer
                    pipe.send(drawer.rows(made, counter=counter, row=row))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:
        pipe.send(error)
