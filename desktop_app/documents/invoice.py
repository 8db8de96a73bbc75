"""The invoice on paper: what to pay and until when, what was used, every priced line, how it was computed, the slip.

Compulsory content: order of 10 July 1996 as amended (France); bilingual billing notice (Morocco); total in words, last
day in red, both totals with and without stamp duty (Algeria). One page when all fits, else it goes on overleaf.
"""

from __future__ import annotations

from datetime import timedelta

from desktop_app.domain.invoice import Estimate, Invoice, InvoiceKind, LineGroup, MeterUse
from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import Texts, iso
from desktop_app.texts import estimates as wording

from .chart import draw_charts
from .embedding import FontUse
from .invoice_lines import Row, header, litre_price, rows, totals
from .letterhead import (
    accent,
    addressee,
    band,
    contacts,
    fact,
    footers,
    letterhead,
    marks,
    start,
)
from .page import A4, INK, RED, RULE, SMALL, SOFT, WASH, Binder, Pen, Style
from .slip import TALL, debit_day, draw_slip
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Phrases, Voice, person

_BOTTOM = 30.0
_NOTE = Style(REGULAR, 6.3, SOFT, 1.3)
_NOTICES = ("deadline", "means", "stamp", "complaint", "mediator", "late", "helpline", "quality")


def draw_invoice(
    fact: Invoice, rules: RuleBook, languages: tuple[str, ...], *, copy: int, mode: str = ""
) -> bytes:
    """The PDF of an invoice, a credit note or a simulation, in one language or two; trouble FontMissing."""
    pen, voice = drawn(fact, rules, languages, copy=copy, mode=mode)
    title = _title(voice, fact)[0].text
    return pen.finish(
        title=f"{title} {fact.number or ''}".strip(),
        author=_author(voice),
        subject=f"{fact.customer.contract} {fact.scan}".strip(),
        language=languages[0],
    )


class Sheaf:
    """Invoices of a run in one file: drawn one after the other, fonts embedded once; trouble FontMissing."""

    def __init__(self, rules: RuleBook, *, mode: str = "") -> None:
        self._rules, self._mode = rules, mode
        self._binder = Binder(rules.languages[0])
        self._author = ""

    @property
    def pages(self) -> int:
        """Pages bound so far."""
        return self._binder.pages

    def add(self, fact: Invoice, languages: tuple[str, ...], *, copy: int) -> None:
        """One invoice more, in its customer's language."""
        pen, voice = drawn(
            fact, self._rules, languages, copy=copy, mode=self._mode, fonts=self._binder.fonts
        )
        self._author = self._author or _author(voice)
        self._binder.add(pen)

    def close(self, title: str) -> bytes:
        """The PDF file."""
        return self._binder.close(title=title, author=self._author, subject="")


def _author(voice: Voice) -> str:
    return voice.rules.identity.get("legal_name", voice.operator()[0].text)


def drawn(
    fact: Invoice,
    rules: RuleBook,
    languages: tuple[str, ...],
    *,
    copy: int,
    mode: str,
    fonts: dict[str, FontUse] | None = None,
) -> tuple[Pen, Voice]:
    """The pages of an invoice."""
    pen, voice = start(rules, languages, A4, mode=mode, fonts=fonts)
    y = _top(pen, voice, fact, copy=copy, mode=mode)
    y = _amount(pen, voice, fact, y)
    y = _consumption(pen, voice, fact, y)
    slip_at = A4[1] - _BOTTOM - TALL
    with_slip = fact.bill.total > 0 and bool(fact.number)
    _flow(pen, voice, fact, y, (slip_at - 2) if with_slip else A4[1] - _BOTTOM - 4)
    if with_slip:
        pen.on(0)
        draw_slip(pen, voice, fact, slip_at)
    footers(pen, voice, fact.number or "", mode=mode)
    return pen, voice


# --- the top of the page -----------------------------------------------------------------------------------------


