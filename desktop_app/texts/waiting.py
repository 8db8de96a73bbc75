"""Why an invoice waits instead of leaving, in words: amounts with their currency, volumes as people write them."""

from __future__ import annotations

from desktop_app.domain.money import cents
from desktop_app.domain.run import Outsorted, reason_context

from . import Texts

_AMOUNTS = ("total", "before", "least")
_NUMBERS = ("volume", "usual", "times")


def why(texts: Texts, held: Outsorted, currency: str) -> str:
    """The sentence of the reason, in the language of `texts`."""
    context = reason_context(held.reason)
    values: dict[str, str] = dict(held.values)
    if context == "outsorted":
        for key, value in held.values.items():
            if key in _AMOUNTS:
                values[key] = texts.money(cents(value), currency)
            elif key in _NUMBERS:
                values[key] = texts.number(int(value))
    return texts.say(held.reason, context=context, **values)
