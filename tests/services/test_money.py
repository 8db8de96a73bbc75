"""Payments, monthly debit and arrangements through the book: taken once, balanced, refused with a name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain import refusals
from desktop_app.domain.payment import TenderKind
from desktop_app.services import (
    arrangements,
    billing,
    checking,
    dossier,
    monthly,
    payments,
    readings,
)
from desktop_app.services.arrangements import Ask
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.services.readings import TakeReading

from . import small

TODAY = date(2026, 10, 1)


@pytest.fixture
def oran(tmp_path: Path) -> tuple[Counter, str]:
    """Three quarters of 47 m3, unpaid: 1426.67 each."""
    at = small.counter(tmp_path / "b", "oran", TODAY)
    number = small.contract(
        at, 7, name="Mohamed Benali", name_alt="محمد بن علي", opened_on=date(2026, 1, 1)
    )
    for n, day in enumerate((date(2026, 4, 1), date(2026, 7, 1), TODAY), 1):
        there = small.on(at, day)
        readings.take_reading(there, TakeReading(number, 47 * n, day, operation=f"r{n}"))
        billing.issue_invoice(there, number, to=day, operation=f"i{n}")
    return at, number


def test_cash_pays_the_oldest_first_with_stamp_and_change(oran: tuple[Counter, str]) -> None:
    at, number = oran
    quote = payments.quote(at, number, amount=142667)
    assert quote.stamp == 1500
    assert quote.to_give == 144167
    made = payments.take_payment(
        at, TakePayment(number, 142667, TenderKind.CASH, "op-1", given=150000)
    )
    assert (made.stamp, made.change, made.credit) == (1500, 5833, 0)
    assert [a.amount for a in made.allocated] == [142667]
    page = dossier.show(at, number)
    assert [i.open for i in page.invoices] == [0, 142667, 142667]
    assert page.balances.owed == 285334 == made.balance_after
    assert checking.verify(at).holds


def test_the_same_operation_pays_once(oran: tuple[Counter, str]) -> None:
    at, number = oran
    command = TakePayment(number, 50_00, TenderKind.CARD, "op-2")
    first, second = payments.take_payment(at, command), payments.take_payment(at, command)
    assert first == second
    assert len(dossier.show(at, number).payments) == 1


def test_overpayment_becomes_credit_that_the_next_invoice_uses(oran: tuple[Counter, str]) -> None:
    at, number = oran
    made = payments.take_payment(at, TakePayment(number, 500_000, TenderKind.CARD, "op-3"))
    assert made.credit == 500_000 - 3 * 142667
    assert dossier.show(at, number).balances.credit == made.credit
    assert dossier.show(at, number).balances.asked == 0
    assert checking.verify(at).holds


def test_chosen_document_comes_first(oran: tuple[Counter, str]) -> None:
    at, number = oran
    newest = dossier.show(at, number).invoices[-1].number
    made = payments.take_payment(
        at, TakePayment(number, 100_00, TenderKind.CARD, "op-4", documents=(newest,))
    )
    assert [a.document for a in made.allocated] == [newest]


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        ({"amount": 0}, refusals.AmountNotPositive),
        ({"amount": -5}, refusals.AmountNotPositive),
        ({"amount": 10**14}, refusals.AmountTooLarge),
        ({"amount": 100, "given": 50}, refusals.GivenTooLittle),
        ({"amount": 100, "tender": TenderKind.AID}, refusals.TenderNotAccepted),
        ({"amount": 100, "documents": ("F-T001A-26-009999",)}, refusals.UnknownDocument),
        ({"amount": 100, "contract": "00000000"}, refusals.UnknownContract),
        (
            {"amount": 100, "reference": "4111 1111 1111 1111", "tender": TenderKind.CARD},
            refusals.CardNumberRefused,
        ),
    ],
)
def test_bad_payments_write_nothing(
    oran: tuple[Counter, str], command: dict[str, object], refusal: type[refusals.Refusal]
) -> None:
    at, number = oran
    given = {"contract": number, "tender": TenderKind.CASH, "operation": "bad", **command}
    with pytest.raises(refusal):
        payments.take_payment(at, TakePayment(**given))  # type: ignore[arg-type]
    assert dossier.show(at, number).payments == ()
    assert checking.verify(at).holds


def test_arrangement_sums_to_the_debt_and_is_asked_by_instalments(
    oran: tuple[Counter, str],
) -> None:
    at, number = oran
    offer = arrangements.propose(at, Ask(number, months=6))
    assert sum(i.amount for i in offer.instalments) == 3 * 142667
    made = arrangements.grant(at, Ask(number, months=6), operation="a-1", approved_by="SUP")
    page = dossier.show(at, number)
    assert page.balances.asked == 0
    assert page.balances.owed == 3 * 142667
    later = small.on(at, made.instalments[0].on)
    assert dossier.show(later, number).balances.asked == made.instalments[0].amount
    paid = payments.take_payment(
        later, TakePayment(number, made.instalments[0].amount, TenderKind.CARD, "op-5")
    )
    assert paid.allocated[0].document == made.number
    assert dossier.show(later, number).balances.asked == 0
    with pytest.raises(refusals.ArrangementRunning):
        arrangements.propose(later, Ask(number, months=3))
    assert checking.verify(at).holds


def test_monthly_debit_needs_a_mandate_and_follows_the_last_two_invoices(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", date(2027, 1, 4))
    number = small.contract(at, 1, opened_on=date(2025, 1, 1))
    for index, day in ((120, date(2026, 1, 1)), (251, date(2027, 1, 1))):
        if index == 251:
            billing.issue_invoice(
                small.on(at, date(2026, 7, 1)), number, to=date(2026, 7, 1), operation="adv"
            )
        readings.take_reading(
            small.on(at, day),
            TakeReading(number, index, day, confirmed=True, operation=f"r{index}"),
        )
        billing.issue_invoice(small.on(at, day), number, to=day, operation=f"i{index}")
    proposal = monthly.propose(at, number)
    assert proposal.plan.basis == 60682
    assert proposal.plan.instalment == 6068
    assert proposal.obstacles == ("no-mandate",)
    with pytest.raises(refusals.NoMandate):
        monthly.adopt(at, number, start=date(2027, 2, 5), operation="s-1")
    with pytest.raises(refusals.AccountInvalid):
        monthly.register_mandate(at, number, account="FR76 0000", holder="Yann Le Goff")
    monthly.register_mandate(
        at, number, account="FR76 3000 6000 0112 3456 7890 189", holder="Yann Le Goff"
    )
    made = monthly.adopt(at, number, start=date(2027, 2, 5), operation="s-1")
    assert sum(i.amount for i in made.instalments) == 60680
    assert made.account.endswith("0189")
    assert "30006" not in made.account
    assert dossier.show(at, number).debit == "on"
    monthly.opt_out(at, number, reason="prefers half-yearly invoices")
    assert dossier.show(at, number).debit == "opted-out"
    assert checking.verify(at).holds
