"""Paper: a page is made from the stored fact, after the commit; the first is the original, the next are DUPLICATA n."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.invoice import Invoice
from desktop_app.domain.refusals import CannotWriteFile, UnknownDocument

from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.domain.arrangement import Arrangement
    from desktop_app.domain.closing import Closing
    from desktop_app.domain.explanation import Explanation
    from desktop_app.domain.monthly import Schedule
    from desktop_app.domain.payment import Receipt
    from desktop_app.domain.till import DepositSlip, ShiftReport
    from desktop_app.storage.book import Pen

    Fact = Invoice | Receipt | Schedule | Arrangement | ShiftReport | DepositSlip | Closing

EXPLANATION = "explanation"
"""The letter that explains an invoice: not an original of its own, so no copies are counted."""
LEAK = "leak"
"""The letter that tells of an abnormal volume, by the number of its leak file."""
LETTERS = (EXPLANATION, LEAK)
NARROW = ("receipt", "z", "deposit", "closing")
"""What also exists for an 80 mm roll."""
KINDS = ("invoice", "receipt", "schedule", "arrangement", "z", "deposit", "closing")
TILL = ("z", "deposit", "closing")
"""Papers of the till: no customer's, so in the utility's first language."""
_MODES = {"demo": "demo", "training": "training"}


@dataclass(frozen=True, slots=True)
class Printed:
    document: str
    kind: str
    """invoice | receipt | schedule | arrangement | z | deposit | closing"""
    language: str
    copy: int
    """0 for the original."""
    pages: int
    path: Path
    roll: str = ""
    """On its way to a printer instead of being kept: "printed", "queued", "sending" (by the window) or "in_doubt"."""
    printer: str = ""
    job: int = 0
    """Its number in the print queue; 0 when it is only kept."""


Queued = Callable[["Pen", int, str], object]
"""Puts a copy just counted (its number, its languages) into the print queue, in the same transaction."""


def print_document(
    counter: Counter,
    kind: str,
    number: str,
    *,
    out: Path,
    language: str | None = None,
    narrow: bool = False,
    queued: Queued | None = None,
) -> Printed:
    """Write the PDF of this document; `narrow` = on an 80 mm roll. `language` None: the customer's own.

    Refuses UnknownDocument; trouble CannotWriteFile, FontMissing. The copy is counted in the same transaction as its
    journal entry, and the page is drawn before that, so that a missing font counts no copy."""
    from desktop_app.storage import payments as stored

    if kind == EXPLANATION:
        from . import explaining

        return explaining.write(counter, number, out=out, language=language, queued=queued)[1]
    if kind == LEAK:
        from . import leak_letters

        return leak_letters.write(counter, number, out=out, language=language, queued=queued)
    fact = _fact(counter, kind, number)
    if not out.parent.is_dir():
        raise CannotWriteFile(path=str(out))
    with counter.book.read() as connection:
        expected = stored.copies(connection, number)
    languages = _languages(counter, kind, fact, language)
    page = _draw(counter, kind, fact, languages, copy=expected, narrow=narrow)
    with counter.book.write(counter.hand()) as pen:
        copy = stored.add_copy(pen, number, "+".join(languages))
        pen.journal(
            "document_printed",
            document=number,
            body={"kind": kind, "copy": copy, "language": "+".join(languages)},
        )
        if queued is not None:
            queued(pen, copy, "+".join(languages))
    if copy != expected:
        page = _draw(counter, kind, fact, languages, copy=copy, narrow=narrow)
    write_whole(out, page)
    return Printed(number, kind, "+".join(languages), copy, page.count(b"/Type /Page\n"), out)


def preview(
    counter: Counter, kind: str, number: str, *, language: str | None = None, narrow: bool = False
) -> bytes:
    """The PDF bytes as the next copy would look, without counting a copy."""
    from desktop_app.storage import payments as stored

    if kind == EXPLANATION:
        from . import explaining

        return explaining.preview(counter, number, language=language)
    if kind == LEAK:
        from . import leak_letters

        return leak_letters.preview(counter, number, language=language)
    fact = _fact(counter, kind, number)
    with counter.book.read() as connection:
        copy = stored.copies(connection, number)
    languages = _languages(counter, kind, fact, language)
    return _draw(counter, kind, fact, languages, copy=copy, narrow=narrow)


def preview_simulation(
    counter: Counter, contract: str, *, to: date, language: str | None = None
) -> bytes:
    """The PDF of a simulated invoice, marked SIMULATION."""
    from .billing import simulate_invoice

    fact = simulate_invoice(counter, contract, to=to)
    languages = _languages(counter, "invoice", fact, language)
    return _draw(counter, "invoice", fact, languages, copy=0, mode="simulation")


def kind_of(counter: Counter, number: str) -> str:
    """What this number is: invoice, receipt, schedule or arrangement; refuses UnknownDocument."""
    from desktop_app.storage import payments as stored

    with counter.book.read() as connection:
        found = stored.kind_of(connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def languages_of(counter: Counter, kind: str, number: str, language: str | None) -> str:
    """The languages in which this document is printed, "ar" or "ar+fr"; refuses UnknownDocument."""
    return "+".join(_languages(counter, kind, _fact(counter, kind, number), language))


def drawn(
    counter: Counter, kind: str, number: str, languages: str, *, copy: int, narrow: bool
) -> bytes:
    """The PDF of this copy, nothing counted; refuses UnknownDocument; trouble FontMissing."""
    if kind == EXPLANATION:
        from . import explaining

        return explaining.preview(counter, number, language=languages)
    if kind == LEAK:
        from . import leak_letters

        return leak_letters.preview(counter, number, language=languages, copy=copy)
    fact = _fact(counter, kind, number)
    return _draw(counter, kind, fact, tuple(languages.split("+")), copy=copy, narrow=narrow)


def draw_letter(
    counter: Counter, fact: Explanation, language: str | None = None
) -> tuple[bytes, str]:
    """The PDF of an explanation and its language, the customer's own unless another is named; trouble FontMissing."""
    from desktop_app.documents.explanation import draw_explanation

    languages = _languages(counter, EXPLANATION, fact.invoice, language)
    return draw_explanation(fact, counter.rules, languages, mode=mode_of(counter)), languages[0]


