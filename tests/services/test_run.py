"""Billing runs on small books: who leaves, who waits, nothing twice, and the very invoices one would issue by hand."""

from __future__ import annotations

import multiprocessing
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop_app.domain.invoice import InvoiceKind
from desktop_app.domain.refusals import BillingInFuture, UnknownContract, UnknownDocument
from desktop_app.domain.refusals_run import NobodyThere, RunStopped
from desktop_app.services import (
    arrangements,
    billing,
    checking,
    dossier,
    run,
    run_papers,
    run_stretch,
)
from desktop_app.services.counter import Counter
from desktop_app.storage import invoices, past, payments
from desktop_app.storage.failpoints import VARIABLE

from . import small
from .test_invoicing import issue, read

APR, JUL, OCT = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)


def quarter(at: Counter, *, used: int = 30, people: int = 5, first: int = 10) -> list[str]:
    """Contracts of the first quarter of 2026, read at its end."""
    made = []
    for n in range(first, first + people):
        number = small.contract(at, n, opened_on=date(2026, 1, 1))
        read(at, number, used + n, APR)
        made.append(number)
    return made


@pytest.fixture
def oran(tmp_path: Path) -> Counter:
    return small.counter(tmp_path / "b", "oran", APR)


def test_a_run_bills_what_one_would_issue_by_hand(tmp_path: Path) -> None:
    one = small.counter(tmp_path / "one", "oran", APR)
    all_ = small.counter(tmp_path / "all", "oran", APR)
    by_hand = {n: issue(one, n, APR) for n in quarter(one)}
    quarter(all_)
    made = run.bill(all_, run.Scope(APR), operation="r1")
    assert made.report.number == "T-T001A-26-000001"
    assert (made.report.selected, made.report.invoices, made.outsorted) == (5, 5, ())
    with all_.book.read() as connection:
        for contract, expected in by_hand.items():
            assert expected.number
            assert invoices.load(connection, expected.number) == expected
            assert dossier.show(all_, contract).balances == dossier.show(one, contract).balances
    assert made.report.total == sum(i.bill.total for i in by_hand.values())
    assert made.report.total == made.report.net + made.report.vat_total + made.report.levies
    assert sum(amount for _, _, amount in made.report.vat) == made.report.vat_total
    assert checking.verify(all_).holds


def test_a_dry_run_says_the_same_and_writes_nothing(oran: Counter) -> None:
    contracts = quarter(oran)
    told: list[tuple[int, int]] = []
    dry = run.simulate(oran, run.Scope(APR), progress=lambda n, of: told.append((n, of)))
    assert dry.report.number is None
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)
    assert [s.number for s in dry.samples] == [None] * 5
    assert not any(dossier.show(oran, c).invoices for c in contracts)
    made = run.bill(oran, run.Scope(APR), operation="r")
    assert made.report.total == dry.report.total
    assert made.report.vat == dry.report.vat


def test_the_same_operation_and_the_next_run_bill_nobody_twice(oran: Counter) -> None:
    quarter(oran)
    first = run.bill(oran, run.Scope(APR), operation="r")
    assert run.bill(oran, run.Scope(APR), operation="r") == first
    again = run.bill(oran, run.Scope(APR), operation="s")
    assert (again.report.number, again.report.selected) == (None, 0)
    assert run.survey(oran, run.Scope(APR)).previous == first.report


def test_a_run_stopped_by_hand_writes_nothing(oran: Counter) -> None:
    contracts = quarter(oran)
    answers = iter([False, True])
    with pytest.raises(RunStopped) as stopped:
        run.bill(oran, run.Scope(APR), operation="r", stop=lambda: next(answers))
    assert stopped.value.values == {"done": 5, "whole": 5}
    assert not any(dossier.show(oran, c).invoices for c in contracts)
    made = run.bill(oran, run.Scope(APR), operation="r")
    assert made.report.first == "F-T001A-26-000001"


@pytest.mark.parametrize("where", ["run_stretch_written", "run_written", "before_commit"])
def test_a_run_killed_anywhere_leaves_the_book_as_it_was(
    oran: Counter, where: str, tmp_path: Path
) -> None:
    quarter(oran)
    oran.book.close()
    context = multiprocessing.get_context("spawn")
    victim = context.Process(target=_killed, args=(tmp_path / "b", where))
    victim.start()
    victim.join()
    assert victim.exitcode not in (0, 1)
    at = small.reopened(tmp_path / "b", "oran", APR)
    assert run.waiting(at) == ()
    made = run.bill(at, run.Scope(APR), operation="r")
    assert (made.report.first, made.report.invoices) == ("F-T001A-26-000001", 5)
    assert checking.verify(at).holds
    at.book.close()


