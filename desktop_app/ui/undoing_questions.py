"""What the screens ask before money is undone, and how they undo it: cheques that came back, money given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from desktop_app.domain.money import Cents

if TYPE_CHECKING:
    from desktop_app.services.cheques import Cheque
    from desktop_app.services.counter import Counter
    from desktop_app.services.refunds import RefundQuote
    from desktop_app.services.reversals import Bounced, Refund

    T = TypeVar("T")
    Work = Callable[[Counter], T]


def cheques(receipt: str) -> Work[tuple[Cheque, ...]]:
    """The cheques of a receipt, each with everything it paid."""

    def work(counter: Counter) -> tuple[Cheque, ...]:
        from desktop_app.services import cheques as service

        return service.cheques(counter, receipt)

    return work


def bounce(cheque: Cheque, reason: str, advice: str, *, operation: str) -> Work[Bounced]:
    """Undo this cheque wherever it paid, once."""

    def work(counter: Counter) -> Bounced:
        from desktop_app.services import reversals

        tender = cheque.tender
        return reversals.bounce(
            counter,
            reversals.Bounce(
                cheque.receipt, reason, operation, tender.reference, tender.amount, advice
            ),
        )

    return work


def refund_quote(contract: str, receipt: str) -> Work[RefundQuote]:
    """The most that may go back of a receipt, or of the contract's credit."""

    def work(counter: Counter) -> RefundQuote:
        from desktop_app.services import refunds

        return refunds.quote(counter, contract, receipt)

    return work


def refund(
    quote: RefundQuote,
    amount: Cents | None,
    means: str,
    account: str,
    holder: str,
    reason: str,
    second: str,
    *,
    operation: str,
) -> Work[Refund]:
    """Decide the refund, once."""

    def work(counter: Counter) -> Refund:
        from desktop_app.services import reversals

        return reversals.refund(
            counter,
            reversals.AskRefund(
                contract=quote.contract,
                reason=reason,
                second=second,
                operation=operation,
                receipt=quote.receipt,
                amount=amount,
                means=means,
                account=account,
                holder=holder,
            ),
        )

    return work
