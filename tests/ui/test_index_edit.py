"""The index field: whole digits in either script, one letter at most."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from desktop_app.texts import texts_in
from desktop_app.ui.widgets.index import IndexEdit

TYPED = [
    ("1523", 1523, ""),
    ("01523", 1523, ""),
    ("١٥٢٣", 1523, ""),
    ("۱۵۲۳", 1523, ""),
    ("1 523", 1523, ""),
    ("1\u202f523", 1523, ""),
    (" 1523 ", 1523, ""),
    ("0", 0, ""),
    ("999999999999", 999999999999, ""),
    ("1523E", 1523, "E"),
    ("1523e", 1523, "E"),
    ("1523I", 1523, "I"),
    ("12R", 12, "R"),
    ("1523f", 1523, "F"),
    ("1523+", 1523, "+"),
    ("1523ت", 1523, "E"),
    ("١٢د", 12, "R"),
    ("", None, ""),
    ("  ", None, ""),
    ("15,23", None, "!"),
    ("15.23", None, "!"),
    ("-5", None, "!"),
    ("1523EE", None, "!"),
    ("E1523", None, "!"),
    ("abc", None, "!"),
    ("E", None, "!"),
    ("1e5", None, "!"),
    ("9999999999999", None, "!"),
]


@pytest.mark.parametrize("locale", ["C", "fr_FR", "ar_EG"])
def test_typed_indexes(qtbot, locale):
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    try:
        edit = IndexEdit(texts_in("fr"))
        qtbot.addWidget(edit)
        for typed, index, suffix in TYPED:
            edit.setText(typed)
            assert edit.index() == index, typed
            if suffix == "!":
                assert edit.problem() is not None, typed
            else:
                assert (edit.suffix(), edit.problem()) == (suffix, None), typed
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(("typed", "suffix"), [("E", "E"), ("i", "I"), ("ت", "E"), ("م", "I")])
def test_on_the_route_a_letter_alone_says_no_figure(qtbot, typed, suffix):
    edit = IndexEdit(texts_in("ar"), route=True)
    qtbot.addWidget(edit)
    edit.setText(typed)
    assert (edit.index(), edit.suffix(), edit.problem()) == (None, suffix, None)


def test_enter_passes_a_good_index_and_stops_a_bad_one(qtbot):
    edit = IndexEdit(texts_in("fr"))
    qtbot.addWidget(edit)
    entered = []
    edit.entered.connect(lambda: entered.append(edit.index()))
    QTest.keyClicks(edit, "15,2")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (entered, edit.state) == ([], "danger")
    edit.clear()
    QTest.keyClicks(edit, "152")
    assert edit.state == ""
    QTest.keyClick(edit, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert entered == [152]
