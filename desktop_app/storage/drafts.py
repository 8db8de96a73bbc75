"""Unfinished work kept aside: one draft per kind and contract, and the place where a till's window was left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, delete, insert, select

from .tables import contract, draft, subscriber

if TYPE_CHECKING:
    from .book import Pen


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A draft as kept: `facts` is the canonical text of what was typed."""

    kind: str
    contract: str
    name: str
    name_alt: str
    facts: str
    saved_at: datetime


def newest(connection: Connection, limit: int) -> tuple[DraftFact, ...]:
    """The drafts of every contract, the newest first."""
    rows = connection.execute(_drafts().order_by(draft.c.saved_at.desc()).limit(limit))
    return tuple(_fact(*row) for row in rows)


def of_contract(connection: Connection, number: str) -> tuple[DraftFact, ...]:
    """The drafts of one contract, the newest first."""
    chosen = _drafts().where(draft.c.subject == number).order_by(draft.c.saved_at.desc())
    return tuple(_fact(*row) for row in connection.execute(chosen))


def text_of(connection: Connection, kind: str, subject: str) -> str | None:
    """The canonical text of this draft, or None."""
    return connection.execute(
        select(draft.c.facts).where(draft.c.kind == kind, draft.c.subject == subject)
    ).scalar_one_or_none()


def save(pen: Pen, kind: str, subject: str, facts: str) -> None:
    """Keep unfinished work (through Book.jot); a second save replaces the first."""
    drop(pen, kind, subject)
    pen.connection.execute(
        insert(draft).values(
            kind=kind, subject=subject, facts=facts, saved_at=pen.hand.now.isoformat()
        )
    )


def drop(pen: Pen, kind: str, subject: str) -> None:
    """Forget unfinished work: it was finished or given up."""
    pen.connection.execute(delete(draft).where(draft.c.kind == kind, draft.c.subject == subject))


def _drafts() -> Select[Any]:
    return select(
        draft.c.kind,
        draft.c.subject,
        subscriber.c.name,
        subscriber.c.name_alt,
        draft.c.facts,
        draft.c.saved_at,
    ).select_from(
        draft.join(contract, contract.c.number == draft.c.subject).join(
            subscriber, subscriber.c.id == contract.c.subscriber_id
        )
    )


def _fact(kind: str, number: str, name: str, alt: str, facts: str, at: str) -> DraftFact:
    return DraftFact(kind, number, name, alt, facts, datetime.fromisoformat(at))
