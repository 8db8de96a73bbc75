"""The demo agency: fictional but lifelike subscribers with years of readings, invoices, payments and debts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import monotonic

from desktop_app.domain.refusals import SubscribersOutOfRange
from desktop_app.services import rulebooks
from desktop_app.services.founding import founded, founding_hand
from desktop_app.services.founding.numbering import Numbering
from desktop_app.services.founding.scribe import Scribe
from desktop_app.storage import search
from desktop_app.storage.book import Book

from .history import Teller
from .writing import Writer

LEAST, MOST = 10, 800_000
BILLED_MONTHS = {"monthly": 15, "quarterly": 38, "half-yearly": 48}
"""Months of invoices a demo book keeps (its readings go back three years): older monthly bills are in the archive."""
CHUNK = 100
"""Contracts written at once."""
COMMIT = 4000
"""Contracts of one transaction."""


@dataclass(frozen=True, slots=True)
class DemoBuilt:
    """What the demo agency holds, and how long it took to make (whole seconds)."""

    subscribers: int
    contracts: int
    readings: int
    invoices: int
    payments: int
    mandates: int
    schedules: int
    arrangements: int
    digest: str
    """SHA-256 of every row: the same for the same operator, count, seed and day."""
    seconds: int


def build_demo(
    folder: Path,
    *,
    operator: str,
    subscribers: int,
    seed: int,
    today: date,
    progress: Callable[[int, int], None] | None = None,
    made_on: date | None = None,
    kind: str = "demo",
) -> DemoBuilt:
    """Make the demo book of this operator in `folder`; its history ends on `today`. `kind` "training" makes a book to
    practise in, whose papers all say so.

    `progress` is told (done, of) now and then; `made_on` is the day of its making (default: the clock's), which tells a
    book whose day is fixed from one that lives on. Everything else depends on the operator, the number of subscribers,
    the seed and `today` alone. Refuses UnknownOperator, SubscribersOutOfRange, BookExists.
    """
    if not LEAST <= subscribers <= MOST:
        raise SubscribersOutOfRange(least=LEAST, most=MOST)
    begun = monotonic()
    rules = rulebooks.load(operator)
    teller = Teller(
        rules,
        subscribers=subscribers,
        seed=seed,
        today=today,
        billed_months=BILLED_MONTHS[rules.calendar.kind],
    )
    scribe, numbering = Scribe(), Numbering()
    agency = rules.agencies[0] if rules.agencies else rules.names[rules.languages[0]]
    writer = Writer(teller, scribe, numbering, agency)
    told = _Progress(progress, teller.contracts)
    with founded(
        folder,
        kind=kind,
        operator=operator,
        agency=agency,
        created_on=made_on or datetime.now().astimezone().date(),
        today=today,
    ) as book:
        for n in range(teller.contracts):
            writer.expect(teller.tell(n))
            told.step()
        numbering.begin()
        _write(book, writer, told, seed)
    counted = scribe.counted
    return DemoBuilt(
        subscribers=subscribers,
        contracts=teller.contracts,
        readings=counted["reading"],
        invoices=counted["invoice"],
        payments=counted["payment"],
        mandates=counted["mandate"],
        schedules=counted["schedule"],
        arrangements=counted["arrangement"],
        digest=scribe.digest(),
        seconds=int(monotonic() - begun),
    )


def _write(book: Book, writer: Writer, told: _Progress, seed: int) -> None:
    teller, scribe = writer.teller, writer.scribe
    hand = founding_hand(writer.cashiers["T001"], teller.today)
    for first in range(0, teller.contracts, COMMIT):
        last = min(first + COMMIT, teller.contracts)
        with book.write(hand) as pen:
            if not first:
                writer.begin()
            for n in range(first, last):
                writer.write(teller.tell(n))
                told.step()
                if n % CHUNK == CHUNK - 1:
                    scribe.flush(pen)
            scribe.flush(pen)
            pen.journal("demo_written", body={"contracts": last, "digest": scribe.digest()})
    with book.write(hand) as pen:
        writer.end()
        for row in writer.numbering.series():
            scribe.add("series", *row)
        scribe.flush(pen)
        search.rebuild(pen.connection)
        pen.journal(
            "demo_made",
            body={
                "operator": teller.rules.code,
                "seed": seed,
                "counted": {name: n for name, n in scribe.counted.items() if n},
                "digest": scribe.digest(),
                "ranges": writer.numbering.ranges(),
            },
        )


class _Progress:
    """Tells the caller how far the two tellings of every story are."""

    def __init__(self, tell: Callable[[int, int], None] | None, contracts: int) -> None:
        self._tell = tell
        self._of = 2 * contracts
        self._done = 0

    def step(self) -> None:
        self._done += 1
        if self._tell and (self._done % 100 == 0 or self._done == self._of):
            self._tell(self._done, self._of)
