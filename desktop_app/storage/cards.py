"""Card payments asked of the terminal, as booked: pending until an answer is written beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from .tables import contract, subscriber
from .till_tables import card_answer, card_request


@dataclass(frozen=True, slots=True)
class CardFact:
    """A card payment asked of the terminal; `answer` "" while it is awaited."""

    id: int
    number: str
    contract: str
    name: str
    amount: int
    asked_at: datetime
    facts: str
    answer: str
    receipt: str


_CARDS = (
    select(
        card_request.c.id,
        card_request.c.number,
        contract.c.number,
        subscriber.c.name,
        card_request.c.amount,
        card_request.c.asked_at,
        card_request.c.facts,
        card_answer.c.answer,
        card_answer.c.receipt,
    )
    .join_from(card_request, contract, contract.c.id == card_request.c.contract_id)
    .join(subscriber, subscriber.c.id == contract.c.subscriber_id)
    .outerjoin(card_answer, card_answer.c.request_id == card_request.c.id)
)


def pending(connection: Connection, shift_id: int) -> tuple[CardFact, ...]:
    """Card payments of this shift without an answer, oldest first."""
    rows = connection.execute(
        _CARDS.where(
            card_request.c.shift_id == shift_id, card_answer.c.request_id.is_(None)
        ).order_by(card_request.c.id)
    )
    return tuple(_card(row) for row in rows)


def by(connection: Connection, **where: str) -> CardFact | None:
    """The card payment of this number or operation."""
    conditions = [card_request.c[name] == value for name, value in where.items()]
    row = connection.execute(_CARDS.where(*conditions)).first()
    return _card(row) if row else None


def _card(row: Any) -> CardFact:
    return CardFact(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        datetime.fromisoformat(row[5]),
        row[6],
        row[7] or "",
        row[8] or "",
    )
