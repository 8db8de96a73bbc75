"""Tables: integer roles, data changed in place, a window on long lists, ticks, amounts flush right."""

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from desktop_app.texts import bare, texts_in
from desktop_app.ui import look
from desktop_app.ui.tables import Column, RowsModel, make_table


@dataclass(frozen=True)
class Row:
    number: str
    due: date
    open: int


COLUMNS = (
    Column("number", "Pièce"),
    Column("due", "Échéance", "date", 100),
    Column("open", "Reste", "amount", 100, token=lambda r: "danger" if r.open > 5000 else ""),
)


def rows(count, step=1000):
    return [Row(f"F-{n}", date(2026, 1, 1 + n % 28), step * n) for n in range(count)]


@pytest.fixture
def model(qapp):
    look.apply(qapp, "light", "fr")
    return RowsModel(COLUMNS, texts_in("fr"), ticks=True)


def test_it_keeps_the_promises_of_a_model(model):
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for count in (0, 5, 5, 2, 9, 0):
        model.set_rows(rows(count))
        assert model.rowCount() == count


def test_the_same_shape_changes_in_place(model, qtbot):
    model.set_rows(rows(5))
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda *_: resets.append(1))
    with qtbot.waitSignal(model.dataChanged):
        model.set_rows(rows(5, 2000))
    assert resets == []
    assert bare(model.data(model.index(1, 2))) == "20,00"


def test_values_are_written_by_our_own_formatter(model):
    model.set_rows(rows(130))
    assert [bare(model.data(model.index(3, c))) for c in range(3)] == ["F-3", "04/01/2026", "30,00"]
    assert bare(model.data(model.index(129, 2))) == "1\u202f290,00"


def test_amounts_are_flush_right_in_both_directions(model):
    flags = (
        Qt.AlignmentFlag(model.data(model.index(0, 2), Qt.ItemDataRole.TextAlignmentRole))
        if model.rowCount()
        else None
    )
    model.set_rows(rows(1))
    flags = Qt.AlignmentFlag(model.data(model.index(0, 2), Qt.ItemDataRole.TextAlignmentRole))
    assert flags & Qt.AlignmentFlag.AlignRight
    assert flags & Qt.AlignmentFlag.AlignAbsolute


def test_readers_hear_the_heading_with_the_value(model):
    model.set_rows(rows(3))
    said = model.data(model.index(2, 2), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Reste: 20,00"


def test_a_long_list_asks_for_the_window_it_lacks(model):
    asked = []
    model.wanted.connect(asked.append)
    model.set_window(405_000, 100, rows(50))
    assert model.rowCount() == 405_000
    assert bare(model.data(model.index(101, 0))) == "F-1"
    assert asked == []
    assert model.data(model.index(200_000, 0)) == ""
    assert asked == [200_000]


def test_ticks_by_space_and_by_the_mouse(qtbot, qapp):
    look.apply(qapp, "light", "fr")
    table = make_table(COLUMNS, texts_in("fr"), "t", "Factures", ticks=True)
    qtbot.addWidget(table)
    table.rows_model.set_rows(rows(4))
    table.resize(400, 200)
    table.show()
    qtbot.waitExposed(table)
    table.go(2)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert [r.number for r in table.rows_model.ticked()] == ["F-2"]
    spot = table.visualRect(table.rows_model.index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [r.number for r in table.rows_model.ticked()] == ["F-0", "F-2"]
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [r.number for r in table.rows_model.ticked()] == ["F-2"]


def test_enter_opens_the_row_and_tab_leaves(qtbot, qapp):
    look.apply(qapp, "light", "ar")
    table = make_table(COLUMNS, texts_in("ar"), "t", "الفواتير")
    qtbot.addWidget(table)
    table.rows_model.set_rows(rows(4))
    table.show()
    qtbot.waitExposed(table)
    table.go(1)
    with qtbot.waitSignal(table.opened) as signal:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert signal.args[0].number == "F-1"
    with qtbot.waitSignal(table.moved):
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.current().number == "F-2"
    assert not table.tabKeyNavigation()
    assert table.verticalHeader().defaultSectionSize() == 28


@pytest.mark.parametrize("theme", look.THEMES)
def test_a_selected_row_is_painted_in_the_selection(qtbot, qapp, theme):
    look.apply(qapp, theme, "fr")
    table = make_table(COLUMNS, texts_in("fr"), "t", "Factures")
    qtbot.addWidget(table)
    table.rows_model.set_rows(rows(4))
    table.resize(400, 160)
    table.go(1)
    image = table.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    seen = image.pixelColor(round(3 * ratio), round((28 + 14) * ratio)).name().upper()
    assert seen == look.tokens().selection


def test_a_cell_that_cannot_be_worded_is_told_once_as_a_bug_and_left_empty(qapp, qtbot):
    table = make_table((Column("nowhere", "Pièce"),), texts_in("fr"), "pieces", "Pièces")
    model = table.rows_model
    qtbot.addWidget(table)
    with qtbot.captureExceptions() as told:
        model.set_rows(rows(1))
        table.grab()
        table.grab()
        qtbot.waitUntil(lambda: bool(told))
        qapp.processEvents()
    assert [kind for kind, *_ in told] == [AttributeError]
    assert model.data(model.index(0, 0)) == ""
