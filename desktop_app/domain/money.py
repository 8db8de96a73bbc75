"""Money: whole cents of the book's one currency, rounded half up, split so that the parts sum to the whole.

A book holds one currency, so an amount is a plain integer of its minor unit (`Cents`); prices and rates are `Decimal`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

Cents = int
"""Minor units of the book's currency (1 EUR = 1 MAD = 1 DZD = 100)."""

_CENT = Decimal("0.01")


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """The value rounded half up (away from zero on ties), as French, Moroccan and Algerian invoices do."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def round_div(numerator: int, denominator: int) -> int:
    """The quotient of whole numbers rounded half up (away from zero on ties); the denominator is positive."""
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def cents(value: Decimal | str) -> Cents:
    """An amount in units as whole cents, rounded half up: "60.685" -> 6069."""
    return int(Decimal(value).quantize(_CENT, rounding=ROUND_HALF_UP).scaleb(2))


def units(amount: Cents) -> Decimal:
    """Whole cents as units with two decimals: 6069 -> 60.69."""
    return Decimal(amount).scaleb(-2).quantize(_CENT)


def plain_text(amount: Cents) -> str:
    """The amount as scripts read it: a string with a point and two decimals."""
    return str(units(amount))


def split(amount: Cents, parts: int) -> tuple[Cents, ...]:
    """The amount in n parts that differ by at most one cent, the larger ones first; they sum to it exactly."""
    if parts < 1:
        raise ValueError("at least one part")
    quotient, rest = divmod(amount, parts)
    return tuple(quotient + 1 if i < rest else quotient for i in range(parts))


def share(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """A whole number shared by weight, largest remainder first (ties: earliest); the shares sum to it exactly.

    Negative wholes mirror positive ones. With all weights zero the shares are as equal as `split` makes them.
    """
    if not weights:
        raise ValueError("at least one weight")
    if whole < 0:
        return tuple(-s for s in share(-whole, weights))
    total = sum(weights)
    if total == 0:
        return split(whole, len(weights))
    shares = [whole * w // total for w in weights]
    rests = [whole * w % total for w in weights]
    for i in sorted(range(len(weights)), key=lambda i: (-rests[i], i))[: whole - sum(shares)]:
        shares[i] += 1
    return tuple(shares)
