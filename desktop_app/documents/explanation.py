"""The letter that explains an invoice: where the difference comes from, what was read, estimated and deducted."""

from __future__ import annotations

from datetime import date, timedelta

from desktop_app.domain.explanation import Explanation, PartKind
from desktop_app.domain.invoice import InvoiceKind
from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import Texts, iso
from desktop_app.texts.explained import label, sentence, short, signed

from .chart import draw_charts
from .letter import BOTTOM, TEXT, head, prose, room_for
from .letterhead import accent, band, footers, start
from .page import A4, RULE, SOFT, Pen, Style
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Phrases, Voice
from .waterfall import Stair, draw_waterfall

_SMALL = TEXT.of(size=8.2)
_ROW = 13.0


def draw_explanation(
    fact: Explanation, rules: RuleBook, languages: tuple[str, ...], *, mode: str = ""
) -> bytes:
    """The PDF of the letter; trouble FontMissing."""
    pen, voice = start(rules, languages, A4, mode=mode)
    made = fact.invoice
    title = voice.say("Why this amount?")
    number = made.number or ""
    y = head(pen, voice, made.customer, title, number, copy=0, mode=mode)
    y = prose(pen, voice, _opening(voice, fact), y)
    y = _stairs(pen, voice, fact, y + 2)
    y = _parts(pen, voice, fact, y + 6)
    y = _told(pen, voice, fact, y)
    y = _read(pen, voice, fact, y)
    y = _regularised(pen, voice, fact, y)
    y = _closing(pen, voice, fact, y)
    if made.bars and y + 130 <= BOTTOM:
        y = band(pen, voice, voice.say("Your consumption"), y + 8) + 3
        draw_charts(pen, voice, pen.margin, y, pen.inner, 105, made.bars)
    footers(pen, voice, number, mode=mode)
    return pen.finish(
        title=f"{title[0].text} {number}".strip(),
        author=rules.identity.get("legal_name", voice.operator()[0].text),
        subject=made.customer.contract,
        language=languages[0],
    )


def _opening(voice: Voice, fact: Explanation) -> Phrases:
    currency = voice.rules.currency
    made, other = fact.invoice, fact.reference

    def money(cents: int):  # type: ignore[no-untyped-def]
        return lambda t: t.money(cents, currency)

    values = {
        "number": iso(made.number or ""),
        "date": lambda t: t.long_date(made.issued_on),
        "total": money(fact.total),
    }
    if made.kind is InvoiceKind.CREDIT:
        return voice.say(
            "Credit note {number} of {date} takes back invoice {other}: {total}.",
            other=iso(made.corrects or ""),
            **values,
        )
    if other is None:
        return voice.say(
            "Your invoice {number} of {date} comes to {total}. It is your first one: here is what it is made of.",
            **values,
        )
    values |= {
        "other": iso(other.number),
        "amount": money(other.total),
        "difference": money(abs(fact.difference)),
    }
    if fact.difference == 0:
        return voice.say(
            "Your invoice {number} of {date} comes to {total}, as much as invoice {other}.",
            **{k: v for k, v in values.items() if k not in ("amount", "difference")},
        )
    if other.basis == "last-year":
        key = (
            "Your invoice {number} of {date} comes to {total}. The same period last year had cost {amount} "
            "(invoice {other}): that is {difference} more. Here is where it comes from."
            if fact.difference > 0
            else "Your invoice {number} of {date} comes to {total}. The same period last year had cost {amount} "
            "(invoice {other}): that is {difference} less. Here is where it comes from."
        )
    else:
        key = (
            "Your invoice {number} of {date} comes to {total}. The one before had come to {amount} "
            "(invoice {other}): that is {difference} more. Here is where it comes from."
            if fact.difference > 0
            else "Your invoice {number} of {date} comes to {total}. The one before had come to {amount} "
            "(invoice {other}): that is {difference} less. Here is where it comes from."
        )
    return voice.say(key, **values)


