"""The papers of the till: Z report of a shift, deposit slip for the bank, closing of a day, a month or a year."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from desktop_app.domain.closing import DAY, MONTH, Closing
from desktop_app.domain.money import Cents
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.till import DepositSlip, Movement, Pieces, ShiftReport
from desktop_app.texts import Texts, iso

from .letter import room_for, signatures
from .letterhead import accent, band, fact, footers, letterhead, marks, start
from .page import A4, A5, ROLL, RULE, SMALL, SOFT, TINY, WASH, Pen, Style
from .receipt import tender_name
from .text import BOLD, REGULAR
from .voice import Phrases, Voice, person

_CELL, _BOLD = Style(REGULAR, 8.6), Style(BOLD, 9)
_ROW = 15.0
Row = tuple[Phrases, str]


def draw_shift_report(
    made: ShiftReport,
    rules: RuleBook,
    languages: tuple[str, ...],
    *,
    copy: int,
    mode: str = "",
    narrow: bool = False,
) -> bytes:
    """The PDF of a Z report, on A4 or on an 80 mm roll; trouble FontMissing."""
    pen, voice = _start(rules, languages, mode, narrow=narrow)
    y = _head(pen, voice, voice.say("Till report Z"), made.number, copy=copy, mode=mode)
    y = _facts(
        pen,
        voice,
        y,
        (
            ("Agency, till, agent", _place(voice, made.agency, made.till, made.agent)),
            ("Opened", voice.each(lambda t: t.instant(made.opened_at))),
            ("Closed", voice.each(lambda t: t.instant(made.closed_at))),
            ("Receipts written", voice.each(lambda t: t.number(made.receipts))),
            ("Of which cancellations", voice.each(lambda t: t.number(made.reversals))),
            ("First and last receipt", _ends(voice, made.first_receipt, made.last_receipt)),
        ),
    )
    y = _table(
        pen,
        voice,
        y,
        voice.say("Cash in the drawer"),
        (
            _row(voice, "Float", made.float),
            _row(voice, "Cash in", made.cash_in),
            _row(voice, "Cash out", -made.cash_out),
            _row(voice, "Expected", made.expected),
            _row(voice, "Counted", made.counted),
        ),
        last=_row(voice, "Difference", made.difference),
    )
    if made.reason or made.supervisor:
        y = _facts(
            pen,
            voice,
            y,
            (
                ("Reason of the difference", _plain(voice, made.reason)),
                ("Supervisor", _plain(voice, made.supervisor)),
            ),
        )
    y = _table(
        pen,
        voice,
        y,
        voice.say("Collected by means of payment"),
        [_tender(voice, t.tender, t.amount) for t in made.tenders],
        last=_row(voice, "Collected, stamp duty not counted", made.collected),
    )
    if made.stamp:
        y = _table(pen, voice, y, (), (_row(voice, "Stamp duty on cash", made.stamp),))
    y = _movements(pen, voice, y, made.movements)
    y = _pieces(pen, voice, y, made.pieces)
    y = _signatures(
        pen,
        voice,
        ((voice.say("The agent"), person(made.agent)), (voice.say("The supervisor"), "")),
        y + 6,
    )
    return _end(pen, voice, made.number, made.hash_code, languages, mode, y)


def draw_deposit(
    made: DepositSlip,
    rules: RuleBook,
    languages: tuple[str, ...],
    *,
    copy: int,
    mode: str = "",
    narrow: bool = False,
) -> bytes:
    """The PDF of a deposit slip, on A4 or on an 80 mm roll; trouble FontMissing."""
    pen, voice = _start(rules, languages, mode, narrow=narrow)
    y = _head(pen, voice, voice.say("Deposit slip"), made.number, copy=copy, mode=mode)
    y = _facts(
        pen,
        voice,
        y,
        (
            ("Agency, till, agent", _place(voice, made.agency, made.till, made.agent)),
            ("Date and time", voice.each(lambda t: t.instant(made.made_at))),
            ("Till reports", voice.each(lambda t: t.say("list separator").join(made.shifts))),
        ),
    )
    cheques = [
        (_plain(voice, " · ".join(p for p in (c.bank, c.reference, c.name) if p)), c.amount)
        for c in made.cheques
    ]
    y = _table(
        pen,
        voice,
        y,
        voice.say("Cheques"),
        [(said or voice.say("Cheque"), voice.main.amount(n)) for said, n in cheques],
    )
    y = _table(
        pen,
        voice,
        y,
        voice.say("Paid into the bank"),
        (
            _row(voice, "Cash", made.cash),
            _row(voice, "Cheques", made.total - made.cash),
        ),
        last=_row(voice, "Total", made.total),
    )
    y = _table(pen, voice, y, (), (_row(voice, "Left in the drawers", made.left),))
    y = _signatures(
        pen,
        voice,
        ((voice.say("The agent"), person(made.agent)), (voice.say("Received by"), "")),
        y + 6,
    )
    return _end(pen, voice, made.number, made.hash_code, languages, mode, y)


def draw_closing(
    made: Closing,
    rules: RuleBook,
    languages: tuple[str, ...],
    *,
    copy: int,
    mode: str = "",
    narrow: bool = False,
) -> bytes:
    """The PDF of a closing, on A4 or on an 80 mm roll; trouble FontMissing."""
    pen, voice = _start(rules, languages, mode, narrow=narrow)
    title = {DAY: "Closing of the day", MONTH: "Closing of the month"}
    said = voice.say(title.get(made.kind, "Closing of the year"))
    y = _head(pen, voice, said, made.number, copy=copy, mode=mode)
    y = _facts(
        pen,
        voice,
        y,
        (
            ("Agency, till, agent", _place(voice, made.agency, made.till, made.agent)),
            ("From", voice.each(lambda t: t.date(made.start))),
            ("Before", voice.each(lambda t: t.date(made.end))),
            ("Made", voice.each(lambda t: t.instant(made.made_at))),
            ("Invoices", voice.each(lambda t: t.number(made.period.invoices))),
            ("Credit notes", voice.each(lambda t: t.number(made.period.credit_notes))),
            ("Receipts written", voice.each(lambda t: t.number(made.period.receipts))),
            ("Duplicates printed", voice.each(lambda t: t.number(made.copies))),
        ),
    )
    y = _table(
        pen,
        voice,
        y,
        voice.say("Invoiced"),
        [
            (
                voice.each(lambda t, r=r: t.say("VAT {rate} %", rate=t.number(r.rate))),  # type: ignore[misc]
                voice.main.amount(r.vat),
            )
            for r in made.rates
        ],
        last=_row(voice, "Turnover of the period", made.period.turnover),
    )
    y = _table(
        pen,
        voice,
        y,
        voice.say("Collected by means of payment"),
        [_tender(voice, kind, amount) for kind, amount in made.tenders],
        last=_row(voice, "Collected in the period", made.period.collected),
    )
    y = _table(
        pen,
        voice,
        y,
        voice.say("Perpetual totals"),
        (
            _row(voice, "Perpetual turnover", made.perpetual.turnover),
            _row(voice, "Perpetual collected", made.perpetual.collected),
        ),
    )
    return _end(pen, voice, made.number, made.hash_code, languages, mode, y)


def _start(
    rules: RuleBook, languages: tuple[str, ...], mode: str, *, narrow: bool
) -> tuple[Pen, Voice]:
    if narrow:
        return start(rules, languages[:1], ROLL, mode=mode, margin=11.0)
    return start(rules, languages, A4, mode=mode)


def _on_roll(pen: Pen) -> bool:
    return pen.width < A5[0]


def _roll_head(
    pen: Pen, voice: Voice, title: Phrases, number: str, *, copy: int, mode: str
) -> float:
    """Everything in the middle, one under the other."""
    y = 12.0
    for phrase in voice.operator():
        y = pen.block(
            pen.margin, y, phrase.text, Style(BOLD, 10.5), pen.inner, limit=2, align="middle"
        )
    y = pen.block(
        pen.margin, y + 3, title[0].text, Style(BOLD, 12), pen.inner, limit=2, align="middle"
    )
    marked = [(iso(number), Style(BOLD, 9))]
    if copy:
        marked.append((voice.main.say("DUPLICATA {n}", n=iso(copy)), Style(BOLD, 11)))
    if mode == "training":
        marked.append((voice.main.say("TRAINING MODE"), Style(BOLD, 10)))
    for text, style in marked:
        pen.text(pen.margin, y, text, style, width=pen.inner, align="middle")
        y += style.leading + 2
    return y + 6


def _signatures(
    pen: Pen, voice: Voice, parties: tuple[tuple[Phrases, str], ...], y: float
) -> float:
    """Boxes to sign side by side; on the roll, a line each."""
    if not _on_roll(pen):
        return signatures(pen, voice, parties, y)
    for said, who in parties:
        words = " ".join(part for part in (said[0].text, who) if part)
        pen.text(pen.margin, y, words, SMALL, width=pen.inner)
        pen.rule(pen.margin, y + 44, pen.inner, colour=SOFT, weight=0.6)
        y += 54
    return y


def _room(pen: Pen, y: float, tall: float) -> float:
    """Where something this tall may start: a roll has no end."""
    return y if _on_roll(pen) else room_for(pen, y, tall)


def _head(pen: Pen, voice: Voice, title: Phrases, number: str, *, copy: int, mode: str) -> float:
    if _on_roll(pen):
        return _roll_head(pen, voice, title, number, copy=copy, mode=mode)
    half = pen.inner / 2 - 10
    right = pen.margin + half + 20
    low = letterhead(pen, voice, 26, room=half + 10)
    style = Style(BOLD, 14 if not voice.both else 12.5, accent(voice.rules).dark)
    y = pen.stack(right, 23, title, style, half, align="end")
    pen.text(right, y, iso(number), Style(REGULAR, 9, SOFT), width=half, align="end")
    marks(pen, voice, right + half, y + 14, copy=copy, mode=mode)
    return max(low, y + 30) + 14


def _facts(pen: Pen, voice: Voice, y: float, rows: Iterable[tuple[str, Phrases]]) -> float:
    for label, value in rows:
        if value:
            y = fact(pen, voice, pen.margin, y, pen.inner, voice.say(label), value, share=0.4) + 2
    return y + 8


def _table(
    pen: Pen,
    voice: Voice,
    y: float,
    title: Phrases,
    rows: Iterable[Row],
    *,
    last: Row | None = None,
) -> float:
    """Labels with amounts under each other; the last one is their sum or result."""
    lines = list(rows)
    if not lines and last is None:
        return y
    y = _room(pen, y, _ROW * (min(len(lines), 12) + 2) + 20)
    if title:
        y = band(pen, voice, title, y) + 3
    for said, value in lines:
        y = _line(pen, said, value, _room(pen, y, _ROW), _CELL)
    if last is not None:
        pen.box(pen.margin, y, pen.inner, _ROW + 3, fill=WASH, round_=4)
        y = _line(pen, last[0], last[1], y + 1, _BOLD, rule=False) + 2
    return y + 8


def _line(
    pen: Pen, said: Phrases, value: str, y: float, style: Style, *, rule: bool = True
) -> float:
    room = max(pen.wide(value, style) + 6, 0.0 if _on_roll(pen) else 90.0)
    pen.say(pen.margin + 6, y + 2, said, style, pen.inner - room - 18)
    end = pen.margin + pen.inner - room - 6
    pen.text(end, y + 2, value, style, width=room, align="number")
    if rule:
        pen.rule(pen.margin, y + _ROW, pen.inner, colour=RULE, weight=0.4)
    return y + _ROW


def _row(voice: Voice, label: str, amount: Cents) -> Row:
    return voice.say(label), voice.main.money(amount, voice.rules.currency)


def _tender(voice: Voice, kind: object, amount: Cents) -> Row:
    name: Callable[[Texts], str] = lambda t: tender_name(t, kind)  # type: ignore[arg-type]  # noqa: E731
    return voice.each(name), voice.main.money(amount, voice.rules.currency)


def _movements(pen: Pen, voice: Voice, y: float, moved: tuple[Movement, ...]) -> float:
    def said(one: Movement) -> Phrases:
        about = " · ".join(person(p) for p in (one.other, one.reason) if p)
        return voice.each(
            lambda t: (
                f"{iso(one.number)}  {movement_name(t, one.kind)}"
                + (f" ({about})" if about else "")
            )
        )

    rows = [(said(m), voice.main.amount(m.amount)) for m in moved]
    return _table(pen, voice, y, voice.say("Cash without a receipt"), rows) if rows else y


def movement_name(texts: Texts, kind: str) -> str:
    """The wording of a movement of cash."""
    return texts.say(kind, context="movement")


def _pieces(pen: Pen, voice: Voice, y: float, pieces: Pieces) -> float:
    currency = voice.rules.currency
    rows = [
        (
            voice.each(
                lambda t, v=value, n=number: f"{t.number(n)} × {t.money(v, currency)}"  # type: ignore[misc]
            ),
            voice.main.amount(value * number),
        )
        for value, number in pieces
        if number
    ]
    return _table(pen, voice, y, voice.say("Notes and coins counted"), rows) if rows else y


def _place(voice: Voice, agency: str, till: str, agent: str) -> Phrases:
    return voice.each(lambda t: " · ".join((person(agency), iso(till), person(agent))))[:1]


def _plain(voice: Voice, text: str) -> Phrases:
    return voice.each(lambda t: person(text))[:1] if text else ()


def _ends(voice: Voice, first: str, last: str) -> Phrases:
    return voice.each(lambda t: iso(f"{first} – {last}"))[:1] if first else ()


def _end(
    pen: Pen, voice: Voice, number: str, code: str, languages: tuple[str, ...], mode: str, y: float
) -> bytes:
    about = f"{number} · {code}" if code else number
    if _on_roll(pen):
        y = pen.block(pen.margin, y + 4, iso(about), TINY, pen.inner, align="middle", rtl=False)
        if mode == "demo":
            said = voice.main.say("Demonstration agency: fictional customers and amounts")
            y = pen.block(pen.margin, y + 2, said, TINY, pen.inner, align="middle")
        pen.height = y + 14
    else:
        footers(pen, voice, about, mode=mode)
    return pen.finish(
        title=number,
        author=voice.rules.identity.get("legal_name", voice.operator()[0].text),
        subject=number,
        language=languages[0],
    )
