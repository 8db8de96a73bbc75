"""Monthly debit: simulate without a book, propose for a contract, adopt with a mandate, opt out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.money import Cents
from desktop_app.domain.monthly import Plan, Schedule
from desktop_app.domain.rulebook import RuleBook

from .counter import Counter


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
    rules: RuleBook, invoices: tuple[Cents, ...], *, actual: Cents | None = None, start: date
) -> Plan:
    """The ten tenths of these invoices and, when the real year is known, its settlement."""
    raise NotImplementedError


def propose(
    counter: Counter, contract: str, *, actual: Cents | None = None, start: date | None = None
) -> Proposal:
    """The plan from the contract's last two half-yearly invoices (or last year's); refuses UnknownContract."""
    raise NotImplementedError


def adopt(counter: Counter, contract: str, *, start: date, operation: str) -> Schedule:
    """Adopt the proposed plan and number its letter. Refuses NoMandate, ScheduleRunning, NoHistory, NotOffered."""
    raise NotImplementedError


def opt_out(counter: Counter, contract: str, *, reason: str) -> None:
    """Record that the subscriber leaves (or refuses) monthly debit."""
    raise NotImplementedError


def register_mandate(counter: Counter, contract: str, *, account: str, holder: str) -> str:
    """Store checked bank details and answer the mandate reference (RUM); refuses AccountInvalid."""
    raise NotImplementedError
