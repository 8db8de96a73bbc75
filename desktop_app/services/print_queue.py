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
from desktop_app.domain.refusals_bank import PaperTooWide, PrinterBroke, UnknownPrintJob
from desktop_app.storage import payments as stored
from desktop_app.storage import print_jobs
from desktop_app.storage.failpoints import failpoint
from desktop_app.storage.print_jobs import IN_DOUBT, PRINTED, QUEUED, SENDING, JobFact

from . import printing
from .counter import Counter
from .printing import Printed

if TYPE_CHECKING:
    from desktop_app.storage.book import Pen

VIRTUAL = "virtual"
"""In the settings: keep what is printed in the book's own folder."""
PAGE, ROLL = "page:", "roll:"
"""Routes to a printer of the system, which the window reaches: a full page, a narrow one."""
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
    kind: str = "receipt"

    @property
    def by_window(self) -> bool:
        """A printer of the system: the window prints it."""
        return self.route.startswith((PAGE, ROLL))


def route_of(
    counter: Counter,
    kind: str,
    printers: Mapping[str, str] | None = None,
    *,
    narrow: bool = True,
    system: str = "",
) -> str:
    """The way to paper for this kind of document, "" when nobody names a printer: a way of exchange.printer, or
    PAGE or ROLL and the name of a printer of the system (`system` is its default one).

    A receipt of a demo book without a printer is drawn on a virtual one. Trouble SettingsUnreadable."""
    known = _printers() if printers is None else printers
    narrow = narrow and kind in printing.NARROW
    route = _named(kind, known, system, narrow=narrow)
    if not route and kind == "receipt" and narrow and counter.book.installation.kind != "real":
        route = VIRTUAL
    return _at_home(counter, route)


def _named(kind: str, known: Mapping[str, str], system: str, *, narrow: bool) -> str:
    """The route that the settings (or the system) name for a paper of this width; "" for none."""
    from desktop_app.exchange.printer import is_way

    named = known.get("letter" if kind in printing.LETTERS else kind, "")
    if is_way(named) and not narrow and kind in printing.NARROW:
        named = ""
    named = named or known.get("roll" if narrow else "page", "") or system
    if not named or is_way(named):
        return named
    return f"{ROLL if narrow else PAGE}{named}"


def on_roll(kind: str) -> bool:
    """Whether papers of this kind are usually narrow: the settings send them to a roll. Trouble SettingsUnreadable."""
    return _usual(kind, _printers())


def _at_home(counter: Counter, route: str) -> str:
    """The virtual printer without a folder keeps its papers beside the book."""
    if route != VIRTUAL:
        return route
    folder = _papers(counter)
    return f"{VIRTUAL}:{folder}"


def _printers() -> Mapping[str, str]:
    try:
        return settings.load().printers
    except settings.SettingsFault as fault:
        raise SettingsUnreadable(file=str(fault.file), reason=fault.reason) from fault


def submit(
    counter: Counter,
    number: str,
    *,
    kind: str = "receipt",
    language: str | None = None,
    printers: Mapping[str, str] | None = None,
) -> Job:
    """Count a copy of this paper and put it in the queue of a printer of ours, then try to print what waits. Refuses
    UnknownDocument, PrinterUnknown, PaperTooWide. A printer that is off is no failure: the page waits, its `trouble`
    said."""
    route = route_of(counter, kind, printers)
    printed = _enter(counter, kind, number, route, language, narrow=kind in printing.NARROW)
    tried = {one.id: one for one in run(counter)}
    return tried.get(printed.job) or _job(counter, printed.job)


def send(
    counter: Counter,
    kind: str,
    number: str,
    *,
    language: str | None = None,
    narrow: bool | None = None,
    system: str = "",
    printers: Mapping[str, str] | None = None,
) -> Printed:
    """Count a copy and send it where this kind of paper goes. `narrow` None: as its printer wants; `system` is the
    default printer of the system. What is for a printer of the system comes back "sending": the window prints the
    file and says so (`told`); without any printer the file is kept. Refuses as `submit`; trouble as print_document."""
    known = _printers() if printers is None else printers
    narrow = kind in printing.NARROW and (_usual(kind, known) if narrow is None else narrow)
    route = _at_home(counter, _named(kind, known, system, narrow=narrow))
    if not route:
        folder = _papers(counter)
        out = _free(folder, number)
        return printing.print_document(
            counter, kind, number, out=out, language=language, narrow=narrow
        )
    made = _enter(counter, kind, number, route, language, narrow=narrow)
    if route.startswith((PAGE, ROLL)):
        _move(counter, made.job, SENDING, tried=True)
        return dataclasses.replace(made, roll=SENDING, printer=route.partition(":")[2])
    tried = {one.id: one for one in run(counter)}
    job = tried.get(made.job) or _job(counter, made.job)
    return dataclasses.replace(made, roll=job.state, printer=job.route)


