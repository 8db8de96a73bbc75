"""E-payments through the book: kept before the bank hears of them, booked once, given back once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.epay import OrderState
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals import NothingOwed, TillClosed, UnknownDocument
from desktop_app.domain.refusals_bank import (
    BankNotSet,
    BankUnreachable,
    EpayPending,
    OrderNotPaid,
    RefundAtBank,
    UnknownOrder,
)
from desktop_app.exchange.gateway import Gateway
from desktop_app.exchange.sandbox import Sandbox
from desktop_app.services import banks, billing, checking, dossier, epay, payments, readings
from desktop_app.services.counter import Counter
from desktop_app.services.epay import StartOrder
from desktop_app.services.payments import TakePayment
from desktop_app.services.readings import TakeReading
from desktop_app.services.reversals import Reverse, reverse
from desktop_app.storage import payments as stored

from . import small

TODAY = date(2026, 7, 1)
EACH = 142667


@pytest.fixture
def oran(tmp_path: Path) -> tuple[Counter, str]:
    """Two quarters of 47 m3, unpaid."""
    at = small.counter(tmp_path / "b", "oran", TODAY)
    number = small.contract(at, 7, name="Mohamed Benali", opened_on=date(2026, 1, 1))
    for n, day in enumerate((date(2026, 4, 1), TODAY), 1):
        there = small.on(at, day)
        readings.take_reading(there, TakeReading(number, 47 * n, day, operation=f"r{n}"))
        billing.issue_invoice(there, number, to=day, operation=f"i{n}")
    return at, number


@pytest.fixture
def bank() -> Iterator[Sandbox]:
    with Sandbox(
        port=0,
    ) as made:
        yield made


@pytest.fixture
def gateway(bank: Sandbox) -> Gateway:
    return Gateway(bank.access, "DZD")


def end_shift(at: Counter) -> None:
    with at.book.write(at.hand()) as pen:
        shift = stored.open_shift(pen.connection, at.till)
        assert shift is not None
        stored.add_shift_event(pen, shift.id, "closed")
        pen.journal("shift_closed")


def test_an_order_is_paid_once_with_its_receipt(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    oldest = dossier.show(at, number).invoices[0].number
    made = epay.start(at, gateway, StartOrder(number, "op", (oldest,)))
    assert (made.state, made.amount, made.receipt) == (OrderState.WAITING, EACH, "")
    assert made.page.startswith(bank.url)
    assert made.helpline == "3020"
    assert epay.ask(at, gateway, made.number).pending
    bank.pay(made.transaction, "paid-postal")
    paid = epay.ask(at, gateway, made.number)
    assert paid.state is OrderState.PAID
    receipt = payments.receipt(at, paid.receipt)
    (tender,) = receipt.tenders
    assert (tender.kind, tender.amount) == (TenderKind.EPAY, EACH)
    assert receipt.epay is not None
    assert receipt.epay == paid.proof
    assert tender.reference == receipt.epay.authorisation
    assert receipt.epay.method == "Edahabia"
    assert receipt.stamp == 0, "online payment is exempt of stamp duty"
    assert [a.document for a in receipt.allocated] == [oldest]
    assert epay.ask(at, gateway, made.number) == paid
    assert epay.settle(at, made.number, gateway.status(made.number, paid.transaction, EACH)) == paid
    assert len(dossier.show(at, number).payments) == 1
    assert checking.verify(at).holds


def test_the_same_gesture_makes_one_order(oran: tuple[Counter, str], gateway: Gateway) -> None:
    at, number = oran
    first = epay.start(at, gateway, StartOrder(number, "op"))
    assert first.amount == 2 * EACH
    assert epay.start(at, gateway, StartOrder(number, "op")) == first
    assert epay.start(at, gateway, StartOrder(number, "another")) == first
    with pytest.raises(EpayPending):
        epay.start(at, gateway, StartOrder(number, "more", amount=100))
    assert epay.pending(at) == (first,)


def test_an_outage_leaves_the_order_pending_and_it_is_found_again(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    bank.off = True
    with pytest.raises(BankUnreachable):
        epay.start(at, gateway, StartOrder(number, "op"))
    (kept,) = epay.pending(at)
    assert kept.state is OrderState.MADE
    assert epay.reconcile(at, gateway) == (kept,)
    bank.off = False
    (opened,) = epay.reconcile(at, gateway)
    assert opened.state is OrderState.WAITING
    bank.pay(opened.transaction, "silent")
    bank.off = True
    assert epay.reconcile(at, gateway) == (opened,)
    bank.off = False
    for _ in range(3):
        assert epay.reconcile(at, gateway) == (opened,)
    (paid,) = epay.reconcile(at, gateway)
    assert paid.state is OrderState.PAID
    assert epay.reconcile(at, gateway) == ()
    assert len(dossier.show(at, number).payments) == 1
    assert checking.verify(at).holds


def test_a_registration_whose_answer_was_lost_is_not_repeated(
    oran: tuple[Counter, str], gateway: Gateway
) -> None:
    at, number = oran
    kept = epay.begin(at, StartOrder(number, "op"))
    lost = epay.consult(gateway, kept)
    found = epay.ask(at, gateway, kept.number)
    assert (found.transaction, found.page) == (lost.transaction, lost.page)


def test_a_refused_card_ends_the_order_and_another_may_begin(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    made = epay.start(at, gateway, StartOrder(number, "op"))
    bank.pay(made.transaction, "refused")
    failed = epay.ask(at, gateway, made.number)
    assert (failed.state, failed.receipt) == (OrderState.FAILED, "")
    assert failed.message == "Votre paiement a été refusé"
    assert not dossier.show(at, number).payments
    again = epay.start(at, gateway, StartOrder(number, "op-2"))
    assert again.number != made.number
    with pytest.raises(OrderNotPaid):
        epay.refund(at, gateway, made.number)


def test_what_was_paid_meanwhile_becomes_credit(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    oldest = dossier.show(at, number).invoices[0].number
    made = epay.start(at, gateway, StartOrder(number, "op", (oldest,)))
    payments.take_payment(at, TakePayment(number, 2 * EACH, TenderKind.CARD, "card"))
    bank.pay(made.transaction, "paid")
    paid = epay.ask(at, gateway, made.number)
    assert payments.receipt(at, paid.receipt).credit == EACH
    assert checking.verify(at).holds


def test_money_taken_while_the_till_is_closed_waits_for_it(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    made = epay.start(at, gateway, StartOrder(number, "op"))
    bank.pay(made.transaction, "paid")
    end_shift(at)
    with pytest.raises(TillClosed):
        epay.ask(at, gateway, made.number)
    assert epay.order(at, made.number).pending
    with at.book.write(at.hand()) as pen:
        stored.start_shift(pen, float_cents=0)
        pen.journal("shift_opened")
    assert epay.ask(at, gateway, made.number).state is OrderState.PAID


def test_a_refund_goes_through_the_bank_once(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    made = epay.start(at, gateway, StartOrder(number, "op"))
    bank.pay(made.transaction, "paid")
    paid = epay.ask(at, gateway, made.number)
    with pytest.raises(RefundAtBank):
        reverse(at, Reverse(paid.receipt, "error", "A02", "rev"))
    back = epay.refund(at, gateway, made.number, reason="Paid twice")
    assert back.state is OrderState.REFUNDED
    negative = payments.receipt(at, back.refund)
    assert (negative.amount, negative.reverses) == (-2 * EACH, paid.receipt)
    assert negative.reason == "Paid twice"
    assert epay.refund(at, gateway, made.number) == back
    assert [i.open for i in dossier.show(at, number).invoices] == [EACH, EACH]
    assert checking.verify(at).holds


def test_a_refund_whose_answer_was_lost_is_booked_when_the_bank_speaks_again(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    made = epay.start(at, gateway, StartOrder(number, "op"))
    bank.pay(made.transaction, "paid")
    paid = epay.ask(at, gateway, made.number)
    gateway.refund(paid.transaction, paid.amount)
    assert epay.ask(at, gateway, made.number).state is OrderState.REFUNDED
    assert len(dossier.show(at, number).payments) == 2
    assert checking.verify(at).holds


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        ({"documents": ("F-T001A-26-009999",)}, UnknownDocument),
        ({"documents": ("F-T001A-26-009999",), "amount": 100}, UnknownDocument),
    ],
)
def test_a_bad_order_is_never_sent(
    oran: tuple[Counter, str], gateway: Gateway, command: dict[str, object], refusal: type
) -> None:
    at, number = oran
    with pytest.raises(refusal):
        epay.start(at, gateway, StartOrder(number, "op", **command))  # type: ignore[arg-type]
    assert epay.pending(at) == ()


def test_nothing_to_pay_and_nobody_known(oran: tuple[Counter, str], gateway: Gateway) -> None:
    at, number = oran
    payments.take_payment(at, TakePayment(number, 2 * EACH, TenderKind.CARD, "card"))
    with pytest.raises(NothingOwed):
        epay.start(at, gateway, StartOrder(number, "op"))
    with pytest.raises(UnknownOrder):
        epay.ask(at, gateway, "0000000000")


def test_a_demo_book_has_its_trial_bank(oran: tuple[Counter, str]) -> None:
    at, number = oran
    assert banks.offered(at)
    served = banks.open_trial_bank(at, port=0).start()
    try:
        made = epay.start(at, banks.bank_of(at), StartOrder(number, "op"))
        assert made.page.startswith(served.url)
    finally:
        banks.close_trial_bank(at, served)
    assert not (at.book.folder / banks.TRIAL).exists()


def test_the_settings_name_the_bank_of_a_real_book(
    oran: tuple[Counter, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from dataclasses import replace

    from desktop_app import settings

    at, _ = oran
    at.book.installation = replace(at.book.installation, kind="real")
    assert not banks.offered(at)
    with pytest.raises(BankNotSet):
        banks.bank_of(at)
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    wanted = {"url": "https://bank.example", "user": "seor", "password_file": str(secret)}
    known = settings.Settings(tmp_path, epay=wanted)
    monkeypatch.setattr(settings, "load", lambda: known)
    assert banks.offered(at)
    access = banks.bank_of(at).access
    assert (access.url, access.user, access.password) == ("https://bank.example", "seor", "s3cret")


def test_the_listener_lets_nobody_wait(
    oran: tuple[Counter, str], bank: Sandbox, gateway: Gateway
) -> None:
    at, number = oran
    kept = epay.begin(at, StartOrder(number, "op"))
    listener = epay.Listener(gateway)
    assert listener.hear(kept) is None
    while (answer := listener.hear(kept)) is None:
        continue
    assert epay.settle(at, kept.number, answer).state is OrderState.WAITING


def test_the_screen_gets_a_square_code() -> None:
    rows = epay.qr("http://127.0.0.1:8377/payment/page_fr.html?mdOrder=abc")
    assert len(rows) == len(rows[0]) >= 21
    assert all(rows[0][:7])
