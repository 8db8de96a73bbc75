"""The receipt of a payment, A5 or 80 mm: who paid what, by which means, for which documents, and what is left."""

from __future__ import annotations

from desktop_app.domain.epay import BANK_TIME, BankProof
from desktop_app.domain.payment import Receipt, TenderKind
from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import Texts, iso, name

from .codes import qr
from .letterhead import accent, called, fact, footers, letterhead, mark, marks, start
from .page import A5, INK, ROLL, RULE, SMALL, SOFT, TINY, WASH, Pen, Style
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Phrases, Voice, person

_CELL, _BOLD = Style(REGULAR, 8), Style(SEMIBOLD, 8)
_ROW = 13.0


def draw_receipt(
    fact: Receipt,
    rules: RuleBook,
    languages: tuple[str, ...],
    *,
    copy: int,
    narrow: bool = False,
    mode: str = "",
) -> bytes:
    """The PDF of a receipt, on A5 or on an 80 mm roll as long as it needs; trouble FontMissing."""
    size, margin = (ROLL, 11.0) if narrow else (A5, 26.0)
    pen, voice = start(
        rules, languages[:1] if narrow else languages, size, mode=mode, margin=margin
    )
    y = _roll_top(pen, voice, fact, copy, mode) if narrow else _top(pen, voice, fact, copy, mode)
    y = _amount(pen, voice, fact, y)
    y = _who(pen, voice, fact, y)
    y = _documents(pen, voice, fact, y, narrow=narrow)
    y = _tenders(pen, voice, fact, y)
    if fact.epay is not None:
        y = _bank(pen, voice, fact, fact.epay, y)
    y = _after(pen, voice, fact, y)
    y = _proof(pen, voice, fact, y, narrow=narrow)
    if narrow:
        y = _roll_end(pen, voice, y, mode)
        pen.height = y
    else:
        footers(pen, voice, fact.number, mode=mode)
    return pen.finish(
        title=f"{_title(voice, fact)[0].text} {fact.number}",
        author=rules.identity.get("legal_name", voice.operator()[0].text),
        subject=f"{fact.customer.contract} {fact.scan}".strip(),
        language=languages[0],
    )


def tender_name(texts: Texts, kind: TenderKind) -> str:
    """The wording of a means of payment."""
    match kind:
        case TenderKind.CASH:
            return texts.say("Cash")
        case TenderKind.CARD:
            return texts.say("Card")
        case TenderKind.CHEQUE:
            return texts.say("Cheque")
        case TenderKind.TRANSFER:
            return texts.say("Transfer")
        case TenderKind.DEBIT:
            return texts.say("Direct debit")
        case TenderKind.EPAY:
            return texts.say("Online payment")
        case TenderKind.AID:
            return texts.say("Social aid")
        case TenderKind.SUSPENSE:
            return texts.say("Money received earlier")


def _title(voice: Voice, receipt: Receipt) -> Phrases:
    return voice.say("Cancelled receipt") if receipt.reverses else voice.say("Payment receipt")


def _top(pen: Pen, voice: Voice, receipt: Receipt, copy: int, mode: str) -> float:
    colours = accent(voice.rules)
    y = letterhead(pen, voice, 24, room=pen.inner)
    x, width = pen.margin + pen.inner * 0.6, pen.inner * 0.4
    at = 60.0 if len(voice.texts) == 1 else 66.0
    y = max(y, at) + 6
    title = Style(BOLD, 15, colours.dark)
    pen.say(pen.margin, y, _title(voice, receipt), title, pen.inner)
    y += 22
    pen.text(pen.margin, y, iso(receipt.number), Style(SEMIBOLD, 9.5, SOFT))
    if copy or mode == "training":
        marks(pen, voice, x + width, y, copy=copy, mode=mode)
    return y + 18


