"""The drawer as booked: movements without a receipt, counts, Z reports, deposits, cards without an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, Table, exists, func, select

from desktop_app.domain import record
from desktop_app.domain.payment import Receipt, TenderKind
from desktop_app.domain.till import DepositSlip, Movement, ShiftReport, TenderTotal

from . import ledger, print_jobs
from .ledger import Posting
from .payments import add_shift_event
from .tables import contract, entry, payment, shift, shift_event, subscriber
from .till_tables import (
    deposit,
    deposit_report,
    movement,
    shift_report,
    suspense,
)

if TYPE_CHECKING:
    from .book import Pen

T = TypeVar("T")
CASH = TenderKind.CASH.value
SENT = ("float_sent", "drawer_offered")
MONEY = tuple(kind.value for kind in TenderKind if kind is not TenderKind.SUSPENSE)
OVER_SHORT = "over_short"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A closed shift whose money is not on a deposit slip yet."""

    id: int
    report: ShiftReport


@dataclass(frozen=True, slots=True)
class Opening:
    """How a shift was opened: what the previous one had left, the coins and notes, the gesture."""

    carried: int | None = None
    pieces: tuple[tuple[int, int], ...] = ()
    reason: str = ""
    operation: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt of a shift, in cents."""

    number: str
    at: datetime
    contract: str
    name: str
    tender: str
    amount: int
    stamp: int
    booked_on: date
    till: str
    reverses: str
    undone: bool


# --- the drawer ---------------------------------------------------------------------------------------------------


def cash_moved(connection: Connection, shift_id: int) -> int:
    """All the cash that entered the drawer in this shift less all that left it; the float is not in it."""
    found = connection.execute(
        select(func.coalesce(func.sum(entry.c.amount), 0)).where(
            entry.c.shift_id == shift_id, entry.c.account == CASH
        )
    ).scalar_one()
    return int(found)


def cash_flows(connection: Connection, shift_id: int) -> tuple[int, int]:
    """Cash in and cash out of this shift, document by document, both above zero."""
    flows = connection.execute(
        select(func.sum(entry.c.amount))
        .where(entry.c.shift_id == shift_id, entry.c.account == CASH)
        .group_by(entry.c.document)
    ).scalars()
    came = left = 0
    for amount in flows:
        came += max(0, int(amount))
        left += max(0, -int(amount))
    return came, left


def tenders(connection: Connection, shift_id: int) -> tuple[TenderTotal, ...]:
    """What each means brought in this shift by receipts, reversals deducted."""
    moved = select(movement.c.number).where(movement.c.shift_id == shift_id)
    rows = connection.execute(
        select(entry.c.account, func.count(entry.c.document.distinct()), func.sum(entry.c.amount))
        .where(
            entry.c.shift_id == shift_id,
            entry.c.account.in_(MONEY),
            entry.c.document.not_in(moved),
        )
        .group_by(entry.c.account)
        .order_by(entry.c.account)
    )
    return tuple(TenderTotal(TenderKind(a), int(n), int(amount)) for a, n, amount in rows)


def last_entry(connection: Connection, shift_id: int) -> int:
    """The last ledger entry of this shift, to know whether a count is still fresh."""
    found = connection.execute(
        select(func.max(entry.c.id)).where(entry.c.shift_id == shift_id)
    ).scalar_one()
    return int(found or 0)


def add_count(pen: Pen, shift_id: int, *, counted: int, pieces: object) -> None:
    """Keep a blind count; it holds until more money moves."""
    upto = last_entry(pen.connection, shift_id)
    add_shift_event(
        pen, shift_id, "counted", amount=counted, facts={"pieces": pieces, "upto": upto}
    )


def counts(
    connection: Connection, shift_id: int
) -> tuple[tuple[int, tuple[tuple[int, int], ...]], ...]:
    """The blind counts made since money last moved, oldest first: (sum, coins and notes)."""
    upto = last_entry(connection, shift_id)
    rows = connection.execute(
        select(shift_event.c.amount, shift_event.c.facts)
        .where(shift_event.c.shift_id == shift_id, shift_event.c.kind == "counted")
        .order_by(shift_event.c.id)
    )
    made = [(int(amount), json.loads(facts)) for amount, facts in rows]
    return tuple(
        (amount, tuple((int(v), int(n)) for v, n in facts.get("pieces", ())))
        for amount, facts in made
        if facts.get("upto") == upto
    )


def opening(connection: Connection, shift_id: int) -> Opening:
    """What was kept when the shift was opened."""
    text = connection.execute(select(shift.c.facts).where(shift.c.id == shift_id)).scalar_one()
    return record.load(Opening, text)


def opened_by(connection: Connection, operation: str) -> int | None:
    """The shift that this operation opened, among the newest."""
    rows = connection.execute(
        select(shift.c.id, shift.c.facts).order_by(shift.c.id.desc()).limit(20)
    )
    return next((i for i, text in rows if record.load(Opening, text).operation == operation), None)


def prints_in_doubt(connection: Connection) -> tuple[str, ...]:
    """The receipts of which nobody has said whether they came out of the printer."""
    jobs = print_jobs.in_state(connection, print_jobs.SENDING, print_jobs.IN_DOUBT)
    return tuple(job.document for job in jobs if job.kind == "receipt")


def left_in_drawer(connection: Connection, till: str) -> int | None:
    """What the last closed shift of this till left in its drawer: its count, or what its deposit left."""
    row = connection.execute(
        select(shift_report.c.counted, deposit_report.c.left)
        .join_from(shift_report, shift, shift.c.id == shift_report.c.shift_id)
        .outerjoin(deposit_report, deposit_report.c.report_id == shift_report.c.id)
        .where(shift.c.till == till)
        .order_by(shift_report.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return int(row[0] if row[1] is None else row[1])


# --- movements and transfers ----------------------------------------------------------------------------------------


def add_movement(
    pen: Pen,
    made: Movement,
    *,
    against: str = "",
    operation: str | None = None,
) -> None:
    """Store a movement of cash with its entries: the drawer's cash against another account."""
    pen.insert(
        movement,
        {
            "number": made.number,
            "kind": made.kind,
            "shift_id": made.shift,
            "booked_on": made.booked_on,
            "agent": made.agent,
            "other": made.other,
            "amount": made.amount,
            "answers": made.answers or None,
            "operation": operation or None,
            "facts": made,
        },
    )
    if against:
        inside = Posting(CASH if made.shift else "safe", made.amount, shift_id=made.shift)
        ledger.post(pen, made.number, made.booked_on, (inside, Posting(against, -made.amount)))