def _killed(folder: Path, where: str) -> None:
    """A run that dies at this point, as a power cut would."""
    import os

    os.environ[VARIABLE] = where
    run.bill(small.reopened(folder, "oran", APR), run.Scope(APR), operation="r", helpers=0)


def test_any_number_of_helpers_makes_the_very_same_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_stretch, "LONG", 2)
    reports = []
    for helpers in (0, 1, 2, 3):
        at = small.counter(tmp_path / f"b{helpers}", "oran", APR)
        quarter(at, people=7)
        made = run.bill(at, run.Scope(APR), operation="r", helpers=helpers)
        with at.book.read() as connection:
            facts = [
                invoices.load(connection, f"F-T001A-26-{n:06d}")
                for n in range(1, made.report.invoices + 1)
            ]
        reports.append((made.report, facts))
        assert checking.verify(at).holds
    assert all(report == reports[0] for report in reports)


def test_what_is_absurd_waits_until_somebody_issues_it(oran: Counter) -> None:
    usual, wild = quarter(oran, people=2)
    run.bill(oran, run.Scope(APR), operation="r1")
    later = small.on(oran, JUL)
    read(later, usual, 70, JUL)
    read(later, wild, 5_000, JUL)
    made = run.bill(later, run.Scope(JUL), operation="r2")
    assert [(o.contract, o.reason) for o in made.outsorted] == [(wild, "volume-absurd")]
    assert made.report.invoices == 1
    assert [o.contract for o in run.waiting(later)] == [wild]
    assert run.waiting(later)[0].total == made.outsorted[0].total
    billing.issue_invoice(later, wild, to=JUL, operation="looked-at")
    assert run.waiting(later) == ()


def test_the_fourth_estimate_in_a_row_waits(oran: Counter) -> None:
    (number,) = quarter(oran, people=1)
    at, made = oran, []
    for n, end in enumerate([APR, JUL, OCT, date(2027, 1, 1), APR.replace(year=2027)]):
        at = small.on(oran, end)
        made.append(run.bill(at, run.Scope(end), operation=f"r{n}"))
    assert [m.report.estimated for m in made] == [0, 1, 1, 1, 0]
    assert [o.reason for o in made[-1].outsorted] == ["estimated-often"]
    assert [i.estimated for i in dossier.show(at, number).invoices].count(True) == 3


def test_only_the_places_asked_for_are_billed(oran: Counter) -> None:
    quarter(oran)
    with pytest.raises(NobodyThere):
        run.bill(oran, run.Scope(APR, routes=("R99",)), operation="r")
    with pytest.raises(UnknownContract):
        run.simulate(oran, run.Scope(APR, contracts=("1",)))
    with pytest.raises(BillingInFuture):
        run.simulate(oran, run.Scope(JUL))
    assert run.survey(oran, run.Scope(APR)).routes == ("R01",)
    one = quarter(oran, people=1, first=50)[0]
    made = run.bill(oran, run.Scope(APR, contracts=(one,)), operation="r")
    assert made.report.invoices == 1
    assert run.bill(oran, run.Scope(APR, postcodes=("29810",)), operation="s").report.invoices == 5


