"""Who owes in a demo agency: arrears shared between households, administrations and shops as the utility publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_app.domain.period import add_months
from desktop_app.domain.rulebook import Category, RuleBook
from desktop_app.services.founding.pricing import Pricer

from .habits import MONTHS, Habits, quantile, spread

MOST_OWING = Decimal("0.92")
"""Part of a sector that may owe; beyond it the debtors owe for longer."""


@dataclass(frozen=True, slots=True)
class Indebted:
    """The debtors of a sector: percent of its customers, and invoices in a row they leave unpaid."""

    percent: Decimal
    run: int


def indebted(rules: RuleBook, ways: Habits, pricer: Pricer, today: date) -> dict[str, Indebted]:
    """How many owe in each sector, so that what is owed is shared between sectors as it should be.

    Weighs each sector by its customers and the price of its usual bill; the others owe a recent invoice now and then.
    Where more than nine of ten would have to owe, they owe for longer instead."""
    months = MONTHS[rules.calendar.kind]
    start, end = add_months(today, -months), today
    counts: dict[str, int] = {}
    billed: dict[str, int] = {}
    for category, count in ways.shares:
        total = 0
        for part in range(10):  # small and large customers, since prices rise with volumes
            volumes = tuple(
                (s.code, _drawn_volume(ways, s.code, category, part * 10 + 5) * months // 1000)
                for s in rules.services
            )
            total += pricer.price(category.code, start, end, end, volumes).bill.total
        counts[category.sector] = counts.get(category.sector, 0) + count
        billed[category.sector] = billed.get(category.sector, 0) + count * total // 10
    recent = Decimal(rules.due_days * 7) / (10 * 30 * months)
    customers = sum(counts.values())

    def shares(owed: Decimal) -> dict[str, Decimal]:
        """Part of each sector's customers who owe when all owe so much in all."""
        return {
            s: max(
                Decimal(0),
                (owed * ways.owed.get(s, 0) / 100 / billed[s] - recent)
                / (ways.unpaid_mean - recent),
            )
            for s in counts
        }

    low, high = Decimal(0), Decimal(sum(billed.values()) * ways.unpaid_mean * 4)
    for _ in range(40):
        middle = (low + high) / 2
        found = shares(middle)
        owing = sum(min(MOST_OWING, found[s]) * counts[s] for s in counts)
        low, high = (middle, high) if owing * 100 < ways.debtors * customers else (low, middle)
    made = {}
    for sector, owing_part in sorted(shares(low).items()):
        longer = max(Decimal(1), owing_part / MOST_OWING)
        run = int(ways.unpaid_mean * min(longer, Decimal("1.6")) * 2 + 1) // 2
        made[sector] = Indebted(min(MOST_OWING, owing_part) * 100, run)
    return made


def _drawn_volume(ways: Habits, service: str, category: Category, percent: int) -> int:
    """What so many percent of a category's customers stay under, in thousandths of a unit a month."""
    mean, wide = ways.typical(service, category.code, category.usage)
    return int(mean * quantile(spread(wide), percent))
