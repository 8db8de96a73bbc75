"""The papers of a billing run: invoices in files of at most a thousand pages, by route or postcode, in walking order.

Files are drawn beside their place first; then the copies are counted with one journal entry, and only then do the files
take their names: a batch that breaks counts no copy and leaves no half file.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.domain.refusals import CannotWriteFile, UnknownDocument
from desktop_app.domain.rulebook import RuleBook
from desktop_app.storage import book as books
from desktop_app.storage import invoices, journal, runs

from . import rulebooks
from .counter import Counter
from .printing import mode_of
from .run import Progress
from .run_crew import wanted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.documents.invoice import Sheaf

MOST_PAGES = 1000
"""Pages of one file: what a printer takes, and what keeps memory flat."""
_PART = ".part"
_EACH_IS_WORTH = 10
"""Drawing an invoice takes so many times longer than drawing it up."""


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One file: the route or postcode it is for, its documents and pages."""

    path: Path
    place: str
    documents: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Job:
    """Consecutive documents of one place, each with the copy it will be, and the names their files start with."""

    place: str
    stem: Path
    documents: tuple[tuple[str, int], ...]


def write(
    counter: Counter,
    number: str,
    *,
    out: Path,
    by: str = "route",
    progress: Progress | None = None,
    helpers: int | None = None,
) -> tuple[PaperFile, ...]:
    """Write the invoices of this run; `by` route | postcode. Refuses UnknownDocument; trouble CannotWriteFile,
    FontMissing. `helpers` processes draw (None: as many as there are cores, for many invoices)."""
    with counter.book.read() as connection:
        if runs.by_number(connection, number) is None:
            raise UnknownDocument(number=number)
        listed = runs.documents(connection, number, by=by)
        copies = runs.copies_of(connection, number)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWriteFile(path=str(out)) from error
    jobs = tuple(_jobs(listed, copies, out, number))
    crew = wanted(len(listed) * _EACH_IS_WORTH) if helpers is None else helpers
    made: list[PaperFile] = []
    done = 0
    try:
        for files in _drawn(counter, jobs, crew):
            made += files
            done += sum(f.documents for f in files)
            if progress is not None:
                progress(done, len(listed))
        _count(counter, number, listed)
        for file in made:
            file.path.replace(_final(file.path))
    except OSError as error:
        raise CannotWriteFile(path=str(out)) from error
    finally:
        for left in out.glob(f"{number}-*{_PART}"):
            left.unlink(missing_ok=True)
    return tuple(replace(f, path=_final(f.path)) for f in made)


def _jobs(
    listed: list[tuple[str, str, str]], copies: dict[str, int], out: Path, number: str
) -> Iterator[_Job]:
    for place, rows in groupby(listed, key=lambda row: row[0]):
        held = [(document, copies.get(document, 0)) for _, document, _ in rows]
        name = "".join(c for c in place if c.isalnum()) or "0"
        for n in range(0, len(held), MOST_PAGES):
            stem = out / f"{number}-{name}-{n // MOST_PAGES + 1}"
            yield _Job(place, stem, tuple(held[n : n + MOST_PAGES]))


def _final(part: Path) -> Path:
    return part.with_name(part.name.removesuffix(_PART))


def _drawn(counter: Counter, jobs: tuple[_Job, ...], helpers: int) -> Iterable[list[PaperFile]]:
    mode = mode_of(counter)
    if not helpers:
        for job in jobs:
            with counter.book.read() as connection:
                yield _draw(connection, counter.rules, mode, job)
        return
    with ProcessPoolExecutor(
        helpers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(counter.book.reading_key(), counter.rules.code, mode),
    ) as pool:
        longest = sorted(range(len(jobs)), key=lambda n: -len(jobs[n].documents))
        made = {n: pool.submit(_help, jobs[n]) for n in longest}  # the last to end is a short one
        for n in range(len(jobs)):
            yield made.pop(n).result()


_held = ExitStack()
_tools: tuple[Connection, RuleBook, str] | None = None
"""What a helper process works with, from its beginning to its end."""


def _begin(book: books.ReadingKey, operator: str, mode: str) -> None:
    global _tools
    connection = _held.enter_context(books.reading(book))
    _tools = connection, rulebooks.load(operator), mode


def _help(job: _Job) -> list[PaperFile]:
    assert _tools is not None
    return _draw(*_tools, job)


def draw(
    connection: Connection, rules: RuleBook, mode: str, numbers: Sequence[str], stem: Path
) -> list[PaperFile]:
    """These invoices in files whose names start so, for measuring."""
    return _draw(connection, rules, mode, _Job("", stem, tuple((n, 0) for n in numbers)))


def _draw(connection: Connection, rules: RuleBook, mode: str, job: _Job) -> list[PaperFile]:
    """The files of a job, not yet under their names."""
    from desktop_app.documents.invoice import Sheaf

    made: list[PaperFile] = []
    sheaf, held = Sheaf(rules, mode=mode), 0
    for number, copy in job.documents:
        fact = invoices.load(connection, number)
        assert fact is not None
        sheaf.add(fact, languages_of(rules, fact.customer.language), copy=copy)
        held += 1
        if sheaf.pages >= MOST_PAGES - 1:  # an invoice may take two pages
            made.append(_kept(sheaf, job, len(made), held))
            sheaf, held = Sheaf(rules, mode=mode), 0
    if held:
        made.append(_kept(sheaf, job, len(made), held))
    return made


def _kept(sheaf: Sheaf, job: _Job, n: int, documents: int) -> PaperFile:
    path = Path(f"{job.stem}{f'-{n + 1}' if n else ''}.pdf{_PART}")
    path.write_bytes(sheaf.close(job.stem.name))
    return PaperFile(path, job.place, documents, sheaf.pages)


def languages_of(rules: RuleBook, customer: str) -> tuple[str, ...]:
    """Both languages of the utility's invoices, else the customer's own."""
    if len(rules.paper) > 1:
        return rules.paper
    return (customer if customer in rules.languages else rules.languages[0],)


def _count(counter: Counter, number: str, listed: list[tuple[str, str, str]]) -> None:
    if not listed:
        return
    documents = [document for _, document, _ in listed]
    with counter.book.write(counter.hand()) as pen:
        rules = counter.rules
        told = {document: "+".join(languages_of(rules, own)) for _, document, own in listed}
        runs.add_copies(pen, number, told)
        body = {"run": number, "ranges": journal.ranges(documents)}
        pen.journal("document_printed", body=body)
