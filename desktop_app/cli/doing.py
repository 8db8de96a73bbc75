"""Commands that write in the book: reading, invoice, pay, arrange, print; the same gestures as the screens."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.settings import LANGUAGES

from . import shapes
from .asking import bill_lines, instalment_lines
from .call import Answer, Call, Unclear, table
from .parser import read_day, read_positive, read_volume

if TYPE_CHECKING:
    from desktop_app.domain.money import Cents
    from desktop_app.domain.payment import Tender, TenderKind

TENDERS = ("cash", "card", "cheque", "transfer", "aid")
PAPERS = ("invoice", "receipt", "schedule", "arrangement", "z", "deposit", "closing")


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    made = command("reading", reading, say("Enter a meter reading"))
    made.add_argument("contract", metavar="CONTRACT")
    made.add_argument("index", type=read_volume, metavar="INDEX")
    made.add_argument("--on", type=read_day, required=True, metavar="DATE")
    made.add_argument("--meter")
    made.add_argument("--confirm", action="store_true")
    made.add_argument("--told", action="store_true", help=say("Told by the subscriber"))
    made.add_argument("--again", action="store_true", help=say("Replace the reading of that day"))
    _repeatable(made)

    made = command("invoice", invoice, say("Issue an invoice, or simulate it"))
    made.add_argument("contract", metavar="CONTRACT")
    made.add_argument("--to", type=read_day, required=True, metavar="DATE")
    made.add_argument("--simulate", action="store_true")
    _repeatable(made)

    made = command("pay", pay, say("Take a payment"))
    made.add_argument("contract", metavar="CONTRACT")
    made.add_argument("amount", type=read_positive, metavar="AMOUNT")
    made.add_argument("--tender", choices=TENDERS, required=True)
    made.add_argument("--document", action="append", default=[], metavar="NUMBER")
    made.add_argument("--given", type=read_positive, metavar="AMOUNT")
    made.add_argument("--reference", default="")
    made.add_argument("--bank", default="")
    made.add_argument("--last4", default="", metavar="DIGITS")
    made.add_argument("--also", action="append", default=[], type=_also, metavar="TENDER=AMOUNT")
    made.add_argument("--payer", default="", metavar="NAME")
    _repeatable(made)

    made = command("arrange", arrange, say("Propose or grant a payment arrangement"))
    made.add_argument("contract", metavar="CONTRACT")
    terms = made.add_mutually_exclusive_group(required=True)
    terms.add_argument("--months", type=int, metavar="N")
    terms.add_argument("--monthly", type=read_positive, metavar="AMOUNT")
    made.add_argument("--grant", action="store_true")
    made.add_argument("--reason", default="")
    made.add_argument("--approved-by", default="", metavar="AGENT")
    _repeatable(made)

    made = command("print", print_paper, say("Write the PDF of a document"))
    made.add_argument("kind", choices=PAPERS)
    made.add_argument("number", metavar="NUMBER")
    made.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    # --lang is common to all commands: given here, it is the language of the paper
    made.add_argument("--narrow", action="store_true")
    made.add_argument("--thermal", action="store_true")


def reading(call: Call) -> Answer:
    from desktop_app.services import dossier, readings

    asked = call.arguments
    with call.counter() as counter:
        taken = readings.take_reading(
            counter,
            readings.TakeReading(
                contract=asked.contract,
                index=asked.index,
                on=asked.on,
                meter=asked.meter,
                kind="self" if asked.told else "real",
                confirmed=asked.confirm,
                operation=call.operation,
                again=asked.again,
            ),
        )
        meters = dossier.show(counter, asked.contract).meters
        unit = next((m.unit for m in meters if m.serial == taken.meter), "")
    texts = call.texts
    said = texts.say(
        "Reading {index} on {day}, meter {meter}: {volume} in {days} days.",
        index=texts.number(taken.index),
        day=texts.date(taken.on),
        meter=taken.meter,
        volume=texts.quantity(taken.volume, unit),
        days=texts.number(taken.days),
    )
    return Answer(shapes.reading(taken), [said])


def invoice(call: Call) -> Answer:
    from desktop_app.services import billing

    asked = call.arguments
    with call.counter() as counter:
        if asked.simulate:
            made = billing.simulate_invoice(counter, asked.contract, to=asked.to)
        else:
            made = billing.issue_invoice(
                counter, asked.contract, to=asked.to, operation=call.operation
            )
        rules = counter.rules
    texts = call.texts
    number = made.number or texts.say("Simulation")
    head = table(
        [
            (texts.say("Invoice"), number),
            (texts.say("Due date"), texts.date(made.due_on)),
        ]
    )
    return Answer(shapes.invoice(made, rules, texts), [*head, *bill_lines(made.bill, rules, texts)])


def pay(call: Call) -> Answer:
    from desktop_app.domain.payment import TenderKind
    from desktop_app.services import payments

    asked = call.arguments
    kind = TenderKind(asked.tender)
    with call.counter() as counter:
        receipt = payments.take_payment(
            counter,
            payments.TakePayment(
                contract=asked.contract,
                amount=asked.amount,
                tender=kind,
                operation=call.operation,
                documents=tuple(asked.document),
                given=asked.given,
                reference=asked.reference,
                bank=asked.bank,
                tenders=_tenders(call, kind) if asked.also or asked.last4 else (),
                payer=asked.payer,
            ),
        )
        currency = counter.rules.currency
    texts = call.texts
    rows = [(a.document, texts.money(a.amount, currency)) for a in receipt.allocated]
    rows += [
        (texts.say(label), texts.money(amount, currency))
        for label, amount in (
            ("Credit", receipt.credit),
            ("Stamp duty", receipt.stamp),
            ("Change", receipt.change),
        )
        if amount
    ]
    head = [f"{texts.say('Receipt')} {receipt.number}"]
    return Answer(shapes.receipt(receipt), [*head, *table(rows, right=(1,))])


def _tenders(call: Call, kind: TenderKind) -> tuple[Tender, ...]:
    """The first means for what the others leave (cash as given, else exact), and each of the others."""
    from desktop_app.domain.payment import Tender, TenderKind

    asked = call.arguments
    others = tuple(Tender(TenderKind(name), amount) for name, amount in asked.also)
    cash = kind is TenderKind.CASH
    rest = (asked.given or 0) if cash else asked.amount - sum(t.amount for t in others)
    return (Tender(kind, rest, asked.reference, asked.bank, asked.last4), *others)


def _also(text: str) -> tuple[str, Cents]:
    """Another means of the same payment: "cheque=50.00"."""
    name, _, amount = text.partition("=")
    if name not in TENDERS:
        raise argparse.ArgumentTypeError(text)
    return name, read_positive(amount)


def arrange(call: Call) -> Answer:
    from desktop_app.services import arrangements

    asked = call.arguments
    ask = arrangements.Ask(contract=asked.contract, months=asked.months, monthly=asked.monthly)
    number = None
    with call.counter() as counter:
        offer = arrangements.propose(counter, ask)
        if asked.grant:
            granted = arrangements.grant(
                counter,
                ask,
                operation=call.operation,
                reason=asked.reason,
                approved_by=asked.approved_by,
            )
            number = granted.number
        currency = counter.rules.currency
    texts = call.texts
    head = f"{texts.say('Arrangement')} {number or texts.say('Simulation')}"
    lines = instalment_lines(offer.instalments, texts, currency)
    return Answer(shapes.offer(offer, number), [head, *lines])


def print_paper(call: Call) -> Answer:
    from desktop_app.services import printing

    asked = call.arguments
    if asked.thermal:
        return _thermal(call)
    with call.counter() as counter:
        printed = printing.print_document(
            counter,
            asked.kind,
            asked.number,
            out=asked.out,
            language=asked.lang if asked.lang in LANGUAGES else None,
            narrow=asked.narrow,
        )
    data = {
        "document": printed.document,
        "kind": printed.kind,
        "language": printed.language,
        "copy": printed.copy,
        "pages": printed.pages,
        "path": str(printed.path),
    }
    return Answer(data, [str(printed.path)])


def _thermal(call: Call) -> Answer:
    """The roll of a receipt as the black and white picture a thermal printer draws."""
    from desktop_app.services import print_queue

    asked = call.arguments
    if asked.kind != "receipt":
        raise Unclear("--thermal is for receipts")
    spoken = asked.lang if asked.lang in LANGUAGES else None
    with call.counter() as counter:
        copy, language = print_queue.picture(counter, asked.number, out=asked.out, language=spoken)
    data = {
        "document": asked.number,
        "kind": "receipt",
        "language": language,
        "copy": copy,
        "path": str(asked.out),
    }
    return Answer(data, [str(asked.out)])


def _repeatable(made: Any) -> None:
    made.add_argument("--operation", default="", metavar="ID")
