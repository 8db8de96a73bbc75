"""Monthly debit: simulate without a book, propose for a contract, adopt with a mandate, opt out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import identifiers
from desktop_app.domain import monthly as rule
from desktop_app.domain.money import Cents
from desktop_app.domain.monthly import Plan, Schedule
from desktop_app.domain.period import add_months
from desktop_app.domain.refusals import (
    NoHistory,
    NoMandate,
    NotOffered,
    ScheduleRunning,
    UnknownDocument,
)
from desktop_app.domain.refusals_run import ContractEnded
from desktop_app.domain.rulebook import MonthlyRule, RuleBook

from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.subscribers import ContractFact

Billed = tuple[tuple[str, date, Cents], ...]
_REGULAR = ("advance", "settlement", "periodic", "regularisation")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The plan for a contract: the invoices it rests on, and why it cannot be adopted yet (codes), if so."""

    contract: str
    invoices: tuple[tuple[str, date, Cents], ...]
    plan: Plan
    likely: Cents
    """Likely real cost of the coming year, to prefill the simulator."""
    obstacles: tuple[str, ...]
    """no-history | no-mandate | opted-out | already-running | not-offered"""


def simulate(
    rules: RuleBook,
    invoices: tuple[Cents, ...],
    *,
    today: date,
    actual: Cents | None = None,
    start: date | None = None,
) -> Plan:
    """The ten tenths of these invoices and, when the real year is known, its settlement. Refuses NotOffered.

    Without `start`, the first debit is the first one that today's notice still reaches, as `propose` has it."""
    monthly = _offered(rules)
    first = start or next_debit(today, monthly)
    return rule.simulate(sum(invoices), monthly, first, small_sum=rules.small_sum, real=actual)


def propose(
    counter: Counter, contract: str, *, actual: Cents | None = None, start: date | None = None
) -> Proposal:
    """The plan from the contract's invoices of its last billed year; refuses UnknownContract, NotOffered."""
    from desktop_app.storage import plans

    from .whom import contract_of

    monthly = _offered(counter.rules)
    first = start or next_debit(counter.today(), monthly)
    with counter.book.read() as connection:
        fact = contract_of(connection, contract)
        billed = _last_year(connection, counter.rules, fact.id)
        running = plans.running_schedule(connection, fact.id)
        mandate = plans.active_mandate(connection, fact.id)
    basis = sum(amount for _, _, amount in billed)
    obstacles = {
        "no-history": not billed or rule.instalment(basis, monthly) == 0,
        "already-running": running is not None,
        "opted-out": fact.debit_opt_out_on is not None,
        "no-mandate": mandate is None,
    }
    return Proposal(
        contract=fact.number,
        invoices=billed,
        plan=rule.simulate(basis, monthly, first, small_sum=counter.rules.small_sum, real=actual),
        likely=basis,
        obstacles=tuple(code for code, holds in obstacles.items() if holds),
    )


def adopt(counter: Counter, contract: str, *, start: date, operation: str) -> Schedule:
    """Adopt the proposed plan and number its letter. Refuses NoMandate, ScheduleRunning, NoHistory, NotOffered.

    An earlier opt-out ends here: adopting is the subscriber's new word."""
    from desktop_app.storage import plans

    from .once import once

    return once(
        counter,
        operation,
        plans.schedule_by_operation,
        lambda pen: _adopt(counter, pen, contract, start, operation),
    )