def _roll_top(pen: Pen, voice: Voice, receipt: Receipt, copy: int, mode: str) -> float:
    middle = (pen.width - 26) / 2
    mark(pen, voice.rules, middle, 12, 26)
    y = 42.0
    for phrase in voice.operator():
        y = pen.block(
            pen.margin, y, phrase.text, Style(BOLD, 10.5), pen.inner, limit=2, align="middle"
        )
    for phrase in voice.identity("address"):
        y = pen.block(pen.margin, y, name(phrase.text), SMALL, pen.inner, limit=2, align="middle")
    phone = voice.rules.identity.get("phone", "")
    pen.text(pen.margin, y, iso(phone), SMALL, width=pen.inner, align="middle")
    y += 15
    for phrase in _title(voice, receipt):
        pen.text(pen.margin, y, phrase.text, Style(BOLD, 12), width=pen.inner, align="middle")
        y += 17
    pen.text(
        pen.margin, y, iso(receipt.number), Style(SEMIBOLD, 9.5), width=pen.inner, align="middle"
    )
    y += 15
    if copy:
        pen.text(
            pen.margin,
            y,
            voice.main.say("DUPLICATA {n}", n=iso(copy)),
            Style(BOLD, 11),
            width=pen.inner,
            align="middle",
        )
        y += 16
    if mode == "training":
        pen.text(
            pen.margin,
            y,
            voice.main.say("TRAINING MODE"),
            Style(BOLD, 10),
            width=pen.inner,
            align="middle",
        )
        y += 15
    return y + 2


def _amount(pen: Pen, voice: Voice, receipt: Receipt, y: float) -> float:
    """How much was received, in figures and in words."""
    colours = accent(voice.rules)
    currency = voice.rules.currency
    paid = receipt.amount + receipt.stamp
    words = voice.each(lambda t: t.words(paid, currency))
    small = Style(REGULAR, 7.6)
    room = pen.inner - 20
    tall = 34 + sum(pen.tall(p.text, small, room, rtl=p.rtl) for p in words) + 6
    pen.box(
        pen.margin, y, pen.inner, tall, fill=colours.wash, stroke=colours.main, weight=0.8, round_=5
    )
    label = voice.say("Amount received")
    pen.say(pen.margin + 10, y + 5, label, Style(SEMIBOLD, 7.6, colours.dark), room)
    big = Style(BOLD, 17)
    pen.text(
        pen.margin + 10, y + 13, voice.main.money(paid, currency), big, width=room, align="middle"
    )
    at = y + 36
    for phrase in words:
        at = pen.block(
            pen.margin + 10, at, phrase.text, small, room, rtl=phrase.rtl, align="middle"
        )
    return y + tall + 8


def _who(pen: Pen, voice: Voice, receipt: Receipt, y: float) -> float:
    customer = receipt.customer
    known = [
        (voice.say("Received from"), voice.each(lambda t: called(customer, t))[:1]),
        (voice.say("Contract"), voice.each(lambda t: iso(customer.contract))),
    ]
    rows = [
        *(known if customer.contract else ()),  # money without owner has neither
        (voice.say("Date and time"), voice.each(lambda t: t.instant(receipt.taken_at))),
        (
            voice.say("Agency, till, agent"),
            voice.each(
                lambda t: " · ".join(
                    (person(receipt.agency), iso(receipt.till), person(receipt.agent))
                )
            )[:1],
        ),
    ]
    if receipt.payer:
        rows.insert(1, (voice.say("Paid by"), voice.each(lambda t: person(receipt.payer))[:1]))
    if receipt.reverses:
        rows.append((voice.say("Cancels receipt"), voice.each(lambda t: iso(receipt.reverses))))
        for label, text in (("Reason", receipt.reason), ("Bank notice", receipt.advice)):
            if text:
                rows.append((voice.say(label), voice.each(lambda t, text=text: person(text))[:1]))  # type: ignore[misc]
    for label, value in rows:
        y = fact(pen, voice, pen.margin, y, pen.inner, label, value, share=0.38)
    return y + 5


