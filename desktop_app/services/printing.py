"""Paper: a page is made from the stored fact, after the commit; the first is the original, the next are DUPLICATA n."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Printed:
    document: str
    kind: str
    """invoice | receipt | schedule | arrangement"""
    language: str
    copy: int
    """0 for the original."""
    pages: int
    path: Path


def print_document(
    counter: Counter,
    kind: str,
    number: str,
    *,
    out: Path,
    language: str | None = None,
    narrow: bool = False,
) -> Printed:
    """Write the PDF of this document; `narrow` = 80 mm receipt. `language` None: the customer's own.

    Refuses UnknownDocument; trouble CannotWriteFile, FontMissing. The copy is counted in the same transaction
    as its journal entry, before the file is written."""
    raise NotImplementedError


def preview(
    counter: Counter, kind: str, number: str, *, language: str | None = None, narrow: bool = False
) -> bytes:
    """The PDF bytes as the next copy would look, without counting a copy."""
    raise NotImplementedError


def preview_simulation(
    counter: Counter, contract: str, *, to: str, language: str | None = None
) -> bytes:
    """The PDF of a simulated invoice, marked SIMULATION."""
    raise NotImplementedError
