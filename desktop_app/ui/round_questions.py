"""What the round asks and does at the counter; the services are imported on the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.services.counter import Counter
    from desktop_app.services.readings import ReadingTaken
    from desktop_app.services.rounds import Missed, Round

    Work = Callable[[Counter], Any]


def walk(route: str) -> Callable[[Counter], Round]:
    def work(counter: Counter) -> Round:
        from desktop_app.services import rounds

        return rounds.walk(counter, route)

    return work


def take(
    contract: str, meter: str, index: int, on: date, *, kind: str, confirmed: bool, operation: str
) -> Callable[[Counter], ReadingTaken]:
    def work(counter: Counter) -> ReadingTaken:
        from desktop_app.services.readings import TakeReading, take_reading

        return take_reading(
            counter,
            TakeReading(
                contract=contract,
                index=index,
                on=on,
                meter=meter,
                kind=kind,
                confirmed=confirmed,
                operation=operation,
            ),
        )

    return work


def missed(contract: str, meter: str, on: date) -> Callable[[Counter], Missed]:
    def work(counter: Counter) -> Missed:
        from desktop_app.services import rounds

        return rounds.missed(counter, contract, meter=meter, on=on)

    return work
