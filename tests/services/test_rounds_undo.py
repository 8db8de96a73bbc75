"""An import of readings taken back: the book says what it said before, until something rests on the readings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.refusals_readings import (
    ImportUndone,
    ImportUsed,
    ReadingsFileAgain,
    UnknownImport,
)
from desktop_app.services import checking, dossier, readings, rounds_import, rounds_undo
from desktop_app.services.counter import Counter
from desktop_app.services.readings import TakeReading

from . import small
from .test_invoicing import issue, read

APR, JUL, OCT = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)


@pytest.fixture
def oran(tmp_path: Path) -> Counter:
    at = small.counter(tmp_path / "b", "oran", OCT)
    for n in (1, 2, 3):
        number = small.contract(at, n, opened_on=date(2026, 1, 1))
        read(at, number, 40, APR)
        issue(at, number, APR)
    return at


def written(folder: Path, *rows: str) -> Path:
    file = folder / "round.csv"
    file.write_text("\n".join(["meter;date;index", *rows]), encoding="utf-8")
    return file


def contracts(at: Counter) -> list[str]:
    from desktop_app.services import find

    return [h.contract for h in find.find(at, "rue du Port")]


def known(at: Counter) -> list[tuple[object, ...]]:
    return [
        (r.on, r.index, r.kind, r.volume)
        for c in contracts(at)
        for r in dossier.show(at, c).readings
    ]


def test_it_is_taken_back_whole_and_can_come_again(oran: Counter, tmp_path: Path) -> None:
    file = written(tmp_path, "W000001;2026-07-01;80", "W000002;2026-07-01;81")
    before = known(oran)
    made = rounds_import.import_readings(oran, file)
    assert made.number == "I-T001A-26-000001"
    with pytest.raises(ReadingsFileAgain):
        rounds_import.import_readings(oran, file)
    back = rounds_undo.undo(oran, made.number)
    assert (back.cancelled, back.restored) == (2, 0)
    assert known(oran) == before
    assert [(i.number, i.undone_on) for i in rounds_undo.imports(oran)] == [(made.number, OCT)]
    with pytest.raises(ImportUndone):
        rounds_undo.undo(oran, made.number)
    again = rounds_import.import_readings(oran, file)
    assert (again.number, again.accepted) == ("I-T001A-26-000002", 2)
    with pytest.raises(ReadingsFileAgain):
        rounds_import.import_readings(oran, file)
    rounds_undo.undo(oran, again.number)
    assert known(oran) == before
    assert checking.verify(oran).holds


def test_an_invoice_or_a_later_reading_holds_it(oran: Counter, tmp_path: Path) -> None:
    file = written(
        tmp_path, "W000001;2026-07-01;80", "W000002;2026-07-01;81", "W000003;2026-07-01;82"
    )
    made = rounds_import.import_readings(oran, file)
    assert made.number
    one, two, _ = sorted(contracts(oran), key=lambda c: dossier.show(oran, c).meters[0].serial)
    bill = issue(oran, one, JUL)
    readings.take_reading(oran, TakeReading(two, 95, date(2026, 8, 1), confirmed=True))
    before = known(oran)
    with pytest.raises(ImportUsed) as refused:
        rounds_undo.undo(oran, made.number)
    assert refused.value.values["by"] == (bill.number, "W000002 01/08/2026")
    assert known(oran) == before


def test_an_estimate_of_the_same_day_comes_back(oran: Counter, tmp_path: Path) -> None:
    number = contracts(oran)[0]
    serial = dossier.show(oran, number).meters[0].serial
    readings.take_reading(oran, TakeReading(number, 0, date(2026, 8, 1), kind="estimated"))
    before = known(oran)
    shown = dossier.show(oran, number).readings[-1]
    file = written(tmp_path, f"{serial};2026-08-01;{shown.index + 1}")
    made = rounds_import.import_readings(oran, file, confirmed=True)
    assert made.number
    assert rounds_undo.undo(oran, made.number).restored == 1
    assert known(oran) == before


def test_estimates_shared_anew_are_as_they_were(oran: Counter, tmp_path: Path) -> None:
    number = contracts(oran)[0]
    serial = dossier.show(oran, number).meters[0].serial
    readings.take_reading(oran, TakeReading(number, 0, date(2026, 6, 1), kind="estimated"))
    readings.take_reading(oran, TakeReading(number, 0, date(2026, 8, 1), kind="estimated"))
    before = known(oran)
    file = written(tmp_path, f"{serial};2026-09-01;50")
    made = rounds_import.import_readings(oran, file, confirmed=True)
    assert made.number
    assert known(oran) != before
    assert rounds_undo.undo(oran, made.number).restored == 2
    assert known(oran) == before


def test_no_such_import(oran: Counter) -> None:
    with pytest.raises(UnknownImport):
        rounds_undo.undo(oran, "I-T001A-26-000009")
