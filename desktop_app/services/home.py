"""The first page: what waits today at this till."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.domain.money import Cents

from .counter import Counter
from .drafts import Draft
from .drafts import newest as newest_drafts


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
    name_alt: str = ""


@dataclass(frozen=True, slots=True)
class Debtor:
    contract: str
    name: str
    category: str
    invoices: int
    owed: Cents
    oldest_due: date | None
    name_alt: str = ""


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
    drafts: tuple[Draft, ...]
    """Unfinished work, the newest first."""


ROWS = 12
_PERIOD_DAYS = {"monthly": 30, "quarterly": 91, "half-yearly": 182}


def home(counter: Counter) -> Home:
    """What waits today; lists of at most 12 rows."""
    from desktop_app.storage import payments, readings, subscribers

    rules, today = counter.rules, counter.today()
    installation = counter.book.installation
    before = today - timedelta(days=_PERIOD_DAYS[rules.calendar.kind])
    with counter.book.read() as connection:
        shift = payments.open_shift(connection, counter.till)
        takings = payments.takings(connection, shift.id) if shift else None
        waiting = readings.waiting(connection, before=before, limit=ROWS)
        debtors = subscribers.debtors(connection, ROWS)
        categories = subscribers.receivables_by_category(connection)
        counted = subscribers.counted(connection)
        rejected = payments.rejected_debits(connection, since=today - timedelta(days=30))
        drafts = newest_drafts(connection)
    sector_of = {c.code: c.sector for c in rules.categories}
    sectors: dict[str, tuple[int, Cents]] = {c.sector: (0, 0) for c in rules.categories}
    for category, customers, owed in categories:
        sector = sector_of.get(category, category)
        known = sectors.get(sector, (0, 0))
        sectors[sector] = (known[0] + customers, known[1] + owed)
    return Home(
        today=today,
        operator=rules.code,
        agency=installation.agency,
        kind=installation.kind,
        subscribers=counted,
        till=TillState(
            open=shift is not None,
            agent=shift.agent if shift else "",
            float=shift.float if shift else 0,
            cash=takings.cash if takings else 0,
            other=takings.other if takings else 0,
            receipts=takings.receipts if takings else 0,
            since=shift.opened_at.isoformat() if shift else "",
        ),
        to_read=tuple(
            ToRead(
                contract=w.contract,
                name=w.name,
                address=", ".join(p for p in (w.address, w.town) if p),
                meter=w.meter,
                last_on=w.last_on or today,
                estimates=w.estimates,
                name_alt=w.name_alt,
            )
            for w in waiting
        ),
        debtors=tuple(
            Debtor(
                contract=d.number,
                name=d.name,
                category=d.category,
                invoices=d.open_invoices,
                owed=d.owed,
                oldest_due=d.oldest_due,
                name_alt=d.name_alt,
            )
            for d in debtors
        ),
        sectors=tuple(Sector(code, n, owed) for code, (n, owed) in sectors.items()),
        rejected=rejected,
        drafts=drafts,
    )