def _top(pen: Pen, voice: Voice, invoice: Invoice, *, copy: int, mode: str) -> float:
    half = pen.inner / 2 - 10
    right = pen.margin + half + 20
    colours = accent(voice.rules)
    style = Style(BOLD, 16 if not voice.both else 14, colours.dark)
    said = _title(voice, invoice)
    taken = max(pen.wide(p.text, style, rtl=p.rtl) for p in said)
    at = letterhead(pen, voice, 26, room=pen.inner - taken - 16)
    y = 22.0
    y = pen.stack(right, y, said, style, half, align="end")
    for phrase in _kind(voice, invoice):
        pen.text(
            right, y, phrase.text, Style(SEMIBOLD, 8, SOFT), width=half, align="end", rtl=phrase.rtl
        )
        y += 11
    marks(pen, voice, right + half, y + 3, copy=copy, mode=mode)
    at = contacts(pen, voice, pen.margin, at + 6, half)
    top, tall = (106, 112) if voice.both else (96, 88)
    pen.box(right + 6, top, half - 6, tall, fill=WASH, round_=5)
    addressee(pen, invoice.customer, voice, right + 18, top + 7, half - 30)
    pen.rule(pen.margin, at + 3, half)
    at = _references(pen, voice, invoice, pen.margin, at + 7, half)
    return max(at, top + tall + 2) + 4


def _title(voice: Voice, invoice: Invoice) -> Phrases:
    if invoice.kind is InvoiceKind.CREDIT:
        return voice.say("Credit note")
    return voice.notice("title") or voice.say("Invoice")


def _kind(voice: Voice, invoice: Invoice) -> Phrases:
    match invoice.kind:
        case InvoiceKind.ADVANCE:
            return voice.say("Half-yearly invoice on an estimated consumption")
        case InvoiceKind.SETTLEMENT:
            return voice.say("Yearly invoice on your meter reading")
        case InvoiceKind.REGULARISATION:
            return voice.say("Regularisation after an actual reading")
        case InvoiceKind.FINAL:
            return voice.say("Final invoice at the end of the contract")
        case InvoiceKind.CREDIT:
            return voice.say("It corrects invoice {number}", number=iso(invoice.corrects or ""))
    return (
        voice.say("Estimated invoice")
        if invoice.estimated
        else voice.say("Invoice on your meter reading")
    )


def _references(
    pen: Pen, voice: Voice, invoice: Invoice, x: float, y: float, width: float
) -> float:
    customer = invoice.customer
    last = invoice.end - timedelta(days=1)
    put = [
        (voice.say("Contract"), voice.each(lambda t: iso(customer.contract))),
        (
            voice.say("Invoice no."),
            voice.each(lambda t: iso(invoice.number) if invoice.number else t.say("simulation")),
        ),
        (voice.say("Date of issue"), voice.each(lambda t: t.date(invoice.issued_on))),
        (
            voice.say("Period billed"),
            voice.each(lambda t: iso(f"{invoice.start:%d/%m/%Y} \u2013 {last:%d/%m/%Y}")),
        ),
    ]
    if voice.rules.calendar.kind == "quarterly":
        quarter = (last.month + 2) // 3
        said = voice.say("Quarter {n} of {year}", n=iso(quarter), year=iso(last.year))
        put.append((voice.say("Quarter"), said))
    if invoice.next_reading_on:
        day = invoice.next_reading_on
        put.append((voice.say("Next reading"), voice.each(lambda t: t.date(day))))
    if customer.category_labels:
        put.append((voice.say("Tariff"), voice.label(customer.category_labels)))
    if customer.send_to:
        place = ", ".join(p for p in (customer.address, customer.town) if p)
        put.append((voice.say("Place served"), voice.each(lambda t: iso(place))))
    for label, value in put:
        y = fact(pen, voice, x, y, width, label, value)
    return y


