"""Commands that only read: find, show, price, monthly, verify."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import shapes
from .call import Answer, Call, table
from .parser import read_day, read_money, read_volume

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.domain.invoice import Bill
    from desktop_app.domain.monthly import Instalment
    from desktop_app.domain.rulebook import RuleBook
    from desktop_app.services.dossier import Dossier
    from desktop_app.texts import Texts


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    made = command("find", find, say("Find subscribers by any part of what is known of them"))
    made.add_argument("text", metavar="TEXT")
    made.add_argument("--limit", type=int, default=20)

    made = command("show", show, say("Show one contract whole"))
    made.add_argument("contract", metavar="CONTRACT")

    made = command("price", price, say("Price volumes by a rule book, without any book"))
    made.add_argument("--operator", required=True)
    made.add_argument("--category")
    made.add_argument("--from", dest="start", type=read_day, required=True, metavar="DATE")
    made.add_argument("--to", dest="end", type=read_day, required=True, metavar="DATE")
    made.add_argument("--issued", type=read_day, metavar="DATE")
    made.add_argument("--water", type=read_volume, metavar="M3")
    made.add_argument("--advance", type=read_volume, metavar="M3")
    made.add_argument("--power", type=read_volume, metavar="KWH")
    made.add_argument("--tender", choices=("cash", "card"))

    made = command("monthly", monthly, say("Simulate monthly debit from past invoices"))
    made.add_argument("--operator", required=True)
    made.add_argument("--invoices", type=read_money, nargs="+", required=True, metavar="AMOUNT")
    made.add_argument("--actual", type=read_money, metavar="AMOUNT")
    made.add_argument("--start", type=read_day, metavar="DATE")

    made = command("rules", rules, say("Check a rule book: one that ships, or a file of your own"))
    made.add_argument("operator", metavar="CODE|FILE.toml")

    command("verify", verify, say("Verify the book: integrity, chain, numbers, sums"))


def rules(call: Call) -> Answer:
    book, say = call.rules, call.texts.say
    data = {
        "code": book.code,
        "categories": [c.code for c in book.categories],
        "services": [s.code for s in book.services],
        "components": len(book.components),
        "prices_from": book.prices_from.isoformat(),
        "remarks": dict(book.remarks),
    }
    said = say(
        "The rule book {code} holds: {components} components for {categories} categories.",
        code=book.code,
        components=len(book.components),
        categories=len(book.categories),
    )
    return Answer(data, [said])


def find(call: Call) -> Answer:
    from desktop_app.services import find as finding

    with call.counter() as counter:
        hits = finding.find(counter, call.arguments.text, limit=call.arguments.limit)
        money = counter.rules.currency
    texts = call.texts
    rows = [(h.contract, h.name, h.address, h.category, texts.money(h.owed, money)) for h in hits]
    lines = table(rows, right=(4,)) or [texts.say("Nothing found.")]
    return Answer({"hits": [shapes.hit(h) for h in hits]}, lines)


def show(call: Call) -> Answer:
    from desktop_app.services import dossier

    with call.counter() as counter:
        found = dossier.show(counter, call.arguments.contract)
        currency = counter.rules.currency
    return Answer(shapes.dossier(found, call.texts), _dossier_lines(found, call.texts, currency))


def price(call: Call) -> Answer:
    from desktop_app.services import billing

    asked = call.arguments
    request = billing.PriceRequest(
        start=asked.start,
        end=asked.end,
        category=asked.category,
        issued_on=asked.issued,
        water=asked.water,
        advance=asked.advance,
        power=asked.power,
        tender=asked.tender,
    )
    priced = billing.price(call.rules, request)
    texts, currency = call.texts, call.rules.currency
    lines = bill_lines(priced.bill, call.rules, texts)
    lines += table(
        [
            (texts.say("Stamp duty"), texts.money(priced.stamp, currency)),
            (texts.say("To pay"), texts.money(priced.to_pay, currency)),
            (texts.say("Due date"), texts.date(priced.due_on)),
        ],
        right=(1,),
    )
    return Answer(shapes.price(priced, call.rules, texts), lines)


def monthly(call: Call) -> Answer:
    from desktop_app.services import monthly as service

    asked = call.arguments
    plan = service.simulate(
        call.rules,
        tuple(asked.invoices),
        actual=asked.actual,
        today=asked.today or _clock(),
        start=asked.start,
    )
    texts, currency = call.texts, call.rules.currency
    lines = instalment_lines(plan.instalments, texts, currency)
    lines.append(texts.say("Called in all: {amount}", amount=texts.money(plan.called, currency)))
    if settled := plan.settlement:
        rows = [
            (texts.say("Real cost of the year"), settled.real),
            (texts.say("Difference"), settled.difference),
            *((texts.date(d.on), d.amount) for d in settled.debits),
            (texts.say("Refund"), settled.refund),
            (texts.say("Waived"), settled.waived),
            (texts.say("Next instalment"), settled.next_instalment),
        ]
        lines += table([(label, texts.money(a, currency)) for label, a in rows], right=(1,))
    return Answer(shapes.plan(plan), lines)


def verify(call: Call) -> Answer:
    from desktop_app.services import checking

    with call.counter() as counter:
        found = checking.verify(counter)
    texts = call.texts
    rows = [
        (
            texts.say(check.name, context="check"),
            texts.say("holds") if check.holds else texts.say("BROKEN"),
            texts.number(check.counted),
            check.detail,
        )
        for check in found.checks
    ]
    return Answer(shapes.verified(found), table(rows, right=(2,)), 0 if found.holds else 3)


def bill_lines(bill: Bill, rules: RuleBook, texts: Texts) -> list[str]:
    """The lines of a bill with their totals, for a terminal."""
    headings = {h.code: texts.label(h.labels) for h in rules.headings}
    rows = [
        (
            headings.get(one.heading, one.heading),
            texts.label(one.labels),
            "" if one.quantity is None else texts.quantity(one.quantity, one.unit),
            "" if one.unit_price is None else texts.number(one.unit_price),
            texts.money(one.net, rules.currency),
            "" if one.vat_rate is None else texts.percent(one.vat_rate),
        )
        for one in bill.lines
    ]
    sums = [
        (texts.say("Total excluding VAT"), bill.net),
        (texts.say("VAT"), bill.vat_total),
        (texts.say("Levies"), bill.levies),
        (texts.say("Total"), bill.total),
    ]
    return [
        *table(rows, right=(2, 3, 4, 5)),
        *table([(label, texts.money(a, rules.currency)) for label, a in sums], right=(1,)),
    ]


def instalment_lines(dated: Iterable[Instalment], texts: Texts, currency: str) -> list[str]:
    return table([(texts.date(i.on), texts.money(i.amount, currency)) for i in dated], right=(1,))


def _dossier_lines(found: Dossier, texts: Texts, currency: str) -> list[str]:
    who = found.customer
    lines = table(
        [
            (texts.say("Contract"), who.contract),
            (texts.say("Subscriber"), f"{who.name} {who.name_alt}".strip()),
            (texts.say("Address"), f"{who.address}, {who.postcode} {who.town}"),
            (texts.say("Category"), texts.label(who.category_labels) or who.category),
            (texts.say("Asked now"), texts.money(found.balances.asked, currency)),
            (texts.say("Truly owed"), texts.money(found.balances.owed, currency)),
        ]
    )
    sections = (
        (
            texts.say("Readings"),
            [
                (
                    texts.date(r.on),
                    r.meter,
                    texts.number(r.index),
                    texts.say(r.kind, context="reading kind"),
                )
                for r in found.readings
            ],
        ),
        (
            texts.say("Invoices"),
            [
                (
                    i.number,
                    texts.date(i.on),
                    texts.money(i.total, currency),
                    texts.money(i.open, currency),
                )
                for i in found.invoices
            ],
        ),
        (
            texts.say("Payments"),
            [
                (
                    p.number,
                    texts.date(p.on),
                    texts.money(p.amount, currency),
                    texts.say(p.tender, context="tender"),
                )
                for p in found.payments
            ],
        ),
    )
    for title, rows in sections:
        lines += ["", title, *table(rows[-12:], right=(2,))]
    if found.schedule is not None:
        lines += ["", f"{texts.say('Monthly debit')} {found.schedule.number}"]
        lines += instalment_lines(found.schedule.instalments, texts, currency)
    for one in found.arrangements:
        lines += ["", f"{texts.say('Arrangement')} {one.number}"]
        lines += instalment_lines(one.instalments, texts, currency)
    return lines


def _clock() -> Any:
    from datetime import datetime

    return datetime.now().astimezone().date()
