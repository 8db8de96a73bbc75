"""Billing runs as kept: who is to be looked at, what each run made, and which invoices still wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from desktop_app.domain import record
from desktop_app.domain.invoice import InvoiceKind
from desktop_app.domain.run import Outsorted, RunReport

from .rows import among, fetched, stored, those
from .run_tables import run, run_held
from .tables import balance, contract, copy, entry, invoice, reading, subscriber

if TYPE_CHECKING:
    from .book import Pen

INVOICE = (
    *("id", "number", "contract_id", "kind", "issued_on", "due_on", "start", "end", "net"),
    *("vat", "levies", "total", "volume", "estimated", "run_id", "facts"),
)
ENTRY = ("document", "booked_on", "account", "contract_id", "invoice_id", "amount")
READING = (
    *("contract_id", "meter_id", "taken_on", "figure", "kind", "volume", "basis"),
    *("agent", "recorded_at"),
)
BALANCE = ("contract_id", "owed", "open_invoices", "oldest_due")
HELD = ("run_id", "contract_id", "reason", "values", "start", "end", "total")
WRITTEN: tuple[tuple[str, Table, tuple[str, ...]], ...] = (
    ("invoices", invoice, INVOICE),
    ("entries", entry, ENTRY),
    ("readings", reading, READING),
)
"""What a run writes of each table, beside the sums of its contracts."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The maintained sums of a contract before a run, and its credit; cents."""

    owed: int = 0
    open_invoices: int = 0
    oldest_due: str | None = None
    credit: int = 0


def candidates(
    connection: Connection,
    *,
    through: date,
    routes: Sequence[str] = (),
    postcodes: Sequence[str] = (),
    contracts: Sequence[str] = (),
) -> list[int]:
    """The contracts of a run's scope in walking order, those that ended unbilled included."""
    query = select(contract.c.id).where(contract.c.opened_on < through.isoformat())
    for column, wanted in (
        (contract.c.route, routes),
        (contract.c.postcode, postcodes),
        (contract.c.number, contracts),
    ):
        if wanted:
            query = query.where(column.in_(wanted))
    rows = connection.execute(query.order_by(contract.c.route, contract.c.walk, contract.c.id))
    return [row[0] for row in rows]