def _stairs(pen: Pen, voice: Voice, fact: Explanation, y: float) -> float:
    texts = voice.main
    at = fact.reference.total if fact.reference else 0
    stairs = []
    if fact.reference:
        stairs.append(Stair(_when(texts, fact), texts.amount(at), 0, at, whole=True))
    for part in fact.parts:
        if part.amount:
            value = signed(part.amount, "", texts)
            stairs.append(Stair(short(part, texts), value, at, at + part.amount))
            at += part.amount
    here = texts.say("This invoice", context="explanation")
    stairs.append(Stair(here, texts.amount(fact.total), 0, fact.total, whole=True))
    return draw_waterfall(pen, voice, pen.margin, y, pen.inner, 150, stairs)


def _when(texts: Texts, fact: Explanation) -> str:
    assert fact.reference is not None
    if fact.reference.basis == "last-year":
        return texts.say("Last year", context="explanation")
    return texts.say("Invoice before", context="explanation")


def _parts(pen: Pen, voice: Voice, fact: Explanation, y: float) -> float:
    """The same in figures: each part with its amount, and the difference they sum to."""
    texts, currency = voice.main, voice.rules.currency
    style, bold = TEXT.of(size=8.8), Style(SEMIBOLD, 8.8)
    rows = [(label(fact, p, voice.rules, texts), p.amount) for p in fact.parts if p.amount]
    total = texts.say("Difference") if fact.reference else texts.say("Total")
    amounts = [signed(amount, currency, texts) for _, amount in rows]
    last = (
        signed(fact.difference, currency, texts)
        if fact.reference
        else texts.money(fact.total, currency)
    )
    room = max(pen.wide(a, Style(BOLD, 9.2)) for a in [*amounts, last]) + 8
    for (said, _), amount in zip(rows, amounts, strict=True):
        y = room_for(pen, y, _ROW)
        pen.text(pen.margin + 3, y + 1, said, style, width=pen.inner - room - 8)
        pen.text(pen.margin + pen.inner - room, y + 1, amount, bold, width=room - 3, align="number")
        pen.rule(pen.margin, y + _ROW, pen.inner, colour=RULE, weight=0.4)
        y += _ROW + 0.6
    colours = accent(voice.rules)
    pen.box(pen.margin, y + 0.4, pen.inner, 15, fill=colours.wash)
    whole = Style(BOLD, 9.2, colours.dark)
    pen.text(pen.margin + 3, y + 2, total, whole, width=pen.inner - room - 8)
    pen.text(pen.margin + pen.inner - room, y + 2, last, whole, width=room - 3, align="number")
    return y + 22


def _told(pen: Pen, voice: Voice, fact: Explanation, y: float) -> float:
    """The sentences of the largest parts."""
    parts = sorted((p for p in fact.parts if p.amount), key=lambda p: -abs(p.amount))
    kept = 0
    for part in parts:
        said = voice.each(lambda t, p=part: sentence(fact, p, voice.rules, t))  # type: ignore[misc]
        if said and kept < 4:
            y = prose(pen, voice, said, y, _SMALL) - 2
            kept += 1
    return y + 5


def _read(pen: Pen, voice: Voice, fact: Explanation, y: float) -> float:
    """The readings the invoice rests on, and the usual volume of the same days."""
    made, texts = fact.invoice, voice.main
    if not made.uses and made.estimate is None:
        return y
    y = room_for(pen, y, 40)
    y = band(pen, voice, voice.say("Readings and estimates"), y) + 1
    for use in made.uses:
        y = room_for(pen, y, _ROW)
        said = texts.say(
            "Meter {meter}: {old} on {start} ({before}), {new} on {end} ({after}): {volume}",
            meter=iso(use.serial),
            old=texts.number(use.old_index),
            start=texts.date(use.old_on),
            before=texts.say(use.old_kind, context="reading kind"),
            new=texts.number(use.new_index),
            end=texts.date(use.new_on),
            after=texts.say(use.new_kind, context="reading kind"),
            volume=texts.quantity(use.volume, use.unit),
        )
        pen.text(pen.margin + 3, y, said, _SMALL, width=pen.inner - 6)
        y += _ROW
    if made.estimate is not None:
        y = prose(pen, voice, _history(voice, fact), y, _SMALL) - 3
    for service, known in fact.normal.items():
        unit = voice.rules.service(service).unit
        said_usual = voice.say(
            "{service}: over the same days you usually use {usual} (mean of {n} earlier years).",
            service=lambda t, s=service: t.label(voice.rules.service(s).labels),  # type: ignore[misc]
            usual=lambda t, k=known, u=unit: t.quantity(k.usual, u),  # type: ignore[misc]
            n=lambda t, k=known: t.number(k.years),  # type: ignore[misc]
        )
        y = prose(pen, voice, said_usual, y, _SMALL) - 3
    return y + 6


