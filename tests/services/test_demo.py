"""The demo agency: the same book every time, true in every check, and holding what an agent needs in the morning."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.domain import record
from desktop_app.domain.arrangement import Arrangement
from desktop_app.domain.identifiers import valid_account, valid_contract_number
from desktop_app.domain.invoice import Invoice
from desktop_app.domain.monthly import Schedule
from desktop_app.domain.payment import Receipt
from desktop_app.domain.refusals import BookExists, SubscribersOutOfRange
from desktop_app.services import billing, checking, dossier, home, reversals, rulebooks
from desktop_app.services.counter import Counter
from desktop_app.services.demo import BILLED_MONTHS, build_demo
from desktop_app.services.demo.habits import spread, strata
from desktop_app.services.demo.history import Story, Teller
from desktop_app.services.founding import PART
from desktop_app.services.reversals import Refund
from desktop_app.storage import tables
from desktop_app.storage.book import open_book
from desktop_app.storage.till_tables import refund, refund_sent

TODAY = date(2026, 6, 30)
OPERATORS = ("iroise", "casablanca", "oran")
every_operator = pytest.mark.parametrize("operator", OPERATORS)


def counter(folder: Path) -> Counter:
    book = open_book(folder)
    made = book.installation
    return Counter(book, rulebooks.load(made.operator), "nadia", made.till, made.today)


def content(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    book = open_book(folder)
    with book.read() as connection:
        found = {
            name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for name, table in tables.metadata.tables.items()
        }
    book.close()
    return found


def stories(operator: str, count: int, today: date = TODAY, seed: int = 3) -> list[Story]:
    rules = rulebooks.load(operator)
    teller = Teller(
        rules,
        subscribers=count,
        seed=seed,
        today=today,
        billed_months=BILLED_MONTHS[rules.calendar.kind],
    )
    return [teller.tell(n) for n in range(teller.contracts)]


@every_operator
def test_the_same_order_makes_the_same_book(
    agency: Callable[[str], Path], tmp_path: Path, operator: str
) -> None:
    build_demo(tmp_path / "b", operator=operator, subscribers=60, seed=1, today=TODAY)
    assert content(agency(operator)) == content(tmp_path / "b")


def test_the_order_of_hashing_changes_nothing(tmp_path: Path) -> None:
    call = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from desktop_app.services.demo import build_demo\n"
        "print(build_demo(Path(sys.argv[1]), operator='iroise', subscribers=12, seed=4,"
        " today=date(2026, 2, 28)).digest)"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", call, str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(digests) == 1


def test_another_seed_makes_another_book(tmp_path: Path) -> None:
    made = {
        build_demo(tmp_path / str(n), operator="oran", subscribers=10, seed=n, today=TODAY).digest
        for n in (1, 2)
    }
    assert len(made) == 2


@every_operator
def test_every_truth_of_the_book_holds(agency: Callable[[str], Path], operator: str) -> None:
    at = counter(agency(operator))
    found = checking.verify(at)
    at.book.close()
    assert [c for c in found.checks if not c.holds] == []


@every_operator
def test_stored_facts_are_the_bytes_that_documents_are_made_from(
    agency: Callable[[str], Path], operator: str
) -> None:
    kinds = {
        tables.invoice: Invoice,
        tables.payment: Receipt,
        tables.schedule: Schedule,
        tables.arrangement: Arrangement,
    }
    book = open_book(agency(operator))
    with book.read() as connection:
        for table, kind in kinds.items():
            for (text,) in connection.execute(select(table.c.facts).limit(150)):
                assert record.dump(record.load(kind, text)) == text
    book.close()


@every_operator
def test_the_morning_has_what_an_agent_needs(agency: Callable[[str], Path], operator: str) -> None:
    at = counter(agency(operator))
    found = home.home(at)
    assert found.subscribers >= 60
    assert found.till.open
    assert found.till.float > 0
    assert found.to_read
    assert found.debtors
    with at.book.read() as connection:
        billed = (
            select(tables.invoice.c.contract_id, func.max(tables.invoice.c.end).label("until"))
            .group_by(tables.invoice.c.contract_id)
            .subquery()
        )
        ready = connection.execute(
            select(tables.contract.c.number)
            .join(billed, billed.c.contract_id == tables.contract.c.id)
            .join(tables.reading, tables.reading.c.contract_id == tables.contract.c.id)
            .where(
                tables.reading.c.taken_on > billed.c.until, tables.contract.c.closed_on.is_(None)
            )
            .order_by(tables.contract.c.id)
        ).first()
        accounts = connection.execute(select(tables.mandate.c.account)).scalars().all()
        numbers = connection.execute(select(tables.contract.c.number)).scalars().all()
    assert ready
    drawn = billing.simulate_invoice(at, ready[0], to=billing.proposed_end(at, ready[0]))
    assert drawn.bill.total
    assert accounts
    assert all(valid_account(a, at.rules.account_kind) for a in accounts)
    assert all(valid_contract_number(n) for n in numbers)
    at.book.close()


@every_operator
def test_nothing_happens_after_today(agency: Callable[[str], Path], operator: str) -> None:
    rows = content(agency(operator))
    day = TODAY.isoformat()
    for name, column in (
        ("reading", "taken_on"),
        ("invoice", "issued_on"),
        ("payment", "booked_on"),
        ("entry", "booked_on"),
        ("note", "made_at"),
        ("plan_event", "booked_on"),
        ("contract", "opened_on"),
        ("mandate", "signed_on"),
    ):
        at = list(tables.metadata.tables[name].c.keys()).index(column)
        assert all(str(row[at])[:10] <= day for row in rows[name]), name


@every_operator
def test_numbers_follow_the_calendar(agency: Callable[[str], Path], operator: str) -> None:
    rows = content(agency(operator))
    for name, column in (("invoice", 4), ("payment", 4)):
        dated = sorted((str(row[1])[:12], str(row[1]), row[column]) for row in rows[name])
        for _, series in itertools.groupby(dated, key=lambda row: row[0]):
            days = [on for _, _, on in series]
            assert days == sorted(days)


@every_operator
@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2024, 2, 29), date(2026, 11, 23)])
def test_indexes_and_accounts_add_up(operator: str, today: date) -> None:
    for story in stories(operator, 70, today):
        for course in story.courses:
            for n, dial in enumerate(course.dials):
                own = [r for r in course.reads if r.dial == n]
                assert all(a.on < b.on for a, b in itertools.pairwise(own))
                assert all(
                    (a.figure + b.volume) % 10**dial.digits == b.figure and b.volume >= 0
                    for a, b in itertools.pairwise(own)
                )
        billed = sum(i.priced.bill.total for i in story.invoices)
        paid = sum(p.amount for p in story.payments)
        waived = sum(amount for _, amount, _ in story.account.waived)
        refunded = sum(given.amount for given in story.refunds)
        assert story.account.owed == billed - paid - waived + refunded
        assert all(i.open > 0 for i in story.account.items)
        periods = [(i.start, i.end) for i in story.invoices]
        assert all(a[1] == b[0] for a, b in itertools.pairwise(periods))


def test_customers_are_dealt_in_the_proportions_of_the_utility() -> None:
    told = stories("oran", 810)
    homes = sum(s.category.sector == "households" for s in told if s.n < 810)
    assert homes == 768  # 384,000 of 405,000
    assert any("\u0600" <= c <= "\u06ff" for s in told[:5] for c in s.person.name_alt)
    kinds = [r.kind for s in told for c in s.courses for r in c.reads]
    flags = {r.flag for s in told for c in s.courses for r in c.reads}
    assert {"real", "estimated", "self", "initial", "final"} <= set(kinds)
    assert {"very-high", "rollover"} <= flags
    assert any(
        len(list(run)) > 1
        for s in told
        for c in s.courses
        for kind, run in itertools.groupby(c.reads, key=lambda r: r.kind)
        if kind == "estimated"
    )


@pytest.mark.parametrize("count", [60, 400])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_owed_is_shared_as_the_utility_says(seed: int, count: int) -> None:
    owed = dict.fromkeys(("households", "administrations", "business"), 0)
    piled: list[Story] = []
    for story in stories("oran", count, seed=seed):
        sector = story.category.sector
        owed[sector] += max(0, story.account.owed)
        if sector == "households" and len(story.account.items) > 2:
            piled.append(story)
    total = sum(owed.values())
    slack = 3 if count > 100 else 8
    for sector, percent in (("households", 66), ("administrations", 24), ("business", 10)):
        assert abs(owed[sector] * 100 - percent * total) <= slack * total, (sector, owed)
    assert 40 <= len(piled) * 100 // count <= 46
    unpaid = sum(len(s.account.items) for s in piled) / len(piled)
    assert 6 <= unpaid <= 8
    if count > 100:
        assert 9_000_00 <= sum(s.account.owed for s in piled) // len(piled) <= 12_000_00
    for story in piled:
        places = sorted(i.invoice for i in story.account.items)
        in_a_row = range(places[0], len(story.invoices))
        assert places == [n for n in in_a_row if story.invoices[n].priced.bill.total > 0]


def test_no_account_owes_a_large_part_of_everything() -> None:
    owed = sorted(max(0, s.account.owed) for s in stories("oran", 600, seed=1))
    assert owed[-1] * 100 <= 9 * sum(owed)


@pytest.mark.parametrize("percent", [0, 38, 60, 110])
@pytest.mark.parametrize("count", [0, 1, 2, 37, 1000])
def test_evenly_drawn_sizes_keep_the_mean(percent: int, count: int) -> None:
    made = strata(spread(percent), count)
    assert len(made) == count
    assert made == sorted(made)
    if count > 100:
        assert 970 * count <= sum(made) <= 1030 * count


def test_schedules_call_ten_tenths(agency: Callable[[str], Path]) -> None:
    book = open_book(agency("iroise"))
    with book.read() as connection:
        texts = connection.execute(select(tables.schedule.c.facts)).scalars().all()
    book.close()
    assert texts
    for text in texts:
        made = record.load(Schedule, text)
        assert len(made.instalments) == 10
        assert made.basis == sum(amount for _, amount in made.invoices)


def test_what_was_debited_too_much_goes_back_by_transfer(tmp_path: Path) -> None:
    day = date(2026, 1, 28)
    build_demo(tmp_path, operator="iroise", subscribers=160, seed=1, today=day)
    at = counter(tmp_path)
    with at.book.read() as connection:
        rows = connection.execute(select(refund)).all()
        sent = connection.execute(select(refund_sent.c.booked_on)).scalars().all()
    waiting = reversals.refunds_due(at)
    holds = [c for c in checking.verify(at).checks if not c.holds] == []
    at.book.close()
    assert holds
    assert rows
    assert len(sent) + len(waiting) == len(rows)
    assert all(str(on)[:10] < day.isoformat() for on in sent)
    for row in rows:
        made = record.load(Refund, row.facts)
        assert record.dump(made) == row.facts
        assert (made.number, made.amount, made.means) == (row.number, row.amount, "transfer")
        assert made.amount >= at.rules.small_sum
        assert valid_account(row.account, at.rules.account_kind)


def test_a_broken_run_leaves_no_book(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        if done > of // 2:
            raise KeyboardInterrupt

    folder = tmp_path / "book"
    with pytest.raises(KeyboardInterrupt):
        build_demo(folder, operator="oran", subscribers=120, seed=1, today=TODAY, progress=stop)
    assert list(folder.iterdir()) == []
    (folder / PART).mkdir()
    assert build_demo(folder, operator="oran", subscribers=10, seed=1, today=TODAY).contracts
    with pytest.raises(BookExists):
        build_demo(folder, operator="oran", subscribers=10, seed=1, today=TODAY)
    assert not (folder / PART).exists()


@pytest.mark.parametrize("count", [-1, 0, 9, 10**9])
def test_an_absurd_number_of_subscribers_is_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(SubscribersOutOfRange):
        build_demo(tmp_path, operator="oran", subscribers=count, seed=1, today=TODAY)
    assert list(tmp_path.iterdir()) == []


def test_a_history_told_later_ends_later(tmp_path: Path) -> None:
    later = TODAY + timedelta(days=40)
    build_demo(tmp_path, operator="casablanca", subscribers=12, seed=1, today=later)
    at = counter(tmp_path)
    with at.book.read() as connection:
        newest = connection.execute(select(func.max(tables.reading.c.taken_on))).scalar_one()
    at.book.close()
    assert later - timedelta(days=12) <= date.fromisoformat(newest) <= later


@every_operator
def test_every_account_lists_all_that_makes_up_what_is_owed(
    agency: Callable[[str], Path], operator: str
) -> None:
    at = counter(agency(operator))
    with at.book.read() as connection:
        numbers = connection.execute(select(tables.contract.c.number)).scalars().all()
    for number in numbers:
        fact = dossier.show(at, number)
        listed = sum(i.total for i in fact.invoices) - sum(p.amount for p in fact.payments)
        listed += sum(c.amount for c in fact.charges)
        assert listed == fact.balances.owed, number
    at.book.close()
