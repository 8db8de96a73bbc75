"""A hostile agent at the till: closed shifts stay closed, absurd sums and a clock set back are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.domain.payment import Tender, TenderKind
from desktop_app.domain.refusals import AmountTooLarge
from desktop_app.domain.refusals_till import ClockSetBack, DrawerClosed, RefundMeans
from desktop_app.services import checking, dossier, payments, reversals, shifts
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.texts import texts_in

from . import small
from .test_till import CARD, agency, other

TODAY = date(2026, 10, 1)
FLOAT = 100_00


@pytest.fixture
def oran(tmp_path: Path) -> tuple[Counter, list[str]]:
    return agency(tmp_path / "b")


def close(at: Counter, counted: int, operation: str = "z", override: str = "") -> None:
    shifts.close_shift(
        at, shifts.CloseShift(operation, counted=counted, override=override, reason="x")
    )


@pytest.mark.parametrize("opened_again", [False, True])
def test_cash_sent_back_after_the_closing_never_touches_the_closed_shift(
    oran: tuple[Counter, list[str]], *, opened_again: bool
) -> None:
    at, _ = oran
    sent = shifts.send_float(at, shifts.SendFloat("B02", "s", amount=20_00))
    close(at, FLOAT - 20_00, override="chef")
    if opened_again:
        shifts.open_shift(at, shifts.OpenShift("o", float=FLOAT - 20_00))
    back = shifts.send_back(at, sent.number, reason="tard", operation="b")
    assert (back.shift is not None) == opened_again
    assert checking.verify(at).holds
    if opened_again:
        close(at, FLOAT, "z2")
        assert checking.verify(at).holds


def test_a_drawer_offered_before_the_closing_is_not_taken_afterwards(
    oran: tuple[Counter, list[str]],
) -> None:
    at, _ = oran
    offered = shifts.hand_over(at, to="B02", operation="h")
    close(at, FLOAT, override="chef")
    shifts.open_shift(at, shifts.OpenShift("o", float=FLOAT))
    with pytest.raises(DrawerClosed):
        shifts.accept(other(at), offered.number, operation="a", counted=FLOAT)
    now = shifts.now(at).shift
    assert now is not None
    assert now.agent == at.agent
    shifts.send_back(other(at), offered.number, reason="trop tard", operation="b")
    assert checking.verify(at).holds


def test_no_gesture_of_the_drawer_carries_an_absurd_sum(oran: tuple[Counter, list[str]]) -> None:
    at, _ = oran
    absurd = 10**14
    with pytest.raises(AmountTooLarge):
        shifts.pay_in(at, shifts.MoveCash(absurd, "appoint", "in"))
    close(at, FLOAT)
    with pytest.raises(AmountTooLarge):
        shifts.open_shift(at, shifts.OpenShift("o", float=absurd))
    assert shifts.now(at).shift is None


def test_a_real_till_takes_no_money_before_the_day_of_its_shift(
    oran: tuple[Counter, list[str]],
) -> None:
    at, (number, _) = oran
    at.book.installation = replace(at.book.installation, kind="real")
    yesterday = small.on(at, TODAY - timedelta(days=1))
    cash = (Tender(TenderKind.CASH, 5_00),)
    for gesture in (
        lambda: payments.take_payment(yesterday, TakePayment(number, 5_00, CARD, "p")),
        lambda: reversals.take_suspense(yesterday, reversals.TakeSuspense(cash, "other", "u")),
        lambda: shifts.pay_in(yesterday, shifts.MoveCash(5_00, "appoint", "i")),
        lambda: shifts.send_float(yesterday, shifts.SendFloat("B02", "s", amount=5_00)),
    ):
        with pytest.raises(ClockSetBack):
            gesture()
    close(at, FLOAT)
    with pytest.raises(ClockSetBack):
        shifts.open_shift(yesterday, shifts.OpenShift("o", float=FLOAT))
    shifts.open_shift(at, shifts.OpenShift("o", float=FLOAT))
    assert dossier.show(at, number).payments == ()


def test_a_refused_way_of_giving_back_is_worded(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", TODAY)
    number = small.contract(at, 1, opened_on=TODAY)
    with pytest.raises(RefundMeans) as refused:
        reversals.refund(at, reversals.AskRefund(number, "r", "B02", "x", means="cash"))
    said = texts_in("fr").bad_news(refused.value)
    assert "espèces" in said
    assert "virement" in said
