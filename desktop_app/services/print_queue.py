"""The way to paper: each kind of document has its printer, a dead printer keeps the page waiting, a doubt is asked.

The payment is long committed when its receipt is printed: nothing here can undo it. A copy is counted when it enters
the queue; the page is drawn again from the stored fact each time it is sent, so nothing is lost with a kill.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.domain.refusals import CannotWriteFile, SettingsUnreadable, Trouble
from desktop_app.domain.refusals_bank import PrinterBroke, UnknownPrintJob
from desktop_app.storage import payments as stored
from desktop_app.storage import print_jobs
from desktop_app.storage.failpoints import failpoint
from desktop_app.storage.print_jobs import IN_DOUBT, PRINTED, QUEUED, SENDING, JobFact

from . import printing
from .counter import Counter

if TYPE_CHECKING:
    from desktop_app.storage.book import Pen

VIRTUAL = "virtual"
"""In the settings: keep what is printed as pictures in the book's own folder."""
_PAPERS = "papers"


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A page on its way to paper. `state`: queued, sending, printed or in_doubt; `trouble` why it still waits."""

    id: int
    document: str
    copy: int
    route: str
    state: str
    tries: int
    trouble: Trouble | None = None


def route_of(counter: Counter, kind: str, printers: Mapping[str, str] | None = None) -> str:
    """The way to the receipt printer for this kind of document, "" when it goes to the page printer.

    Demo books without a printer print on a virtual one. Trouble SettingsUnreadable."""
    route = (_printers() if printers is None else printers).get(kind, "")
    if kind == "receipt" and not route and counter.book.installation.kind != "real":
        route = VIRTUAL
    if route == VIRTUAL:
        folder = counter.book.folder / _PAPERS
        folder.mkdir(exist_ok=True)
        route = f"{VIRTUAL}:{folder}"
    return route


def receipts_have_a_printer() -> bool:
    """Whether the settings name a receipt printer of its own. Trouble SettingsUnreadable."""
    return bool(_printers().get("receipt", ""))


def _printers() -> Mapping[str, str]:
    try:
        return settings.load().printers
    except settings.SettingsFault as fault:
        raise SettingsUnreadable(file=str(fault.file), reason=fault.reason) from fault


def submit(
    counter: Counter,
    number: str,
    *,
    language: str | None = None,
    printers: Mapping[str, str] | None = None,
) -> Job:
    """Count a copy of this receipt and put it in the queue, then try to print what waits. Refuses UnknownDocument,
    PrinterUnknown. A printer that is off is no failure: the page waits, its `trouble` said."""
    from desktop_app.exchange import printer

    kind = "receipt"
    route = route_of(counter, kind, printers)
    printer.way(route)
    spoken = printing.languages_of(counter, kind, number, language)
    with counter.book.write(counter.hand()) as pen:
        copy = _count(pen, number, spoken)
        job = print_jobs.add(
            pen, document=number, kind=kind, copy=copy, language=spoken, route=route
        )
        failpoint("print_queued")
    tried = {one.id: one for one in run(counter)}
    return tried.get(job) or _job(counter, job)


def run(counter: Counter) -> tuple[Job, ...]:
    """Send every page that waits, oldest first; one dead printer does not stop the others."""
    with counter.book.read() as connection:
        waiting = print_jobs.in_state(connection, QUEUED)
    dead: dict[str, Trouble] = {}
    return tuple(
        _told(job, dead[job.route]) if job.route in dead else _send(counter, job, dead)
        for job in waiting
    )


def recover(counter: Counter) -> tuple[Job, ...]:
    """After a crash: a page that was being sent is in doubt. Answers what must be asked, oldest first."""
    with counter.book.read() as connection:
        cut = print_jobs.in_state(connection, SENDING)
    if cut:
        with counter.book.jot(counter.hand()) as pen:
            for job in cut:
                print_jobs.move(pen, job.id, IN_DOUBT)
    return jobs(counter, IN_DOUBT)


def answer(counter: Counter, job: int, *, came_out: bool) -> Job:
    """Whether a page in doubt came out of the printer; if not, it is printed again as the next copy. Refuses
    UnknownPrintJob."""
    with counter.book.read() as connection:
        known = print_jobs.by_id(connection, job)
    if known is None or known.state != IN_DOUBT:
        raise UnknownPrintJob(job=job)
    with counter.book.write(counter.hand()) as pen:
        if came_out:
            print_jobs.move(pen, job, PRINTED)
        else:
            copy = _count(pen, known.document, known.language)
            print_jobs.move(pen, job, QUEUED, copy=copy)
        pen.journal("print_answered", document=known.document, body={"came_out": came_out})
    if not came_out:
        run(counter)
    return _job(counter, job)


def jobs(counter: Counter, *states: str) -> tuple[Job, ...]:
    """The pages in these states (default: all that is not printed), oldest first."""
    with counter.book.read() as connection:
        found = print_jobs.in_state(connection, *(states or (QUEUED, SENDING, IN_DOUBT)))
    return tuple(_told(job) for job in found)


def picture(
    counter: Counter, number: str, *, out: Path, language: str | None = None
) -> tuple[int, str]:
    """The roll of a receipt as a black and white PNG, as a thermal printer draws it; its copy and language.
    Refuses UnknownDocument; trouble CannotWriteFile."""
    from desktop_app.exchange import roll

    if not out.parent.is_dir():
        raise CannotWriteFile(path=str(out))
    spoken = printing.languages_of(counter, "receipt", number, language)
    with counter.book.write(counter.hand()) as pen:
        copy = _count(pen, number, spoken)
    page = printing.drawn(counter, "receipt", number, spoken, copy=copy, narrow=True)
    printing.write_whole(out, roll.png(roll.raster(page)))
    return copy, spoken


def _send(counter: Counter, job: JobFact, dead: dict[str, Trouble]) -> Job:
    """One page: said to be sent before the first byte leaves, said to be printed after the last."""
    from desktop_app.exchange import printer

    page = printing.drawn(counter, job.kind, job.document, job.language, copy=job.copy, narrow=True)
    _move(counter, job.id, SENDING, tried=True)
    failpoint("print_sending")
    try:
        printer.put(job.route, page, kick=_kicks(counter, job))
    except PrinterBroke as broken:
        dead[job.route] = broken
        _move(counter, job.id, IN_DOUBT)
        return _told(dataclasses.replace(job, state=IN_DOUBT, tries=job.tries + 1), broken)
    except Trouble as off:
        _move(counter, job.id, QUEUED)
        dead[job.route] = off
        return _told(dataclasses.replace(job, tries=job.tries + 1), off)
    failpoint("print_sent")
    _move(counter, job.id, PRINTED)
    failpoint("print_told")
    return _told(dataclasses.replace(job, state=PRINTED, tries=job.tries + 1))


def _kicks(counter: Counter, job: JobFact) -> bool:
    """The drawer opens with the first receipt of a payment in cash, and never with a copy."""
    if job.copy or job.kind != "receipt":
        return False
    with counter.book.read() as connection:
        made = stored.load(connection, job.document)
    return made is not None and dict(stored.kept(made)).get("cash", 0) != 0


def _count(pen: Pen, number: str, language: str) -> int:
    copy = stored.add_copy(pen, number, language)
    body = {"kind": "receipt", "copy": copy, "language": language}
    pen.journal("document_printed", document=number, body=body)
    return copy


def _move(counter: Counter, job: int, state: str, *, tried: bool = False) -> None:
    with counter.book.jot(counter.hand()) as pen:
        print_jobs.move(pen, job, state, tried=tried)


def _job(counter: Counter, job: int) -> Job:
    with counter.book.read() as connection:
        found = print_jobs.by_id(connection, job)
    assert found is not None
    return _told(found)


def _told(fact: JobFact, trouble: Trouble | None = None) -> Job:
    return Job(fact.id, fact.document, fact.copy, fact.route, fact.state, fact.tries, trouble)
