"""What the payment form asks the counter: quotes, the quote that a sum of cash allows, and taking the money."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import TenderKind

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt, Tender
    from desktop_app.services.cards import CardAsked
    from desktop_app.services.counter import Counter
    from desktop_app.services.payments import PaymentQuote
    from desktop_app.services.visits import VisitPart, VisitQuote, VisitTaken
    from desktop_app.ui.basket import Put

_TRIES = 4


def quote(
    contract: str, amount: Cents | None, tender: TenderKind, documents: tuple[str, ...]
) -> Callable[[Counter], PaymentQuote]:
    """What taking this amount would do; None: what is asked now, or the chosen documents."""

    def work(counter: Counter) -> PaymentQuote:
        from desktop_app.services import payments

        return payments.quote(counter, contract, amount=amount, tender=tender, documents=documents)

    return work


def quote_within(
    contract: str, cash: Cents, documents: tuple[str, ...]
) -> Callable[[Counter], PaymentQuote]:
    """The most that this cash can settle, stamp duty included."""

    def work(counter: Counter) -> PaymentQuote:
        amount = cash
        for _ in range(_TRIES):
            found = quote(contract, amount, TenderKind.CASH, documents)(counter)
            if found.to_give <= cash or found.stamp >= cash:
                break
            amount = found.amount - (found.to_give - cash)
        return found

    return work


def quote_visit(
    parts: tuple[Put, ...], tenders: tuple[Tender, ...], *, known: bool
) -> Callable[[Counter], VisitQuote]:
    """What a visit comes to; unless its amount is `known`, the last contract pays what is asked of it now."""

    def work(counter: Counter) -> VisitQuote:
        from desktop_app.services import visits

        return visits.quote_visit(counter, _parts(parts, known=known), tenders)

    return work


def take_visit(
    parts: tuple[Put, ...], tenders: tuple[Tender, ...], *, operation: str, payer: str
) -> Callable[[Counter], VisitTaken]:
    """Take the whole visit, once."""

    def work(counter: Counter) -> VisitTaken:
        from desktop_app.services import visits

        return visits.take_visit(
            counter, visits.TakeVisit(_parts(parts, known=True), tenders, operation, payer)
        )

    return work


def _parts(parts: tuple[Put, ...], *, known: bool) -> tuple[VisitPart, ...]:
    from desktop_app.services.visits import VisitPart

    return tuple(
        VisitPart(p.contract, p.amount if known or p is not parts[-1] else None, p.documents)
        for p in parts
    )


def ask_card(
    contract: str, amount: Cents, documents: tuple[str, ...], *, operation: str, payer: str
) -> Callable[[Counter], CardAsked]:
    """Keep a card payment whose terminal has not answered yet."""

    def work(counter: Counter) -> CardAsked:
        from desktop_app.services import cards

        return cards.ask(counter, cards.AskCard(contract, amount, operation, documents, payer))

    return work


def take(
    contract: str,
    amount: Cents,
    tender: Tender,
    documents: tuple[str, ...],
    *,
    operation: str,
    payer: str = "",
) -> Callable[[Counter], Receipt]:
    """Take the money by one means (cash as handed over); sent twice under one operation it is taken once."""

    def work(counter: Counter) -> Receipt:
        from desktop_app.services.payments import TakePayment, take_payment

        return take_payment(
            counter,
            TakePayment(
                contract=contract,
                amount=amount,
                tender=tender.kind,
                operation=operation,
                documents=documents,
                tenders=(tender,),
                payer=payer,
            ),
        )

    return work
