"""The payment slip at the foot of an invoice: cut line, what to pay, and the codes a counter scans."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.invoice import Invoice
from desktop_app.texts import iso

from .codes import code128, modules, qr
from .letterhead import accent, called, fact
from .page import INK, RED, SMALL, SOFT, TINY, WHITE, Pen, Style
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Voice

TALL = 113.0
_MODULE = 1.05
"""Width of one bar-code module in points (0.37 mm: any counter scanner reads it)."""


def draw_slip(pen: Pen, voice: Voice, invoice: Invoice, y: float) -> None:
    """The slip from `y` down: cut line first, then who, how much, until when, bar code and QR."""
    x, width = pen.margin, pen.inner
    colours = accent(voice.rules)
    _cut_line(pen, y)
    y += 9
    title = voice.say("Payment slip, to bring or send with your payment")
    if invoice.debit:
        title = voice.say("Nothing to send: this amount will be debited from your account")
    pen.say(x, y, title, Style(SEMIBOLD, 8.6, colours.dark), width - 84)
    y += 15
    left = width * 0.46
    at = fact(pen, voice, x, y, left, voice.say("Payable to"), voice.operator()[:1])
    name = voice.each(lambda t: called(invoice.customer, t))[:1]
    contract = voice.each(lambda t: iso(invoice.customer.contract))
    at = fact(pen, voice, x, at, left, voice.say("Customer"), name)
    at = fact(pen, voice, x, at, left, voice.say("Contract"), contract)
    if invoice.number:
        at = fact(
            pen,
            voice,
            x,
            at,
            left,
            voice.say("Invoice no."),
            voice.each(lambda t: iso(invoice.number)),
        )
    if invoice.epay_key:
        key = voice.each(lambda t: iso(invoice.epay_key))
        at = fact(pen, voice, x, at, left, voice.say("Electronic-payment key"), key)
    _due(pen, voice, invoice, x + left + 16, y, width - left - 16 - 92)
    if invoice.scan:
        _codes(pen, voice, invoice, y)


def _due(pen: Pen, voice: Voice, invoice: Invoice, x: float, y: float, width: float) -> None:
    colours = accent(voice.rules)
    currency = voice.rules.currency
    pen.box(x, y - 1, width, 45, fill=colours.wash, round_=4)
    pen.say(x + 8, y + 2, voice.say("Amount to pay"), SMALL, width - 16)
    pen.text(
        x + 8,
        y + 10.5,
        voice.main.money(max(invoice.bill.total, 0), currency),
        Style(BOLD, 14, INK),
        width=width - 16,
        align="middle",
    )
    red = RED if voice.rules.country == "DZ" else INK
    said = voice.say("by {date}", date=lambda t: t.date(invoice.due_on))
    if invoice.debit:
        said = voice.say("debited on {date}", date=lambda t: t.date(debit_day(invoice)))
    pen.say(x + 8, y + 31, said, Style(SEMIBOLD, 8, red), width - 16, align="middle")
    if invoice.cash_stamp:
        cash = voice.say(
            "in cash, with stamp duty: {amount}",
            amount=lambda t: t.money(invoice.bill.total + invoice.cash_stamp, currency),
        )
        pen.say(x, y + 44.5, cash, Style(REGULAR, 6.6, SOFT), width, align="middle")


def debit_day(invoice: Invoice) -> date:
    """The day the invoice will be debited: the one announced, else its due date."""
    return date.fromisoformat(invoice.debit["on"]) if invoice.debit.get("on") else invoice.due_on


def _codes(pen: Pen, voice: Voice, invoice: Invoice, y: float) -> None:
    right = pen.margin + pen.inner
    side = 72.0
    pen.box(right - side - 8, y - 17, side + 16, side + 16, fill=WHITE)
    qr(pen, right - side, y - 9, side, invoice.scan)
    wide = modules(invoice.scan) * _MODULE
    tall = 25.0
    top = y + 56
    middle = pen.margin + pen.inner - side - 30 - wide
    pen.box(middle - 12, top - 2, wide + 24, tall + 4, fill=WHITE)
    code128(pen, middle, top, wide, tall, invoice.scan)
    spaced = " ".join(invoice.scan[i : i + 4] for i in range(0, len(invoice.scan), 4))
    pen.text(
        middle, top + tall + 1.5, iso(spaced), Style(SEMIBOLD, 7.5), width=wide, align="middle"
    )
    pen.text(
        right - side, y + side - 7, iso(invoice.number or ""), TINY, width=side, align="middle"
    )


def _cut_line(pen: Pen, y: float) -> None:
    """Dots from edge to edge with scissors at the start."""
    pen.rule(0, y, pen.width, colour=SOFT, weight=0.9, dash="0.1 4")
    x = pen.left(18)
    turn = -1 if pen.rtl else 1
    blades = []
    for side in (1, -1):
        blades.append(
            f"{x:.1f} {-y + 2.2 * side:.1f} m {x + turn * 11:.1f} {-y - 2.6 * side:.1f} l"
        )
        loop = x - turn * 2.6
        r, k = 2.3, 1.27
        cy = -y + 3.2 * side
        blades.append(
            f"{loop + r:.2f} {cy:.2f} m "
            f"{loop + r:.2f} {cy + k:.2f} {loop + k:.2f} {cy + r:.2f} {loop:.2f} {cy + r:.2f} c "
            f"{loop - k:.2f} {cy + r:.2f} {loop - r:.2f} {cy + k:.2f} {loop - r:.2f} {cy:.2f} c "
            f"{loop - r:.2f} {cy - k:.2f} {loop - k:.2f} {cy - r:.2f} {loop:.2f} {cy - r:.2f} c "
            f"{loop + k:.2f} {cy - r:.2f} {loop + r:.2f} {cy - k:.2f} {loop + r:.2f} {cy:.2f} c"
        )
    pen.raw(f"q 1 J 0.34 0.4 0.45 RG 0.9 w {' '.join(blades)} S Q")