def places(connection: Connection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The routes and the postcodes of the book, in order."""
    return tuple(
        tuple(
            row[0]
            for row in connection.execute(select(column).distinct().order_by(column))
            if row[0]
        )
        for column in (contract.c.route, contract.c.postcode)
    )  # type: ignore[return-value]


_correction = invoice.alias("correction")
_SUMS = select(
    balance.c.contract_id, balance.c.owed, balance.c.open_invoices, balance.c.oldest_due
).where(among(balance.c.contract_id))
_CREDITS = (
    select(entry.c.contract_id, -func.sum(entry.c.amount))
    .where(among(entry.c.contract_id), entry.c.account == "credit")
    .group_by(entry.c.contract_id)
)
_DROP_SUMS = delete(balance).where(among(balance.c.contract_id))


def sums_of(connection: Connection, ids: Iterable[int]) -> dict[int, Sums]:
    """The maintained sums and the credit of these contracts, where there are any."""
    wanted = list(ids)
    credits = {c: int(amount) for c, amount in fetched(connection, _CREDITS, wanted)}
    found = {
        row[0]: Sums(row[1], row[2], row[3], credits.pop(row[0], 0))
        for row in fetched(connection, _SUMS, wanted)
    }
    found.update({c: Sums(credit=amount) for c, amount in credits.items()})
    return found


def first_row(connection: Connection) -> int:
    """The row that the first invoice of a run takes."""
    return (
        int(connection.execute(select(func.coalesce(func.max(invoice.c.id), 0))).scalar_one()) + 1
    )


def write(pen: Pen, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Write one stretch of a run at the driver's speed; `sums` replace those of its contracts."""
    for name, table, columns in WRITTEN:
        if rows[name]:
            pen.fill(table, columns, rows[name])
    if sums := rows["sums"]:
        pen.connection.execute(_DROP_SUMS, those(row[0] for row in sums))
        pen.fill(balance, BALANCE, sums)


def write_held(pen: Pen, rows: list[tuple[object, ...]]) -> None:
    """Write what a run held back, once the run itself is written."""
    if rows:
        pen.fill(run_held, HELD, rows)


def add(pen: Pen, made: RunReport, *, operation: str) -> int:
    """Store what a run made; the caller writes the journal entry."""
    row = pen.insert(
        run,
        {
            "number": made.number,
            "through": made.through,
            "booked_on": made.booked_on,
            "made_at": pen.hand.now,
            "agent": made.agent,
            "selected": made.selected,
            "invoices": made.invoices,
            "total": made.total,
            "operation": operation or None,
            "facts": made,
        },
    )
    assert row is not None
    return row


def next_row(connection: Connection) -> int:
    """The row that the next run takes: its invoices name it before it is written."""
    return int(connection.execute(select(func.coalesce(func.max(run.c.id), 0))).scalar_one()) + 1


def by_operation(connection: Connection, operation: str) -> RunReport | None:
    """What the run of this gesture made, or None."""
    return _load(connection, run.c.operation == operation)


def by_number(connection: Connection, number: str) -> RunReport | None:
    """What this run made, or None."""
    return _load(connection, run.c.number == number)


def newest(connection: Connection, limit: int = 12) -> tuple[RunReport, ...]:
    """The last runs, newest first."""
    rows = connection.execute(select(run.c.facts).order_by(run.c.id.desc()).limit(limit))
    return tuple(record.load(RunReport, text) for (text,) in rows)


def held_by(connection: Connection, number: str) -> tuple[Outsorted, ...]:
    """The invoices this run held back."""
    return _held(connection, run.c.number == number)


def waiting(connection: Connection) -> tuple[Outsorted, ...]:
    """The invoices held back whose period nobody has billed since: for each contract what the last run said."""
    later = run_held.alias("later")
    return _held(
        connection,
        ~select(later.c.id)
        .where(later.c.contract_id == run_held.c.contract_id, later.c.id > run_held.c.id)
        .exists(),
        ~select(invoice.c.id)
        .where(
            invoice.c.contract_id == run_held.c.contract_id,
            invoice.c.kind != InvoiceKind.CREDIT.value,
            invoice.c.end > run_held.c.start,
            ~select(_correction.c.id).where(_correction.c.corrects_id == invoice.c.id).exists(),
        )
        .exists(),
    )


def documents(connection: Connection, number: str, *, by: str) -> list[tuple[str, str, str]]:
    """(route or postcode, invoice, its customer's language) of a run, in the order in which papers are handed out."""
    place = {"route": contract.c.route, "postcode": contract.c.postcode}[by]
    rows = connection.execute(
        select(place, invoice.c.number, subscriber.c.language)
        .join_from(invoice, run, run.c.id == invoice.c.run_id)
        .join(contract, contract.c.id == invoice.c.contract_id)
        .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
        .where(run.c.number == number)
        .order_by(place, contract.c.route, contract.c.walk, invoice.c.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def written(connection: Connection, first: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the run whose first invoice is `first`, as they lie in the tables (for measuring)."""
    run_id = select(invoice.c.run_id).where(invoice.c.number == first).scalar_subquery()
    numbers = select(invoice.c.number).where(invoice.c.run_id == run_id)
    owners = select(invoice.c.contract_id).where(invoice.c.run_id == run_id)
    at = select(func.max(reading.c.recorded_at)).scalar_subquery()
    wanted = (
        (invoice, invoice.c.run_id == run_id),
        (entry, entry.c.document.in_(numbers)),
        (reading, (reading.c.kind == "estimated") & (reading.c.recorded_at == at)),
        (balance, balance.c.contract_id.in_(owners)),
    )
    return {
        table.name: [
            tuple(row)
            for row in connection.execute(
                select(*(type_coerce(c, NullType()) for c in table.c)).where(which)
            )
        ]
        for table, which in wanted
    }


def raw(
    rows: dict[str, list[tuple[object, ...]]],
) -> list[tuple[str, list[tuple[object, ...]]]]:
    """The statements that put such rows where they lay, by hand."""
    made = []
    for name, held in rows.items():
        marks = ", ".join("?" * len(held[0])) if held else ""
        verb = "INSERT OR REPLACE" if name == balance.name else "INSERT"
        if held:
            made.append((f'{verb} INTO "{name}" VALUES ({marks})', held))
    return made


def copies_of(connection: Connection, number: str) -> dict[str, int]:
    """How often each invoice of a run was put on paper, where it was."""
    rows = connection.execute(
        select(copy.c.document, func.count())
        .join_from(copy, invoice, invoice.c.number == copy.c.document)
        .join(run, run.c.id == invoice.c.run_id)
        .where(run.c.number == number)
        .group_by(copy.c.document)
    )
    return {row[0]: row[1] for row in rows}


def add_copies(pen: Pen, number: str, languages: dict[str, str]) -> None:
    """Count one more copy of these invoices of a run, each in its language; the caller writes the journal entry."""
    before = copies_of(pen.connection, number)
    at, agent = pen.hand.now.isoformat(), pen.hand.agent
    pen.fill(
        copy,
        ("document", "copy", "language", "made_at", "agent"),
        [
            (document, before.get(document, 0), language, at, agent)
            for document, language in languages.items()
        ],
    )


def _load(connection: Connection, which: ColumnElement[bool]) -> RunReport | None:
    text = connection.execute(select(run.c.facts).where(which)).scalar_one_or_none()
    return record.load(RunReport, text) if text else None


def _held(connection: Connection, *which: ColumnElement[bool]) -> tuple[Outsorted, ...]:
    rows = connection.execute(
        select(
            contract.c.number,
            run_held.c.reason,
            run_held.c["values"],
            subscriber.c.name,
            run_held.c.start,
            run_held.c.end,
            run_held.c.total,
        )
        .join_from(run_held, run, run.c.id == run_held.c.run_id)
        .join(contract, contract.c.id == run_held.c.contract_id)
        .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
        .where(*which)
        .order_by(run_held.c.id)
    )
    return tuple(
        Outsorted(
            contract=row[0],
            reason=row[1],
            values=record.load(dict[str, str], row[2]),
            name=row[3],
            start=date.fromisoformat(row[4]),
            end=date.fromisoformat(row[5]),
            total=row[6],
        )
        for row in rows
    )


def values_text(values: dict[str, str]) -> str:
    """The values of a reason as kept."""
    return str(stored(values))
