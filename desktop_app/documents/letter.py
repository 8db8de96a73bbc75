"""What letters and agreements share: title with references, amounts in a dated table, paragraphs, boxes to sign."""

from __future__ import annotations

from desktop_app.domain.monthly import Instalment
from desktop_app.domain.subscriber import Customer
from desktop_app.texts import iso

from .letterhead import accent, addressee, contacts, letterhead, marks
from .page import A4, RULE, SMALL, SOFT, WASH, Pen, Style
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Phrases, Voice

TEXT = Style(REGULAR, 9, lead=1.5)
BOTTOM = A4[1] - 36


def head(
    pen: Pen, voice: Voice, customer: Customer, title: Phrases, number: str, *, copy: int, mode: str
) -> float:
    """Letterhead, contacts, title and number at the end side, the address in the window; gives the y below."""
    half = pen.inner / 2 - 10
    right = pen.margin + half + 20
    colours = accent(voice.rules)
    at = letterhead(pen, voice, 26, room=half + 10)
    size = 14 if not voice.both else 12.5
    y = pen.stack(right, 23, title, Style(BOLD, size, colours.dark), half, align="end")
    pen.text(right, y, iso(number), Style(SEMIBOLD, 8.4, SOFT), width=half, align="end")
    marks(pen, voice, right + half, y + 14, copy=copy, mode=mode)
    at = contacts(pen, voice, pen.margin, at + 8, half)
    top, tall = (106, 112) if voice.both else (100, 88)
    pen.box(right + 6, top, half - 6, tall, fill=WASH, round_=5)
    addressee(pen, customer, voice, right + 18, top + 7, half - 30)
    return max(at, top + tall) + 14


def prose(pen: Pen, voice: Voice, said: Phrases, y: float, style: Style = TEXT) -> float:
    """A paragraph over the whole width, or two languages facing each other."""
    y = room_for(pen, y, pen.paragraphs_tall(said, style, pen.inner))
    return pen.paragraphs(pen.margin, y, said, style, pen.inner) + 5


def room_for(pen: Pen, y: float, tall: float) -> float:
    """The y where something this tall may start: here, or at the top of the next page."""
    if y + tall <= BOTTOM:
        return y
    pen.turn()
    return 40


def dated(pen: Pen, voice: Voice, instalments: tuple[Instalment, ...], y: float) -> float:
    """The dates and amounts in two facing halves (one when there are few), with their total."""
    halves = 2 if len(instalments) > 6 else 1
    per = -(-len(instalments) // halves)
    gap = 18.0
    width = (pen.inner - gap * (halves - 1)) / halves
    row = 15.0
    top = room_for(pen, y, row * min(per, 40) + 40)
    colours = accent(voice.rules)
    total = voice.main.money(sum(one.amount for one in instalments), voice.rules.currency)
    bold = Style(BOLD, 9.4)
    room = max(pen.wide(total, bold), 48.0) + 8
    cells = ((0.0, width * 0.12), (width * 0.12, width * 0.88 - room), (width - room, room))
    bottom = top
    for half in range(halves):
        x = pen.margin + half * (width + gap)
        titles = (voice.say("No."), voice.say("Date"), voice.say("Amount"))
        tall = 24.0 if voice.both else 15.0
        pen.box(x, top, width, tall, fill=colours.wash)
        style = Style(SEMIBOLD, 7.4, colours.dark)
        for (start, share), said, align in zip(
            cells, titles, ("start", "start", "number"), strict=True
        ):
            pen.stack(x + 4 + start, top + 2, said, style, share - 8, align=align)
        at = top + tall
        for n in range(half * per, min((half + 1) * per, len(instalments))):
            if at + row > BOTTOM:
                pen.turn()
                at = 40
            one = instalments[n]
            texts = voice.main
            pen.text(x + 4, at + 2.6, iso(n + 1), Style(REGULAR, 8.2, SOFT))
            day, plain = texts.long_date(one.on), Style(REGULAR, 8.8)
            pen.text(x + 4 + cells[1][0], at + 2.4, day, plain, width=cells[1][1] - 8)
            amount = texts.money(one.amount, voice.rules.currency)
            pen.text(
                x + 4 + cells[2][0],
                at + 2.4,
                amount,
                Style(SEMIBOLD, 8.8),
                width=room - 8,
                align="number",
            )
            pen.rule(x, at + row, width, colour=RULE, weight=0.4)
            at += row
        bottom = max(bottom, at)
    x = pen.margin + pen.inner - width
    pen.say(x + 4, bottom + 3, voice.say("Total"), bold, width - room - 8)
    pen.text(x + 4 + width - room, bottom + 3, total, bold, width=room - 8, align="number")
    return bottom + 24


def signatures(pen: Pen, voice: Voice, parties: tuple[tuple[Phrases, str], ...], y: float) -> float:
    """One box to sign per party, with its name."""
    tall = 78.0
    y = room_for(pen, y, tall + 6)
    width = (pen.inner - 18 * (len(parties) - 1)) / len(parties)
    for n, (said, who) in enumerate(parties):
        x = pen.margin + n * (width + 18)
        pen.box(x, y, width, tall, stroke=RULE, round_=5)
        pen.say(x + 8, y + 5, said, Style(SEMIBOLD, 8), width - 16)
        pen.text(x + 8, y + 17, who, SMALL, width=width - 16)
        pen.say(
            x + 8,
            y + tall - 14,
            voice.say("Date and signature"),
            Style(REGULAR, 6.6, SOFT),
            width - 16,
        )
    return y + tall + 8