def _amount(pen: Pen, voice: Voice, invoice: Invoice, y: float) -> float:
    """The one box everybody looks for: how much, until when, how."""
    colours = accent(voice.rules)
    beside = _beside(voice, invoice)
    tall = max(44.0, 11 + 15.0 * len(beside)) if voice.both else 45.0
    currency = voice.rules.currency
    x, third = pen.margin, pen.inner / 3
    pen.box(x, y, pen.inner, tall, fill=colours.wash, stroke=colours.main, weight=0.9, round_=6)
    caption = Style(SEMIBOLD, 7.6, colours.dark)
    inside = third - 20
    total = invoice.bill.total
    said = voice.say("Amount in your favour") if total < 0 else voice.say("Amount to pay")
    pen.say(x + 10, y + 5, said, caption, inside)
    pen.text(
        x + 10,
        y + 15,
        voice.main.money(abs(total), currency),
        Style(BOLD, 18, INK),
        width=inside,
        align="middle",
    )
    red = RED if voice.rules.country == "DZ" else INK
    if invoice.debit:
        said, when = voice.say("Will be debited on"), voice.main.date(debit_day(invoice))
    else:
        said, when = voice.say("To be paid by"), voice.main.date(invoice.due_on)
    if total > 0:
        pen.say(x + third + 10, y + 5, said, caption, inside)
        pen.text(x + third + 10, y + 17, when, Style(BOLD, 14.5, red), width=inside, align="middle")
    _put_beside(pen, voice, beside, x + 2 * third + 10, y + 5, inside)
    return y + tall + 5


def _beside(voice: Voice, invoice: Invoice) -> list[tuple[Phrases, str]]:
    """The third part of the box: the debit's references, the payment key and cash total, or the earlier balance."""
    lines: list[tuple[Phrases, str]] = []
    money = voice.main.money
    currency = voice.rules.currency
    if invoice.debit:
        lines += [
            (voice.say("Mandate"), iso(invoice.debit.get("rum", ""))),
            (voice.say("Creditor"), iso(invoice.debit.get("creditor", ""))),
        ]
    if invoice.epay_key:
        lines.append((voice.say("Electronic-payment key"), iso(invoice.epay_key)))
    if invoice.cash_stamp and invoice.bill.total > 0:
        lines.append(
            (voice.say("In cash"), money(invoice.bill.total + invoice.cash_stamp, currency))
        )
    if invoice.previous_balance > 0:
        lines.append((voice.say("Earlier invoices"), money(invoice.previous_balance, currency)))
    if not lines:
        lines.append((voice.say("Volume billed"), _volumes(voice.main, invoice)))
    return lines[:3]


def _put_beside(
    pen: Pen, voice: Voice, lines: list[tuple[Phrases, str]], x: float, y: float, width: float
) -> None:
    for said, value in lines:
        if voice.both:
            pen.say(x, y, said, Style(REGULAR, 6.4, SOFT), width)
            pen.text(x, y + 7, value, Style(SEMIBOLD, 7.2), width=width, align="middle")
            y += 15
        else:
            wide = min(pen.wide(said[0].text, SMALL) + 5, width * 0.6)
            pen.text(x, y, said[0].text, SMALL, width=wide)
            pen.text(x + wide, y, value, Style(SEMIBOLD, 7.4), width=width - wide, align="end")
            y += 13


def _volumes(texts: Texts, invoice: Invoice) -> str:
    return "  ".join(texts.quantity(use.volume, use.unit) for use in invoice.uses)


# --- what was used -----------------------------------------------------------------------------------------------


def _consumption(pen: Pen, voice: Voice, invoice: Invoice, y: float) -> float:
    if not invoice.uses and not invoice.bars:
        return y
    half = pen.inner / 2 - 8
    y = band(pen, voice, voice.say("Your consumption"), y)
    at = y
    for use in invoice.uses:
        at = _use(pen, voice, use, pen.margin, at, half)
    if invoice.estimate:
        for phrase in _computed(voice, invoice, invoice.estimate):
            at = pen.block(
                pen.margin, at + 1, phrase.text, Style(REGULAR, 6.8), half, rtl=phrase.rtl
            )
    right = pen.margin + half + 16
    tall = draw_charts(pen, voice, right, y - 1, half, 80.0, invoice.bars) if invoice.bars else 0.0
    return max(at, y + tall) + 3


