"""Real metered bills made fit for a book: which lines stand, which are set aside and why, which days each covers.

Nothing is guessed silently. A line is set aside with one of these reasons:
malformed, unknown-class, bad-date, negative: the line itself is no bill (exchange.usage);
absurd-volume: more than ten times the customer's own usual bill and more than ten times what nine bills of ten of its
class stay under, or more than a meter can show;
double-bill: the same customer, class, month and volume once more;
second-bill: another volume for a month already billed: the largest one stands.
A missing period stays missing: the bill after it covers its usual span only, and starts from a marked reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from desktop_app.exchange.usage import UnfitLine, UsageBill

TIMES_USUAL = 10
TIMES_CLASS = 10
CLASS_RANK = 90
"""Percent of a class's bills that stay under the volume its fence is counted from."""
METER_LIMIT = {"RESIDENTIAL_SINGLE": 5, "RESIDENTIAL_MULTI": 5}
"""Digits of the largest volume (m3) between two readings; six where nothing is said."""
CYCLE_LIMIT = 4
"""Months of the longest usual billing cycle."""


@dataclass(frozen=True, slots=True)
class Billed:
    """One bill that stands: [start, end), whole units passed, and whether a missing period lies before it."""

    line: int
    start: date
    end: date
    volume: int
    gap: bool


@dataclass(frozen=True, slots=True)
class Account:
    """The bills of one customer in one class, oldest first."""

    customer: int
    klass: str
    bills: tuple[Billed, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """Every line of the file accounted for: `lines` = bills of the accounts + those set aside."""

    lines: int
    accounts: tuple[Account, ...]
    set_aside: tuple[tuple[int, str, str], ...]
    """(line, reason, its text)"""


def sort_bills(rows: Iterable[UsageBill | UnfitLine]) -> Sorted:
    """Sort the lines of a file into accounts and lines set aside."""
    aside: list[tuple[int, str, str]] = []
    groups: dict[tuple[int, str], list[UsageBill]] = {}
    lines = 0
    for row in rows:
        lines += 1
        if isinstance(row, UnfitLine):
            aside.append((row.line, row.reason, row.raw))
        else:
            groups.setdefault((row.customer, row.klass), []).append(row)
    fences = _fences(groups)
    accounts = []
    for (customer, klass), bills in sorted(groups.items()):
        kept = _one_a_month(_within(bills, klass, fences[klass], aside), aside)
        if kept:
            accounts.append(Account(customer, klass, tuple(_dated(kept))))
    aside.sort()
    return Sorted(lines, tuple(accounts), tuple(aside))


def cubic_metres(milli_ccf: int, carried: int) -> tuple[int, int]:
    """Whole m3 rounded half up with what earlier bills left over, and the new rest, in ten-millionths of m3.

    1 ccf = 2.8317 m3; the sum of the volumes stays within half a cubic metre of the sum of the bills."""
    exact = milli_ccf * 28_317 + carried
    whole = max(0, (exact + 5_000_000) // 10_000_000)
    return whole, exact - whole * 10_000_000


def _fences(groups: dict[tuple[int, str], list[UsageBill]]) -> dict[str, int]:
    """Per class, in thousandths of a ccf: ten times what nine of ten bills above zero stay under."""
    volumes: dict[str, list[int]] = {}
    for (_, klass), bills in groups.items():
        volumes.setdefault(klass, []).extend(b.milli_ccf for b in bills if b.milli_ccf)
    fences = {}
    for klass in {k for _, k in groups}:
        known = sorted(volumes[klass])
        fences[klass] = TIMES_CLASS * known[(len(known) - 1) * CLASS_RANK // 100] if known else 0
    return fences


def _within(
    bills: list[UsageBill], klass: str, fence: int, aside: list[tuple[int, str, str]]
) -> Iterator[UsageBill]:
    limit = 10 ** METER_LIMIT.get(klass, 6)
    for n, bill in enumerate(bills):
        others = sorted(b.milli_ccf for i, b in enumerate(bills) if i != n and b.milli_ccf)
        usual = others[(len(others) - 1) // 2] if others else 0
        far = bill.milli_ccf > fence and bill.milli_ccf > TIMES_USUAL * usual
        if far or cubic_metres(bill.milli_ccf, 0)[0] >= limit:
            aside.append((bill.line, "absurd-volume", _raw(bill)))
        else:
            yield bill


def _one_a_month(bills: Iterable[UsageBill], aside: list[tuple[int, str, str]]) -> list[UsageBill]:
    """The bills in order of month, one each; the largest stands, the first among equals."""
    months: dict[int, list[UsageBill]] = {}
    for bill in bills:
        months.setdefault(bill.month, []).append(bill)
    kept = []
    for month in sorted(months):
        first, *others = sorted(months[month], key=lambda b: (-b.milli_ccf, b.line))
        kept.append(first)
        for other in others:
            same = other.milli_ccf == first.milli_ccf
            aside.append((other.line, "double-bill" if same else "second-bill", _raw(other)))
    return kept


def _dated(bills: list[UsageBill]) -> Iterator[Billed]:
    """A bill covers the months since the bill before, up to one more than the usual cycle; else there is a gap."""
    cycle = _cycle(bills)
    carried, before = 0, None
    for bill in bills:
        volume, carried = cubic_metres(bill.milli_ccf, carried)
        span = bill.month - before if before is not None else cycle
        gap = span > cycle + 1
        yield Billed(
            line=bill.line,
            start=_first_of(bill.month + 1 - (cycle if gap else span)),
            end=_first_of(bill.month + 1),
            volume=volume,
            gap=gap,
        )
        before = bill.month


def _cycle(bills: list[UsageBill]) -> int:
    """Months between two bills of this customer most often (two when nothing tells)."""
    spans = Counter(b.month - a.month for a, b in pairwise(bills))
    usual = {months: n for months, n in spans.items() if months <= CYCLE_LIMIT}
    return min(usual, key=lambda months: (-usual[months], months)) if usual else 2


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _raw(bill: UsageBill) -> str:
    whole, milli = divmod(bill.milli_ccf, 1000)
    decimals = f"{milli:03d}".rstrip("0") or "0"
    return (
        f"{bill.customer},{bill.klass},{bill.month // 12},{bill.month % 12 + 1},{whole}.{decimals}"
    )
