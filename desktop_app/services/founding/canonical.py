"""Canonical texts at the speed of a run: the very bytes `record.dump` makes, put together from parts made before."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from desktop_app.domain import record
from desktop_app.domain.invoice import Bill

_quote: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode


def spliced(fact: Any, ready: Mapping[str, str]) -> str:
    """The canonical text of a fact, some of its fields being texts made before."""
    parts = []
    for name, key in _names(type(fact)):  # type: ignore[arg-type]
        if name in ready:
            parts.append(key + ready[name])
            continue
        value = getattr(fact, name)
        writer = _WRITERS.get(type(value))
        parts.append(key + (writer(value) if writer else text(value)))
    return f"{{{','.join(parts)}}}"


def bill_text(bill: Bill, lines: list[str]) -> str:
    """The canonical text of a bill whose lines are written already."""
    return spliced(bill, {"lines": f"[{','.join(lines)}]"})


def text(value: Any) -> str:
    """The canonical text of any fact or value."""
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    if isinstance(value, Enum):
        return text(value.value)
    if dataclasses.is_dataclass(value):
        return spliced(value, {})
    return record.dump(value)


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    """Each field and the key it is written under, in order."""
    return tuple((name, f'"{name}":') for name in sorted(f.name for f in dataclasses.fields(kind)))


def _list(values: tuple[Any, ...] | list[Any]) -> str:
    return f"[{','.join([text(v) for v in values])}]" if values else "[]"


def _mapping(values: dict[str, Any]) -> str:
    if not values:
        return "{}"
    return f"{{{','.join([f'{_quote(k)}:{text(values[k])}' for k in sorted(values)])}}}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    str: _quote,
    date: lambda value: f'"{value.isoformat()}"',
    datetime: lambda value: f'"{value.isoformat()}"',
    Decimal: lambda value: f'"{value}"',
    tuple: _list,
    list: _list,
    dict: _mapping,
}
