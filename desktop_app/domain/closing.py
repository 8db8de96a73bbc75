"""Closings: what a day, a month or a year turned over and collected, and the perpetual totals that never go back.

French cash-register law (CGI 286 I 3 bis; BOI-TVA-DECLA-30-10-30): daily, monthly and yearly, all three compulsory.
perpetual = previous perpetual + period; turnover (invoices) and collected (payments) are never added together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .money import Cents
from .payment import TenderKind

DAY, MONTH, YEAR = "day", "month", "year"
KINDS = (DAY, MONTH, YEAR)
BELOW = {MONTH: DAY, YEAR: MONTH}
"""What a closing groups."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a period, or since the book began; amounts in cents. Reversals are deducted from `collected`."""

    turnover: Cents = 0
    collected: Cents = 0
    stamp: Cents = 0
    invoices: int = 0
    credit_notes: int = 0
    receipts: int = 0
    """Receipts and their reversals: every proof of payment."""

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.turnover + other.turnover,
            self.collected + other.collected,
            self.stamp + other.stamp,
            self.invoices + other.invoices,
            self.credit_notes + other.credit_notes,
            self.receipts + other.receipts,
        )

    def __sub__(self, other: Totals) -> Totals:
        return self + Totals(
            -other.turnover,
            -other.collected,
            -other.stamp,
            -other.invoices,
            -other.credit_notes,
            -other.receipts,
        )


@dataclass(frozen=True, slots=True)
class RateTotal:
    """Net and VAT of one rate; cents."""

    rate: Decimal
    net: Cents
    vat: Cents


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing exactly as chained and printed. The period is [start, end); `upto` is the last ledger entry that
    it counts (of a month, its last day closing; of a year, its last month), so that what is booked later falls into
    the next closing and nothing is counted twice."""

    number: str
    kind: str
    start: date
    end: date
    made_at: datetime
    agency: str
    till: str
    agent: str
    period: Totals
    perpetual: Totals
    tenders: tuple[tuple[TenderKind, Cents], ...]
    rates: tuple[RateTotal, ...]
    copies: int
    upto: int
    upto_copy: int
    reach: date
    """The last day covered: every entry booked up to it and up to `upto` is in this closing or one before."""
    beyond: bool = False
    """Entries were already written for later days, which the next closing must look for."""
    parts: tuple[str, ...] = ()
    """The day closings of a month, the month closings of a year."""
    previous: str = ""
    """The closing of the same kind before this one."""
    training: bool = False
    taken_over: bool = False
    """A day before this book was founded: its documents came with the history."""
    hash_code: str = ""
