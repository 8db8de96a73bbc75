"""A backup counts only once it was re-opened and found whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.domain.refusals import BackupFailed
from desktop_app.storage import backup, book, sqlite, subscribers, vault
from desktop_app.storage.book import Book

from .making import HAND, pay


def test_a_backup_is_the_book_at_one_instant(opened: Book, contract: int, folder: Path) -> None:
    for n in range(3):
        pay(opened, contract, 1000 + n)
    made = opened.back_up(now=datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
    pay(opened, contract, 9999)
    assert made.path == folder / "backups" / "guichet-20260302T120000000000Z.book"
    assert (made.entries, made.size) == (4, made.path.stat().st_size)
    key = vault.unlock(folder)
    assert backup.verify(made.path, key)[:2] == (4, made.head)
    assert {p.name for p in made.path.parent.iterdir()} == {made.path.name}
    assert b"Benali" not in made.path.read_bytes()


def test_a_backup_put_in_place_opens_as_the_book(opened: Book, contract: int, folder: Path) -> None:
    pay(opened, contract, 1000)
    made = opened.back_up()
    opened.close()
    (folder / book.FILE).write_bytes(made.path.read_bytes())
    again = book.open_book(folder)
    with again.read() as connection:
        assert subscribers.counted(connection) == 1
    again.close()


def test_a_backup_is_made_while_a_gesture_is_open(opened: Book, contract: int) -> None:
    with opened.write(HAND) as pen:
        pen.journal("slow_gesture")
        assert opened.back_up().entries == 1
    assert opened.back_up().entries == 2


def test_only_the_newest_backups_stay(opened: Book, folder: Path) -> None:
    made = [
        opened.back_up(now=datetime(2026, 3, day, tzinfo=UTC), keep=3).path for day in range(1, 6)
    ]
    assert backup.kept(folder) == tuple(made[-3:])


@pytest.mark.parametrize("damage", ["cut", "zeroed", "empty", "chain"])
def test_a_damaged_copy_is_no_backup(
    opened: Book, contract: int, folder: Path, damage: str
) -> None:
    for n in range(40):
        pay(opened, contract, 1000 + n)
    if damage == "chain":
        with opened.jot(HAND) as pen:
            pen.connection.exec_driver_sql("DROP TRIGGER guard_journal_update")
            pen.connection.exec_driver_sql("UPDATE journal SET body = '{}' WHERE seq = 7")
        with pytest.raises(BackupFailed):
            opened.back_up()
        assert backup.kept(folder) == ()
        return
    made, key = opened.back_up(), vault.unlock(folder)
    content = bytearray(made.path.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "empty":
        content = bytearray()
    else:
        content[8192 : 8192 + 4096] = bytes(4096)
    made.path.write_bytes(content)
    with pytest.raises(BackupFailed):
        backup.verify(made.path, key)


def test_a_backup_that_cannot_be_written_leaves_no_trace(
    opened: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_FAILPOINT", "before_backup_rename=raise")
    with pytest.raises(Exception, match="disk-failing"):
        opened.back_up()
    assert list((folder / backup.FOLDER).iterdir()) == []


def test_a_backup_with_another_key_does_not_verify(opened: Book) -> None:
    made = opened.back_up()
    with pytest.raises(BackupFailed):
        backup.verify(made.path, bytes(32))
    assert sqlite.is_driver_error(ValueError()) is False