def test_credit_pays_and_small_sums_are_grouped_with_the_next_period(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", date(2026, 7, 1))
    number = small.contract(at, 1, opened_on=date(2026, 6, 1))
    made = run.bill(at, run.Scope(date(2026, 7, 1)), operation="r1")
    assert [(o.contract, o.reason) for o in made.outsorted] == [(number, "below-threshold")]
    later = small.on(at, date(2027, 1, 1))
    made = run.bill(later, run.Scope(date(2027, 1, 1)), operation="r2")
    assert made.report.invoices == 1
    (row,) = dossier.show(later, number).invoices
    assert (row.start, row.end) == (date(2026, 6, 1), date(2027, 1, 1))
    # 60.00 x 214/365 = 35.18 and 40.00 x 214/365 = 23.45 for the year's last parts: nothing is lost by waiting
    assert row.total > 5_000


def test_the_regularisation_of_casablanca_worked_through(tmp_path: Path) -> None:
    """MA-07: estimates 140 and 145, then 600 kWh in 90 days, and the offer of six months."""
    at = small.counter(tmp_path / "b", "casablanca", date(2020, 4, 1))
    opened = date(2018, 4, 1)
    number = small.contract(at, 7, opened_on=opened, meters=(("E", "power", 6),))
    index = 0
    for year, volumes in ((2018, (132, 140, 150)), (2019, (148, 150, 154))):
        if year == 2019:
            index += 1500
            read(at, number, index, date(2019, 4, 1))
        for volume, day in zip(volumes, ((5, 1), (5, 31), (6, 30)), strict=True):
            index += volume
            read(at, number, index, date(year, *day))
    index += 1300
    read(at, number, index, date(2020, 4, 1))
    issue(at, number, date(2020, 4, 1))
    first, second = (
        issue(at, number, date(2020, 5, 1)),
        issue(at, number, date(2020, 5, 31)),
    )
    assert [i.estimate.volume for i in (first, second) if i.estimate] == [140, 145]
    fixed, duty = 792, 111
    assert [i.bill.total for i in (first, second)] == [
        12584 + 1762 + fixed + duty,
        13095 + 1833 + fixed + duty,
    ]
    read(at, number, index + 600, date(2020, 6, 30))
    late = small.on(at, date(2020, 7, 3))
    made = run.bill(late, run.Scope(date(2020, 7, 1)), operation="ma-07")
    with late.book.read() as connection:
        found = invoices.load(connection, made.report.last)
    assert found is not None
    assert found.kind is InvoiceKind.REGULARISATION
    assert (found.bill.net, found.bill.vat_total, found.bill.levies) == (36433, 5102, 0)
    assert found.bill.total == 41535
    assert found.due_on == date(2020, 7, 21)
    assert found.above_usual
    offer = arrangements.propose(
        late, arrangements.Ask(number, months=6, documents=(made.report.last,))
    )
    assert offer.automatic
    assert [i.amount for i in offer.instalments] == [6923, 6923, 6923, 6922, 6922, 6922]
    assert checking.verify(late).holds


def test_an_overestimate_comes_back_as_a_credit(tmp_path: Path) -> None:
    """Casablanca, rules 6.5.3: lower than estimated, a credit is put at the customer's disposal."""
    at = small.counter(tmp_path / "b", "casablanca", date(2026, 2, 1))
    number = small.contract(at, 8, opened_on=date(2026, 1, 1), meters=(("E", "power", 6),))
    read(at, number, 300, date(2026, 2, 1))
    issue(at, number, date(2026, 2, 1))
    for end in (date(2026, 3, 1), date(2026, 4, 1)):
        issue(at, number, end)
    read(at, number, 360, date(2026, 5, 1))
    later = small.on(at, date(2026, 5, 1))
    made = run.bill(later, run.Scope(date(2026, 5, 1)), operation="r")
    assert made.report.total < 0
    assert made.outsorted == ()
    page = dossier.show(later, number)
    assert page.invoices[0].total == made.report.total or page.invoices[-1].total < 0
    assert checking.verify(later).holds


def test_what_was_billed_is_read_back_as_stored(oran: Counter) -> None:
    (number,) = quarter(oran, people=1)
    made = issue(oran, number, APR)
    with oran.book.read() as connection:
        contract_id = invoices.of_contract(connection, 1)[0].contract_id
        (found,) = past.in_force(connection, (contract_id,))[contract_id]
    assert (found.number, found.kind, found.total) == (made.number, made.kind, made.bill.total)
    assert found.uses == made.uses
    assert found.bill == made.bill


def test_papers_of_a_run_are_bound_by_place_and_counted(oran: Counter, tmp_path: Path) -> None:
    quarter(oran)
    made = run.bill(oran, run.Scope(APR), operation="r")
    number = made.report.number or ""
    for copy, word in ((0, ""), (1, "DUPLICATA")):
        (file,) = run_papers.write(oran, number, out=tmp_path / f"p{copy}")
        assert file.documents == 5
        pages = [p.extract_text() for p in PdfReader(file.path).pages]
        assert len(pages) == file.pages
        for n in range(1, 6):
            assert any(f"F-T001A-26-{n:06d}" in page for page in pages)
        assert all(word in page for page in pages[:1])
        with oran.book.read() as connection:
            assert payments.copies(connection, made.report.first) == copy + 1
    assert checking.verify(oran).holds
    assert not list(tmp_path.glob("p*/*.part"))
    with pytest.raises(UnknownDocument):
        run_papers.write(oran, "T-T001A-26-000099", out=tmp_path / "p")


def test_papers_drawn_by_helpers_are_the_same(oran: Counter, tmp_path: Path) -> None:
    quarter(oran)
    made = run.bill(oran, run.Scope(APR), operation="r")
    number = made.report.number or ""
    files = [
        run_papers.write(oran, number, out=tmp_path / f"h{helpers}", by="postcode", helpers=helpers)
        for helpers in (0, 2)
    ]
    texts = [
        [p.extract_text().replace("DUPLICATA", "") for p in PdfReader(f[0].path).pages]
        for f in files
    ]
    assert [f[0].pages for f in files] == [len(t) for t in texts]
    assert len(texts[0]) == len(texts[1])
