"""Folding what agents type and what the register holds to one spelling, and names to their consonants.

`fold` makes accents, harakat, hamza carriers and digits alike; `consonant_key` brings the Latin and Arabic spellings
of one name together (Mohammed, Mohamed, محمد -> mhmd). "ch" is read as in French.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPECIAL = {
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "ɣ": "gh",
    "ɛ": "a",
    "ـ": "",
    "ء": "",
    "ٱ": "ا",
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
}
_SPECIAL |= {chr(start + n): str(n) for start in (0x660, 0x6F0) for n in range(10)}
_TABLE = str.maketrans(_SPECIAL)

_ARABIC = dict.fromkeys("ايوعهى", "") | {
    "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ط": "t", "ج": "j", "ح": "h", "ه": "h", "خ": "x",
    "د": "d", "ذ": "d", "ض": "d", "ظ": "d", "س": "s", "ص": "s", "ش": "S", "ف": "f", "ڤ": "f",
    "ق": "k", "ك": "k", "غ": "g", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ر": "r", "ز": "z",
}  # fmt: skip
_ARABIC_TABLE = str.maketrans(_ARABIC)
_SUN_ARABIC = "تثدذرزسشصضطظن"
_BOUND_ARABIC = ("عبد", "نور", "شمس", "سيف", "صلاح", "بدر", "علا", "عز", "فخر", "جمال", "كمال")
"""First words that take the article glued to the next one: عبدالرحمان is read عبد الرحمان."""
_BOUND_LATIN = re.compile(
    r"^((?:abd|nou?r|noor|ch?ams|shams|s[ae]if|salah|badr|ala|[ie]zz?|fakhr|dj?amal|jamal|kamal)[ea])l"
    r"(?=[tdrzsn]|ch)"
)
_SUN_LATIN = re.compile(r"[tdrzsn]|ch")
_DIGRAPHS = (
    (re.compile("tch|sch|ch|sh"), "S"),
    (re.compile("kh"), "x"),
    (re.compile("gh"), "g"),
    (re.compile("dj"), "j"),
    (re.compile("dh"), "d"),
    (re.compile("th"), "t"),
    (re.compile("ph"), "f"),
    (re.compile("ou"), "w"),
    (re.compile("q|ck"), "k"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c"), "k"),
    (re.compile("p"), "b"),
    (re.compile("v"), "f"),
    (re.compile("w"), ""),
    (re.compile("h$"), ""),
    (re.compile("[aeiouy]"), ""),
)
_REPEATED = re.compile(r"(.)\1+")
_ARTICLES = frozenset(("el", "al"))
_WORD = re.compile(r"[^\W_]+")
_AFTER_ARTICLE = re.compile(r"\b(el|al)['’ʼ`´ʻʿʾ-]")
_MARKS = re.compile("['’ʼ`´ʻʿʾ-]")


def fold(text: str) -> str:
    """The text in one spelling: small letters without marks, Arabic letters without hamza, Latin digits."""
    small = text.lower()
    if small.isascii():
        return small
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return bare.translate(_TABLE)


def words(text: str) -> list[str]:
    """The words of a text, folded: runs of letters and digits."""
    found: list[str] = []
    for token in text.split():
        found += _words_of(token)
    return found


@lru_cache(maxsize=65536)
def _words_of(token: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(token)))


def is_arabic(text: str) -> bool:
    """Whether the text holds Arabic letters."""
    return any("\u0620" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc" for c in text)


def consonant_key(text: str) -> str:
    """The consonants of a name, words joined, a leading article dropped: the same for both scripts."""
    parts = key_parts(text)
    if len(parts) > 1 and parts[0] == "l" and _starts_with_article(text):
        parts = parts[1:]
    return squeeze("".join(parts))


def key_parts(text: str) -> list[str]:
    """The key of each word; an article is a part of its own ("l"), left out before a sun letter."""
    parts: list[str] = []
    named = _split(text)
    for at, word in enumerate(named):
        following = named[at + 1] if at + 1 < len(named) else ""
        parts += _parts_of(word, following)
    return [part for part in parts if part]


def squeeze(key: str) -> str:
    """Repeated letters made one."""
    return _REPEATED.sub(r"\1", key)


def _split(text: str) -> list[str]:
    """Words as keys see them: apostrophes and hyphens close up, except after an article."""
    found: list[str] = []
    for token in text.split():
        found += _closed_up(token)
    return found


@lru_cache(maxsize=65536)
def _closed_up(token: str) -> tuple[str, ...]:
    parted = _AFTER_ARTICLE.sub(r"\1 ", fold(token))
    return tuple(_WORD.findall(_MARKS.sub("", parted)))


def _starts_with_article(text: str) -> bool:
    first = next(iter(_split(text)), "")
    return first in _ARTICLES or first.startswith("ال")


@lru_cache(maxsize=65536)
def _parts_of(word: str, following: str) -> tuple[str, ...]:
    if is_arabic(word):
        return _arabic(word)
    if word in _ARTICLES:
        if not following:
            return ("l",)
        return () if _SUN_LATIN.match(following) or following[0] == "l" else ("l",)
    if bound := _BOUND_LATIN.match(word):
        return (_latin(bound[1]), _latin(word[bound.end() :]))
    return (_latin(word),)


def _arabic(word: str) -> tuple[str, ...]:
    if word.startswith("ال") and len(word) > 3:
        rest = _letters(word[2:])
        return (rest,) if word[2] in _SUN_ARABIC else ("l", rest)
    for bound in _BOUND_ARABIC:
        if word.startswith(bound + "ال") and len(word) > len(bound) + 3:
            return (_letters(bound), *_arabic(word[len(bound) :]))
    return (_letters(word),)


def _letters(word: str) -> str:
    """The consonants of one Arabic word; a final ه (or ة, folded to it) is not spoken."""
    if word.endswith("ه"):
        word = word[:-1]
    return squeeze(word.translate(_ARABIC_TABLE | {ord("ه"): "h"}))


def _latin(word: str) -> str:
    for pattern, letter in _DIGRAPHS:
        word = pattern.sub(letter, word)
    return squeeze(word)
