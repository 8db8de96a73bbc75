"""Bank accounts of demo customers: their keys are right, and nobody has them."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.domain.identifiers import iban_of, rib_key_dz, rib_key_fr, rib_key_ma


def account_of(kind: str, banks: Sequence[tuple[str, str]], n: int) -> str:
    """The account of the n-th customer at one of these banks (bank, branch); `kind` as in the rule book."""
    bank, branch = banks[n % len(banks)]
    serial = (n * 48_271 + 11) % 99_999_989
    if kind == "rib-dz":
        own = f"{serial:010d}"
        return f"{bank}{branch}{own}{rib_key_dz(branch, own)}"
    if kind == "rib-ma":
        first = f"{bank}{branch}{serial:016d}"
        return first + rib_key_ma(first)
    own = f"{serial:011d}"
    return iban_of("FR", f"{bank}{branch}{own}{rib_key_fr(bank, branch, own)}")
