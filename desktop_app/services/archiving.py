"""The yearly archive: every document of a year, its entries and the journal, readable without Guichet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop_app.domain.closing import YEAR
from desktop_app.domain.refusals_till import YearStillOpen
from desktop_app.exchange.archive import ArchiveFile
from desktop_app.storage import archives, closings, seals
from desktop_app.texts import texts_in

from .closings import Archived
from .counter import Counter


def archive(counter: Counter, *, year: int, out: Path) -> Archived:
    """Write the archive, then keep its number and the hash of its manifest in the journal."""
    if year > counter.today().year:
        raise YearStillOpen(year=str(year))
    made = counter.book.installation
    name = f"guichet-{made.operator}-{made.till}{made.epoch}-{year}.zip"
    with counter.book.read() as connection, ArchiveFile(out / name) as file:
        closed = closings.covering(connection, YEAR, date(year, 12, 31))
        for table, (_, columns) in archives.TABLES.items():
            file.table(table, columns, archives.rows(connection, table, year))
        for kind in archives.FACTS:
            file.facts(kind, archives.facts(connection, kind, year))
        for table in ("journal", "seals"):
            columns, rows = archives.chain(connection, table)
            file.table(table, columns, rows)
        about: dict[str, object] = {
            "format": 1,
            "year": year,
            "complete": closed is not None,
            "closing": closed.number if closed else "",
            "operator": made.operator,
            "agency": made.agency,
            "till": made.till,
            "epoch": made.epoch,
            "kind": made.kind,
            "currency": counter.rules.currency,
            "amounts": "whole cents",
            "chains": {c: {"n": n, "hash": h} for c, (n, h) in seals.heads(connection).items()},
        }
        sealed = file.finish(about, _notice(counter, year))
    with counter.book.write(counter.hand()) as pen:
        number = pen.number("H")
        archives.add(
            pen,
            number=number,
            year=year,
            files=sealed.files,
            records=sealed.records,
            hashed=sealed.hash,
        )
        body = {"year": year, "hash": sealed.hash, "records": sealed.records}
        pen.journal("archived", document=number, body=body)
    return Archived(number, year, out / name, sealed.files, sealed.records, sealed.hash)


def _notice(counter: Counter, year: int) -> str:
    """What the archive is and how it is checked, in the utility's languages and English."""
    languages = dict.fromkeys((*counter.rules.paper, *counter.rules.languages, "en"))
    parts = []
    for language in languages:
        texts = texts_in(language, counter.rules.country)
        name = texts.label(counter.rules.names)
        parts.append(
            texts.say(
                "Archive of {year}, {name}. Tables are CSV files (UTF-8, amounts in whole cents); "
                "documents are JSON, one per line, exactly as issued. "
                "To check that nothing was changed, type: python verify.py ARCHIVE.zip",
                year=str(year),
                name=name,
            )
        )
    return "\n\n".join(parts) + "\n"
