"""One visit to the counter: several contracts, one or several means of payment, one receipt each and one total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Receipt, Tender, TenderKind
from desktop_app.domain.refusals_till import EmptyVisit
from desktop_app.domain.stamp import stamp as duty
from desktop_app.storage import payments

from .counter import Counter
from .once import once
from .payments import Part, PaymentQuote, quote, refuse_early, take

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class VisitPart:
    """What is paid on one contract, in cents, stamp duty excluded; `amount` None: what is asked now."""

    contract: str
    amount: Cents | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeVisit:
    """`tenders` as handed over, cash before its change; no tender of cash with an amount 0 means "exact"."""

    parts: tuple[VisitPart, ...]
    tenders: tuple[Tender, ...]
    operation: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class VisitQuote:
    """What the basket shows while typing; cents. `missing` is what the tenders do not cover yet."""

    parts: tuple[PaymentQuote, ...]
    amount: Cents
    stamp: Cents
    to_give: Cents
    change: Cents
    missing: Cents


@dataclass(frozen=True, slots=True)
class VisitTaken:
    """The receipts of a visit, one per contract, and its one total; cents."""

    receipts: tuple[Receipt, ...]
    total: Cents
    stamp: Cents
    given: Cents
    change: Cents


def quote_visit(
    counter: Counter, parts: tuple[VisitPart, ...], tenders: tuple[Tender, ...] = ()
) -> VisitQuote:
    """What this visit comes to. Refuses EmptyVisit, UnknownContract, UnknownDocument."""
    _refuse_twice(parts)
    quotes = [
        quote(
            counter,
            part.contract,
            amount=part.amount,
            tender=TenderKind.CASH,
            documents=part.documents,
        )
        for part in parts
    ]
    amount = sum(q.amount for q in quotes)
    paper = sum(t.amount for t in tenders if t.kind is not TenderKind.CASH)
    coins = sum(t.amount for t in tenders if t.kind is TenderKind.CASH)
    stamp, rest = 0, max(0, paper)
    today = counter.today()
    for one in quotes:
        cash = max(0, one.amount - rest)
        rest = max(0, rest - one.amount)
        stamp += one.stamp if cash == one.amount else duty(counter.rules, today, cash)
    to_give = amount + stamp
    return VisitQuote(
        parts=tuple(quotes),
        amount=amount,
        stamp=stamp,
        to_give=to_give,
        change=max(0, paper + coins - to_give) if coins else 0,
        missing=max(0, to_give - paper - coins),
    )


def take_visit(counter: Counter, command: TakeVisit) -> VisitTaken:
    """Take the whole visit in one transaction. Refuses as `payments.take_payment`, and EmptyVisit, TenderExceeds,
    TendersTooLittle. The same operation again answers the same receipts."""
    _refuse_twice(command.parts)
    amounts = [
        quote(counter, p.contract, documents=p.documents).amount if p.amount is None else p.amount
        for p in command.parts
    ]
    refuse_early(counter, amounts, command.tenders, command.payer)
    handed = tuple(
        t if t.kind is TenderKind.CASH else replace(t, instrument=f"{command.operation}:{n}")
        for n, t in enumerate(command.tenders)
    )
    asked = tuple(
        Part(p.contract, amount, p.documents)
        for p, amount in zip(command.parts, amounts, strict=True)
    )
    made = once(
        counter,
        command.operation,
        _already,
        lambda pen: take(
            counter, pen, asked, handed, operation=command.operation, payer=command.payer
        ),
    )
    return VisitTaken(
        receipts=made,
        total=sum(r.amount for r in made),
        stamp=sum(r.stamp for r in made),
        given=sum(r.given for r in made),
        change=sum(r.change for r in made),
    )


def _already(connection: Connection, operation: str) -> tuple[Receipt, ...] | None:
    one = payments.by_operation(connection, operation)
    return payments.of_visit(connection, operation) or ((one,) if one else None)


def _refuse_twice(parts: tuple[VisitPart, ...]) -> None:
    contracts = ["".join(p.contract.split()) for p in parts]
    if not contracts or len(set(contracts)) != len(contracts):
        raise EmptyVisit()
