"""One table of a rule book being read: each entry asked for by name and type, what was never asked for is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NoReturn, TypeVar

from .money import Cents
from .refusals import RuleBookFault
from .toml_lines import Path

T = TypeVar("T")

LANGUAGES = ("fr", "ar", "en")
PLACES = 4
"""Unit prices and rates have at most four decimals, so that pricing may count in ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file read and the line of each of its entries."""

    file: str
    lines: Mapping[Path, int]

    def fault(self, path: Path, reason: str) -> NoReturn:
        """Refuse the book, naming the line of this entry or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        raise RuleBookFault(file=self.file, line=self.lines.get(path, 1), reason=reason)


@dataclass(slots=True)
class Node:
    """A table of the file with its place; every method refuses RuleBookFault at the true line."""

    values: Mapping[str, object]
    path: Path
    source: Source
    asked: set[str] = field(default_factory=set)

    def fault(self, reason: str, key: str | None = None) -> NoReturn:
        self.source.fault(self.path if key is None else (*self.path, key), reason)

    def has(self, key: str) -> bool:
        return key in self.values

    def done(self) -> None:
        """Refuse every entry nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                self.fault(f"unknown entry {key!r}", key)

    def text(self, key: str, default: str | None = None, *, among: Sequence[str] = ()) -> str:
        value = self._get(key, str, "text", default)
        if among and value not in among:
            self.fault(f"{key} is {value!r}, not one of {', '.join(among)}", key)
        return value

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        value = self._get(key, int, "a whole number", default)
        if value < least:
            self.fault(f"{key} is {value}, below {least}", key)
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        return self._get(key, bool, "true or false", default)

    def day(self, key: str, default: date | None = None) -> date:
        return self._get(key, date, "a date such as 2026-01-01", default)

    def decimal(self, key: str, default: str | None = None) -> Decimal:
        return self._number(self.text(key, default), key)

    def amount(self, key: str, default: str | None = None) -> Cents:
        """An amount of money in units, as cents."""
        value = self.decimal(key, default).scaleb(2)
        if value != value.to_integral_value():
            self.fault(f"{key} has more than two decimals", key)
        return int(value)

    def labels(self, key: str = "labels") -> dict[str, str]:
        """A wording in the three languages, none missing and none empty."""
        node = self.node(key)
        found = {language: node.text(language, "") for language in LANGUAGES}
        missing = [language for language in LANGUAGES if not found[language].strip()]
        if missing:
            node.fault(f"{key} has no wording in {', '.join(missing)}")
        node.done()
        return found

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        return self._items(key, str, "text", default)

    def wholes(self, key: str, default: Sequence[int] | None = None) -> tuple[int, ...]:
        return self._items(key, int, "a whole number", default)

    def decimals(self, key: str) -> tuple[Decimal, ...]:
        return tuple(self._number(t, key) for t in self.texts(key))

    def node(self, key: str) -> Node:
        return Node(self._get(key, dict, "a table", None), (*self.path, key), self.source)

    def nodes(self, key: str, *, least: int = 1) -> list[Node]:
        """The tables of an array, in file order."""
        values = self._get(key, list, "an array of tables", [] if least == 0 else None)
        if len(values) < least:
            self.fault(f"{key} is empty", key)
        made = []
        for i, value in enumerate(values):
            if not isinstance(value, dict):
                self.source.fault((*self.path, key, i), f"{key} holds something that is no table")
            made.append(Node(value, (*self.path, key, i), self.source))
        return made

    def strings(self, key: str, *, optional: bool = False) -> dict[str, str]:
        """A table of plain texts under free names."""
        if optional and not self.has(key):
            self.asked.add(key)
            return {}
        node = self.node(key)
        return {name: node.text(name) for name in node.values}

    def free(self, key: str) -> dict[str, object]:
        """A table of anything but floating-point numbers."""
        if not self.has(key):
            self.asked.add(key)
            return {}
        node = self.node(key)
        node._no_floats(node.values, node.path)
        return dict(node.values)

    def known(self, key: str, value: str, codes: Mapping[str, object] | Sequence[str]) -> str:
        """The code when the book declares it."""
        if value not in codes:
            self.fault(f"unknown {key} {value!r}; known are {', '.join(codes)}", key)
        return value

    def _number(self, text: str, key: str) -> Decimal:
        try:
            value = Decimal(text)
        except InvalidOperation:
            self.fault(f"{key} is {text!r}, not a number such as 1.25", key)
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or value < 0:
            self.fault(f"{key} is {text!r}, not a number from zero up", key)
        if exponent < -PLACES:
            self.fault(f"{key} is {text!r}, with more than {PLACES} decimals", key)
        return value

    def _no_floats(self, value: object, path: Path) -> None:
        if isinstance(value, float):
            self.source.fault(path, "floating-point number; write it between quotes")
        items = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for name, part in items:
            self._no_floats(part, (*path, name))

    def _get(self, key: str, kind: type[T], wanted: str, default: T | None) -> T:
        self.asked.add(key)
        if key not in self.values:
            if default is None:
                self.fault(f"{key} is missing")
            return default
        value = self.values[key]
        self._check(value, kind, wanted, key, (*self.path, key))
        return value  # type: ignore[return-value]

    def _items(
        self, key: str, kind: type[T], wanted: str, default: Sequence[T] | None
    ) -> tuple[T, ...]:
        values = self._get(key, list, "an array", None if default is None else list(default))
        for i, value in enumerate(values):
            self._check(value, kind, wanted, f"{key} number {i + 1}", (*self.path, key, i))
        return tuple(values)

    def _check(self, value: object, kind: type, wanted: str, name: str, path: Path) -> None:
        if isinstance(value, float):
            self.source.fault(path, f"{name} is a floating-point number; write it between quotes")
        misleading = isinstance(value, bool if kind is int else datetime)
        if misleading or not isinstance(value, kind):
            self.source.fault(path, f"{name} is not {wanted}")
