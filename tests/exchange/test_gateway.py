"""The client of the bank against the trial bank: the true calls over a real socket, lost answers, silence, lies."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.epay import OrderState, order_number, spoken
from desktop_app.domain.refusals_bank import (
    BankDisagrees,
    BankRefused,
    BankUnreachable,
    BankUnsafe,
)
from desktop_app.exchange.gateway import Access, Gateway
from desktop_app.exchange.sandbox import Sandbox

NUMBER, AMOUNT = "A1B2C3D4E5", 144167


class Clock:
    """The trial bank's time, which a test moves."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bank(clock: Clock) -> Iterator[Sandbox]:
    with Sandbox(port=0, seconds=clock) as made:
        yield made


@pytest.fixture
def gateway(bank: Sandbox) -> Gateway:
    return Gateway(bank.access, "DZD")


def registered(gateway: Gateway) -> str:
    answer = gateway.register(NUMBER, AMOUNT, language="fr", contract="12345678")
    assert answer.state is OrderState.WAITING
    assert answer.page.startswith(gateway.access.url)
    return answer.transaction


def test_an_order_is_opened_paid_and_acknowledged(gateway: Gateway, bank: Sandbox) -> None:
    transaction = registered(gateway)
    assert gateway.status(NUMBER, transaction, AMOUNT).state is OrderState.WAITING
    assert bank.pay(transaction, "paid")
    answer = gateway.acknowledge(NUMBER, transaction, AMOUNT)
    assert answer == gateway.status(NUMBER, transaction, AMOUNT)
    proof = answer.proof
    assert proof is not None
    assert (proof.order, proof.amount, proof.method) == (NUMBER, AMOUNT, "CIB")
    assert proof.transaction == transaction
    assert proof.authorisation.isdigit()
    assert proof.message == "Votre paiement a été accepté"
    assert int(proof.paid_at.timestamp()) == Clock.now


def test_a_postal_card_is_told_from_the_others(gateway: Gateway, bank: Sandbox) -> None:
    transaction = registered(gateway)
    bank.pay(transaction, "paid-postal")
    proof = gateway.status(NUMBER, transaction, AMOUNT).proof
    assert proof is not None
    assert proof.method == "Edahabia"


def test_a_refused_card_ends_the_order(gateway: Gateway, bank: Sandbox) -> None:
    transaction = registered(gateway)
    bank.pay(transaction, "refused")
    answer = gateway.status(NUMBER, transaction, AMOUNT)
    assert (answer.state, answer.proof) == (OrderState.FAILED, None)
    assert answer.message == "Votre paiement a été refusé"
    bank.pay(transaction, "paid")
    assert gateway.status(NUMBER, transaction, AMOUNT).state is OrderState.FAILED


def test_a_slow_card_waits_then_is_accepted(gateway: Gateway, bank: Sandbox, clock: Clock) -> None:
    transaction = registered(gateway)
    bank.pay(transaction, "slow")
    assert gateway.status(NUMBER, transaction, AMOUNT).state is OrderState.WAITING
    clock.now += 13
    assert gateway.status(NUMBER, transaction, AMOUNT).state is OrderState.PAID


def test_a_page_nobody_used_is_closed(gateway: Gateway, clock: Clock) -> None:
    transaction = registered(gateway)
    clock.now += 1201
    assert gateway.status(NUMBER, transaction, AMOUNT).state is OrderState.FAILED


def test_a_bank_that_hangs_up_is_unreachable_then_answers(gateway: Gateway, bank: Sandbox) -> None:
    transaction = registered(gateway)
    bank.pay(transaction, "silent")
    for _ in range(3):
        with pytest.raises(BankUnreachable):
            gateway.status(NUMBER, transaction, AMOUNT)
    assert gateway.status(NUMBER, transaction, AMOUNT).state is OrderState.PAID


