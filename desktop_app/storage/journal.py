"""The journal: every gesture leaves one entry, chained by SHA-256 to the one before, so that nothing changes unseen.

hash = SHA-256 of the UTF-8 text prev, seq, at, agent, till, kind, document, body joined by line feeds.
The first entry's prev is sixty-four zeros. A run (a billing run, a demo history) that makes many documents leaves one
entry whose body names them under "ranges": [[first number, last number], ...], see `ranges`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from desktop_app.domain import record

from .tables import journal

GENESIS = "0" * 64
_HEAD = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
_INSERT = insert(journal)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One stored entry; `body` is exactly the text that was hashed."""

    seq: int
    at: str
    agent: str
    till: str
    kind: str
    document: str
    body: str
    prev: str
    hash: str


def digest(
    prev: str, seq: int, at: str, agent: str, till: str, kind: str, document: str, body: str
) -> str:
    """The hash of an entry, in hexadecimal."""
    text = "\n".join((prev, str(seq), at, agent, till, kind, document, body))
    return hashlib.sha256(text.encode()).hexdigest()


def head(connection: Connection) -> tuple[int, str]:
    """Sequence number and hash of the last entry; (0, GENESIS) in an empty journal."""
    row = connection.execute(_HEAD).first()
    return (row[0], row[1]) if row else (0, GENESIS)


def append(
    connection: Connection,
    *,
    at: datetime,
    agent: str,
    till: str,
    kind: str,
    document: str = "",
    body: object = None,
) -> str:
    """Add one entry and answer its hash; `body` is a fact or a mapping of facts."""
    seq, prev = head(connection)
    text = record.dump({} if body is None else body)
    instant = at.isoformat()
    made = digest(prev, seq + 1, instant, agent, till, kind, document, text)
    connection.execute(
        _INSERT,
        {
            "seq": seq + 1,
            "at": instant,
            "agent": agent,
            "till": till,
            "kind": kind,
            "document": document,
            "body": text,
            "prev": prev,
            "hash": made,
        },
    )
    return made


def verify_chain(connection: Connection, *, since: int = 0) -> tuple[int, int | None]:
    """How many entries hold, and the sequence number of the first broken one (None when the chain is whole).

    `since` starts after that entry, trusting its stored hash."""
    expected = GENESIS
    if since:
        trusted = connection.execute(
            select(journal.c.hash).where(journal.c.seq == since)
        ).scalar_one_or_none()
        if trusted is None:
            return 0, since
        expected = trusted
    count, seq = 0, since
    rows = connection.execute(
        select(journal)
        .where(journal.c.seq > since)
        .order_by(journal.c.seq)
        .execution_options(yield_per=2000)
    )
    for row in rows:
        seq += 1
        whole = digest(
            row.prev, row.seq, row.at, row.agent, row.till, row.kind, row.document, row.body
        )
        if row.seq != seq or row.prev != expected or row.hash != whole:
            return count, seq
        expected = row.hash
        count += 1
    return count, None


def entries(
    connection: Connection,
    *,
    document: str | None = None,
    kind: str | None = None,
    limit: int = 100,
) -> tuple[JournalEntry, ...]:
    """The newest entries first, of one document or kind if asked."""
    query = select(journal).order_by(journal.c.seq.desc()).limit(limit)
    if document is not None:
        query = query.where(journal.c.document == document)
    if kind is not None:
        query = query.where(journal.c.kind == kind)
    return tuple(JournalEntry(**row) for row in connection.execute(query).mappings())


def of_series(connection: Connection, kind: str, *, limit: int) -> tuple[JournalEntry, ...]:
    """The newest entries whose document is numbered in a series of this kind ("I": imports of readings)."""
    rows = connection.execute(
        select(journal)
        .where(journal.c.document > f"{kind}-", journal.c.document < f"{kind}.")
        .order_by(journal.c.document.desc(), journal.c.seq.desc())
        .limit(limit)
    )
    return tuple(JournalEntry(**row) for row in rows.mappings())


def ranges(made: Iterable[str]) -> list[list[str]]:
    """Document numbers as the fewest [first, last] pairs, for the "ranges" of a run's journal entry."""
    pairs: list[list[str]] = []
    before: tuple[str, int] | None = None
    for prefix, counter, number in sorted(_parts(number) for number in made):
        if before == (prefix, counter - 1):
            pairs[-1][1] = number
        else:
            pairs.append([number, number])
        before = prefix, counter
    return pairs


def ranges_covered(connection: Connection) -> Iterator[tuple[str, str]]:
    """The (first, last) numbers of every run in the journal."""
    rows = connection.execute(
        select(journal.c.body).where(journal.c.document == "", journal.c.body.contains('"ranges":'))
    )
    for (body,) in rows.all():
        yield from ((first, last) for first, last in json.loads(body).get("ranges", ()))


def _parts(number: str) -> tuple[str, int, str]:
    prefix, counter = number.rsplit("-", 1)
    return prefix, int(counter), number
