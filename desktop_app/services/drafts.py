"""Drafts: what is half typed at a dossier is kept for whoever opens it next, and forgotten once it is done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.domain import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.drafts import DraftFact

    from .counter import Counter

KINDS = ("reading", "arrangement", "monthly", "note")
"""Gestures that keep a draft; a payment never does: money half typed is typed again."""
SHOWN = 12

_PLACE = "session"


@dataclass(frozen=True, slots=True)
class Draft:
    """Unfinished work: `facts` are texts, numbers and lists as the form gave them."""

    kind: str
    contract: str
    name: str
    name_alt: str
    at: datetime
    """Local time of the last change kept."""
    facts: Mapping[str, Any]


def save(counter: Counter, kind: str, contract: str, facts: Mapping[str, Any]) -> None:
    """Keep what is half typed; nothing typed (`facts` empty) forgets the draft. Trouble as any write."""
    from desktop_app.storage import drafts as stored

    if kind not in KINDS:
        raise LookupError(kind)
    with counter.book.jot(counter.hand()) as pen:
        if facts:
            stored.save(pen, kind, contract, record.dump(dict(facts)))
        else:
            stored.drop(pen, kind, contract)


def of_contract(connection: Connection, contract: str) -> tuple[Draft, ...]:
    """The drafts of one contract, the newest first (in the snapshot of the dossier)."""
    from desktop_app.storage import drafts as stored

    return tuple(_draft(d) for d in stored.of_contract(connection, contract))


def newest(connection: Connection) -> tuple[Draft, ...]:
    """The newest drafts of the agency, at most 12."""
    from desktop_app.storage import drafts as stored

    return tuple(_draft(d) for d in stored.newest(connection, SHOWN))


def remember_place(counter: Counter, facts: Mapping[str, Any]) -> None:
    """Keep where the window of this till stands; `facts` empty: it was closed in peace."""
    from desktop_app.storage import drafts as stored

    with counter.book.jot(counter.hand()) as pen:
        if facts:
            stored.save(pen, _PLACE, counter.till, record.dump(dict(facts)))
        else:
            stored.drop(pen, _PLACE, counter.till)


def place_left(counter: Counter) -> dict[str, Any]:
    """Where the window of this till stood when it ended without being closed; {} when it was closed in peace."""
    from desktop_app.storage import drafts as stored

    with counter.book.read() as connection:
        text = stored.text_of(connection, _PLACE, counter.till)
    return dict(json.loads(text)) if text else {}


def _draft(fact: DraftFact) -> Draft:
    return Draft(
        kind=fact.kind,
        contract=fact.contract,
        name=fact.name,
        name_alt=fact.name_alt,
        at=fact.saved_at.astimezone(),
        facts=json.loads(fact.facts),
    )
