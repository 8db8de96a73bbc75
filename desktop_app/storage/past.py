"""Earlier invoices as the next one needs them: read in bulk, each unpacked only when its uses or lines matter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, type_coerce
from sqlalchemy.types import NullType

from desktop_app.domain import record
from desktop_app.domain.invoice import Bill, InvoiceKind, MeterUse

from .packing import unpack
from .tables import invoice

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOOK_BACK = 14
"""Invoices read back: a year of months, and the ones around it."""


_READER = json.JSONDecoder()


class Past:
    """One invoice in force; `uses` and `bill` are those of the stored fact."""

    __slots__ = ("_bill", "_packed", "_text", "_uses", "end", "kind", "number", "start", "total")

    def __init__(
        self, number: str, kind: InvoiceKind, start: date, end: date, total: int, packed: bytes
    ) -> None:
        self.number, self.kind, self.total = number, kind, total
        self.start, self.end = start, end
        self._packed = packed
        self._text = ""
        self._uses: tuple[MeterUse, ...] | None = None
        self._bill: Bill | None = None

    @property
    def uses(self) -> tuple[MeterUse, ...]:
        """The meters it billed."""
        if self._uses is None:
            text = self._fact()
            self._uses = _uses(text, text.rindex('"uses":') + 7)
        return self._uses

    @property
    def bill(self) -> Bill:
        """Its priced lines and totals."""
        if self._bill is None:
            text = self._fact()
            start = text.index('"bill":{') + 7
            last = text.index('"vat_total":', start)
            self._bill = _bill(text[start : text.index("}", last) + 1])
        return self._bill

    def _fact(self) -> str:
        if not self._text:
            self._text = unpack(self._packed)
        return self._text


_correction = invoice.alias("correction")
_place = (
    func.row_number()
    .over(
        partition_by=invoice.c.contract_id,
        order_by=(invoice.c.issued_on.desc(), invoice.c.id.desc()),
    )
    .label("place")
)
_ranked = (
    select(invoice.c.id, _place)
    .where(
        invoice.c.contract_id.in_(bindparam("ids", expanding=True)),
        invoice.c.kind != InvoiceKind.CREDIT.value,
        ~select(_correction.c.id)
        .where(
            _correction.c.corrects_id == invoice.c.id,
            _correction.c.kind == InvoiceKind.CREDIT.value,
        )
        .exists(),
    )
    .subquery()
)
_IN_FORCE = (
    select(
        invoice.c.contract_id,
        invoice.c.number,
        invoice.c.kind,
        invoice.c.start,
        invoice.c.end,
        invoice.c.total,
        type_coerce(invoice.c.facts, NullType()),
    )
    .join_from(invoice, _ranked, _ranked.c.id == invoice.c.id)
    .where(_ranked.c.place <= LOOK_BACK)
    .order_by(invoice.c.contract_id, _ranked.c.place)
)


def in_force(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[Past, ...]]:
    """The newest invoices of these contracts that no credit note takes back, newest first."""
    found: dict[int, list[Past]] = {}
    for row in connection.execute(_IN_FORCE, {"ids": list(ids)}).all():
        found.setdefault(row[0], []).append(
            Past(
                row[1],
                InvoiceKind(row[2]),
                date.fromisoformat(row[3]),
                date.fromisoformat(row[4]),
                row[5],
                row[6],
            )
        )
    return {contract_id: tuple(held) for contract_id, held in found.items()}


def _uses(text: str, start: int) -> tuple[MeterUse, ...]:
    """The uses written from there; a quoted key never stands inside a string of a canonical text."""
    return tuple(
        MeterUse(
            serial=u["serial"],
            service=u["service"],
            unit=u["unit"],
            old_on=date.fromisoformat(u["old_on"]),
            old_index=u["old_index"],
            old_kind=u["old_kind"],
            new_on=date.fromisoformat(u["new_on"]),
            new_index=u["new_index"],
            new_kind=u["new_kind"],
            volume=u["volume"],
        )
        for u in _READER.raw_decode(text, start)[0]
    )


@lru_cache(maxsize=4096)
def _bill(text: str) -> Bill:
    """The bill of a canonical text; customers with the same use share it."""
    return record.load(Bill, text)
