"""The billing run: everybody who is due, drawn up, outsorted, numbered and written in one transaction.

Until that transaction is committed nothing is written: a run stopped by hand, by a crash or by a full disk leaves the
book as it was, and running it again bills nobody twice. The same operation again answers what the first run made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.invoice import Invoice
from desktop_app.domain.refusals import BillingInFuture, UnknownContract, UnknownDocument
from desktop_app.domain.refusals_run import NobodyThere, RunStopped
from desktop_app.domain.run import Outsorted, RunReport, Tally

from .counter import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.book import Pen

    from .run_stretch import Rows, Stretch, Task

SAMPLES = 20
Progress = Callable[[int, int], None]
"""Told (contracts looked at, contracts in all)."""
Stop = Callable[[], bool]
"""Asked between two stretches whether to give up."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom to bill: periods that end by `through` (excluded), everywhere or on these routes, postcodes, contracts."""

    through: date
    routes: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What a run made, or would make; `samples` are some of its invoices, without number in a dry run."""

    report: RunReport
    outsorted: tuple[Outsorted, ...]
    samples: tuple[Invoice, ...] = ()
    previous: RunReport | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What one sees before a run: contracts in scope, routes and postcodes, what waits from before, the last run."""

    contracts: int
    routes: tuple[str, ...]
    postcodes: tuple[str, ...]
    waiting: tuple[Outsorted, ...]
    previous: RunReport | None


@dataclass(slots=True)
class _Gathered:
    """What the stretches of a run add up to."""

    tally: Tally = field(default_factory=Tally)
    held: list[Outsorted] = field(default_factory=list)
    rows: list[tuple[object, ...]] = field(default_factory=list)
    samples: list[Invoice] = field(default_factory=list)
    first: str = ""
    last: str = ""


def survey(counter: Counter, scope: Scope) -> Survey:
    """Look before running; refuses UnknownContract, BillingInFuture."""
    from desktop_app.storage import runs

    with counter.book.read() as connection:
        ids = _candidates(connection, scope, counter.today())
        routes, postcodes = runs.places(connection)
        newest = runs.newest(connection, 1)
        return Survey(
            len(ids), routes, postcodes, runs.waiting(connection), newest[0] if newest else None
        )


