"""One call of the command line: what was asked, where, and the answer for a script and for a person."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unicodedata import combining, east_asian_width

from desktop_app.settings import Settings
from desktop_app.texts import Texts, bare, texts_in

if TYPE_CHECKING:
    from desktop_app.domain.rulebook import RuleBook
    from desktop_app.services.counter import Counter


class Unclear(Exception):
    """The words of the command do not fit together; carries the reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The data for `--json` and the lines for a person; `code` is the exit code."""

    data: dict[str, Any]
    lines: Sequence[str] = ()
    code: int = 0


@dataclass(frozen=True)
class Call:
    """The arguments of one command with the settings of the workstation."""

    arguments: Namespace
    settings: Settings
    texts: Texts = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", texts_in(self.settings.spoken))

    @contextmanager
    def counter(self) -> Iterator[Counter]:
        """The open book with its rules, closed at the end."""
        from desktop_app import app

        counter = app.open_counter(
            self.settings,
            today=self.arguments.today,
            ask_passphrase=app.terminal_passphrase(),
        )
        try:
            yield counter
        finally:
            counter.book.close()

    @cached_property
    def rules(self) -> RuleBook:
        """The rule book named by --operator."""
        from desktop_app import app

        return app.rules(self.arguments.operator)

    @cached_property
    def operation(self) -> str:
        """What makes a repeated command the same gesture: --operation, else a new one."""
        import uuid

        return self.arguments.operation or str(uuid.uuid4())


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Rows with their columns aligned; the columns of `right` to the right (figures)."""
    if not rows:
        return []
    plain = [[bare(cell) for cell in row] for row in rows]
    widths = [max(_width(row[i]) for row in plain) for i in range(len(plain[0]))]
    return ["  ".join(_fit(c, widths[i], i in right) for i, c in enumerate(row)) for row in plain]


def _fit(cell: str, width: int, right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if right else cell + space


def _width(text: str) -> int:
    """The columns a text takes on a terminal: wide signs two, combining signs none."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
