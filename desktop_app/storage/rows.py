"""Rows on their way in: values as the tables store them, and many rows at the driver's own speed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Table,
    TableValuedAlias,
    bindparam,
    func,
    select,
)

from desktop_app.domain import record

from .packing import Packed, pack

Rows = Iterable[Sequence[object]]
_CHUNK = 20_000


def stored(value: object) -> object:
    """The value as its column keeps it: days and instants as ISO text, facts as canonical text."""
    if value is None or type(value) in (int, str):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) or isinstance(value, (dict, list, tuple)):
        return record.dump(value)
    if isinstance(value, Decimal):
        raise TypeError("amounts are stored as whole cents")
    return value


def fill(connection: Connection, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
    """Insert tuples of ready values, columns left out taking their default; the rows are read once, in chunks."""
    statement, extra, packed = _statement(connection.dialect.paramstyle, table, columns)
    waiting = iter(rows)
    while chunk := list(islice(waiting, _CHUNK)):
        if extra or not isinstance(chunk[0], tuple):
            chunk = [(*row, *extra) for row in chunk]
        for at in packed:
            chunk = [
                row
                if isinstance(row[at], bytes)  # packed already, by a helper of a run
                else (*row[:at], pack(str(row[at])), *row[at + 1 :])
                for row in chunk
            ]
        connection.exec_driver_sql(statement, chunk)


@lru_cache(maxsize=256)
def _statement(
    paramstyle: str, table: Table, columns: tuple[str, ...]
) -> tuple[str, tuple[object, ...], tuple[int, ...]]:
    defaults = [
        (c.name, c.default.arg)  # type: ignore[attr-defined]
        for c in table.columns
        if c.name not in columns and c.default is not None and c.default.is_scalar
    ]
    names = columns + tuple(name for name, _ in defaults)
    mark = "?" if paramstyle == "qmark" else "%s"
    quoted = ", ".join(f'"{table.columns[name].name}"' for name in names)
    places = ", ".join([mark] * len(names))
    statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({places})'
    packed = tuple(at for at, name in enumerate(names) if isinstance(table.c[name].type, Packed))
    return statement, tuple(value for _, value in defaults), packed


def fetched(connection: Connection, statement: Executable, ids: Iterable[int]) -> list[Any]:
    """The rows of a statement for these `ids` as the driver's own tuples: half the time where there are thousands.

    Columns come as they are stored; the statement names its ids by `among`."""
    result = connection.execute(statement, those(ids))
    assert result.cursor is not None
    rows = result.cursor.fetchall()
    result.close()
    return list(rows)


def among(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the column is one of the `ids`, a JSON list: one statement for any number of them."""
    return column.in_(select(asked().c.value))


def asked() -> TableValuedAlias:
    """The `ids` as rows with a `value`."""
    return func.json_each(bindparam("ids")).table_valued("value")


def those(ids: Iterable[int]) -> dict[str, str]:
    """The ids that `among` looks for."""
    return {"ids": json.dumps(list(ids))}


def maybe_day(text: str | None) -> date | None:
    """The day of a nullable column."""
    return date.fromisoformat(text) if text else None
