"""What the screens ask the counter and make it do; the services are imported on the worker, when first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from desktop_app.domain.arrangement import Arrangement, Offer
    from desktop_app.domain.explanation import Explanation
    from desktop_app.domain.monthly import Schedule
    from desktop_app.services.arrangements import Ask
    from desktop_app.services.counter import Counter
    from desktop_app.services.dossier import Dossier, NoteRow
    from desktop_app.services.find import Hit
    from desktop_app.services.home import Home
    from desktop_app.services.monthly import Proposal

    T = TypeVar("T")
    Work = Callable[[Counter], T]


def find(text: str) -> Work[tuple[Hit, ...]]:
    def work(counter: Counter) -> tuple[Hit, ...]:
        from desktop_app.services import find as service

        return service.find(counter, text, limit=20)

    return work


def home() -> Work[Home]:
    def work(counter: Counter) -> Home:
        from desktop_app.services import home as service

        return service.home(counter)

    return work


def dossier(contract: str) -> Work[Dossier]:
    def work(counter: Counter) -> Dossier:
        from desktop_app.services import dossier as service

        return service.show(counter, contract)

    return work


def explanation(number: str) -> Work[Explanation]:
    def work(counter: Counter) -> Explanation:
        from desktop_app.services import explaining as service

        return service.explain(counter, number)

    return work


def add_note(contract: str, text: str) -> Work[NoteRow]:
    def work(counter: Counter) -> NoteRow:
        from desktop_app.services import dossier as service

        return service.add_note(counter, contract, text)

    return work


def monthly_proposal(contract: str) -> Work[Proposal]:
    def work(counter: Counter) -> Proposal:
        from desktop_app.services import monthly as service

        return service.propose(counter, contract)

    return work


def adopt_monthly(contract: str, start: date, operation: str) -> Work[Schedule]:
    def work(counter: Counter) -> Schedule:
        from desktop_app.services import monthly as service

        return service.adopt(counter, contract, start=start, operation=operation)

    return work


def register_mandate(contract: str, account: str, holder: str) -> Work[str]:
    def work(counter: Counter) -> str:
        from desktop_app.services import monthly as service

        return service.register_mandate(counter, contract, account=account, holder=holder)

    return work


def offers(contract: str) -> Work[tuple[Offer, ...]]:
    def work(counter: Counter) -> tuple[Offer, ...]:
        from desktop_app.services import arrangements as service

        return service.offers(counter, contract)

    return work


def offer(ask: Ask) -> Work[Offer]:
    def work(counter: Counter) -> Offer:
        from desktop_app.services import arrangements as service

        return service.propose(counter, ask)

    return work


def grant(ask: Ask, operation: str, approved_by: str) -> Work[Arrangement]:
    def work(counter: Counter) -> Arrangement:
        from desktop_app.services import arrangements as service

        return service.grant(counter, ask, operation=operation, approved_by=approved_by)

    return work


def save_draft(kind: str, contract: str, facts: Mapping[str, Any]) -> Work[None]:
    def work(counter: Counter) -> None:
        from desktop_app.services import drafts

        drafts.save(counter, kind, contract, facts)

    return work


def remember_place(facts: Mapping[str, Any]) -> Work[None]:
    def work(counter: Counter) -> None:
        from desktop_app.services import drafts

        drafts.remember_place(counter, facts)

    return work


def place_left() -> Work[dict[str, Any]]:
    def work(counter: Counter) -> dict[str, Any]:
        from desktop_app.services import drafts

        return drafts.place_left(counter)

    return work
