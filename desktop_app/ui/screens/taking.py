"""What the payment form asks the counter: quotes, the quote that a sum of cash allows, and taking the money."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.domain.money import Cents
from desktop_app.domain.payment import TenderKind

if TYPE_CHECKING:
    from desktop_app.domain.payment import Receipt
    from desktop_app.services.counter import Counter
    from desktop_app.services.payments import PaymentQuote

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


def take(
    contract: str,
    amount: Cents,
    tender: TenderKind,
    documents: tuple[str, ...],
    *,
    operation: str,
    given: Cents | None,
    reference: str,
    bank: str,
) -> Callable[[Counter], Receipt]:
    """Take the money; sent twice under one operation it is taken once."""

    def work(counter: Counter) -> Receipt:
        from desktop_app.services.payments import TakePayment, take_payment

        return take_payment(
            counter,
            TakePayment(
                contract=contract,
                amount=amount,
                tender=tender,
                operation=operation,
                documents=documents,
                given=given,
                reference=reference,
                bank=bank,
            ),
        )

    return work
