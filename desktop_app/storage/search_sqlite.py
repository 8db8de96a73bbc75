"""The search index on SQLite: FTS5 over folded text, a trigram index for any part and a prefix index for names.

Every table here starts with `fts_`; row numbers are contract rows. `fts_text` keeps what was indexed, one line each of
contract number, meters, phone, e-mail, name, other name, address, other address; and the consonant keys of the names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

_CREATE = (
    "CREATE TABLE IF NOT EXISTS fts_text (id INTEGER PRIMARY KEY, hay TEXT NOT NULL, keys TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS fts_part USING fts5(body, content='', columnsize=0, detail=none, "
    "tokenize='trigram case_sensitive 1')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS fts_name USING fts5(body, content='', columnsize=0, detail=none, "
    "prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')",
)
FORMAT = 1
"""Raised whenever folding or the layout of the index changes: older indexes are then made again."""
NAME, ALT = 4, 5
"""Lines of the indexed text that hold the names."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word asked for: any of `texts` in the folded text, or any of `keys` in the consonant keys."""

    texts: tuple[str, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indexed:
    """A candidate: what was indexed for this contract, line by line."""

    id: int
    lines: tuple[str, ...]
    keys: str


def create(connection: Connection) -> None:
    """Make the index, empty unless it is there."""
    for statement in _CREATE:
        connection.exec_driver_sql(statement)


def outdated(connection: Connection) -> bool:
    """Whether the index was written by another way of folding than this program's."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) != FORMAT


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.exec_driver_sql("INSERT INTO fts_part(fts_part) VALUES('delete-all')")
    connection.exec_driver_sql("INSERT INTO fts_name(fts_name) VALUES('delete-all')")
    connection.exec_driver_sql("DELETE FROM fts_text")
    connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")


def put(connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Index contracts that are not in the index yet: (row, text lines, keys)."""
    if not rows:
        return
    connection.exec_driver_sql("INSERT INTO fts_text(id, hay, keys) VALUES(?, ?, ?)", list(rows))
    connection.exec_driver_sql(
        "INSERT INTO fts_part(rowid, body) VALUES(?, ?)", [(i, f"{h}\n{k}") for i, h, k in rows]
    )
    connection.exec_driver_sql(
        "INSERT INTO fts_name(rowid, body) VALUES(?, ?)", [(i, _names(h)) for i, h, _ in rows]
    )


def drop(connection: Connection, ids: Iterable[int]) -> None:
    """Take contracts out of the index (those that are in it)."""
    for contract_id in ids:
        row = connection.exec_driver_sql(
            "SELECT hay, keys FROM fts_text WHERE id = ?", (contract_id,)
        ).first()
        if row is None:
            continue
        connection.exec_driver_sql(
            "INSERT INTO fts_part(fts_part, rowid, body) VALUES('delete', ?, ?)",
            (contract_id, f"{row[0]}\n{row[1]}"),
        )
        connection.exec_driver_sql(
            "INSERT INTO fts_name(fts_name, rowid, body) VALUES('delete', ?, ?)",
            (contract_id, _names(row[0])),
        )
        connection.exec_driver_sql("DELETE FROM fts_text WHERE id = ?", (contract_id,))


def tidy(connection: Connection) -> None:
    """Merge the index into one piece (after a whole rebuild)."""
    connection.exec_driver_sql("INSERT INTO fts_part(fts_part) VALUES('optimize')")
    connection.exec_driver_sql("INSERT INTO fts_name(fts_name) VALUES('optimize')")


def counted(connection: Connection) -> int:
    """How many contracts are in the index."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM fts_text").scalar_one())


def by_name(
    connection: Connection, asked: Sequence[str], limit: int, *, whole: bool
) -> list[Indexed]:
    """Contracts whose names hold each of these words whole, or words that start so."""
    wanted = " AND ".join(f'"{word}"' if whole else f'"{word}" *' for word in asked)
    rows = connection.exec_driver_sql(
        "SELECT t.id, t.hay, t.keys FROM fts_name n CROSS JOIN fts_text t ON t.id = n.rowid "
        "WHERE fts_name MATCH ? LIMIT ?",
        (wanted, limit),
    ).all()
    return [Indexed(i, tuple(hay.split("\n")), keys) for i, hay, keys in rows]


def by_parts(connection: Connection, asked: Sequence[Word], limit: int) -> list[Indexed] | None:
    """Contracts whose text holds every word asked for; None when no word is long enough for the index."""
    matches = [match for word in asked if (match := _trigrams(word))]
    if not matches:
        return None
    filters, values = [], [" AND ".join(matches)]
    for word in asked:
        either = []
        for text in word.texts:
            either.append("instr(t.hay, ?)")
            values.append(text)
        for key in word.keys:
            either.append("instr(t.keys, ?)")
            values.append(key)
        filters.append("(" + " OR ".join(either) + ")")
    rows = connection.exec_driver_sql(
        "SELECT t.id, t.hay, t.keys FROM fts_part p CROSS JOIN fts_text t ON t.id = p.rowid "
        f"WHERE fts_part MATCH ? AND {' AND '.join(filters)} LIMIT ?",
        (*values, limit),
    ).all()
    return [Indexed(i, tuple(hay.split("\n")), keys) for i, hay, keys in rows]


def _trigrams(word: Word) -> str:
    """The index query that every text holding this word satisfies, or empty when a part is too short for it."""
    either = []
    for part in (*word.texts, *word.keys):
        if len(part) < 3:
            return ""
        places = list(range(0, len(part) - 2, 3))
        if places[-1] != len(part) - 3:
            places.append(len(part) - 3)
        either.append(" AND ".join(f'"{part[at : at + 3]}"' for at in places))
    return "(" + " OR ".join(f"({all_of})" for all_of in either) + ")"


def _names(hay: str) -> str:
    lines = hay.split("\n")
    return f"{lines[NAME]} {lines[ALT]}"
