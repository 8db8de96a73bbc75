"""Keep one small book of this release for ever: python tests/books/freeze.py (once per release, then commit)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from desktop_app import __version__, app, settings
from desktop_app.domain.payment import TenderKind
from desktop_app.services import dossier, find, payments

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Make a demo agency of a dozen subscribers in which one of them has just paid."""
    folder = HERE / __version__
    shutil.rmtree(folder, ignore_errors=True)
    app.make_demo(folder, operator="oran", subscribers=12, seed=1, today=date(2026, 6, 30))
    counter = app.open_counter(settings.load(data=folder))
    for hit in find.find(counter, "a", limit=3):
        owed = dossier.show(counter, hit.contract).balances.owed
        command = payments.TakePayment(
            hit.contract, max(owed, 100_00), TenderKind.CARD, f"freeze-{hit.contract}"
        )
        payments.take_payment(counter, command)
    counter.book.close()


if __name__ == "__main__":
    main()
