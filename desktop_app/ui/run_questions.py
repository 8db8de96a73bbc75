"""What the billing page asks and does at the counter; the services are imported on the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.run import Run, Survey
    from desktop_app.services.run_papers import PaperFile

    Work = Callable[[Counter], Any]
    Progress = Callable[[int, int], None]
    Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the page wants billed."""

    through: date
    routes: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()


def survey(asked: Asked) -> Callable[[Counter], Survey]:
    def work(counter: Counter) -> Survey:
        from desktop_app.services import run

        return run.survey(counter, _scope(asked))

    return work


def simulate(asked: Asked, progress: Progress, stop: Stop) -> Callable[[Counter], Run]:
    def work(counter: Counter) -> Run:
        from desktop_app.services import run

        return run.simulate(counter, _scope(asked), progress=progress, stop=stop)

    return work


def bill(asked: Asked, operation: str, progress: Progress, stop: Stop) -> Callable[[Counter], Run]:
    def work(counter: Counter) -> Run:
        from desktop_app.services import run

        return run.bill(counter, _scope(asked), operation=operation, progress=progress, stop=stop)

    return work


def papers(number: str, by: str, progress: Progress) -> Callable[[Counter], tuple[PaperFile, ...]]:
    """The papers of a run, into the book's own folder of papers."""

    def work(counter: Counter) -> tuple[PaperFile, ...]:
        from desktop_app.services import run_papers

        out: Path = counter.book.folder / "papers" / number
        return run_papers.write(counter, number, out=out, by=by, progress=progress)

    return work


def _scope(asked: Asked) -> Any:
    from desktop_app.services.run import Scope

    return Scope(asked.through, asked.routes, asked.postcodes)
