"""Cheques that come back: everything they paid is announced, undone once, and the account says why it is owed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.domain import refusals, refusals_till
from desktop_app.domain.payment import Tender, TenderKind
from desktop_app.services import checking, cheques, dossier, payments, refunds, reversals, visits
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.ui.screens.dossier_tabs import account

from . import small
from .test_till import CARD, CASH, CHEQUE, agency, owed

TODAY = date(2026, 10, 1)


@pytest.fixture
def oran(tmp_path: Path) -> tuple[Counter, list[str]]:
    return agency(tmp_path / "b")


def visit(at: Counter, contracts: list[str], each: int = 500_00) -> tuple[str, ...]:
    """One cheque for both contracts, a little short of both: the rest in cash."""
    taken = visits.take_visit(
        at,
        visits.TakeVisit(
            tuple(visits.VisitPart(c, each) for c in contracts),
            (Tender(CHEQUE, 900_00, "0012", "BNA"), Tender(CASH, 0)),
            "visit",
            "",
        ),
    )
    return tuple(r.number for r in taken.receipts)


def test_a_cheque_is_shown_with_all_that_it_paid_and_undone_as_shown(
    oran: tuple[Counter, list[str]],
) -> None:
    at, contracts = oran
    first, second = visit(at, contracts)
    for number in (first, second):
        (cheque,) = cheques.cheques(at, number)
        assert (cheque.amount, cheque.fee, cheque.obstacle) == (900_00, 1000_00, None)
        assert [(p.receipt, p.amount) for p in cheque.paid] == [(first, 500_00), (second, 400_00)]
        assert all(sum(a.amount for a in p.allocated) + p.credit == p.amount for p in cheque.paid)
    before = [owed(at, c) for c in contracts]
    command = reversals.Bounce(second, "sans provision", "op", advice="CNP 7")
    made = reversals.bounce(at, command)
    assert made.total == 900_00
    assert {r.advice for r in made.receipts} == {"CNP 7"}
    assert [owed(at, c) for c in contracts] == [before[0] + 500_00, before[1] + 400_00 + 1000_00]
    assert reversals.bounce(at, command).receipts == made.receipts
    with pytest.raises(refusals_till.AlreadyReversed):
        reversals.bounce(at, reversals.Bounce(first, "encore", "op2"))
    (again,) = cheques.cheques(at, first)
    assert isinstance(again.obstacle, refusals_till.AlreadyReversed)
    with pytest.raises(refusals_till.AlreadyReversed):
        reversals.reverse(at, reversals.Reverse(first, "erreur", "B02", "x"))
    ask = reversals.AskRefund(contracts[0], "r", "B02", "y", receipt=first, means="cash")
    with pytest.raises(refusals_till.AlreadyReversed):
        reversals.refund(at, ask)
    assert checking.verify(at).holds


def test_two_cheques_of_one_receipt_are_told_apart_by_their_amount(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    taken = payments.take_payment(
        at,
        TakePayment(
            number,
            900_00,
            CHEQUE,
            "p",
            tenders=(Tender(CHEQUE, 600_00), Tender(CHEQUE, 300_00)),
        ),
    )
    with pytest.raises(refusals_till.NoSuchTender):
        reversals.bounce(at, reversals.Bounce(taken.number, "refus", "a"))
    made = reversals.bounce(at, reversals.Bounce(taken.number, "refus", "b", amount=300_00))
    assert made.total == 300_00
    big, little = cheques.cheques(at, taken.number)
    assert (big.obstacle, little.obstacle is None) == (None, False)
    assert not dossier.show(at, number).payments[0].reversed
    reversals.bounce(at, reversals.Bounce(taken.number, "refus", "c", amount=600_00))
    assert dossier.show(at, number).payments[0].reversed
    assert checking.verify(at).holds


def test_money_without_cheque_has_none_and_a_twin_cannot_bounce(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    paid = payments.take_payment(at, TakePayment(number, 10_00, CARD, "p")).number
    assert cheques.cheques(at, paid) == ()
    twin = reversals.reverse(at, reversals.Reverse(paid, "erreur", "B02", "x"))
    for wrong, refusal in (
        (twin.number, refusals_till.CannotReverse),
        ("R-T009A-26-000001", refusals.UnknownDocument),
    ):
        with pytest.raises(refusal):
            cheques.cheques(at, wrong)
        with pytest.raises(refusal):
            reversals.bounce(at, reversals.Bounce(wrong, "refus", "z"))


def test_each_payment_knows_whether_it_was_taken_back_itself(
    oran: tuple[Counter, list[str]],
) -> None:
    """Two receipts undone on two contracts: neither hides the other."""
    at, contracts = oran
    for n, contract in enumerate(contracts):
        paid = payments.take_payment(at, TakePayment(contract, 10_00 * (n + 1), CARD, f"p{n}"))
        reversals.reverse(at, reversals.Reverse(paid.number, "erreur", "B02", f"x{n}"))
    for contract in contracts:
        assert [p.reversed for p in dossier.show(at, contract).payments] == [True, False]


def test_the_account_ends_on_what_is_owed_fees_and_refunds_included(
    oran: tuple[Counter, list[str]],
) -> None:
    at, contracts = oran
    visit(at, contracts)
    first = dossier.show(at, contracts[0]).payments[0].number
    reversals.bounce(at, reversals.Bounce(first, "sans provision", "op"))
    card = payments.take_payment(at, TakePayment(contracts[0], 700_00, CARD, "card"))
    later = small.on(at, TODAY + timedelta(days=1))
    ask = reversals.AskRefund(
        contracts[0], "trop", "B02", "r", receipt=card.number, amount=200_00, means="cash"
    )
    assert refunds.quote(later, contracts[0], card.number).most == 700_00
    reversals.refund(later, ask)
    fact = dossier.show(later, contracts[0])
    assert [(c.kind, c.amount) for c in fact.charges] == [("fee", 1000_00), ("refund", 200_00)]
    newest = account(fact, later.today())[0]
    assert (newest.kind, newest.paper, newest.balance) == ("refund", "", fact.balances.owed)
    quoted = refunds.quote(later, contracts[0], card.number)
    assert quoted.most == 0
    assert isinstance(quoted.obstacle, refusals_till.AlreadyReversed)
    assert refunds.quote(later, contracts[0]).most == 0
    assert checking.verify(at).holds


def test_a_cheque_is_warned_of_once_one_came_back(oran: tuple[Counter, list[str]]) -> None:
    at, (number, _) = oran
    assert payments.quote(at, number).bounced is None
    paid = payments.take_payment(at, TakePayment(number, 10_00, CHEQUE, "p")).number
    made = reversals.bounce(at, reversals.Bounce(paid, "refus", "b"))
    quote = payments.quote(at, number, tender=TenderKind.CHEQUE)
    assert quote.bounced == (made.receipts[0].number, TODAY)
