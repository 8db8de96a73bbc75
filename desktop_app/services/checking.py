"""Verifying the book: integrity, hash chain, numbering gaps, debits = credits, maintained sums."""

from __future__ import annotations

from dataclasses import dataclass

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Check:
    """One truth; `detail` names the first broken record when it does not hold."""

    name: str
    """integrity | chain | numbers | balance | sums | invoices | documents"""
    holds: bool
    counted: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    holds: bool
    checks: tuple[Check, ...]


def verify(counter: Counter) -> Verified:
    """Recompute every truth from the stored bytes; reads only."""
    from desktop_app.storage import verification

    with counter.book.read() as connection:
        checks = tuple(
            Check(found.name, found.holds, found.counted, found.detail)
            for found in verification.all_truths(connection)
        )
    return Verified(all(c.holds for c in checks), checks)
