"""Our own faults: the same number for the same fault, told from any thread, and everything put back afterwards."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.texts import LANGUAGES, texts_in
from desktop_app.ui.screens.crash import CrashCard
from desktop_app.ui.trouble import Watch, number_of


def fault(kind: type[Exception] = ValueError) -> Exception:
    try:
        raise kind("a name that must not be shown")
    except kind as error:
        return error


def test_the_same_fault_has_the_same_number() -> None:
    assert number_of(fault()) == number_of(fault())
    assert number_of(fault()) != number_of(fault(KeyError))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_the_number_and_no_detail(qtbot: QtBot, language: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    card = CrashCard(fault(), texts_in(language), parent)
    said = " ".join(w.text() for w in card.findChildren(type(card.copied)))
    assert card.number in said
    assert "name that must not" not in said
    assert ".py" not in said
    card._copy()
    assert QApplication.clipboard().text() == card.number


def test_faults_of_any_thread_are_told_and_hooks_put_back(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = (sys.excepthook, threading.excepthook)
    watch = Watch()
    watch.start(tmp_path / "log" / "faults.txt")
    told: list[BaseException] = []
    watch.crashed.connect(told.append)
    try:
        error = fault()
        sys.excepthook(type(error), error, error.__traceback__)

        def fail() -> None:
            raise ZeroDivisionError

        with qtbot.waitSignal(watch.crashed):
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
        with caplog.at_level(logging.WARNING, logger="guichet"):
            qWarning("odd")
        assert "Qt: odd" in caplog.text
    finally:
        watch.stop()
    assert [type(e) for e in told] == [ValueError, ZeroDivisionError]
    assert (sys.excepthook, threading.excepthook) == before
    assert (tmp_path / "log" / "faults.txt").exists()
