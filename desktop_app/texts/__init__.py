"""Wording in French, Arabic and English, and how money, dates and quantities are written, on screen and paper alike.

Source keys are English. Several languages live at once (the agent reads French, the letter is Arabic), so a `Texts` is
a value one holds, not a global. Numbers inside sentences are wrapped in Unicode isolates so that Arabic never reorders
them (experience.md section 8).
"""

from __future__ import annotations

import re
from datetime import date as Day
from datetime import datetime
from decimal import Decimal
from functools import cache

from desktop_app import resources
from desktop_app.domain.money import Cents, units
from desktop_app.domain.refusals import BadNews, Refusal

from . import catalogue
from .catalogue import LANGUAGES, Message

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
THIN, NBSP, MINUS = "\u202f", "\u00a0", "\u2212"

CURRENCY_SIGNS = {
    "EUR": {"fr": "€", "ar": "€", "en": "€"},
    "MAD": {"fr": "DH", "ar": "درهم", "en": "MAD"},
    "DZD": {"fr": "DA", "ar": "دج", "en": "DZD"},
}
SPANS = frozenset({"day", "month", "quarter", "half-year", "year"})
"""Units that are spans of time, counted in words."""
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
    "ar-MA": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split(),
    "ar-DZ": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
}
_SHORT = {
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}
_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ar": "الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split(),
}


_AMOUNT = re.compile(r"-?[0-9]+\.[0-9]{2}")
"""An amount as bad news carries it (money.plain_text)."""


def iso(text: object) -> str:
    """A left-to-right thing (number, phone, IBAN, date, reference) isolated from the text around it."""
    return f"{LRI}{text}{PDI}"


def name(text: str) -> str:
    """A name of unknown script isolated from the text around it."""
    return f"{FSI}{text}{PDI}"


def bare(text: str) -> str:
    """The text without isolates, for files and comparisons."""
    return text.translate({ord(c): None for c in (LRI, RLI, FSI, PDI)})


