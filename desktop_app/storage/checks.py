"""The truths of a book, each recomputed from what is stored: structure, chain, numbers, entries, sums, facts, copies.

Each check answers how many records it looked at and what it found wrong, the first broken record named; no findings
means that the truth holds. Findings are for the technician: English, without names or amounts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from . import guards, invoices, journal, ledger, numbers, search_sqlite, sqlite, till_checks
from .run_tables import run
from .tables import (
    arrangement,
    contract,
    copy,
    entry,
    invoice,
    metadata,
    payment,
    schedule,
)
from .tables import journal as journal_table
from .till_tables import (
    archive_made,
    card_request,
    closing,
    deposit,
    movement,
    refund,
    shift_report,
    suspense,
)

NUMBERED: dict[str, Table] = {
    "R": payment,
    "F": invoice,
    "A": invoice,
    "S": schedule,
    "C": arrangement,
    "U": suspense,
    "V": movement,
    "Z": shift_report,
    "D": deposit,
    "B": refund,
    "K": card_request,
    "G": closing,
    "H": archive_made,
    "T": run,
}
"""Which table holds the documents of each kind of number."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw: records looked at, and at most ten findings."""

    counted: int
    wrong: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.wrong


def integrity(connection: Connection) -> Finding:
    """Structure of the file, signature of every page, references between tables, guards in place."""
    wrong = list(sqlite.integrity(connection))
    wrong += [f"table {name} has lost its guard" for name in guards.missing(connection)]
    return Finding(len(metadata.tables), tuple(wrong[:10]))


def chain(connection: Connection) -> Finding:
    """The journal's hashes from the first entry to the last."""
    count, broken = journal.verify_chain(connection)
    return Finding(count, () if broken is None else (f"journal entry {broken}",))


def series_whole(connection: Connection) -> Finding:
    """Every series holds exactly the documents 1 to its last number, and no document is outside a series."""
    wrong: list[str] = []
    begun: dict[str, int] = {}
    total = 0
    for kind, till, epoch, year, last in numbers.all_series(connection):
        if kind not in NUMBERED:
            continue
        table = NUMBERED[kind]
        prefix = f"{kind}-{till}{epoch}-{year % 100:02d}-"
        count, highest = _between(connection, table, prefix)
        total += count
        begun[table.name] = begun.get(table.name, 0) + count
        if count != last or highest != f"{prefix}{last:06d}":
            wrong.append(_first_gap(connection, table, prefix, last))
    for table in {t.name: t for t in NUMBERED.values()}.values():
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if count != begun.get(table.name, 0):
            wrong.append(f"{table.name}: {count - begun.get(table.name, 0)} outside every series")
    return Finding(total, tuple(wrong[:10]))


def entries_balance(connection: Connection) -> Finding:
    """Debits equal credits in every document, and every invoice and receipt has its entries."""
    count, unbalanced = ledger.unbalanced_documents(connection)
    wrong = [f"{document} does not balance" for document in unbalanced]
    for table, amount in ((invoice, invoice.c.total), (payment, payment.c.given)):
        rows = connection.execute(
            select(table.c.number)
            .where(
                amount != 0, ~select(entry.c.id).where(entry.c.document == table.c.number).exists()
            )
            .limit(10)
        )
        wrong += [f"{number} has no entries" for (number,) in rows]
    return Finding(count, tuple(wrong[:10]))


def maintained_sums(connection: Connection) -> Finding:
    """The sums kept for lists equal those of the entries."""
    count, differing = ledger.wrong_sums(connection)
    return Finding(count, tuple(f"sum of contract row {row}" for row in differing))


def facts_agree(connection: Connection) -> Finding:
    """Each invoice's totals are those of the fact it was printed from."""
    count, wrong = invoices.wrong_totals(connection)
    return Finding(count, tuple(f"{number} differs from its fact" for number in wrong))


