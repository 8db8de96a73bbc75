"""Counting a drawer by note and coin: digits of any script, Enter and arrows, and never a negative number."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.domain.till import Denomination
from desktop_app.texts import bare, texts_in
from desktop_app.ui.widgets.coins import CoinGrid, CountEdit

VALUES = tuple(Denomination(v, v >= 20_000) for v in (200_000, 50_000, 20_000, 10_000, 500, 50))


@pytest.fixture
def grid(qtbot):
    made = CoinGrid(texts_in("fr"), "DZD", "coins")
    made.set_denominations(VALUES)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.begin()
    return made


@pytest.mark.parametrize(
    ("typed", "number"),
    [("", 0), ("0", 0), ("7", 7), ("012", 12), ("٤٢", 42), (" 3 ", 3)]
    + [(bad, None) for bad in ("-1", "1,5", "2x", "1.0", "=2")],
)
def test_a_number_of_coins(qtbot, typed, number):
    edit = CountEdit(texts_in("fr"))
    qtbot.addWidget(edit)
    edit.setText(typed)
    assert edit.number() == number
    assert (edit.state == "danger") is (number is None)


def test_enter_goes_down_the_lines_and_the_last_one_ends(grid):
    ended = []
    grid.entered.connect(lambda: ended.append(True))
    for n in range(len(VALUES)):
        assert grid.focusWidget() is grid.edits[n]
        QTest.keyClicks(grid.focusWidget(), str(n + 1))
        QTest.keyClick(grid.focusWidget(), Qt.Key.Key_Return)
    assert ended == [True]
    assert grid.pieces() == tuple((v.value, n) for n, v in enumerate(VALUES, 1))
    assert grid.total() == sum(v.value * n for n, v in enumerate(VALUES, 1))


def test_arrows_go_up_and_down_and_stop_at_the_ends(grid):
    QTest.keyClick(grid.edits[0], Qt.Key.Key_Up)
    assert grid.focusWidget() is grid.edits[0]
    QTest.keyClick(grid.edits[0], Qt.Key.Key_Down)
    assert grid.focusWidget() is grid.edits[1]


def test_nothing_typed_is_not_a_count_but_a_zero_is(grid):
    assert grid.is_empty()
    grid.edits[0].setText("0")
    assert not grid.is_empty()
    assert grid.pieces() == ()
    grid.edits[1].setText("-2")
    assert not grid.is_readable()


def test_each_line_says_what_it_is_worth(grid):
    grid.edits[1].setText("3")
    assert bare(grid._worth[1].text()) == bare(f"= {texts_in('fr').amount(150_000)}")
    grid.clear()
    assert grid._worth[1].text() == ""


def test_the_same_denominations_again_keep_what_was_typed(grid):
    grid.edits[0].setText("5")
    grid.set_denominations(VALUES)
    assert grid.total() == 1_000_000
    grid.set_denominations(VALUES[:2])
    assert len(grid.edits) == 2
    assert grid.is_empty()


def test_every_line_has_its_name(grid):
    names = [edit.accessibleName() for edit in grid.edits]
    assert len(set(names)) == len(VALUES)
