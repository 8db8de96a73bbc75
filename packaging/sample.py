"""Trains a sample by which facts are packed, on the books of demo agencies: `python packaging/sample.py OUT BOOK...`.

BOOK is a data folder (`guichet demo --operator O --data BOOK`); give one of each utility. The sample is worth a new one
when documents have changed their shape. It gets the next number in `desktop_app/storage`, beside the older ones that
never change, becomes `packing.CURRENT`, and its digest goes into `tests/storage/test_packing.py`.
"""

from __future__ import annotations

import random
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from desktop_app import app
from desktop_app.settings import Settings
from desktop_app.storage import tables
from desktop_app.storage.packing import zstd

SIZE = 48 * 1024
LEVEL = 3
TAKEN = {
    tables.invoice: 1500,
    tables.payment: 400,
    tables.schedule: 300,
    tables.arrangement: 30,
}
"""Documents of each kind taken from each book."""


def main(out: Path, folders: list[Path]) -> None:
    """Write the sample and say how small it makes the documents it was not trained on."""
    chance = random.Random(7)
    taught: list[bytes] = []
    kept: list[bytes] = []
    for folder in folders:
        book = app.open_counter(Settings(data=folder)).book
        with closing(book), book.read() as connection:
            for table, count in TAKEN.items():
                texts = [t.encode() for t in connection.execute(select(table.c.facts)).scalars()]
                chance.shuffle(texts)
                taught += texts[:count]
                kept += texts[count : 2 * count]
    chance.shuffle(taught)
    sample = zstd.finalize_dict(zstd.train_dict(taught, SIZE), taught, SIZE, LEVEL)
    out.write_bytes(sample.dict_content)
    packed = sum(len(zstd.compress(t, LEVEL, zstd_dict=sample)) for t in kept)
    print(
        f"{out}: {len(taught)} documents; {len(kept)} others take {packed / len(kept):.0f} bytes each"
    )


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
