"""The till through the book: shifts counted blind, transfers accepted, several means, one visit, money undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain import refusals, refusals_till
from desktop_app.domain.payment import Tender, TenderKind
from desktop_app.domain.till import Need
from desktop_app.services import (
    billing,
    cards,
    checking,
    dossier,
    payments,
    printing,
    readings,
    reversals,
    shifts,
    visits,
)
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.services.readings import TakeReading
from desktop_app.storage import ledger

from . import small

TODAY = date(2026, 10, 1)
CASH, CARD, CHEQUE, AID = (
    TenderKind.CASH,
    TenderKind.CARD,
    TenderKind.CHEQUE,
    TenderKind.AID,
)


def agency(folder: Path, operator: str = "oran") -> tuple[Counter, list[str]]:
    """Two neighbours with three unpaid quarters of 1426.67 each."""
    at = small.counter(folder, operator, TODAY)
    numbers = []
    for n in (7, 8):
        number = small.contract(at, n, opened_on=date(2026, 1, 1))
        for q, day in enumerate((date(2026, 4, 1), date(2026, 7, 1), TODAY), 1):
            there = small.on(at, day)
            readings.take_reading(
                there, TakeReading(number, 47 * q, day, confirmed=True, operation=f"r{n}{q}")
            )
            billing.issue_invoice(there, number, to=day, operation=f"i{n}{q}")
        numbers.append(number)
    return at, numbers


@pytest.fixture
def oran(tmp_path: Path) -> tuple[Counter, list[str]]:
    return agency(tmp_path / "b")


def other(at: Counter, agent: str = "B02") -> Counter:
    return replace(at, agent=agent)


def owed(at: Counter, contract: str) -> int:
    return dossier.show(at, contract).balances.owed


def whole(at: Counter) -> None:
    verified = checking.verify(at)
    assert verified.holds, [c for c in verified.checks if not c.holds]


# --- means of payment ---------------------------------------------------------------------------------------------


def test_stamp_is_due_on_the_cash_part_alone_and_change_comes_out_of_cash(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    made = payments.take_payment(
        at,
        TakePayment(
            number,
            1426_67,
            CASH,
            "op",
            tenders=(Tender(CHEQUE, 426_67, "0012", "BNA"), Tender(CASH, 1100_00)),
            payer="Le voisin",
        ),
    )
    assert made.stamp == 10_00
    assert made.change == 90_00
    assert made.given == made.amount + made.stamp + made.change
    assert made.payer == "Le voisin"
    with at.book.read() as connection:
        kept = ledger.trial_balance(connection)
    assert (kept["cash"], kept["cheque"]) == (1010_00, 426_67)
    whole(at)


@pytest.mark.parametrize(
    ("tenders", "refusal"),
    [
        ((Tender(CARD, 50_00),), refusals_till.TendersTooLittle),
        ((Tender(CARD, 150_00),), refusals_till.TenderExceeds),
        ((Tender(CARD, 100_00), Tender(CASH, 5_00)), refusals_till.TenderExceeds),
        ((Tender(CARD, 50_00), Tender(CASH, 10_00)), refusals_till.TendersTooLittle),
        ((Tender(CARD, 100_00, last4="4111111111111111"),), refusals.CardNumberRefused),
        ((Tender(CARD, 100_00, last4="12345"),), refusals_till.LastFourDigits),
        ((Tender(CARD, 0), Tender(CASH, 0)), refusals.AmountNotPositive),
        ((Tender(TenderKind.SUSPENSE, 100_00),), refusals.TenderNotAccepted),
    ],
)
def test_means_that_do_not_fit_write_nothing(
    oran: tuple[Counter, list[str]],
    tenders: tuple[Tender, ...],
    refusal: type[refusals.Refusal],
) -> None:
    at, (number, _) = oran
    with pytest.raises(refusal):
        payments.take_payment(at, TakePayment(number, 100_00, CASH, "op", tenders=tenders))
    assert dossier.show(at, number).payments == ()


def test_no_card_number_enters_by_a_side_door(oran: tuple[Counter, list[str]]) -> None:
    at, (number, _) = oran
    pan = "4111 1111 1111 1111"
    for gesture in (
        lambda: payments.take_payment(at, TakePayment(number, 1, CARD, "a", payer=pan)),
        lambda: shifts.pay_out(at, shifts.MoveCash(1_00, pan, "b")),
        lambda: reversals.take_suspense(
            at, reversals.TakeSuspense((Tender(CASH, 1_00),), "other", "c", note=pan)
        ),
    ):
        with pytest.raises(refusals.CardNumberRefused):
            gesture()


def test_aid_gives_no_change_and_never_goes_back_to_the_person(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", TODAY)
    number = small.contract(at, 1, opened_on=date(2026, 1, 1))
    payments.take_payment(at, TakePayment(number, 50_00, AID, "aid"))
    payments.take_payment(at, TakePayment(number, 20_00, CARD, "card"))
    ask = reversals.AskRefund(
        number,
        "trop",
        "B02",
        "r",
        account="FR76 3000 6000 0112 3456 7890 189",
        holder="Yann",
    )
    with pytest.raises(refusals_till.NothingToRefund):
        reversals.refund(at, replace(ask, amount=70_00))
    with pytest.raises(refusals_till.RefundMeans):
        reversals.refund(at, replace(ask, means="cash"))
    made = reversals.refund(at, ask)
    assert made.amount == 20_00
    assert [r.number for r in reversals.refunds_due(at)] == [made.number]
    reversals.refund_sent(at, made.number)
    assert reversals.refunds_due(at) == ()
    with pytest.raises(refusals_till.AlreadyPaid):
        reversals.refund_sent(at, made.number)
    assert dossier.show(at, number).balances.credit == 50_00
    whole(at)


def test_a_card_payment_is_pending_until_its_answer_and_never_taken_twice(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    asked = cards.ask(at, cards.AskCard(number, 100_00, "c1"))
    assert cards.ask(at, cards.AskCard(number, 100_00, "c1")).number == asked.number
    assert dossier.show(at, number).payments == ()
    with pytest.raises(refusals_till.CardPending):
        shifts.close_shift(at, shifts.CloseShift("z", counted=100_00))
    made = cards.approved(at, asked.number, authorisation="A77", last4="1234")
    assert cards.approved(at, asked.number, authorisation="A77", last4="1234") == made
    assert made.tenders[0].last4 == "1234"
    with pytest.raises(refusals_till.CardAnswered):
        cards.declined(at, asked.number)
    second = cards.ask(at, cards.AskCard(number, 50_00, "c2"))
    cards.declined(at, second.number, reason="délai dépassé")
    with pytest.raises(refusals_till.CardAnswered):
        cards.approved(at, second.number, authorisation="A78")
    assert cards.pending(at) == ()
    whole(at)


# --- visits -------------------------------------------------------------------------------------------------------


def test_one_visit_pays_several_contracts_with_one_receipt_each(
    oran: tuple[Counter, list[str]],
) -> None:
    at, contracts = oran
    parts = (visits.VisitPart(contracts[0], 1000_00), visits.VisitPart(contracts[1], 2000_00))
    tenders = (Tender(CHEQUE, 1500_00, "123", "BNA"), Tender(CASH, 2000_00))
    quote = visits.quote_visit(at, parts, tenders)
    taken = visits.take_visit(at, visits.TakeVisit(parts, tenders, "v1"))
    assert visits.take_visit(at, visits.TakeVisit(parts, tenders, "v1")) == taken
    assert [r.amount for r in taken.receipts] == [1000_00, 2000_00]
    assert (taken.total, taken.stamp, taken.change) == (3000_00, 15_00, 485_00)
    assert (quote.amount, quote.stamp, quote.change) == (taken.total, taken.stamp, taken.change)
    for one in taken.receipts:
        assert one.given == one.amount + one.stamp + one.change
        assert sum(a.amount for a in one.allocated) + one.credit == one.amount
        assert one.visit == taken.receipts[0].number
    with pytest.raises(refusals_till.EmptyVisit):
        visits.take_visit(at, visits.TakeVisit((parts[0], parts[0]), tenders, "v2"))
    whole(at)


def test_a_bounced_cheque_is_undone_on_every_receipt_it_paid_with_fee_and_flag(
    oran: tuple[Counter, list[str]],
) -> None:
    at, contracts = oran
    before = [owed(at, c) for c in contracts]
    parts = (visits.VisitPart(contracts[0], 1000_00), visits.VisitPart(contracts[1], 2000_00))
    tenders = (Tender(CHEQUE, 1500_00, "123", "BNA"), Tender(CASH, 2000_00))
    taken = visits.take_visit(at, visits.TakeVisit(parts, tenders, "v1"))
    bad = reversals.Bounce(taken.receipts[1].number, "sans provision", "b1")
    undone = reversals.bounce(at, bad)
    assert reversals.bounce(at, bad) == undone
    assert [r.amount for r in undone.receipts] == [-1000_00, -500_00]
    fee = at.rules.till.cheque_fee
    assert owed(at, contracts[0]) == before[0]
    assert owed(at, contracts[1]) == before[1] - 1500_00 + fee
    page = dossier.show(at, contracts[1])
    assert page.balances.owed == sum(i.open for i in page.invoices) + fee
    with pytest.raises(refusals_till.AlreadyReversed):
        reversals.bounce(at, replace(bad, operation="b2"))
    paid = payments.take_payment(at, TakePayment(contracts[1], page.balances.owed, CARD, "all"))
    assert paid.credit == 0
    assert fee in [a.amount for a in paid.allocated]
    assert owed(at, contracts[1]) == 0
    whole(at)


# --- reversals, refunds, suspense ----------------------------------------------------------------------------------


def test_a_reversal_is_a_negative_twin_agreed_by_two(oran: tuple[Counter, list[str]]) -> None:
    at, (number, _) = oran
    before = owed(at, number)
    paid = payments.take_payment(at, TakePayment(number, 500_00, CASH, "p", given=600_00))
    ask = reversals.Reverse(paid.number, "erreur de contrat", "B02", "x")
    with pytest.raises(refusals_till.SecondPersonNeeded):
        reversals.reverse(at, replace(ask, second=at.agent))
    with pytest.raises(refusals_till.ReasonNeeded):
        reversals.reverse(at, replace(ask, reason=" "))
    twin = reversals.reverse(at, ask)
    assert reversals.reverse(at, ask) == twin
    assert (twin.amount, twin.stamp, twin.change) == (-paid.amount, -paid.stamp, -paid.change)
    assert twin.reverses == paid.number
    assert owed(at, number) == before == twin.balance_after
    with pytest.raises(refusals_till.AlreadyReversed):
        reversals.reverse(at, replace(ask, operation="y"))
    with pytest.raises(refusals_till.CannotReverse):
        reversals.reverse(at, replace(ask, receipt=twin.number, operation="z"))
    assert [p.reversed for p in shifts.payments_of(at)] == [False, True]
    whole(at)


def test_after_its_day_a_receipt_is_refunded_and_no_longer_cancelled(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    before = owed(at, number)
    paid = payments.take_payment(at, TakePayment(number, 500_00, CASH, "p"))
    later = small.on(at, date(2026, 10, 2))
    with pytest.raises(refusals_till.NotSameDay):
        reversals.reverse(later, reversals.Reverse(paid.number, "erreur", "B02", "x"))
    back = reversals.refund(
        later,
        reversals.AskRefund(number, "erreur", "B02", "rf", receipt=paid.number, means="cash"),
    )
    assert back.amount == 500_00
    assert owed(at, number) == before
    with pytest.raises(refusals_till.AlreadyReversed):
        reversals.refund(
            later,
            reversals.AskRefund(number, "erreur", "B02", "r2", receipt=paid.number, means="cash"),
        )
    whole(at)


def test_money_without_owner_is_counted_kept_and_attributed(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    before = owed(at, number)
    ask = reversals.TakeSuspense((Tender(CASH, 500_00),), "payer-unknown", "u")
    with pytest.raises(refusals_till.UnknownReason):
        reversals.take_suspense(at, replace(ask, reason="why not"))
    taken = reversals.take_suspense(at, ask)
    assert reversals.take_suspense(at, ask) == taken
    assert printing.preview(at, "receipt", taken.number).startswith(b"%PDF")
    given = reversals.attribute(at, taken.number, contract=number, operation="a", amount=300_00)
    assert [s.left for s in reversals.suspense(at)] == [200_00]
    assert owed(at, number) == before - 300_00
    with pytest.raises(refusals_till.NotEnoughLeft):
        reversals.attribute(at, taken.number, contract=number, operation="b", amount=201_00)
    reversals.reverse(at, reversals.Reverse(given.number, "mauvais client", "B02", "x"))
    assert [s.left for s in reversals.suspense(at)] == [500_00]
    z = shifts.close_shift(at, shifts.CloseShift("z", counted=600_00))
    assert (z.expected, z.collected) == (600_00, 500_00)
    whole(at)


# --- the shift ----------------------------------------------------------------------------------------------------


def test_expected_cash_is_told_only_after_the_counts(oran: tuple[Counter, list[str]]) -> None:
    at, (number, _) = oran
    payments.take_payment(at, TakePayment(number, 200_00, CASH, "p"))
    shifts.pay_out(at, shifts.MoveCash(20_00, "timbres-poste", "out"))
    shifts.pay_in(at, shifts.MoveCash(5_00, "appoint", "in"))
    right = 100_00 + 200_00 - 20_00 + 5_00
    first = shifts.count(at, shifts.Count(right - 1_00))
    assert (first.need, first.expected, first.difference) == (Need.SECOND_COUNT, None, None)
    with pytest.raises(refusals_till.SecondCountNeeded):
        shifts.close_shift(at, shifts.CloseShift("z"))
    second = shifts.count(at, shifts.Count(pieces=((10_00, 28), (2_00, 2))))
    assert (second.need, second.difference) == (Need.REASON, -1_00)
    with pytest.raises(refusals_till.ReasonNeeded):
        shifts.close_shift(at, shifts.CloseShift("z"))
    made = shifts.close_shift(at, shifts.CloseShift("z", reason="pièce perdue"))
    assert shifts.close_shift(at, shifts.CloseShift("z", reason="pièce perdue")) == made
    assert (made.expected, made.counted, made.difference) == (right, right - 1_00, -1_00)
    assert (made.cash_in, made.cash_out) == (205_00, 20_00)
    with pytest.raises(refusals.TillClosed):
        payments.take_payment(at, TakePayment(number, 1_00, CASH, "late"))
    again = shifts.open_shift(at, shifts.OpenShift("o", float=50_00))
    assert (again.carried, again.difference) == (right - 1_00, 51_00 - right)
    whole(at)


def test_a_large_difference_needs_a_supervisor(oran: tuple[Counter, list[str]]) -> None:
    at, _ = oran
    short = at.rules.till.supervisor_above + 1
    shifts.pay_in(at, shifts.MoveCash(short, "apport", "in"))
    shifts.count(at, shifts.Count(100_00))
    answer = shifts.count(at, shifts.Count(100_00))
    assert (answer.need, answer.difference) == (Need.SUPERVISOR, -short)
    for supervisor in ("", at.agent):
        with pytest.raises(refusals_till.SupervisorNeeded):
            shifts.close_shift(at, shifts.CloseShift("z", reason="?", supervisor=supervisor))
    made = shifts.close_shift(at, shifts.CloseShift("z", reason="?", supervisor="SUP"))
    assert (made.supervisor, made.difference) == ("SUP", -short)
    whole(at)


@pytest.mark.parametrize(
    ("count", "refusal"),
    [
        (shifts.Count(-1), refusals_till.AmountNegative),
        (shifts.Count(pieces=((10_00, -2),)), refusals_till.AmountNegative),
        (shifts.Count(pieces=((3_00, 2),)), refusals_till.UnknownDenomination),
        (shifts.Count(21_00, ((10_00, 2),)), refusals_till.CountDoesNotAddUp),
    ],
)
def test_impossible_counts_are_refused(
    oran: tuple[Counter, list[str]], count: shifts.Count, refusal: type[refusals.Refusal]
) -> None:
    with pytest.raises(refusal):
        shifts.count(oran[0], count)
    assert shifts.now(oran[0]).counts == 0


def test_a_shift_cannot_end_while_a_transfer_hangs(oran: tuple[Counter, list[str]]) -> None:
    at, _ = oran
    sent = shifts.send_float(at, shifts.SendFloat("B02", "s", amount=40_00))
    assert [o.document for o in shifts.obstacles(at)] == [sent.number]
    with pytest.raises(refusals_till.TransferHangs):
        shifts.close_shift(at, shifts.CloseShift("z", counted=60_00))
    with pytest.raises(refusals_till.NotYours):
        shifts.accept(other(at, "C03"), sent.number, operation="no")
    with pytest.raises(refusals_till.SecondPersonNeeded):
        shifts.accept(at, sent.number, operation="own")
    shifts.accept(other(at), sent.number, operation="yes")
    with pytest.raises(refusals_till.TransferAnswered):
        shifts.send_back(at, sent.number, reason="trop tard", operation="back")
    kept = shifts.send_float(at, shifts.SendFloat("B02", "s2", amount=10_00))
    shifts.send_back(other(at), kept.number, reason="pas besoin", operation="back2")
    made = shifts.close_shift(at, shifts.CloseShift("z", counted=60_00))
    assert (made.expected, made.difference) == (60_00, 0)
    with at.book.read() as connection:
        sums = ledger.trial_balance(connection)
    assert (sums["safe"], sums.get("transit", 0)) == (40_00, 0)
    whole(at)


def test_a_supervisor_may_let_a_shift_end_in_spite_of_a_transfer(
    oran: tuple[Counter, list[str]],
) -> None:
    at, _ = oran
    sent = shifts.send_float(at, shifts.SendFloat("B02", "s", amount=40_00))
    made = shifts.close_shift(at, shifts.CloseShift("z", counted=60_00, override="SUP"))
    assert made.overridden == (sent.number,)


def test_a_drawer_handed_over_is_counted_by_the_one_who_takes_it(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    payments.take_payment(at, TakePayment(number, 200_00, CASH, "p"))
    offered = shifts.hand_over(at, operation="h")
    with pytest.raises(refusals_till.TransferHangs):
        shifts.hand_over(at, operation="h2")
    shifts.accept(other(at), offered.number, operation="take", counted=299_00)
    now = shifts.now(other(at))
    assert now.shift is not None
    assert (now.shift.agent, now.shift.float) == ("B02", 299_00)
    first = shifts.report(at, now.last_report)
    assert (first.agent, first.difference, first.supervisor) == (at.agent, -1_00, "B02")
    whole(at)


def test_cash_that_is_not_there_cannot_leave(oran: tuple[Counter, list[str]]) -> None:
    at, _ = oran
    with pytest.raises(refusals_till.NotEnoughCash):
        shifts.pay_out(at, shifts.MoveCash(100_01, "trop", "out"))
    with pytest.raises(refusals_till.ReasonNeeded):
        shifts.pay_out(at, shifts.MoveCash(1_00, "", "out"))
    with pytest.raises(refusals_till.ShiftOpen):
        shifts.open_shift(at, shifts.OpenShift("o", float=1_00))


def test_the_deposit_takes_cash_and_cheques_and_leaves_the_float(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    payments.take_payment(at, TakePayment(number, 200_00, CASH, "p"))
    payments.take_payment(
        at,
        TakePayment(number, 300_00, CASH, "q", tenders=(Tender(CHEQUE, 300_00, "77", "BNA"),)),
    )
    with pytest.raises(refusals_till.NothingToDeposit):
        shifts.deposit(at, operation="d")
    z = shifts.close_shift(at, shifts.CloseShift("z", counted=300_00))
    made = shifts.deposit(at, operation="d", left=50_00)
    assert shifts.deposit(at, operation="d", left=50_00) == made
    assert (made.cash, made.total, made.shifts) == (250_00, 550_00, (z.number,))
    assert [c.reference for c in made.cheques] == ["77"]
    assert shifts.now(at).carried == 50_00
    for kind, paper in (("z", z.number), ("deposit", made.number)):
        for language in ("fr", "ar"):
            page = printing.preview(at, kind, paper, language=language)
            assert page.startswith(b"%PDF")
    whole(at)
