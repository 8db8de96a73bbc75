"""The languages of one paper: every wording once per language, the first one giving the page its direction."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import Texts, name, texts_in

from .text import clean

_FRENCH = re.compile(r" (?=[:;?!»%€])|(?<=«) |(?<=\d) (?=h\b)|(?<=\bh) (?=\d)")
Value = str | Callable[[Texts], str]
"""A value of a wording: the same text in every language, or one made by each language's `Texts`."""


class Phrase(NamedTuple):
    """A text and the direction of its paragraph."""

    text: str
    rtl: bool


Phrases = tuple[Phrase, ...]


class Voice:
    """Says wordings in the languages of a paper ("fr", or "fr" beside "ar")."""

    def __init__(self, rules: RuleBook, languages: tuple[str, ...]) -> None:
        self.rules = rules
        self.texts = tuple(texts_in(language, rules.country) for language in languages)
        self.main = self.texts[0]
        self.rtl = self.main.rtl
        self._said = _said(languages, rules.country)

    @property
    def both(self) -> bool:
        return len(self.texts) > 1

    def each(self, make: Callable[[Texts], str]) -> Phrases:
        """What `make` says in each language; a text that comes out the same twice is said once."""
        made: list[Phrase] = []
        for texts in self.texts:
            text = make(texts)
            if texts.language == "fr":
                text = french_spaces(text)
            if text and all(text != other.text for other in made):
                made.append(Phrase(text, texts.rtl))
        return tuple(made)

    def say(self, key: str, /, *, context: str = "", **values: Value) -> Phrases:
        """The wording of a key in each language; one that holds no value is made once."""
        if not values:
            return self._once((key, context), lambda texts: texts.say(key, context=context))

        def make(texts: Texts) -> str:
            said = {k: v if isinstance(v, str) else v(texts) for k, v in values.items()}
            return texts.say(key, context=context, **said)

        return self.each(make)

    def _once(self, known_as: tuple[object, ...], make: Callable[[Texts], str]) -> Phrases:
        known = self._said.get(known_as)
        if known is None:
            known = self._said[known_as] = self.each(make)
        return known

    def label(self, labels: dict[str, str]) -> Phrases:
        """A wording of the rule book, in each language that it has."""
        return self._once(("label", *labels.items()), lambda t: t.label(labels))

    def notice(self, key: str, **values: Value) -> Phrases:
        """A legal notice of the rule book; nothing when the book has none of this name."""
        labels = self.rules.notices.get(key)
        if not labels:
            return ()
        if not values:
            return self.label(labels)
        return self.each(lambda t: _filled(t.label(labels), t, values))

    def identity(self, key: str) -> Phrases:
        """A line of the operator's identity, with its own wording in a language where the book gives one."""
        known = self.rules.identity
        return self.each(lambda t: known.get(f"{key}_{t.language}", known.get(key, "")))

    def operator(self) -> Phrases:
        return self.label(self.rules.names)


@lru_cache(maxsize=4096)
def french_spaces(text: str) -> str:
    """The text with the spaces that French never breaks: before : ; ? ! » % and €, after «, around the h of hours."""
    return _FRENCH.sub("\u00a0", text)


def person(text: str) -> str:
    """A name, address or reference of a customer, cleaned and isolated from what stands around it."""
    return name(clean(text))


def joined(phrases: Phrases, separator: str = " · ") -> str:
    """The wordings of all languages on one line."""
    return (
        separator.join(name(p.text) for p in phrases)
        if len(phrases) > 1
        else phrases[0].text
        if phrases
        else ""
    )


def _filled(text: str, texts: Texts, values: dict[str, Value]) -> str:
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value if isinstance(value, str) else value(texts))
    return text


@cache
def _said(_languages: tuple[str, ...], _country: str) -> dict[tuple[object, ...], Phrases]:
    """The wordings without values that papers in these languages have said so far."""
    return {}
