"""E-payments and rolls from the command line, against a trial bank in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.exchange.gateway import Gateway
from desktop_app.exchange.sandbox import trial_access

from .conftest import Guichet


@pytest.fixture
def bank(demo_book: Path) -> Iterator[str]:
    """The address of a trial bank serving this book, started as a person would."""
    command = [sys.executable, "-m", "desktop_app", "epay", "sandbox", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*command, "--data", str(demo_book)], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    yield said["url"]
    process.send_signal(signal.SIGTERM)
    process.stdout.close()
    assert process.wait(10) == 0
    assert not (demo_book / "trial-bank.json").exists()


def owing(guichet: Guichet, folder: Path, contracts: list[str]) -> tuple[str, str]:
    """A contract that owes, and its oldest open invoice."""
    for number in contracts:
        shown = guichet("show", number, "--data", folder, "--json").json
        still = [i for i in shown["invoices"] if i["open"] != "0.00"]
        if still and not shown["arrangements"]:
            return number, still[0]["number"]
    raise AssertionError("nobody owes in this agency")


def pay(url: str, transaction: str, case: str) -> None:
    """What the customer's phone sends from the bank's page."""
    from urllib import parse, request

    form = parse.urlencode({"mdOrder": transaction, "case": case}).encode()
    with request.urlopen(f"{url}/payment/pay_fr", form, timeout=10) as page:
        assert page.status == 200


def test_an_e_payment_from_start_to_refund(
    guichet: Guichet, demo_book: Path, contracts: list[str], bank: str, tmp_path: Path
) -> None:
    number, document = owing(guichet, demo_book, contracts)
    here = ("--data", demo_book, "--json")
    begun = guichet("epay", "start", number, "--document", document, "--operation", "op", *here)
    assert begun.code == 0, begun.out + begun.err
    order = begun.json["order"]
    assert (begun.json["state"], len(order)) == ("waiting", 10)
    assert begun.json["page"].startswith(bank)
    again = guichet("epay", "start", number, "--document", document, "--operation", "op", *here)
    assert again.json == begun.json
    pay(bank, begun.json["transaction"], "paid-postal")
    paid = guichet("epay", "status", order, *here).json
    assert (paid["state"], paid["method"], paid["helpline"]) == ("paid", "Edahabia", "3020")
    assert paid["authorisation"]
    assert guichet("epay", "status", *here).json == {"orders": []}
    out = tmp_path / "r.png"
    printed = guichet(
        "print", "receipt", paid["receipt"], "--thermal", "--out", out, "--lang", "ar", *here
    )
    assert printed.json["language"] == "ar"
    assert out.read_bytes().startswith(b"\x89PNG")
    back = guichet("epay", "refund", order, *here).json
    assert (back["state"], back["receipt"]) == ("refunded", paid["receipt"])
    assert guichet("verify", *here).json["holds"]


def test_a_refused_card_says_whom_to_call(
    guichet: Guichet, demo_book: Path, contracts: list[str], bank: str
) -> None:
    number, _ = owing(guichet, demo_book, contracts)
    here = ("--data", demo_book)
    begun = guichet("epay", "start", number, *here, "--json").json
    pay(bank, begun["transaction"], "refused")
    said = guichet("epay", "status", begun["order"], *here, "--lang", "fr")
    assert said.code == 0
    assert "3020" in said.out
    assert "refusé" in said.out


def test_without_a_bank_the_order_waits(
    guichet: Guichet, demo_book: Path, contracts: list[str]
) -> None:
    number, _ = owing(guichet, demo_book, contracts)
    (demo_book / "trial-bank.json").write_text('{"url": "http://127.0.0.1:9"}')
    here = ("--data", demo_book, "--json")
    done = guichet("epay", "start", number, *here)
    assert (done.code, done.json["trouble"]["code"]) == (3, "bank-unreachable")
    (left,) = guichet("epay", "status", *here).json["orders"]
    assert left["state"] == "made"
    unknown = guichet("epay", "status", "NOBODY0000", *here)
    assert (unknown.code, unknown.json["refusal"]["code"]) == (2, "unknown-order")


def test_a_port_that_is_taken_is_refused(guichet: Guichet, bank: str, tmp_path: Path) -> None:
    port = bank.rpartition(":")[2]
    done = guichet("epay", "sandbox", "--port", port, "--data", tmp_path / "none", "--json")
    assert (done.code, done.json["refusal"]["code"]) == (2, "port-taken")
    assert Gateway(trial_access(bank), "DZD").find("NOBODY0000", 1).transaction == ""


def test_the_roll_is_for_receipts(guichet: Guichet, demo_book: Path, tmp_path: Path) -> None:
    done = guichet(
        "print", "invoice", "F", "--thermal", "--out", tmp_path / "x.png", "--data", demo_book
    )
    assert done.code == 2


def test_what_waits_for_the_printer(
    guichet: Guichet, demo_book: Path, contracts: list[str]
) -> None:
    here = ("--data", demo_book, "--json")
    number, _ = owing(guichet, demo_book, contracts)
    receipt = guichet("pay", number, "100", "--tender", "card", *here).json["receipt"]
    (job,) = guichet("queue", "--receipt", receipt, *here).json["jobs"]
    assert (job["state"], job["document"], job["copy"]) == ("printed", receipt, 0)
    assert guichet("queue", *here).json == {"jobs": []}
    assert guichet("queue", "--lost", "7", *here).json["refusal"]["code"] == "unknown-print-job"
    assert list((demo_book / "papers").glob("*.png"))
