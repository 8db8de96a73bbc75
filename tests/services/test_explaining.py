"""The explanation through the book: what it is compared with, parts that sum, and the letter in every language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.explanation import Explanation, PartKind
from desktop_app.domain.invoice import InvoiceKind
from desktop_app.domain.refusals import UnknownDocument
from desktop_app.services import checking, explaining
from desktop_app.services.counter import Counter
from desktop_app.texts import bare, texts_in
from desktop_app.texts.explained import label
from tests.documents.reading import has, said

from . import small
from .test_invoicing import issue, read


def sums(found: Explanation) -> dict[str, int]:
    assert sum(p.amount for p in found.parts) == found.difference
    return {p.kind.value: p.amount for p in found.parts if p.amount}


def oran(folder: Path) -> tuple[Counter, list[str]]:
    """A year of quarters and the first of the next: 30 m3 a quarter, then 47."""
    at = small.counter(folder, "oran", date(2027, 4, 1))
    number = small.contract(at, 1, opened_on=date(2026, 1, 1))
    figure, made = 0, []
    for day, volume in (
        (date(2026, 4, 1), 30),
        (date(2026, 7, 1), 30),
        (date(2026, 10, 1), 30),
        (date(2027, 1, 1), 30),
        (date(2027, 4, 1), 47),
    ):
        figure += volume
        read(at, number, figure, day)
        made.append(issue(at, number, day).number)
    return at, made


def test_an_invoice_is_compared_with_the_same_period_last_year(tmp_path: Path) -> None:
    at, made = oran(tmp_path / "b")
    found = explaining.explain(at, made[4])
    assert found.reference is not None
    assert (found.reference.number, found.reference.basis) == (made[0], "last-year")
    assert sums(found) == {"volume": found.difference}
    second = explaining.explain(at, made[1])
    assert second.reference is not None
    assert (second.reference.number, second.reference.basis) == (made[0], "previous")
    assert explaining.explain(at, made[0]).reference is None
    with pytest.raises(UnknownDocument):
        explaining.explain(at, "F-T001A-27-009999")
    at.book.close()


def casablanca(folder: Path) -> tuple[Counter, list[str]]:
    """Two estimated months, then 600 kWh read for three."""
    at = small.counter(folder, "casablanca", date(2026, 7, 1))
    number = small.contract(
        at, 3, opened_on=date(2026, 1, 1), meters=(("E", "power", 6),), name_alt="فاطمة العلوي"
    )
    read(at, number, 150, date(2026, 2, 1))
    made = [
        issue(at, number, day) for day in (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))
    ]
    read(at, number, 150 + 600, date(2026, 5, 1))
    made.append(issue(at, number, date(2026, 5, 1)))
    assert made[-1].kind is InvoiceKind.REGULARISATION
    return at, [i.number for i in made]


def test_a_regularisation_names_the_estimates_it_corrects(tmp_path: Path) -> None:
    at, made = casablanca(tmp_path / "b")
    found = explaining.explain(at, made[3])
    assert found.corrected == (made[1], made[2])
    assert [m.volume for m in found.months] == [189, 209, 202]
    assert sums(found)["correction"] == found.recalculated - found.deducted
    part = next(p for p in found.parts if p.kind is PartKind.CORRECTION)
    assert "2" in label(found, part, at.rules, texts_in("en"))
    at.book.close()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_letter_says_every_part_on_one_page(tmp_path: Path, language: str) -> None:
    at, made = casablanca(tmp_path / "b")
    out = tmp_path / f"why-{language}.pdf"
    fact, printed = explaining.write(at, made[3], out=out, language=language)
    assert (printed.pages, printed.language) == (1, language)
    text = said(out.read_bytes())
    texts = texts_in(language, at.rules.country)
    amounts = [bare(texts.amount(abs(p.amount))).lstrip("\u2212") for p in fact.parts if p.amount]
    assert not has(text, *amounts, *made[1:])
    assert checking.verify(at).holds
    at.book.close()
