"""E-payment orders and what the bank answered: only added, the newest event tells where an order stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from desktop_app.domain import record
from desktop_app.domain.epay import BankAnswer, OrderState

from .tables import contract, subscriber
from .till_tables import epay_event, epay_order

if TYPE_CHECKING:
    from .book import Pen

REGISTERED, FAILED, PAID, ASKED_BACK, REFUNDED = (
    "registered",
    "failed",
    "paid",
    "asked_back",
    "refunded",
)
_STATES = {
    REGISTERED: OrderState.WAITING,
    FAILED: OrderState.FAILED,
    PAID: OrderState.PAID,
    ASKED_BACK: OrderState.PAID,
    REFUNDED: OrderState.REFUNDED,
}


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order as kept; `receipt` once paid, `refund` the receipt that gave it back; cents."""

    id: int
    number: str
    contract: str
    name: str
    shift_id: int
    made_at: datetime
    amount: int
    facts: str
    state: OrderState
    answer: BankAnswer
    receipt: str
    refund: str
    reason: str
    """Why it was asked back."""


_ORDERS = (
    select(
        epay_order.c.id,
        epay_order.c.number,
        contract.c.number,
        subscriber.c.name,
        epay_order.c.shift_id,
        epay_order.c.made_at,
        epay_order.c.amount,
        epay_order.c.facts,
    )
    .join_from(epay_order, contract, contract.c.id == epay_order.c.contract_id)
    .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
    .order_by(epay_order.c.id)
)


def add(
    pen: Pen,
    number: str,
    *,
    contract_id: int,
    shift_id: int,
    amount: int,
    operation: str,
    facts: object,
) -> None:
    """Keep an order before the bank hears of it; the caller writes the journal entry."""
    pen.insert(
        epay_order,
        {
            "number": number,
            "contract_id": contract_id,
            "shift_id": shift_id,
            "made_at": pen.hand.now,
            "amount": amount,
            "agent": pen.hand.agent,
            "operation": operation or None,
            "facts": facts,
        },
    )


def add_event(
    pen: Pen, order_id: int, kind: str, facts: BankAnswer | str, *, receipt: str = ""
) -> None:
    """Keep what became of an order: the bank's answer, or why it is asked back; the caller writes the journal entry."""
    pen.insert(
        epay_event,
        {
            "order_id": order_id,
            "kind": kind,
            "at": pen.hand.now,
            "agent": pen.hand.agent,
            "receipt": receipt,
            "facts": record.dump(facts),
        },
    )


def by_number(connection: Connection, number: str) -> OrderFact | None:
    """The order of this number."""
    return _one(connection, connection.execute(_ORDERS.where(epay_order.c.number == number)))


def by_operation(connection: Connection, operation: str) -> OrderFact | None:
    """The order this gesture already made."""
    return _one(connection, connection.execute(_ORDERS.where(epay_order.c.operation == operation)))


def pending(
    connection: Connection, *, shift_id: int | None = None, contract: str = ""
) -> tuple[OrderFact, ...]:
    """Orders that wait for the customer or the bank, oldest first."""
    ended = epay_event.alias("ended")
    query = _ORDERS.where(
        ~select(ended.c.id)
        .where(ended.c.order_id == epay_order.c.id, ended.c.kind.in_((FAILED, PAID, REFUNDED)))
        .exists()
    )
    if shift_id is not None:
        query = query.where(epay_order.c.shift_id == shift_id)
    found = [_fact(connection, row) for row in connection.execute(query).all()]
    return tuple(o for o in found if contract in ("", o.contract))


def _one(connection: Connection, rows: Any) -> OrderFact | None:
    row = rows.first()
    return _fact(connection, row) if row else None


def _fact(connection: Connection, row: Any) -> OrderFact:
    state, answer = OrderState.MADE, BankAnswer(OrderState.MADE)
    receipt = refund = reason = ""
    events = connection.execute(
        select(epay_event.c.kind, epay_event.c.receipt, epay_event.c.facts)
        .where(epay_event.c.order_id == row[0])
        .order_by(epay_event.c.id)
    )
    for kind, document, facts in events:
        state = _STATES[kind]
        if kind == ASKED_BACK:
            reason = json.loads(facts)
        else:
            answer = record.load(BankAnswer, facts)
        receipt = document if kind == PAID else receipt
        refund = document if kind == REFUNDED else refund
    return OrderFact(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        datetime.fromisoformat(row[5]),
        row[6],
        row[7],
        state,
        answer,
        receipt,
        refund,
        reason,
    )
