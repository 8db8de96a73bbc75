"""The counter: one book, one rule book, one agent at one till, and the clock of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from desktop_app.domain.rulebook import RuleBook

if TYPE_CHECKING:
    from desktop_app.storage.book import Book


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, where and when: every transaction is signed by a hand."""

    agent: str
    till: str
    now: datetime
    """UTC instant."""
    today: date
    """The business day: the clock's, or the one fixed by --today on a demo book."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What every gesture needs; `fixed_today` replaces the clock's date (never on a real book)."""

    book: Book
    rules: RuleBook
    agent: str
    till: str
    fixed_today: date | None = None

    def today(self) -> date:
        return self.fixed_today or datetime.now().astimezone().date()

    def hand(self) -> Hand:
        return Hand(agent=self.agent, till=self.till, now=datetime.now(UTC), today=self.today())
