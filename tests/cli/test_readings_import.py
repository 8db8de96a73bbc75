"""Files of readings through the command line: a dry run leaves the book as it was, the real one takes all or none."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import contracts_of

from .conftest import Guichet

DAY = "2026-06-30"


@pytest.fixture
def folder(agency: Callable[[str], Path], tmp_path: Path) -> Path:
    made = tmp_path / "oran"
    shutil.copytree(agency("oran"), made)
    return made


@pytest.fixture
def meters(folder: Path, guichet: Guichet) -> list[dict[str, Any]]:
    """Last readings of meters in place that were truly read before that day."""
    found = []
    for contract in contracts_of(folder)[:12]:
        shown = guichet("show", contract, "--data", folder, "--json").json
        serial = next((m["meter"] for m in shown["meters"] if not m["removed"]), None)
        last = [r for r in shown["readings"] if r["meter"] == serial]
        if last and last[-1]["date"] < DAY and last[-1]["kind"] != "estimated":
            found.append({"contract": contract, **last[-1]})
    return found


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "guichet.book").read_bytes()).hexdigest()


def test_a_round_comes_in(
    folder: Path, meters: list[dict[str, Any]], guichet: Guichet, tmp_path: Path
) -> None:
    file = tmp_path / "round.csv"
    body = [f"{m['meter']};{DAY};{(m['index'] + 1) % 100_000}" for m in meters]
    known = f"{meters[0]['meter']};{meters[0]['date']};{meters[0]['index']}"
    file.write_text("\n".join(["meter;date;index", *body, known]), encoding="utf-8")
    before = digest(folder)
    run = ("import", "readings", file, "--data", folder, "--json", "--confirm")
    tried = guichet(*run, "--dry-run").json
    assert digest(folder) == before
    assert (tried["accepted"], tried["identical"], tried["rejected"]) == (len(meters), 1, [])
    made = guichet(*run).json
    assert made == tried | {"dry_run": False, "number": "I-T001A-26-000001"}
    shown = guichet("show", meters[0]["contract"], "--data", folder, "--json").json
    assert shown["readings"][-1]["date"] == DAY
    again = guichet(*run)
    assert (again.code, again.json["refusal"]["code"]) == (2, "readings-file-again")
    undone = guichet("import", "undo", made["number"], "--data", folder, "--json").json
    assert undone["cancelled"] == len(meters)
    listed = guichet("import", "list", "--data", folder, "--json").json["imports"]
    assert [(i["number"], i["accepted"]) for i in listed] == [(made["number"], len(meters))]
    assert listed[0]["undone_on"] is not None
    back = guichet("show", meters[0]["contract"], "--data", folder, "--json").json
    assert back["readings"][-1]["date"] == meters[0]["date"]
    second = guichet("import", "undo", made["number"], "--data", folder, "--json")
    assert (second.code, second.json["refusal"]["code"]) == (2, "import-undone")
    assert guichet("verify", "--data", folder, "--json").code == 0


def test_one_bad_line_holds_everything_back_unless_set_aside(
    folder: Path, meters: list[dict[str, Any]], guichet: Guichet, tmp_path: Path
) -> None:
    m = meters[0]
    file = tmp_path / "round.csv"
    lines = [
        f"{m['meter']};{DAY};{(m['index'] + 1) % 100_000}",
        f"{m['meter']};{DAY};12x4",
        f"{m['meter']};{DAY};{(m['index'] + 2) % 100_000}",
        f"NOSUCH;{DAY};12",
        f"{meters[1]['meter']};2020-01-01;12",
        f"{meters[1]['meter']};2030-01-01;12",
    ]
    file.write_text("\n".join(["meter;date;index", *lines]), encoding="utf-8")
    run = ("import", "readings", file, "--data", folder, "--json", "--confirm")
    before = digest(folder)
    held = guichet(*run)
    assert (held.code, held.json["refusal"]["code"]) == (2, "readings-file-rejected")
    tried = guichet(*run, "--dry-run").json
    assert digest(folder) == before
    assert [(r["line"], r["reason"]) for r in tried["rejected"]] == [
        (3, "bad-index"),
        (4, "reading-twice-a-day"),
        (5, "unknown-serial"),
        (6, "reading-before-last"),
        (7, "reading-in-future"),
    ]
    assert all(r["message"] for r in tried["rejected"])
    made = guichet(*run, "--set-aside").json
    assert (made["lines"], made["accepted"], len(made["rejected"])) == (6, 1, 5)
    assert guichet("verify", "--data", folder, "--json").code == 0
