"""The desk: answers come back on the UI thread in order, late ones are dropped, a write tells what changed."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot

from desktop_app.domain.refusals import UnknownContract
from desktop_app.ui.desk import Desk

from .counters import counter


@pytest.fixture
def desk(qtbot: QtBot):
    made = Desk(counter, warm=())
    yield made
    made.close()


def test_questions_asked_before_the_counter_opens_are_answered_after(
    desk: Desk, qtbot: QtBot
) -> None:
    told: list[object] = []
    desk.opened.connect(lambda: told.append("opened"))
    desk.ask(lambda c: c.agent, told.append)
    with qtbot.waitSignal(desk.busy, check_params_cb=lambda busy: not busy):
        desk.start()
    assert told == ["opened", "amina"]
    assert (desk.currency, desk.country, desk.operator, desk.till) == ("DZD", "DZ", "oran", "T001")


def test_answers_are_delivered_on_the_ui_thread(desk: Desk, qtbot: QtBot) -> None:
    seen: dict[str, object] = {}
    desk.start()
    with qtbot.waitSignal(desk.busy, check_params_cb=lambda busy: not busy):
        desk.ask(
            lambda c: threading.current_thread().name,
            lambda name: seen.update(worker=name, here=QThread.currentThread()),
        )
    assert seen == {"worker": "desk", "here": QCoreApplication.instance().thread()}


def test_only_the_newest_question_of_a_conversation_is_answered(desk: Desk, qtbot: QtBot) -> None:
    gate, asked, answers = threading.Event(), [], []
    desk.ask(lambda c: gate.wait(5), None)
    for word in ("b", "be", "bel"):
        desk.ask(lambda c, word=word: asked.append(word) or word, answers.append, latest="omnibox")
    desk.start()
    with qtbot.waitSignal(desk.busy, check_params_cb=lambda busy: not busy):
        gate.set()
    assert answers == ["bel"]
    assert asked == ["bel"], "superseded questions are not even asked"


def test_an_answer_that_comes_too_late_is_dropped(desk: Desk, qtbot: QtBot) -> None:
    answers: list[str] = []
    desk.ask(lambda c: "late", answers.append, latest="omnibox")
    desk.forget("omnibox")
    with qtbot.waitSignal(desk.busy, check_params_cb=lambda busy: not busy):
        desk.start()
    assert answers == []


def test_a_write_tells_what_changed_after_its_own_answer(desk: Desk, qtbot: QtBot) -> None:
    told: list[object] = []
    desk.changed.connect(lambda fact: told.append(("changed", fact)))
    desk.do(lambda c: "receipt", lambda fact: told.append(("done", fact)))
    with qtbot.waitSignal(desk.changed):
        desk.start()
    assert told == [("done", "receipt"), ("changed", "receipt")]


def test_a_refusal_goes_back_to_who_asked_and_a_bug_to_the_window(desk: Desk, qtbot: QtBot) -> None:
    refusals: list[Exception] = []

    def unknown(c: object) -> None:
        raise UnknownContract(contract="1")

    desk.ask(unknown, None, refusals.append)
    desk.ask(lambda c: 1 // 0, None)
    with qtbot.waitSignal(desk.failed) as told:
        desk.start()
    assert [type(r) for r in refusals] == [UnknownContract]
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_counter_that_cannot_open_is_told_once(qtbot: QtBot) -> None:
    def broken() -> object:
        raise UnknownContract(contract="1")

    desk = Desk(broken, warm=())
    desk.ask(lambda c: 1, pytest.fail, pytest.fail)
    with qtbot.waitSignals(
        [desk.refused, desk.busy], check_params_cbs=[None, lambda busy: not busy]
    ):
        desk.start()
    desk.close()
    assert not desk.is_open


def test_inline_answers_at_once() -> None:
    desk = Desk(counter, inline=True)
    answers: list[object] = []
    desk.ask(lambda c: 1, answers.append)
    assert answers == []
    desk.start()
    desk.do(lambda c: 2, answers.append)
    assert answers == [1, 2]
    desk.close()


def test_closing_closes_the_book_and_joins_the_thread() -> None:
    closed: list[bool] = []
    made = counter()
    made.book.close = lambda: closed.append(True)
    desk = Desk(lambda: made, warm=())
    desk.start()
    desk.close()
    assert closed == [True]
    assert not [t for t in threading.enumerate() if t.name == "desk"]
    assert isinstance(made, SimpleNamespace)
