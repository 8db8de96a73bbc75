"""Plans of payment: bank mandates, monthly-debit schedules and arrangements, with what happened to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, func, select, update

from desktop_app.domain import record
from desktop_app.domain.arrangement import Arrangement
from desktop_app.domain.monthly import Instalment, Schedule

from .rows import among, maybe_day, those
from .tables import (
    arrangement,
    arrangement_invoice,
    arrangement_item,
    invoice,
    mandate,
    payment,
    plan_event,
    schedule,
    schedule_item,
)

if TYPE_CHECKING:
    from .book import Pen

T = TypeVar("T")

RUNNING = "running"
"""State of a plan nothing ended; else the kind of the event that did (stopped, broken, kept, suspended, cancelled)."""


@dataclass(frozen=True, slots=True)
class MandateFact:
    id: int
    rum: str
    account: str
    """Whole IBAN or RIB: mask it before it leaves the services."""
    holder: str
    signed_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class ScheduleFact:
    """A monthly-debit schedule; `state` is "running" or what ended it."""

    id: int
    number: str
    contract_id: int
    made_on: date
    basis: int
    instalment: int
    instalments: tuple[Instalment, ...]
    state: str

    def due(self, today: date, *, paid: int) -> int:
        """What of the instalments due on this day is not covered by `paid`, in cents."""
        return _due(self.instalments, today, paid)


@dataclass(frozen=True, slots=True)
class ArrangementFact:
    """An arrangement; `covers` maps invoice rows to the amount covered, in cents."""

    id: int
    number: str
    contract_id: int
    made_on: date
    total: int
    instalments: tuple[Instalment, ...]
    covers: dict[int, int]
    state: str

    def still_open(self, open_by_invoice: Mapping[int, int]) -> dict[int, int]:
        """Of each invoice it covers, how much is both covered and still open."""
        return {
            i: covered
            for i, amount in self.covers.items()
            if (covered := min(amount, open_by_invoice.get(i, 0))) > 0
        }

    def due(self, today: date, *, paid: int) -> int:
        """What of the instalments due on this day is not covered by `paid`, in cents."""
        return _due(self.instalments, today, paid)


@dataclass(frozen=True, slots=True)
class Running:
    """The plans of one contract that run; `schedule_paid` is what its debits brought since the schedule was made."""

    schedule: ScheduleFact | None
    schedule_paid: int
    arrangements: tuple[ArrangementFact, ...]


@dataclass(frozen=True, slots=True)
class PlanEvent:
    kind: str
    on: date
    agent: str
    reason: str


def _due(instalments: Iterable[Instalment], today: date, paid: int) -> int:
    return max(0, sum(i.amount for i in instalments if i.on <= today) - max(0, paid))


def _newest_event(document: Any) -> Any:
    return (
        select(plan_event.c.kind)
        .where(plan_event.c.document == document)
        .order_by(plan_event.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


_SCHEDULES = (
    select(
        schedule.c.id,
        schedule.c.number,
        schedule.c.contract_id,
        schedule.c.made_on,
        schedule.c.basis,
        schedule.c.instalment,
        func.coalesce(_newest_event(schedule.c.number), "adopted"),
    )
    .where(among(schedule.c.contract_id))
    .order_by(schedule.c.id)
)
_ARRANGEMENTS = (
    select(
        arrangement.c.id,
        arrangement.c.number,
        arrangement.c.contract_id,
        arrangement.c.made_on,
        arrangement.c.total,
        func.coalesce(_newest_event(arrangement.c.number), "adopted"),
    )
    .where(among(arrangement.c.contract_id))
    .order_by(arrangement.c.id)
)
_SCHEDULE_ITEMS = (
    select(
        schedule_item.c.schedule_id,
        schedule_item.c.due_on,
        schedule_item.c.amount,
        schedule_item.c.kind,
    )
    .where(among(schedule_item.c.schedule_id))
    .order_by(schedule_item.c.schedule_id, schedule_item.c.position)
)
_ARRANGEMENT_ITEMS = (
    select(arrangement_item.c.arrangement_id, arrangement_item.c.due_on, arrangement_item.c.amount)
    .where(among(arrangement_item.c.arrangement_id))
    .order_by(arrangement_item.c.arrangement_id, arrangement_item.c.position)
)
_COVERS = (
    select(
        arrangement_invoice.c.arrangement_id,
        arrangement_invoice.c.invoice_id,
        arrangement_invoice.c.amount,
    )
    .join_from(arrangement_invoice, invoice, invoice.c.id == arrangement_invoice.c.invoice_id)
    .where(among(arrangement_invoice.c.arrangement_id))
    .order_by(invoice.c.due_on, invoice.c.id)
)
_DEBITED = (
    select(schedule.c.contract_id, func.coalesce(func.sum(payment.c.amount), 0))
    .join_from(
        schedule,
        payment,
        (payment.c.contract_id == schedule.c.contract_id)
        & (payment.c.booked_on >= schedule.c.made_on)
        & (payment.c.tender == "debit"),
    )
    .where(among(schedule.c.id))
    .group_by(schedule.c.contract_id)
)
_MANDATE = (
    select(
        mandate.c.id,
        mandate.c.rum,
        mandate.c.account,
        mandate.c.holder,
        mandate.c.signed_on,
        mandate.c.ended_on,
    )
    .where(mandate.c.contract_id == bindparam("contract_id"), mandate.c.ended_on.is_(None))
    .order_by(mandate.c.id.desc())
    .limit(1)
)


# --- reading ------------------------------------------------------------------------------------------------------


def schedules(connection: Connection, contract_id: int) -> tuple[ScheduleFact, ...]:
    """Every schedule of the contract, oldest first."""
    return _schedules(connection, [contract_id]).get(contract_id, ())


def arrangements(connection: Connection, contract_id: int) -> tuple[ArrangementFact, ...]:
    """Every arrangement of the contract, oldest first; `covers` lists invoices oldest due first."""
    return _arrangements(connection, [contract_id]).get(contract_id, ())


def running_schedule(connection: Connection, contract_id: int) -> ScheduleFact | None:
    """The schedule that runs, or None."""
    found = [s for s in schedules(connection, contract_id) if s.state == RUNNING]
    return found[-1] if found else None


def running(connection: Connection, ids: Iterable[int]) -> dict[int, Running]:
    """The running plans of these contracts (contracts without any are left out)."""
    wanted = list(ids)
    planned = {
        c: tuple(s for s in found if s.state == RUNNING)
        for c, found in _schedules(connection, wanted).items()
    }
    arranged = {
        c: tuple(a for a in found if a.state == RUNNING)
        for c, found in _arrangements(connection, wanted).items()
    }
    newest = {c: found[-1] for c, found in planned.items() if found}
    paid = debited(connection, [s.id for s in newest.values()])
    return {
        c: Running(newest.get(c), paid.get(c, 0), arranged.get(c, ()))
        for c in wanted
        if c in newest or arranged.get(c)
    }


def debited(connection: Connection, schedule_ids: Iterable[int]) -> dict[int, int]:
    """By contract, what direct debits brought since each schedule was made, reversals deducted."""
    wanted = list(schedule_ids)
    if not wanted:
        return {}
    return {c: int(amount) for c, amount in connection.execute(_DEBITED, those(wanted))}


def active_mandate(connection: Connection, contract_id: int) -> MandateFact | None:
    """The mandate in force, or None."""
    row = connection.execute(_MANDATE, {"contract_id": contract_id}).first()
    if row is None:
        return None
    return MandateFact(*row[:4], date.fromisoformat(row[4]), maybe_day(row[5]))


def mandates_counted(connection: Connection) -> int:
    """How many mandates the book ever held (their references are numbered from it)."""
    return connection.execute(select(func.count()).select_from(mandate)).scalar_one()


def events(connection: Connection, document: str) -> tuple[PlanEvent, ...]:
    """What happened to this plan or mandate, oldest first."""
    rows = connection.execute(
        select(plan_event.c.kind, plan_event.c.booked_on, plan_event.c.agent, plan_event.c.reason)
        .where(plan_event.c.document == document)
        .order_by(plan_event.c.id)
    )
    return tuple(PlanEvent(k, date.fromisoformat(on), a, r) for k, on, a, r in rows)


def load_schedule(connection: Connection, number: str) -> Schedule | None:
    """The schedule exactly as issued, or None."""
    return _load(connection, schedule, Schedule, schedule.c.number == number)


def load_arrangement(connection: Connection, number: str) -> Arrangement | None:
    """The arrangement exactly as granted, or None."""
    return _load(connection, arrangement, Arrangement, arrangement.c.number == number)


def schedule_by_operation(connection: Connection, operation: str) -> Schedule | None:
    """The schedule this gesture already adopted, or None."""
    return _load(connection, schedule, Schedule, schedule.c.operation == operation)


def arrangement_by_operation(connection: Connection, operation: str) -> Arrangement | None:
    """The arrangement this gesture already granted, or None."""
    return _load(connection, arrangement, Arrangement, arrangement.c.operation == operation)


# --- writing (the caller writes the journal entry) ----------------------------------------------------------------


def add_mandate(
    pen: Pen, *, contract_id: int, rum: str, account: str, holder: str, signed_on: date
) -> int:
    """Store a mandate; the one in force before ends on the same day."""
    pen.connection.execute(
        update(mandate)
        .where(mandate.c.contract_id == contract_id, mandate.c.ended_on.is_(None))
        .values(ended_on=signed_on.isoformat())
    )
    made = pen.insert(
        mandate,
        {
            "contract_id": contract_id,
            "rum": rum,
            "account": account,
            "holder": holder,
            "signed_on": signed_on,
        },
    )
    assert made is not None
    return made


def end_mandate(pen: Pen, mandate_id: int, on: date) -> None:
    """End a mandate on this day."""
    pen.connection.execute(
        update(mandate).where(mandate.c.id == mandate_id).values(ended_on=on.isoformat())
    )


def add_schedule(
    pen: Pen, made: Schedule, *, contract_id: int, operation: str | None = None
) -> int:
    """Store an adopted schedule with its instalments; answers its row."""
    row = pen.insert(
        schedule,
        {
            "number": made.number,
            "contract_id": contract_id,
            "made_on": made.made_on,
            "basis": made.basis,
            "instalment": made.instalment,
            "operation": operation or None,
            "facts": made,
        },
    )
    assert row is not None
    pen.fill(
        schedule_item,
        ("schedule_id", "position", "due_on", "amount", "kind"),
        [
            (row, n, i.on.isoformat(), i.amount, i.kind)
            for n, i in enumerate(made.instalments, start=1)
        ],
    )
    return row


def add_arrangement(
    pen: Pen, made: Arrangement, *, contract_id: int, operation: str | None = None
) -> int:
    """Store a granted arrangement with its instalments and the invoices it covers; answers its row."""
    row = pen.insert(
        arrangement,
        {
            "number": made.number,
            "contract_id": contract_id,
            "made_on": made.made_on,
            "total": made.total,
            "operation": operation or None,
            "facts": made,
        },
    )
    assert row is not None
    pen.fill(
        arrangement_item,
        ("arrangement_id", "position", "due_on", "amount"),
        [(row, n, i.on.isoformat(), i.amount) for n, i in enumerate(made.instalments, start=1)],
    )
    numbers = dict(made.documents)
    ids = {
        number: i
        for i, number in pen.connection.execute(
            select(invoice.c.id, invoice.c.number).where(invoice.c.number.in_(list(numbers)))
        )
    }
    pen.fill(
        arrangement_invoice,
        ("arrangement_id", "invoice_id", "amount"),
        [(row, ids[number], amount) for number, amount in made.documents],
    )
    return row


def add_event(pen: Pen, document: str, kind: str, *, reason: str = "") -> None:
    """Record what happened to a plan or a mandate: adopted, stopped, broken, kept, suspended or cancelled."""
    pen.insert(
        plan_event,
        {
            "document": document,
            "kind": kind,
            "booked_on": pen.hand.today,
            "agent": pen.hand.agent,
            "reason": reason,
        },
    )


def _schedules(connection: Connection, ids: list[int]) -> dict[int, tuple[ScheduleFact, ...]]:
    rows = connection.execute(_SCHEDULES, those(ids)).all()
    if not rows:
        return {}
    items: dict[int, list[Instalment]] = defaultdict(list)
    for owner, on, amount, kind in connection.execute(
        _SCHEDULE_ITEMS, those([row[0] for row in rows])
    ):
        items[owner].append(Instalment(date.fromisoformat(on), amount, kind))
    found: dict[int, list[ScheduleFact]] = defaultdict(list)
    for i, number, contract_id, made_on, basis, instalment, state in rows:
        found[contract_id].append(
            ScheduleFact(
                i,
                number,
                contract_id,
                date.fromisoformat(made_on),
                basis,
                instalment,
                tuple(items[i]),
                _state(state),
            )
        )
    return {contract_id: tuple(facts) for contract_id, facts in found.items()}


def _arrangements(connection: Connection, ids: list[int]) -> dict[int, tuple[ArrangementFact, ...]]:
    rows = connection.execute(_ARRANGEMENTS, those(ids)).all()
    if not rows:
        return {}
    own = [row[0] for row in rows]
    items: dict[int, list[Instalment]] = defaultdict(list)
    for owner, on, amount in connection.execute(_ARRANGEMENT_ITEMS, those(own)):
        items[owner].append(Instalment(date.fromisoformat(on), amount))
    covers: dict[int, dict[int, int]] = defaultdict(dict)
    for owner, invoice_id, amount in connection.execute(_COVERS, those(own)):
        covers[owner][invoice_id] = amount
    found: dict[int, list[ArrangementFact]] = defaultdict(list)
    for i, number, contract_id, made_on, total, state in rows:
        found[contract_id].append(
            ArrangementFact(
                i,
                number,
                contract_id,
                date.fromisoformat(made_on),
                total,
                tuple(items[i]),
                covers[i],
                _state(state),
            )
        )
    return {contract_id: tuple(facts) for contract_id, facts in found.items()}


def _state(newest: str) -> str:
    return RUNNING if newest in ("adopted", "resumed") else newest


def _load(connection: Connection, table: Table, kind: type[T], which: Any) -> T | None:
    text = connection.execute(select(table.c.facts).where(which)).scalar_one_or_none()
    return record.load(kind, text) if text else None
