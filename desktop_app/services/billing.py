"""Invoices: price without a book, simulate for a contract, issue with a number; one pure calculation for all three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.invoice import Bill, Invoice
from desktop_app.domain.money import Cents
from desktop_app.domain.rulebook import RuleBook

from .counter import Counter


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """`start`..`end` is [start, end); volumes in m3 and kWh; `advance` is the volume already billed (m3)."""

    start: date
    end: date
    category: str | None = None
    issued_on: date | None = None
    water: int | None = None
    advance: int | None = None
    power: int | None = None
    tender: str | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    bill: Bill
    stamp: Cents
    to_pay: Cents
    due_on: date


def price(rules: RuleBook, request: PriceRequest) -> Priced:
    """The bill of these volumes by this rule book; refuses UnknownCategory, NoPriceForPeriod, PeriodReversed."""
    raise NotImplementedError


def simulate_invoice(counter: Counter, contract: str, *, to: date) -> Invoice:
    """The invoice that issuing to this date would give, number None. Refuses UnknownContract, NothingToBill,
    AlreadyBilled, ReadingInFuture."""
    raise NotImplementedError


def issue_invoice(counter: Counter, contract: str, *, to: date, operation: str) -> Invoice:
    """Issue the very invoice the simulation showed; the same operation again answers the same invoice."""
    raise NotImplementedError


def invoice(counter: Counter, number: str) -> Invoice:
    """The stored invoice or credit note; refuses UnknownDocument."""
    raise NotImplementedError