def _use(pen: Pen, voice: Voice, use: MeterUse, x: float, y: float, width: float) -> float:
    """One meter: serial number, both indexes with their days and kinds, and what passed between them."""
    texts = voice.main
    names = {s.code: s.labels for s in voice.rules.services}
    service = voice.label(names.get(use.service, {"en": use.service}))
    style = Style(SEMIBOLD, 7.6)
    if voice.both:
        pen.say(x, y, service, style, width)
        pen.text(x, y, iso(use.serial), style, width=width, align="middle")
    else:
        titled = texts.say(
            "{service}, meter {serial}", service=service[0].text, serial=iso(use.serial)
        )
        pen.text(x, y, titled, style, width=width)
    y += 11.5
    thirds = width / 3
    cells = (
        (voice.say("Old index"), texts.number(use.old_index), use.old_on, use.old_kind),
        (voice.say("New index"), texts.number(use.new_index), use.new_on, use.new_kind),
    )
    tall = 37.0 if voice.both else 34.0
    pen.box(x, y, width, tall, fill=WASH, round_=4)
    for n, (said, value, day, kind) in enumerate(cells):
        left = x + n * thirds + 6
        pen.say(left, y + 2.5, said, Style(REGULAR, 6.4, SOFT), thirds - 12)
        pen.text(left, y + 10.5, value, Style(SEMIBOLD, 9.6), width=thirds - 12)
        note = f"{texts.date(day)} · {_reading_kind(texts, kind)}"
        pen.text(left, y + 23.5, note, Style(REGULAR, 6.2, SOFT), width=thirds - 8)
    left = x + 2 * thirds + 6
    pen.say(left, y + 2.5, voice.say("Consumption"), Style(REGULAR, 6.4, SOFT), thirds - 12)
    pen.text(
        left, y + 10.5, texts.quantity(use.volume, use.unit), Style(BOLD, 10.6), width=thirds - 12
    )
    if use.estimated:
        pen.chip(left, y + 24, texts.say("estimated", context="consumption"), fill=INK, size=5.6)
    return y + tall + 4


def _reading_kind(texts: Texts, kind: str) -> str:
    match kind:
        case "estimated":
            return texts.say("estimated", context="reading")
        case "customer":
            return texts.say("given by you", context="reading")
        case "initial" | "installed":
            return texts.say("meter fitted", context="reading")
        case "final" | "removed":
            return texts.say("meter removed", context="reading")
    return texts.say("read", context="reading")


def _computed(voice: Voice, invoice: Invoice, estimate: Estimate) -> Phrases:
    """How an estimated volume was made, with its reference periods: order of 10 July 1996, article 7."""
    units = [use.unit for use in invoice.uses]
    units += [line.unit for line in invoice.bill.lines if line.group is LineGroup.CONSUMPTION]
    unit = units[0] if units else ""

    def say(texts: Texts) -> str:
        sources = wording.sources(texts, estimate, unit)
        head = texts.say(
            "Estimated invoice: {volume}, {method}.",
            volume=texts.quantity(estimate.volume, unit),
            method=wording.method(texts, estimate.method),
        )
        if sources:
            head += f" {texts.say('Reference: {sources}.', sources=sources)}"
        band = wording.band(texts, estimate)
        return f"{head} {texts.say('Real use: {band}.', band=band)}" if band else head

    return voice.each(say)


# --- lines, totals, notices --------------------------------------------------------------------------------------


def _flow(pen: Pen, voice: Voice, invoice: Invoice, y: float, limit: float) -> None:
    """Lines, totals and notices one under the other, turning the page where the room ends."""
    end = A4[1] - _BOTTOM - 4
    y = band(pen, voice, voice.say("Detail of the invoice"), y) - 2
    y = header(pen, voice, y)
    queue = list(rows(pen, voice, invoice))
    first = True
    while queue:
        together = 1
        while together < len(queue) and queue[together - 1].keep:
            together += 1
        need = sum(row.tall for row in queue[:together])
        more = 10 if len(queue) > together else 0
        if y + need + more > (limit if first else end):
            note = voice.say("continued overleaf")
            pen.say(pen.margin, y + 1, note, SMALL, pen.inner, align="end")
            y, first = _overleaf(pen, voice, invoice), False
            y = header(pen, voice, y)
        for row in queue[:together]:
            row.draw(y)
            y += row.tall
        del queue[:together]
    y, first = _sums(pen, voice, invoice, y + 3, limit if first else end, first)
    _notices(pen, voice, invoice, y, limit if first else end)


def _overleaf(pen: Pen, voice: Voice, invoice: Invoice) -> float:
    pen.turn()
    said = voice.each(lambda t: f"{t.label(voice.rules.names)} · {iso(invoice.number or '')}")
    pen.say(pen.margin, 26, said, Style(SEMIBOLD, 8, accent(voice.rules).dark), pen.inner)
    pen.rule(pen.margin, 40, pen.inner, colour=RULE)
    return 46


