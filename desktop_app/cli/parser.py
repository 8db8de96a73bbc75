"""The words of the command line: every command, its arguments, and how each is read."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from desktop_app import __version__, app
from desktop_app.domain.money import Cents, plain_text
from desktop_app.domain.refusals import AmountNotPositive, DateUnreadable
from desktop_app.settings import LANGUAGES, THEMES, Settings
from desktop_app.texts import texts_in

from .call import Unclear

COMMON = {"json": False, "data": None, "today": None, "lang": "", "theme": ""}


class Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of leaving, and takes "-50,25" for a value."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)
        self._negative_number_matcher = re.compile(r"^-\d[\d.,\s]*$")

    def error(self, message: str) -> NoReturn:
        raise Unclear(message)


def read(words: list[str]) -> tuple[argparse.Namespace, Settings]:
    """The arguments of a command and the settings they ask for. Raises Unclear; refuses values like the screen."""
    common = common_options()
    early, _ = common.parse_known_args([w for w in words if w not in ("-h", "--help")])
    settings = app.load_settings(
        data=getattr(early, "data", None),
        language=getattr(early, "lang", ""),
        theme=getattr(early, "theme", ""),
    )
    arguments = whole_parser(common, settings.spoken).parse_args(words)
    for name, value in COMMON.items():
        if not hasattr(arguments, name):
            setattr(arguments, name, value)
    return arguments, settings


def common_options() -> Parser:
    """Options taken before or after the command; absent ones leave no trace, so that neither place wins."""
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--json", action="store_true")
    common.add_argument("--data", type=Path, metavar="DIR")
    common.add_argument("--today", type=read_day, metavar="DATE")
    common.add_argument("--lang", choices=LANGUAGES)
    common.add_argument("--theme", choices=THEMES)
    return common


def whole_parser(common: Parser, language: str) -> Parser:
    """Every command of Guichet, explained in this language."""
    from . import (
        asking,
        bank,
        benching,
        billing,
        doing,
        estimating,
        explaining,
        leaks,
        making,
        metering,
        moving,
        till,
        undoing,
    )

    say = texts_in(language).say
    parser = Parser(prog="guichet", parents=[common], description=say("The counter of a utility"))
    parser.add_argument("--version", action="version", version=f"guichet {__version__}")
    parser.set_defaults(run=making.window)
    commands = parser.add_subparsers(metavar=say("COMMAND"), parser_class=Parser)

    def command(
        name: str, run: Callable[..., Any], explained: str, under: Any = commands
    ) -> Parser:
        made: Parser = under.add_parser(
            name, parents=[common], help=explained, description=explained
        )
        made.set_defaults(run=run)
        return made

    for room in (
        asking,
        benching,
        bank,
        billing,
        doing,
        explaining,
        leaks,
        till,
        undoing,
        estimating,
        making,
        metering,
        moving,
    ):
        room.add_commands(command, say)
    return parser


def read_day(text: str) -> date:
    """A date in ISO form or as day/month/year; refuses DateUnreadable."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        from desktop_app.domain.typed import read_date

        if not re.fullmatch(r"\d{1,2}\D\d{1,2}\D\d{4}", text):
            raise DateUnreadable(text=text) from None
        return read_date(text, date.min)


def read_money(text: str) -> Cents:
    """An amount as people type it (50,25 or 50.25 or ٥٠٫٢٥), in cents; refuses like the amount field."""
    from desktop_app.domain.typed import read_amount

    return read_amount(text)


def read_positive(text: str) -> Cents:
    """An amount above zero, in cents; refuses AmountNotPositive."""
    amount = read_money(text)
    if amount <= 0:
        raise AmountNotPositive(amount=plain_text(amount))
    return amount


def read_volume(text: str) -> int:
    """Whole cubic metres or kilowatt-hours, not negative; refuses IndexUnreadable."""
    from desktop_app.domain.typed import read_index

    return read_index(text)[0]


def read_size(text: str) -> tuple[int, int]:
    """A window size: "1366x768"."""
    match = re.fullmatch(r"(\d{3,5})[x×](\d{3,5})", text)
    if match is None:
        raise argparse.ArgumentTypeError(text)
    return int(match[1]), int(match[2])
