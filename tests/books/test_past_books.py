"""The past still opens: one book of every release, read, verified, written and printed by today's program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop_app import __version__, app, settings
from desktop_app.domain.payment import TenderKind
from desktop_app.services import checking, dossier, find, payments, printing

BOOKS = sorted(p.parent for p in Path(__file__).parent.glob("*/guichet.book"))


def test_this_release_has_its_book() -> None:
    assert __version__ in [folder.name for folder in BOOKS], "python tests/books/freeze.py"


@pytest.mark.parametrize("kept", BOOKS, ids=lambda p: p.name)
def test_a_book_of_the_past_opens_and_goes_on(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(kept, folder)
    counter = app.open_counter(settings.load(data=folder))
    verified = checking.verify(counter)
    assert verified.holds, verified
    found = [dossier.show(counter, h.contract) for h in find.find(counter, "a", limit=3)]
    assert [d.payments for d in found if d.payments]
    for paid in found[0].payments[-1:]:
        assert printing.preview(counter, "receipt", paid.number).startswith(b"%PDF")
    command = payments.TakePayment(found[0].customer.contract, 100_00, TenderKind.CARD, "goes-on")
    payments.take_payment(counter, command)
    assert checking.verify(counter).holds
    counter.book.close()