class Texts:
    """One language: `say` words a key, the other methods write values. `country` picks Arabic month names."""

    def __init__(self, language: str, country: str = "") -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no catalogue for {language}")
        self.language = language
        self.country = country
        self.rtl = language == "ar"
        self._forms = _catalogue(language)
        self._plural = catalogue.plural_rule(language)

    # --- wording ---------------------------------------------------------------------------------------------------

    def say(self, key: str, /, *, context: str = "", **values: object) -> str:
        """The wording of a key with its values; the key itself where the catalogue lacks it (a test forbids that)."""
        forms = self._forms.get((context, key))
        text = forms[0] if forms else key
        return text.format(**values) if values else text

    def count(self, one: str, many: str, n: int, /, *, context: str = "", **values: object) -> str:
        """A counted wording ("{n} invoice", "{n} invoices"), in the plural form of the language."""
        forms = self._forms.get((context, one))
        text = forms[min(self._plural(n), len(forms) - 1)] if forms else (one if n == 1 else many)
        return text.format(n=self.number(n), **values)

    def bad_news(self, news: BadNews) -> str:
        """The sentence for a refusal or a trouble, in this language, saying what to do."""
        context = "refusal" if isinstance(news, Refusal) else "trouble"
        return self.say(
            news.code, context=context, **{k: self._told(k, v) for k, v in news.values.items()}
        )

    def _told(self, key: str, value: object) -> str:
        """A value of bad news: an amount written as money is, a code worded under the value's name, else as it is."""
        if isinstance(value, (tuple, list)):
            return self.say("list separator").join(self._told(key, v) for v in value)
        if not isinstance(value, str):
            return self.value(value)
        if _AMOUNT.fullmatch(value):
            return iso(self._digits(Decimal(value), 2))
        forms = self._forms.get((key, value))
        return forms[0] if forms else self.value(value)

    # --- values ----------------------------------------------------------------------------------------------------

    def value(self, value: object) -> str:
        """Any value written for a sentence: integers grouped, dates written, text isolated; amounts come as text."""
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, Day):
            return self.date(value)
        if isinstance(value, (tuple, list)):
            return self.say("list separator").join(self.value(v) for v in value)
        return name(str(value))

    def number(self, value: int | Decimal, places: int | None = None) -> str:
        """A number grouped by threes, isolated: 1 234 567,5 (fr, ar) or 1,234,567.5 (en)."""
        return iso(self._digits(Decimal(value), places))

    def amount(self, cents: Cents) -> str:
        """An amount without its currency, two decimals, isolated (for columns)."""
        return iso(self._digits(units(cents), 2))

    def own_name(self, latin: str, arabic: str) -> str:
        """The spelling of a name in this language's script where it is known, isolated."""
        return name((self.rtl and arabic) or latin or arabic)

    def money(self, cents: Cents, currency: str) -> str:
        """An amount with its currency: 1 234,56 DH, isolated as a whole."""
        sign = CURRENCY_SIGNS[currency][self.language]
        digits = self._digits(units(cents), 2)
        if self.language == "ar" and currency != "EUR":
            return f"{RLI}{iso(digits)}{NBSP}{sign}{PDI}"
        return iso(f"{digits}{NBSP}{sign}")

    def quantity(self, value: int | Decimal, unit: str) -> str:
        """A volume with its unit: 37 m³, 152 kWh, isolated; whole spans of time in words: 2 quarters."""
        if unit in SPANS and value == int(value):
            return self._span(int(value), unit)
        sign = {"m3": "m³"}.get(unit, unit)
        return iso(
            f"{self._digits(Decimal(value), None)}{NBSP}{sign}"
            if sign
            else self._digits(Decimal(value), None)
        )

    def _span(self, n: int, unit: str) -> str:
        match unit:
            case "day":
                return self.count("{n} day", "{n} days", n, context="invoice")
            case "month":
                return self.count("{n} month", "{n} months", n, context="invoice")
            case "quarter":
                return self.count("{n} quarter", "{n} quarters", n, context="invoice")
            case "half-year":
                return self.count("{n} half-year", "{n} half-years", n, context="invoice")
        return self.count("{n} year", "{n} years", n, context="invoice")

    def percent(self, rate: Decimal) -> str:
        plain = rate.normalize()
        places = max(0, -int(plain.as_tuple().exponent))
        return iso(f"{self._digits(rate, places)}{NBSP}%")

    def date(self, day: Day) -> str:
        """A date in figures: 31/12/2026, isolated."""
        return iso(f"{day:%d/%m/%Y}")

    def instant(self, at: datetime) -> str:
        """An instant in the workstation's zone: 31/12/2026 14:05, isolated."""
        return iso(f"{at.astimezone():%d/%m/%Y %H:%M}")

    def long_date(self, day: Day) -> str:
        """A date in words: 31 décembre 2026."""
        month = self.month_names()[day.month - 1]
        if self.rtl:
            return f"{RLI}{iso(day.day)} {month} {iso(day.year)}{PDI}"
        first = "1er" if self.language == "fr" and day.day == 1 else str(day.day)
        return iso(f"{first} {month} {day.year}")

    def month_names(self) -> list[str]:
        if self.language == "ar":
            return _MONTHS.get(f"ar-{self.country}", _MONTHS["ar"])
        return _MONTHS[self.language]

    def month(self, day: Day, *, short: bool = False) -> str:
        """Month and year: décembre 2026, or déc. 26 when short."""
        if short:
            names = _SHORT.get(self.language, self.month_names())
            return f"{names[day.month - 1]}{NBSP}{iso(f'{day:%y}')}"
        return f"{self.month_names()[day.month - 1]} {iso(day.year)}"

    def weekday(self, day: Day) -> str:
        return _DAYS[self.language][day.weekday()]

    def words(self, cents: Cents, currency: str) -> str:
        """The amount in words: mille quatre cent quarante et un dinars et soixante-sept centimes."""
        from .words import in_words

        return in_words(cents, currency, self.language)

    def label(self, labels: dict[str, str]) -> str:
        """The wording of a rule-book label in this language, else in French, else the first there is."""
        return labels.get(self.language) or labels.get("fr") or next(iter(labels.values()), "")

    def _digits(self, value: Decimal, places: int | None) -> str:
        text = f"{abs(value):,f}" if places is None else f"{abs(value):,.{places}f}"
        if self.language != "en":
            text = text.replace(",", THIN).replace(".", ",")
        return f"{MINUS}{text}" if value < 0 else text


@cache
def texts_in(language: str, country: str = "") -> Texts:
    """The texts of a language ("fr", "ar" or "en"), read once."""
    return Texts(language, country)


@cache
def _catalogue(language: str) -> dict[tuple[str, str], list[str]]:
    return catalogue.wordings(resources.path(f"texts/{language}.po"))


__all__ = ["LANGUAGES", "Message", "Texts", "bare", "iso", "name", "texts_in"]
