"""The parts of an explained amount in words: two under a bar, a line in a list, a sentence a customer understands."""

from __future__ import annotations

import re

from desktop_app.domain.explanation import Explanation, Part, PartKind
from desktop_app.domain.invoice import InvoiceKind
from desktop_app.domain.money import Cents
from desktop_app.domain.rulebook import RuleBook

from . import Texts, iso

_FIRST_DIGIT = re.compile(r"(?=\d)")


def short(part: Part, texts: Texts) -> str:
    """One or two words, as written under a bar."""
    say = texts.say
    match part.kind:
        case PartKind.FIXED:
            return say("Fixed part", context="explanation")
        case PartKind.DAYS:
            return say("Days", context="explanation")
        case PartKind.PRICE:
            return say("Prices", context="explanation")
        case PartKind.VOLUME:
            return say("Volume", context="explanation")
        case PartKind.LEAK:
            return say("Leak?", context="explanation")
        case PartKind.CORRECTION:
            return say("Estimates", context="explanation")
        case PartKind.ONE_OFF:
            return say("One-off", context="explanation")


def label(fact: Explanation, part: Part, rules: RuleBook, texts: Texts) -> str:
    """What the part is, in one line, with its days or volumes."""
    say = texts.say
    new = texts.quantity(part.new or 0, part.unit) if part.service else texts.number(part.new or 0)
    old = texts.quantity(part.old or 0, part.unit) if part.service else texts.number(part.old or 0)
    match part.kind:
        case PartKind.FIXED:
            return say("Subscription and fixed charges")
        case PartKind.DAYS if part.old == part.new:
            return texts.count(
                "{n} day, as many as before", "{n} days, as many as before", part.new or 0
            )
        case PartKind.DAYS:
            return say("{new} days instead of {old}", new=new, old=old)
        case PartKind.PRICE:
            return say("Change of prices")
        case PartKind.VOLUME if part.old is None:
            return say("{service}: {new}", service=_service(part, rules, texts), new=new)
        case PartKind.VOLUME:
            service = _service(part, rules, texts)
            return say("{service}: {new} instead of {old}", service=service, new=new, old=old)
        case PartKind.LEAK:
            beyond = texts.quantity((part.new or 0) - (part.old or 0), part.unit)
            service = _service(part, rules, texts)
            return say(
                "{service}: suspected leak, {volume} beyond the limit",
                service=service,
                volume=beyond,
            )
        case PartKind.CORRECTION if fact.invoice.kind is InvoiceKind.CREDIT and not part.past:
            number = iso(fact.invoice.corrects or "")
            return say("Invoice {number} taken back", number=number)
        case PartKind.CORRECTION if part.past:
            return say("Correction in the invoice compared, which does not return")
        case PartKind.CORRECTION if len(fact.corrected) > 0:
            return texts.count(
                "Correction of {n} estimate", "Correction of {n} estimates", len(fact.corrected)
            )
        case PartKind.CORRECTION:
            return say("Correction of earlier estimates")
        case PartKind.ONE_OFF if part.past:
            return say("One-off charges of the invoice compared, which do not return")
        case PartKind.ONE_OFF:
            return say("One-off charges")


def sentence(fact: Explanation, part: Part, rules: RuleBook, texts: Texts) -> str:
    """The part told to a customer; "" where the label says it all."""
    say = texts.say
    match part.kind:
        case PartKind.DAYS if part.old != part.new:
            return say(
                "This invoice covers {new} days, the other one {old}: at the same use per day, that alone "
                "changes the amount.",
                new=texts.number(part.new or 0),
                old=texts.number(part.old or 0),
            )
        case PartKind.PRICE:
            return say("Prices, fees or taxes are not those of the invoice compared.")
        case PartKind.VOLUME if part.old is not None and part.old != part.new:
            key = (
                "{service}: day for day, you used more than then, {new} instead of {old}."
                if (part.new or 0) > part.old
                else "{service}: day for day, you used less than then, {new} instead of {old}."
            )
            return say(
                key,
                service=_service(part, rules, texts),
                new=texts.quantity(part.new or 0, part.unit),
                old=texts.quantity(part.old, part.unit),
            )
        case PartKind.LEAK:
            known = fact.normal.get(part.service)
            return say(
                "This volume is far above your usual {usual}: there may be a leak. Look at your meter when "
                "every tap is closed.",
                usual=texts.quantity(known.usual if known else 0, part.unit),
            )
        case PartKind.CORRECTION if not part.past and fact.invoice.kind is not InvoiceKind.CREDIT:
            return say(
                "Earlier invoices rested on estimates. The meter has now been read: the true volume was "
                "priced period by period, and what you had been billed for it was deducted."
            )
        case _:
            return ""


def _service(part: Part, rules: RuleBook, texts: Texts) -> str:
    return texts.label(rules.service(part.service).labels)


def signed(cents: Cents, currency: str, texts: Texts) -> str:
    """An amount with its sign written also when it adds: +38,20 €, −5,00 €; without currency when "" is given."""
    written = texts.money(cents, currency) if currency else texts.amount(cents)
    return _FIRST_DIGIT.sub("+", written, count=1) if cents > 0 else written
