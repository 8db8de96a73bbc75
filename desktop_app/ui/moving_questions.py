"""What moving out, moving in and the page of imports ask and do; the services are imported on the worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.moving import MovedOut
    from desktop_app.services.moving_in import MovedIn, Point
    from desktop_app.services.rounds_import import ReadingsImported
    from desktop_app.services.rounds_undo import ImportRow, ImportTakenBack


def look_out(facts: dict[str, Any]) -> Callable[[Counter], MovedOut]:
    def work(counter: Counter) -> MovedOut:
        from desktop_app.services import moving

        return moving.preview(counter, moving.MoveOut(**facts))

    return work


def move_out(facts: dict[str, Any]) -> Callable[[Counter], MovedOut]:
    def work(counter: Counter) -> MovedOut:
        from desktop_app.services import moving

        return moving.move_out(counter, moving.MoveOut(**facts))

    return work


def point(text: str) -> Callable[[Counter], Point]:
    def work(counter: Counter) -> Point:
        from desktop_app.services import moving_in

        return moving_in.point(counter, text)

    return work


def move_in(facts: dict[str, Any]) -> Callable[[Counter], MovedIn]:
    def work(counter: Counter) -> MovedIn:
        from desktop_app.services import moving_in

        return moving_in.move_in(counter, moving_in.MoveIn(**facts))

    return work


def take_file(
    file: Path, *, dry_run: bool, set_aside: bool, confirmed: bool
) -> Callable[[Counter], ReadingsImported]:
    def work(counter: Counter) -> ReadingsImported:
        from desktop_app.services import rounds_import

        return rounds_import.import_readings(
            counter, file, dry_run=dry_run, set_aside=set_aside, confirmed=confirmed
        )

    return work


def imports() -> Callable[[Counter], tuple[ImportRow, ...]]:
    def work(counter: Counter) -> tuple[ImportRow, ...]:
        from desktop_app.services import rounds_undo

        return rounds_undo.imports(counter)

    return work


def take_import_back(number: str) -> Callable[[Counter], ImportTakenBack]:
    def work(counter: Counter) -> ImportTakenBack:
        from desktop_app.services import rounds_undo

        return rounds_undo.undo(counter, number)

    return work
