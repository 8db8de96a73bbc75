"""The schedule letter: the ten debits with their dates and amounts, how they were computed, and the customer's rights.

It is the pre-notification of the debits, so it carries creditor, mandate reference and account (rules.md section 3.2).
"""

from __future__ import annotations

from desktop_app.domain.monthly import Schedule
from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import iso, name

from .letter import BOTTOM, TEXT, dated, head, prose, room_for
from .letterhead import band, fact, footers, start
from .page import A4, WASH, Pen, Style
from .text import REGULAR
from .voice import Phrases, Voice, person


def draw_schedule(
    fact: Schedule, rules: RuleBook, languages: tuple[str, ...], *, copy: int, mode: str = ""
) -> bytes:
    """The PDF of the letter; trouble FontMissing."""
    pen, voice = start(rules, languages, A4, mode=mode)
    title = voice.say("Schedule of debits")
    y = head(pen, voice, fact.customer, title, fact.number, copy=copy, mode=mode)
    currency = rules.currency
    place = rules.agencies[0] if rules.agencies else ""
    made = voice.each(
        lambda t: t.say("{place}, {date}", place=name(place), date=t.long_date(fact.made_on))
    )
    pen.say(
        pen.margin, y, made, Style(REGULAR, 9), pen.inner, align="start" if voice.both else "end"
    )
    y += 20
    y = prose(pen, voice, voice.say("Dear customer,"), y)
    y = prose(
        pen,
        voice,
        voice.say(
            "You pay your invoices by monthly debit. Here are the {n} debits of your schedule, {amount} each.",
            n=iso(len(fact.instalments)),
            amount=lambda t: t.money(fact.instalment, currency),
        ),
        y,
    )
    y = dated(pen, voice, fact.instalments, y + 2)
    y = _account(pen, voice, fact, y)
    y = _computed(pen, voice, fact, y)
    y = _rights(pen, voice, y)
    footers(pen, voice, fact.number, mode=mode)
    return pen.finish(
        title=f"{title[0].text} {fact.number}",
        author=rules.identity.get("legal_name", voice.operator()[0].text),
        subject=fact.customer.contract,
        language=languages[0],
    )


def _account(pen: Pen, voice: Voice, schedule: Schedule, y: float) -> float:
    """Who debits which account under which mandate."""
    holder = schedule.holder or schedule.customer.name
    rows: tuple[tuple[Phrases, Phrases], ...] = (
        (voice.say("Creditor"), voice.each(lambda t: iso(schedule.creditor))),
        (voice.say("Mandate"), voice.each(lambda t: iso(schedule.rum))),
        (voice.say("Account debited"), voice.each(lambda t: iso(schedule.account))),
        (voice.say("Account holder"), voice.each(lambda t: person(holder))[:1]),
        (voice.say("Contract"), voice.each(lambda t: iso(schedule.customer.contract))),
    )
    rows = tuple(row for row in rows if row[1] and row[1][0].text not in (iso(""), person("")))
    tall = 13.0 * len(rows) + 10
    y = room_for(pen, y, tall)
    pen.box(pen.margin, y, pen.inner, tall, fill=WASH, round_=5)
    at = y + 6
    for label, value in rows:
        at = fact(pen, voice, pen.margin + 10, at, pen.inner - 20, label, value, share=0.3)
    return y + tall + 12


def _computed(pen: Pen, voice: Voice, schedule: Schedule, y: float) -> float:
    y = room_for(pen, y, 60)
    y = band(pen, voice, voice.say("How it was computed"), y) + 2
    currency = voice.rules.currency
    invoices = voice.each(
        lambda t: t.say("list separator").join(
            t.say("{document}: {amount}", document=iso(number), amount=t.money(amount, currency))
            for number, amount in schedule.invoices
        )
    )
    said = voice.say(
        "Your last invoices add up to {basis}; each debit is a tenth of it, {amount}."
        if schedule.invoices
        else "A year like your neighbours' comes to {basis}; each debit is a tenth of it, {amount}.",
        basis=lambda t: t.money(schedule.basis, currency),
        amount=lambda t: t.money(schedule.instalment, currency),
    )
    y = prose(pen, voice, said, y)
    if schedule.invoices:
        y = prose(pen, voice, invoices, y - 3, TEXT.of(size=8))
    y = prose(
        pen,
        voice,
        voice.notice("monthly")
        or voice.say(
            "After the yearly reading, the difference is debited in one or two parts, or refunded by transfer."
        ),
        y,
        TEXT.of(size=8.4),
    )
    return y + 4


def _rights(pen: Pen, voice: Voice, y: float) -> float:
    """Pre-notification, refund within eight weeks, thirteen months when unauthorised."""
    small = TEXT.of(size=8.4)
    said = [
        voice.notice("prenotification")
        or voice.say("This letter announces the debits: no other notice will precede each of them.")
    ]
    if voice.rules.account_kind == "iban":
        said.append(
            voice.say(
                "You have the right to a refund by your bank: within 8 weeks after a debit, without giving a reason, "
                "and within 13 months for a debit you did not authorise."
            )
        )
    said.append(
        voice.say("To change account, amount or means of payment, come to the counter or call us.")
    )
    need = sum(pen.paragraphs_tall(p, small, pen.inner) + 5 for p in said) + 20
    y = room_for(pen, y, min(need, BOTTOM - 40))
    y = band(pen, voice, voice.say("Your rights"), y) + 2
    for phrases in said:
        y = prose(pen, voice, phrases, y, small)
    return y
