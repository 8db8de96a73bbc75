"""Payment arrangements: offers that fit the customer, checked against the limits, granted with a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain import arrangement as rule
from desktop_app.domain.arrangement import Arrangement, Offer
from desktop_app.domain.money import Cents
from desktop_app.domain.period import add_months
from desktop_app.domain.refusals import (
    ApprovalNeeded,
    ArrangementRunning,
    NothingOwed,
    UnknownDocument,
)

from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen
    from desktop_app.storage.plans import ArrangementFact
    from desktop_app.storage.subscribers import ContractFact

_FIRST_AFTER_DAYS = 15
"""The first instalment falls on the same day next month, or this many days ahead when a deposit is paid now."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What the customer asks: a number of months or an amount a month (exactly one), from which documents."""

    contract: str
    months: int | None = None
    monthly: Cents | None = None
    deposit: Cents = 0
    first_on: date | None = None
    documents: tuple[str, ...] = ()
    """Empty: every open invoice."""


def offers(counter: Counter, contract: str) -> tuple[Offer, ...]:
    """Offers side by side (3, 4, 6, 9, 12 months within the limits), the automatic one first when it is due.

    Refuses UnknownContract, NothingOwed, ArrangementRunning."""
    from .whom import contract_of

    today = counter.today()
    with counter.book.read() as connection:
        fact = contract_of(connection, contract)
        basis = _basis(counter, connection, fact, ())
    return rule.choices(
        basis.documents,
        counter.rules.arrangement,
        first_on=add_months(today, 1),
        made_on=today,
        basis=basis.name,
        broken_on=basis.broken_on,
        automatic=basis.automatic,
    )


def propose(counter: Counter, ask: Ask) -> Offer:
    """The offer for this ask. Refuses NothingOwed, ArrangementTooLong, InstalmentTooSmall, ArrangementRunning,
    AmountNotPositive; its `approval` says why a supervisor must agree."""
    with counter.book.read() as connection:
        return _offer(counter, connection, ask, counter.today())


def grant(
    counter: Counter, ask: Ask, *, operation: str, reason: str = "", approved_by: str = ""
) -> Arrangement:
    """Grant the proposed arrangement; refuses ApprovalNeeded when the offer asks for a supervisor and none is given."""
    from desktop_app.storage import plans

    from .once import once

    return once(
        counter,
        operation,
        plans.arrangement_by_operation,
        lambda pen: _grant(counter, pen, ask, operation, reason, approved_by),
    )


def arrangement(counter: Counter, number: str) -> Arrangement:
    """The stored arrangement; refuses UnknownDocument."""
    from desktop_app.storage import plans

    with counter.book.read() as connection:
        found = plans.load_arrangement(connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


@dataclass(frozen=True, slots=True)
class _Basis:
    """What an arrangement may cover: open invoices, or the regularisation alone when it is above usual."""

    name: str
    documents: tuple[tuple[str, Cents], ...]
    automatic: bool
    broken_on: date | None


def _basis(
    counter: Counter, connection: Connection, fact: ContractFact, chosen: tuple[str, ...]
) -> _Basis:
    from desktop_app.storage import ledger, plans

    known = plans.arrangements(connection, fact.id)
    running = next((a for a in known if a.state == plans.RUNNING), None)
    if running is not None:
        raise ArrangementRunning(number=running.number)
    documents = tuple((i.number, i.open) for i in ledger.open_items(connection, fact.id))
    if chosen:
        missing = [number for number in chosen if number not in dict(documents)]
        if missing:
            raise UnknownDocument(number=missing[0])
        documents = tuple(d for d in documents if d[0] in chosen)
    if not documents:
        raise NothingOwed()
    return _Basis(
        name="debt",
        documents=documents,
        automatic=counter.rules.arrangement.automatic_months is not None
        and any(_above_usual(connection, number) for number, _ in documents),
        broken_on=_last_break(connection, known),
    )


def _offer(counter: Counter, connection: Connection, ask: Ask, today: date) -> Offer:
    from .whom import contract_of

    basis = _basis(counter, connection, contract_of(connection, ask.contract), ask.documents)
    later = today + timedelta(days=_FIRST_AFTER_DAYS) if ask.deposit else add_months(today, 1)
    return rule.offer(
        basis.documents,
        counter.rules.arrangement,
        first_on=ask.first_on or later,
        months=ask.months,
        monthly=ask.monthly,
        deposit=ask.deposit,
        made_on=today,
        basis=basis.name,
        broken_on=basis.broken_on,
        automatic=basis.automatic and ask.months == counter.rules.arrangement.automatic_months,
    )


def _grant(
    counter: Counter, pen: Pen, ask: Ask, operation: str, reason: str, approved_by: str
) -> Arrangement:
    from desktop_app.storage import plans

    from .whom import contract_of, customer_of

    fact = contract_of(pen.connection, ask.contract)
    offer = _offer(counter, pen.connection, ask, pen.hand.today)
    if offer.approval and not approved_by:
        raise ApprovalNeeded(reasons=offer.approval)
    made = Arrangement(
        number=pen.number("C"),
        customer=customer_of(fact, counter.rules),
        made_on=pen.hand.today,
        basis=offer.basis,
        total=offer.total,
        documents=offer.documents,
        instalments=offer.instalments,
        agent=pen.hand.agent,
        reason=reason,
        approved_by=approved_by,
    )
    plans.add_arrangement(pen, made, contract_id=fact.id, operation=operation)
    pen.journal("arrangement_granted", document=made.number, body=made)
    return made


def _above_usual(connection: Connection, number: str) -> bool:
    """Whether this open invoice regularises a volume above the usual of the same period (rules.md 6.5)."""
    from desktop_app.storage import invoices

    fact = invoices.load(connection, number)
    return fact is not None and fact.above_usual


def _last_break(connection: Connection, known: tuple[ArrangementFact, ...]) -> date | None:
    """When the contract's last broken arrangement broke."""
    from desktop_app.storage import plans

    days = [
        event.on
        for made in known
        if made.state == "broken"
        for event in plans.events(connection, made.number)
        if event.kind == "broken"
    ]
    return max(days, default=None)
