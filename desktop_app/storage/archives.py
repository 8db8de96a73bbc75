"""What a year's archive holds, read from the book in order: rows of the tables and canonical facts as stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from .tables import entry, invoice, journal, payment
from .till_tables import (
    archive_made,
    closing,
    deposit,
    movement,
    refund,
    seal,
    shift_report,
    suspense,
)

if TYPE_CHECKING:
    from .book import Pen

FACTS: dict[str, Table] = {
    "invoices": invoice,
    "receipts": payment,
    "suspense": suspense,
    "movements": movement,
    "shift_reports": shift_report,
    "deposits": deposit,
    "refunds": refund,
    "closings": closing,
}
"""Documents kept as facts; their number tells their year."""
TABLES: dict[str, tuple[Table, tuple[str, ...]]] = {
    "invoices": (
        invoice,
        ("number", "kind", "issued_on", "due_on", "start", "end", "net", "vat", "levies", "total"),
    ),
    "receipts": (
        payment,
        (
            *("number", "booked_on", "taken_at", "till", "agent", "tender", "amount", "stamp"),
            *("given", "change"),
        ),
    ),
    "entries": (
        entry,
        (
            "id",
            "document",
            "booked_on",
            "account",
            "contract_id",
            "invoice_id",
            "shift_id",
            "amount",
        ),
    ),
    "closings": (closing, ("number", "kind", "start", "end", "upto")),
}
_CHAINS = {"journal": journal, "seals": seal}


def facts(connection: Connection, name: str, year: int) -> Iterator[str]:
    """The canonical texts of the documents of this year, in the order they were written."""
    table = FACTS[name]
    query = select(table.c.facts).where(_of_year(table, year)).order_by(table.c.id)
    for row in connection.execute(query.execution_options(yield_per=500)):
        yield row[0]


def rows(connection: Connection, name: str, year: int) -> Iterator[Sequence[object]]:
    """The rows of this table for this year."""
    table, columns = TABLES[name]
    query = select(*(table.c[c] for c in columns)).where(_of_year(table, year))
    for row in connection.execute(query.order_by(table.c.id).execution_options(yield_per=2000)):
        yield tuple(row)


def chain(connection: Connection, name: str) -> tuple[tuple[str, ...], Iterator[Sequence[object]]]:
    """The whole journal, or its seals in the order they were set, with the names of their columns."""
    table = _CHAINS[name]
    query = select(table).order_by(table.c.seq).execution_options(yield_per=2000)
    return tuple(c.name for c in table.columns), (tuple(r) for r in connection.execute(query))


def add(pen: Pen, *, number: str, year: int, files: int, records: int, hashed: str) -> None:
    """Keep that a year was archived; the caller writes the journal entry."""
    pen.insert(
        archive_made,
        {
            "number": number,
            "year": year,
            "made_at": pen.hand.now,
            "agent": pen.hand.agent,
            "files": files,
            "records": records,
            "hash": hashed,
        },
    )


def _of_year(table: Table, year: int) -> ColumnElement[bool]:
    if "number" in table.c:
        return table.c.number.like(f"%-{year % 100:02d}-______")
    day = table.c.booked_on
    return and_(day >= f"{year}-01-01", day < f"{year + 1}-01-01")