def movements(connection: Connection, shift_id: int) -> tuple[Movement, ...]:
    """The movements of a shift, oldest first."""
    rows = connection.execute(
        select(movement.c.facts).where(movement.c.shift_id == shift_id).order_by(movement.c.id)
    ).scalars()
    return tuple(record.load(Movement, text) for text in rows)


def movement_by(connection: Connection, **where: str) -> Movement | None:
    """The movement of this number or operation."""
    return _one(connection, movement, Movement, where)


def unanswered(connection: Connection, *, shift_id: int | None = None) -> tuple[Movement, ...]:
    """Transfers that nobody accepted or sent back, oldest first, of one shift or of every till."""
    answer = movement.alias("answer")
    query = select(movement.c.facts).where(
        movement.c.kind.in_(SENT), ~exists().where(answer.c.answers == movement.c.number)
    )
    if shift_id is not None:
        query = query.where(movement.c.shift_id == shift_id)
    rows = connection.execute(query.order_by(movement.c.id)).scalars()
    return tuple(record.load(Movement, text) for text in rows)


def answered(connection: Connection, number: str) -> bool:
    return bool(
        connection.execute(select(movement.c.id).where(movement.c.answers == number)).first()
    )


# --- Z reports and deposits -----------------------------------------------------------------------------------------


def add_report(pen: Pen, made: ShiftReport, *, operation: str) -> None:
    """Store a Z report and end its shift."""
    pen.insert(
        shift_report,
        {
            "number": made.number,
            "shift_id": made.shift,
            "booked_on": made.booked_on,
            "expected": made.expected,
            "counted": made.counted,
            "operation": operation or None,
            "facts": made,
        },
    )
    add_shift_event(
        pen, made.shift, "closed", amount=made.counted, reason=made.reason, facts={"z": made.number}
    )


def report_by(connection: Connection, **where: str) -> ShiftReport | None:
    """The Z report of this number or operation."""
    return _one(connection, shift_report, ShiftReport, where)


def last_day(connection: Connection, till: str) -> date | None:
    """The day of the newest shift of this till."""
    text = connection.execute(
        select(func.max(shift.c.booked_on)).where(shift.c.till == till)
    ).scalar()
    return date.fromisoformat(text) if text else None


def last_report(connection: Connection, till: str) -> str:
    """The number of the till's newest Z report, or ""."""
    return (
        connection.execute(
            select(shift_report.c.number)
            .join_from(shift_report, shift, shift.c.id == shift_report.c.shift_id)
            .where(shift.c.till == till)
            .order_by(shift_report.c.id.desc())
            .limit(1)
        ).scalar()
        or ""
    )


def to_deposit(connection: Connection) -> tuple[Waiting, ...]:
    """Closed shifts whose money is on no deposit slip, oldest first."""
    rows = connection.execute(
        select(shift_report.c.id, shift_report.c.facts)
        .where(~exists().where(deposit_report.c.report_id == shift_report.c.id))
        .order_by(shift_report.c.id)
    )
    return tuple(Waiting(i, record.load(ShiftReport, text)) for i, text in rows)


