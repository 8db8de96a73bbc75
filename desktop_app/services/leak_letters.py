"""The information letter of a leak file on paper: each copy counted and journalled, as proof that it was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.leak import LeakFile, LeakLetter
from desktop_app.domain.refusals import CannotWriteFile

from .counter import Counter
from .leaks import billing, find, law_of
from .whom import contract_of, customer_of

if TYPE_CHECKING:
    from .printing import Printed, Queued


def letter(counter: Counter, key: str) -> LeakLetter:
    """What the letter of this file (its number, or its contract's) says today. Refuses LeakNotCovered,
    LeakFileMissing."""
    law = law_of(counter)
    with counter.book.read() as connection:
        stored = find(connection, key)
        made = LeakFile(stored.case, stored.events, law.months)
        customer = customer_of(contract_of(connection, stored.case.contract), counter.rules)
        number = billing(connection, stored.contract_id, stored.case.meter, stored.case.end)
    told = made.notified
    return LeakLetter(
        file=made,
        customer=customer,
        on=told.on if told else counter.today(),
        invoice=stored.case.invoice or number,
    )


def preview(
    counter: Counter, key: str, *, language: str | None = None, copy: int | None = None
) -> bytes:
    """The PDF bytes as this copy (default: the next one) looks, without counting it; refuses like `letter`."""
    from desktop_app.storage import payments as stored

    fact = letter(counter, key)
    if copy is None:
        with counter.book.read() as connection:
            copy = stored.copies(connection, fact.file.case.number)
    return _draw(counter, fact, language, copy)[0]


def write(
    counter: Counter,
    key: str,
    *,
    out: Path,
    language: str | None = None,
    queued: Queued | None = None,
) -> Printed:
    """Write the letter and count the copy; refuses like `letter`, trouble CannotWriteFile."""
    from desktop_app.storage import payments as stored

    from .printing import LEAK, Printed, write_whole

    fact = letter(counter, key)
    number = fact.file.case.number
    if not out.parent.is_dir():
        raise CannotWriteFile(path=str(out))
    with counter.book.read() as connection:
        expected = stored.copies(connection, number)
    page, spoken = _draw(counter, fact, language, expected)
    with counter.book.write(counter.hand()) as pen:
        copy = stored.add_copy(pen, number, spoken)
        pen.journal(
            "document_printed",
            document=number,
            body={"kind": LEAK, "copy": copy, "language": spoken},
        )
        if queued is not None:
            queued(pen, copy, spoken)
    if copy != expected:
        page = _draw(counter, fact, language, copy)[0]
    write_whole(out, page)
    return Printed(number, LEAK, spoken, copy, page.count(b"/Type /Page\n"), out)


def _draw(counter: Counter, fact: LeakLetter, language: str | None, copy: int) -> tuple[bytes, str]:
    from desktop_app.documents.leak import draw_leak

    from .printing import mode_of

    known = fact.customer.language
    spoken = language or (known if known in counter.rules.languages else counter.rules.languages[0])
    return draw_leak(fact, counter.rules, (spoken,), copy=copy, mode=mode_of(counter)), spoken
