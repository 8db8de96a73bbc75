"""The two hard conversations from the command line: why this amount, and the leak file from list to capped bill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import contracts_of
from tests.services.test_leaks import billed, house

from .conftest import Guichet


@pytest.mark.parametrize("operator", ["iroise", "casablanca", "oran"])
def test_every_invoice_of_a_demo_contract_is_explained_to_the_cent(
    guichet: Guichet, book_of: Callable[[str], Path], tmp_path: Path, operator: str
) -> None:
    folder = book_of(operator)
    where = ("--data", folder, "--json")
    seen = 0
    for contract in contracts_of(folder)[:3]:
        for line in guichet("show", contract, *where).json["invoices"][-8:]:
            found = guichet("explain", line["number"], *where).json
            parts = [Decimal(p["amount"]) for p in found["parts"]]
            assert sum(parts) == Decimal(found["difference"])
            assert Decimal(found["total"]) - Decimal(found["reference"]) == sum(parts)
            assert all(p["kind"] and p["label"] for p in found["parts"])
            seen += 1
    assert seen > 5
    out = tmp_path / "why.pdf"
    done = guichet("explain", line["number"], "--out", out, "--lang", "ar", *where)
    assert done.code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert guichet("explain", line["number"], "--data", folder, "--lang", "fr").out.strip()


def test_an_unknown_invoice_is_refused(guichet: Guichet, book_of: Callable[[str], Path]) -> None:
    done = guichet("explain", "F-T001A-26-999999", "--data", book_of("oran"), "--json")
    assert (done.code, done.json["refusal"]["code"]) == (2, "unknown-document")


def test_a_leak_file_from_the_list_to_the_capped_bill(guichet: Guichet, tmp_path: Path) -> None:
    at, contract = house(tmp_path / "b")
    made = billed(at, contract)
    at.book.close()

    def ask(*words: object, on: str = "2028-01-01") -> dict:  # type: ignore[type-arg]
        done = guichet("leak", *words, "--data", tmp_path / "b", "--today", on, "--json")
        assert done.code == 0, done.err
        return dict(done.json)

    suspected = ask("list")
    assert suspected["leaks"] == []
    assert [s["contract"] for s in suspected["suspected"]] == [contract]
    opened = ask("open", contract)
    assert (opened["state"], opened["volume"], opened["mean"], opened["limit"]) == (
        "detected",
        600,
        120,
        240,
    )
    assert opened["invoice"] == made.number
    letter = tmp_path / "leak.pdf"
    told = ask("notify", opened["number"], "--channel", "invoice", "--out", letter)
    assert (told["state"], told["deadline"], told["letter"]["copy"]) == (
        "notified",
        "2028-02-01",
        0,
    )
    assert letter.read_bytes().startswith(b"%PDF")
    listed = ask("list")
    assert [f["number"] for f in listed["leaks"]] == [opened["number"]]
    assert listed["suspected"] == []
    paper = ("certificate", contract, "--repaired", "2028-01-10", "--location", "jardin")
    assert ask(*paper, on="2028-01-20")["state"] == "certificate-received"
    foreseen = ask("cap", contract, "--simulate", on="2028-01-20")
    assert (foreseen["credit_note"], foreseen["state"]) == (None, "certificate-received")
    capped = ask("cap", contract, "--operation", "cap-1", on="2028-01-20")
    assert capped["state"] == "capped"
    assert capped["credit_note"].startswith("A-")
    assert Decimal(capped["before"]) - Decimal(capped["after"]) == Decimal(capped["saved"])
    assert ask("cap", contract, "--operation", "cap-1", on="2028-01-21") == capped
    verified = guichet("verify", "--data", tmp_path / "b")
    assert verified.code == 0, verified.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (
            ("certificate", "{c}", "--repaired", "2027-12-01", "--location", "x"),
            "leak-not-notified",
        ),
        (("cap", "{c}"), "leak-no-proof"),
        (("open", "{c}"), "leak-file-open"),
        (("open", "99999999"), "unknown-contract"),
        (("show", "L-T001A-28-000009"), "leak-file-missing"),
        (("reject", "{c}", "--reason", " "), "reason-needed"),
    ],
)
def test_steps_that_cannot_be_are_refused_with_their_sentence(
    guichet: Guichet, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    at, contract = house(tmp_path / "b")
    billed(at, contract)
    at.book.close()
    where = ("--data", tmp_path / "b", "--today", date(2028, 1, 1), "--json")
    assert guichet("leak", "open", contract, *where).code == 0
    done = guichet("leak", *(w.format(c=contract) for w in words), *where)
    assert (done.code, done.json["refusal"]["code"]) == (2, code)
    assert done.json["refusal"]["message"]
