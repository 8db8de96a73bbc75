"""Who owes in a demo agency: arrears shared between households, administrations and shops as the utility publishes.

Households let invoices pile up in a fixed proportion. What they owe says what each other sector must owe; its debtors
are then picked among customers whose bills are known, since a few large accounts would upset any proportion.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.domain.money import Cents

from .habits import spread, strata

if TYPE_CHECKING:
    from .history import Teller

PROMPT, LATE, DEBTOR = 0, 1, 2
MOST_OWING = 92
"""Percent of a sector that may owe; beyond it the debtors owe for longer."""
TOLD_DEBTORS, TOLD_OTHERS = 800, 200
"""Households whose stories say what all households owe."""
_RUNS = spread(38)


@dataclass(frozen=True, slots=True)
class Payers:
    """By contract: how it is paid (0 in time, 1 late, 2 not for long), and invoices in a row that a debtor leaves."""

    kinds: bytearray
    runs: bytearray


def deal(teller: Teller) -> None:
    """Decide how each contract of this agency is paid."""
    sectors: dict[str, list[int]] = {}
    for n in range(teller.contracts):
        sectors.setdefault(teller.category(n).sector, []).append(n)
    homes = sectors.pop("households", [])
    owed = _households(teller, homes) if homes else 0
    shares = teller.ways.owed
    for sector in sorted(sectors):
        goal = owed * shares.get(sector, 0) // max(1, shares.get("households", 0))
        _bodies(teller, sector, sectors[sector], goal)


def _households(teller: Teller, homes: list[int]) -> Cents:
    """Deal debtors in proportion; answers what all households owe."""
    kinds = teller.payers.kinds
    owners = [n for n in homes if n < teller.subscribers]
    rng = _shuffled(teller, "households", owners)
    owing = int((len(owners) * teller.ways.debtors + 50) // 100)
    late = len(owners) * teller.ways.late["households"] // 100
    for place, n in enumerate(owners[: owing + late]):
        kinds[n] = DEBTOR if place < owing else LATE
    for n in homes:
        kinds[n] = kinds[teller.owner(n)]
    mixed = homes[:]
    rng.shuffle(mixed)
    debtors = [n for n in mixed if kinds[n] == DEBTOR]
    others = [n for n in mixed if kinds[n] != DEBTOR]
    lengths = strata(_RUNS, len(debtors))
    rng.shuffle(lengths)
    wanted = teller.ways.unpaid_mean * 1000
    _leave(teller, debtors, lengths, wanted)
    some = debtors[: TOLD_DEBTORS // 2]
    found = sum(len(teller.tell(n).account.items) for n in some)
    if found:  # newcomers have fewer invoices and some debtors pay in part: the rest leave more
        _leave(
            teller, debtors, lengths, min(2 * wanted, wanted * wanted * len(some) // 1000 // found)
        )
    return _owed_by_all(teller, debtors, TOLD_DEBTORS) + _owed_by_all(teller, others, TOLD_OTHERS)


def _leave(teller: Teller, debtors: list[int], lengths: list[int], mean: int) -> None:
    """Say how many invoices each debtor leaves, around a mean in thousandths."""
    for n, length in zip(debtors, lengths, strict=True):
        teller.payers.runs[n] = max(1, min(255, (mean * length + 500_000) // 1_000_000))


def _owed_by_all(teller: Teller, members: list[int], told: int) -> Cents:
    some = members[:told]
    return sum(_owed(teller, n) for n in some) * len(members) // max(1, len(some))


def _owed(teller: Teller, n: int) -> Cents:
    return max(0, teller.tell(n).account.owed)


def _bodies(teller: Teller, sector: str, members: list[int], goal: Cents) -> None:
    """Pick the debtors of a sector, categories evenly mixed, until it owes `goal` in all."""
    kinds, runs = teller.payers.kinds, teller.payers.runs
    rng = _shuffled(teller, sector, members)
    for n in members[: len(members) * teller.ways.late[sector] // 100]:
        kinds[n] = LATE
    rng.shuffle(members)
    lengths = strata(_RUNS, len(members))
    rng.shuffle(lengths)
    bills: dict[int, list[Cents]] = {}
    for n in members:
        story = teller.tell(n)
        bills[n] = [made.priced.bill.total for made in story.invoices]
        goal -= max(0, story.account.owed)
    room = -(-len(members) * MOST_OWING // 100)
    picked: list[int] = []
    for n, length in zip(_mixed(teller, members), lengths, strict=True):
        if goal <= 0 or len(picked) >= room:
            break
        run = max(1, (teller.ways.unpaid_mean * length + 500) // 1000)
        more = sum(bills[n][-run:]) - _owed(teller, n)
        if 0 < more <= goal * 2:
            kinds[n], runs[n] = DEBTOR, min(run, len(bills[n]))
            goal -= more
            picked.append(n)
    longer = True
    while longer:
        longer = False
        for n in picked:
            more = bills[n][-1 - runs[n]] if runs[n] < len(bills[n]) else 0
            if 0 < more <= goal * 2:
                runs[n] += 1
                goal -= more
                longer = True


def _mixed(teller: Teller, members: Iterable[int]) -> list[int]:
    """The members so ordered that each part of them holds every category in proportion."""
    groups: dict[str, list[int]] = {}
    for n in members:
        groups.setdefault(teller.category(n).code, []).append(n)
    placed = [
        ((2 * place + 1) * 1_000_000_000 // (2 * len(own)), n)
        for own in groups.values()
        for place, n in enumerate(own)
    ]
    return [n for _, n in sorted(placed)]


def _shuffled(teller: Teller, sector: str, members: list[int]) -> random.Random:
    rng = random.Random(f"{teller.seed}/payers/{sector}")
    rng.shuffle(members)
    return rng
