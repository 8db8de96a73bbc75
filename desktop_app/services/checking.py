"""Verifying the book: integrity, hash chain, numbering gaps, debits = credits, maintained sums."""

from __future__ import annotations

from dataclasses import dataclass

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Check:
    """One truth; `detail` names the first broken record when it does not hold."""

    name: str
    """integrity | chain | numbers | balance | sums | invoices | journal | copies | seals | proofs | receipts |
    tills | closings | search"""
    holds: bool
    counted: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    holds: bool
    checks: tuple[Check, ...]


def verify(counter: Counter) -> Verified:
    """Recompute every truth from the stored bytes; reads only."""
    from desktop_app.storage import checks

    truths = {
        "integrity": checks.integrity,
        "chain": checks.chain,
        "numbers": checks.series_whole,
        "balance": checks.entries_balance,
        "sums": checks.maintained_sums,
        "invoices": checks.facts_agree,
        "journal": checks.journalled,
        "copies": checks.copies_counted,
        "seals": checks.seals,
        "proofs": checks.proofs,
        "receipts": checks.receipts,
        "tills": checks.tills,
        "closings": checks.closings,
        "search": checks.all_findable,
    }
    with counter.book.read() as connection:
        found = {name: truth(connection) for name, truth in truths.items()}
    made = tuple(
        Check(name, not finding.wrong, finding.counted, finding.wrong[0] if finding.wrong else "")
        for name, finding in found.items()
    )
    return Verified(all(c.holds for c in made), made)