def journalled(connection: Connection) -> Finding:
    """Each document has its journal entry, its own or that of the run that made it."""
    runs = _runs(connection)
    total, wrong = 0, []
    for table in {t.name: t for t in NUMBERED.values()}.values():
        total += connection.execute(select(func.count()).select_from(table)).scalar_one()
        for number in _without_entry(connection, table):
            if not _covered(runs, number):
                wrong.append(f"{number} is not in the journal")
                if len(wrong) == 10:
                    return Finding(total, tuple(wrong))
    return Finding(total, tuple(wrong))


def copies_counted(connection: Connection) -> Finding:
    """The copies of each document are numbered 0, 1, 2... without a gap."""
    total = connection.execute(select(func.count()).select_from(copy)).scalar_one()
    rows = connection.execute(
        select(copy.c.document)
        .group_by(copy.c.document)
        .having((func.max(copy.c.copy) + 1 != func.count()) | (func.min(copy.c.copy) != 0))
        .limit(10)
    )
    return Finding(total, tuple(f"copies of {document}" for (document,) in rows))


def all_findable(connection: Connection) -> Finding:
    """Every contract is in the search index."""
    total = connection.execute(select(func.count()).select_from(contract)).scalar_one()
    indexed = search_sqlite.counted(connection)
    return Finding(total, () if indexed == total else (f"{indexed} of {total} contracts indexed",))


def seals(connection: Connection) -> Finding:
    """Every journal entry has its place in the chain of its kind of document."""
    return Finding(*till_checks.sealed(connection))


def proofs(connection: Connection) -> Finding:
    """Receipts, reports, movements and closings are the very texts that were journalled."""
    return Finding(*till_checks.as_journalled(connection))


def receipts(connection: Connection) -> Finding:
    """What each receipt brought is what was booked."""
    return Finding(*till_checks.receipts_as_booked(connection))


def tills(connection: Connection) -> Finding:
    """Every closed drawer held its float and what came in less what went out."""
    return Finding(*till_checks.drawers(connection))


def closings(connection: Connection) -> Finding:
    """Every closing from its entries, every perpetual total from the one before."""
    return Finding(*till_checks.closings_add_up(connection))


def _between(connection: Connection, table: Table, prefix: str) -> tuple[int, str | None]:
    row = connection.execute(
        select(func.count(), func.max(table.c.number)).where(
            table.c.number > prefix, table.c.number < prefix + ":"
        )
    ).one()
    return row[0], row[1]


def _first_gap(connection: Connection, table: Table, prefix: str, last: int) -> str:
    rows = connection.execute(
        select(table.c.number)
        .where(table.c.number > prefix, table.c.number < prefix + ":")
        .execution_options(yield_per=2000)
    )
    found = {int(number.rsplit("-", 1)[1]) for (number,) in rows}
    missing = next((n for n in range(1, last + 1) if n not in found), None)
    if missing is not None:
        return f"{prefix}{missing:06d} is missing"
    return f"{prefix}{max(found):06d} is beyond its series"


def _without_entry(connection: Connection, table: Table) -> Iterator[str]:
    rows = connection.execute(
        select(table.c.number)
        .where(
            ~select(journal_table.c.seq).where(journal_table.c.document == table.c.number).exists()
        )
        .order_by(table.c.number)
        .execution_options(yield_per=5000)
    )
    for (number,) in rows:
        yield number


def _runs(connection: Connection) -> dict[str, list[tuple[int, int]]]:
    """By prefix, the ranges of numbers that runs made."""
    found: dict[str, list[tuple[int, int]]] = {}
    for first, last in journal.ranges_covered(connection):
        prefix, start = first.rsplit("-", 1)
        found.setdefault(prefix, []).append((int(start), int(last.rsplit("-", 1)[1])))
    return {prefix: sorted(ranges) for prefix, ranges in found.items()}


def _covered(runs: dict[str, list[tuple[int, int]]], number: str) -> bool:
    prefix, counter = number.rsplit("-", 1)
    ranges = runs.get(prefix, [])
    at = bisect_right(ranges, (int(counter), 10**9)) - 1
    return at >= 0 and ranges[at][0] <= int(counter) <= ranges[at][1]
