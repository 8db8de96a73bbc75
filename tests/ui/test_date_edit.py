"""The date field: free typing, single keys, the weekday beside it, whatever the locale."""

from datetime import date

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from desktop_app.texts import texts_in
from desktop_app.ui.widgets.dates import DateEdit

TODAY = date(2026, 11, 18)
TYPED = [
    ("18/11/2026", date(2026, 11, 18)),
    ("1/2/2026", date(2026, 2, 1)),
    ("01/02/26", date(2026, 2, 1)),
    ("15", date(2026, 11, 15)),
    ("15/3", date(2026, 3, 15)),
    ("15-3-2026", date(2026, 3, 15)),
    ("15.3.2026", date(2026, 3, 15)),
    ("15 3 2026", date(2026, 3, 15)),
    ("2026-03-15", date(2026, 3, 15)),
    ("١٥/٠٣/٢٠٢٦", date(2026, 3, 15)),
    ("+30", date(2026, 12, 18)),
    ("-3", date(2026, 11, 15)),
    ("29/2/2028", date(2028, 2, 29)),
    ("29/2/2026", None),
    ("31/11", None),
    ("32", None),
    ("0/1/2026", None),
    ("15/3/1026", None),
    ("hier", None),
    ("", None),
]
KEYS = [
    # (from, key, to)
    ("18/11/2026", "+", date(2026, 11, 19)),
    ("18/11/2026", "-", date(2026, 11, 17)),
    ("01/01/2026", "-", date(2025, 12, 31)),
    ("01/01/2020", "t", TODAY),
    ("18/11/2026", "m", date(2026, 11, 1)),
    ("18/11/2026", "h", date(2026, 11, 30)),
    ("18/11/2026", "y", date(2026, 1, 1)),
    ("18/11/2026", "r", date(2026, 12, 31)),
    ("18/11/2026", "T", TODAY),
    ("18/11/2026", "ف", TODAY),
    ("18/11/2026", "ة", date(2026, 11, 1)),
    ("18/11/2026", "ا", date(2026, 11, 30)),
    ("18/11/2026", "غ", date(2026, 1, 1)),
    ("18/11/2026", "ق", date(2026, 12, 31)),
    ("31/01/2026", "]", date(2026, 2, 28)),
    ("31/03/2026", "[", date(2026, 2, 28)),
    ("18/11/2026", Qt.Key.Key_PageUp, date(2026, 11, 1)),
    ("01/11/2026", Qt.Key.Key_PageUp, date(2026, 10, 1)),
    ("18/11/2026", Qt.Key.Key_PageDown, date(2026, 11, 30)),
    ("30/11/2026", Qt.Key.Key_PageDown, date(2026, 12, 31)),
    ("", "t", TODAY),
    ("", "h", date(2026, 11, 30)),
]


@pytest.fixture(params=["fr", "ar", "en"])
def edit(request, qtbot):
    made = DateEdit(texts_in(request.param, "DZ"), TODAY)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("locale", ["C", "en_US", "ar_EG"])
def test_typed_dates(edit, locale):
    before = QLocale()
    QLocale.setDefault(QLocale(locale))
    try:
        for typed, day in TYPED:
            edit.setText(typed)
            assert edit.day() == day, typed
            assert (edit.problem() is not None) == (day is None and bool(typed)), typed
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(("start", "key", "wanted"), KEYS)
def test_keys_move_the_date(edit, start, key, wanted):
    edit.setText(start)
    if isinstance(key, str):
        QTest.sendKeyEvent(
            QTest.KeyAction.Click, edit, Qt.Key.Key_unknown, key, Qt.KeyboardModifier.NoModifier
        )
    else:
        QTest.keyClick(edit, key)
    assert edit.day() == wanted
    assert edit.text() == f"{wanted:%d/%m/%Y}"


def type_text(edit, text):
    for character in text:
        QTest.sendKeyEvent(
            QTest.KeyAction.Click,
            edit,
            Qt.Key.Key_unknown,
            character,
            Qt.KeyboardModifier.NoModifier,
        )


@pytest.mark.parametrize(
    ("start", "typed", "wanted"),
    [
        ("", "+30", date(2026, 12, 18)),
        ("18/11/2026", "+30", date(2026, 12, 18)),
        ("01/01/2026", "-3", date(2026, 11, 15)),
        ("18/11/2026", "++", date(2026, 11, 20)),
        ("", "15-3-2026", date(2026, 3, 15)),
        ("", "15/3", date(2026, 3, 15)),
        ("01/02/2026", "15", date(2026, 11, 15)),
    ],
)
def test_typing_key_by_key(edit, start, typed, wanted):
    edit.setText(start)
    edit.selectAll()
    type_text(edit, typed)
    assert edit.day() == wanted


def test_a_sign_then_a_whole_date_is_refused_not_guessed(edit):
    edit.set_day(TODAY)
    edit.selectAll()
    type_text(edit, "+15/3")
    assert edit.day() is None
    assert edit.problem() is not None


def test_enter_writes_the_date_in_full(edit):
    entered = []
    edit.entered.connect(lambda: entered.append(edit.day()))
    edit.setText("15/3")
    assert "15/03/2026" in edit.sentence
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (edit.text(), entered) == ("15/03/2026", [date(2026, 3, 15)])


@pytest.mark.parametrize(
    ("country", "day", "rests"),
    [
        ("FR", date(2026, 11, 21), True),
        ("FR", date(2026, 11, 20), False),
        ("DZ", date(2026, 11, 20), True),
        ("DZ", date(2026, 11, 22), False),
        ("MA", date(2026, 11, 22), True),
    ],
)
def test_the_weekend_is_the_country_s(qtbot, country, day, rests):
    edit = DateEdit(texts_in("fr", country), TODAY)
    qtbot.addWidget(edit)
    edit.set_day(day)
    assert edit.rests() == rests
    assert edit.texts.weekday(day) in edit.weekday()
    assert edit.accessibleDescription() == edit.weekday()