def test_an_order_whose_answer_was_lost_is_found_again(gateway: Gateway) -> None:
    first = gateway.register(NUMBER, AMOUNT, language="fr", contract="12345678")
    again = gateway.register(NUMBER, AMOUNT, language="fr", contract="12345678")
    assert (again.transaction, again.page) == (first.transaction, first.page)
    assert gateway.find("NOBODY0000", AMOUNT).state is OrderState.MADE


def test_money_goes_back_once(gateway: Gateway, bank: Sandbox) -> None:
    transaction = registered(gateway)
    with pytest.raises(BankRefused):
        gateway.refund(transaction, AMOUNT)
    bank.pay(transaction, "paid")
    gateway.refund(transaction, AMOUNT)
    assert gateway.status(NUMBER, transaction, AMOUNT).state is OrderState.REFUNDED
    with pytest.raises(BankRefused):
        gateway.refund(transaction, AMOUNT)


def test_an_answer_about_something_else_is_not_believed(gateway: Gateway, bank: Sandbox) -> None:
    transaction = registered(gateway)
    bank.pay(transaction, "paid")
    for number, amount in ((NUMBER, AMOUNT - 1), ("OTHER00000", AMOUNT)):
        with pytest.raises(BankDisagrees):
            gateway.status(number, transaction, amount)
    with pytest.raises(BankDisagrees):
        Gateway(bank.access, "EUR").status(NUMBER, transaction, AMOUNT)


def test_an_unknown_transaction_is_refused_by_name(gateway: Gateway) -> None:
    with pytest.raises(BankRefused) as caught:
        gateway.status(NUMBER, "nobody", AMOUNT)
    assert caught.value.values["number"] == "6"


def test_nothing_is_sent_where_it_could_be_read() -> None:
    for url in ("http://bank.example", "ftp://127.0.0.1", "http://8.8.8.8"):
        with pytest.raises(BankUnsafe):
            Gateway(Access(url), "DZD").status(NUMBER, "x", AMOUNT)


def test_nobody_there_and_nobody_answering(bank: Sandbox) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        access = Access(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=1)
        with pytest.raises(BankUnreachable):
            Gateway(access, "DZD").status(NUMBER, "x", AMOUNT)
    with pytest.raises(BankUnreachable):
        Gateway(access, "DZD").status(NUMBER, "x", AMOUNT)
    with pytest.raises(BankUnreachable):
        Gateway(replace(bank.access, url=f"{bank.url}/elsewhere"), "DZD").status(NUMBER, "x", 1)


def test_the_trial_bank_remembers_over_a_restart(tmp_path: Path) -> None:
    kept = tmp_path / "orders.json"
    with Sandbox(port=0, kept=kept) as first:
        transaction = registered(Gateway(first.access, "DZD"))
        first.pay(transaction, "paid")
    text = kept.read_text()
    with Sandbox(port=0, kept=kept) as second:
        answer = Gateway(second.access, "DZD").status(NUMBER, transaction, AMOUNT)
    assert answer.state is OrderState.PAID
    assert "628058" not in text, "no card number, not even a trial one, is kept"


def test_order_numbers_are_ten_signs_and_always_the_same() -> None:
    made = {order_number("Oran", "T001", "A", str(n)) for n in range(5000)}
    assert len(made) == 5000
    assert all(len(n) == 10 and n.isascii() and n.isalnum() and n.isupper() for n in made)
    assert order_number("Oran", "T001", "A", "7") == order_number("Oran", "T001", "A", "7")
    assert order_number("Oran", "T001", "A", "7") != order_number("Oran", "T002", "A", "7")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Votre paiement\r\n a été\x1b[31m accepté", "Votre paiement a été [31m accepté"),
        ("card 4111 1111 1111 1111 ok", ""),
        (None, ""),
        ("x" * 999, "x" * 200),
    ],
)
def test_what_a_bank_says_is_one_harmless_line(text: str | None, said: str) -> None:
    assert spoken(text) == said
