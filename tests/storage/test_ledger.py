"""The ledger: parts sum to the whole whatever happens, and what is asked follows the plans that run."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from desktop_app.domain.arrangement import Arrangement
from desktop_app.domain.invoice import InvoiceKind
from desktop_app.domain.monthly import Instalment, Schedule
from desktop_app.domain.payment import Allocation, Tender, TenderKind
from desktop_app.storage import book, checks, invoices, ledger, payments, plans
from desktop_app.storage.book import Book, Pen
from desktop_app.storage.ledger import Posting

from .making import CUSTOMER, HAND, TODAY, a_receipt, an_invoice, new_book, pay, register


def bill(
    pen: Pen, contract: int, total: int, due_on: date = date(2026, 3, 20), **more: object
) -> str:
    kind = more.get("kind", InvoiceKind.PERIODIC)
    number = pen.number("A" if kind is InvoiceKind.CREDIT else "F")
    made = an_invoice(number, total, due_on=due_on, **more)  # type: ignore[arg-type]
    invoices.add(pen, made, contract_id=contract, volume=10)
    pen.journal("invoice_issued", document=number)
    return number


def settle(
    pen: Pen, contract: int, amount: int, *allocated: tuple[str, int], **more: object
) -> str:
    number = pen.number("R")
    made = a_receipt(
        number,
        amount,
        tuple(Allocation(d, a) for d, a in allocated),
        **more,  # type: ignore[arg-type]
    )
    payments.add(pen, made, contract_id=contract)
    pen.journal("payment_taken", document=number)
    return number


def arrange(pen: Pen, contract: int, covers: dict[str, int], *parts: tuple[date, int]) -> str:
    number = pen.number("C")
    made = Arrangement(
        number=number,
        customer=CUSTOMER,
        made_on=TODAY,
        basis="debt",
        total=sum(covers.values()),
        documents=tuple(covers.items()),
        instalments=tuple(Instalment(on, amount) for on, amount in parts),
        agent="nadia",
    )
    plans.add_arrangement(pen, made, contract_id=contract)
    pen.journal("arrangement_granted", document=number)
    return number


def plan_monthly(pen: Pen, contract: int, *parts: tuple[date, int]) -> str:
    number = pen.number("S")
    made = Schedule(
        number=number,
        customer=CUSTOMER,
        made_on=TODAY,
        basis=0,
        instalment=parts[0][1],
        instalments=tuple(Instalment(on, amount) for on, amount in parts),
        invoices=(),
        rum="RUM1",
        creditor="",
        account="•••• 1234",
    )
    plans.add_schedule(pen, made, contract_id=contract)
    pen.journal("schedule_adopted", document=number)
    return number


def standing(opened: Book, contract: int, today: date = TODAY) -> ledger.Standing:
    with opened.read() as connection:
        return ledger.standing(connection, contract, today=today)


def money(opened: Book) -> dict[str, int]:
    with opened.read() as connection:
        return ledger.trial_balance(connection)


def sound(opened: Book) -> None:
    """Entries balance, sums are right, every document is numbered, journalled and true to its fact."""
    with opened.read() as connection:
        for check in (
            checks.chain,
            checks.series_whole,
            checks.entries_balance,
            checks.maintained_sums,
            checks.facts_agree,
            checks.journalled,
        ):
            assert check(connection).wrong == ()


def test_an_invoice_is_owed_and_a_payment_settles_it(opened: Book, contract: int) -> None:
    with opened.write(HAND) as pen:
        number = bill(pen, contract, 10_000)
    assert standing(opened, contract) == ledger.Standing(
        asked=10_000,
        owed=10_000,
        credit=0,
        open=10_000,
        arranged=0,
        open_invoices=1,
        oldest_due=date(2026, 3, 20),
    )
    with opened.write(HAND) as pen:
        settle(pen, contract, 12_500, (number, 10_000), stamp=125, change=375)
    assert money(opened) == {
        "billed": -10_000,
        "cash": 12_625,
        "credit": -2_500,
        "receivable": 0,
        "stamp": -125,
    }
    after = standing(opened, contract)
    assert (after.asked, after.owed, after.credit, after.oldest_due) == (0, -2_500, 2_500, None)
    sound(opened)


def test_credit_pays_the_next_invoice_by_itself(opened: Book, contract: int) -> None:
    pay(opened, contract, 3_000)
    with opened.write(HAND) as pen:
        bill(pen, contract, 10_000)
        assert standing_of(pen, contract) == (7_000, 7_000, 0)
        bill(pen, contract, -500)
        assert standing_of(pen, contract) == (6_500, 6_500, 500)
    sound(opened)


def standing_of(pen: Pen, contract: int, today: date = TODAY) -> tuple[int, int, int]:
    found = ledger.standing(pen.connection, contract, today=today)
    return found.asked, found.owed, found.credit


def test_a_credit_note_closes_what_is_open_and_gives_back_the_rest(
    opened: Book, contract: int
) -> None:
    with opened.write(HAND) as pen:
        number = bill(pen, contract, 10_000)
        settle(pen, contract, 4_000, (number, 4_000))
        bill(pen, contract, -10_000, kind=InvoiceKind.CREDIT, corrects=number)
        assert standing_of(pen, contract) == (0, -4_000, 4_000)
        found = invoices.of_contract(pen.connection, contract)
    assert [(f.open, f.credited) for f in found] == [(0, True), (0, False)]
    with opened.read() as connection:
        assert invoices.billed_to(connection, contract) is None
    sound(opened)


def test_a_reversed_payment_leaves_the_debt_as_before(opened: Book, contract: int) -> None:
    with opened.write(HAND) as pen:
        number = bill(pen, contract, 10_000)
        receipt = settle(pen, contract, 10_500, (number, 10_000), tender=TenderKind.DEBIT)
        settle(pen, contract, -10_500, reverses=receipt, tender=TenderKind.DEBIT)
        assert standing_of(pen, contract) == (10_000, 10_000, 0)
        lines = payments.of_contract(pen.connection, contract)
        assert [(p.amount, p.reversed) for p in lines] == [(10_500, True), (-10_500, False)]
        assert payments.rejected_debits(pen.connection, since=TODAY) == 1
    sound(opened)


def test_a_small_sum_is_waived(opened: Book, contract: int) -> None:
    with opened.write(HAND) as pen:
        bill(pen, contract, 199)
        (item,) = ledger.open_items(pen.connection, contract)
        ledger.waive(
            pen,
            document="W1",
            contract_id=contract,
            invoice_id=item.id,
            amount=199,
            booked_on=TODAY,
        )
        assert standing_of(pen, contract) == (0, 0, 0)
    assert money(opened)["waived"] == 199


def test_entries_that_do_not_sum_to_zero_are_never_booked(opened: Book, contract: int) -> None:
    with pytest.raises(AssertionError, match="X1 do not sum"), opened.jot(HAND) as pen:
        ledger.post(pen, "X1", TODAY, [Posting("cash", 100), Posting("credit", -99, contract)])
    assert money(opened) == {}


def test_an_arrangement_asks_for_its_instalments_only(opened: Book, contract: int) -> None:
    with opened.write(HAND) as pen:
        one = bill(pen, contract, 6_000, date(2026, 1, 10))
        two = bill(pen, contract, 5_000, date(2026, 2, 10))
        new = bill(pen, contract, 700, date(2026, 3, 10))
        number = arrange(
            pen,
            contract,
            {one: 6_000, two: 5_000},
            (date(2026, 3, 2), 4_000),
            (date(2026, 4, 2), 4_000),
            (date(2026, 5, 2), 3_000),
        )
        assert standing_of(pen, contract, date(2026, 3, 1)) == (700, 11_700, 0)
        assert standing_of(pen, contract, date(2026, 3, 2)) == (4_700, 11_700, 0)
        assert standing_of(pen, contract, date(2026, 4, 2)) == (8_700, 11_700, 0)
        settle(pen, contract, 4_700, (number, 4_000), (new, 700))
        assert standing_of(pen, contract, date(2026, 3, 2)) == (0, 7_000, 0)
        assert standing_of(pen, contract, date(2026, 5, 2)) == (7_000, 7_000, 0)
        opened_now = ledger.open_items(pen.connection, contract)
        assert [(i.number, i.open) for i in opened_now] == [(one, 2_000), (two, 5_000)]
        settle(pen, contract, 3_000, (number, 3_000))
        opened_now = ledger.open_items(pen.connection, contract)
        assert [(i.number, i.open) for i in opened_now] == [(two, 4_000)]
        plans.add_event(pen, number, "broken", reason="two instalments late")
        assert standing_of(pen, contract, date(2026, 3, 2)) == (4_000, 4_000, 0)
        (kept,) = plans.arrangements(pen.connection, contract)
        assert kept.state == "broken"
    sound(opened)


def test_more_than_an_arrangement_covers_cannot_be_allocated_to_it(
    opened: Book, contract: int
) -> None:
    with opened.write(HAND) as pen:
        one = bill(pen, contract, 6_000)
        number = arrange(pen, contract, {one: 6_000}, (TODAY, 6_000))
    with pytest.raises(AssertionError, match="covers less"), opened.write(HAND) as pen:
        settle(pen, contract, 6_001, (number, 6_001))


def test_a_schedule_asks_for_instalments_due_and_unpaid(opened: Book, contract: int) -> None:
    march, april, may = date(2026, 3, 5), date(2026, 4, 5), date(2026, 5, 5)
    with opened.write(HAND) as pen:
        number = plan_monthly(pen, contract, (march, 1_000), (april, 1_000), (may, 1_000))
        assert standing_of(pen, contract, TODAY) == (0, 0, 0)
        assert standing_of(pen, contract, march) == (1_000, 0, 0)
        receipt = settle(pen, contract, 1_000, tender=TenderKind.DEBIT)
        assert standing_of(pen, contract, march) == (0, -1_000, 1_000)
        assert standing_of(pen, contract, april)[0] == 1_000, (
            "last month's debit is not this month's"
        )
        settle(pen, contract, -1_000, reverses=receipt, tender=TenderKind.DEBIT)
        assert standing_of(pen, contract, march) == (1_000, 0, 0)
        assert plans.running_schedule(pen.connection, contract) is not None
        plans.add_event(pen, number, "stopped", reason="opted out")
        assert plans.running_schedule(pen.connection, contract) is None
        assert standing_of(pen, contract, may) == (0, 0, 0)


def test_mixed_tenders_and_change_book_what_stays_in_the_till(opened: Book, contract: int) -> None:
    with opened.write(HAND) as pen:
        shift = payments.start_shift(pen, float_cents=20_000)
        receipt = a_receipt(pen.number("R"), 5_000)
        from dataclasses import replace

        mixed = replace(
            receipt,
            tenders=(Tender(TenderKind.CARD, 3_000), Tender(TenderKind.CASH, 2_500)),
            change=500,
        )
        payments.add(pen, mixed, contract_id=contract, shift_id=shift)
        pen.journal("payment_taken", document=receipt.number)
        assert payments.takings(pen.connection, shift) == payments.Takings(2_000, 3_000, 1)
        found = payments.open_shift(pen.connection, "T001")
        assert found is not None
        assert (found.id, found.float, found.closed) == (shift, 20_000, False)
        payments.add_shift_event(pen, shift, "closed", amount=22_000)
        assert payments.open_shift(pen.connection, "T001") is None
    with opened.read() as connection:
        (line,) = payments.of_contract(connection, contract)
    assert line.tender == "mixed"


def test_standings_of_many_contracts_cost_the_same_few_queries(opened: Book) -> None:
    with opened.write(HAND) as pen:
        ids = [register(pen, number=f"{20_000_000 + n}") for n in range(40)]
        for n, contract in enumerate(ids):
            number = bill(pen, contract, 1_000 + n)
            if n % 3 == 0:
                arrange(pen, contract, {number: 1_000 + n}, (TODAY, 1_000 + n))
            if n % 4 == 0:
                plan_monthly(pen, contract, (TODAY, 500))
    counts = []
    for wanted in (ids[:2], ids):
        with opened.read() as connection:
            seen: list[str] = []
            event.listen(
                connection, "before_cursor_execute", lambda *a, seen=seen: seen.append(a[2])
            )
            found = ledger.standings(connection, wanted, today=TODAY)
            assert sorted(found) == wanted
            assert {c: ledger.standing(connection, c, today=TODAY) for c in wanted[:2]} == {
                c: found[c] for c in wanted[:2]
            }
            counts.append(len(seen))
    assert counts[0] == counts[1]


amounts = st.integers(1, 30_000)
gestures = st.lists(
    st.one_of(
        st.tuples(st.just("bill"), st.integers(-5_000, 30_000)),
        st.tuples(st.just("pay"), amounts),
        st.tuples(st.just("credit_note"), st.just(0)),
        st.tuples(st.just("reverse"), st.just(0)),
    ),
    max_size=12,
)


@given(done=gestures)
@settings(max_examples=25)
def test_whatever_is_done_money_in_is_money_settled_and_credited(
    done: list[tuple[str, int]],
) -> None:
    """owed = billed - received, to the cent, through any order of gestures; and the sums agree."""
    with tempfile.TemporaryDirectory() as top:
        opened = new_book(Path(top) / "agency")
        billed = received = 0
        with opened.write(HAND) as pen:
            pen.journal("begun")
            contract = register(pen)
            whole: list[str] = []
            receipts: list[tuple[str, int]] = []
            for kind, amount in done:
                if kind == "bill":
                    whole.append(bill(pen, contract, amount))
                    billed += amount
                elif kind == "pay":
                    rest, parts = amount, []
                    for item in ledger.open_items(pen.connection, contract):
                        if rest and item.open > 0:
                            parts.append((item.number, min(rest, item.open)))
                            rest -= parts[-1][1]
                    receipts.append((settle(pen, contract, amount, *parts), amount))
                    received += amount
                elif kind == "credit_note" and whole:
                    fact = invoices.by_number(pen.connection, whole.pop())
                    assert fact is not None
                    if fact.total > 0:
                        bill(
                            pen,
                            contract,
                            -fact.total,
                            kind=InvoiceKind.CREDIT,
                            corrects=fact.number,
                        )
                        billed -= fact.total
                elif kind == "reverse" and receipts:
                    number, amount = receipts.pop()
                    settle(pen, contract, -amount, reverses=number)
                    received -= amount
        assert standing(opened, contract).owed == billed - received
        assert sum(money(opened).values()) == 0
        sound(opened)
        with opened.jot(HAND) as pen:
            ledger.refresh_all(pen)
        sound(opened)
        opened.close()
        assert not (Path(top) / "agency" / f"{book.FILE}-wal").exists()