def fetch(counter: Counter, job: int) -> Printed:
    """The file of a page that waits for a printer of the system, drawn again, from now on "sending". Refuses
    UnknownPrintJob."""
    with counter.book.read() as connection:
        known = print_jobs.by_id(connection, job)
    if known is None or known.state != QUEUED or not _told(known).by_window:
        raise UnknownPrintJob(job=job)
    narrow = known.route.startswith(ROLL)
    page = printing.drawn(
        counter, known.kind, known.document, known.language, copy=known.copy, narrow=narrow
    )
    folder = _papers(counter)
    path = folder / f"{known.document}-{known.copy}.pdf"
    printing.write_whole(path, page)
    _move(counter, job, SENDING, tried=True)
    return Printed(
        known.document,
        known.kind,
        known.language,
        known.copy,
        page.count(b"/Type /Page\n"),
        path,
        SENDING,
        known.route.partition(":")[2],
        job,
    )


def told(counter: Counter, job: int, *, came_out: bool) -> Job:
    """What became of a page that the window has sent: printed, or still waiting for its printer."""
    _move(counter, job, PRINTED if came_out else QUEUED)
    return _job(counter, job)


def run(counter: Counter) -> tuple[Job, ...]:
    """Send every page that waits for a printer of ours, oldest first; one dead printer does not stop the others.
    What waits for a printer of the system is left to the window (`fetch`)."""
    with counter.book.read() as connection:
        waiting = print_jobs.in_state(connection, QUEUED)
    dead: dict[str, Trouble] = {}
    return tuple(
        _told(job, dead[job.route]) if job.route in dead else _send(counter, job, dead)
        for job in waiting
        if not _told(job).by_window
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
            copy = _count(pen, known.kind, known.document, known.language)
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
        copy = _count(pen, "receipt", number, spoken)
    page = printing.drawn(counter, "receipt", number, spoken, copy=copy, narrow=True)
    printing.write_whole(out, roll.png(roll.raster(page)))
    return copy, spoken


def _send(counter: Counter, job: JobFact, dead: dict[str, Trouble]) -> Job:
    """One page: said to be sent before the first byte leaves, said to be printed after the last."""
    from desktop_app.exchange import printer

    narrow = job.kind in printing.NARROW
    page = printing.drawn(
        counter, job.kind, job.document, job.language, copy=job.copy, narrow=narrow
    )
    _move(counter, job.id, SENDING, tried=True)
    failpoint("print_sending")
    try:
        if narrow:
            printer.put(job.route, page, kick=_kicks(counter, job))
        else:
            printer.put_page(job.route, page)
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


def _enter(
    counter: Counter, kind: str, number: str, route: str, language: str | None, *, narrow: bool
) -> Printed:
    """Count a copy, keep its file among the papers and put it in the queue, in one transaction."""
    from desktop_app.exchange import printer

    system = route.startswith((PAGE, ROLL)) and ":" not in route.partition(":")[2]
    if not system:
        way, _ = printer.way(route)
        if kind not in printing.NARROW and way != VIRTUAL:
            raise PaperTooWide(printer=route)
    folder = _papers(counter)
    jobs: list[int] = []

    def queued(pen: Pen, copy: int, spoken: str) -> None:
        jobs.append(
            print_jobs.add(pen, document=number, kind=kind, copy=copy, language=spoken, route=route)
        )
        failpoint("print_queued")

    made = printing.print_document(
        counter,
        kind,
        number,
        out=_free(folder, number),
        language=language,
        narrow=narrow,
        queued=queued,
    )
    return dataclasses.replace(made, job=jobs[0])


def _usual(kind: str, printers: Mapping[str, str]) -> bool:
    from desktop_app.exchange.printer import is_way

    return kind in printing.NARROW and is_way(printers.get(kind, ""))


def _papers(counter: Counter) -> Path:
    """The folder beside the book where papers are kept."""
    folder = counter.book.folder / _PAPERS
    folder.mkdir(exist_ok=True)
    return folder


def _free(folder: Path, number: str) -> Path:
    """The first free file name for this document among the papers."""
    path, turn = folder / f"{number}.pdf", 1
    while path.exists():
        turn += 1
        path = folder / f"{number}-{turn}.pdf"
    return path


def _count(pen: Pen, kind: str, number: str, language: str) -> int:
    """One more copy; a letter that explains has no original of its own, so none is counted."""
    copy = 0 if kind == printing.EXPLANATION else stored.add_copy(pen, number, language)
    body = {"kind": kind, "copy": copy, "language": language}
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
    return Job(
        fact.id, fact.document, fact.copy, fact.route, fact.state, fact.tries, trouble, fact.kind
    )
