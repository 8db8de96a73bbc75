"""The subscriber page: everything the agent needs about one contract, read in one snapshot of the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain import arrangement as arrangement_rule
from desktop_app.domain import monthly as monthly_rule
from desktop_app.domain.identifiers import mask
from desktop_app.domain.invoice import Bar
from desktop_app.domain.money import Cents
from desktop_app.domain.monthly import Instalment
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.subscriber import Customer

from . import consumption, drafts
from .counter import Counter
from .drafts import Draft

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.ledger import Standing
    from desktop_app.storage.plans import Running
    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import ContractFact, MeterFact


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
class ChargeRow:
    """The fee of a bounced cheque (by its receipt) or money given back, in cents: owed without an invoice; below zero,
    a small sum of an invoice that nobody asks for."""

    number: str
    on: date
    kind: str
    """fee | refund | waived"""
    amount: Cents


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
    vulnerable | arrangement-late(count) | credit(amount) | debit-rejected(amount) | meter-blocked(count) |
    cheque-bounced(document, on) | fees(amount)
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
    drafts: tuple[Draft, ...] = ()
    """Work left half done here, the newest first."""
    charges: tuple[ChargeRow, ...] = ()


def show(counter: Counter, contract: str) -> Dossier:
    """The dossier of this contract; refuses UnknownContract."""
    from desktop_app.storage import (
        invoices,
        ledger,
        payments,
        plans,
        readings,
        subscribers,
        undoing,
    )

    from .whom import contract_of, customer_of

    rules, today = counter.rules, counter.today()
    with counter.book.read() as connection:
        fact = contract_of(connection, contract)
        meters = subscribers.meters(connection, fact.id)
        read = readings.of_contract(connection, fact.id)
        billed = invoices.of_contract(connection, fact.id)
        paid = payments.of_contract(connection, fact.id)
        standing = ledger.standing(connection, fact.id, today=today)
        running = plans.running(connection, (fact.id,)).get(fact.id)
        mandate = plans.active_mandate(connection, fact.id)
        arranged = _arrangements(connection, rules, fact.id, today)
        scheduled = _schedule(running, today)
        notes = subscribers.notes(connection, fact.id)
        unfinished = drafts.of_contract(connection, fact.number)
        bounced = undoing.cheque_bounced(connection, fact.id)
        charged = undoing.charges(connection, fact.id)
    in_plan = {i for a in (running.arrangements if running else ()) for i in a.covers}
    opted_out = fact.debit_opt_out_on is not None
    bars = consumption.bars(rules, meters, read)
    usual = consumption.usual(bars, rules.services[0].code)
    return Dossier(
        customer=customer_of(fact, rules),
        usage=fact.usage,
        vulnerable=fact.vulnerable,
        opened_on=fact.opened_on,
        closed_on=fact.closed_on,
        route=fact.route,
        debit="on" if scheduled else "opted-out" if opted_out else "mandate" if mandate else "none",
        account=mask(mandate.account) if mandate else "",
        meters=tuple(_meter(rules, m, read) for m in meters),
        readings=_readings(read),
        invoices=tuple(
            InvoiceRow(
                number=b.number,
                kind=b.kind,
                on=b.issued_on,
                due=b.due_on,
                start=b.start,
                end=b.end,
                total=b.total,
                open=b.open,
                estimated=b.estimated,
                in_plan=b.id in in_plan and b.open > 0,
            )
            for b in billed
        ),
        payments=tuple(
            PaymentRow(p.number, p.booked_on, p.amount, p.tender, p.reversed) for p in paid
        ),
        balances=Balances(standing.asked, standing.owed, standing.credit, standing.oldest_due),
        schedule=scheduled,
        arrangements=arranged,
        notes=tuple(NoteRow(n.made_at, n.agent, n.text) for n in notes),
        alerts=_alerts(
            rules, fact, standing, read, arranged, mandate is not None, bars, usual, today, bounced
        ),
        bars=bars,
        usual=usual,
        drafts=unfinished,
        charges=tuple(ChargeRow(c.number, c.booked_on, c.kind, c.amount) for c in charged),
    )


def add_note(counter: Counter, contract: str, text: str) -> NoteRow:
    """Append a note to the contract's log; refuses UnknownContract."""
    from desktop_app.storage import subscribers

    from .whom import contract_of

    with counter.book.write(counter.hand()) as pen:
        fact = contract_of(pen.connection, contract)
        made = subscribers.add_note(pen, fact.id, text.strip())
        pen.journal("note_added", body={"contract": fact.number, "text": made.text})
    return NoteRow(made.made_at, made.agent, made.text)


def _meter(rules: RuleBook, fact: MeterFact, read: Sequence[ReadingFact]) -> MeterRow:
    last = next((r for r in reversed(read) if r.meter_id == fact.id), None)
    return MeterRow(
        serial=fact.serial,
        service=fact.service,
        unit=rules.service(fact.service).unit,
        digits=fact.digits,
        installed_on=fact.installed_on,
        removed_on=fact.removed_on,
        last_index=last.figure if last else None,
        last_on=last.taken_on if last else None,
        last_kind=last.kind if last else "",
    )


