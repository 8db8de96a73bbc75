"""What a demo agency looks like in a country: names, streets, seasons and paying habits, read from data.

`resources/samples/<country>.toml` holds the country's usual ways; a rule book's own `sample` replaces what it names.
Proportions are percents; everything is exact (no binary fractions), so that every machine draws the same agency.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import comb
from typing import Any

from desktop_app import resources
from desktop_app.domain.money import share
from desktop_app.domain.rulebook import Category, RuleBook

Pair = tuple[str, str]
"""A wording in Latin letters and in Arabic ones ("" when it has none)."""

SECTORS = ("households", "business", "administrations")
MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6}
"""Months of one billing period, by kind of calendar."""


@dataclass(frozen=True, slots=True)
class Habits:
    """The ways of one agency; see the comments of the data file for units."""

    people: dict[str, Any]
    spellings: dict[str, tuple[str, ...]]
    places: dict[str, Any]
    bodies: dict[str, tuple[Pair, ...]]
    contact: dict[str, Any]
    banks: tuple[tuple[str, str], ...]
    life: dict[str, Decimal]
    season: dict[str, tuple[int, ...]]
    volume: dict[str, dict[str, tuple[int, int]]]
    """Per service and usage: typical volume a month, spread in percent."""
    by_category: dict[str, dict[str, Decimal]]
    """Per service and category, where the rule book says so: typical volume a month."""
    late: dict[str, int]
    """Percent of the customers of each sector who pay late."""
    debtors: Decimal
    """Percent of all customers who let invoices pile up."""
    owed: dict[str, int]
    """How what is owed is shared between the sectors, in percent."""
    unpaid_mean: int
    """Invoices in a row that a debtor leaves unpaid."""
    tenders: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    rejected: str
    """What an agent notes when the bank sent a debit back."""
    overpaid: str
    """Why what was debited too much in a year goes back."""
    agents: tuple[tuple[str, str, str], ...]
    """Code, name and role; the first two hold the tills, the supervisor approves."""
    shares: tuple[tuple[Category, int], ...]
    """How many customers of each category there are, in proportion."""

    def typical(self, service: str, category: str, usage: str) -> tuple[Decimal, int]:
        """Typical volume a month of such a customer, and how far customers spread around it (percent)."""
        mean, wide = self.volume[service].get(usage, (10, 60))
        return self.by_category.get(service, {}).get(category, Decimal(mean)), wide


def habits(rules: RuleBook) -> Habits:
    """The habits of this operator's customers."""
    data = _sample(rules.country.lower())
    own = rules.sample

    def section(name: str) -> dict[str, Any]:
        given = own.get(name)
        return {**data[name], **(given if isinstance(given, Mapping) else {})}

    def own_number(name: str, default: Decimal | int) -> Decimal:
        return Decimal(str(own.get(name, default)))

    people, places, bodies = data["people"], data["places"], data["bodies"]
    payers = data["payers"]
    life = {key: Decimal(str(value)) for key, value in section("life").items()}
    life["estimated"] = own_number("missing_reading_percent", life["estimated"])
    life["mandates"] = own_number("mandates_percent", life["mandates"])
    life["schedules"] = own_number("monthly_percent", life["schedules"])
    season = dict(data["season"])
    if isinstance(own.get("season"), list):
        season["main_residence"] = own["season"]
    return Habits(
        people={
            "masculine": _pairs(people["masculine"]),
            "feminine": _pairs(people["feminine"]),
            "family": _pairs(people["family"]),
            "second_family": people["second_family"],
            "couples": people["couples"],
        },
        spellings={k: tuple(v) for k, v in data["spellings"].items()},
        places={**places, "streets": _pairs(places["streets"])},
        bodies={k: _pairs(v) for k, v in bodies.items()},
        contact=section("contact"),
        banks=tuple((bank, branch) for bank, branch in data["banks"]["codes"]),
        life=life,
        season={k: tuple(v) for k, v in season.items()},
        volume={
            "water": _typical(section("monthly_volume")),
            "power": _typical(section("monthly_power")) if "monthly_power" in data else {},
        },
        by_category=_by_category(rules),
        late={sector: payers["late"][sector] for sector in SECTORS},
        debtors=own_number("debtors_percent", payers["debtors"]),
        owed={**payers["owed"], **_mapping(own.get("arrears_share"))},
        unpaid_mean=int(own_number("unpaid_invoices_mean", payers["unpaid_mean"])),
        tenders=_weights(_mapping(own.get("tenders")) or payers["tenders"], rules.tenders),
        notes=tuple(data["words"]["notes"]),
        rejected=data["words"]["rejected"],
        overpaid=data["words"].get("overpaid", ""),
        agents=tuple((code, name, role) for code, name, role in data["words"]["agents"]),
        shares=_shares(rules, life["second_homes"]),
    )