def _history(voice: Voice, fact: Explanation) -> Phrases:
    """How the estimated volume was made."""
    made = fact.invoice.estimate
    assert made is not None
    unit = voice.rules.services[0].unit
    if not made.sources:
        return voice.say(
            "The volume was estimated: {volume}.", volume=lambda t: t.quantity(made.volume, unit)
        )
    return voice.say(
        "The volume was estimated ({volume}) from what you used before: {sources}.",
        volume=lambda t: t.quantity(made.volume, unit),
        sources=lambda t: t.say("list separator").join(
            t.say(
                "{start} to {end}: {volume}",
                start=t.date(start_),
                end=t.date(_last(end_)),
                volume=t.quantity(volume, unit),
            )
            for start_, end_, volume in made.sources
        ),
    )


def _regularised(pen: Pen, voice: Voice, fact: Explanation, y: float) -> float:
    """The true volume period by period, and the amounts that had been billed for it."""
    if not fact.months or fact.invoice.kind is InvoiceKind.CREDIT:
        return y
    texts, currency = voice.main, voice.rules.currency
    y = room_for(pen, y, 60)
    y = band(pen, voice, voice.say("How the estimates were corrected"), y) + 1
    columns = 3
    wide = pen.inner / columns
    for n, month in enumerate(fact.months):
        if n % columns == 0:
            y = room_for(pen, y, 12) + (12 if n else 0)
        said = texts.say(
            "{start} to {end}: {volume}",
            start=texts.date(month.start),
            end=texts.date(_last(month.end)),
            volume=texts.quantity(month.volume, month.unit),
        )
        pen.text(
            pen.margin + 3 + (n % columns) * wide, y, said, Style(REGULAR, 7.6), width=wide - 8
        )
    y += 15
    if fact.corrected:
        numbers = texts.say("list separator").join(iso(n) for n in fact.corrected)
        said_numbers = voice.say("Invoices on estimates: {numbers}.", numbers=numbers)
        y = prose(pen, voice, said_numbers, y, _SMALL) - 3
    said_amounts = voice.say(
        "For the periods already billed, the true volume costs {recalculated}; {deducted} had been billed and is "
        "deducted, taxes included: {correction} remains.",
        recalculated=lambda t: t.money(fact.recalculated, currency),
        deducted=lambda t: t.money(fact.deducted, currency),
        correction=lambda t: t.money(fact.recalculated - fact.deducted, currency),
    )
    return prose(pen, voice, said_amounts, y, _SMALL) + 3


def _closing(pen: Pen, voice: Voice, fact: Explanation, y: float) -> float:
    said = []
    months = voice.rules.arrangement.automatic_months
    if fact.invoice.above_usual and months:
        said.append(
            voice.say(
                "Because this amount is above your usual one, you may pay it in {n} monthly parts, without charge: "
                "come to the counter or call us.",
                n=iso(months),
            )
        )
    if any(p.kind is PartKind.CORRECTION and p.amount < 0 and not p.past for p in fact.parts):
        said.append(voice.say("What had been billed too much is given back on this invoice."))
    said.append(
        voice.say(
            "A question remains? Show this page at the counter, or call us: we have it before us too."
        )
    )
    for phrases in said:
        y = prose(pen, voice, phrases, y, _SMALL.of(colour=SOFT))
    return y


def _last(end: date) -> date:
    return end - timedelta(days=1)
