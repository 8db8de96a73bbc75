"""Closings: CH-01, turnover apart from collected, nothing counted twice, an open day refused, the archive of a year."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from desktop_app.domain import refusals, refusals_till
from desktop_app.domain.invoice import Bill, Invoice, InvoiceKind
from desktop_app.domain.payment import TenderKind
from desktop_app.services import checking, closings, payments, printing, reversals, shifts
from desktop_app.services.counter import Counter
from desktop_app.services.payments import TakePayment
from desktop_app.services.whom import contract_of, customer_of
from desktop_app.storage import invoices

from . import small

TODAY = date(2026, 10, 1)


def issue(at: Counter, contract: str, total: int) -> str:
    """An invoice of this amount, without lines."""
    with at.book.write(at.hand()) as pen:
        row = contract_of(pen.connection, contract)
        made = Invoice(
            number=pen.number("F"),
            kind=InvoiceKind.ADVANCE,
            customer=customer_of(row, at.rules),
            issued_on=pen.hand.today,
            due_on=pen.hand.today,
            start=date(2026, 7, 1),
            end=date(2026, 10, 1),
            bill=Bill((), (), total, 0, 0, total),
            uses=(),
        )
        invoices.add(pen, made, contract_id=row.id, volume=0)
        pen.journal("invoice_issued", document=made.number, body=made)
    assert made.number is not None
    return made.number


def pay(at: Counter, contract: str, amount: int, operation: str) -> str:
    command = TakePayment(contract, amount, TenderKind.CARD, operation)
    return payments.take_payment(at, command).number


def end_shift(at: Counter, operation: str) -> None:
    now = shifts.now(at).shift
    assert now is not None
    shifts.close_shift(at, shifts.CloseShift(operation, counted=now.float))


@pytest.fixture
def till(tmp_path: Path) -> tuple[Counter, str]:
    at = small.counter(tmp_path / "b", "iroise", TODAY)
    return at, small.contract(at, 1, opened_on=TODAY)


def test_ch_01_three_invoices_two_payments_one_void(
    till: tuple[Counter, str], tmp_path: Path
) -> None:
    at, contract = till
    for total in (500_00, 300_00, 200_00):
        issue(at, contract, total)
    pay(at, contract, 500_00, "p1")
    second = pay(at, contract, 100_00, "p2")
    reversals.reverse(at, reversals.Reverse(second, "erreur", "B02", "x"))
    for n in (1, 2):
        printing.print_document(at, "receipt", second, out=tmp_path / f"{n}.pdf")
    school = small.counter(tmp_path / "school", "iroise", TODAY)
    pay(school, small.contract(school, 1, opened_on=TODAY), 50_00, "p1")
    end_shift(at, "z")
    day = closings.close(at, "day")
    assert day.period.turnover == 1000_00
    assert day.period.collected == 500_00
    assert day.period.receipts == 3
    assert day.period.invoices == 3
    assert day.copies == 1
    assert day.perpetual == day.period
    assert closings.close(at, "day") == day
    tomorrow = small.on(at, TODAY + timedelta(days=1))
    shifts.open_shift(tomorrow, shifts.OpenShift("o", float=100_00))
    pay(tomorrow, contract, 40_00, "p3")
    with pytest.raises(refusals_till.DayStillOpen):
        closings.close(tomorrow, "month")
    with pytest.raises(refusals_till.ShiftStillOpen):
        closings.close(tomorrow, "day")
    end_shift(tomorrow, "z2")
    with pytest.raises(refusals_till.DayStillOpen):
        closings.close(tomorrow, "month")
    after = closings.close(tomorrow, "day")
    assert after.perpetual == day.perpetual + after.period
    assert (after.period.turnover, after.period.collected) == (0, 40_00)
    assert after.previous == day.number
    month = closings.close(tomorrow, "month")
    assert month.period == day.period + after.period
    assert month.parts == (day.number, after.number)
    assert closings.close(tomorrow, "month") == month
    assert closings.close(tomorrow, "year").period == month.period
    assert checking.verify(at).holds


def test_a_training_book_keeps_no_grand_total(tmp_path: Path) -> None:
    at = small.counter(tmp_path / "b", "iroise", TODAY, kind="training")
    contract = small.contract(at, 1, opened_on=TODAY)
    number = pay(at, contract, 50_00, "p")
    page = pypdfium2.PdfDocument(printing.preview(at, "receipt", number, language="fr"))[0]
    assert "MODE ÉCOLE" in page.get_textpage().get_text_range()
    end_shift(at, "z")
    made = closings.close(at, "day")
    assert made.training
    assert (made.period.collected, made.perpetual.collected) == (50_00, 0)
    assert checking.verify(at).holds


def test_what_is_booked_after_a_closing_falls_into_the_next_one(
    till: tuple[Counter, str],
) -> None:
    at, contract = till
    pay(at, contract, 10_00, "p1")
    end_shift(at, "z1")
    first = closings.close(at, "day")
    issue(at, contract, 70_00)
    shifts.open_shift(at, shifts.OpenShift("o", float=100_00))
    pay(at, contract, 20_00, "p2")
    end_shift(at, "z2")
    second = closings.close(at, "day")
    assert first.period.collected == 10_00
    assert (second.start, second.period.collected, second.period.turnover) == (
        TODAY,
        20_00,
        70_00,
    )
    month = closings.close(at, "month")
    assert month.period == first.period + second.period
    assert checking.verify(at).holds


def test_days_forgotten_are_closed_each_with_its_own_record(till: tuple[Counter, str]) -> None:
    at, contract = till
    for n in range(3):
        there = small.on(at, TODAY + timedelta(days=n))
        if n:
            shifts.open_shift(there, shifts.OpenShift(f"o{n}", float=100_00))
        pay(there, contract, 10_00 * (n + 1), f"p{n}")
        end_shift(there, f"z{n}")
    late = closings.close(there, "day", on=TODAY + timedelta(days=1))
    assert (late.period.collected, late.perpetual.collected) == (20_00, 30_00)
    last = closings.close(there, "day")
    assert (last.period.collected, last.perpetual.collected) == (30_00, 60_00)
    assert len(closings.closings(at)) == 3
    assert checking.verify(at).holds


def test_nothing_is_closed_ahead_of_time(till: tuple[Counter, str]) -> None:
    at, _ = till
    with pytest.raises(refusals_till.ClosingInFuture):
        closings.close(at, "day", on=TODAY + timedelta(days=1))
    end_shift(at, "z")
    with pytest.raises(refusals_till.NothingToClose):
        closings.close(at, "month")
    empty = closings.close(at, "day")
    assert empty.period == type(empty.period)()
    with pytest.raises(refusals.UnknownDocument):
        closings.closing(at, "G-T001A-26-999999")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE journal SET body = body || ' ' WHERE seq = 4", "journal entry 4"),
        ("UPDATE seal SET hash = 'x' WHERE chain = 'P' AND n = 2", "P 2 (R-T001A-26-000002)"),
        ("DELETE FROM seal WHERE chain = 'P' AND n = 1", "P 1 (R-T001A-26-000001)"),
        ("UPDATE payment SET amount = 11, given = 11 WHERE id = 1", "R-T001A-26-000001"),
        ("UPDATE entry SET amount = amount + 1 WHERE document LIKE 'R%1'", "R-T001A-26-000001"),
        ("UPDATE movement SET facts = '{}' WHERE id = 1", "V-T001A-26-000001"),
        ("UPDATE shift_report SET expected = expected + 1", "Z-T001A-26-000001"),
        (
            "UPDATE closing SET facts = replace(facts, '\"collected\":3000', '\"collected\":1')",
            "G-T001A-26-000001",
        ),
    ],
)
def test_the_first_broken_record_is_named(
    till: tuple[Counter, str], change: str, named: str
) -> None:
    at, contract = till
    pay(at, contract, 10_00, "p1")
    pay(at, contract, 20_00, "p2")
    shifts.pay_in(at, shifts.MoveCash(1_00, "appoint", "in"))
    shifts.close_shift(at, shifts.CloseShift("z", counted=101_00))
    closings.close(at, "day")
    assert checking.verify(at).holds
    with at.book.jot(at.hand()) as pen:
        triggers = pen.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).scalars()
        for name in triggers.all():
            pen.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        pen.connection.exec_driver_sql(change)
    broken = [c.detail for c in checking.verify(at).checks if not c.holds]
    assert any(named in detail for detail in broken), broken


def test_the_archive_of_a_year_is_checked_without_guichet(
    till: tuple[Counter, str], tmp_path: Path
) -> None:
    at, contract = till
    issue(at, contract, 70_00)
    number = pay(at, contract, 10_00, "p1")
    reversals.reverse(at, reversals.Reverse(number, "erreur", "B02", "x"))
    end_shift(at, "z")
    for kind in ("day", "month", "year"):
        closings.close(at, kind)
    made = closings.archive(at, year=2026, out=tmp_path / "out")
    assert verifier(made.path, tmp_path) == 0
    with zipfile.ZipFile(made.path) as archive:
        names = set(archive.namelist())
        assert {"receipts.csv", "receipts.jsonl", "entries.csv", "journal.csv"} <= names
        assert number in archive.read("receipts.jsonl").decode()
        texts = {name: archive.read(name) for name in names}
    for name, old, new in (
        ("receipts.jsonl", b'"amount":1000', b'"amount":2000'),
        ("journal.csv", b"payment_taken", b"payment_taker"),
        ("closings.jsonl", b'"turnover":7000', b'"turnover":9000'),
        ("manifest.json", b'"year": 2026', b'"year": 2025'),
    ):
        forged = tmp_path / "forged.zip"
        with zipfile.ZipFile(forged, "w") as archive:
            for each, text in texts.items():
                archive.writestr(each, text.replace(old, new) if each == name else text)
        assert old in texts[name]
        assert verifier(forged, tmp_path) == 1, name
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(unpacked)
    inside = [sys.executable, "-I", "-S", str(unpacked / "verify.py")]
    assert subprocess.run(inside, capture_output=True).returncode == 0, "the unpacked folder too"
    (unpacked / "receipts.csv").unlink()
    assert subprocess.run(inside, capture_output=True).returncode == 1
    with pytest.raises(refusals_till.YearStillOpen):
        closings.archive(at, year=2027, out=tmp_path)
    blocked = tmp_path / "a file"
    blocked.write_text("")
    with pytest.raises(refusals.CannotWriteFile):
        closings.archive(at, year=2026, out=blocked)
    assert checking.verify(at).holds


def verifier(path: Path, folder: Path) -> int:
    """Run the verifier that the archive itself carries, with nothing but the standard library."""
    with zipfile.ZipFile(path) as archive:
        archive.extract("verify.py", folder)
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(path)]
    return subprocess.run(command, capture_output=True).returncode


def test_the_same_closing_prints_in_three_languages(till: tuple[Counter, str]) -> None:
    at, contract = till
    pay(at, contract, 10_00, "p1")
    end_shift(at, "z")
    made = closings.close(at, "day")
    for language in ("fr", "ar", "en"):
        assert printing.preview(at, "closing", made.number, language=language).startswith(b"%PDF")
    assert replace(made, hash_code="") != made
