"""The priced lines of an invoice under their headings, and the totals: rows that know how tall they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from desktop_app.domain.invoice import Invoice, Line, LineGroup
from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import Texts, iso

from .letterhead import accent
from .page import INK, RED, RULE, SOFT, Pen, Style
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Phrase, Phrases, Voice

ROW, SUB, HEADING = 10.2, 9.4, 13.4
_CELL, _SUB = Style(REGULAR, 7.4), Style(SEMIBOLD, 7.2, SOFT)
_PERIOD = Style(REGULAR, 6, SOFT)
_LEAST = 0.86
"""How much smaller two languages may be written to share a line; beyond that each gets its own."""
_NUMBERS = (60.0, 58.0, 62.0, 46.0)
"""Widths of quantity, unit price, net and VAT rate; the wording takes the rest."""


class Row(NamedTuple):
    """Something drawn at a y: its height, and whether it must stay with what follows."""

    tall: float
    draw: Callable[[float], None]
    keep: bool = False


def header(pen: Pen, voice: Voice, y: float) -> float:
    """The titles of the columns; gives the y below."""
    colours = accent(voice.rules)
    tall = 21.0 if voice.both else 13.0
    pen.box(pen.margin, y, pen.inner, tall, fill=colours.wash)
    titles = (
        voice.say("Description"),
        voice.say("Quantity", context="invoice"),
        voice.say("Unit price excl. VAT"),
        voice.say("Amount excl. VAT"),
        voice.say("VAT rate"),
    )
    style = Style(SEMIBOLD, 6.6, colours.dark)
    for (x, width), said in zip(_columns(pen), titles, strict=True):
        first = x == pen.margin
        if first:
            pen.say(x + 3, y + (5.5 if voice.both else 1.6), said, style, width - 9)
            continue
        at = y + 1.6
        for phrase in said:
            pen.text(x, at, phrase.text, style, width=width - 3, align="number", rtl=phrase.rtl)
            at += 9
    return y + tall + 1


def rows(pen: Pen, voice: Voice, invoice: Invoice) -> Iterator[Row]:
    """Every heading with its sub-headings and lines, in the order of the rule book."""
    known = {h.code: h for h in voice.rules.headings}
    order = [h.code for h in voice.rules.headings]
    extra = [line.heading for line in invoice.bill.lines if line.heading not in known]
    for code in [*order, *dict.fromkeys(extra)]:
        lines = [line for line in invoice.bill.lines if line.heading == code]
        if not lines:
            continue
        labels = known[code].labels if code in known else {"en": code}
        yield _heading(pen, voice, labels, sum(line.net for line in lines))
        divided = voice.rules.country == "FR" and any(
            line.group is LineGroup.FIXED for line in lines
        )
        for title, groups in _divisions(voice):
            part = [line for line in lines if line.group in groups]
            if part and title and divided:
                yield _subheading(pen, title)
            for line in part:
                yield _line(pen, voice, invoice, line, indent=8 if divided else 3)


def totals(pen: Pen, voice: Voice, invoice: Invoice, x: float, width: float) -> tuple[Row, ...]:
    """Net, one VAT amount per rate, levies, services, then the total and what is asked."""
    bill, currency = invoice.bill, voice.rules.currency
    plain, strong = Style(REGULAR, 7.6), Style(SEMIBOLD, 7.8)
    made: list[Row] = []

    def add(said: Phrases, amount: int, style: Style = plain, rule: bool = False) -> None:
        def draw(y: float) -> None:
            if rule:
                pen.rule(x, y, width, colour=INK, weight=0.7)
            room = 80.0
            pen.say(x + 3, y + 1, said, style, width - room - 6)
            value = voice.main.money(amount, currency) if rule else voice.main.amount(amount)
            pen.text(x + width - room, y + 1, value, style, width=room - 3, align="number")

        made.append(Row(style.leading + 1.4, draw))

    add(voice.say("Total excl. VAT"), bill.net)
    for vat in bill.vat:
        if vat.rate:
            said = voice.say(
                "VAT {rate} on {base}",
                rate=lambda t, r=vat.rate: t.percent(r),  # type: ignore[misc]
                base=lambda t, b=vat.base: t.amount(b),  # type: ignore[misc]
            )
            add(said, vat.amount)
    if len([vat for vat in bill.vat if vat.rate]) > 1:
        add(voice.say("Total VAT"), bill.vat_total)
    if bill.levies:
        add(voice.say("Taxes and levies outside VAT"), bill.levies)
    if len(bill.sections) > 1:
        services = {s.code: s.labels for s in voice.rules.services}
        for code, amount in bill.sections:
            said = voice.say(
                "{service} incl. VAT",
                service=lambda t, c=code: t.label(services.get(c, {"en": c})),  # type: ignore[misc]
            )
            add(said, amount)
    add(voice.say("Total incl. VAT"), bill.total, Style(BOLD, 9.4), rule=True)
    if invoice.previous_balance > 0:
        add(voice.say("Still due on earlier invoices"), invoice.previous_balance, strong)
    if invoice.cash_stamp and bill.total > 0:
        add(voice.say("Stamp duty if paid in cash"), invoice.cash_stamp)
        add(voice.say("Total if paid in cash"), bill.total + invoice.cash_stamp, strong)
    return tuple(made)


def litre_price(
    pen: Pen, voice: Voice, invoice: Invoice, x: float, y: float, width: float
) -> float:
    """The price of the litre, five decimals, "(hors abonnement)": order of 28 April 2016; gives the y below."""
    price = invoice.bill.litre_price
    if price is None:
        return y
    said = voice.say(
        "Price of a litre incl. VAT: {price} (without subscription)",
        price=lambda t: iso(f"{t.number(price, 5)}\u00a0€"),
    )
    style = Style(SEMIBOLD, 7.6)
    for phrase in said:
        y = pen.block(x, y, phrase.text, style, width, rtl=phrase.rtl)
    return y + 2


def period(texts: Texts, line: Line) -> str:
    """The days a line stands for, as people write them."""
    if line.start is None or line.end is None:
        return ""
    return iso(f"{line.start:%d/%m/%y}\u2013{line.end - timedelta(days=1):%d/%m/%y}")


def price_text(texts: Texts, price: Decimal) -> str:
    """A unit price with the decimals it was published with, four for prices per m³ or kWh."""
    places = max(2, -int(price.as_tuple().exponent))
    return texts.number(price, places)


def _divisions(voice: Voice) -> tuple[tuple[Phrases, tuple[LineGroup, ...]], ...]:
    return (
        (voice.say("Subscription", context="invoice"), (LineGroup.FIXED,)),
        (voice.say("Consumption", context="invoice"), (LineGroup.CONSUMPTION, LineGroup.DEDUCTION)),
        ((), (LineGroup.LEVY, LineGroup.ONE_OFF)),
    )


def _columns(pen: Pen) -> list[tuple[float, float]]:
    widths = (pen.inner - sum(_NUMBERS), *_NUMBERS)
    made, x = [], pen.margin
    for width in widths:
        made.append((x, width))
        x += width
    return made


def legal_heading(voice: Voice, labels: dict[str, str]) -> Phrases:
    """The name of a heading; on a French invoice in another language the legal French name stands beside it."""
    said = voice.label(labels)
    rules: RuleBook = voice.rules
    if rules.country == "FR" and "fr" in labels and all(p.text != labels["fr"] for p in said):
        return (*said[:1], Phrase(labels["fr"], False))
    return said


def _heading(pen: Pen, voice: Voice, labels: dict[str, str], net: int) -> Row:
    colours = accent(voice.rules)

    def draw(y: float) -> None:
        columns = _columns(pen)
        style = Style(BOLD, 8.2, colours.dark)
        pen.say(columns[0][0] + 3, y + 2.2, legal_heading(voice, labels), style, columns[0][1] - 9)
        x, width = columns[3]
        pen.text(x, y + 2.2, voice.main.amount(net), style, width=width - 3, align="number")
        pen.rule(pen.margin, y + HEADING - 0.6, pen.inner, colour=RULE)

    return Row(HEADING, draw, keep=True)


def _subheading(pen: Pen, said: Phrases) -> Row:
    width = _columns(pen)[0][1]
    return Row(SUB, lambda y: pen.say(pen.margin + 3, y + 0.4, said, _SUB, width - 9), keep=True)


def _line(pen: Pen, voice: Voice, invoice: Invoice, line: Line, *, indent: float) -> Row:
    columns = _columns(pen)
    texts = voice.main
    x, width = columns[0]
    room = width - indent - 6
    days, taken = "", 0.0
    if (line.start, line.end) not in ((invoice.start, invoice.end), (None, None)):
        days = period(texts, line)
        taken = pen.wide(days, _PERIOD) + 4
    said = _label(voice, line)
    wide = sum(pen.wide(phrase.text, _CELL, rtl=phrase.rtl) for phrase in said)
    stacked = len(said) > 1 and wide * _LEAST > room - taken

    def draw(y: float) -> None:
        if days:
            pen.text(x + width - 6 - taken + 4, y + 1.6, days, _PERIOD, width=taken)
        if stacked:
            first, second = said[:2]
            pen.text(x + indent, y + 0.4, first.text, _CELL, width=room - taken, rtl=first.rtl)
            at = y + 0.4 + SUB
            pen.text(x + indent, at, second.text, _CELL, width=room, align="end", rtl=second.rtl)
        else:
            pen.say(x + indent, y + 0.4, said, _CELL, room - taken)
        cells = (
            _quantity(voice, invoice, line),
            _price(voice, line),
            texts.amount(line.net),
            _rate(voice, line),
        )
        for (left, span), text in zip(columns[1:], cells, strict=True):
            if text:
                colour = RED if line.net < 0 and left == columns[3][0] else INK
                style = _CELL.of(colour=colour)
                pen.text(left, y + 0.4, text, style, width=span - 3, align="number")

    return Row(ROW + SUB if stacked else ROW, draw)


def _label(voice: Voice, line: Line) -> Phrases:
    """The wording of a line; what takes back an earlier bill says so."""
    if line.group is LineGroup.DEDUCTION:
        return voice.say("{label}, already billed", label=lambda t: t.label(line.labels))
    return voice.label(line.labels)


def _quantity(voice: Voice, invoice: Invoice, line: Line) -> str:
    """The volume in front of a line; of a yearly charge, the days it is shared over."""
    texts = voice.main
    if line.quantity is not None:
        return texts.quantity(line.quantity, line.unit)
    if line.group is LineGroup.FIXED and _per(voice, line) == "year":
        days = ((line.end or invoice.end) - (line.start or invoice.start)).days
        return texts.count("{n} day", "{n} days", days, context="invoice")
    return ""


def _price(voice: Voice, line: Line) -> str:
    if line.unit_price is None:
        return ""
    price = price_text(voice.main, line.unit_price)
    if line.group is LineGroup.FIXED and _per(voice, line) == "year":
        return voice.main.say("{price} a year", price=price)
    return price


def _per(voice: Voice, line: Line) -> str:
    return next((c.per for c in voice.rules.components if c.code == line.code), "")


def _rate(voice: Voice, line: Line) -> str:
    if line.vat_rate is None:
        return "\u2014"
    return (
        voice.main.percent(line.vat_rate)
        if line.vat_rate
        else voice.main.say("exempt", context="vat")
    )
