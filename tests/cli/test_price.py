"""`guichet price` gives the bills worked out by hand, to the cent, with neither book nor window."""

from __future__ import annotations

from decimal import Decimal

import pytest

from .conftest import Guichet

FR_01 = "--operator iroise --from 2026-01-01 --to 2026-07-01 --issued 2026-07-01 --water 60"
FR_02 = "--operator iroise --from 2026-07-01 --to 2027-01-01 --water 131 --advance 60"
MA_01 = "--operator casablanca --from 2021-06-01 --to 2021-07-01 --water 13"
MA_03 = "--operator casablanca --from 2026-06-01 --to 2026-07-01 --water 14 --power 250"
DZ_01 = "--operator oran --from 2020-01-01 --to 2020-04-01 --water 47"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            FR_01,
            {
                "net": "261.63",
                "vat": "20.37",
                "levies": "0.00",
                "total": "282.00",
                "due": "2026-07-29",
            },
        ),
        (FR_02, {"net": "301.32", "vat": "23.50", "total": "324.82", "stamp": "0.00"}),
        (
            f"{MA_01} --tender cash",
            {"net": "116.01", "vat": "8.12", "stamp": "0.31", "to_pay": "124.44"},
        ),
        (f"{MA_01} --tender card", {"total": "124.13", "stamp": "0.00", "to_pay": "124.13"}),
        (f"{MA_03} --tender card", {"levies": "35.00", "total": "484.90", "to_pay": "484.90"}),
        (f"{MA_03} --tender cash", {"stamp": "1.21", "to_pay": "486.11"}),
        (DZ_01, {"net": "1134.89", "vat": "102.14", "levies": "189.64", "total": "1426.67"}),
        (f"{DZ_01} --tender cash", {"stamp": "15.00", "to_pay": "1441.67"}),
    ],
    ids=[
        "FR-01",
        "FR-02",
        "MA-01 cash",
        "MA-01 card",
        "MA-03 card",
        "MA-03 cash",
        "DZ-01",
        "DZ-01 cash",
    ],
)
def test_bills_worked_out_by_hand(guichet: Guichet, words: str, expected: dict[str, str]) -> None:
    done = guichet("price", *words.split(), "--json")
    assert done.code == 0, done.err
    assert {key: done.json[key] for key in expected} == expected


def test_the_lines_carry_the_whole_bill(guichet: Guichet) -> None:
    answer = guichet("price", *FR_01.split(), "--json", "--lang", "fr").json
    assert set(answer) >= {"lines", "net", "vat", "levies", "total", "stamp", "to_pay", "due"}
    keys = {"heading", "label", "quantity", "unit_price", "net", "vat_rate"}
    assert all(set(line) >= keys for line in answer["lines"])
    assert sum(Decimal(line["net"]) for line in answer["lines"]) == Decimal(answer["net"])
    nets = sorted(line["net"] for line in answer["lines"])
    assert nets == sorted(["29.75", "75.00", "19.84", "108.00", "19.80", "1.80", "5.04", "2.40"])
    assert {Decimal(line["vat_rate"]) for line in answer["lines"]} == {Decimal("5.5"), Decimal(10)}
    assert [v["amount"] for v in sorted(answer["vat_rates"], key=lambda v: v["base"])] == [
        "7.08",
        "13.29",
    ]


def test_a_person_reads_the_same_bill(guichet: Guichet) -> None:
    said = guichet("price", *FR_01.split(), "--lang", "fr").out
    assert "282,00\u00a0€" in said
    assert "29/07/2026" in said
    assert "\u2066" not in said, "terminals do not know isolates"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--operator nowhere --from 2026-01-01 --to 2026-07-01", "unknown-operator"),
        (
            "--operator oran --category Z9 --from 2026-01-01 --to 2026-04-01 --water 5",
            "unknown-category",
        ),
        ("--operator iroise --from 2026-07-01 --to 2026-01-01 --water 5", "period-reversed"),
        ("--operator iroise --from 2026-02-30 --to 2026-07-01 --water 5", "date-unreadable"),
        ("--operator iroise --from 2026-01-01 --to 2026-07-01 --water many", "index-unreadable"),
        ("--operator iroise --from 1926-01-01 --to 1926-07-01 --water 5", "no-price-for-period"),
        ("--operator iroise --from 2026-01-01", "command-unclear"),
    ],
)
def test_what_cannot_be_priced_is_refused(guichet: Guichet, words: str, code: str) -> None:
    done = guichet("price", *words.split(), "--json")
    assert done.code == 2
    assert done.json["refusal"]["code"] == code
    assert done.json["refusal"]["message"] == done.err.strip()
