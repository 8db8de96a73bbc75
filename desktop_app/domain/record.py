"""Facts as canonical text: one JSON form per frozen dataclass, the same bytes whenever the fact is the same.

Keys sorted, no spaces, UTF-8; dates ISO, decimals and instants as text, enums by value. The journal hashes this text,
stored documents keep it, so a page can always be made again from exactly what was issued.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def plain(value: object) -> Any:
    """The value as JSON-ready builtins."""
    if value is None or (isinstance(value, (bool, int, str)) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [plain(v) for v in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def dump(value: object) -> str:
    """The canonical text of a fact."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """The fact of this class whose canonical text is given; fields absent from the text take their default."""
    made: T = _reader(typing.cast(Any, kind))(json.loads(text))
    return made


Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Reader:
    """What makes a value of this type from JSON's builtins; each type is looked at once."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _reader(next(a for a in args if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return _sequence(_reader(args[0]), tuple)
    if origin is tuple:
        each = [_reader(a) for a in args]
        return lambda value: tuple([read(v) for read, v in zip(each, value, strict=True)])
    if origin is list:
        return _sequence(_reader(args[0]), list)
    if origin is not None and issubclass(origin, Mapping):
        inner = _reader(args[1])
        if inner is _as_it_is:
            return dict
        return lambda value: {k: inner(v) for k, v in value.items()}
    if dataclasses.is_dataclass(kind):
        return _fields(kind)
    if kind is Decimal:
        return Decimal
    if kind is datetime:
        return datetime.fromisoformat
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _sequence(inner: Reader, made: type) -> Reader:
    if inner is _as_it_is:
        return made
    return lambda value: made([inner(v) for v in value])


def _fields(kind: Any) -> Reader:
    """What makes a dataclass; a type may hold itself, so its fields are looked at when the first one is read."""
    known: dict[str, Reader] = {}

    def read(value: Any) -> Any:
        if not known:
            hints = typing.get_type_hints(kind)
            known.update({f.name: _reader(hints[f.name]) for f in dataclasses.fields(kind)})
        return kind(**{k: known[k](v) for k, v in value.items() if k in known})

    return read