def schedule(counter: Counter, number: str) -> Schedule:
    """The stored schedule; refuses UnknownDocument."""
    from desktop_app.storage import plans

    with counter.book.read() as connection:
        found = plans.load_schedule(connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def opt_out(counter: Counter, contract: str, *, reason: str) -> None:
    """Record that the subscriber leaves (or refuses) monthly debit; a running schedule stops today."""
    from desktop_app.storage import plans, subscribers

    from .whom import contract_of

    with counter.book.write(counter.hand()) as pen:
        fact = contract_of(pen.connection, contract)
        running = plans.running_schedule(pen.connection, fact.id)
        if running is not None:
            plans.add_event(pen, running.number, "stopped", reason=reason)
        subscribers.set_opt_out(pen, fact.id, pen.hand.today)
        pen.journal(
            "debit_opted_out",
            document=running.number if running else "",
            body={"contract": fact.number, "reason": reason},
        )


def register_mandate(counter: Counter, contract: str, *, account: str, holder: str) -> str:
    """Store checked bank details and answer the mandate reference (RUM); refuses AccountInvalid."""
    from .whom import account_of, contract_of

    plain = account_of(counter.rules, account)
    with counter.book.write(counter.hand()) as pen:
        fact = contract_of(pen.connection, contract)
        return sign_mandate(pen, fact, account=plain, holder=holder)


def sign_mandate(pen: Pen, fact: ContractFact, *, account: str, holder: str) -> str:
    """The mandate of a contract on this checked account, in the transaction under way; answers its reference (RUM)."""
    from desktop_app.storage import plans

    number = pen.number("M")
    plans.add_mandate(
        pen,
        contract_id=fact.id,
        rum=number,
        account=account,
        holder=holder or fact.name,
        signed_on=pen.hand.today,
    )
    pen.journal(
        "mandate_signed",
        document=number,
        body={"contract": fact.number, "account": identifiers.mask(account), "holder": holder},
    )
    return number


def _adopt(counter: Counter, pen: Pen, contract: str, start: date, operation: str) -> Schedule:
    from desktop_app.storage import plans, subscribers

    from .whom import contract_of

    connection, rules = pen.connection, counter.rules
    monthly = _offered(rules)
    fact = contract_of(connection, contract)
    if fact.closed_on is not None:
        raise ContractEnded(contract=fact.number, on=fact.closed_on)
    running = plans.running_schedule(connection, fact.id)
    if running is not None:
        raise ScheduleRunning(number=running.number)
    mandate = plans.active_mandate(connection, fact.id)
    if mandate is None:
        raise NoMandate(contract=fact.number)
    billed = _last_year(connection, rules, fact.id)
    plan = rule.plan(sum(amount for _, _, amount in billed), monthly, start)
    if not plan.instalments:
        raise NoHistory(contract=fact.number)
    if fact.debit_opt_out_on is not None:
        subscribers.set_opt_out(pen, fact.id, None)
    return write_schedule(
        pen,
        rules,
        fact,
        plan,
        invoices=tuple((number, amount) for number, _, amount in billed),
        rum=mandate.rum,
        account=mandate.account,
        holder=mandate.holder,
        operation=operation,
    )


def write_schedule(
    pen: Pen,
    rules: RuleBook,
    fact: ContractFact,
    plan: Plan,
    *,
    rum: str,
    account: str,
    holder: str,
    invoices: tuple[tuple[str, Cents], ...] = (),
    operation: str | None = None,
) -> Schedule:
    """The schedule of a plan under its number, on this account, in the transaction under way."""
    from desktop_app.storage import plans

    from .whom import customer_of

    made = Schedule(
        number=pen.number("S"),
        customer=customer_of(fact, rules),
        made_on=pen.hand.today,
        basis=plan.basis,
        instalment=plan.instalment,
        instalments=plan.instalments,
        invoices=invoices,
        rum=rum,
        creditor=rules.identity.get("ics", ""),
        account=identifiers.mask(account),
        holder=holder,
    )
    plans.add_schedule(pen, made, contract_id=fact.id, operation=operation)
    pen.journal("schedule_adopted", document=made.number, body=made)
    return made


def _offered(rules: RuleBook) -> MonthlyRule:
    if rules.monthly is None:
        raise NotOffered(operator=rules.names.get("fr", rules.code))
    return rules.monthly


def next_debit(today: date, monthly: MonthlyRule) -> date:
    """The first debit day that leaves the notice delay."""
    month = add_months(today.replace(day=1), 1)
    while (month.replace(day=monthly.day) - today).days < monthly.notice_days:
        month = add_months(month, 1)
    return month.replace(day=monthly.day)


def _last_year(connection: Connection, rules: RuleBook, contract_id: int) -> Billed:
    """The invoices of the last billed year: two half-years, four quarters or twelve months; oldest first."""
    from desktop_app.storage import invoices

    count = {"half-yearly": 2, "quarterly": 4, "monthly": 12}[rules.calendar.kind]
    rows = [
        row
        for row in invoices.of_contract(connection, contract_id)
        if row.kind in _REGULAR and not row.credited
    ]
    return tuple((row.number, row.issued_on, row.total) for row in rows[-count:])
