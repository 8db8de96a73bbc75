"""The trial bank's page as the customer's phone shows it: amount, card, and what became of it, in three languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from desktop_app.domain.epay import BANK_TIME, METHODS, OrderState
from desktop_app.texts import LANGUAGES, Texts, bare, texts_in

NAMES = {"fr": "FR", "ar": "ع", "en": "EN"}
_SIGNS = {
    "bank": "M3 21h18M3 10h18M5 6l7-3 7 3M4 10v11M20 10v11M8 14v3M12 14v3M16 14v3",
    "yes": "M5 12l5 5L20 7",
    "no": "M18 6L6 18M6 6l12 12",
    "wait": "M12 7v5l3 3M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A trial card: what the bank does with it."""

    case: str
    number: str
    method: str


CARDS = (
    Card("paid", "6280581000000015", METHODS[0]),
    Card("paid-postal", "6280701000000027", METHODS[1]),
    Card("refused", "6280581000000031", METHODS[0]),
    Card("slow", "6280581000000049", METHODS[0]),
    Card("silent", "6280701000000050", METHODS[1]),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An order as its page shows it."""

    transaction: str
    number: str
    amount: int
    currency: str
    shop: Mapping[str, str]
    """Who is paid, by language."""
    state: OrderState
    sent: bool
    """A card was already given: the customer waits."""
    message: str = ""
    authorisation: str = ""
    reference: str = ""
    method: str = ""
    paid_at: datetime | None = None
    helpline: str = ""


def page(order: Shown, language: str, nonce: str) -> str:
    """The whole page of an order in one language."""
    texts = texts_in(language)
    body = _form(order, texts) if order.state is OrderState.WAITING and not order.sent else ""
    if not body:
        body = _verdict(order, texts)
    script = f'<script nonce="{nonce}" src="/page.js"></script>' if 'name="pay"' in body else ""
    again = '<meta http-equiv="refresh" content="2">' if order.sent and _waits(order) else ""
    way = "rtl" if texts.rtl else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{way}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}'
        f"<title>{_say(texts, 'Secure payment')} · {escape(texts.label(dict(order.shop)))}</title>"
        f'<link rel="stylesheet" href="/page.css"></head><body><main>'
        f"{_head(order, texts)}{body}"
        f"<footer>{_say(texts, 'Trial bank: no real money moves.')}</footer>"
        f"</main>{script}</body></html>"
    )


def nothing(language: str) -> str:
    """The page of an order nobody knows."""
    texts = texts_in(language)
    way = "rtl" if texts.rtl else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{way}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_say(texts, 'Secure payment')}</title>"
        '<link rel="stylesheet" href="/page.css"></head><body><main>'
        f'<section class="card verdict">{_seal("no")}'
        f"<h1>{_say(texts, 'No such payment here.')}</h1></section></main></body></html>"
    )


def _head(order: Shown, texts: Texts) -> str:
    here = ' aria-current="true"'
    links = "".join(
        f'<a href="/payment/page_{code}.html?mdOrder={escape(order.transaction)}" lang="{code}"'
        f"{here if code == texts.language else ''}>{NAMES[code]}</a>"
        for code in LANGUAGES
    )
    return (
        f'<header><span class="mark">{_sign("bank")}</span><div><strong>'
        f"{escape(texts.label(dict(order.shop)))}</strong>"
        f"<small>{_say(texts, 'Secure payment')}</small></div><nav>{links}</nav></header>"
    )


def _form(order: Shown, texts: Texts) -> str:
    cards = "".join(
        f'<li><button type="button" data-card="{c.number}" data-case="{c.case}">'
        f'<span class="brand {c.method.lower()}">{c.method}</span><code>{_groups(c.number)}</code>'
        f"<small>{_say(texts, c.case, 'trial card')}</small></button></li>"
        for c in CARDS
    )
    unknown = _say(texts, "This trial bank only takes the cards listed below.")
    return (
        f'<section class="card sum"><p>{_say(texts, "Amount to pay")}</p>'
        f"<b>{_money(order, texts)}</b>{_facts(_first_facts(order, texts))}"
        f'<div class="brands">{"".join(_brand(m) for m in METHODS)}</div></section>'
        f'<form class="card" name="pay" method="post" autocomplete="off" '
        f'action="/payment/pay_{texts.language}" data-unknown="{unknown}">'
        f'<input type="hidden" name="mdOrder" value="{escape(order.transaction)}">'
        '<input type="hidden" name="case">'
        f'<div class="field"><label for="card">{_say(texts, "Card number")}</label>'
        '<input id="card" type="text" inputmode="numeric" required aria-describedby="fault">'
        '<p class="fault" id="fault" role="alert"></p></div>'
        f'<div class="row"><div class="field"><label for="until">{_say(texts, "Valid until")}</label>'
        '<input id="until" type="text" inputmode="numeric" placeholder="01/30" maxlength="5" required></div>'
        f'<div class="field"><label for="cvv">{_say(texts, "Three digits on the back")}</label>'
        '<input id="cvv" type="password" inputmode="numeric" maxlength="3" required></div></div>'
        f'<label class="agree"><input id="agree" type="checkbox" required>'
        f"<span>{_say(texts, 'I accept the terms of online payment.')}</span></label>"
        f'<button class="go" id="go">{_say(texts, "Pay {amount}", amount=_money(order, texts))}'
        "</button></form>"
        f'<section class="card trial"><h2>{_say(texts, "Trial cards")}</h2>'
        f"<p>{_say(texts, 'Tap one to fill in the form. What is typed here never leaves this page.')}"
        f'</p><ul class="cards">{cards}</ul></section>'
    )


def _verdict(order: Shown, texts: Texts) -> str:
    if order.state is OrderState.PAID:
        return (
            f'<section class="card verdict" id="paid">{_seal("yes")}'
            f"<h1>{escape(order.message)}</h1>{_facts(_proof(order, texts))}</section>"
        )
    if order.state is OrderState.FAILED:
        others = "".join(
            f'<p lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">{escape(refused(code))}</p>'
            for code in LANGUAGES
            if code != texts.language
        )
        return (
            f'<section class="card verdict" id="failed">{_seal("no")}'
            f"<h1>{escape(refused(texts.language))}</h1>"
            f'<p class="help">{help_line(texts, order.helpline)}</p>'
            f"{_facts(_first_facts(order, texts))}</section>"
            f'<section class="card others">{others}</section>'
        )
    if order.state is OrderState.REFUNDED:
        return (
            f'<section class="card verdict" id="refunded">{_seal("yes")}'
            f"<h1>{_say(texts, 'This payment was given back to your card.')}</h1>"
            f"{_facts(_first_facts(order, texts))}</section>"
        )
    return (
        f'<section class="card verdict" id="waiting">{_seal("wait")}'
        f"<h1>{_say(texts, 'The bank is checking your payment.')}</h1>"
        f"<p>{_say(texts, 'Please do not pay a second time.')}</p>"
        f"{_facts(_first_facts(order, texts))}</section>"
    )


def accepted(language: str) -> str:
    """The bank's message on a payment it took."""
    return bare(texts_in(language).say("Your payment was accepted"))


def refused(language: str) -> str:
    """The bank's message on a payment it refused."""
    return bare(texts_in(language).say("Your payment was refused"))


def help_line(texts: Texts, number: str) -> str:
    """Whom to call when a payment fails."""
    return _say(
        texts,
        "If the payment is a problem, please call the free number {number}.",
        number=number,
    )


def _first_facts(order: Shown, texts: Texts) -> list[tuple[str, str]]:
    return [(texts.say("Order"), order.number)]


def _proof(order: Shown, texts: Texts) -> list[tuple[str, str]]:
    paid = order.paid_at.astimezone(BANK_TIME) if order.paid_at else None
    return [
        (texts.say("Order"), order.number),
        (texts.say("Transaction"), order.transaction),
        (texts.say("Transaction number"), order.reference),
        (texts.say("Authorisation"), order.authorisation),
        (texts.say("Date and time"), f"{paid:%d/%m/%Y %H:%M:%S} GMT+1" if paid else ""),
        (texts.say("Amount"), texts.money(order.amount, order.currency)),
        (texts.say("Payment method"), order.method),
    ]


def _facts(rows: list[tuple[str, str]]) -> str:
    shown = "".join(
        f"<dt>{escape(bare(k))}</dt><dd><bdi>{escape(bare(v))}</bdi></dd>" for k, v in rows
    )
    return f"<dl>{shown}</dl>"


def _money(order: Shown, texts: Texts) -> str:
    way = "rtl" if texts.rtl else "ltr"
    figures = escape(texts.money(order.amount, order.currency))
    return f'<bdi dir="{way}">{figures}</bdi>'


def _say(texts: Texts, key: str, context: str = "", **values: str) -> str:
    said = escape(texts.say(key, context=context))
    for name, value in values.items():
        said = said.replace(f"{{{name}}}", value)
    return said


def _groups(number: str) -> str:
    return " ".join(number[n : n + 4] for n in range(0, len(number), 4))


def _brand(method: str) -> str:
    return f'<span class="brand {method.lower()}">{method}</span>'


def _seal(kind: str) -> str:
    return f'<span class="seal {kind}">{_sign(kind)}</span>'


def _sign(name: str) -> str:
    return (
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d={json.dumps(_SIGNS[name])}/></svg>'
    )


def _waits(order: Shown) -> bool:
    return order.state is OrderState.WAITING
