"""One gesture, one transaction; readers see a whole book; a book that cannot be trusted says so."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from desktop_app.domain.refusals import (
    BookDamaged,
    BookExists,
    BookLocked,
    BookReadOnly,
    DiskFull,
    NoBook,
    WrongKey,
)
from desktop_app.storage import book, numbers, sqlite, subscribers, tables, vault
from desktop_app.storage.book import Book, NotJournalled

from .making import HAND, TODAY, Hand, new_book, pay, register


def test_a_book_remembers_what_it_is(folder: Path) -> None:
    new_book(folder).close()
    again = book.open_book(folder)
    assert again.installation == book.Installation(
        "demo", "oran", "Agence du Port", "T001", "A", TODAY, TODAY
    )
    again.close()


def test_a_second_book_in_the_same_folder_is_refused_and_the_first_untouched(folder: Path) -> None:
    made = new_book(folder)
    made.close()
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(BookExists):
        new_book(folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_real_book_opens_with_its_passphrase_only(folder: Path) -> None:
    new_book(folder, kind="real", passphrase="quatre chats sur le port").close()
    book.open_book(folder, "quatre chats sur le port").close()
    with pytest.raises(WrongKey):
        book.open_book(folder, "quatre chiens sur le port")


def test_nothing_readable_is_on_the_disk(opened: Book, folder: Path, contract: int) -> None:
    pay(opened, contract, 4321)
    for path in folder.iterdir():
        content = path.read_bytes()
        assert b"Benali" not in content
        assert b"payment_taken" not in content
        assert not content.startswith(b"SQLite format 3")


def test_the_engine_is_set_for_durability(opened: Book) -> None:
    with opened.jot(HAND) as pen:
        asked = {
            name: pen.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }


@pytest.mark.parametrize(
    ("library", "mode"),
    [((3, 40, 1), "TRUNCATE"), ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL"), ((3, 53, 4), "WAL")],
)
def test_a_sqlite_that_may_corrupt_its_log_is_not_given_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, library: tuple[int, ...], mode: str
) -> None:
    monkeypatch.setattr(sqlite, "version", lambda: library)
    made = new_book(folder)
    with made.jot(HAND) as pen:
        used = pen.connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    made.close()
    assert used == mode.lower()


def test_numbers_follow_each_other_by_kind_and_year(opened: Book) -> None:
    with opened.write(HAND) as pen:
        pen.journal("counted")
        assert [pen.number("R"), pen.number("R"), pen.number("F")] == [
            "R-T001A-26-000001",
            "R-T001A-26-000002",
            "F-T001A-26-000001",
        ]
        assert pen.counters("F", 3) == range(2, 5)
        assert not pen.counters("F", 0)
        assert pen.counters("F", 1, year=2025) == range(1, 2)
    with opened.write(Hand(today=date(2027, 1, 1), till="T012")) as pen:
        pen.journal("counted")
        assert pen.number("R") == "R-T012A-27-000001"


def test_a_gesture_that_fails_leaves_no_row_no_entry_and_no_gap(opened: Book) -> None:
    def fail_at_the_end() -> None:
        with opened.write(HAND) as pen:
            pen.number("R")
            register(pen)
            pen.journal("payment_taken")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_the_end()
    with opened.read() as connection:
        assert subscribers.counted(connection) == 0
        assert numbers.all_series(connection) == ()
        assert connection.execute(select(func.count()).select_from(tables.journal)).scalar() == 0
    with opened.write(HAND) as pen:
        assert pen.number("R") == "R-T001A-26-000001"
        pen.journal("payment_taken")


def test_a_gesture_without_journal_entry_is_a_bug_and_writes_nothing(opened: Book) -> None:
    with pytest.raises(NotJournalled), opened.write(HAND) as pen:
        register(pen)
    with opened.read() as connection:
        assert subscribers.counted(connection) == 0


def test_a_gesture_inside_a_gesture_is_a_bug_not_a_deadlock(opened: Book) -> None:
    with (
        opened.jot(HAND),
        pytest.raises(RuntimeError, match="already being written"),
        opened.jot(HAND),
    ):
        pass


def test_a_reader_cannot_write(opened: Book) -> None:
    with pytest.raises(BookReadOnly), opened.read() as connection:
        connection.exec_driver_sql("DELETE FROM draft")


def test_a_reader_keeps_its_snapshot_while_another_thread_pays(opened: Book, contract: int) -> None:
    count = select(func.count()).select_from(tables.payment)
    with opened.read() as connection:
        assert connection.execute(count).scalar_one() == 0
        other = threading.Thread(target=pay, args=(opened, contract, 1000))
        other.start()
        other.join()
        assert connection.execute(count).scalar_one() == 0
    with opened.read() as connection:
        assert connection.execute(count).scalar_one() == 1


def test_threads_take_turns_at_the_pen(opened: Book, contract: int) -> None:
    threads = [
        threading.Thread(target=lambda: [pay(opened, contract, 100) for _ in range(5)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened.read() as connection:
        rows = connection.execute(select(tables.payment.c.number)).scalars().all()
    assert sorted(rows) == [f"R-T001A-26-{n:06d}" for n in range(1, 21)]


def test_many_rows_take_their_defaults_and_typed_values(opened: Book) -> None:
    people = [{"name": n, "kind": "person", "language": "ar"} for n in ("Nouria", "Tassadit")]
    with opened.write(HAND) as pen:
        assert pen.insert(tables.subscriber, people) is None
        assert pen.insert(tables.subscriber, []) is None
        pen.fill(
            tables.subscriber,
            ("name", "kind", "language"),
            ([f"Client {n}", "person", "fr"] for n in range(3)),
        )
        pen.journal("registered", body={"on": TODAY})
    with opened.read() as connection:
        rows = connection.execute(select(tables.subscriber)).all()
    assert len(rows) == 5
    assert {row.vulnerable for row in rows} == {0}
    assert {row.email for row in rows} == {""}


@pytest.mark.parametrize("table", tables.APPEND_ONLY, ids=lambda t: t.name)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "REPLACE"])
def test_append_only_tables_refuse_change_by_name(opened: Book, table, verb: str) -> None:  # type: ignore[no-untyped-def]
    names = [c.name for c in table.columns]
    quoted = ", ".join(f'"{n}"' for n in names)
    with opened.jot(HAND) as pen:
        pen.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        pen.connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        pen.connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({quoted}) VALUES ({", ".join(["1"] * len(names))})'
        )
        statement = {
            "UPDATE": f'UPDATE "{table.name}" SET "{names[-1]}" = 2',
            "DELETE": f'DELETE FROM "{table.name}"',
            "REPLACE": f'REPLACE INTO "{table.name}" SELECT * FROM "{table.name}"',
        }[verb]
        with pytest.raises(IntegrityError, match=f"{table.name} is append-only"):
            pen.connection.exec_driver_sql(statement)
        pen.connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")
        pen.connection.get_transaction().rollback()  # type: ignore[union-attr]


def test_no_book_is_not_an_empty_book(tmp_path: Path) -> None:
    with pytest.raises(NoBook):
        book.open_book(tmp_path)
    assert not list(tmp_path.iterdir())


def _zeroed(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(bytes(size))


def _middle_zeroed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[: 4096 * 2] = bytes(4096 * 2)
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda p: p.write_bytes(b""),
        lambda p: p.write_bytes(p.read_bytes()[: 4096 * 3]),
        lambda p: p.write_bytes(p.read_bytes()[:-4096]),
        lambda p: p.write_bytes(p.read_bytes()[:100]),
        lambda p: p.write_bytes(b"not a book at all, but a letter" * 500),
        _zeroed,
        _middle_zeroed,
    ],
    ids=["empty", "cut", "last page lost", "stump", "letter", "zeroed", "first pages zeroed"],
)
def test_a_damaged_file_is_named_and_left_as_it_is(folder: Path, damage) -> None:  # type: ignore[no-untyped-def]
    new_book(folder).close()
    path = folder / book.FILE
    damage(path)
    before = path.read_bytes()
    with pytest.raises(BookDamaged):
        book.open_book(folder)
    assert path.read_bytes() == before


def test_one_flipped_bit_is_never_read_as_truth(folder: Path) -> None:
    made = new_book(folder)
    with made.write(HAND) as pen:
        contract = register(pen)
        pen.journal("contract_opened")
    for n in range(30):
        pay(made, contract, 1000 + n)
    made.close()
    path = folder / book.FILE
    whole = path.read_bytes()
    for at in range(5000, len(whole), len(whole) // 12):
        broken = bytearray(whole)
        broken[at] ^= 4
        path.write_bytes(broken)
        with pytest.raises(BookDamaged):
            _open_and_check(folder)


def _open_and_check(folder: Path) -> None:
    reopened = book.open_book(folder)
    try:
        with reopened.read() as connection:
            if sqlite.integrity(connection):
                raise BookDamaged(folder=str(folder))
    finally:
        reopened.close()


def test_another_books_key_is_a_wrong_key(tmp_path: Path) -> None:
    new_book(tmp_path / "a").close()
    new_book(tmp_path / "b").close()
    (tmp_path / "a" / vault.KEY).write_text((tmp_path / "b" / vault.KEY).read_text())
    with pytest.raises(WrongKey):
        book.open_book(tmp_path / "a")


def test_a_full_disk_refuses_the_gesture_and_nothing_else(opened: Book, contract: int) -> None:
    pay(opened, contract, 500)
    with opened.jot(HAND) as pen:
        pages = pen.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        pen.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFull), opened.write(HAND) as pen:
        pen.journal("x", body={"long": "a" * 200_000})
    with opened.read() as connection:
        assert sqlite.integrity(connection) == ()
        assert connection.execute(select(func.count()).select_from(tables.payment)).scalar() == 1
    with opened.jot(HAND) as pen:
        pen.connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert pay(opened, contract, 500) == "R-T001A-26-000002"


def test_another_program_writing_is_waited_for_then_named(folder: Path) -> None:
    made = new_book(folder)
    other = book.open_book(folder, wait=0.05)
    with made.jot(HAND) as pen:
        register(pen)
        with pytest.raises(BookLocked), other.write(HAND):
            pass
        with other.read() as connection:
            assert subscribers.counted(connection) == 0
    with other.write(HAND) as pen:
        assert pen.number("R") == "R-T001A-26-000001"
        pen.journal("payment_taken")
    other.close()
    made.close()


def test_a_programming_error_is_not_dressed_as_trouble(opened: Book) -> None:
    with pytest.raises(DBAPIError), opened.read() as connection:
        connection.exec_driver_sql("SELECT nonsense FROM nowhere")


READ_ONLY = """
import ctypes, os, sys
from pathlib import Path
folder = Path(sys.argv[1])
from desktop_app.domain.refusals import BookReadOnly
from desktop_app.storage import book
from tests.storage.making import new_book
if os.geteuid() == 0:  # root without its privileges is stopped by permissions like anybody
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, none) == 0
for gesture in (lambda: book.open_book(folder), lambda: new_book(folder / "other")):
    try:
        gesture()
    except BookReadOnly as trouble:
        print(trouble.code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="how root gives up its privileges is Linux's")
def test_a_read_only_folder_is_named() -> None:
    with tempfile.TemporaryDirectory(prefix="guichet-") as top:
        Path(top).chmod(0o755)
        folder = Path(top) / "agency"
        new_book(folder).close()
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder)],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            check=False,
        )
        folder.chmod(0o755)
    assert done.stdout.split() == ["book-read-only", "book-read-only"], done.stderr
