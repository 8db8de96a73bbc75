"""Imports run downwards only: one English sentence per wall."""

from __future__ import annotations

import sys

import pytest

from .tree import imports, modules, name, of_room, room

DOORS = {  # room -> the rooms it may enter, and the outside libraries it may use
    "domain": ("", ""),
    "resources": ("", ""),
    "settings": ("", "platformdirs"),
    "texts": ("domain resources", ""),
    "storage": (
        "domain",
        "sqlalchemy alembic sqlcipher3 argon2 cryptography keyring rapidfuzz compression backports",
    ),
    "documents": ("domain texts resources", "reportlab uharfbuzz fpdf zxingcpp PIL"),
    "exchange": ("domain texts resources settings", "pypdfium2 python_calamine escpos"),
    "services": ("domain storage documents exchange texts settings resources", ""),
    "ui": (
        "services sync domain texts settings resources",
        "PySide6 shiboken6 shibokensupport pypdfium2",
    ),
}
SENTENCES = {
    "domain": "The rules import nothing but the standard library.",
    "resources": "The door to the data files stands alone.",
    "settings": "The workstation's settings know nobody else.",
    "texts": "The wording knows values of the domain and its data files, no more.",
    "storage": "The book knows the domain, and is the only room that speaks SQL.",
    "documents": "The papers know facts and wording, never the book or the window.",
    "exchange": "The side doors know facts and wording, never the book or the window.",
    "services": "The gestures use the rooms below and no library of their own.",
    "ui": "The window asks the services: it sees no book, no paper, no SQL, no ReportLab.",
}


@pytest.mark.parametrize("inside", DOORS, ids=SENTENCES.values())
def test_doors(inside: str) -> None:
    rooms, libraries = (set(words.split()) for words in DOORS[inside])
    wrong = []
    for path in of_room(inside):
        for found in imports(path):
            top = found.module.split(".")[0]
            if top == "desktop_app":
                to = room(found.module)
                if to not in rooms | {inside, "house"}:
                    wrong.append(str(found))
            elif not found.typing_only and top not in {*libraries, *sys.stdlib_module_names}:
                wrong.append(str(found))
    assert not wrong, "\n".join([SENTENCES[inside], *wrong])


def test_every_module_has_a_room() -> None:
    rooms = {*DOORS, "house", "sync", "app", "cli", "__main__"}
    lost = [name(p) for p in modules() if room(name(p)) not in rooms]
    assert not lost, "a module found no room: the list of rooms is wrong"


def test_only_the_windows_room_and_the_builder_know_qt() -> None:
    wrong = [
        str(found)
        for path in modules()
        if room(name(path)) not in ("ui", "app")
        for found in imports(path)
        if found.module.split(".")[0] == "PySide6"
    ]
    assert not wrong


def test_nobody_imports_the_command_line_or_the_builder_from_below() -> None:
    wrong = [
        str(found)
        for path in modules()
        if room(name(path)) not in ("app", "cli", "__main__")
        for found in imports(path)
        if found.module.startswith("desktop_app.") and room(found.module) in ("app", "cli")
    ]
    assert not wrong


def test_only_one_sqlite_library_opens_the_book() -> None:
    wrong = [
        str(found)
        for path in modules()
        for found in imports(path)
        if found.module.split(".")[0] in ("sqlite3", "pysqlite3", "apsw")
    ]
    assert not wrong, "two SQLite libraries on one file can damage it"
