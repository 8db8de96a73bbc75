"""Payments exactly as receipted, the shifts of the till they were taken in, and the copies put on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, case, exists, func, select

from desktop_app.domain import record
from desktop_app.domain.payment import Allocation, Receipt, TenderKind

from . import ledger, plans
from .tables import arrangement, contract, copy, entry, invoice, payment, shift, shift_event
from .till_tables import closing, deposit, shift_report, suspense, visit

if TYPE_CHECKING:
    from .book import Pen

MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """One line of a contract's payments, in cents; a reversal has a negative amount and names what it reverses."""

    id: int
    number: str
    booked_on: date
    taken_at: datetime
    amount: int
    stamp: int
    tender: str
    reverses_id: int | None
    reversed: bool


@dataclass(frozen=True, slots=True)
class ShiftFact:
    """An open or closed shift of a till; `float` is the cash it started with."""

    id: int
    till: str
    agent: str
    opened_at: datetime
    booked_on: date
    float: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Takings:
    """What a shift took so far, in cents: cash kept (float excluded), other tenders, receipts written."""

    cash: int
    other: int
    receipts: int


_part = payment.alias("part")
_taken_back = (
    select(func.coalesce(-func.sum(_part.c.amount), 0))
    .where(_part.c.reverses_id == payment.c.id)
    .correlate(payment)
    .scalar_subquery()
)
_PAYMENTS = select(
    payment.c.id,
    payment.c.number,
    payment.c.booked_on,
    payment.c.taken_at,
    payment.c.amount,
    payment.c.stamp,
    payment.c.tender,
    payment.c.reverses_id,
    case((_taken_back == payment.c.amount, 1), else_=0),
)
_OF_CONTRACT = _PAYMENTS.where(payment.c.contract_id == bindparam("contract_id")).order_by(
    payment.c.booked_on, payment.c.id
)
_shut = shift_event.alias("shut")
_closed = exists().where(_shut.c.shift_id == shift.c.id, _shut.c.kind == "closed")
_SHIFTS = select(
    shift.c.id,
    shift.c.till,
    shift.c.agent,
    shift.c.opened_at,
    shift.c.booked_on,
    shift.c.float,
    case((_closed, 1), else_=0),
)
_OPEN_SHIFT = (
    _SHIFTS.where(shift.c.till == bindparam("till"), ~_closed).order_by(shift.c.id.desc()).limit(1)
)


# --- payments -----------------------------------------------------------------------------------------------------


def of_contract(connection: Connection, contract_id: int) -> tuple[PaymentFact, ...]:
    """Every payment of the contract, oldest first."""
    return tuple(
        _fact(row) for row in connection.execute(_OF_CONTRACT, {"contract_id": contract_id})
    )


def by_number(connection: Connection, number: str) -> PaymentFact | None:
    """The line of this receipt, or None."""
    row = connection.execute(_PAYMENTS.where(payment.c.number == number)).first()
    return _fact(row) if row else None


def load(connection: Connection, number: str) -> Receipt | None:
    """The receipt exactly as issued, of suspense money too, or None."""
    for table in (payment, suspense):
        text = connection.execute(
            select(table.c.facts).where(table.c.number == number)
        ).scalar_one_or_none()
        if text:
            return record.load(Receipt, text)
    return None


def by_operation(connection: Connection, operation: str) -> Receipt | None:
    """The receipt this gesture already wrote, or None."""
    text = connection.execute(
        select(payment.c.facts).where(payment.c.operation == operation)
    ).scalar_one_or_none()
    return record.load(Receipt, text) if text else None


def row_of(connection: Connection, number: str) -> tuple[int, int]:
    """The rows of this receipt and of its contract; the receipt must exist."""
    found = connection.execute(
        select(payment.c.id, payment.c.contract_id).where(payment.c.number == number)
    ).one()
    return found[0], found[1]


def parts_undone(connection: Connection, number: str) -> tuple[Receipt, ...]:
    """The receipts that undo this one, wholly or in part."""
    rows = connection.execute(
        select(_part.c.facts)
        .join_from(_part, payment, payment.c.id == _part.c.reverses_id)
        .where(payment.c.number == number)
        .order_by(_part.c.id)
    ).scalars()
    return tuple(record.load(Receipt, text) for text in rows)


def add_visit(pen: Pen, operation: str, payment_ids: Sequence[int]) -> None:
    """Tie the receipts of one visit to the operation that paid them all."""
    pen.insert(
        visit,
        [
            {"payment_id": row, "operation": operation, "position": n}
            for n, row in enumerate(payment_ids)
        ],
    )


def of_visit(connection: Connection, operation: str) -> tuple[Receipt, ...]:
    """The receipts of the visit paid by this operation, in their order."""
    rows = connection.execute(
        select(payment.c.facts)
        .join_from(payment, visit, visit.c.payment_id == payment.c.id)
        .where(visit.c.operation == operation)
        .order_by(visit.c.position, payment.c.id)
    ).scalars()
    return tuple(record.load(Receipt, text) for text in rows)


