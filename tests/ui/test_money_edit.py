"""The amount field: forty ways of typing an amount, the same cents under every locale, never a hundredfold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from desktop_app.texts import bare, texts_in
from desktop_app.ui import look
from desktop_app.ui.widgets.field import Field
from desktop_app.ui.widgets.money import MoneyEdit

LOCALES = ["C", "en_US", "fr_FR", "ar_DZ", "ar_EG"]
REFUSED = None
TYPED = [
    # (typed, two decimals, three decimals)
    ("50,25", 5025, 50250),
    ("50.25", 5025, 50250),
    ("50٫25", 5025, 50250),
    ("٥٠٫٢٥", 5025, 50250),
    ("٥٠,٢٥", 5025, 50250),
    ("50", 5000, 50000),
    ("٥٠", 5000, 50000),
    ("0", 0, 0),
    ("0,01", 1, 10),
    (",5", 50, 500),
    (".50", 50, 500),
    ("12,", 1200, 12000),
    ("1234,5", 123450, 1234500),
    ("1234.5", 123450, 1234500),
    ("1234", 123400, 1234000),
    ("1 234,56", 123456, 1234560),
    ("1\u00a0234,56", 123456, 1234560),
    ("1\u202f234,56", 123456, 1234560),
    ("1\u066c234\u066b56", 123456, 1234560),
    ("1'234,56", 123456, 1234560),
    ("1’234.56", 123456, 1234560),
    ("1.234,56", 123456, 1234560),
    ("1,234.56", 123456, 1234560),
    ("1 234", 123400, 1234000),
    ("1.234.567", 123456700, REFUSED),
    ("1,234,567", 123456700, REFUSED),
    ("1 234 567,89", 123456789, 1234567890),
    ("1,234", REFUSED, 1234),
    ("1.234", REFUSED, 1234),
    ("12.345", REFUSED, 12345),
    ("1,2345", REFUSED, REFUSED),
    ("0,125", REFUSED, 125),
    ("1,2,3", REFUSED, REFUSED),
    ("12 34", REFUSED, REFUSED),
    ("abc", REFUSED, REFUSED),
    ("12 DH", REFUSED, REFUSED),
    ("1e3", REFUSED, REFUSED),
    ("50,25,", REFUSED, REFUSED),
    ("\u2066-12,50\u2069", -1250, -12500),
    ("\u221212,50", -1250, -12500),
    ("", None, None),
    ("   ", None, None),
]


@pytest.fixture(params=LOCALES)
def locale(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.fixture
def edit(qtbot, qapp):
    look.apply(qapp, "light", "fr")
    made = MoneyEdit(texts_in("fr"), "MAD")
    qtbot.addWidget(made)
    return made


def test_there_are_forty_inputs():
    assert len(TYPED) >= 40


@pytest.mark.parametrize("decimals", [2, 3])
def test_typed_amounts(qtbot, qapp, locale, decimals):
    look.apply(qapp, "light", "fr")
    QLocale.setDefault(QLocale(locale))
    edit = MoneyEdit(texts_in("fr"), "MAD", decimals=decimals)
    qtbot.addWidget(edit)
    for typed, two, three in TYPED:
        edit.clear()
        edit.insert(typed)
        wanted = two if decimals == 2 else three
        assert edit.cents() == wanted, typed
        refused = wanted is None and bool(typed.strip())
        assert (edit.problem() is not None) == refused, typed


@given(st.integers(0, 10**9), st.sampled_from(["fr", "ar", "en"]))
def test_what_it_writes_it_reads_back(qapp, cents, language):
    edit = MoneyEdit(texts_in(language), "DZD")
    edit.set_cents(cents)
    assert edit.cents() == cents


@given(
    st.integers(0, 10**6),
    st.integers(0, 99),
    st.sampled_from([",", ".", "٫"]),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "'", "."]),
)
def test_never_a_hundred_times_too_much(qapp, whole, part, mark, grouping):
    edit = MoneyEdit(texts_in("fr"), "MAD")
    written = f"{whole:,}".replace(",", grouping) + f"{mark}{part:02d}"
    edit.setText(written)
    assert edit.cents() in (None, whole * 100 + part), written


def test_keys_are_heard_one_by_one(edit, qtbot):
    heard = []
    edit.changed.connect(lambda: heard.append(edit.cents()))
    QTest.keyClicks(edit, "50,25")
    assert heard == [500, 5000, 5020, 5025]


@pytest.mark.parametrize(("language", "mark"), [("fr", ","), ("ar", ","), ("en", ".")])
@pytest.mark.parametrize("key", [Qt.Key.Key_Period, Qt.Key.Key_Comma])
def test_the_keypad_dot_is_the_decimal_mark(qtbot, language, mark, key):
    edit = MoneyEdit(texts_in(language), "MAD")
    qtbot.addWidget(edit)
    QTest.keyClicks(edit, "12")
    QTest.keyClick(edit, key, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClicks(edit, "5")
    assert edit.text() == f"12{mark}5"
    assert edit.cents() == 1250


def test_a_sum_is_worked_out_on_enter_and_that_enter_does_nothing_else(edit, qtbot):
    entered = []
    edit.entered.connect(lambda: entered.append(edit.cents()))
    QTest.keyClicks(edit, "=12,5*3")
    assert edit.cents() == 3750
    assert "37,50" in edit.sentence
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (edit.text(), entered) == ("37,50", [])
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert entered == [3750]


@pytest.mark.parametrize(
    ("language", "currency", "word"),
    [("fr", "MAD", "mille"), ("ar", "DZD", "ألف"), ("en", "EUR", "thousand")],
)
def test_words_from_a_thousand_up(qtbot, language, currency, word):
    edit = MoneyEdit(texts_in(language), currency)
    qtbot.addWidget(edit)
    field = Field("Montant", edit)
    qtbot.addWidget(field)
    edit.setText("999,99" if language != "en" else "999.99")
    assert field.hint.text() == ""
    edit.setText("1000")
    assert word in bare(field.hint.text())
    assert field.hint.state() == ""


def test_an_ambiguous_amount_is_refused_as_one_types(edit, qtbot):
    field = Field("Montant", edit)
    qtbot.addWidget(field)
    edit.setText("1.234")
    assert field.hint.state() == "danger"
    assert field.hint.text() == edit.texts.bad_news(edit.problem())


def test_an_unfinished_amount_is_refused_on_enter_only(edit, qtbot):
    entered = []
    edit.entered.connect(lambda: entered.append(1))
    edit.setText("12 3")
    assert edit.state == ""
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.state == "danger"
    assert edit.selectedText() == "12 3"
    assert entered == []
    edit.setText("12 345")
    assert edit.state == ""


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_flush_right_in_both_directions(qtbot, qapp, language):
    look.apply(qapp, "light", language)
    edit = MoneyEdit(texts_in(language), "MAD")
    qtbot.addWidget(edit)
    edit.resize(300, 32)
    edit.grab()
    assert edit.alignment() & Qt.AlignmentFlag.AlignAbsolute

    assert edit.cursorRect().center().x() > 270
    edit.setText("1284,50")
    edit.grab()
    assert edit.cursorRect().center().x() > 270


def test_a_held_enter_enters_once(edit, qtbot):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    entered = []
    edit.entered.connect(lambda: entered.append(1))
    edit.setText("5")
    for number in range(25):
        press = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_Return,
            Qt.KeyboardModifier.NoModifier,
            "\r",
            number > 0,
        )
        QApplication.sendEvent(edit, press)
    assert entered == [1]
