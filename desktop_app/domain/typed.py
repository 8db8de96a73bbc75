"""What people type at the counter: amounts, indexes and dates, in Western or Arabic digits, never a hundredfold amount.

Source: experience.md 6.1 to 6.3. A text that could mean two amounts is refused, not guessed.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from .money import Cents
from .period import add_months
from .refusals import (
    AmountAmbiguous,
    AmountTooPrecise,
    AmountUnreadable,
    DateUnreadable,
    IndexUnreadable,
)

_SPACES = " \t\u00a0\u2007\u2009\u202f\u066c"
_APOSTROPHES = "'\u2019\u02bc"
_GROUPING = _SPACES + _APOSTROPHES
_INVISIBLE = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)
_SAME = str.maketrans(
    {"\u066b": "٫", "\u060c": ",", "\u2212": "-", "\u00d7": "*", "\u00f7": "/", "\u2044": "/"}
)
_LONGEST = 80

_SUFFIXES = {
    **{letter: letter for letter in "EIRF+"},
    **dict(zip("ثهقب", "EIRF", strict=True)),  # the same keys on an Arabic keyboard
    **dict(zip("تمدن", "EIRF", strict=True)),  # the Arabic words: taqdir, mughlaq, dawra, nihai
}
_DATE_KEYS = {
    **dict(zip("ف ة ا غ ق".split(), "tmhyr", strict=True)),  # the same keys on an Arabic keyboard
    "=": "+",
    "_": "-",
    "−": "-",
}


def fold_digits(text: str) -> str:
    """The text with every decimal digit written 0 to 9 (Arabic-Indic, Persian and full-width digits too)."""
    return "".join(
        c if c.isascii() else str(d) if (d := unicodedata.decimal(c, None)) is not None else c
        for c in text
    )


def read_amount(text: str, decimals: int = 2) -> Cents:
    """The amount in minor units: "1 234,56" -> 123456; "=12,5*3" is worked out and rounded half up.

    The last separator followed by at most `decimals` digits is the decimal one; the others must cut groups of three.
    A negative amount is read as such: whether it may stand is the gesture's matter.
    Refuses AmountUnreadable, AmountAmbiguous ("1,234"), AmountTooPrecise.
    """
    clean = _clean(text)
    if len(clean) > _LONGEST:
        raise AmountUnreadable(text=_quoted(text))
    if clean.startswith("="):
        value = _Sum(clean[1:], text, decimals).value()
        scaled = value * _minor(decimals)
        whole = (abs(scaled.numerator) * 2 + scaled.denominator) // (2 * scaled.denominator)
        return whole if scaled >= 0 else -whole
    sign = 1
    if clean[:1] in ("-", "+"):
        sign = -1 if clean[0] == "-" else 1
        clean = clean[1:].lstrip(_SPACES)
    return sign * int(_number(clean, text, decimals, exact=True) * _minor(decimals))


def read_index(text: str) -> tuple[int, str]:
    """A meter index and its suffix: E estimated, I inaccessible, R roll-over, F final, + meter change, or "".

    Refuses IndexUnreadable for anything but whole digits with at most one suffix.
    """
    index, suffix = read_route_entry(text)
    if index is None:
        raise IndexUnreadable(text=_quoted(text))
    return index, suffix


def read_route_entry(text: str) -> tuple[int | None, str]:
    """Like `read_index`, for the walking round where "I" or "E" alone says that no figure was read."""
    clean = _clean(text).translate({ord(c): None for c in _SPACES}).upper()
    suffix = _SUFFIXES.get(clean[-1:], "")
    digits = clean[:-1] if suffix else clean
    if not digits and suffix in ("E", "I"):
        return None, suffix
    if not re.fullmatch(r"[0-9]{1,12}", digits):
        raise IndexUnreadable(text=_quoted(text))
    return int(digits), suffix


def read_date(text: str, today: date) -> date:
    """A civil date: "15/03/2026", "15/3/26", "15/3" (this year), "15" (this month), "+30", "-3", ISO, "15032026".

    Separators may be / . - or spaces. Refuses DateUnreadable (also a day that does not exist).
    """
    clean = _clean(text)
    try:
        if match := re.fullmatch(r"([+-])\s*([0-9]{1,5})", clean):
            days = timedelta(days=int(match[2]))
            return _in_our_time(today + days if match[1] == "+" else today - days)
        if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", clean):
            return _in_our_time(date(int(match[1]), int(match[2]), int(match[3])))
        parts = [p for p in re.split(rf"[/.\-{_SPACES}]+", clean) if p]
        if len(parts) == 1 and re.fullmatch(r"[0-9]{4}|[0-9]{6}|[0-9]{8}", parts[0]):
            packed = parts[0]
            parts = [packed[:2], packed[2:4], *([packed[4:]] if packed[4:] else [])]
        if not 1 <= len(parts) <= 3 or not all(p.isascii() and p.isdigit() for p in parts):
            raise ValueError
        if any(len(p) > 2 for p in parts[:2]) or (len(parts) == 3 and len(parts[2]) not in (2, 4)):
            raise ValueError
        numbers = [int(p) for p in parts]
        month = numbers[1] if len(numbers) > 1 else today.month
        year = numbers[2] if len(numbers) > 2 else today.year
        if len(numbers) > 2 and len(parts[2]) == 2:
            year += 2000
        return _in_our_time(date(year, month, numbers[0]))
    except (ValueError, OverflowError) as cause:
        raise DateUnreadable(text=_quoted(text)) from cause


def shift_date(day: date, key: str, *, today: date) -> date | None:
    """The date after one key of the GnuCash manner, or None when the key means nothing here.

    + and - one day; t today; m / h start / end of the month; y / r start / end of the year; [ and ] the previous and
    next month; PageUp / PageDown start / end of the month, and of the one before / after when already there.
    """
    pressed = key if len(key) == 1 and key in "+-[]" else key.casefold()
    action = _SHIFTS.get(_DATE_KEYS.get(pressed, pressed))
    try:
        return None if action is None else _in_our_time(action(day, today))
    except (ValueError, OverflowError):
        return day


def _minor(decimals: int) -> int:
    return int(10**decimals)


def _month_start(day: date) -> date:
    return day.replace(day=1)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _page_up(day: date) -> date:
    return _month_start(day) if day.day > 1 else add_months(day, -1)


def _page_down(day: date) -> date:
    end = _month_end(day)
    return end if day != end else _month_end(add_months(_month_start(day), 1))


_SHIFTS: dict[str, Callable[[date, date], date]] = {
    "+": lambda day, today: day + timedelta(days=1),
    "-": lambda day, today: day - timedelta(days=1),
    "[": lambda day, today: add_months(day, -1),
    "]": lambda day, today: add_months(day, 1),
    "t": lambda day, today: today,
    "m": lambda day, today: _month_start(day),
    "h": lambda day, today: _month_end(day),
    "y": lambda day, today: day.replace(month=1, day=1),
    "r": lambda day, today: day.replace(month=12, day=31),
    "pageup": lambda day, today: _page_up(day),
    "pagedown": lambda day, today: _page_down(day),
}


def _in_our_time(day: date) -> date:
    if not 1900 <= day.year <= 2199:
        raise ValueError
    return day


def _clean(text: str) -> str:
    return fold_digits(text.translate(_INVISIBLE).translate(_SAME)).strip(_SPACES + "\n\r")


def _quoted(text: str) -> str:
    return text.strip()[:40]


def _number(clean: str, text: str, decimals: int, *, exact: bool) -> Fraction:
    """The value of one written number; `exact` refuses more decimals than the currency has (not inside arithmetic)."""
    match = re.fullmatch(rf"[0-9]*(?:[,.٫{_GROUPING}][0-9]*)*", clean)
    if not match or not any(c.isdigit() for c in clean):
        raise AmountUnreadable(text=_quoted(text))
    marks = [c for c in clean if c in ",.٫"]
    if not marks:
        return Fraction(_grouped(clean, "", text))
    head, mark, tail = clean.rpartition(marks[-1])
    earlier = set(marks[:-1])
    if not (tail.isdigit() or tail == "") or len(earlier) > 1 or "٫" in earlier:
        raise AmountUnreadable(text=_quoted(text))
    if len(tail) <= decimals:
        if mark in earlier:
            raise AmountUnreadable(text=_quoted(text))
        return _decimal(head, tail, earlier, text)
    if earlier == {mark}:
        return Fraction(_grouped(clean, mark, text))
    if _could_be_thousands(head, mark, tail):
        raise AmountAmbiguous(text=_quoted(text))
    if exact:
        raise AmountTooPrecise(text=_quoted(text), decimals=decimals)
    return _decimal(head, tail, earlier, text)


def _could_be_thousands(head: str, mark: str, tail: str) -> bool:
    """Whether "1,234" may mean one thousand two hundred and thirty-four: nothing else cuts it, no leading zero."""
    return mark != "٫" and len(tail) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", head) is not None


def _decimal(head: str, tail: str, earlier: set[str], text: str) -> Fraction:
    whole = _grouped(head, "".join(earlier), text) if head else 0
    return whole + Fraction(int(tail or 0), 10 ** len(tail))


def _grouped(digits: str, mark: str, text: str) -> int:
    """A whole number whose grouping marks, all alike, cut groups of three; "12 50" is not one."""
    groups = re.split(rf"[{re.escape(mark)}{_GROUPING}]", digits)
    used = {("'" if c in _APOSTROPHES else " " if c in _SPACES else c) for c in digits} - set(
        "0123456789"
    )
    well_cut = 1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])
    if len(used) > 1 or not groups[0] or (len(groups) > 1 and not well_cut):
        raise AmountUnreadable(text=_quoted(text))
    return int("".join(groups))


class _Sum:
    """A sum typed in an amount field, worked out with exact fractions: + - * / and parentheses."""

    def __init__(self, source: str, text: str, decimals: int) -> None:
        self._text, self._decimals = text, decimals
        self._tokens = re.findall(
            rf"[0-9,.٫{_GROUPING}]*[0-9,.٫][{_GROUPING}]*|[^{_SPACES}]", source
        )
        self._at = 0

    def value(self) -> Fraction:
        try:
            result = self._terms()
        except (ZeroDivisionError, RecursionError) as cause:
            raise AmountUnreadable(text=_quoted(self._text)) from cause
        if self._at != len(self._tokens):
            raise AmountUnreadable(text=_quoted(self._text))
        return result

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self._at += 1
        return token

    def _terms(self) -> Fraction:
        total = self._factors()
        while self._next() in ("+", "-"):
            total += self._factors() if self._take() == "+" else -self._factors()
        return total

    def _factors(self) -> Fraction:
        product = self._atom()
        while self._next() in ("*", "/"):
            if self._take() == "*":
                product *= self._atom()
            else:
                product /= self._atom()
        return product

    def _atom(self) -> Fraction:
        token = self._take()
        if token in ("+", "-"):
            return self._atom() if token == "+" else -self._atom()
        if token == "(":
            inside = self._terms()
            if self._take() != ")":
                raise AmountUnreadable(text=_quoted(self._text))
            return inside
        return _number(token.strip(_SPACES), self._text, self._decimals, exact=False)