def simulate(
    counter: Counter, scope: Scope, *, progress: Progress | None = None, stop: Stop | None = None
) -> Run:
    """What billing this scope now would make, with samples spread over it; nothing is written. Refuses like `bill`."""
    from desktop_app.storage import runs

    from .run_stretch import Drawer, stretches

    hand = counter.hand()
    with counter.book.read() as connection:
        ids = _candidates(connection, scope, hand.today)
        drawer = Drawer(counter.rules, task_of(counter, scope, 0))
        found = _Gathered()
        done = 0
        for part in stretches(ids):
            _step(progress, stop, done, len(ids))
            made = drawer.draw(connection, part)
            _gather(found, made)
            done += len(part)
            wanted = max(1, SAMPLES * done // len(ids))
            found.samples += [r.drawn.invoice for r in made.ready[: wanted - len(found.samples)]]
        _step(progress, stop, done, len(ids))
        newest = runs.newest(connection, 1)
    previous = newest[0] if newest else None
    report = _report(counter, scope, found, None, previous)
    return Run(report, tuple(found.held), tuple(found.samples[:SAMPLES]), previous)


def bill(
    counter: Counter,
    scope: Scope,
    *,
    operation: str,
    progress: Progress | None = None,
    stop: Stop | None = None,
    helpers: int | None = None,
) -> Run:
    """Bill everybody due, once. Refuses BillingInFuture, UnknownContract, NobodyThere, RunStopped.

    `helpers` processes draw up while this one writes (None: as many as there are cores, for a large scope). A run that
    selects nobody writes nothing and has no number."""
    from desktop_app.storage import runs

    from .once import once

    try:
        report = once(
            counter,
            operation,
            runs.by_operation,
            lambda pen: _bill(counter, pen, scope, operation, progress, stop, helpers),
        )
    except _Nothing as nothing:
        return Run(nothing.report, ())
    assert report.number is not None
    return load(counter, report.number)


def load(counter: Counter, number: str) -> Run:
    """A run as kept, with what it held back; refuses UnknownDocument."""
    from desktop_app.storage import runs

    with counter.book.read() as connection:
        report = runs.by_number(connection, number)
        if report is None:
            raise UnknownDocument(number=number)
        before = runs.by_number(connection, report.previous) if report.previous else None
        return Run(report, runs.held_by(connection, number), (), before)


def waiting(counter: Counter) -> tuple[Outsorted, ...]:
    """The invoices that runs held back and that nobody has issued since."""
    from desktop_app.storage import runs

    with counter.book.read() as connection:
        return runs.waiting(connection)


class _Nothing(Exception):
    """Nobody was due: the transaction is left without a trace."""

    def __init__(self, report: RunReport) -> None:
        super().__init__()
        self.report = report


def _bill(
    counter: Counter,
    pen: Pen,
    scope: Scope,
    operation: str,
    progress: Progress | None,
    stop: Stop | None,
    helpers: int | None,
) -> RunReport:
    from desktop_app.storage import runs
    from desktop_app.storage.failpoints import failpoint

    connection = pen.connection
    ids = _candidates(connection, scope, pen.hand.today)
    row, run_id = runs.first_row(connection), runs.next_row(connection)
    found = _Gathered()
    done = 0
    for part, made, rows in _worked(counter, pen, scope, run_id, row, ids, helpers):
        _step(progress, stop, done, len(ids))
        _gather(found, made)
        if rows is not None:
            runs.write(pen, rows)
            found.first = found.first or str(rows["invoices"][0][1])
            found.last = str(rows["invoices"][-1][1])
        failpoint("run_stretch_written")
        done += part
    _step(progress, stop, done, len(ids))
    newest = runs.newest(connection, 1)
    previous = newest[0] if newest else None
    if not found.tally.selected:
        raise _Nothing(_report(counter, scope, found, None, previous))
    report = _report(counter, scope, found, pen.number("T"), previous)
    kept = runs.add(pen, report, operation=operation)
    if kept != run_id:
        raise AssertionError("another run took this row")
    runs.write_held(pen, [(run_id, *held) for held in found.rows])
    pen.journal("billing_run", document=report.number or "", body=report)
    if found.first:
        ranges = [[found.first, found.last]]
        pen.journal("invoices_issued", body={"run": report.number, "ranges": ranges})
    failpoint("run_written")
    return report


def _worked(
    counter: Counter,
    pen: Pen,
    scope: Scope,
    run_id: int,
    row: int,
    ids: Sequence[int],
    helpers: int | None,
) -> Iterator[tuple[int, Stretch, Rows | None]]:
    """Each stretch with its numbered rows, in order: (contracts, what it drew up, rows or None)."""
    from .run_crew import wanted, worked
    from .run_stretch import Drawer, stretches

    task = task_of(counter, scope, run_id)
    crew = wanted(len(ids)) if helpers is None else helpers
    if crew:
        yield from worked(counter, pen, task, row, ids, crew)
        return
    drawer = Drawer(counter.rules, task)
    for part in stretches(ids):
        made = drawer.draw(pen.connection, part)
        rows = None
        if made.ready:
            counters = pen.counters("F", len(made.ready))
            rows = drawer.rows(made, counter=counters.start, row=row)
            row += len(made.ready)
        yield len(part), made, rows


def _candidates(connection: Connection, scope: Scope, today: date) -> list[int]:
    from desktop_app.storage import runs, subscribers

    if scope.through > today + timedelta(days=1):
        raise BillingInFuture(to=scope.through, today=today)
    for number in scope.contracts:
        if subscribers.by_number(connection, number) is None:
            raise UnknownContract(contract=number)
    ids = runs.candidates(
        connection,
        through=scope.through,
        routes=scope.routes,
        postcodes=scope.postcodes,
        contracts=scope.contracts,
    )
    if not ids and (scope.routes or scope.postcodes):
        raise NobodyThere(places=", ".join((*scope.routes, *scope.postcodes)))
    return ids


def task_of(counter: Counter, scope: Scope, run_id: int) -> Task:
    """What the stretches of this run must know."""
    from .run_stretch import Task

    hand = counter.hand()
    return Task(
        through=scope.through,
        today=hand.today,
        agent=hand.agent,
        recorded_at=hand.now.isoformat(),
        till=hand.till,
        epoch=counter.book.installation.epoch,
        run_id=run_id,
    )


def _step(progress: Progress | None, stop: Stop | None, done: int, whole: int) -> None:
    if stop is not None and stop():
        raise RunStopped(done=done, whole=whole)
    if progress is not None:
        progress(done, whole)


def _gather(found: _Gathered, made: Stretch) -> None:
    from desktop_app.storage import runs

    found.tally.add(made.tally)
    for key, waits in made.held:
        found.held.append(waits)
        start, end = waits.start, waits.end
        assert start is not None
        assert end is not None
        values = runs.values_text(waits.values)
        row = (key, waits.reason, values, start.isoformat(), end.isoformat(), waits.total)
        found.rows.append(row)


def _report(
    counter: Counter,
    scope: Scope,
    found: _Gathered,
    number: str | None,
    previous: RunReport | None,
) -> RunReport:
    tally = found.tally
    wanted = {
        "routes": list(scope.routes),
        "postcodes": list(scope.postcodes),
        "contracts": list(scope.contracts),
    }
    return RunReport(
        number=number,
        through=scope.through,
        booked_on=counter.today(),
        agent=counter.agent,
        scope={k: v for k, v in wanted.items() if v},
        selected=tally.selected,
        invoices=tally.invoices,
        estimated=tally.estimated,
        behind=tally.behind,
        kinds=dict(sorted(tally.kinds.items())),
        reasons=dict(sorted(tally.reasons.items())),
        net=tally.net,
        vat_total=tally.vat_total,
        levies=tally.levies,
        total=tally.total,
        vat=tuple((rate, *tally.vat[rate]) for rate in sorted(tally.vat)),
        first=found.first,
        last=found.last,
        previous=(previous.number or "") if previous else "",
    )
