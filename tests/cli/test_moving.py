"""Moving out and in from the command line at each utility: simulated, done once, found at once; the book verifies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import contracts_of

from .conftest import Done, Guichet


@pytest.fixture
def folder(agency: Callable[[str], Path], tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    made = tmp_path / "book"
    shutil.copytree(agency(request.param), made)
    return made


def leaving(folder: Path, guichet: Guichet) -> tuple[dict[str, Any], list[str], str]:
    """Somebody billed to a day before today whose meters were truly read; the options of their last figures; today."""
    today = _today(folder)
    for contract in contracts_of(folder)[3:60]:
        shown = guichet("show", contract, "--data", folder, "--json").json
        last = {r["meter"]: r for r in shown["readings"]}
        held = [m["meter"] for m in shown["meters"] if not m["removed"]]
        fresh = all(last[m]["kind"] == "real" and last[m]["date"] < today for m in held)
        if fresh and not shown["closed"] and shown["invoices"]:
            words = [w for m in held for w in ("--index", f"{m}={last[m]['index'] + 3}")]
            return shown, words, today
    raise LookupError(folder)


def _today(folder: Path) -> str:
    from desktop_app.storage import book as books

    with_it = books.open_book(folder)
    day = with_it.installation.today
    with_it.close()
    assert day is not None
    return day.isoformat()


def refused(done: Done) -> str:
    assert done.code == 2, done.out
    code: str = done.json["refusal"]["code"]
    return code


@pytest.mark.parametrize("folder", ["iroise", "casablanca", "oran"], indirect=True)
def test_one_leaves_and_another_comes(folder: Path, guichet: Guichet) -> None:
    shown, figures, today = leaving(folder, guichet)
    contract, meter = shown["contract"], figures[1].partition("=")[0]
    common = ("--on", today, "--confirm", "--data", folder, "--json")
    newcomer = ("move", "in", meter, *figures, "--name", "Zineb Quertier", *common)
    assert refused(guichet(*newcomer)) == "point-occupied"
    tried = guichet("move", "out", contract, *figures, "--simulate", *common).json
    assert tried["invoice"]["number"] is None
    out = ("move", "out", contract, *figures, "--operation", "one", *common)
    made = guichet(*out).json
    assert made["invoice"]["total"] == tried["invoice"]["total"]
    assert guichet(*out).json == made
    after = guichet("show", contract, "--data", folder, "--json").json
    assert after["closed"] == today
    owed = Decimal(after["balances"]["owed"])
    assert owed == Decimal(made["owed"]) - Decimal(made["credit"])
    assert refused(guichet(*newcomer, "--category", "palace")) == "unknown-category"
    come = guichet(*newcomer).json
    assert come["former"] == contract
    hits = guichet("find", "zineb quertier", "--data", folder, "--json").json["hits"]
    assert [h["contract"] for h in hits] == [come["contract"]]
    assert refused(guichet(*newcomer)) == "point-occupied"
    assert guichet("verify", "--data", folder, "--json").code == 0


@pytest.mark.parametrize("folder", ["casablanca"], indirect=True)
def test_an_index_is_for_a_meter(folder: Path, guichet: Guichet) -> None:
    shown, _, today = leaving(folder, guichet)
    contract = shown["contract"]
    run = ("move", "out", contract, "--on", today, "--data", folder, "--json")
    held = [m for m in shown["meters"] if not m["removed"]]
    if len(held) > 1:
        assert refused(guichet(*run, "--index", "12")) == "not-of-this-point"
    assert refused(guichet(*run)) == "final-reading-missing"
    assert refused(guichet(*run, "--index", "12x")) == "index-unreadable"
    assert guichet("show", contract, "--data", folder, "--json").json == shown
