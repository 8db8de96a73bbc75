"""Unreachable objects of the window are swept on the UI thread while a worker runs, whoever allocates meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui import garbage
from desktop_app.ui.desk import Desk

from .counters import counter


class _Ring:
    """Reaches itself: only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def desk(qapp: QApplication) -> Iterator[Desk]:
    garbage.leave_to_python(qapp)
    assert gc.isenabled(), "tests without a worker leave collection to Python"
    made = Desk(counter, warm=())
    yield made
    made.close()
    assert gc.isenabled()


def answer(desk: Desk, qtbot: QtBot, work: Callable[[object], object]) -> object:
    answers: list[object] = []
    with qtbot.waitSignal(desk.busy, check_params_cb=lambda busy: not busy):
        desk.ask(work, answers.append)
    return answers[0]


def test_what_the_worker_allocates_sweeps_nothing(desk: Desk, qtbot: QtBot) -> None:
    swept_by: list[str] = []
    desk.start()
    answer(desk, qtbot, lambda c: None)
    ring = _Ring()
    weakref.finalize(ring, lambda: swept_by.append(threading.current_thread().name))
    del ring
    held = answer(desk, qtbot, lambda c: [[n] for n in range(200_000)])
    assert held
    assert "desk" not in swept_by
    qtbot.waitUntil(lambda: swept_by == [threading.current_thread().name])


@pytest.mark.parametrize("fails", [False, True], ids=["answers", "fails"])
def test_the_worker_is_never_the_last_to_hold_who_asked(
    desk: Desk, qtbot: QtBot, fails: bool
) -> None:
    freed_by: list[str] = []

    class Asker:
        def hear(self, answer: object) -> None:
            pass

        def work(self, _counter: object) -> object:
            return 1 // (not fails)

    desk.start()
    asker = Asker()
    weakref.finalize(asker, lambda: freed_by.append(threading.current_thread().name))
    with qtbot.waitSignal(desk.busy, check_params_cb=lambda busy: not busy):
        desk.ask(asker.work, asker.hear, asker.hear)
    del asker
    assert freed_by == [threading.current_thread().name], "freed at once, by the UI thread"


def test_two_holders_keep_it_until_both_leave(qapp: QApplication) -> None:
    one, two = Desk(counter, warm=()), Desk(counter, warm=())
    for each in (one, two):
        garbage.keep_on_this_thread(each)
    garbage.leave_to_python(qapp)
    garbage.leave_to_python(one)
    assert not gc.isenabled()
    garbage.leave_to_python(two)
    assert gc.isenabled()


def test_a_start_that_was_not_swept_is_set_aside_before_the_first_sweep(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage.leave_to_python(qapp)
    frozen: list[bool] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    gc.disable()
    holder = Desk(counter, warm=())
    garbage.keep_on_this_thread(holder)
    (broom,) = garbage._brooms
    assert not broom.isActive()
    garbage.settle()
    garbage.settle()
    assert frozen == [True]
    assert broom.isActive()
    garbage.leave_to_python(holder)
    assert gc.isenabled()
