"""Earlier invoices as the next one needs them: read in bulk, each unpacked only when its uses or lines matter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, type_coerce
from sqlalchemy.types import NullType

from desktop_app.domain import record
from desktop_app.domain.invoice import Bill, InvoiceKind, MeterUse

from .packing import unpack
from .rows import among, asked, fetched
from .tables import invoice

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOOK_BACK = 14
"""Invoices read back: a year of months, and the ones around it."""
_OPENED = 2
"""Of these, so many of a contract have their facts read with those of all others."""


_READER = json.JSONDecoder()


class Past:
    """One invoice in force; `uses` and `bill` are those of the stored fact."""

    __slots__ = ("_bill", "_packed", "_text", "_uses", "end", "kind", "number", "start", "total")

    def __init__(
        self,
        number: str,
        kind: InvoiceKind,
        start: date,
        end: date,
        total: int,
        packed: Callable[[], bytes],
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
            self._text = unpack(self._packed())
        return self._text


_LISTED = (
    select(
        invoice.c.contract_id,
        invoice.c.id,
        invoice.c.number,
        invoice.c.kind,
        invoice.c.start,
        invoice.c.end,
        invoice.c.total,
        invoice.c.corrects_id,
    )
    .where(among(invoice.c.contract_id))
    .order_by(invoice.c.contract_id, invoice.c.issued_on, invoice.c.id)
)
_asked = asked()
_own = invoice.alias("own")
_NEWEST = select(invoice.c.contract_id, invoice.c.kind, invoice.c.end).where(
    invoice.c.id.in_(
        select(
            select(_own.c.id)
            .where(_own.c.contract_id == _asked.c.value)
            .order_by(_own.c.issued_on.desc(), _own.c.id.desc())
            .limit(1)
            .correlate(_asked)
            .scalar_subquery()
        ).select_from(_asked)
    )
)
_FACTS = select(invoice.c.id, type_coerce(invoice.c.facts, NullType())).where(among(invoice.c.id))
_KINDS = {kind.value: kind for kind in InvoiceKind}

Listed = dict[int, list[Sequence[Any]]]
"""The invoices in force of each contract, oldest first, as rows without their facts."""


def listed(connection: Connection, ids: Iterable[int]) -> Listed:
    """The invoices of these contracts that no credit note takes back."""
    found: Listed = {}
    credited = set()
    for row in fetched(connection, _LISTED, ids):
        if row[3] == InvoiceKind.CREDIT.value:
            credited.add(row[7])
        else:
            found.setdefault(row[0], []).append(row)
    if not credited:
        return found
    kept = {key: [row for row in rows if row[1] not in credited] for key, rows in found.items()}
    return {key: rows for key, rows in kept.items() if rows}


def billed_at_least(connection: Connection, ids: Iterable[int]) -> dict[int, date]:
    """Up to which day contracts are billed at the least, by their newest invoice alone; those it does not tell of are
    left out. Quick: most contracts of a run are not due."""
    return {
        row[0]: date.fromisoformat(row[2])
        for row in fetched(connection, _NEWEST, ids)
        if row[1] != InvoiceKind.CREDIT.value
    }


def billed_ends(known: Listed) -> dict[int, date]:
    """Up to which day contracts are billed, where they are."""
    return {key: date.fromisoformat(max([row[5] for row in rows])) for key, rows in known.items()}


def opened(
    connection: Connection, known: Listed, ids: Iterable[int]
) -> dict[int, tuple[Past, ...]]:
    """The newest listed invoices of these contracts with their facts, newest first."""
    newest = {key: known[key][-LOOK_BACK:] for key in ids if key in known}
    packed = _Packed(connection, [row[1] for rows in newest.values() for row in rows[-_OPENED:]])
    day = date.fromisoformat
    return {
        key: tuple(
            [
                Past(number, _KINDS[kind], day(start), day(end), total, partial(packed.get, row))
                for _, row, number, kind, start, end, total, _ in reversed(rows)
            ]
        )
        for key, rows in newest.items()
    }


class _Packed:
    """Packed facts: those mostly asked for are read at once, the others when their invoice is opened."""

    def __init__(self, connection: Connection, at_once: Iterable[int]) -> None:
        self._connection = connection
        self._known: dict[int, bytes] = dict(fetched(connection, _FACTS, at_once))

    def get(self, row: int) -> bytes:
        """The packed fact of this invoice."""
        if row not in self._known:
            self._known.update(fetched(self._connection, _FACTS, (row,)))
        return self._known[row]


def in_force(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[Past, ...]]:
    """The newest invoices of these contracts that no credit note takes back, newest first."""
    wanted = list(ids)
    return opened(connection, listed(connection, wanted), wanted)


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
