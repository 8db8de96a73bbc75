"""What waits for a printer: queued, being sent, printed, or in doubt when nobody knows whether the paper came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, update

from .rows import stored
from .tables import print_job

if TYPE_CHECKING:
    from .book import Pen

QUEUED, SENDING, PRINTED, IN_DOUBT = "queued", "sending", "printed", "in_doubt"


@dataclass(frozen=True, slots=True)
class JobFact:
    """One page on its way to paper: which copy of which document, by which way, and how often it was tried."""

    id: int
    document: str
    kind: str
    copy: int
    language: str
    route: str
    state: str
    tries: int
    made_at: datetime


def add(pen: Pen, *, document: str, kind: str, copy: int, language: str, route: str) -> int:
    """Put a counted copy in the queue; its number there."""
    made = pen.insert(
        print_job,
        {
            "document": document,
            "kind": kind,
            "copy": copy,
            "language": language,
            "route": route,
            "state": QUEUED,
            "made_at": pen.hand.now,
            "changed_at": pen.hand.now,
            "agent": pen.hand.agent,
        },
    )
    assert made is not None
    return made


def move(pen: Pen, job: int, state: str, *, tried: bool = False, copy: int | None = None) -> None:
    """Say where a page stands now."""
    values: dict[str, object] = {"state": state, "changed_at": stored(pen.hand.now)}
    if tried:
        values["tries"] = print_job.c.tries + 1
    if copy is not None:
        values["copy"] = copy
    pen.connection.execute(update(print_job).where(print_job.c.id == job).values(values))


def by_id(connection: Connection, job: int) -> JobFact | None:
    """The page of this number in the queue."""
    row = connection.execute(_JOBS.where(print_job.c.id == job)).first()
    return _fact(row) if row else None


def in_state(connection: Connection, *states: str) -> tuple[JobFact, ...]:
    """The pages in these states, oldest first."""
    rows = connection.execute(_JOBS.where(print_job.c.state.in_(states)).order_by(print_job.c.id))
    return tuple(_fact(row) for row in rows)


_JOBS = select(
    print_job.c.id,
    print_job.c.document,
    print_job.c.kind,
    print_job.c.copy,
    print_job.c.language,
    print_job.c.route,
    print_job.c.state,
    print_job.c.tries,
    print_job.c.made_at,
)


def _fact(row: Any) -> JobFact:
    return JobFact(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        datetime.fromisoformat(row[8]),
    )
