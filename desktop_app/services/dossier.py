"""The subscriber page: everything the agent needs about one contract, read in one snapshot of the book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.domain.invoice import Bar
from desktop_app.domain.money import Cents
from desktop_app.domain.monthly import Instalment
from desktop_app.domain.subscriber import Customer

from .counter import Counter


@dataclass(frozen=True, slots=True)
class MeterRow:
    serial: str
    service: str
    unit: str
    digits: int
    installed_on: date
    removed_on: date | None
    last_index: int | None
    last_on: date | None
    last_kind: str


@dataclass(frozen=True, slots=True)
class ReadingRow:
    on: date
    meter: str
    service: str
    index: int
    kind: str
    volume: int
    flag: str
    days: int


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    number: str
    kind: str
    on: date
    due: date
    start: date
    end: date
    total: Cents
    open: Cents
    estimated: bool
    in_plan: bool
    """Covered by a running arrangement."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    number: str
    on: date
    amount: Cents
    tender: str
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    number: str
    made_on: date
    instalment: Cents
    instalments: tuple[Instalment, ...]
    paid: Cents
    next: Instalment | None
    state: str


@dataclass(frozen=True, slots=True)
class ArrangementRow:
    number: str
    made_on: date
    total: Cents
    paid: Cents
    instalments: tuple[Instalment, ...]
    next: Instalment | None
    late: int
    state: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    at: datetime
    agent: str
    text: str


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to see at once; `level` is "danger" | "warn" | "info", `values` fill its wording (msgctxt "alert").

    Codes: arrears(count, owed) | leak(volume, mean) | estimates(count) | mandate-missing | phone-missing |
    vulnerable | arrangement-late(count) | credit(amount) | debit-rejected(amount) | meter-blocked(count)
    """

    code: str
    level: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Balances:
    """`asked`: to pay at the counter today; `owed`: the whole debt less credit; `credit` >= 0; all cents."""

    asked: Cents
    owed: Cents
    credit: Cents
    oldest_due: date | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One contract whole; lists oldest first."""

    customer: Customer
    usage: str
    vulnerable: bool
    opened_on: date
    closed_on: date | None
    route: str
    debit: str
    """"on" (mandate and running schedule), "mandate" (bank details known), "opted-out" or "none"."""
    account: str
    """Masked bank account or empty."""
    meters: tuple[MeterRow, ...]
    readings: tuple[ReadingRow, ...]
    invoices: tuple[InvoiceRow, ...]
    payments: tuple[PaymentRow, ...]
    balances: Balances
    schedule: ScheduleRow | None
    arrangements: tuple[ArrangementRow, ...]
    notes: tuple[NoteRow, ...]
    alerts: tuple[Alert, ...]
    bars: tuple[Bar, ...]
    """Consumption by month or by billing period, 13 or more, oldest first, first service then the others."""
    usual: int | None
    """Usual volume of one bar of the first service (clean mean), for the dashed line."""


def show(counter: Counter, contract: str) -> Dossier:
    """The dossier of this contract; refuses UnknownContract."""
    raise NotImplementedError


def add_note(counter: Counter, contract: str, text: str) -> NoteRow:
    """Append a note to the contract's log."""
    raise NotImplementedError
