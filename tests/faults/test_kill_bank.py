"""Killed at every named instant of an e-payment or of a print: the bank's money is booked once, no paper forgotten."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app import app, settings
from desktop_app.domain.epay import OrderState
from desktop_app.exchange.gateway import Gateway
from desktop_app.exchange.sandbox import Sandbox
from desktop_app.services import banks, checking, dossier, epay, payments, print_queue

PROJECT = Path(__file__).resolve().parents[2]

AT_THE_BANK = """
import sys, pathlib, urllib.parse, urllib.request
from desktop_app import app, settings
from desktop_app.services import banks, epay
counter = app.open_counter(settings.load(data=pathlib.Path(sys.argv[1])))
bank = banks.bank_of(counter)
order = epay.start(counter, bank, epay.StartOrder(sys.argv[2], "one-gesture", amount=5000))
form = urllib.parse.urlencode({"mdOrder": order.transaction, "case": "paid"}).encode()
urllib.request.urlopen(bank.access.url + "/payment/pay_fr", form).close()
epay.ask(counter, bank, order.number)
epay.refund(counter, bank, order.number)
counter.book.close()
"""
ON_PAPER = """
import sys, pathlib
from desktop_app import app, settings
from desktop_app.domain.payment import TenderKind
from desktop_app.services import payments, print_queue
counter = app.open_counter(settings.load(data=pathlib.Path(sys.argv[1])))
command = payments.TakePayment(sys.argv[2], 5000, TenderKind.CASH, "one-gesture")
made = payments.take_payment(counter, command)
print_queue.submit(counter, made.number, printers={})
counter.book.close()
"""


def named(prefix: str) -> list[str]:
    """Every failpoint of this work: a new one is covered the day it is written."""
    source = "".join(p.read_text(encoding="utf-8") for p in (PROJECT / "desktop_app").rglob("*.py"))
    return sorted(set(re.findall(rf'\bfailpoint\("({prefix}\w+)"\)', source)))


def run(code: str, folder: Path, contract: str, failpoint: str = "") -> int:
    """Run this gesture in a new process; the exit code, negative for a signal."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "GUICHET_FAILPOINT": failpoint}
    command = [sys.executable, "-c", code, str(folder), contract]
    return subprocess.run(command, env=environment, cwd=PROJECT).returncode


@pytest.fixture
def bank(demo_book: Path) -> Iterator[Sandbox]:
    with Sandbox(port=0) as made:
        (demo_book / banks.TRIAL).write_text(json.dumps({"url": made.url}))
        yield made


@pytest.mark.parametrize("name", [*named("epay_"), "before_commit:2", "after_commit:2"])
def test_an_e_payment_killed_anywhere_ends_as_the_bank_says(
    demo_book: Path, contracts: list[str], bank: Sandbox, name: str
) -> None:
    contract = contracts[0]
    assert run(AT_THE_BANK, demo_book, contract, name) == -signal.SIGKILL
    counter = app.open_counter(settings.load(data=demo_book))
    assert checking.verify(counter).holds
    gateway = Gateway(bank.access, "DZD")
    for order in epay.reconcile(counter, gateway):
        assert order.state in (OrderState.WAITING, OrderState.PAID, OrderState.REFUNDED)
    counter.book.close()
    assert run(AT_THE_BANK, demo_book, contract) == 0
    counter = app.open_counter(settings.load(data=demo_book))
    order = epay.begin(counter, epay.StartOrder(contract, "one-gesture", amount=5000))
    assert order.state is OrderState.REFUNDED
    made = [payments.receipt(counter, n) for n in (order.receipt, order.refund)]
    assert [r.amount for r in made] == [5000, -5000]
    ours = [
        p.number
        for p in dossier.show(counter, contract).payments
        if (proof := payments.receipt(counter, p.number).epay) and proof.order == order.number
    ]
    assert ours == [order.receipt, order.refund], "booked once, given back once"
    assert checking.verify(counter).holds
    counter.book.close()


@pytest.mark.parametrize("name", named("print_"))
def test_a_print_killed_anywhere_is_known_afterwards(
    demo_book: Path, contracts: list[str], name: str
) -> None:
    contract = contracts[0]
    assert run(ON_PAPER, demo_book, contract, name) == -signal.SIGKILL
    counter = app.open_counter(settings.load(data=demo_book))
    number = dossier.show(counter, contract).payments[-1].number
    papers = len(list((demo_book / "papers").glob("*.png")))
    doubts = print_queue.recover(counter)
    printed = print_queue.jobs(counter, "printed")
    if doubts:
        assert [job.document for job in doubts] == [number]
        print_queue.answer(counter, doubts[0].id, came_out=bool(papers))
    elif not printed:
        assert papers == 0
        print_queue.submit(counter, number, printers={})
    assert print_queue.jobs(counter) == ()
    assert [job.document for job in print_queue.jobs(counter, "printed")] == [number]
    assert len(list((demo_book / "papers").glob("*.png"))) == 1, "one paper, neither none nor two"
    assert checking.verify(counter).holds
    counter.book.close()
