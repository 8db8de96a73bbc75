"""SIGKILL at any instant of a payment: the receipt is wholly there, numbered, journalled, printable, or not at all."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop_app import app, settings
from desktop_app.domain.payment import TenderKind
from desktop_app.domain.refusals import UnknownDocument
from desktop_app.services import checking, payments, printing
from desktop_app.services.counter import Counter
from desktop_app.storage import backup, journal, vault

PROJECT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("GUICHET_KILLS", "40"))
"""Random kills; a long campaign asks for more."""
ELSEWHERE = {"before_book_rename", "before_migration", "before_migration_commit"}
"""Failpoints that a till at work never passes; the last tests kill there."""
OTHER_WORK = ("epay_", "print_", "run_")
"""Failpoints of gestures with a bank, of the print queue and of billing runs, which have their own tests."""


def failpoints() -> set[str]:
    """Every failpoint named in the source: a new one is covered the day it is written."""
    source = "".join(p.read_text(encoding="utf-8") for p in (PROJECT / "desktop_app").rglob("*.py"))
    return set(re.findall(r'\bfailpoint\("([^"]+)"\)', source))


def at_the_till() -> list[str]:
    return sorted(n for n in failpoints() - ELSEWHERE if not n.startswith(OTHER_WORK))


@dataclass
class Life:
    """What a till did before it died: operations tried, receipts acknowledged by operation."""

    tried: list[tuple[str, str, int, str]] = field(default_factory=list)
    acked: dict[str, str] = field(default_factory=dict)
    status: int = 0


@dataclass
class Till:
    """The till at work in its own process."""

    process: subprocess.Popen[str]

    def live(self, failpoint: str, seed: int, seconds: float = 0) -> Life:
        """Let the till work until it dies: at the failpoint, or killed after so many seconds of work."""
        life = Life()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{failpoint} {seed}\n")
        self.process.stdin.flush()
        child = 0
        killer: threading.Timer | None = None
        for line in self.process.stdout:
            what, *rest = line.split()
            if what == "child":
                child = int(rest[0])
            elif what == "try":
                life.tried.append((rest[0], rest[1], int(rest[2]), rest[3]))
                if failpoint == "-" and killer is None:
                    killer = threading.Timer(seconds, kill, [child])
                    killer.start()
            elif what == "ack":
                life.acked[rest[0]] = rest[1]
            elif what == "dead":
                life.status = int(rest[0])
                if killer is not None:
                    killer.join()
                return life
        raise AssertionError("the till's process ended by itself")


def kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


@contextlib.contextmanager
def till(folder: Path, contracts: list[str], manner: str = "honest") -> Iterator[Till]:
    command = [sys.executable, str(PROJECT / "tests/faults/till_at_work.py"), str(folder), manner]
    with subprocess.Popen(
        [*command, *contracts],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Till(process)
        assert process.stdin is not None
        process.stdin.close()


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Counter]:
    counter = app.open_counter(settings.load(data=folder))
    yield counter
    counter.book.close()


def faults(folder: Path, life: Life) -> list[str]:
    """What is wrong with the book after this death; the same judge for every kill."""
    found = []
    with opened(folder) as counter:
        verified = checking.verify(counter)
        found += [f"{c.name}: {c.detail}" for c in verified.checks if not c.holds]
        for number in life.acked.values():
            try:
                payments.receipt(counter, number)
            except UnknownDocument:
                found.append(f"{number} was acknowledged and is gone")
                continue
            with counter.book.read() as connection:
                entries = journal.entries(connection, document=number, kind="payment_taken")
            if len(entries) != 1:
                found.append(f"{number} has {len(entries)} journal entries")
        if life.acked:
            number = list(life.acked.values())[-1]
            if number not in str(found) and not printing.preview(counter, "receipt", number):
                found.append(f"{number} cannot be printed again")
        for copy in backup.kept(folder)[-1:]:
            backup.verify(copy, vault.unlock(folder))
    return found


def finish(folder: Path, life: Life) -> str:
    """Do the last payment again, as the agent would: it is there once, whether it was or not. Says what happened."""
    operation, contract, amount, tender = life.tried[-1]
    command = payments.TakePayment(contract, amount, TenderKind(tender), operation)
    with opened(folder) as counter:
        before = written(counter)
        receipt = payments.take_payment(counter, command)
        again = payments.take_payment(counter, command)
        new = written(counter) - before
    assert again.number == receipt.number
    assert receipt.amount == amount
    if operation in life.acked:
        assert receipt.number == life.acked[operation]
        assert new == 0
    assert new in (0, 1)
    return "acknowledged" if operation in life.acked else "taken anew" if new else "committed"


def written(counter: Counter) -> int:
    """How many gestures the journal holds."""
    with counter.book.read() as connection:
        return journal.head(connection)[0]


def test_killed_at_any_instant_a_payment_is_whole_or_absent(
    demo_book: Path, contracts: list[str]
) -> None:
    chance = random.Random(1)
    ends: dict[str, int] = {}
    with till(demo_book, contracts) as at_work:
        for seed in range(KILLS):
            life = at_work.live("-", seed, seconds=chance.uniform(0, 0.12))
            assert os.WIFSIGNALED(life.status), f"seed {seed}: the till ended by itself"
            assert faults(demo_book, life) == [], f"seed {seed}"
            end = finish(demo_book, life)
            ends[end] = ends.get(end, 0) + 1
    assert sum(ends.values()) == KILLS
    assert ends.get("taken anew"), f"no kill hit a payment half-way: {ends}"


def test_killed_at_every_named_instant(demo_book: Path, contracts: list[str]) -> None:
    ends: dict[str, set[str]] = {}
    with till(demo_book, contracts) as at_work:
        for seed, name in enumerate(at_the_till(), start=1000):
            for nth in (1, 4):
                life = at_work.live(f"{name}:{nth}", seed + 100 * nth)
                assert os.WIFSIGNALED(life.status), f"a till at work never passes {name}"
                assert faults(demo_book, life) == [], name
                ends.setdefault(name, set()).add(finish(demo_book, life))
    assert "taken anew" in ends["before_commit"]
    assert "committed" in ends["after_commit"]


def test_a_till_that_acknowledges_too_early_is_found_out(
    demo_book: Path, contracts: list[str]
) -> None:
    """The control: were the judge blind, the two tests above would prove nothing."""
    with till(demo_book, contracts, "hasty") as at_work:
        life = at_work.live("before_commit:1", 1)
    assert any("acknowledged and is gone" in fault for fault in faults(demo_book, life))


def test_a_book_killed_while_made_leaves_nothing_that_opens(tmp_path: Path) -> None:
    make = "making.new_book(folder).close()"
    assert run(make, tmp_path, "before_book_rename") == -signal.SIGKILL
    assert not (tmp_path / "guichet.book").exists()
    assert run(make, tmp_path) == 0
    assert (tmp_path / "guichet.book").exists()


@pytest.mark.parametrize("name", ["before_migration", "before_migration_commit"])
def test_a_book_killed_while_migrated_opens_afterwards(tmp_path: Path, name: str) -> None:
    assert run("making.new_book(folder).close()", tmp_path) == 0
    later = (
        "from desktop_app.storage import migrating, schema\n"
        "now = migrating.upgrade\n"
        "schema.REVISIONS = [*schema.REVISIONS, 'later']\n"
        "more = [pathlib.Path('tests/storage/later')]\n"
        "migrating.upgrade = lambda connection, **_: now(connection, more=more)\n"
        "book.open_book(folder).close()"
    )
    assert run(later, tmp_path, name) == -signal.SIGKILL
    assert run("book.open_book(folder).close()", tmp_path) == 0
    assert run(later, tmp_path) == 0


def run(code: str, folder: Path, failpoint: str = "") -> int:
    """Run this code on the folder of a book in a new process; the exit code, negative for a signal."""
    start = "import pathlib, sys; from desktop_app.storage import book; from tests.storage import making\n"
    start += "folder = pathlib.Path(sys.argv[1])\n"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "GUICHET_FAILPOINT": failpoint}
    command = [sys.executable, "-c", start + code, str(folder)]
    return subprocess.run(command, env=environment, cwd=PROJECT).returncode
