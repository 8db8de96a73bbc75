"""The page of imports with keys alone: tried, recorded, taken back; what holds an import is named."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services import dossier
from desktop_app.texts import bare, texts_in
from desktop_app.ui import look
from desktop_app.ui.screens.imports import ImportPage

from ..services.test_invoicing import issue
from ..services.test_rounds_undo import JUL, contracts, known, oran, written
from .counters_small import desk

ENTER = Qt.Key.Key_Return
__all__ = ["oran"]


@pytest.fixture
def page(oran, qtbot, qapp):
    look.apply(qapp, "light", "fr")
    there = desk(oran)
    made = ImportPage(there, texts_in("fr"))
    qtbot.addWidget(made)
    made.resize(1250, 640)
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    made.begin()
    yield made
    made.hide()
    there.close()


def tried(page: ImportPage, file) -> None:
    assert page.file.hasFocus()
    QTest.keyClicks(page.file, str(file))
    QTest.keyClick(page.file, ENTER)


def test_a_file_is_tried_recorded_and_taken_back(page, oran, tmp_path):
    before = known(oran)
    tried(page, written(tmp_path, "W000001;2026-07-01;80", "W000002;2026-07-01;81"))
    assert known(oran) == before
    assert (page.tried.accepted, page.tried.number) == (2, None)
    assert "2" in bare(page.go.text())
    QTest.keyClick(page.go, ENTER)
    assert known(oran) != before
    assert page.list.table.hasFocus()
    row = page.list.table.current()
    assert row.number == "I-T001A-26-000001"
    QTest.keyClick(page.list.table, ENTER)
    assert page.back_out.hasFocus()
    QTest.keyClick(page.back_out, ENTER)
    assert known(oran) == before
    assert page.message.state() == "ok"
    assert page.list.table.current().undone_on is not None
    assert not page.back_out.isVisible()


def test_a_bad_line_holds_everything_until_it_is_set_aside(page, oran, tmp_path):
    before = known(oran)
    tried(page, written(tmp_path, "W000001;2026-07-01;80", "W000002;2026-07-01;12x4"))
    assert page.message.state() == "warn"
    assert page.rejected.isVisible()
    assert [r.line for r in page.rejected.rows_model.rows()] == [3]
    page.act("primary")
    assert known(oran) == before
    page.aside.set_value(True)
    page.act("primary")
    page.act("primary")
    assert len(known(oran)) == len(before) + 1


def test_what_rests_on_it_is_named(page, oran, tmp_path):
    tried(page, written(tmp_path, "W000001;2026-07-01;80"))
    page.act("primary")
    number = next(c for c in contracts(oran) if dossier.show(oran, c).meters[0].serial == "W000001")
    bill = issue(oran, number, JUL)
    before = known(oran)
    page.take_back()
    assert page.message.state() == "danger"
    assert bill.number in bare(page.message.text())
    assert known(oran) == before


def test_no_such_file_says_so(page, tmp_path):
    tried(page, tmp_path / "nothing.csv")
    assert page.message.state() == "danger"
    assert page.file.hasFocus()
