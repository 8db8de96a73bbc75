"""A morning at the counter without the window, at each of the three utilities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import contracts_of

from .conftest import Guichet

OPERATORS = ("iroise", "casablanca", "oran")
LINE_KEYS = {"heading", "label", "quantity", "unit_price", "net", "vat_rate"}


@dataclass(frozen=True)
class Ask:
    """Calls guichet with --json on one book; the answer must be a success."""

    guichet: Guichet
    folder: Path
    contracts: list[str]

    def __call__(self, *words: object) -> Any:
        done = self.guichet(*words, "--data", self.folder, "--json")
        assert done.code == 0, done.err
        return done.json


@pytest.fixture(params=OPERATORS)
def ask(request: pytest.FixtureRequest, guichet: Guichet, book_of: Callable[[str], Path]) -> Ask:
    """The command line on a fresh copy of the utility's demo agency."""
    folder = book_of(request.param)
    return Ask(guichet, folder, contracts_of(folder))


def debtor(ask: Ask) -> dict[str, Any]:
    """The dossier of somebody who owes money and whose meter has been read."""
    for contract in ask.contracts:
        found = ask("show", contract)
        if Decimal(found["balances"]["asked"]) > 0 and found["readings"]:
            return dict(found)
    raise AssertionError("a demo agency has debtors")


def test_a_morning(ask: Ask, tmp_path: Path) -> None:
    found = debtor(ask)
    contract = found["subscriber"]["contract"]

    hits = ask("find", found["subscriber"]["name"])["hits"]
    assert contract in [h["contract"] for h in hits]
    assert set(hits[0]) >= {"contract", "name", "address", "category", "balance"}

    last = [r for r in found["readings"] if r["meter"] == found["readings"][-1]["meter"]][-1]
    today = date(2026, 6, 30)
    if date.fromisoformat(last["date"]) < today:
        ask(
            "reading",
            contract,
            last["index"] + 3,
            "--on",
            today,
            "--meter",
            last["meter"],
            "--confirm",
        )
        after = ask("show", contract)["readings"]
        assert after[-1]["date"] == today.isoformat()
        assert len(after) == len(found["readings"]) + 1

    asked = found["balances"]["asked"]
    paid = ask("pay", contract, asked, "--tender", "card", "--operation", "one")
    assert paid["receipt"] == paid["number"]
    assert ask("pay", contract, asked, "--tender", "card", "--operation", "one") == paid
    settled = ask("show", contract)
    assert settled["payments"][-1]["number"] == paid["number"]
    owed = Decimal(found["balances"]["owed"]) - Decimal(asked)
    assert Decimal(settled["balances"]["owed"]) == owed

    for kind, number in (("receipt", paid["number"]), ("invoice", found["invoices"][-1]["number"])):
        for language in ("fr", "ar"):
            paper = tmp_path / f"{kind}-{language}.pdf"
            printed = ask("print", kind, number, "--out", paper, "--lang", language)
            assert paper.read_bytes().startswith(b"%PDF")
            assert printed["language"] == language
    assert ask("verify")["holds"] is True


def test_an_invoice_is_issued_as_it_was_simulated(ask: Ask) -> None:
    for contract in ask.contracts:
        found = ask("show", contract)
        if not found["invoices"]:
            continue
        end = date.fromisoformat(found["invoices"][-1]["to"])
        to = end + timedelta(days=30)
        if to <= date(2026, 6, 30):
            break
    else:
        to = date(2026, 6, 30)
    words = ("invoice", found["subscriber"]["contract"], "--to", to)
    simulated = ask(*words, "--simulate")
    issued = ask(*words)
    assert simulated["number"] is None
    assert issued["number"].startswith("F-")
    assert {k: v for k, v in issued.items() if k != "number"} == {
        k: v for k, v in simulated.items() if k != "number"
    }
    assert all(set(line) >= LINE_KEYS for line in issued["lines"])
    total = Decimal(issued["net"]) + Decimal(issued["vat"]) + Decimal(issued["levies"])
    assert total == Decimal(issued["total"])
    assert ask("verify")["holds"] is True


def test_an_arrangement_is_granted_as_it_was_proposed(ask: Ask) -> None:
    found = max(
        (d for d in map(partial(ask, "show"), ask.contracts) if not d["arrangements"]),
        key=lambda d: Decimal(d["balances"]["owed"]),
    )
    contract = found["subscriber"]["contract"]
    proposed = ask("arrange", contract, "--months", 3)
    assert proposed["number"] is None
    granted = ask(
        "arrange", contract, "--months", 3, "--grant", "--approved-by", "chief", "--reason", "asked"
    )
    assert granted["number"].startswith("C-")
    assert granted["instalments"] == proposed["instalments"]
    assert sum(Decimal(i["amount"]) for i in granted["instalments"]) == Decimal(granted["total"])
    assert ask("show", contract)["arrangements"][-1]["number"] == granted["number"]
    assert ask("verify")["holds"] is True


def test_a_dossier_has_every_key_and_lists_oldest_first(ask: Ask) -> None:
    keys = {
        "subscriber", "category", "meters", "readings", "invoices", "payments", "balances",
        "schedule", "arrangements", "alerts",
    }  # fmt: skip
    for contract in ask.contracts[:20]:
        found = ask("show", contract)
        hit = next(h for h in ask("find", contract)["hits"] if h["contract"] == contract)
        assert set(found) >= keys
        for rows in (found["readings"], found["invoices"], found["payments"]):
            assert [r["date"] for r in rows] == sorted(r["date"] for r in rows)
        assert set(found["balances"]) >= {"asked", "owed"}
        assert hit["balance"] == found["balances"]["owed"]
