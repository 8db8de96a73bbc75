"""Invoices and credit notes exactly as issued, with what is still open of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, func, select, type_coerce
from sqlalchemy.types import NullType

from desktop_app.domain import record
from desktop_app.domain.invoice import Invoice, InvoiceKind

from . import ledger
from .packing import Unreadable, unpack
from .tables import contract, entry, invoice

if TYPE_CHECKING:
    from .book import Pen


@dataclass(frozen=True, slots=True)
class InvoiceFact:
    """One line of a contract's invoices; `open` in cents, `end` excluded; `credited` when a credit note corrects it."""

    id: int
    number: str
    contract_id: int
    kind: str
    issued_on: date
    due_on: date
    start: date
    end: date
    net: int
    total: int
    volume: int
    estimated: bool
    corrects_id: int | None
    open: int
    credited: bool


_opened = (
    select(func.coalesce(func.sum(entry.c.amount), 0))
    .where(entry.c.invoice_id == invoice.c.id, entry.c.account == ledger.RECEIVABLE)
    .scalar_subquery()
)
_correction = invoice.alias("correction")
_credited = select(func.count()).where(_correction.c.corrects_id == invoice.c.id).scalar_subquery()
_INVOICES = select(
    invoice.c.id,
    invoice.c.number,
    invoice.c.contract_id,
    invoice.c.kind,
    invoice.c.issued_on,
    invoice.c.due_on,
    invoice.c.start,
    invoice.c.end,
    invoice.c.net,
    invoice.c.total,
    invoice.c.volume,
    invoice.c.estimated,
    invoice.c.corrects_id,
    _opened,
    _credited,
)
_OF_CONTRACT = _INVOICES.where(invoice.c.contract_id == bindparam("contract_id")).order_by(
    invoice.c.issued_on, invoice.c.id
)
_BY_NUMBER = _INVOICES.where(invoice.c.number == bindparam("number"))
_BILLED_TO = select(func.max(invoice.c.end)).where(
    invoice.c.contract_id == bindparam("contract_id"),
    invoice.c.kind != InvoiceKind.CREDIT.value,
    _credited == 0,
)


def of_contract(connection: Connection, contract_id: int) -> tuple[InvoiceFact, ...]:
    """Every invoice and credit note of the contract, oldest first."""
    return tuple(
        _fact(row) for row in connection.execute(_OF_CONTRACT, {"contract_id": contract_id})
    )


def by_number(connection: Connection, number: str) -> InvoiceFact | None:
    """The line of this invoice, or None."""
    row = connection.execute(_BY_NUMBER, {"number": number}).first()
    return _fact(row) if row else None


def load(connection: Connection, number: str) -> Invoice | None:
    """The invoice or credit note exactly as issued, or None."""
    text = connection.execute(
        select(invoice.c.facts).where(invoice.c.number == number)
    ).scalar_one_or_none()
    return record.load(Invoice, text) if text else None


def by_operation(connection: Connection, operation: str) -> Invoice | None:
    """The invoice this gesture already issued, or None."""
    text = connection.execute(
        select(invoice.c.facts).where(invoice.c.operation == operation)
    ).scalar_one_or_none()
    return record.load(Invoice, text) if text else None


def contract_of(connection: Connection, number: str) -> str | None:
    """The number of the contract this invoice was issued to, or None."""
    return connection.execute(
        select(contract.c.number)
        .join_from(invoice, contract, contract.c.id == invoice.c.contract_id)
        .where(invoice.c.number == number)
    ).scalar_one_or_none()


def billed_to(connection: Connection, contract_id: int) -> date | None:
    """The end (excluded) of the last period billed and not taken back, or None."""
    text = connection.execute(_BILLED_TO, {"contract_id": contract_id}).scalar_one_or_none()
    return date.fromisoformat(text) if text else None


def last_loaded(connection: Connection, contract_id: int, count: int = 1) -> tuple[Invoice, ...]:
    """The last `count` invoices as issued (credit notes left out), newest first."""
    rows = connection.execute(
        select(invoice.c.facts)
        .where(invoice.c.contract_id == contract_id, invoice.c.kind != InvoiceKind.CREDIT.value)
        .order_by(invoice.c.issued_on.desc(), invoice.c.id.desc())
        .limit(count)
    )
    return tuple(record.load(Invoice, text) for (text,) in rows)


def add(
    pen: Pen,
    made: Invoice,
    *,
    contract_id: int,
    volume: int,
    operation: str | None = None,
    run_id: int | None = None,
) -> int:
    """Store an issued invoice or credit note with its ledger entries and sums; the caller writes the journal entry.

    `volume` is that of the operator's first service. A credit note names the invoice it corrects by number."""
    if made.number is None:
        raise AssertionError("a simulated invoice is not stored")
    corrects_id = None
    if made.corrects:
        corrects_id = pen.connection.execute(
            select(invoice.c.id).where(invoice.c.number == made.corrects)
        ).scalar_one()
    row = pen.insert(
        invoice,
        {
            "number": made.number,
            "contract_id": contract_id,
            "kind": made.kind,
            "issued_on": made.issued_on,
            "due_on": made.due_on,
            "start": made.start,
            "end": made.end,
            "net": made.bill.net,
            "vat": made.bill.vat_total,
            "levies": made.bill.levies,
            "total": made.bill.total,
            "volume": volume,
            "estimated": made.estimated,
            "corrects_id": corrects_id,
            "run_id": run_id,
            "operation": operation or None,
            "facts": made,
        },
    )
    assert row is not None
    if corrects_id is not None and made.kind is InvoiceKind.CREDIT:
        ledger.issue_credit_note(
            pen,
            document=made.number,
            contract_id=contract_id,
            corrects_id=corrects_id,
            total=made.bill.total,
            booked_on=made.issued_on,
        )
    else:
        ledger.issue(
            pen,
            document=made.number,
            contract_id=contract_id,
            invoice_id=row,
            total=made.bill.total,
            booked_on=made.issued_on,
        )
    return row


def wrong_totals(connection: Connection, *, since: int = 0) -> tuple[int, tuple[str, ...]]:
    """How many invoices there are, and those (at most ten) whose columns disagree with the stored fact, or whose fact
    cannot be read."""
    count, wrong = 0, []
    rows = connection.execute(
        select(
            invoice.c.number,
            invoice.c.net,
            invoice.c.vat,
            invoice.c.levies,
            invoice.c.total,
            type_coerce(invoice.c.facts, NullType()),
        )
        .where(invoice.c.id > since)
        .order_by(invoice.c.id)
        .execution_options(yield_per=2000)
    )
    for number, net, vat, levies, total, packed in rows:
        count += 1
        if _told(packed) != (number, net, vat, levies, total):
            wrong.append(number)
            if len(wrong) == 10:
                break
    return count, tuple(wrong)


def _told(packed: bytes | str) -> tuple[object, ...] | None:
    """Number, net, VAT, levies and total that a stored fact tells; None when it cannot be read."""
    try:
        fact = json.loads(unpack(packed))
        bill = fact["bill"]
        return fact["number"], bill["net"], bill["vat_total"], bill["levies"], bill["total"]
    except (Unreadable, ValueError, LookupError, TypeError):
        return None


def _fact(row: Any) -> InvoiceFact:
    return InvoiceFact(
        row[0],
        row[1],
        row[2],
        row[3],
        date.fromisoformat(row[4]),
        date.fromisoformat(row[5]),
        date.fromisoformat(row[6]),
        date.fromisoformat(row[7]),
        row[8],
        row[9],
        row[10],
        bool(row[11]),
        row[12],
        int(row[13]),
        bool(row[14]),
    )
