"""Packed facts come back letter for letter, and small."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.domain import record
from desktop_app.domain.refusals import BookDamaged
from desktop_app.storage import checks, invoices, packing, tables
from desktop_app.storage.book import Book

from .making import HAND, an_invoice

SAMPLES = {1: "e03d6b8c29ef6e90", 2: "12c4877bf9c0ce20"}
"""The samples of every release, by digest: facts packed by them must always open."""


@given(st.text())
def test_any_text_comes_back_letter_for_letter(text: str) -> None:
    assert packing.unpack(packing.pack(text)) == text
    assert packing.unpack(b"\0" + text.encode()) == text


KNOWN = '{"account":"","amount":4200,"name":"Le Goff, Anne"}'


@pytest.mark.parametrize(
    "packed",
    [
        "0103a6ad64a403c711436aa0a40d8d7b9f5405f7fcb4341d0547d09999b500",
        "0228b52ffd0000150100a022343230304c6520476f66662c20416e6e65227d03fc187acaf4fa05facc349709",
    ],
)
def test_what_earlier_samples_packed_still_opens(packed: str) -> None:
    assert packing.unpack(bytes.fromhex(packed)) == KNOWN


@pytest.mark.parametrize(
    "damaged",
    [
        packing.pack("a" * 500)[:-3],
        bytes.fromhex("0103a6ad64a403c711436aa0a40d8d7b"),
        b"\x02nothing",
        b"\x63unknown sample",
        b"\x00\xff",
        b"",
    ],
)
def test_what_is_damaged_is_never_half_read(damaged: bytes) -> None:
    with pytest.raises(packing.Unreadable):
        packing.unpack(damaged)


def test_samples_never_change() -> None:
    folder = Path(packing.__file__).parent
    found = {
        int(path.stem.rsplit("-", 1)[1]): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in folder.glob("packing-*.*")
    }
    assert found == SAMPLES
    assert max(found) == packing.CURRENT


def test_a_document_is_packed_small_however_it_is_written(opened: Book, contract: int) -> None:
    made = an_invoice("F-T001A-26-000001", 4_200)
    text = record.dump(made)
    with opened.write(HAND) as pen:
        invoices.add(pen, made, contract_id=contract, volume=3)
        row = pen.connection.execute(select(tables.invoice)).mappings().one()
        columns = tuple(row)
        pen.fill(tables.invoice, columns, [tuple({**row, "id": 2, "number": "F2"}.values())])
        pen.insert(tables.invoice, [{**row, "id": 3, "number": "F3"}])
        pen.journal("invoice_issued")
        raw = pen.connection.exec_driver_sql("SELECT facts FROM invoice").scalars().all()
    assert len(raw) == 3
    assert len({bytes(r) for r in raw}) == 1
    assert len(raw[0]) < len(text) / 2
    with opened.read() as connection:
        assert invoices.load(connection, "F2") == invoices.load(connection, "F3") == made


def test_a_damaged_fact_is_named_and_is_no_bug(opened: Book, contract: int) -> None:
    made = an_invoice("F-T001A-26-000001", 4_200)
    with opened.write(HAND) as pen:
        invoices.add(pen, made, contract_id=contract, volume=3)
        pen.journal("invoice_issued")
    with opened.bare() as connection:
        connection.execute("DROP TRIGGER guard_invoice_update")
        connection.execute("UPDATE invoice SET facts = ?", (packing.pack("{}")[:-2],))
        connection.commit()
    with opened.read() as connection:
        assert checks.facts_agree(connection).wrong == ("F-T001A-26-000001 differs from its fact",)
    with pytest.raises(BookDamaged), opened.read() as connection:
        invoices.load(connection, "F-T001A-26-000001")
