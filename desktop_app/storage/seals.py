"""Seals: one chain per kind of document over the journal, so that the first broken record of each kind has a name.

Chains, after the French cash-register law: P proofs of payment, I invoices, G closings and Z reports, M cash without a
receipt and refunds, C copies, A archives, L the log of everything else. A seal's hash is SHA-256 of prev, chain, n, seq
and the journal entry's hash joined by line feeds; the first prev of a chain is sixty-four zeros.
"""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import Connection, insert, select

from .tables import journal
from .till_tables import seal

GENESIS = "0" * 64
CHAINS = ("P", "I", "G", "M", "C", "A", "L")
_OF_NUMBER = {
    "R": "P",
    "U": "P",
    "F": "I",
    "A": "I",
    "G": "G",
    "Z": "G",
    "V": "M",
    "D": "M",
    "B": "M",
    "K": "M",
    "H": "A",
}


def chain_of(kind: str, document: str, body: str) -> str:
    """The chain of a journal entry: by what it says of which document."""
    if kind == "document_printed":
        return "C"
    if document:
        return _OF_NUMBER.get(document.split("-", 1)[0], "L")
    if '"ranges":' in body:
        letters = {_OF_NUMBER.get(first[:1], "L") for first, _ in json.loads(body)["ranges"]}
        return letters.pop() if len(letters) == 1 else "L"
    return "L"


def digest(prev: str, chain: str, n: int, seq: int, entry: str) -> str:
    """The hash of a seal, in hexadecimal."""
    return hashlib.sha256("\n".join((prev, chain, str(n), str(seq), entry)).encode()).hexdigest()


def add(connection: Connection, seq: int) -> None:
    """Seal the journal entry of this sequence number in its chain."""
    row = connection.execute(
        select(journal.c.kind, journal.c.document, journal.c.body, journal.c.hash).where(
            journal.c.seq == seq
        )
    ).one()
    chain = chain_of(row[0], row[1], row[2])
    last = connection.execute(
        select(seal.c.n, seal.c.hash)
        .where(seal.c.chain == chain)
        .order_by(seal.c.n.desc())
        .limit(1)
    ).first()
    n, prev = (last[0] + 1, last[1]) if last else (1, GENESIS)
    connection.execute(
        insert(seal).values(
            chain=chain, n=n, seq=seq, prev=prev, hash=digest(prev, chain, n, seq, row[3])
        )
    )


def verify(connection: Connection) -> tuple[int, tuple[str, ...]]:
    """How many seals hold, and the first broken record of each chain: "P 17 (R-T001A-26-000017)"."""
    wrong: dict[str, str] = {}
    heads = dict.fromkeys(CHAINS, (0, GENESIS))
    count = 0
    rows = connection.execute(
        select(
            journal.c.seq,
            journal.c.kind,
            journal.c.document,
            journal.c.body,
            journal.c.hash,
            seal.c.chain,
            seal.c.n,
            seal.c.prev,
            seal.c.hash,
        )
        .select_from(journal.outerjoin(seal, seal.c.seq == journal.c.seq))
        .order_by(journal.c.seq)
        .execution_options(yield_per=2000)
    )
    for seq, kind, document, body, hashed, chain, n, prev, sealed in rows:
        wanted = chain_of(kind, document, body)
        before, head = heads[wanted]
        known = (chain, n, prev, sealed)
        if known != (wanted, before + 1, head, digest(head, wanted, before + 1, seq, hashed)):
            name = document or f"journal entry {seq}"
            wrong.setdefault(wanted, f"{wanted} {before + 1} ({name})")
        heads[wanted] = (before + 1, sealed or GENESIS)
        count += 1
    return count, tuple(wrong.values())


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """The last seal of every chain that was begun: its place and its hash."""
    found: dict[str, tuple[int, str]] = {}
    for chain in CHAINS:
        row = connection.execute(
            select(seal.c.n, seal.c.hash)
            .where(seal.c.chain == chain)
            .order_by(seal.c.n.desc())
            .limit(1)
        ).first()
        if row:
            found[chain] = (row[0], row[1])
    return found
