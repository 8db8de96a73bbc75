"""Yesterday's book still opens, after a backup; tomorrow's is refused untouched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from desktop_app.domain.refusals import BookDamaged, BookNewer
from desktop_app.storage import backup, book, guards, migrating, schema, search, sqlite, tables
from desktop_app.storage.book import Book

from .making import HAND, an_invoice, new_book, register

LATER = Path(__file__).parent / "later"


def _stamp(opened: Book, revision: str) -> None:
    with opened.jot(HAND) as pen:
        pen.connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (revision,))


def _with_invoice(folder: Path) -> None:
    from desktop_app.storage import invoices

    made = new_book(folder)
    with made.write(HAND) as pen:
        contract = register(pen)
        number = pen.number("F")
        invoices.add(pen, an_invoice(number, 4200), contract_id=contract, volume=12)
        pen.journal("invoice_issued", document=number)
    made.close()


@pytest.fixture
def future(monkeypatch: pytest.MonkeyPatch) -> None:
    """This program as it will be one step later."""
    monkeypatch.setattr(schema, "REVISIONS", [*schema.REVISIONS, "later"])
    now = migrating.upgrade
    monkeypatch.setattr(migrating, "upgrade", lambda connection, **_: now(connection, more=[LATER]))


def test_a_newer_book_is_refused_and_not_touched(folder: Path) -> None:
    made = new_book(folder)
    _stamp(made, "9999")
    made.close()
    before = (folder / book.FILE).read_bytes()
    with pytest.raises(BookNewer):
        book.open_book(folder)
    assert (folder / book.FILE).read_bytes() == before
    assert not (folder / backup.FOLDER).exists()


@pytest.mark.parametrize(
    "loss",
    ["DROP TABLE alembic_version", "DELETE FROM alembic_version", "DELETE FROM installation"],
)
def test_a_book_without_its_marks_is_damaged(folder: Path, loss: str) -> None:
    made = new_book(folder)
    with made.jot(HAND) as pen:
        pen.connection.exec_driver_sql(loss)
    made.close()
    with pytest.raises(BookDamaged):
        book.open_book(folder)


@pytest.mark.usefixtures("future")
def test_an_older_book_is_backed_up_then_brought_up_to_date(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past:
        past.setattr(schema, "REVISIONS", schema.REVISIONS[:-1])
        _with_invoice(folder)
    reopened = book.open_book(folder)
    with reopened.read() as connection:
        assert schema.age(connection, folder) == "current"
        colours = connection.exec_driver_sql("SELECT colour FROM subscriber").scalars().all()
        totals = connection.exec_driver_sql("SELECT total FROM invoice").scalars().all()
        assert (colours, totals) == ([""], [4200])
        assert guards.missing(connection) == ()
        assert sqlite.integrity(connection) == ()
    with pytest.raises(IntegrityError, match="invoice is append-only"), reopened.jot(HAND) as pen:
        pen.connection.exec_driver_sql("DELETE FROM invoice")
    reopened.close()
    assert len(backup.kept(folder)) == 1


@pytest.mark.usefixtures("future")
def test_a_migration_that_fails_leaves_the_older_book_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as past:
        past.setattr(schema, "REVISIONS", schema.REVISIONS[:-1])
        _with_invoice(folder)
    monkeypatch.setenv("GUICHET_FAILPOINT", "before_migration_commit=raise")
    with pytest.raises(OSError, match="failpoint"):
        book.open_book(folder)
    monkeypatch.delenv("GUICHET_FAILPOINT")
    with monkeypatch.context() as past:
        past.setattr(schema, "REVISIONS", schema.REVISIONS[:-1])
        untouched = book.open_book(folder)
        with untouched.read() as connection:
            assert "colour" not in _columns(connection, "subscriber")
        untouched.close()
    book.open_book(folder).close()


def test_steps_from_nothing_give_the_very_tables_the_program_declares(tmp_path: Path) -> None:
    """When this fails, the tables changed without a step: until the first release, change revision 0001;
    afterwards, add a revision and name it in schema.REVISIONS."""
    made = {}
    for name, make in (("declared", schema.create), ("stepped", _stepped)):
        path = tmp_path / name
        sqlite.create_file(path, bytes(32))
        engine = sqlite.engine(path, bytes(32), reader=False)
        with engine.begin() as connection:
            make(connection)
            made[name] = _shape(connection)
            assert (
                connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
                == schema.REVISIONS[-1]
            )
        engine.dispose()
    assert set(made["stepped"]) == set(made["declared"])
    for name, shape in made["declared"].items():
        assert made["stepped"][name] == shape


def _stepped(connection: Connection) -> None:
    migrating.upgrade(connection)
    search.create(connection)


def _shape(connection: Connection) -> dict[str, list[str]]:
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        " AND name <> 'alembic_version'"
    )
    return {
        name: sorted(line.strip().rstrip(",").strip() for line in (sql or "").splitlines())
        for name, sql in rows
    }


def _columns(connection: Connection, table: str) -> set[str]:
    return {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}


def test_every_table_that_must_only_grow_is_guarded(opened: Book) -> None:
    changing = {"installation", "agent", "draft", "subscriber", "contract", "meter", "balance"}
    changing |= {"mandate", "series", "print_job"}
    declared = {t.name for t in tables.metadata.sorted_tables}
    assert declared - changing == {t.name for t in tables.APPEND_ONLY}
    with opened.read() as connection:
        assert guards.missing(connection) == ()


def test_opening_a_book_of_today_does_not_import_alembic(folder: Path) -> None:
    new_book(folder).close()
    code = (
        "import sys; from pathlib import Path; from desktop_app.storage import book\n"
        "book.open_book(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"
