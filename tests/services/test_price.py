"""`price`: the question a script asks without any book."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.domain.money import plain_text
from desktop_app.domain.refusals import (
    PeriodReversed,
    ServiceNotSold,
    UnknownCategory,
    UnknownOperator,
    VolumeNegative,
)
from desktop_app.services import rulebooks
from desktop_app.services.billing import PriceRequest, price

HALF, REST = ("2026-01-01", "2026-07-01"), ("2026-07-01", "2027-01-01")
SPRING, APRIL = ("2020-04-01", "2020-07-01"), ("2026-04-01", "2026-05-01")
OLD_APRIL = ("2021-04-01", "2021-05-01")


@pytest.mark.parametrize(
    ("operator", "days", "asked", "amounts", "due"),
    [
        ("oran", SPRING, {"water": 47, "tender": "cash"}, "1426.67 15.00 1441.67", "2020-07-31"),
        ("oran", SPRING, {"water": 47, "tender": "card"}, "1426.67 0.00 1426.67", "2020-07-31"),
        ("iroise", HALF, {"water": 60}, "282.00 0.00 282.00", "2026-07-29"),
        ("iroise", REST, {"water": 131, "advance": 60}, "324.82 0.00 324.82", "2027-01-29"),
        (
            "casablanca",
            OLD_APRIL,
            {"water": 13, "tender": "cash"},
            "124.13 0.31 124.44",
            "2021-05-19",
        ),
        ("casablanca", APRIL, {"water": 14, "power": 250}, "484.90 0.00 484.90", "2026-05-19"),
        (
            "casablanca",
            APRIL,
            {"water": 14, "power": 250, "tender": "cash"},
            "484.90 1.21 486.11",
            "2026-05-19",
        ),
        ("oran", SPRING, {}, "327.00 0.00 327.00", "2020-07-31"),
    ],
)
def test_prices_without_a_book(
    operator: str, days: tuple[str, str], asked: dict[str, object], amounts: str, due: str
) -> None:
    start, end = (date.fromisoformat(d) for d in days)
    found = price(rulebooks.load(operator), PriceRequest(start=start, end=end, **asked))  # type: ignore[arg-type]
    said = [plain_text(c) for c in (found.bill.total, found.stamp, found.to_pay)]
    assert said == amounts.split()
    assert found.due_on == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"category": "tourist", "water": 1}, UnknownCategory),
        ({"power": 10}, ServiceNotSold),
        ({"water": -1}, VolumeNegative),
        ({"water": 1, "advance": -1}, VolumeNegative),
        ({"water": 1, "end": date(2026, 1, 1)}, PeriodReversed),
    ],
)
def test_impossible_questions(asked: dict[str, object], refusal: type[Exception]) -> None:
    values: dict[str, object] = {"start": date(2026, 1, 1), "end": date(2026, 4, 1), **asked}
    with pytest.raises(refusal):
        price(rulebooks.load("oran"), PriceRequest(**values))  # type: ignore[arg-type]


def test_an_unknown_operator_names_the_known_ones() -> None:
    with pytest.raises(UnknownOperator) as news:
        rulebooks.load("paris")
    assert news.value.values["known"] == ("casablanca", "iroise", "oran")
