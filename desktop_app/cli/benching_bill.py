"""The billing run against its limit: the very same rows by the driver's executemany into the same encrypted file."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from desktop_app import app
from desktop_app.domain.refusals import NoBook, TourOnRealBook

from .call import Answer, Call, table

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter

TARGET_RATIO = 0.5
Rows = dict[str, list[tuple[object, ...]]]


def bill(call: Call) -> Answer:
    """A whole run (reading, estimating, pricing, writing), alone and with helpers, its pricing and writing alone, and
    the raw insert of its rows, in turns; always on copies of the book of --data."""
    if not app.has_book(call.settings.data):
        raise NoBook(folder=str(call.settings.data))
    with call.counter() as counter:
        if counter.book.installation.kind == "real":
            raise TourOnRealBook(folder=str(call.settings.data))
        through = call.arguments.through or next_end(counter)
    turns = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(call.arguments.turns):
            turns.append(_turn(call, Path(folder), through))
    figures = {name: median(t[name] for t in turns) for name in turns[0]}
    rows = int(figures["rows"])
    data: dict[str, Any] = {
        "turns": len(turns),
        "through": through.isoformat(),
        "invoices": int(figures["invoices"]),
        "rows": rows,
        "raw_rows_per_s": round(rows / figures["raw"]),
        "write_rows_per_s": round(rows / figures["price_and_write"]),
        "run_rows_per_s": round(rows / figures["run"]),
        "ratio": round(median(t["raw"] / t["price_and_write"] for t in turns), 2),
        "run_ratio": round(median(t["raw"] / t["run"] for t in turns), 2),
        "alone_ratio": round(median(t["raw"] / t["alone"] for t in turns), 2),
        "memory_mb": round(figures["memory"]),
        "targets": {"ratio": TARGET_RATIO},
    }
    say, number = call.texts.say, call.texts.number
    shown = [
        (say("rows a second, raw insert"), number(data["raw_rows_per_s"]), ""),
        (say("rows a second, priced and written"), number(data["write_rows_per_s"]), ""),
        (say("rows a second, the whole run"), number(data["run_rows_per_s"]), ""),
        (say("ratio"), str(data["ratio"]), f">= {TARGET_RATIO}"),
        (say("the whole run, ratio"), str(data["run_ratio"]), ""),
        (say("the whole run without helpers, ratio"), str(data["alone_ratio"]), ""),
        (say("memory of the run, MB"), str(data["memory_mb"]), ""),
    ]
    return Answer(data, table(shown, right=(1, 2)))


def _turn(call: Call, folder: Path, through: date) -> dict[str, float]:
    """One turn on fresh copies: seconds of each way to write the same rows, their number, the memory taken."""
    from desktop_app.services import run

    took: dict[str, float] = {}
    rows: Rows = {}
    for way in ("alone", "run", "price_and_write", "raw"):
        with copied(call, folder, through) as counter:
            scope = run.Scope(through)
            if way == "raw":
                took[way] = _raw(counter, rows)
            elif way == "price_and_write":
                took[way] = _price_and_write(counter, through)
            else:
                started = time.perf_counter()
                made = run.bill(
                    counter, scope, operation=way, helpers=0 if way == "alone" else None
                )
                took[way] = time.perf_counter() - started
                took["invoices"] = made.report.invoices
                if way == "run":
                    rows = _rows(counter, made.report.first)
    took["rows"] = sum(map(len, rows.values()))
    took["memory"] = peak_mb()
    return took


class copied:
    """A counter on a copy of the book, on the day of the run; the copy goes with it."""

    def __init__(self, call: Call, folder: Path, through: date) -> None:
        self._call, self._through = call, through
        self._folder = folder / "copy"

    def __enter__(self) -> Counter:
        source = self._call.settings.data
        self._folder.mkdir()
        for file in source.iterdir():
            if file.is_file() and file.name.startswith("guichet."):
                shutil.copy(file, self._folder)
        settings = replace(self._call.settings, data=self._folder)
        self._counter = app.open_counter(settings, today=self._through)
        return self._counter

    def __exit__(self, *_: object) -> None:
        self._counter.book.close()
        shutil.rmtree(self._folder)


def _price_and_write(counter: Counter, through: date) -> float:
    """Seconds of a run without helpers that go into pricing, making rows and writing them, commit included.

    What is left out is reading the facts and estimating volumes."""
    from desktop_app.services.prices import Prices
    from desktop_app.services.run import Scope, task_of
    from desktop_app.services.run_stretch import Drawer, stretches
    from desktop_app.storage import runs

    class Timed(Prices):
        took = 0.0

        def price(self, **asked: Any) -> Any:
            started = time.perf_counter()
            made = super().price(**asked)
            Timed.took += time.perf_counter() - started
            return made

    took = 0.0
    writing = counter.book.write(counter.hand())
    with writing as pen:
        ids = runs.candidates(pen.connection, through=through)
        row = runs.first_row(pen.connection)
        drawer = Drawer(counter.rules, task_of(counter, Scope(through), 1))
        drawer.prices = Timed(counter.rules)
        for part in stretches(ids):
            made = drawer.draw(pen.connection, part)
            started = time.perf_counter()
            if made.ready:
                counters = pen.counters("F", len(made.ready))
                rows = drawer.rows(made, counter=counters.start, row=row)
                runs.write(pen, rows)
                row += len(made.ready)
            took += time.perf_counter() - started
        pen.journal("billing_run")
        started = time.perf_counter()
    return took + Timed.took + time.perf_counter() - started


def _rows(counter: Counter, first: str) -> Rows:
    """The rows that the run wrote, as they lie in the book."""
    from desktop_app.storage import runs

    with counter.book.read() as connection:
        return runs.written(connection, first)


def _raw(counter: Counter, rows: Rows) -> float:
    """The very same rows by the driver's executemany, one transaction, into the same encrypted file."""
    from desktop_app.storage import runs

    with counter.book.bare() as connection:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for statement, held in runs.raw(rows):
            connection.executemany(statement, held)
        connection.execute("COMMIT")
        return time.perf_counter() - started


def next_end(counter: Counter) -> date:
    """The first day after today on which a regular period of most contracts is over."""
    from desktop_app.domain.run import MONTHS, calendar_end

    return calendar_end(counter.today(), MONTHS[counter.rules.calendar.kind])


def peak_mb() -> float:
    """The most memory this process ever took, in MB; 0 where the system does not tell.

    Linux tells it of the program itself; what `getrusage` says there counts the process it was started from."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
