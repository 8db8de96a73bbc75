"""Commands that make a book or show it: create, demo, import usage, tour, and the window itself."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app import app
from desktop_app.domain.record import plain
from desktop_app.domain.refusals import TodayOnRealBook
from desktop_app.texts import bare

from . import metering
from .call import Answer, Call, table
from .parser import read_size

MADE = ("accepted", "subscribers", "readings", "invoices", "payments", "mandates", "schedules")
"""The counts a person is told of a new book."""


def add_commands(command: Callable[..., Any], say: Callable[..., str]) -> None:
    made = command("demo", demo, say("Make a demo agency in the data folder"))
    made.add_argument("--operator", default=app.DEMO_OPERATOR)
    made.add_argument("--subscribers", type=int, default=app.DEMO_SUBSCRIBERS, metavar="N")
    made.add_argument("--seed", type=int, default=1)

    made = command("training", training, say("Make a book to practise in, beside the real one"))
    made.add_argument("--operator", default="")
    made.add_argument("--subscribers", type=int, default=200, metavar="N")
    made.add_argument("--seed", type=int, default=1)

    made = command("create", create, say("Make an empty book for real work, or for training"))
    made.add_argument("--operator", required=True)
    made.add_argument("--agency", required=True, metavar="NAME")
    made.add_argument("--till", required=True, metavar="T001")
    made.add_argument("--key", choices=("passphrase", "keyring"), default="passphrase")
    made.add_argument("--training", action="store_true")

    made = command("import", None, say("Make a book from files"))
    kinds = made.add_subparsers(metavar=say("KIND"), required=True, parser_class=type(made))
    made = command("usage", import_usage, say("Make a book from a file of metered bills"), kinds)
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--operator", required=True)

    made = command("readings", metering.import_readings, say("Record a file of readings"), kinds)
    made.add_argument("file", type=Path, metavar="FILE")
    made.add_argument("--dry-run", action="store_true")
    made.add_argument("--set-aside", action="store_true")
    made.add_argument("--confirm", action="store_true")

    made = command("undo", metering.undo_import, say("Take an import of readings back"), kinds)
    made.add_argument("number", metavar="NUMBER")
    command("list", metering.list_imports, say("List the imports of readings"), kinds)

    made = command("tour", tour, say("Drive the window through a morning and keep its pictures"))
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--size", type=read_size, metavar="WxH")


def demo(call: Call) -> Answer:
    asked = call.arguments
    made = app.make_demo(
        call.settings.data,
        operator=asked.operator,
        subscribers=asked.subscribers,
        seed=asked.seed,
        today=asked.today,
    )
    data = {
        "operator": asked.operator,
        "seed": asked.seed,
        "data": str(call.settings.data),
        **plain(made),
    }
    return Answer(data, _counts(call, data))


def training(call: Call) -> Answer:
    """A training book in the folder "training" of this one's: its own numbers, chain and papers, and no grand total."""
    asked = call.arguments
    folder = call.settings.data / "training"
    operator = asked.operator
    if not operator:
        with call.counter() as counter:
            operator = counter.rules.code
            with counter.book.write(counter.hand()) as pen:
                pen.journal("training_made", body={"folder": folder.name})
    made = app.make_demo(
        folder,
        operator=operator,
        subscribers=asked.subscribers,
        seed=asked.seed,
        today=asked.today,
        kind="training",
    )
    said = call.texts.say("The training book is in {folder}.", folder=str(folder))
    data = {"data": str(folder), "operator": operator, "subscribers": made.subscribers}
    return Answer(data, [said])


def create(call: Call) -> Answer:
    asked = call.arguments
    if asked.today is not None:
        raise TodayOnRealBook(today=asked.today)
    kind = "training" if asked.training else "real"
    app.create_book(
        call.settings.data,
        operator=asked.operator,
        agency=asked.agency.strip(),
        till=asked.till.upper(),
        kind=kind,
        in_keyring=asked.key == "keyring",
    )
    data = {
        "data": str(call.settings.data),
        "kind": kind,
        "operator": asked.operator,
        "agency": asked.agency.strip(),
        "till": asked.till.upper(),
        "key": "file" if asked.training else asked.key,
    }
    said = call.texts.say(
        "The book of {agency} is in {folder}; its key: {key}.",
        agency=data["agency"],
        folder=data["data"],
        key=call.texts.say(data["key"], context="key of the book"),
    )
    return Answer(data, [said])


def import_usage(call: Call) -> Answer:
    from desktop_app.services import imports

    asked = call.arguments
    made = imports.import_usage(
        call.settings.data, asked.file, operator=asked.operator, today=asked.today
    )
    data = {
        "data": str(call.settings.data),
        "operator": asked.operator,
        **plain(made),
        "set_aside": [{"line": line, "reason": reason} for line, reason in made.set_aside],
    }
    reasons = Counter(reason for _, reason in made.set_aside)
    aside = [
        (call.texts.say(r, context="set aside"), call.texts.number(n)) for r, n in reasons.items()
    ]
    return Answer(data, [*table(aside, right=(1,)), *_counts(call, data)])


def tour(call: Call) -> Answer:
    asked = call.arguments
    out = (getattr(asked, "out", None) or Path("tour")).resolve()
    if not app.has_book(call.settings.data):
        making = call.texts.say("Making a demo agency in {folder}.", folder=call.settings.data)
        sys.stderr.write(f"{bare(making)}\n")
    made = app.make_tour(call.settings, out, today=asked.today, size=getattr(asked, "size", None))
    pictures = [str(path) for path in made if path.suffix == ".png"]
    papers = [str(path) for path in made if path.suffix == ".pdf"]
    said = call.texts.say(
        "The morning is in {folder}: {pictures} pictures and {papers} papers.",
        folder=out,
        pictures=call.texts.number(len(pictures)),
        papers=call.texts.number(len(papers)),
    )
    data = {"out": str(out), "pictures": pictures, "papers": papers}
    return Answer(data, [*map(str, made), said])


def window(call: Call) -> Answer | None:
    """Open the window; where nothing can show it, the tour tells what it looks like."""
    if not app.has_display():
        return tour(call)
    code = app.open_window(call.settings, today=call.arguments.today)
    return Answer({}, code=code) if code else None


def _counts(call: Call, data: dict[str, Any]) -> list[str]:
    """The counts of what was made, one a line."""
    rows = [
        (call.texts.say(name, context="made"), call.texts.number(data[name]))
        for name in MADE
        if name in data
    ]
    return [*table(rows, right=(1,)), data["data"]]