def _sums(
    pen: Pen, voice: Voice, invoice: Invoice, y: float, limit: float, first: bool
) -> tuple[float, bool]:
    """Totals at the end side, litre price, words and debit at the start side."""
    currency = voice.rules.currency
    wide = pen.inner * (0.54 if voice.both else 0.46)
    left = pen.inner - wide - 16
    sums: tuple[Row, ...] = totals(pen, voice, invoice, pen.margin + pen.inner - wide, wide)
    if y + sum(row.tall for row in sums) > limit:
        y, first = _overleaf(pen, voice, invoice), False
    at = y
    for row in sums:
        row.draw(at)
        at += row.tall
    side = litre_price(pen, voice, invoice, pen.margin, y + 1, left)
    if voice.rules.country != "FR" and invoice.bill.total > 0:
        words = voice.say(
            "In words: {words}", words=lambda t: t.words(invoice.bill.total, currency)
        )
        for phrase in words:
            side = (
                pen.block(pen.margin, side, phrase.text, Style(REGULAR, 7.2), left, rtl=phrase.rtl)
                + 1
            )
    for phrase in _particulars(voice, invoice):
        side = pen.block(pen.margin, side, phrase.text, Style(REGULAR, 7), left, rtl=phrase.rtl) + 1
    return max(at, side) + 2, first


def _particulars(voice: Voice, invoice: Invoice) -> Phrases:
    """What must be said beside the totals: the debit that follows, the reason of a correction."""
    said: Phrases = ()
    if invoice.debit:
        said += voice.notice("prenotification") or voice.say(
            "This invoice is the pre-notification of the debit shown above."
        )
    if invoice.kind is InvoiceKind.CREDIT:
        if invoice.reason:
            said += voice.say("Reason: {reason}", reason=person(invoice.reason))
        said += voice.notice("credit")
    if invoice.regularises:
        said += voice.notice("regularisation")
    return said


def _notices(pen: Pen, voice: Voice, invoice: Invoice, y: float, limit: float) -> None:
    """The legal notices, as small as may be read, in two columns (or two languages facing each other)."""
    keys = (("estimate",) if invoice.estimated else ()) + _NOTICES
    if invoice.kind is InvoiceKind.CREDIT:
        keys = ("refund", "complaint", "mediator")
    said = [voice.notice(key) for key in keys]
    known = voice.rules.identity
    services = " · ".join(iso(known[key]) for key in known if key.endswith("_service"))
    said.append(voice.each(lambda t: services)[:1])
    wanted = [phrases for phrases in said if phrases]
    if not voice.both:
        joined = [phrases[0] for phrases in wanted]
        room = (pen.inner - 16) / 2
        heights = [pen.tall(p.text, _NOTE, room, rtl=p.rtl) + 2 for p in joined]
        need, half = _halves(heights)
        if y + need > limit:
            y = _overleaf(pen, voice, invoice)
        for column, part in enumerate((joined[:half], joined[half:])):
            at = y
            for phrase in part:
                at = (
                    pen.block(
                        pen.margin + column * (room + 16),
                        at,
                        phrase.text,
                        _NOTE,
                        room,
                        rtl=phrase.rtl,
                    )
                    + 2
                )
        return
    need = sum(pen.paragraphs_tall(phrases, _NOTE, pen.inner) + 1.5 for phrases in wanted)
    if len(pen.pages) == 1 and y + need > limit:
        y, limit = _overleaf(pen, voice, invoice), A4[1] - _BOTTOM - 4
    for phrases in wanted:
        if y + pen.paragraphs_tall(phrases, _NOTE, pen.inner) > limit:
            y, limit = _overleaf(pen, voice, invoice), A4[1] - _BOTTOM - 4
        y = pen.paragraphs(pen.margin, y, phrases, _NOTE, pen.inner) + 1.5


def _halves(heights: list[float]) -> tuple[float, int]:
    """How tall two columns are at their best, and how many paragraphs the first one takes."""
    options = [(max(sum(heights[:n]), sum(heights[n:])), n) for n in range(len(heights) + 1)]
    return min(options)
