"""The leak file through the book: found, told, proved, capped to the cent, and nothing lost on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.invoice import Invoice, InvoiceKind
from desktop_app.domain.leak import Grounds, LeakState
from desktop_app.domain.refusals import Refusal
from desktop_app.domain.refusals_leak import (
    LeakFileMissing,
    LeakFileOpen,
    LeakNoMean,
    LeakNoProof,
    LeakNotBilled,
    LeakNotCovered,
    LeakNotDwelling,
    LeakTooLate,
    VolumeNotAbnormal,
)
from desktop_app.services import (
    billing,
    checking,
    dossier,
    explaining,
    leak_capping,
    leak_letters,
    leaks,
)
from desktop_app.services.counter import Counter
from tests.documents.reading import has, pages, said

from . import small
from .test_invoicing import issue, read

TODAY = date(2028, 1, 1)


def house(
    folder: Path, *, leaking: int = 600, category: str = "household", today: date = TODAY
) -> tuple[Counter, str]:
    """Three usual years of 120 m3, then this volume read in the fourth, not billed yet (61 m3 are, in advance)."""
    at = small.counter(folder, "iroise", today)
    number = small.contract(at, 1, opened_on=date(2024, 1, 1), category=category)
    figure = 0
    for year, volume in ((2025, 118), (2026, 120), (2027, 122), (2028, leaking)):
        figure += volume
        read(at, number, figure, date(year, 1, 1))
        if year == 2027:
            issue(at, number, date(2027, 1, 1))
    return at, number


def billed(at: Counter, number: str) -> Invoice:
    issue(at, number, date(2027, 7, 1))
    return issue(at, number, TODAY)


def test_a_leak_from_detection_to_the_capped_bill(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b")
    made = billed(at, number)
    before = dossier.show(at, number).balances.owed
    opened = leaks.open_file(at, number, operation="open")
    assert opened.state is LeakState.DETECTED
    assert (opened.case.volume, opened.case.mean.whole, opened.case.limit) == (600, 120, 240)
    assert opened.case.invoice == made.number
    assert leaks.open_file(at, number, operation="open") == opened
    told = leaks.notify(at, number, channel="invoice", operation="told")
    assert told.deadline == date(2028, 2, 1)
    later = small.on(at, date(2028, 1, 20))
    leaks.certificate(
        later,
        opened.case.number,
        plumber="Le Bris",
        location="jardin",
        repaired_on=date(2028, 1, 15),
        operation="paper",
    )
    foreseen = leak_capping.simulate(later, number)
    capped = leak_capping.cap(later, number, operation="cap")
    assert capped.why is Grounds.CERTIFICATE
    assert (foreseen.before, foreseen.after) == (capped.before, capped.after)
    assert capped.file.state is LeakState.CAPPED
    assert leak_capping.cap(later, number, operation="cap") == capped
    credit = billing.invoice(at, capped.credit_note)
    assert (credit.kind, credit.corrects, credit.bill.total) == (
        InvoiceKind.CREDIT,
        made.number,
        -made.bill.total,
    )
    again = billing.invoice(at, capped.new_invoice)
    assert again.bill.total == capped.after < made.bill.total
    assert sum(x.net for x in again.bill.lines if x.code == "water") == 30000 - 7625
    assert sum(x.net for x in again.bill.lines if x.code == "sewer") == 21600 - 10980
    assert dossier.show(at, number).balances.owed == before - capped.saved
    assert checking.verify(at).holds
    why = explaining.explain(at, capped.new_invoice)
    assert sum(p.amount for p in why.parts) == why.difference
    at.book.close()


def test_the_customer_who_was_not_told_owes_nothing_above_the_double(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b")
    billed(at, number)
    leaks.open_file(at, number)
    with pytest.raises(LeakNoProof):
        leak_capping.cap(at, number)
    capped = leak_capping.cap(at, number, not_informed=True)
    again = billing.invoice(at, capped.new_invoice)
    assert sum(x.net for x in again.bill.lines if x.code == "sewer") == 43200 - 10980
    at.book.close()


def test_told_in_time_the_lack_of_information_is_no_ground(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b")
    billed(at, number)
    leaks.open_file(at, number)
    leaks.notify(at, number, channel="invoice")
    with pytest.raises(LeakNoProof):
        leak_capping.cap(at, number, not_informed=True)
    at.book.close()


def test_a_file_opened_before_the_invoice_waits_for_it(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b")
    leaks.open_file(at, number)
    leaks.notify(at, number, channel="letter")
    leaks.certificate(
        at, number, plumber="", location="cave", repaired_on=date(2027, 12, 20), on=TODAY
    )
    with pytest.raises(LeakNotBilled):
        leak_capping.cap(at, number)
    billed(at, number)
    assert leak_capping.cap(at, number).saved > 0
    at.book.close()


def test_what_is_not_covered_is_refused(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b", leaking=240)
    with pytest.raises(VolumeNotAbnormal):
        leaks.open_file(at, number)
    with pytest.raises(LeakFileMissing):
        leaks.notify(at, number, channel="letter")
    at.book.close()
    oran = small.counter(tmp_path / "o", "oran", TODAY)
    with pytest.raises(LeakNotCovered):
        leaks.board(oran)
    assert leaks.of_contract(oran, small.contract(oran, 1, opened_on=TODAY)) == ()
    oran.book.close()


def test_the_month_is_kept_unless_somebody_answers_for_it(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b")
    leaks.open_file(at, number)
    leaks.notify(at, number, channel="counter")
    late = small.on(at, date(2028, 2, 2))

    def bring(**more: str) -> Refusal | None:
        leaks.certificate(
            late, number, plumber="", location="cave", repaired_on=date(2028, 1, 20), **more
        )
        return None

    with pytest.raises(LeakTooLate):
        bring()
    bring(approved_by="S01")
    with pytest.raises(LeakFileOpen):
        leaks.open_file(late, number)
    ended = leaks.reject(late, number, reason="Fuite après un appareil")
    assert ended.closed
    board = leaks.board(late)
    assert board.files == ()
    assert [f.case.number for f in leaks.board(late, closed=True).files] == [ended.case.number]
    at.book.close()


def test_comparable_dwellings_stand_in_for_missing_years(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", TODAY)
    for n, volume in ((1, 100), (2, 140)):
        neighbour = small.contract(at, n, opened_on=date(2026, 1, 1))
        read(at, neighbour, volume, date(2027, 1, 1))
    newcomer = small.contract(at, 3, opened_on=date(2027, 1, 1))
    read(at, newcomer, 241, TODAY)
    case = leaks.detect(at, newcomer)
    assert (case.mean.source, case.mean.whole, case.volume) == ("dwellings", 120, 241)
    at.book.close()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_letter_says_volume_deadline_and_rights_on_one_page(
    tmp_path: Path, language: str
) -> None:
    at, number = house(tmp_path / "b")
    made = billed(at, number)
    opened = leaks.open_file(at, number)
    leaks.notify(at, number, channel="invoice")
    out = tmp_path / "leak.pdf"
    printed = leak_letters.write(at, number, out=out, language=language)
    assert (printed.pages, printed.copy) == (1, 0)
    assert pages(out.read_bytes()) == 1
    text = said(out.read_bytes())
    assert not has(text, opened.case.number, made.number or "", "600", "240", "120", "2028")
    assert leak_letters.write(at, number, out=out, language=language).copy == 1
    assert checking.verify(at).holds
    at.book.close()


def test_a_business_has_no_right(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b")
    with at.book.write(small.hand(TODAY)) as pen:
        pen.connection.exec_driver_sql("UPDATE contract SET usage = 'business'")
        pen.journal("contract_changed")
    with pytest.raises(LeakNotDwelling):
        leaks.open_file(at, number)
    at.book.close()


def test_who_was_not_told_then_opens_a_file_on_the_leak_of_some_months_ago(tmp_path: Path) -> None:
    at, number = house(tmp_path / "b")
    usual = small.on(at, date(2028, 4, 1))
    read(usual, number, 118 + 120 + 122 + 600 + 30, date(2028, 4, 1))
    opened = leaks.open_file(usual, number, operation="late")
    assert (opened.case.start, opened.case.end) == (date(2027, 1, 1), date(2028, 1, 1))
    assert opened.case.volume == 600
    assert [s.contract for s in leaks.board(usual).suspected] == [], "the file follows it now"
    long_after = small.on(at, date(2029, 6, 1))
    leaks.reject(usual, opened.case.number, reason="sans suite", operation="no")
    with pytest.raises(LeakNoMean):
        leaks.open_file(long_after, number, operation="again")
