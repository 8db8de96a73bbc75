"""Typed amounts, indexes and dates: the tables of experience.md, and no input that becomes a hundredfold amount."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.refusals import (
    AmountAmbiguous,
    AmountTooPrecise,
    AmountUnreadable,
    DateUnreadable,
    IndexUnreadable,
    Refusal,
)
from desktop_app.domain.typed import (
    read_amount,
    read_date,
    read_index,
    read_route_entry,
    shift_date,
)

TODAY = date(2026, 11, 23)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

AMOUNTS = [  # typed, two decimals, three decimals (experience.md 6.1)
    ("50,25", 5025, 50250),
    ("50.25", 5025, 50250),
    ("50٫25", 5025, 50250),
    ("٥٠٫٢٥", 5025, 50250),
    ("1234,5", 123450, 1234500),
    ("1 234,56", 123456, 1234560),
    ("1\u00a0234,56", 123456, 1234560),
    ("1\u202f234,56", 123456, 1234560),
    ("1.234,56", 123456, 1234560),
    ("1,234.56", 123456, 1234560),
    ("1'234.56", 123456, 1234560),
    ("١٬٢٣٤٫٥٦", 123456, 1234560),
    ("1,234", AmountAmbiguous, 1234),
    ("1.234", AmountAmbiguous, 1234),
    ("1.234.567", 123456700, AmountUnreadable),
    ("1,2345", AmountTooPrecise, AmountTooPrecise),
    ("=12,5*3", 3750, 37500),
    ("0,234", AmountTooPrecise, 234),
    ("12345,678", AmountTooPrecise, 12345678),
    ("50", 5000, 50000),
    ("50,", 5000, 50000),
    (",5", 50, 500),
    ("-12,50", -1250, -12500),
    ("\u22123", -300, -3000),
    ("  7 ", 700, 7000),
    ("\u206650,25\u2069", 5025, 50250),
    ("1 000 000", 100000000, 1000000000),
]
UNREADABLE = [
    *(
        "",
        " ",
        ",",
        "abc",
        "1e5",
        "12 50",
        "1''234",
        "1.23.45",
        "1,234,56",
        "12.34.567",
        "5 €",
        "--5",
    ),
    *("=", "=1/0", "=2**3", "=(1", "=1)", "=1+", "=a", "=1 2", "= __import__('os')", "9" * 200),
    "=" + "(" * 79,
]


def _amount(text: str, decimals: int) -> object:
    try:
        return read_amount(text, decimals)
    except Refusal as refusal:
        return type(refusal)


@pytest.mark.parametrize(("text", "two", "three"), AMOUNTS)
def test_amounts_read_as_the_design_says(text: str, two: object, three: object) -> None:
    assert (_amount(text, 2), _amount(text, 3)) == (two, three)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        read_amount(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=10/3", 333),
        ("=20/3", 667),
        ("=0,005", 1),
        ("=-0,005", -1),
        ("=(1+2)*3", 900),
        ("=100*0,055", 550),
        ("=1 234,5 + 1", 123550),
        ("=12×3", 3600),
        ("=٣*٤", 1200),
        ("=--5", 500),
        ("=1.234,56-0,56", 123400),
    ],
)
def test_a_typed_sum_is_worked_out_and_rounded_half_up(text: str, expected: int) -> None:
    assert read_amount(text) == expected


def test_an_ambiguous_number_stays_ambiguous_inside_a_sum() -> None:
    with pytest.raises(AmountAmbiguous):
        read_amount("=1,234*2")


@given(
    st.integers(0, 10**13),
    st.sampled_from(",.٫"),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "'"]),
)
def test_every_way_of_writing_an_amount_reads_back(cents: int, mark: str, group: str) -> None:
    whole = f"{cents // 100:,}".replace(",", group)
    text = f"{whole}{mark}{cents % 100:02d}"
    assert read_amount(text) == cents
    assert read_amount(text.translate(ARABIC)) == cents


@given(st.text("0123456789,.٫'\u202f ", max_size=14))
def test_no_input_ever_gives_a_hundredfold_amount(text: str) -> None:
    """Either the last mark is followed by cents, or every mark cuts a group of three digits."""
    try:
        amount = read_amount(text)
    except Refusal:
        return
    last = max(text.rfind(mark) for mark in ",.٫")
    tail = text[last + 1 :].strip("' \u202f") if last >= 0 else ""
    digits = [c for c in text if c.isdigit()]
    if last >= 0 and len(tail) <= 2:
        point = Decimal("".join(digits)).scaleb(-len(tail))
        assert amount == point * 100
    else:
        assert amount == int("".join(digits)) * 100
        cut = "".join(c if c.isdigit() else " " for c in text.strip("' \u202f")).split(" ")
        assert all(len(group) == 3 for group in cut[1:])


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    for decimals in (0, 2, 3):
        _amount(text, decimals)
        _amount("=" + text, decimals)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123", (123, "")),
        ("١٢٣٤٥", (12345, "")),
        ("00123", (123, "")),
        ("12 345", (12345, "")),
        ("123e", (123, "E")),
        ("123 R", (123, "R")),
        ("123f", (123, "F")),
        ("123I", (123, "I")),
        ("123+", (123, "+")),
        ("123ث", (123, "E")),
        ("123ت", (123, "E")),
    ],
)
def test_an_index_is_whole_digits_and_a_suffix(text: str, expected: tuple[int, str]) -> None:
    assert read_index(text) == expected


@pytest.mark.parametrize(
    "text", ["", "abc", "12.5", "12,5", "-4", "12X", "1234EE", "E", "+12", "1" * 13]
)
def test_what_is_no_index_is_refused(text: str) -> None:
    with pytest.raises(IndexUnreadable):
        read_index(text)


def test_on_a_round_a_letter_alone_says_that_nothing_was_read() -> None:
    assert read_route_entry("i") == (None, "I")
    assert read_route_entry("E") == (None, "E")
    assert read_route_entry("45") == (45, "")
    with pytest.raises(IndexUnreadable):
        read_route_entry("R")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15/03/2026", date(2026, 3, 15)),
        ("15/3/26", date(2026, 3, 15)),
        ("15-3-2026", date(2026, 3, 15)),
        ("15.3.2026", date(2026, 3, 15)),
        ("15 3 2026", date(2026, 3, 15)),
        ("15/3", date(2026, 3, 15)),
        ("15", date(2026, 11, 15)),
        ("+30", date(2026, 12, 23)),
        ("-3", date(2026, 11, 20)),
        ("2026-03-15", date(2026, 3, 15)),
        ("15032026", date(2026, 3, 15)),
        ("150326", date(2026, 3, 15)),
        ("1503", date(2026, 3, 15)),
        ("١٥/٠٣/٢٠٢٦", date(2026, 3, 15)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_dates_read_as_people_type_them(text: str, expected: date) -> None:
    assert read_date(text, TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "31",
            "32",
            "0",
            "31/2",
            "29/2/2026",
            "15/13/2026",
            "15/3/206",
            "15/3/1800",
            "demain",
        ),
        *("1/2/3/4", "+99999", "-99999", "2026-13-01", "15/3/20266"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateUnreadable):
        read_date(text, TODAY)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_written_date_reads_back(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%d%m%Y}".zfill(8),
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert read_date(text, TODAY) == day
        assert read_date(text.translate(ARABIC), TODAY) == day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_refusal(text: str) -> None:
    with suppress(DateUnreadable):
        assert isinstance(read_date(text, TODAY), date)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("+", date(2026, 3, 16)),
        ("=", date(2026, 3, 16)),
        ("-", date(2026, 3, 14)),
        ("t", TODAY),
        ("T", TODAY),
        ("m", date(2026, 3, 1)),
        ("h", date(2026, 3, 31)),
        ("y", date(2026, 1, 1)),
        ("r", date(2026, 12, 31)),
        ("[", date(2026, 2, 15)),
        ("]", date(2026, 4, 15)),
        ("PageUp", date(2026, 3, 1)),
        ("PageDown", date(2026, 3, 31)),
        ("ف", TODAY),
        ("ق", date(2026, 12, 31)),
        ("x", None),
        ("", None),
    ],
)
def test_date_keys_follow_gnucash(key: str, expected: date | None) -> None:
    assert shift_date(date(2026, 3, 15), key, today=TODAY) == expected


def test_page_keys_go_on_to_the_next_month_from_its_edge() -> None:
    assert shift_date(date(2026, 3, 1), "pageup", today=TODAY) == date(2026, 2, 1)
    assert shift_date(date(2026, 1, 31), "pagedown", today=TODAY) == date(2026, 2, 28)


def test_a_shift_out_of_our_time_stays_where_it_is() -> None:
    assert shift_date(date(2199, 12, 31), "+", today=TODAY) == date(2199, 12, 31)
