"""Half-typed work is kept per kind and contract, replaced by the next, and forgotten once done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app import app
from desktop_app.services import drafts, home
from desktop_app.services.checking import verify
from desktop_app.services.counter import Counter
from desktop_app.services.dossier import show
from desktop_app.settings import Settings


@pytest.fixture
def counter(demo_book: Path) -> Iterator[Counter]:
    opened = app.open_counter(Settings(data=demo_book))
    yield opened
    opened.book.close()


def test_a_draft_waits_on_the_dossier_and_on_the_first_page(
    counter: Counter, contracts: list[str]
) -> None:
    facts = {"index": "15", "step": 1, "documents": ["F-1", "F-2"]}
    drafts.save(counter, "reading", contracts[0], facts)
    [kept] = show(counter, contracts[0]).drafts
    assert kept.facts == facts
    assert (kept.kind, kept.contract) == ("reading", contracts[0])
    assert kept.name == show(counter, contracts[0]).customer.name
    assert home.home(counter).drafts == (kept,)
    assert show(counter, contracts[1]).drafts == ()


def test_the_next_replaces_it_and_nothing_typed_forgets_it(
    counter: Counter, contracts: list[str]
) -> None:
    for text in ("15", "152", "1523"):
        drafts.save(counter, "reading", contracts[0], {"index": text})
    drafts.save(counter, "note", contracts[0], {"text": "calls back"})
    kept = {d.kind: d.facts for d in show(counter, contracts[0]).drafts}
    assert kept == {"reading": {"index": "1523"}, "note": {"text": "calls back"}}
    drafts.save(counter, "reading", contracts[0], {})
    assert [d.kind for d in show(counter, contracts[0]).drafts] == ["note"]


def test_a_payment_is_never_a_draft(counter: Counter, contracts: list[str]) -> None:
    with pytest.raises(LookupError):
        drafts.save(counter, "payment", contracts[0], {"amount": "50"})


def test_drafts_outlive_the_program_and_leave_the_journal_alone(
    demo_book: Path, contracts: list[str]
) -> None:
    first = app.open_counter(Settings(data=demo_book))
    drafts.save(first, "note", contracts[0], {"text": "<b>& émoji 🙂 عربي"})
    drafts.remember_place(first, {"open": contracts[:2], "current": contracts[1]})
    first.book.close()
    again = app.open_counter(Settings(data=demo_book))
    try:
        assert show(again, contracts[0]).drafts[0].facts["text"] == "<b>& émoji 🙂 عربي"
        assert drafts.place_left(again)["open"] == contracts[:2]
        assert home.home(again).drafts[0].kind == "note"
        drafts.remember_place(again, {})
        assert drafts.place_left(again) == {}

        assert verify(again).holds
    finally:
        again.book.close()
