"""One visit to the counter: several contracts, one or several means of payment, one receipt each and one total."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import Receipt, Tender

from .counter import Counter
from .payments import PaymentQuote


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
    raise NotImplementedError


def take_visit(counter: Counter, command: TakeVisit) -> VisitTaken:
    """Take the whole visit in one transaction. Refuses as `payments.take_payment`, and EmptyVisit, TenderExceeds,
    TendersTooLittle. The same operation again answers the same receipts."""
    raise NotImplementedError