def mode_of(counter: Counter) -> str:
    """How papers of this book are marked: demo, training, or not at all."""
    return _MODES.get(counter.book.installation.kind, "")


def _fact(counter: Counter, kind: str, number: str) -> Fact:
    from desktop_app.storage import closings, invoices, payments, plans, till

    load: dict[str, Callable[[Connection, str], Fact | None]] = {
        "invoice": invoices.load,
        "receipt": payments.load,
        "schedule": plans.load_schedule,
        "arrangement": plans.load_arrangement,
        "z": lambda connection, number: till.report_by(connection, number=number),
        "deposit": lambda connection, number: till.deposit_by(connection, number=number),
        "closing": closings.load,
    }
    with counter.book.read() as connection:
        found = load[kind](connection, number)
    if found is None:
        raise UnknownDocument(number=number)
    return found


def _languages(counter: Counter, kind: str, fact: Fact, language: str | None) -> tuple[str, ...]:
    """The language asked for; else both languages of the utility's invoices, else the customer's own."""
    if language:
        return (language,)
    if kind == "invoice" and len(counter.rules.paper) > 1:
        return counter.rules.paper
    if kind in TILL:
        return counter.rules.languages[:1]
    known = fact.customer.language  # type: ignore[union-attr]
    return (known if known in counter.rules.languages else counter.rules.languages[0],)


def _draw(
    counter: Counter,
    kind: str,
    fact: Fact,
    languages: tuple[str, ...],
    *,
    copy: int,
    narrow: bool = False,
    mode: str | None = None,
) -> bytes:
    from desktop_app.documents.arrangement import draw_arrangement
    from desktop_app.documents.invoice import draw_invoice
    from desktop_app.documents.receipt import draw_receipt
    from desktop_app.documents.schedule import draw_schedule
    from desktop_app.documents.till_pages import draw_closing, draw_deposit, draw_shift_report

    rules = counter.rules
    marked = mode_of(counter) if mode is None else mode
    if kind == "receipt":
        return draw_receipt(fact, rules, languages, copy=copy, narrow=narrow, mode=marked)  # type: ignore[arg-type]
    draw = {
        "invoice": draw_invoice,
        "schedule": draw_schedule,
        "arrangement": draw_arrangement,
        "z": draw_shift_report,
        "deposit": draw_deposit,
        "closing": draw_closing,
    }[kind]
    options = {"narrow": narrow} if kind in NARROW else {}
    made: bytes = draw(fact, rules, languages, copy=copy, mode=marked, **options)  # type: ignore[operator]
    return made


def write_whole(out: Path, page: bytes) -> None:
    """Write whole or not at all: beside, flushed, then renamed."""
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(page)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CannotWriteFile(path=str(out)) from error
