"""Amounts in words are those a cashier would write by hand, in three languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.texts import texts_in
from desktop_app.texts.words import LIMIT, in_words

FRENCH = [
    ("0.00", "EUR", "zéro euro"),
    ("0.01", "EUR", "un centime"),
    ("0.80", "EUR", "quatre-vingts centimes"),
    ("0.81", "EUR", "quatre-vingt-un centimes"),
    ("1.00", "EUR", "un euro"),
    ("1.50", "EUR", "un euro et cinquante centimes"),
    ("2.02", "MAD", "deux dirhams et deux centimes"),
    ("17.16", "MAD", "dix-sept dirhams et seize centimes"),
    ("21.00", "DZD", "vingt et un dinars"),
    ("70.00", "EUR", "soixante-dix euros"),
    ("71.00", "EUR", "soixante et onze euros"),
    ("79.99", "EUR", "soixante-dix-neuf euros et quatre-vingt-dix-neuf centimes"),
    ("80.00", "EUR", "quatre-vingts euros"),
    ("91.71", "EUR", "quatre-vingt-onze euros et soixante et onze centimes"),
    ("100.00", "EUR", "cent euros"),
    ("101.00", "EUR", "cent un euros"),
    ("180.00", "EUR", "cent quatre-vingts euros"),
    ("200.00", "EUR", "deux cents euros"),
    ("201.00", "EUR", "deux cent un euros"),
    ("282.00", "EUR", "deux cent quatre-vingt-deux euros"),
    ("1000.00", "DZD", "mille dinars"),
    ("1441.67", "DZD", "mille quatre cent quarante et un dinars et soixante-sept centimes"),
    ("2000.00", "DZD", "deux mille dinars"),
    ("80000.00", "DZD", "quatre-vingt mille dinars"),
    ("200000.00", "DZD", "deux cent mille dinars"),
    (
        "999999.99",
        "MAD",
        "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf dirhams et "
        "quatre-vingt-dix-neuf centimes",
    ),
    ("1000000.00", "EUR", "un million d'euros"),
    ("1000000.50", "EUR", "un million d'euros et cinquante centimes"),
    ("1000001.00", "EUR", "un million un euros"),
    ("2000000.00", "MAD", "deux millions de dirhams"),
    ("80000000.00", "MAD", "quatre-vingts millions de dirhams"),
    ("200000000.00", "MAD", "deux cents millions de dirhams"),
    ("3000000000.00", "DZD", "trois milliards de dinars"),
    ("1000000000000.00", "EUR", "un billion d'euros"),
    ("-35.65", "EUR", "moins trente-cinq euros et soixante-cinq centimes"),
]
ARABIC = [
    ("0.00", "DZD", "صفر دينار"),
    ("0.01", "DZD", "سنتيم واحد"),
    ("0.02", "DZD", "سنتيمان"),
    ("0.10", "MAD", "عشرة سنتيمات"),
    ("0.67", "DZD", "سبعة وستون سنتيما"),
    ("1.00", "DZD", "دينار واحد"),
    ("1.01", "MAD", "درهم واحد وسنتيم واحد"),
    ("2.00", "DZD", "ديناران"),
    ("2.00", "EUR", "يوروان"),
    ("3.00", "MAD", "ثلاثة دراهم"),
    ("5.00", "EUR", "خمسة يوروهات"),
    ("8.03", "DZD", "ثمانية دنانير وثلاثة سنتيمات"),
    ("10.00", "DZD", "عشرة دنانير"),
    ("11.00", "DZD", "أحد عشر دينارا"),
    ("12.00", "MAD", "اثنا عشر درهما"),
    ("18.00", "MAD", "ثمانية عشر درهما"),
    ("20.00", "EUR", "عشرون يورو"),
    ("21.00", "DZD", "واحد وعشرون دينارا"),
    ("22.00", "DZD", "اثنان وعشرون دينارا"),
    ("99.99", "MAD", "تسعة وتسعون درهما وتسعة وتسعون سنتيما"),
    ("100.00", "DZD", "مائة دينار"),
    ("101.00", "DZD", "مائة دينار ودينار واحد"),
    ("102.00", "DZD", "مائة دينار وديناران"),
    ("103.00", "DZD", "مائة وثلاثة دنانير"),
    ("111.00", "DZD", "مائة وأحد عشر دينارا"),
    ("200.00", "DZD", "مائتا دينار"),
    ("203.00", "MAD", "مائتان وثلاثة دراهم"),
    ("800.00", "MAD", "ثمانمائة درهم"),
    ("1000.00", "DZD", "ألف دينار"),
    ("1001.00", "DZD", "ألف دينار ودينار واحد"),
    ("1426.67", "DZD", "ألف وأربعمائة وستة وعشرون دينارا وسبعة وستون سنتيما"),
    ("1441.67", "DZD", "ألف وأربعمائة وواحد وأربعون دينارا وسبعة وستون سنتيما"),
    ("2000.00", "DZD", "ألفا دينار"),
    ("2500.00", "DZD", "ألفان وخمسمائة دينار"),
    ("3000.00", "DZD", "ثلاثة آلاف دينار"),
    ("10000.00", "DZD", "عشرة آلاف دينار"),
    ("11000.00", "DZD", "أحد عشر ألف دينار"),
    ("11100.00", "DZD", "أحد عشر ألفا ومائة دينار"),
    ("100000.00", "DZD", "مائة ألف دينار"),
    ("101000.00", "DZD", "مائة ألف وألف دينار"),
    ("200000.00", "DZD", "مائتا ألف دينار"),
    ("1000000.00", "MAD", "مليون درهم"),
    ("2000000.00", "MAD", "مليونا درهم"),
    ("3000000.00", "MAD", "ثلاثة ملايين درهم"),
    ("1000000000.00", "MAD", "مليار درهم"),
    ("1000000000000.00", "DZD", "تريليون دينار"),
    ("-2.50", "DZD", "ناقص ديناران وخمسون سنتيما"),
]
ENGLISH = [
    ("0.00", "EUR", "zero euros"),
    ("0.01", "EUR", "one cent"),
    ("1.00", "EUR", "one euro"),
    ("21.05", "MAD", "twenty-one dirhams and five centimes"),
    ("101.00", "DZD", "one hundred and one dinars"),
    ("1001.00", "DZD", "one thousand and one dinars"),
    ("1441.67", "DZD", "one thousand four hundred and forty-one dinars and sixty-seven centimes"),
    ("1000000.00", "EUR", "one million euros"),
    ("1000000000000.00", "EUR", "one trillion euros"),
    ("-1.00", "EUR", "minus one euro"),
]
EXAMPLES = [
    (language, *example)
    for language, examples in (("fr", FRENCH), ("ar", ARABIC), ("en", ENGLISH))
    for example in examples
]


@pytest.mark.parametrize(("language", "amount", "currency", "words"), EXAMPLES)
def test_examples(language: str, amount: str, currency: str, words: str) -> None:
    assert in_words(int(amount.replace(".", "")), currency, language) == words


def test_the_words_of_a_language_are_said_by_its_texts() -> None:
    assert texts_in("fr", "DZ").words(144167, "DZD") == FRENCH[21][2]


@pytest.mark.parametrize(
    ("cents", "currency", "language"),
    [(100, "USD", "fr"), (100, "EUR", "es"), (LIMIT * 100, "EUR", "fr")],
)
def test_what_cannot_be_worded_is_refused(cents: int, currency: str, language: str) -> None:
    with pytest.raises(ValueError, match=r"amount|words"):
        in_words(cents, currency, language)


@given(
    st.integers(min_value=-(10**14), max_value=10**14),
    st.sampled_from(["fr", "ar", "en"]),
    st.sampled_from(["EUR", "MAD", "DZD"]),
)
def test_words_are_clean_and_tell_amounts_apart(cents: int, language: str, currency: str) -> None:
    words = in_words(cents, currency, language)
    assert not re.search(r"\d|  |^ | $", words)
    assert words != in_words(cents + 1, currency, language)
    assert in_words(-abs(cents) or -1, currency, language).startswith(("moins ", "ناقص ", "minus "))


_FRENCH_UNITS = dict(
    zip(
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
        range(17),
        strict=True,
    )
) | {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}


def _read_french(words: str) -> int:
    """The number that French words say, read back the way a person does."""
    total = group = 0
    for word in re.split(r"[ -]", words.replace("quatre-vingt", "huitante")):
        match word.removesuffix("s") if word not in ("trois", "six", "dix") else word:
            case "et" | "d'euro" | "de" | "euro":
                continue
            case "huitante":
                group += 80
            case "cent":
                group = max(1, group % 100) * 100 + group // 100 * 100
            case "mille":
                total, group = total + max(1, group) * 1000, 0
            case "million":
                total, group = total + group * 10**6, 0
            case "milliard":
                total, group = total + group * 10**9, 0
            case other:
                group += _FRENCH_UNITS[other]
    return total + group


@given(st.integers(min_value=1, max_value=10**9 * 900))
def test_french_words_read_back_to_the_number(n: int) -> None:
    assert (
        _read_french(
            in_words(n * 100, "EUR", "fr").removesuffix(" d'euros").removesuffix(" d'euro")
        )
        == n
    )
