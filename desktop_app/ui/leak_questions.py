"""What the leak panel asks of the counter and makes it do; the services are imported on the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from desktop_app.domain.refusals import Refusal

if TYPE_CHECKING:
    from desktop_app.domain.leak import LeakCase, LeakFile
    from desktop_app.services.counter import Counter
    from desktop_app.services.leak_capping import Capped

    T = TypeVar("T")
    Work = Callable[[Counter], T]


@dataclass(frozen=True, slots=True)
class Found:
    """What the panel shows: the newest file, or what opening one would find (or why it cannot), and the capped bill."""

    file: LeakFile | None = None
    case: LeakCase | None = None
    obstacle: Refusal | None = None
    capped: Capped | None = None
    uncapped: Refusal | None = None
    not_informed: bool = False


def of_contract(contract: str) -> Work[Found]:
    """Where the leak of this contract stands."""

    def work(counter: Counter) -> Found:
        from desktop_app.services import leaks

        files = leaks.of_contract(counter, contract)
        last = files[-1] if files else None
        if last is not None and not last.closed:
            return _with_bill(counter, last)
        try:
            return Found(file=last, case=leaks.detect(counter, contract))
        except Refusal as refusal:
            return Found(file=last, obstacle=refusal)

    return work


def _with_bill(counter: Counter, file: LeakFile) -> Found:
    from desktop_app.services import leak_capping

    refused: Refusal | None = None
    for not_informed in (False, True):
        try:
            capped = leak_capping.simulate(counter, file.case.number, not_informed=not_informed)
        except Refusal as refusal:
            refused = refused or refusal
        else:
            return Found(file=file, capped=capped, not_informed=not_informed)
    return Found(file=file, uncapped=refused)


def open_file(contract: str, operation: str) -> Work[LeakFile]:
    def work(counter: Counter) -> LeakFile:
        from desktop_app.services import leaks

        return leaks.open_file(counter, contract, operation=operation)

    return work


def notify(number: str, channel: str, operation: str) -> Work[LeakFile]:
    def work(counter: Counter) -> LeakFile:
        from desktop_app.services import leaks

        return leaks.notify(counter, number, channel=channel, operation=operation)

    return work


def certificate(
    number: str,
    *,
    plumber: str,
    location: str,
    repaired_on: date,
    cause: str,
    approved_by: str,
    operation: str,
) -> Work[LeakFile]:
    def work(counter: Counter) -> LeakFile:
        from desktop_app.services import leaks

        return leaks.certificate(
            counter,
            number,
            plumber=plumber,
            location=location,
            repaired_on=repaired_on,
            cause=cause,
            approved_by=approved_by,
            operation=operation,
        )

    return work


def ask_meter_check(number: str, approved_by: str, operation: str) -> Work[LeakFile]:
    def work(counter: Counter) -> LeakFile:
        from desktop_app.services import leaks

        return leaks.ask_meter_check(counter, number, approved_by=approved_by, operation=operation)

    return work


def check(number: str, meter: str, operation: str) -> Work[LeakFile]:
    def work(counter: Counter) -> LeakFile:
        from desktop_app.services import leaks

        return leaks.check(counter, number, meter=meter, operation=operation)

    return work


def reject(number: str, reason: str, operation: str) -> Work[LeakFile]:
    def work(counter: Counter) -> LeakFile:
        from desktop_app.services import leaks

        return leaks.reject(counter, number, reason=reason, operation=operation)

    return work


def cap(number: str, operation: str, *, not_informed: bool) -> Work[Capped]:
    def work(counter: Counter) -> Capped:
        from desktop_app.services import leak_capping

        return leak_capping.cap(counter, number, not_informed=not_informed, operation=operation)

    return work