def spread(percent: int) -> tuple[int, ...]:
    """How customers differ: for each of 257 equally likely coin counts, a log-normal multiplier in thousandths."""
    return tuple(_spread(percent))


def strata(table: tuple[int, ...], count: int) -> list[int]:
    """So many multipliers of a `spread`, evenly drawn (the middles of equal parts), smallest first, in thousandths."""
    made: list[int] = []
    coins, upto = 0, 1
    for place in range(count):
        while (upto * 2 * count) <= (2 * place + 1) << 256:
            coins += 1
            upto += comb(256, coins)
        made.append(table[coins])
    return made


def chance(rng: random.Random, percent: Decimal | int) -> bool:
    """True in so many cases out of a hundred (down to a thousandth of a percent)."""
    return rng.randrange(100_000) < percent * 1000


def weighted(rng: random.Random, weights: tuple[tuple[str, int], ...]) -> str:
    """One of the choices, in proportion to its weight."""
    at = rng.randrange(sum(weight for _, weight in weights))
    for choice, weight in weights:
        if at < weight:
            return choice
        at -= weight
    raise AssertionError("weights sum to more than they hold")


@lru_cache(maxsize=32)
def _spread(percent: int) -> list[int]:
    sigma = Decimal(percent) / 100
    middle = -sigma * sigma / 2  # keeps the mean at one
    table = []
    for count in range(257):
        z = Decimal(max(-24, min(24, count - 128))) / 8
        table.append(int((middle + sigma * z).exp() * 1000))
    return table


@lru_cache(maxsize=8)
def _sample(country: str) -> dict[str, Any]:
    known = resources.names("samples", ".toml")
    name = country if country in known else "fr"
    text = resources.path(f"samples/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def _pairs(rows: list[list[str]]) -> tuple[Pair, ...]:
    return tuple((row[0], row[1] if len(row) > 1 else "") for row in rows)


def _typical(rows: Mapping[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {usage: (mean, wide) for usage, (mean, wide) in rows.items()}


def _by_category(rules: RuleBook) -> dict[str, dict[str, Decimal]]:
    """The rule book says volumes by billing period."""
    months = MONTHS[rules.calendar.kind]
    return {
        service: {code: Decimal(str(volume)) / months for code, volume in rows.items()}
        for service, rows in _mapping(rules.sample.get("volumes")).items()
    }


def _mapping(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _weights(rows: Mapping[str, int], accepted: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """How customers pay by their own hand; direct debits come from schedules."""
    kept = tuple(
        (k, int(v))
        for k, v in rows.items()
        if k not in ("debit", "aid") and (not accepted or k in accepted)
    )
    return kept or (("cash", 1),)


def _shares(rules: RuleBook, second_homes: Decimal) -> tuple[tuple[Category, int], ...]:
    """From the rule book's `sample.categories`; without it, nine households of ten and the rest shared."""
    given = rules.sample.get("categories")
    if isinstance(given, Mapping) and given:
        numbers = [Decimal(str(given.get(c.code, 0))) for c in rules.categories]
        scale = 1 if all(n == int(n) for n in numbers) else 1_000_000
        return tuple(
            (c, int(n * scale)) for c, n in zip(rules.categories, numbers, strict=True) if n
        )
    homes = [c for c in rules.categories if c.sector == "households"]
    others = [c for c in rules.categories if c.sector != "households"]
    seconds = [c for c in homes if c.usage == "second_home"]
    weights = {c.code: 9000 // len(homes) for c in homes}
    if seconds and len(homes) > len(seconds):
        part = int(9000 * second_homes / 100)
        weights |= {c.code: part // len(seconds) for c in seconds}
        main = [c for c in homes if c not in seconds]
        weights |= {c.code: (9000 - part) // len(main) for c in main}
    for c, weight in zip(others, share(1000, [1] * max(1, len(others))), strict=False):
        weights[c.code] = weight
    return tuple((c, weights[c.code]) for c in rules.categories)