def cheques(connection: Connection, shift_ids: Iterable[int]) -> tuple[Receipt, ...]:
    """The receipts of these shifts that hold a cheque, cancelled ones and their twins left out."""
    undone = payment.alias("undone")
    rows = connection.execute(
        select(payment.c.facts)
        .where(
            payment.c.shift_id.in_(list(shift_ids)),
            payment.c.tender.in_((TenderKind.CHEQUE.value, "mixed")),
            payment.c.reverses_id.is_(None),
            ~exists().where(undone.c.reverses_id == payment.c.id),
        )
        .order_by(payment.c.id)
    ).scalars()
    made = [record.load(Receipt, text) for text in rows]
    rows = connection.execute(
        select(suspense.c.facts).where(suspense.c.shift_id.in_(list(shift_ids)))
    ).scalars()
    made += [record.load(Receipt, text) for text in rows]
    return tuple(r for r in made if any(t.kind is TenderKind.CHEQUE for t in r.tenders))


def add_deposit(pen: Pen, made: DepositSlip, *, left: dict[int, int], operation: str) -> None:
    """Store a deposit slip with its entries: cash and cheques go to the bank; `left` by row of the Z reports."""
    row = pen.insert(
        deposit,
        {
            "number": made.number,
            "booked_on": made.booked_on,
            "cash": made.cash,
            "total": made.total,
            "operation": operation or None,
            "facts": made,
        },
    )
    for report_id, amount in left.items():
        pen.insert(deposit_report, {"report_id": report_id, "deposit_id": row, "left": amount})
    papers = made.total - made.cash
    ledger.post(
        pen,
        made.number,
        made.booked_on,
        (
            Posting("bank", made.total),
            Posting(CASH, -made.cash),
            Posting(TenderKind.CHEQUE.value, -papers),
        ),
    )


def deposit_by(connection: Connection, **where: str) -> DepositSlip | None:
    """The deposit slip of this number or operation."""
    return _one(connection, deposit, DepositSlip, where)


# --- receipts of a shift -------------------------------------------------------------------------------


def receipts(connection: Connection, shift_id: int) -> tuple[ReceiptRow, ...]:
    """The receipts written in this shift, newest first."""
    undone, undoes = payment.alias("undone"), payment.alias("undoes")
    rows = connection.execute(
        select(
            payment.c.number,
            payment.c.taken_at,
            contract.c.number,
            subscriber.c.name,
            payment.c.tender,
            payment.c.amount,
            payment.c.stamp,
            payment.c.booked_on,
            payment.c.till,
            select(undoes.c.number).where(undoes.c.id == payment.c.reverses_id).scalar_subquery(),
            exists().where(undone.c.reverses_id == payment.c.id),
        )
        .join_from(payment, contract, contract.c.id == payment.c.contract_id)
        .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
        .where(payment.c.shift_id == shift_id)
        .order_by(payment.c.id.desc())
    )
    made = [
        ReceiptRow(
            r[0],
            datetime.fromisoformat(r[1]),
            r[2],
            r[3],
            r[4],
            r[5],
            r[6],
            date.fromisoformat(r[7]),
            r[8],
            r[9] or "",
            bool(r[10]),
        )
        for r in rows
    ]
    return tuple(made)


def reversals(connection: Connection, shift_id: int) -> int:
    """How many of the shift's receipts cancel another."""
    return connection.execute(
        select(func.count()).where(
            payment.c.shift_id == shift_id, payment.c.reverses_id.is_not(None)
        )
    ).scalar_one()


def stamped(connection: Connection, shift_id: int) -> tuple[int, int, str, str]:
    """Stamp duty and collected sum of the shift's receipts, suspense included, first and last receipt number."""
    row = connection.execute(
        select(
            func.coalesce(func.sum(payment.c.stamp), 0),
            func.coalesce(func.sum(payment.c.amount), 0),
        ).where(payment.c.shift_id == shift_id)
    ).one()
    ends = connection.execute(
        select(func.min(payment.c.number), func.max(payment.c.number)).where(
            payment.c.shift_id == shift_id, payment.c.number.like("R-%")
        )
    ).one()
    unknown = connection.execute(
        select(func.coalesce(func.sum(suspense.c.amount), 0)).where(suspense.c.shift_id == shift_id)
    ).scalar_one()
    spent = connection.execute(
        select(func.coalesce(func.sum(entry.c.amount), 0)).where(
            entry.c.shift_id == shift_id, entry.c.account == "suspense"
        )
    ).scalar_one()
    return int(row[0]), int(row[1]) + int(unknown) - int(spent), ends[0] or "", ends[1] or ""


def _one(connection: Connection, table: Table, kind: type[T], where: dict[str, str]) -> T | None:
    conditions = [table.c[name] == value for name, value in where.items()]
    text = connection.execute(select(table.c.facts).where(*conditions)).scalar_one_or_none()
    return record.load(kind, text) if text else None
