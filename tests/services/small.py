"""A small book written by hand: one customer of each utility with three known years, so that results can be checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from desktop_app.domain.identifiers import contract_number
from desktop_app.services import rulebooks
from desktop_app.services.counter import Counter
from desktop_app.storage import book as books
from desktop_app.storage import payments, search, tables
from desktop_app.storage.book import Pen


@dataclass(frozen=True, slots=True)
class Hand:
    agent: str
    till: str
    now: datetime
    today: date


def counter(folder: Path, operator: str, today: date, *, kind: str = "demo") -> Counter:
    """An empty book of this utility with an open till."""
    made = books.create(
        folder,
        kind=kind,
        operator=operator,
        agency="Centre",
        till="T001",
        created_on=today,
        today=today,
    )
    with made.write(hand(today)) as pen:
        payments.start_shift(pen, float_cents=10_000)
        pen.journal("shift_opened")
    return Counter(made, rulebooks.load(operator), "A01", "T001", today)


def hand(today: date) -> Hand:
    return Hand("A01", "T001", datetime(today.year, today.month, today.day, 9, tzinfo=UTC), today)


def contract(
    at: Counter,
    n: int,
    *,
    name: str = "Yann Le Goff",
    name_alt: str = "",
    category: str = "household",
    opened_on: date,
    meters: tuple[tuple[str, str, int], ...] = (("W", "water", 5),),
) -> str:
    """Add a contract with its meters (serial prefix, service, digits), each read 0 when opened; answers its number."""
    with at.book.write(hand(opened_on)) as pen:
        number = contract_number(n)
        person = pen.insert(
            tables.subscriber,
            {
                "name": name,
                "name_alt": name_alt,
                "kind": "person",
                "phone": "0600000000",
                "email": "",
                "language": at.rules.languages[0],
                "vulnerable": 0,
            },
        )
        row = pen.insert(
            tables.contract,
            {
                "number": number,
                "subscriber_id": person,
                "category": category,
                "usage": "main_residence",
                "address": "3 rue du Port",
                "postcode": "29810",
                "town": "Le Conquet",
                "route": "R01",
                "walk": n,
                "opened_on": opened_on,
            },
        )
        for prefix, service, digits in meters:
            meter = pen.insert(
                tables.meter,
                {
                    "contract_id": row,
                    "serial": f"{prefix}{n:06d}",
                    "service": service,
                    "digits": digits,
                    "installed_on": opened_on,
                },
            )
            assert row is not None
            assert meter is not None
            _reading(pen, row, meter, opened_on, 0, "initial", 0)
        assert row is not None
        search.index_contract(pen, (row,))
        pen.journal("contract_opened", body={"contract": number})
    return number


def _reading(
    pen: Pen, contract_id: int, meter: int, on: date, figure: int, kind: str, volume: int
) -> None:
    pen.insert(
        tables.reading,
        {
            "contract_id": contract_id,
            "meter_id": meter,
            "taken_on": on,
            "figure": figure,
            "kind": kind,
            "volume": volume,
            "agent": "A01",
            "recorded_at": pen.hand.now,
        },
    )


def on(at: Counter, today: date) -> Counter:
    """The same counter on another day."""
    return Counter(at.book, at.rules, at.agent, at.till, today)


def reopened(folder: Path, operator: str, today: date) -> Counter:
    """The book of this folder opened again, as another process would."""
    return Counter(books.open_book(folder), rulebooks.load(operator), "A01", "T001", today)
