"""Any sequence of gestures at a till, crashes included: the ledger sums to zero, the drawer holds what it should."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop_app.domain.payment import Receipt, Tender, TenderKind
from desktop_app.domain.refusals import Refusal
from desktop_app.services import billing, checking, closings, readings, reversals, shifts, visits
from desktop_app.services.counter import Counter
from desktop_app.services.readings import TakeReading
from desktop_app.storage import ledger

from . import small

TODAY = date(2026, 10, 1)
CENTS = st.integers(1, 4000_00)
POINTS = st.sampled_from(
    ["before_number", "after_number", "payment_rows_written", "payment_journalled"]
)


class Crash(RuntimeError):
    """The program dies here: the transaction is lost."""


@contextlib.contextmanager
def crashing(name: str) -> Iterator[None]:
    def die(passed: str) -> None:
        if passed == name:
            raise Crash

    with pytest.MonkeyPatch.context() as patch:
        for module in ("storage.book", "services.payments", "services.drawer"):
            patch.setattr(f"desktop_app.{module}.failpoint", die)
        yield


class TillMachine(RuleBasedStateMachine):
    """A till with two customers and its own idea of what the drawer holds."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="guichet-till-")
        self.at = small.counter(Path(self.folder.name) / "b", "oran", TODAY)
        self.contracts = []
        for n in (7, 8):
            number = small.contract(self.at, n, opened_on=date(2026, 1, 1))
            for q, day in enumerate((date(2026, 4, 1), date(2026, 7, 1)), 1):
                there = small.on(self.at, day)
                readings.take_reading(
                    there, TakeReading(number, 47 * q, day, confirmed=True, operation=f"{n}{q}")
                )
                billing.issue_invoice(there, number, to=day, operation=f"i{n}{q}")
            self.contracts.append(number)
        self.drawer = 100_00
        self.open = True
        self.taken: list[Receipt] = []
        self.sent: list[tuple[str, int]] = []
        self.count = 0
        self.day = TODAY

    def teardown(self) -> None:
        assert checking.verify(self.at).holds
        self.at.book.close()
        self.folder.cleanup()

    @property
    def counter(self) -> Counter:
        return small.on(self.at, self.day)

    @property
    def colleague(self) -> Counter:
        return replace(self.counter, agent="B02")

    def operation(self) -> str:
        self.count += 1
        return f"op-{self.count}"

    @rule(amounts=st.tuples(CENTS, st.integers(0, 4000_00)), paper=CENTS, spare=st.integers(0, 500))
    def visit(self, amounts: tuple[int, int], paper: int, spare: int) -> None:
        """Both neighbours, or one, pay by cheque and cash; the same operation twice pays once."""
        asked = [
            visits.VisitPart(c, a) for c, a in zip(self.contracts, amounts, strict=True) if a > 0
        ]
        total = sum(p.amount or 0 for p in asked)
        tenders: tuple[Tender, ...] = (Tender(TenderKind.CHEQUE, min(paper, total), "77", "BNA"),)
        if total > paper:
            tenders = (*tenders, Tender(TenderKind.CASH, total - paper + 200_00 + spare))
        command = visits.TakeVisit(tuple(asked), tenders, self.operation())
        try:
            made = visits.take_visit(self.counter, command)
        except Refusal:
            assert not self.open
            return
        assert self.open
        assert visits.take_visit(self.counter, command) == made
        for one in made.receipts:
            self.check(one)
            self.taken.append(one)
        self.drawer += total - min(paper, total) + made.stamp

    @rule(amount=CENTS, point=POINTS)
    def crash(self, amount: int, point: str) -> None:
        """The program dies in the middle of a payment: nothing of it is left."""
        part = (visits.VisitPart(self.contracts[0], amount),)
        command = visits.TakeVisit(part, (Tender(TenderKind.CASH, 0),), self.operation())
        with crashing(point), pytest.raises((Crash, Refusal)):
            visits.take_visit(self.counter, command)

    @precondition(lambda self: self.taken)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        paid = data.draw(st.sampled_from(self.taken))
        ask = reversals.Reverse(paid.number, "erreur", "B02", self.operation())
        try:
            twin = reversals.reverse(self.counter, ask)
        except Refusal:
            return
        self.check(twin)
        self.drawer -= sum(t.amount for t in paid.tenders if t.kind is TenderKind.CASH)
        self.drawer += paid.change

    @precondition(lambda self: self.taken)
    @rule(data=st.data())
    def bounce(self, data: st.DataObject) -> None:
        paid = data.draw(st.sampled_from(self.taken))
        ask = reversals.Bounce(paid.number, "sans provision", self.operation())
        try:
            made = reversals.bounce(self.counter, ask)
        except Refusal:
            return
        assert reversals.bounce(self.counter, ask) == made
        assert made.total == -sum(r.amount for r in made.receipts)

    @rule(amount=CENTS)
    def stranger(self, amount: int) -> None:
        """Money of unknown owner, attributed at once for a half."""
        ask = reversals.TakeSuspense(
            (Tender(TenderKind.CASH, amount),), "payer-unknown", self.operation()
        )
        with contextlib.suppress(Refusal):
            made = reversals.take_suspense(self.counter, ask)
            self.drawer += amount
            if amount > 1:
                given = reversals.attribute(
                    self.counter,
                    made.number,
                    contract=self.contracts[1],
                    operation=self.operation(),
                    amount=amount // 2,
                )
                self.check(given)

    @rule(amount=CENTS)
    def send(self, amount: int) -> None:
        with contextlib.suppress(Refusal):
            sent = shifts.send_float(
                self.counter, shifts.SendFloat("B02", self.operation(), amount=amount)
            )
            self.drawer -= amount
            self.sent.append((sent.number, amount))

    @precondition(lambda self: self.sent)
    @rule(kept=st.booleans())
    def answer(self, kept: bool) -> None:
        number, amount = self.sent.pop()
        if kept:
            shifts.accept(self.colleague, number, operation=self.operation())
        else:
            shifts.send_back(self.colleague, number, reason="non", operation=self.operation())
            self.drawer += amount

    @rule(amount=CENTS, out=st.booleans())
    def move(self, amount: int, out: bool) -> None:
        gesture = shifts.pay_out if out else shifts.pay_in
        with contextlib.suppress(Refusal):
            gesture(self.counter, shifts.MoveCash(amount, "appoint", self.operation()))
            self.drawer += -amount if out else amount

    @precondition(lambda self: self.open and not self.sent)
    @rule(off=st.integers(-300, 300))
    def close(self, off: int) -> None:
        """Count, a little wrong at times; the report tells what the machine knew."""
        counted = max(0, self.drawer + off)
        command = shifts.CloseShift(self.operation(), counted=counted, reason="?", supervisor="SUP")
        try:
            made = shifts.close_shift(self.counter, command)
        except Refusal:
            made = shifts.close_shift(self.counter, command)
        assert made.expected == self.drawer == made.float + made.cash_in - made.cash_out
        assert made.difference == counted - self.drawer
        self.drawer, self.open = counted, False

    @precondition(lambda self: not self.open)
    @rule(tomorrow=st.booleans())
    def reopen(self, tomorrow: bool) -> None:
        if tomorrow:
            closings.close(self.counter, "day")
            self.day += timedelta(days=1)
        shifts.open_shift(self.counter, shifts.OpenShift(self.operation(), float=self.drawer))
        self.open = True

    @invariant()
    def the_ledger_sums_to_zero(self) -> None:
        with self.at.book.read() as connection:
            assert sum(ledger.trial_balance(connection).values()) == 0

    @staticmethod
    def check(one: Receipt) -> None:
        """Tenders = allocations + credit + stamp + change."""
        settled = sum(a.amount for a in one.allocated) + one.credit
        assert one.amount == settled
        assert one.given == settled + one.stamp + one.change


def test_any_day_at_the_till_adds_up() -> None:
    run_state_machine_as_test(
        TillMachine, settings=settings(max_examples=12, stateful_step_count=18, deadline=None)
    )
