"""The papers of a run against their limits: the same page on a plain ReportLab canvas, and one core against two."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from desktop_app import app
from desktop_app.domain.refusals import NoBook, TourOnRealBook

from .benching_bill import copied, next_end, peak_mb
from .call import Answer, Call, table

if TYPE_CHECKING:
    from desktop_app.documents.plain import Floor, Plain
    from desktop_app.domain.invoice import Invoice
    from desktop_app.services.counter import Counter

TARGET_PLAIN, TARGET_CORES, TARGET_MEMORY = 3.0, 1.8, 1.1
_LONGER = 3
"""Memory is compared with that of so many times the pages."""
_ALONE = 100
"""Invoices drawn one by one, each in a file of its own."""


@dataclass(frozen=True, slots=True)
class _Page:
    fact: Invoice
    languages: tuple[str, ...]
    plain: Plain
    floor: Floor


def papers(call: Call) -> Answer:
    """Invoices of a run drawn one by one, on a plain canvas and by the floor writer, then all of them on one core and
    on two, in turns; always on a copy of the book of --data. The peers know their layout and their codes."""
    if not app.has_book(call.settings.data):
        raise NoBook(folder=str(call.settings.data))
    with call.counter() as counter:
        if counter.book.installation.kind == "real":
            raise TourOnRealBook(folder=str(call.settings.data))
        through = next_end(counter)
    wanted = call.arguments.pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with copied(call, folder, through) as counter:
            run, numbers = _billed(counter, wanted)
            pages = _pages(counter, numbers[:_ALONE])
            _one_by_one(counter, pages, [])
            _plainly(pages)
            turns = [
                _turn(counter, run, len(numbers), pages, folder / f"{n}")
                for n in range(call.arguments.turns)
            ]
            some, more = (_memory(counter, numbers, n) for n in (wanted, _LONGER * wanted))
    figures = {name: median(t[name] for t in turns) for name in turns[0]}
    data: dict[str, Any] = {
        "turns": len(turns),
        "invoices": len(numbers),
        "plain_per_s": round(figures["plain"], 1),
        "separate_per_s": round(figures["separate"], 1),
        "one_core_per_s": round(figures["one"], 1),
        "two_cores_per_s": round(figures["two"], 1),
        "floor_per_s": round(figures["floor"], 1),
        "ratio": round(median(t["separate"] / t["plain"] for t in turns), 2),
        "floor_share": round(median(t["separate"] / t["floor"] for t in turns), 2),
        "cores_ratio": round(median(t["two"] / t["one"] for t in turns), 2),
        "memory_mb": round(some),
        "memory_ratio": round(more / some, 2) if some else 0,
        "bytes": round(figures["bytes"]),
        "targets": {
            "ratio": TARGET_PLAIN,
            "cores_ratio": TARGET_CORES,
            "memory_ratio": TARGET_MEMORY,
        },
    }
    say, number = call.texts.say, call.texts.number
    shown = [
        (say("invoices a second, plain canvas"), number(data["plain_per_s"], 1), ""),
        (say("invoices a second, a file each"), number(data["separate_per_s"], 1), ""),
        (say("ratio"), str(data["ratio"]), f">= {TARGET_PLAIN}"),
        (
            say("invoices a second, file put together from ready pieces"),
            number(data["floor_per_s"], 1),
            "",
        ),
        (say("share of it"), str(data["floor_share"]), ""),
        (say("invoices a second, bound, one core"), number(data["one_core_per_s"], 1), ""),
        (say("invoices a second, bound, two cores"), number(data["two_cores_per_s"], 1), ""),
        (say("two cores against one, ratio"), str(data["cores_ratio"]), f">= {TARGET_CORES}"),
        (say("memory of the papers, MB"), str(data["memory_mb"]), ""),
        (
            say("memory of three times the pages, ratio"),
            str(data["memory_ratio"]),
            f"<= {TARGET_MEMORY}",
        ),
    ]
    return Answer(data, table(shown, right=(1, 2)))


def _billed(counter: Counter, wanted: int) -> tuple[str, list[str]]:
    """A run of at least so many invoices where the book has them: its number and those of its invoices."""
    from desktop_app.services import run
    from desktop_app.storage import runs

    through = counter.today()
    routes: list[str] = []
    found = 0
    for route in run.survey(counter, run.Scope(through)).routes:
        routes.append(route)
        found += run.simulate(counter, run.Scope(through, routes=(route,))).report.invoices
        if found >= wanted:
            break
    made = run.bill(counter, run.Scope(through, routes=tuple(routes)), operation="bench")
    number = made.report.number or ""
    with counter.book.read() as connection:
        return number, [row[1] for row in runs.documents(connection, number, by="route")]


def _pages(counter: Counter, numbers: Iterable[str]) -> list[_Page]:
    from desktop_app.documents.invoice import drawn
    from desktop_app.documents.plain import floor, plain
    from desktop_app.services.run_papers import languages_of
    from desktop_app.storage import invoices

    made = []
    with counter.book.read() as connection:
        for number in numbers:
            fact = invoices.load(connection, number)
            assert fact is not None
            languages = languages_of(counter.rules, fact.customer.language)
            pen, _ = drawn(fact, counter.rules, languages, copy=0, mode="")
            made.append(_Page(fact, languages, plain(pen), floor(pen)))
    return made


def _turn(
    counter: Counter, run: str, bound: int, pages: list[_Page], folder: Path
) -> dict[str, float]:
    """Invoices a second of each way, and the bytes of one file."""
    from desktop_app.services import run_papers

    sizes: list[int] = []

    def timed(name: str, count: int, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        rates[name] = count / (time.perf_counter() - started)

    took = {"separate": 0.0, "plain": 0.0, "floor": 0.0}
    for page in pages:  # in turns, so that a machine that slows down slows both
        for name, work in (
            ("separate", lambda page=page: _one_by_one(counter, [page], sizes)),
            ("plain", page.plain.draw),
            ("floor", page.floor.draw),
        ):
            started = time.perf_counter()
            work()
            took[name] += time.perf_counter() - started
    rates = {name: len(pages) / seconds for name, seconds in took.items()}
    for name, helpers in (("one", 1), ("two", 2)):
        out = folder / name
        timed(
            name,
            bound,
            lambda out=out, helpers=helpers: run_papers.write(  # type: ignore[misc]
                counter, run, out=out, helpers=helpers
            ),
        )
    rates["bytes"] = median(sizes)
    return rates


def _one_by_one(counter: Counter, pages: list[_Page], sizes: list[int]) -> None:
    from desktop_app.documents.invoice import draw_invoice

    for page in pages:
        sizes.append(len(draw_invoice(page.fact, counter.rules, page.languages, copy=0)))


def _plainly(pages: list[_Page]) -> None:
    for page in pages:
        page.plain.draw()


def _memory(counter: Counter, numbers: list[str], pages: int) -> float:
    """The most memory that a process of its own takes to draw so many pages, in MB."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        key, code = counter.book.reading_key(), counter.rules.code
        return pool.submit(_peak_of, key, code, numbers, pages).result()


def _peak_of(key: Any, code: str, numbers: list[str], pages: int) -> float:
    from desktop_app.services import rulebooks, run_papers
    from desktop_app.storage import book as books

    rules, done = rulebooks.load(code), 0
    with tempfile.TemporaryDirectory() as name, books.reading(key) as connection:
        while done < pages:
            files = run_papers.draw(connection, rules, "", numbers, Path(name) / "part")
            done += sum(file.pages for file in files)
    return peak_mb()
