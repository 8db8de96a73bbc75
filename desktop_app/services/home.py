"""The first page: what waits today at this till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.money import Cents

from .counter import Counter


@dataclass(frozen=True, slots=True)
class TillState:
    """The open shift of this till: takings so far in cents, or `open` False."""

    open: bool
    agent: str
    float: Cents
    cash: Cents
    other: Cents
    receipts: int
    since: str


@dataclass(frozen=True, slots=True)
class ToRead:
    """One meter waiting for its reading (walking order)."""

    contract: str
    name: str
    address: str
    meter: str
    last_on: date
    estimates: int


@dataclass(frozen=True, slots=True)
class Debtor:
    contract: str
    name: str
    category: str
    invoices: int
    owed: Cents
    oldest_due: date | None


@dataclass(frozen=True, slots=True)
class Sector:
    """Receivables of one sector (households, administrations, shops and industry)."""

    sector: str
    customers: int
    owed: Cents


@dataclass(frozen=True, slots=True)
class Home:
    today: date
    operator: str
    agency: str
    kind: str
    subscribers: int
    till: TillState
    to_read: tuple[ToRead, ...]
    debtors: tuple[Debtor, ...]
    sectors: tuple[Sector, ...]
    rejected: int
    drafts: tuple[tuple[str, str, str], ...]
    """(kind, contract, saved at)"""


def home(counter: Counter) -> Home:
    """What waits today; lists of at most 12 rows."""
    raise NotImplementedError
