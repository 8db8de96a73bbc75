"""Killed at any instant, the book holds every receipt it acknowledged, whole, numbered and journalled."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.storage import backup, book, checks, tables, vault

from .making import HAND, new_book, register

ROOT = Path(__file__).parents[2]
ROUNDS = 14
DYING = ["before_number", "after_number", "before_commit", "after_commit"]
DYING += ["after_backup_sync", "before_backup_rename"]

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the killed till is forked from one that is warm"
)


class Till:
    """A warm process that starts a till at work on demand."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.writer"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def start(self, folder: Path, point: str = "") -> int:
        """Start a till on this book, to die at this failpoint if any; answers its process."""
        assert self.process.stdin is not None
        assert self.process.stderr is not None
        self.process.stdin.write(f"{folder}|{point}\n".encode())
        self.process.stdin.flush()
        return int(self.process.stderr.readline())

    def acknowledged(self, until: int | None = None) -> list[int]:
        """Receipts told so far: the next `until`, or all up to the death of the till."""
        assert self.process.stdout is not None
        told: list[int] = []
        while until is None or len(told) < until:
            record = self.process.stdout.read(8)
            assert len(record) == 8, "the warm process is gone"
            if record == b"........":
                break
            told.append(int(record))
        return told

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        self.process.wait()


@pytest.fixture(scope="module")
def till() -> Iterator[Till]:
    made = Till()
    yield made
    made.close()


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    folder = tmp_path / "agency"
    opened = new_book(folder)
    with opened.write(HAND) as pen:
        assert register(pen) == 1
        pen.journal("contract_opened")
    opened.close()
    return folder


def judge(folder: Path, acknowledged: list[int]) -> None:
    """The truths of the book, and every acknowledged receipt in it; the backups verify by themselves."""
    opened = book.open_book(folder)
    with opened.read() as connection:
        for check in (
            checks.integrity,
            checks.chain,
            checks.series_whole,
            checks.entries_balance,
            checks.maintained_sums,
            checks.journalled,
        ):
            assert check(connection).wrong == ()
        numbers = connection.execute(select(tables.payment.c.number)).scalars().all()
    opened.close()
    counters = {int(number.rsplit("-", 1)[1]) for number in numbers}
    assert set(acknowledged) <= counters
    assert counters == set(range(1, len(counters) + 1))
    for kept in backup.kept(folder):
        backup.verify(kept, vault.unlock(folder))
    assert not list((folder / backup.FOLDER).glob("*.book-*"))


def test_killed_by_surprise_again_and_again_it_loses_nothing(till: Till, agency: Path) -> None:
    dice = random.Random(7)
    acknowledged: list[int] = []
    for _ in range(ROUNDS):
        child = till.start(agency)
        acknowledged += till.acknowledged(dice.randrange(1, 9))
        os.kill(child, signal.SIGKILL)
        acknowledged += till.acknowledged()
        judge(agency, acknowledged)
    assert len(acknowledged) > ROUNDS
    assert backup.kept(agency), "the till was never killed near a backup"


@pytest.mark.parametrize("point", DYING)
def test_killed_at_each_named_instant_it_loses_nothing(
    till: Till, agency: Path, point: str
) -> None:
    till.start(agency, point if "backup" in point else f"{point}:4")
    acknowledged = till.acknowledged()
    judge(agency, acknowledged)
    assert acknowledged
    with_receipt = book.open_book(agency)
    with with_receipt.read() as connection:
        count = len(connection.execute(select(tables.payment.c.id)).all())
    with_receipt.close()
    assert count - len(acknowledged) == (1 if point == "after_commit" else 0)


def test_every_failpoint_of_the_book_is_rehearsed() -> None:
    named = set()
    for path in (ROOT / "desktop_app" / "storage").rglob("*.py"):
        named |= set(re.findall(r'failpoint\("(\w+)"\)', path.read_text(encoding="utf-8")))
    elsewhere = {"before_book_rename", "before_migration", "before_migration_commit"}
    assert named == set(DYING) | elsewhere


@pytest.mark.parametrize("point", ["before_book_rename"])
def test_killed_while_a_book_is_made_it_leaves_none_and_can_be_made_again(
    tmp_path: Path, point: str
) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.storage.making import new_book\n"
        "new_book(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"GUICHET_FAILPOINT": point},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert not book.exists(tmp_path)
    new_book(tmp_path).close()
    book.open_book(tmp_path).close()


@pytest.mark.parametrize("point", ["before_migration", "before_migration_commit"])
def test_killed_while_a_book_is_migrated_it_is_still_the_older_one(
    agency: Path, point: str
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from desktop_app.storage import book, migrating, schema\n"
        "schema.REVISIONS = [*schema.REVISIONS, 'later']; now = migrating.upgrade\n"
        "later = [Path('tests/storage/later').absolute()]\n"
        "migrating.upgrade = lambda connection, **_: now(connection, more=later)\n"
        "book.open_book(Path(sys.argv[1])).close()"
    )
    call = [sys.executable, "-c", code, str(agency)]
    done = subprocess.run(
        call, cwd=ROOT, env=os.environ | {"GUICHET_FAILPOINT": point}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    judge(agency, [])
    assert subprocess.run(call, cwd=ROOT, check=False).returncode == 0