def _readings(read: Sequence[ReadingFact]) -> tuple[ReadingRow, ...]:
    """Readings oldest first, each with the days since the one before on the same meter."""
    before: dict[int, date] = {}
    rows = []
    for r in read:
        days = (r.taken_on - before[r.meter_id]).days if r.meter_id in before else 0
        before[r.meter_id] = r.taken_on
        rows.append(
            ReadingRow(r.taken_on, r.serial, r.service, r.figure, r.kind, r.volume, r.flag, days)
        )
    return tuple(rows)


def _schedule(running: Running | None, today: date) -> ScheduleRow | None:
    if running is None or running.schedule is None:
        return None
    plan, paid = running.schedule, running.schedule_paid
    still_open = monthly_rule.filled(plan.instalments, paid)
    return ScheduleRow(
        number=plan.number,
        made_on=plan.made_on,
        instalment=plan.instalment,
        instalments=plan.instalments,
        paid=paid,
        next=next((i for i, rest in zip(plan.instalments, still_open, strict=True) if rest), None),
        state=plan.state,
    )


def _arrangements(
    connection: Connection, rules: RuleBook, contract_id: int, today: date
) -> tuple[ArrangementRow, ...]:
    from desktop_app.storage import ledger, plans

    left = {i.id: i.open for i in ledger.open_items(connection, contract_id)}
    rows = []
    for plan in plans.arrangements(connection, contract_id):
        paid = plan.total - sum(plan.still_open(left).values())
        standing = arrangement_rule.standing(
            plan.instalments, paid, today, rules.arrangement, weekend=rules.weekend
        )
        state = standing.state.value if plan.state == plans.RUNNING else plan.state
        rows.append(
            ArrangementRow(
                number=plan.number,
                made_on=plan.made_on,
                total=plan.total,
                paid=paid,
                instalments=plan.instalments,
                next=standing.next,
                late=standing.late,
                state=state,
            )
        )
    return tuple(rows)


def _alerts(
    rules: RuleBook,
    fact: ContractFact,
    standing: Standing,
    read: Sequence[ReadingFact],
    arranged: Sequence[ArrangementRow],
    has_mandate: bool,
    bars: Sequence[Bar],
    usual: int | None,
    today: date,
    bounced: tuple[str, date] | None,
) -> tuple[Alert, ...]:
    """What the agent must see at once, the gravest first."""
    alerts: list[Alert] = []
    late = sum(a.late for a in arranged if a.state in ("late", "broken"))
    if late:
        alerts.append(Alert("arrangement-late", "danger", {"count": late}))
    if standing.oldest_due is not None and standing.oldest_due < today:
        level = "danger" if standing.open_invoices > 2 else "warn"
        values: dict[str, object] = {"count": standing.open_invoices, "owed": standing.owed}
        alerts.append(Alert("arrears", level, values))
    first = [b for b in bars if b.service == rules.services[0].code]
    newest = next((r for r in reversed(read) if r.service == rules.services[0].code), None)
    if newest and first and usual and newest.flag in ("very-high", "leak"):
        alerts.append(Alert("leak", "danger", {"volume": first[-1].volume, "mean": usual}))
    in_a_row = _estimates_in_a_row(read)
    if in_a_row >= rules.reading.prolonged_estimates:
        alerts.append(Alert("estimates", "warn", {"count": in_a_row}))
    if _stopped(first, today):
        alerts.append(Alert("meter-blocked", "warn", {"count": 3}))
    if fact.vulnerable:
        alerts.append(Alert("vulnerable", "info", {}))
    if bounced is not None:
        values = {"document": bounced[0], "on": bounced[1]}
        alerts.append(Alert("cheque-bounced", "warn", values))
    if standing.credit > 0:
        alerts.append(Alert("credit", "info", {"amount": standing.credit}))
    if standing.credit < 0:
        alerts.append(Alert("fees", "warn", {"amount": -standing.credit}))
    if not fact.phone:
        alerts.append(Alert("phone-missing", "info", {}))
    if rules.monthly is not None and not has_mandate and fact.debit_opt_out_on is None:
        alerts.append(Alert("mandate-missing", "info", {}))
    order = {"danger": 0, "warn": 1, "info": 2}
    return tuple(sorted(alerts, key=lambda a: order[a.level]))


def _estimates_in_a_row(read: Sequence[ReadingFact]) -> int:
    """The longest run of estimates that no true reading has ended yet."""
    counts: dict[int, int] = {}
    for r in read:
        counts[r.meter_id] = counts.get(r.meter_id, 0) + 1 if r.kind == "estimated" else 0
    return max(counts.values(), default=0)


def _stopped(bars: Sequence[Bar], today: date) -> bool:
    """Whether an inhabited place shows nothing for its last three true intervals after having shown something."""
    true = [b for b in bars if not b.estimated]
    recent = true[-3:]
    return (
        len(true) > 3
        and len(recent) == 3
        and all(b.volume == 0 for b in recent)
        and any(b.volume for b in true)
        and today - recent[-1].end < timedelta(days=400)
    )
