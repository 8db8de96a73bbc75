"""Gestures at the counter cut short by a power cut: done whole or not at all, and once when they are done again."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from desktop_app.domain.refusals_readings import ImportUndone, ReadingsFileAgain
from desktop_app.services import (
    checking,
    credits,
    dossier,
    find,
    moving,
    moving_in,
    rounds_import,
    rounds_undo,
)
from desktop_app.services.counter import Counter
from desktop_app.services.moving import MoveOut
from desktop_app.services.moving_in import MoveIn
from desktop_app.storage.failpoints import VARIABLE

from ..services import small
from ..services.test_invoicing import issue, read

APR, JUL, OCT = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)


class Gesture(NamedTuple):
    """What stands in the book before, and what is done; both see the book and its folder."""

    before: Callable[[Counter, Path], object]
    done: Callable[[Counter, Path], object]


def nothing(at: Counter, folder: Path) -> None:
    """The small book is enough."""


def contracts(at: Counter) -> list[str]:
    return sorted(h.contract for h in find.find(at, "rue du Port"))


def leave(at: Counter, folder: Path) -> None:
    asked = MoveOut(contracts(at)[0], OCT, (("W000001", 95),), "leave", confirmed=True)
    moving.move_out(at, asked)


def enter(at: Counter, folder: Path) -> None:
    left = contracts(at)[0]
    moving_in.move_in(at, MoveIn(left, OCT, (("W000001", 95),), "Nadia El Fassi", "enter"))


def take_back(at: Counter, folder: Path) -> None:
    asked = credits.CreditInvoice("F-T001A-26-000001", "erreur de relève", "back", rebill=True)
    credits.credit(at, asked)


def round_file(at: Counter, folder: Path) -> None:
    file = folder / "round.csv"
    file.write_text("meter;date;index\nW000001;2026-07-01;80\nW000002;2026-07-01;81\n", "utf-8")
    with suppress(ReadingsFileAgain):
        rounds_import.import_readings(at, file)


def undo(at: Counter, folder: Path) -> None:
    with suppress(ImportUndone):
        rounds_undo.undo(at, "I-T001A-26-000001")


GESTURES = {
    "move-out": Gesture(nothing, leave),
    "move-in": Gesture(leave, enter),
    "credit-and-bill-again": Gesture(nothing, take_back),
    "readings-import": Gesture(nothing, round_file),
    "import-undone": Gesture(round_file, undo),
}


def book(folder: Path, gesture: str) -> Counter:
    """Two customers of Oran with a quarter billed, and what comes before the gesture."""
    at = small.counter(folder / "b", "oran", OCT)
    for n in (1, 2):
        number = small.contract(at, n, opened_on=date(2026, 1, 1))
        read(at, number, 40, APR)
        issue(at, number, APR)
    GESTURES[gesture].before(at, folder)
    return at


def state(at: Counter) -> list[object]:
    """What an agent sees of every contract, instants apart."""
    pages = [dossier.show(at, number) for number in contracts(at)]
    return [
        (
            page.customer,
            page.closed_on,
            page.balances,
            page.invoices,
            [(r.on, r.index, r.kind, r.volume) for r in page.readings],
        )
        for page in pages
    ]


def die(folder: Path, gesture: str, where: str) -> None:
    os.environ[VARIABLE] = where
    GESTURES[gesture].done(small.reopened(folder / "b", "oran", OCT), folder)


@pytest.mark.parametrize("gesture", GESTURES)
@pytest.mark.parametrize("where", ["before_commit", "after_commit"])
def test_a_gesture_is_whole_or_nothing(gesture: str, where: str, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    twin = book(whole, gesture)
    GESTURES[gesture].done(twin, whole)
    after = state(twin)
    at = book(cut, gesture)
    before = state(at)
    assert before != after
    at.book.close()
    victim = multiprocessing.get_context("spawn").Process(target=die, args=(cut, gesture, where))
    victim.start()
    victim.join()
    assert victim.exitcode not in (0, 1)
    at = small.reopened(cut / "b", "oran", OCT)
    assert state(at) == (before if where == "before_commit" else after)
    GESTURES[gesture].done(at, cut)
    assert state(at) == after
    assert checking.verify(at).holds
