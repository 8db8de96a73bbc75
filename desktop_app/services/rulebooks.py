"""Rule books of the utilities this program serves: found in resources/operators, read and checked once."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from desktop_app import resources
from desktop_app.domain import rulebook
from desktop_app.domain.refusals import RuleBookFault, UnknownOperator
from desktop_app.domain.rulebook import RuleBook

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@cache
def known() -> tuple[str, ...]:
    """The codes of every operator, in alphabetical order."""
    return resources.names("operators", ".toml")


@cache
def load(code: str) -> RuleBook:
    """The operator's rule book, read once; refuses UnknownOperator and RuleBookFault."""
    if code not in known():
        raise UnknownOperator(operator=code, known=known())
    book = from_file(resources.path(f"operators/{code}.toml"))
    if book.code != code:
        raise RuleBookFault(file=f"{code}.toml", line=1, reason=f"code is {book.code!r}")
    return book


def from_file(path: Path) -> RuleBook:
    """The rule book in one TOML file, wherever it lies; refuses RuleBookFault, UnknownOperator when it is not there."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except OSError as fault:
        raise UnknownOperator(operator=str(path), known=known()) from fault
    except UnicodeDecodeError as fault:
        raise RuleBookFault(file=path.name, line=1, reason="not written in UTF-8") from fault
    except tomllib.TOMLDecodeError as fault:
        raise RuleBookFault(
            file=path.name, line=_line(fault), reason=_reason(fault, text)
        ) from fault
    return rulebook.read(data, text=text, file=path.name)


def _line(fault: tomllib.TOMLDecodeError) -> int:
    digits = str(fault).rpartition("line ")[2].partition(",")[0]
    return int(digits) if digits.isdigit() else 1


def _reason(fault: tomllib.TOMLDecodeError, text: str) -> str:
    """What is wrong with the line: a day that does not exist by its name, else as the reader of TOML says it."""
    lines = text.splitlines()[_line(fault) - 1 : _line(fault)]
    for day in _DAY.findall(lines[0] if lines else ""):
        try:
            date.fromisoformat(day)
        except ValueError:
            return f"{day} is not a date"
    return str(fault).partition(" (at ")[0]