def beside(connection: Connection, number: str) -> tuple[Receipt, ...]:
    """Every receipt of the visit in which this one was written, itself included."""
    mine, other = visit.alias("mine"), visit.alias("other")
    rows = connection.execute(
        select(payment.c.facts)
        .join_from(payment, other, other.c.payment_id == payment.c.id)
        .join(mine, mine.c.operation == other.c.operation)
        .where(
            mine.c.payment_id
            == select(payment.c.id).where(payment.c.number == number).scalar_subquery()
        )
        .order_by(other.c.position)
    ).scalars()
    return tuple(record.load(Receipt, text) for text in rows)


def contract_of(connection: Connection, number: str) -> str | None:
    """The number of the contract this receipt was written for, or None."""
    return connection.execute(
        select(contract.c.number)
        .join_from(payment, contract, contract.c.id == payment.c.contract_id)
        .where(payment.c.number == number)
    ).scalar_one_or_none()


def rejected_debits(connection: Connection, *, since: date) -> int:
    """How many direct debits were sent back on this day or later."""
    return connection.execute(
        select(func.count()).where(
            payment.c.reverses_id.is_not(None),
            payment.c.tender == TenderKind.DEBIT.value,
            payment.c.booked_on >= since.isoformat(),
        )
    ).scalar_one()


def add(
    pen: Pen,
    made: Receipt,
    *,
    contract_id: int,
    shift_id: int | None = None,
    operation: str | None = None,
    undo: Sequence[ledger.Posting] | None = None,
) -> int:
    """Store a receipt with its ledger entries and sums; the caller writes the journal entry.

    Allocations name invoices, or an arrangement whose covered invoices are then settled oldest due first. A receipt
    that undoes another mirrors its entries, or books those of `undo` when it undoes a part of it."""
    reverses_id = None
    if made.reverses:
        reverses_id = pen.connection.execute(
            select(payment.c.id).where(payment.c.number == made.reverses)
        ).scalar_one()
    kinds = {tender.kind for tender in made.tenders}
    row = pen.insert(
        payment,
        {
            "number": made.number,
            "contract_id": contract_id,
            "taken_at": made.taken_at,
            "booked_on": made.booked_on,
            "till": made.till,
            "agent": made.agent,
            "shift_id": shift_id,
            "tender": kinds.pop() if len(kinds) == 1 else MIXED,
            "amount": made.amount,
            "stamp": made.stamp,
            "given": made.given,
            "change": made.change,
            "reverses_id": reverses_id,
            "operation": operation or None,
            "facts": made,
        },
    )
    assert row is not None
    if undo is not None:
        ledger.book(pen, made.number, made.booked_on, undo)
    elif made.reverses:
        ledger.reverse(
            pen,
            of=made.reverses,
            document=made.number,
            booked_on=made.booked_on,
            shift_id=shift_id,
        )
    else:
        ledger.settle(
            pen,
            document=made.number,
            contract_id=contract_id,
            tenders=kept(made),
            allocated=settled(pen.connection, contract_id, made.allocated),
            credit=made.credit,
            stamp=made.stamp,
            booked_on=made.booked_on,
            shift_id=shift_id,
        )
    return row


def settled(
    connection: Connection, contract_id: int, allocated: Iterable[Allocation]
) -> tuple[tuple[int | None, int], ...]:
    """Which invoice rows these allocations settle, and by how much; an arrangement spreads over what it covers, and
    a debt of the account itself (a fee) has no invoice."""
    wanted = tuple(allocated)
    numbers = [a.document for a in wanted]
    ids = {
        number: i
        for i, number in connection.execute(
            select(invoice.c.id, invoice.c.number).where(invoice.c.number.in_(numbers))
        )
    }
    if all(number in ids for number in numbers):
        return tuple((ids[a.document], a.amount) for a in wanted)
    left = {item.id: item.open for item in ledger.open_items(connection, contract_id)}
    covering = {a.number: a for a in plans.arrangements(connection, contract_id)}
    found: list[tuple[int | None, int]] = []
    for allocation in wanted:
        if allocation.document not in ids and allocation.document not in covering:
            found.append((None, allocation.amount))
            continue
        if allocation.document in ids:
            parts = {ids[allocation.document]: allocation.amount}
        else:
            parts = _spread(covering[allocation.document], left, allocation.amount)
        for invoice_id, amount in parts.items():
            left[invoice_id] = left.get(invoice_id, 0) - amount
            found.append((invoice_id, amount))
    return tuple(found)


