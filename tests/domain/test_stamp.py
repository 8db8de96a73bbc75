"""Stamp duty on cash, by the rule of the day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.money import cents
from desktop_app.domain.stamp import stamp
from desktop_app.services import rulebooks

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
IROISE, CASABLANCA, ORAN = (rulebooks.load(c) for c in ("iroise", "casablanca", "oran"))
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(("amount", "duty"), VECTORS["dz_stamp_2025"])
def test_algeria_since_2025(amount: str, duty: str) -> None:
    assert stamp(ORAN, TODAY, cents(amount)) == cents(duty)


@pytest.mark.parametrize(("_volume", "total", "duty", "cash"), VECTORS["dz_invoice"]["cases"])
def test_algerian_invoices(_volume: int, total: str, duty: str, cash: str) -> None:
    found = stamp(ORAN, TODAY, cents(total))
    assert (found, cents(total) + found) == (cents(duty), cents(cash))


@pytest.mark.parametrize(
    ("on", "amount", "duty"),
    [
        ("2020-07-01", "1426.67", "15.00"),
        ("2020-07-01", "1.00", "5.00"),  # the minimum; no exemption before 2025
        ("2022-12-31", "900000.00", "2500.00"),
        ("2023-01-01", "900000.00", "9000.00"),
        ("2024-12-31", "2000000.00", "10000.00"),
        ("2025-01-01", "2000000.00", "40000.00"),  # 2 DA a hundred, no cap
        ("2025-01-01", "30000.01", "451.50"),  # 301 hundreds at 1.5, on the whole amount
        ("2025-01-01", "100000.00", "1500.00"),
        ("2025-01-01", "0.00", "0.00"),
        ("2025-01-01", "-50.00", "0.00"),
    ],
)
def test_algeria_by_date(on: str, amount: str, duty: str) -> None:
    assert stamp(ORAN, date.fromisoformat(on), cents(amount)) == cents(duty)


def test_morocco_on_each_section_when_the_whole_bill_is_paid() -> None:
    first, second = (cents(x) for x in VECTORS["ma_2026_full"]["stamps"])
    sections = (("power", 36112), ("water", 12378))
    assert stamp(CASABLANCA, TODAY, 48490, sections) == first + second == 121
    assert stamp(CASABLANCA, TODAY, 20000, sections) == 50, "a part payment is one receipt"
    assert stamp(CASABLANCA, TODAY, 12413) == 31
    assert stamp(CASABLANCA, TODAY, 6923) == 17


def test_france_has_none() -> None:
    assert stamp(IROISE, TODAY, 28200) == 0
