"""Fictional customers: names in both scripts and the spellings agents meet, phones, e-mails, doors on a round."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from desktop_app.domain.rulebook import Category, RuleBook
from desktop_app.domain.subscriber import Customer

from .habits import Habits, Pair, chance


@dataclass(frozen=True, slots=True)
class Person:
    """A subscriber before it has a number; `kind` is "person" or "body"."""

    name: str
    name_alt: str
    kind: str
    phone: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Door:
    """An address on a reader's round."""

    address: str
    address_alt: str
    postcode: str
    town: str
    town_alt: str
    route: str
    walk: int


def person(
    rng: random.Random, ways: Habits, rules: RuleBook, category: Category, town: Pair
) -> Person:
    """A household's or a body's name and how to reach it."""
    household = category.sector == "households"
    name, name_alt = _human(rng, ways) if household else _body(rng, ways, category, town)
    contact = ways.contact
    phone = email = ""
    if chance(rng, contact["phone"] if household else 97):
        forms = contact["mobile"] if household and chance(rng, 84) else contact["landline"]
        phone = _digits(rng, rng.choice(forms))
    if chance(rng, contact["email"] if household else 70):
        email = f"{_ascii(name)[:40].strip('.')}@{rng.choice(contact['mail'])}"
    other = len(rules.languages) > 1 and household and chance(rng, contact["alternate_language"])
    return Person(
        name=name,
        name_alt=name_alt,
        kind="person" if household else "body",
        phone=phone,
        email=email,
        language=rules.languages[1] if other else rules.languages[0],
    )


def customer_of(who: Person, where: Door, category: Category, number: str) -> Customer:
    """The customer as documents copy it."""
    return Customer(
        contract=number,
        name=who.name,
        name_alt=who.name_alt,
        address=where.address,
        address_alt=where.address_alt,
        postcode=where.postcode,
        town=where.town,
        category=category.code,
        category_labels=category.labels,
        language=who.language,
        phone=who.phone,
        email=who.email,
    )


def round_size(customers: int) -> int:
    """How many doors one reader's round has."""
    return max(8, min(180, customers // 14))


def door(n: int, size: int, ways: Habits, rules: RuleBook, *, shared: bool = True) -> Door:
    """The n-th door of the agency: rounds follow one another, each in one town, street after street.

    `shared`: it may be a flat among others."""
    street_of, house_of = 30, 3
    tour, walk = divmod(n, size)
    towns = rules.towns or ({"name": "", "name_ar": "", "postcode": ""},)
    town = towns[_town(tour, len(towns))]
    streets = ways.places["streets"]
    part = max(1, min(street_of, size // 3))
    street = streets[(tour * 11 + (walk // part) * 5) % len(streets)]
    shared = shared and (tour * 7 + walk // 10 * 13) % 100 < ways.places["flats"]
    at = walk % part
    number = 2 + (at // house_of if shared else at) * 2 - tour % 2
    flat = at % house_of + 1 if shared else 0
    name, arabic = town["name"], town.get("name_ar", "")
    return Door(
        address=_address(ways.places["pattern"], number, street[0], flat, latin=True),
        address_alt=_address(ways.places["pattern_alt"], number, street[1], flat, latin=False)
        if street[1]
        else "",
        postcode=town.get("postcode", ""),
        town=name,
        town_alt=arabic,
        route=f"{tour + 1:04d}",
        walk=(walk + 1) * 10,
    )


def _town(tour: int, towns: int) -> int:
    """Half of the rounds lie in the first town, the others in turn."""
    return 0 if tour % 2 == 0 or towns == 1 else 1 + (tour // 2) % (towns - 1)


def _address(pattern: str, number: int, street: str, flat: int, *, latin: bool) -> str:
    made = pattern.replace("{number}", str(number)).replace("{street}", street)
    if not pattern.startswith("{number},") and latin and street.startswith(("lieu-dit", "hent ")):
        made = f"{street} {number}"
    if flat:
        made += f", appt {flat}" if latin else f"، شقة {flat}"
    return made


def _human(rng: random.Random, ways: Habits) -> Pair:
    woman = rng.randrange(100) < 42
    people = ways.people
    first = rng.choice(people["feminine" if woman else "masculine"])
    family = rng.choice(people["family"])
    latin = f"{_spelt(rng, ways, first[0])} {_spelt(rng, ways, family[0])}"
    if chance(rng, people["couples"]):
        other = rng.choice(people["masculine" if woman else "feminine"])
        latin = f"{first[0]} et {other[0]} {family[0]}"
    elif chance(rng, people["second_family"]):
        latin += f"-{rng.choice(people['family'])[0]}"
    return latin, f"{first[1]} {family[1]}" if first[1] and family[1] else ""


def _body(rng: random.Random, ways: Habits, category: Category, town: Pair) -> Pair:
    if category.sector == "administrations" or category.usage == "public":
        kind = "administrations"
    else:
        kind = "industry" if any(w in category.code for w in ("indus", "tour", "iii")) else "shops"
    form = rng.choice(ways.bodies[kind])
    first = rng.choice(ways.people["masculine"])
    family = rng.choice(ways.people["family"])
    parts = (("{family}", family), ("{first}", first), ("{town}", town))
    latin, arabic = form
    if town[0][:1].lower() in "aeéèiou":
        latin = latin.replace("de {town}", "d'{town}")
    for mark, value in parts:
        latin = latin.replace(mark, value[0])
        arabic = arabic.replace(mark, value[1] or value[0])
    return latin, arabic


def _spelt(rng: random.Random, ways: Habits, name: str) -> str:
    """The name, sometimes in another spelling of the same one."""
    others = ways.spellings.get(name)
    return rng.choice(others) if others and chance(rng, 24) else name


def _digits(rng: random.Random, form: str) -> str:
    return "".join(str(rng.randrange(10)) if c == "#" else c for c in form)


def _ascii(name: str) -> str:
    flat = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe"))
    words = "".join(
        c if c.isascii() and c.isalnum() else "." for c in flat if not unicodedata.combining(c)
    )
    return ".".join(w for w in words.split(".") if w)