def _spread(plan: plans.ArrangementFact, left: dict[int, int], amount: int) -> dict[int, int]:
    parts: dict[int, int] = {}
    rest = amount
    for invoice_id, still in plan.still_open(left).items():
        if rest and (part := min(rest, still)):
            parts[invoice_id] = part
            rest -= part
    if rest:
        raise AssertionError(f"{plan.number} covers less than is allocated to it")
    return parts


def kept(made: Receipt) -> list[tuple[str, int]]:
    """What each tender left in the till: the change comes out of the cash (or of the first tender)."""
    kept: dict[str, int] = {}
    for tender in made.tenders:
        kept[tender.kind.value] = kept.get(tender.kind.value, 0) + tender.amount
    if made.change:
        giver = TenderKind.CASH.value
        kept[giver if giver in kept else next(iter(kept))] -= made.change
    return list(kept.items())


# --- shifts -------------------------------------------------------------------------------------------------------


def open_shift(connection: Connection, till: str) -> ShiftFact | None:
    """The shift open at this till, or None."""
    row = connection.execute(_OPEN_SHIFT, {"till": till}).first()
    return _shift(row) if row else None


def shift_by_id(connection: Connection, shift_id: int) -> ShiftFact | None:
    """The shift of this row, open or closed."""
    row = connection.execute(_SHIFTS.where(shift.c.id == shift_id)).first()
    return _shift(row) if row else None


def start_shift(pen: Pen, *, float_cents: int, facts: object = None) -> int:
    """Open a shift for the hand's agent and till; the caller checks that none is open and writes the journal entry."""
    made = pen.insert(
        shift,
        {
            "till": pen.hand.till,
            "agent": pen.hand.agent,
            "opened_at": pen.hand.now,
            "booked_on": pen.hand.today,
            "float": float_cents,
            "facts": record.dump({} if facts is None else facts),
        },
    )
    assert made is not None
    return made


def add_shift_event(
    pen: Pen,
    shift_id: int,
    kind: str,
    *,
    amount: int = 0,
    reason: str = "",
    facts: object = None,
) -> None:
    """Record what happened to the drawer: paid_in, paid_out, handover, counted or closed."""
    pen.insert(
        shift_event,
        {
            "shift_id": shift_id,
            "kind": kind,
            "at": pen.hand.now,
            "agent": pen.hand.agent,
            "amount": amount,
            "reason": reason,
            "facts": record.dump({} if facts is None else facts),
        },
    )


def takings(connection: Connection, shift_id: int) -> Takings:
    """What the shift took so far."""
    cash = other = 0
    money = tuple(kind.value for kind in TenderKind)
    for account, amount in connection.execute(
        select(entry.c.account, func.sum(entry.c.amount))
        .join_from(payment, entry, entry.c.document == payment.c.number)
        .where(payment.c.shift_id == shift_id, entry.c.account.in_(money))
        .group_by(entry.c.account)
    ):
        if account == TenderKind.CASH.value:
            cash = int(amount)
        else:
            other += int(amount)
    receipts = connection.execute(
        select(func.count()).where(payment.c.shift_id == shift_id)
    ).scalar_one()
    return Takings(cash, other, receipts)


# --- paper --------------------------------------------------------------------------------------------------------


def copies(connection: Connection, document: str) -> int:
    """How many times this document was put on paper: also the number of its next copy (0 is the original)."""
    return connection.execute(select(func.count()).where(copy.c.document == document)).scalar_one()


def add_copy(pen: Pen, document: str, language: str) -> int:
    """Count one more copy of a document and answer its number; the caller writes the journal entry."""
    number = copies(pen.connection, document)
    pen.insert(
        copy,
        {
            "document": document,
            "copy": number,
            "language": language,
            "made_at": pen.hand.now,
            "agent": pen.hand.agent,
        },
    )
    return number


def kind_of(connection: Connection, number: str) -> str | None:
    """What this number is: invoice, receipt, schedule, arrangement, z, deposit or closing; None when unknown."""
    from .tables import schedule

    for kind, table in (
        ("invoice", invoice),
        ("receipt", payment),
        ("receipt", suspense),
        ("z", shift_report),
        ("deposit", deposit),
        ("closing", closing),
        ("schedule", schedule),
        ("arrangement", arrangement),
    ):
        if connection.execute(select(table.c.id).where(table.c.number == number)).first():
            return kind
    return None


def _fact(row: Any) -> PaymentFact:
    return PaymentFact(
        row[0],
        row[1],
        date.fromisoformat(row[2]),
        datetime.fromisoformat(row[3]),
        row[4],
        row[5],
        row[6],
        row[7],
        bool(row[8]),
    )


def _shift(row: Any) -> ShiftFact:
    return ShiftFact(
        row[0],
        row[1],
        row[2],
        datetime.fromisoformat(row[3]),
        date.fromisoformat(row[4]),
        row[5],
        bool(row[6]),
    )
