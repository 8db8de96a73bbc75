"""Several means for several contracts: who pays what, stamp duty on the cash alone, change out of the cash alone.

For each receipt: tenders = allocations + credit + stamp + change. Non-cash means come first, in the order handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .identifiers import luhn_card_number
from .money import Cents, plain_text
from .payment import Allocation, Receipt, Tender, TenderKind
from .refusals import AmountNotPositive, CardNumberRefused, GivenTooLittle
from .refusals_till import LastFourDigits, TenderExceeds, TendersTooLittle


@dataclass(frozen=True, slots=True)
class Split:
    """What one receipt of a visit holds; cents."""

    tenders: tuple[Tender, ...]
    stamp: Cents
    change: Cents


def split(
    amounts: Sequence[Cents],
    tenders: Sequence[Tender],
    duty: Callable[[int, Cents], Cents],
) -> tuple[Split, ...]:
    """Spread the tenders over the amounts of a visit, one after the other.

    `duty(part, cash)` is the stamp duty on the cash part of one amount. A cash tender of 0 means "exact".
    Refuses TenderExceeds (only cash gives change), TendersTooLittle, GivenTooLittle (cash alone), AmountNotPositive."""
    for tender in tenders:
        if tender.amount < 0 or (tender.amount == 0 and tender.kind is not TenderKind.CASH):
            raise AmountNotPositive(amount=plain_text(tender.amount))
    paper = [t for t in tenders if t.kind is not TenderKind.CASH]
    coins = [t for t in tenders if t.kind is TenderKind.CASH]
    total, handed = sum(amounts), sum(t.amount for t in paper)
    if handed > total:
        raise TenderExceeds(given=plain_text(handed), due=plain_text(total))
    pieces, rests = _fill(amounts, paper)
    if sum(rests) and not coins:
        raise TendersTooLittle(given=plain_text(handed), due=plain_text(total))
    if coins and not sum(rests):
        given = handed + sum(t.amount for t in coins)
        raise TenderExceeds(given=plain_text(given), due=plain_text(total))
    stamps = [duty(n, rest) if rest else 0 for n, rest in enumerate(rests)]
    due = sum(rests) + sum(stamps)
    given = sum(t.amount for t in coins) if any(t.amount for t in coins) else due
    if given < due:
        if paper:
            raise TendersTooLittle(given=plain_text(handed + given), due=plain_text(handed + due))
        raise GivenTooLittle(given=plain_text(given), due=plain_text(due))
    last = max((n for n, rest in enumerate(rests) if rest), default=0)
    made = []
    for n, rest in enumerate(rests):
        change = given - due if n == last else 0
        cash = (Tender(TenderKind.CASH, rest + stamps[n] + change),) if rest else ()
        made.append(Split((*pieces[n], *cash), stamps[n], change))
    return tuple(made)


def _fill(
    amounts: Sequence[Cents], paper: Sequence[Tender]
) -> tuple[list[list[Tender]], list[Cents]]:
    """Non-cash means laid over the amounts in order, and what each amount still needs."""
    rests = list(amounts)
    pieces: list[list[Tender]] = [[] for _ in amounts]
    at = 0
    for tender in paper:
        left = tender.amount
        while left:
            if rests[at] == 0:
                at += 1
                continue
            taken = min(left, rests[at])
            pieces[at].append(replace(tender, amount=taken))
            rests[at] -= taken
            left -= taken
    return pieces, rests


def share(receipt: Receipt, wanted: Callable[[Tender], bool]) -> tuple[tuple[int, int], ...]:
    """Which stretches [from, to) of allocations + credit, laid end to end in cents, these tenders of a receipt paid."""
    found, at = [], 0
    for tender in receipt.tenders:
        worth = tender.amount
        if tender.kind is TenderKind.CASH:
            worth -= receipt.stamp + receipt.change
        if wanted(tender) and worth:
            found.append((at, at + worth))
        at += worth
    return tuple(found)


def cut(parts: Sequence[Cents], stretches: Sequence[tuple[int, int]]) -> tuple[Cents, ...]:
    """How much of each part, laid end to end, lies in these stretches."""
    made, at = [], 0
    for part in parts:
        made.append(sum(max(0, min(at + part, b) - max(at, a)) for a, b in stretches))
        at += part
    return tuple(made)


def undone(
    receipt: Receipt, stretches: Sequence[tuple[int, int]]
) -> tuple[tuple[Allocation, ...], Cents]:
    """The allocations and the credit of a receipt that lie in these stretches, below zero."""
    *parts, credit = cut([*(a.amount for a in receipt.allocated), receipt.credit], stretches)
    back = tuple(
        replace(a, amount=-part) for a, part in zip(receipt.allocated, parts, strict=True) if part
    )
    return back, -credit


def refuse_card_numbers(*texts: str) -> None:
    """No text may hold a whole card number (13 to 19 digits that pass Luhn); refuses CardNumberRefused."""
    if any(luhn_card_number(text) for text in texts):
        raise CardNumberRefused()


def check(tender: Tender) -> None:
    """Of a card only the last four digits are kept. Refuses CardNumberRefused, LastFourDigits."""
    refuse_card_numbers(tender.reference, tender.bank, tender.last4, tender.terminal)
    if tender.last4 and not (
        tender.last4.isascii() and tender.last4.isdigit() and len(tender.last4) == 4
    ):
        raise LastFourDigits()
