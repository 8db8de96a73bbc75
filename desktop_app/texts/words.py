"""Amounts in words in French, Arabic and English, with the grammar that receipts and agreements need.

Currencies: euro, Moroccan dirham, Algerian dinar, each of a hundred parts. French agrees "vingt" and "cent" and puts
"de" after a whole million; Arabic counts masculine nouns (one, two, 3-10, 11-99, hundreds) and shortens a dual before
the noun it counts ("مائتا دينار").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from desktop_app.domain.money import Cents

LIMIT = 10**15
"""Largest amount worded, in units of the currency (exclusive)."""


def in_words(cents: Cents, currency: str, language: str) -> str:
    """The amount written out: -150 EUR in French -> "moins un euro et cinquante centimes".

    `currency` is EUR, MAD or DZD, `language` fr, ar or en; ValueError for anything else or beyond `LIMIT` units.
    """
    whole, part = divmod(abs(cents), 100)
    if whole >= LIMIT:
        raise ValueError("amount beyond what is worded")
    try:
        noun, piece = _NOUNS[language][currency]
        count, joint, minus = _COUNTS[language]
    except KeyError:
        raise ValueError(f"no words for {currency} in {language}") from None
    said = [count(whole, noun)] if whole or not part else []
    said += [count(part, piece)] if part else []
    return (minus if cents < 0 else "") + joint.join(said)


# --- French ------------------------------------------------------------------------------------------------------

_FR = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf"
).split()
_FR_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_FR_SCALES = ((10**12, "billion"), (10**9, "milliard"), (10**6, "million"))


def _french(n: int, noun: tuple[str, str]) -> str:
    """Singular below two; "de" or "d'" between a whole number of millions and the noun."""
    singular, plural = noun
    said = singular if n < 2 else plural
    if n and n % 10**6 == 0:
        return (
            f"{_french_number(n)} d'{said}"
            if said[0] in "aeiou"
            else f"{_french_number(n)} de {said}"
        )
    return f"{_french_number(n)} {said}"


def _french_number(n: int) -> str:
    parts = []
    for scale, word in _FR_SCALES:
        if n >= scale:
            many, n = divmod(n, scale)
            parts.append(f"{_french_hundreds(many, agree=True)} {word}{'s' if many > 1 else ''}")
    if n >= 1000:
        many, n = divmod(n, 1000)
        parts.append("mille" if many == 1 else f"{_french_hundreds(many, agree=False)} mille")
    if n or not parts:
        parts.append(_french_hundreds(n, agree=True))
    return " ".join(parts)


def _french_hundreds(n: int, *, agree: bool) -> str:
    """0 to 999; `agree` lets a final "vingt" or "cent" take its s (not before "mille")."""
    many, rest = divmod(n, 100)
    if not many:
        return _french_tens(rest, agree=agree)
    hundred = "cent" if many == 1 else f"{_FR[many]} cent{'s' if agree and not rest else ''}"
    return f"{hundred} {_french_tens(rest, agree=agree)}" if rest else hundred


def _french_tens(n: int, *, agree: bool) -> str:
    if n < 20:
        return _FR[n]
    if n >= 80:
        rest = n - 80
        return f"quatre-vingt-{_FR[rest]}" if rest else "quatre-vingts" if agree else "quatre-vingt"
    if n >= 60:
        rest, ten = n - 60, "soixante"
    else:
        tens, rest = divmod(n, 10)
        ten = _FR_TENS[tens]
    if not rest:
        return ten
    return f"{ten} et {_FR[rest]}" if rest in (1, 11) else f"{ten}-{_FR[rest]}"


# --- English -----------------------------------------------------------------------------------------------------

_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_EN_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_EN_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))


def _english(n: int, noun: tuple[str, str]) -> str:
    return f"{_english_number(n)} {noun[0] if n == 1 else noun[1]}"


def _english_number(n: int) -> str:
    parts = []
    for scale, word in _EN_SCALES:
        if n >= scale:
            many, n = divmod(n, scale)
            parts.append(f"{_english_hundreds(many)} {word}")
    if n or not parts:
        parts.append(f"and {_english_hundreds(n)}" if parts and n < 100 else _english_hundreds(n))
    return " ".join(parts)


def _english_hundreds(n: int) -> str:
    many, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    small = _EN[rest] if rest < 20 else _EN_TENS[tens] + (f"-{_EN[ones]}" if ones else "")
    if not many:
        return small
    return f"{_EN[many]} hundred" + (f" and {small}" if rest else "")


# --- Arabic ------------------------------------------------------------------------------------------------------


class _Noun(NamedTuple):
    """A masculine counted noun: alone, dual, dual before another noun, plural (3-10), accusative (11-99)."""

    one: str
    dual: str
    dual_construct: str
    plural: str
    accusative: str


_AR = (
    "صفر|واحد|اثنان|ثلاثة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة|عشرة|أحد عشر|اثنا عشر|ثلاثة عشر|أربعة عشر|خمسة عشر|"
    "ستة عشر|سبعة عشر|ثمانية عشر|تسعة عشر"
).split("|")
_AR_TENS = "- - عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split()
_AR_HUNDREDS = "- مائة مائتان ثلاثمائة أربعمائة خمسمائة ستمائة سبعمائة ثمانمائة تسعمائة".split()
_AR_SCALES = (
    (10**12, _Noun("تريليون", "تريليونان", "تريليونا", "تريليونات", "تريليونا")),
    (10**9, _Noun("مليار", "ملياران", "مليارا", "مليارات", "مليارا")),
    (10**6, _Noun("مليون", "مليونان", "مليونا", "ملايين", "مليونا")),
    (1000, _Noun("ألف", "ألفان", "ألفا", "آلاف", "ألفا")),
)


def _arabic(n: int, noun: _Noun) -> str:
    """The noun counted: دينار واحد، ديناران، ثلاثة دنانير، أحد عشر دينارا، مائة دينار، مائة دينار ودينار واحد."""
    if n == 0:
        return f"{_AR[0]} {noun.one}"
    if n == 1:
        return f"{noun.one} {_AR[1]}"
    if n == 2:
        return noun.dual
    low = n % 100
    if low in (1, 2):
        return f"{_arabic(n - low, noun)} و{_arabic(low, noun)}"
    return f"{_arabic_number(n)} {_after(low, noun)}"


def _after(low: int, noun: _Noun) -> str:
    return noun.plural if 3 <= low <= 10 else noun.accusative if low else noun.one


def _arabic_number(n: int) -> str:
    """A number that a noun follows at once: its last group stands in the construct state."""
    parts = []
    for scale, word in _AR_SCALES:
        if n >= scale:
            many, n = divmod(n, scale)
            parts.append(_arabic_scale(many, word, construct=not n))
    if n:
        parts.append(_arabic_hundreds(n, construct=True))
    return " و".join(parts)


def _arabic_scale(many: int, word: _Noun, *, construct: bool) -> str:
    """So many thousands or millions: ألفان، ثلاثة آلاف، أحد عشر ألفا; `construct` when a noun follows."""
    if many == 1:
        return word.one
    if many == 2:
        return word.dual_construct if construct else word.dual
    low = many % 100
    if low in (1, 2):
        first = _arabic_scale(many - low, word, construct=False)
        return f"{first} و{_arabic_scale(low, word, construct=construct)}"
    following = word.one if construct and low > 10 else _after(low, word)
    return f"{_arabic_hundreds(many, construct=True)} {following}"


def _arabic_hundreds(n: int, *, construct: bool) -> str:
    many, rest = divmod(n, 100)
    parts = []
    if many:
        parts.append("مائتا" if many == 2 and construct and not rest else _AR_HUNDREDS[many])
    if rest:
        tens, ones = divmod(rest, 10)
        if rest < 20:
            parts.append(_AR[rest])
        else:
            parts += [_AR[ones]] if ones else []
            parts.append(_AR_TENS[tens])
    return " و".join(parts)


_SANTIM = _Noun("سنتيم", "سنتيمان", "سنتيما", "سنتيمات", "سنتيما")
_NOUNS: dict[str, dict[str, tuple[Any, Any]]] = {
    "fr": {
        "EUR": (("euro", "euros"), ("centime", "centimes")),
        "MAD": (("dirham", "dirhams"), ("centime", "centimes")),
        "DZD": (("dinar", "dinars"), ("centime", "centimes")),
    },
    "en": {
        "EUR": (("euro", "euros"), ("cent", "cents")),
        "MAD": (("dirham", "dirhams"), ("centime", "centimes")),
        "DZD": (("dinar", "dinars"), ("centime", "centimes")),
    },
    "ar": {
        "EUR": (_Noun("يورو", "يوروان", "يوروا", "يوروهات", "يورو"), _SANTIM),
        "MAD": (_Noun("درهم", "درهمان", "درهما", "دراهم", "درهما"), _SANTIM),
        "DZD": (_Noun("دينار", "ديناران", "دينارا", "دنانير", "دينارا"), _SANTIM),
    },
}
_COUNTS: dict[str, tuple[Callable[[int, Any], str], str, str]] = {
    "fr": (_french, " et ", "moins "),
    "en": (_english, " and ", "minus "),
    "ar": (_arabic, " و", "ناقص "),
}
