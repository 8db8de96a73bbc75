"""Finding a subscriber: any part of a name, contract, meter, phone, address or document number, in any script."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.domain.money import Cents

from .counter import Counter


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the omnibox; `why` names the field that matched, `document` the invoice when one was typed."""

    contract: str
    name: str
    name_alt: str
    address: str
    category: str
    meter: str
    phone: str
    asked: Cents
    owed: Cents
    why: str
    document: str = ""


def find(counter: Counter, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """The best hits first, at most `limit`; an empty text finds nobody."""
    from desktop_app.storage import ledger, search, subscribers

    if not text.strip():
        return ()
    with counter.book.read() as connection:
        found = search.find(connection, text, limit)
        ids = [f.contract_id for f in found]
        rows = {line.id: line for line in subscribers.lines(connection, ids)}
        sums = ledger.standings(connection, ids, today=counter.today())
    return tuple(
        Hit(
            contract=rows[f.contract_id].number,
            name=rows[f.contract_id].name,
            name_alt=rows[f.contract_id].name_alt,
            address=", ".join(
                p for p in (rows[f.contract_id].address, rows[f.contract_id].town) if p
            ),
            category=rows[f.contract_id].category,
            meter=rows[f.contract_id].meter,
            phone=rows[f.contract_id].phone,
            asked=sums[f.contract_id].asked,
            owed=sums[f.contract_id].owed,
            why=f.why,
            document=f.document,
        )
        for f in found
        if f.contract_id in rows
    )