def _section(pen: Pen, voice: Voice, said: Phrases, y: float) -> float:
    pen.say(pen.margin, y, said, Style(SEMIBOLD, 7.8, accent(voice.rules).dark), pen.inner)
    pen.rule(pen.margin, y + 12, pen.inner, colour=accent(voice.rules).main, weight=0.7)
    return y + 14.5


def _pair(
    pen: Pen, voice: Voice, said: Phrases, value: str, y: float, style: Style = _CELL
) -> float:
    """A wording and its amount at the end of the line."""
    room = max(pen.wide(value, style) + 4, 62.0)
    pen.say(pen.margin, y, said, style, pen.inner - room - 6)
    pen.text(pen.margin + pen.inner - room, y, value, style, width=room, align="number")
    return y + _ROW


def _documents(pen: Pen, voice: Voice, receipt: Receipt, y: float, *, narrow: bool) -> float:
    """The documents paid with what each received; a long list goes on overleaf."""
    y = _section(pen, voice, voice.say("Documents paid"), y)
    for one in receipt.allocated:
        if not narrow and y > pen.height - 60:
            y = _overleaf(pen, voice, receipt)
        said = voice.each(
            lambda t, one=one: (  # type: ignore[misc]
                t.say("{document}, due {date}", document=iso(one.document), date=t.date(one.due_on))
                if one.due_on
                else iso(one.document)
            )
        )
        y = _pair(pen, voice, said[:1], voice.main.amount(one.amount), y)
    if receipt.credit:
        y = _pair(
            pen,
            voice,
            voice.say("Credit kept on the account"),
            voice.main.amount(receipt.credit),
            y,
        )
    if receipt.stamp:
        y = _pair(pen, voice, voice.say("Stamp duty on cash"), voice.main.amount(receipt.stamp), y)
    pen.rule(pen.margin, y, pen.inner, colour=INK, weight=0.6)
    total = receipt.amount + receipt.stamp
    return (
        _pair(pen, voice, voice.say("Total"), voice.main.amount(total), y + 1.5, Style(BOLD, 8.6))
        + 4
    )


def _tenders(pen: Pen, voice: Voice, receipt: Receipt, y: float) -> float:
    if not (pen.height > 1000 or y < pen.height - 130):
        y = _overleaf(pen, voice, receipt)
    y = _section(pen, voice, voice.say("Means of payment"), y)
    cheque = False
    for tender in receipt.tenders:
        cheque = cheque or tender.kind is TenderKind.CHEQUE

        def say(texts: Texts, tender=tender) -> str:  # type: ignore[no-untyped-def]
            last4 = f"···· {tender.last4}" if tender.last4 else ""
            marks_ = [person(t) for t in (tender.reference, tender.bank, last4) if t]
            label = tender_name(texts, tender.kind)
            return f"{label} ({' · '.join(marks_)})" if marks_ else label

        y = _pair(pen, voice, voice.each(say), voice.main.amount(tender.amount), y)
    if receipt.change:
        y = _pair(pen, voice, voice.say("Change given"), voice.main.amount(-receipt.change), y)
    if cheque:
        said = voice.notice("cheque") or voice.say("Receipt subject to the cheque being paid.")
        y = pen.paragraphs(pen.margin, y + 1, said, Style(SEMIBOLD, 7.4), pen.inner)
    return y + 4


def _bank(pen: Pen, voice: Voice, receipt: Receipt, proof: BankProof, y: float) -> float:
    """What the bank says of an e-payment, each line compulsory (rules.md 7.5)."""
    if not (pen.height > 1000 or y < pen.height - 190):
        y = _overleaf(pen, voice, receipt)
    y = _section(pen, voice, voice.say("Confirmed by the bank"), y)
    paid = f"{proof.paid_at.astimezone(BANK_TIME):%d/%m/%Y %H:%M:%S}"
    amount = voice.each(lambda t: t.money(proof.amount, voice.rules.currency))[:1]
    rows = [
        (voice.say("Order"), iso(proof.order)),
        (voice.say("Transaction"), iso(proof.transaction)),
        (voice.say("Transaction number"), iso(proof.reference)),
        (voice.say("Authorisation"), iso(proof.authorisation)),
        (voice.say("Date and time (GMT+1)"), iso(paid)),
        (voice.say("Payment method"), iso(proof.method)),
    ]
    for label, value in rows:
        if value != iso(""):
            said = voice.each(lambda t, value=value: value)  # type: ignore[misc]
            y = fact(pen, voice, pen.margin, y, pen.inner, label, said[:1], share=0.38)
    y = fact(pen, voice, pen.margin, y, pen.inner, voice.say("Amount"), amount, share=0.38)
    if proof.message:
        said = voice.each(lambda t: name(proof.message))[:1]
        label = voice.say("Message of the bank")
        y = fact(pen, voice, pen.margin, y, pen.inner, label, said, share=0.38)
    return y + 4


