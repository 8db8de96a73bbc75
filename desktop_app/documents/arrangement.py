"""The arrangement agreement: the documents covered, the dated instalments, the conditions, and where both sign."""

from __future__ import annotations

from desktop_app.domain.arrangement import Arrangement
from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import iso

from .letter import TEXT, dated, head, prose, room_for, signatures
from .letterhead import band, called, footers, start
from .page import A4, RULE, Pen, Style
from .text import SEMIBOLD
from .voice import Voice, person


def draw_arrangement(
    fact: Arrangement, rules: RuleBook, languages: tuple[str, ...], *, copy: int, mode: str = ""
) -> bytes:
    """The PDF of the agreement; trouble FontMissing."""
    pen, voice = start(rules, languages, A4, mode=mode)
    title = voice.say("Payment arrangement")
    y = head(pen, voice, fact.customer, title, fact.number, copy=copy, mode=mode)
    customer = fact.customer
    y = prose(
        pen,
        voice,
        voice.say(
            "Between {operator} and {customer}, contract {contract}, it is agreed on {date} that the sum of {amount} "
            "will be paid in {n} instalments.",
            operator=lambda t: t.label(rules.names),
            customer=lambda t: called(customer, t),
            contract=iso(customer.contract),
            date=lambda t: t.long_date(fact.made_on),
            amount=lambda t: t.money(fact.total, rules.currency),
            n=iso(len(fact.instalments)),
        ),
        y,
    )
    words = voice.say(
        "In words: {words}.", words=lambda t: t.words(fact.total, rules.currency), context="sum"
    )
    y = prose(pen, voice, words, y - 2, TEXT.of(size=8.4))
    y = _documents(pen, voice, fact, y)
    y = room_for(pen, y, 80)
    y = band(pen, voice, voice.say("Instalments"), y) + 2
    y = dated(pen, voice, fact.instalments, y)
    y = _conditions(pen, voice, fact, y)
    name = voice.operator()[0].text
    parties = (
        (voice.say("The customer"), called(customer, voice.main)),
        (voice.say("For the agency"), f"{name} · {person(fact.agent)}"),
    )
    signatures(pen, voice, parties, y + 4)
    footers(pen, voice, fact.number, mode=mode)
    return pen.finish(
        title=f"{title[0].text} {fact.number}",
        author=rules.identity.get("legal_name", name),
        subject=customer.contract,
        language=languages[0],
    )


def _documents(pen: Pen, voice: Voice, made: Arrangement, y: float) -> float:
    """The documents covered with what was open on each."""
    y = room_for(pen, y, 50)
    y = band(pen, voice, voice.say("Documents covered"), y) + 1
    for number, amount in made.documents:
        y = room_for(pen, y, 14)
        pen.text(pen.margin + 3, y + 1, iso(number), Style(SEMIBOLD, 8.6))
        value = voice.main.money(amount, voice.rules.currency)
        room = (
            max(
                pen.wide(voice.main.money(a, voice.rules.currency), TEXT) for _, a in made.documents
            )
            + 4
        )
        pen.text(pen.margin + pen.inner - room, y + 1, value, TEXT, width=room - 3, align="number")
        pen.rule(pen.margin, y + 14.5, pen.inner, colour=RULE, weight=0.4)
        y += 15
    return y + 8


def _conditions(pen: Pen, voice: Voice, made: Arrangement, y: float) -> float:
    rules = voice.rules
    small = TEXT.of(size=8.4)
    y = room_for(pen, y, 60)
    y = band(pen, voice, voice.say("Conditions"), y) + 2
    basis = (
        voice.say(
            "It covers the regularisation alone; current invoices stay payable on their own dates."
        )
        if made.basis == "regularisation"
        else voice.say(
            "It covers the whole debt; current invoices stay payable on their own dates."
        )
    )
    said = [
        basis,
        voice.say(
            "An instalment not paid within {days} of its date breaks the arrangement.",
            days=lambda t: t.count(
                "{n} day", "{n} days", rules.arrangement.grace_days, context="invoice"
            ),
        ),
        voice.notice("arrangement")
        or voice.say(
            "The documents keep their numbers; when it is broken, what is left falls due at once."
        ),
    ]
    if made.reason:
        said.append(voice.say("Reason: {reason}", reason=person(made.reason)))
    if made.approved_by:
        said.append(voice.say("Approved by {name}.", name=person(made.approved_by)))
    for phrases in said:
        y = prose(pen, voice, phrases, y, small)
    return y