def _after(pen: Pen, voice: Voice, receipt: Receipt, y: float) -> float:
    pen.box(pen.margin, y, pen.inner, 19, fill=WASH, round_=4)
    value = voice.main.money(receipt.balance_after, voice.rules.currency)
    room = pen.wide(value, _BOLD) + 4
    said = voice.say("Left to pay after this payment")
    pen.say(pen.margin + 7, y + 4, said, _BOLD, pen.inner - room - 20)
    pen.text(pen.margin + pen.inner - room - 7, y + 4, value, _BOLD, width=room, align="number")
    return y + 26


def _proof(pen: Pen, voice: Voice, receipt: Receipt, y: float, *, narrow: bool) -> float:
    """The code that scans, the short code of the journal entry, and where the agency stamps."""
    side = 62.0
    if not narrow and y + side + 12 > pen.height - 28:
        y = _overleaf(pen, voice, receipt)
    x = (pen.width - side) / 2 if narrow else pen.margin
    if receipt.scan:
        qr(pen, x, y, side, receipt.scan)
    code = voice.say("Control code {code}", code=iso(receipt.hash_code))
    if narrow:
        y += side + 4
        if receipt.hash_code:
            pen.say(pen.margin, y, code, SMALL, pen.inner, align="middle")
        return y + 12
    left = pen.margin + side + 12
    if receipt.hash_code:
        pen.stack(left, y, code, SMALL, 130)
    note = voice.say("Keep this receipt: it is your proof of payment.")
    at = y + 13 * max(len(voice.texts), 1)
    for phrase in note:
        at = pen.block(left, at, phrase.text, TINY, 128, rtl=phrase.rtl)
    wide = pen.inner - side - 12 - 140
    pen.box(pen.margin + pen.inner - wide, y, wide, side, stroke=RULE, round_=4)
    pen.say(
        pen.margin + pen.inner - wide + 6, y + 3, voice.say("Stamp and signature"), TINY, wide - 12
    )
    return y + side + 8


def _roll_end(pen: Pen, voice: Voice, y: float, mode: str) -> float:
    said = voice.say("Keep this receipt: it is your proof of payment.")
    y = pen.block(pen.margin, y, said[0].text, SMALL, pen.inner, align="middle")
    known = voice.rules.identity
    legal = " · ".join(
        f"{k.upper()} {known[k]}" for k in ("siret", "ice", "nif", "rc") if k in known
    )
    if legal:
        y = pen.block(
            pen.margin, y + 2, iso(legal), TINY, pen.inner, align="middle", limit=2, rtl=False
        )
    if mode == "demo":
        text = voice.main.say("Demonstration agency: fictional customers and amounts")
        y = pen.block(pen.margin, y + 2, text, TINY, pen.inner, align="middle")
    return y + 14


def _overleaf(pen: Pen, voice: Voice, receipt: Receipt) -> float:
    pen.turn()
    said = voice.each(lambda t: f"{t.label(voice.rules.names)} · {iso(receipt.number)}")
    pen.say(pen.margin, 24, said[:1], Style(SEMIBOLD, 8, accent(voice.rules).dark), pen.inner)
    pen.rule(pen.margin, 37, pen.inner)
    return 44
