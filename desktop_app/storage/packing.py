"""Stored facts made small: the seven thousand bytes of an issued invoice are packed in seven hundred.

A packed text is the number of its sample file, then the text deflated against that sample. Samples are never changed
or removed: a new one gets a new number. Number 0 is text as it stands.
"""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

CURRENT = 1
_LEVEL, _MEMORY = 2, 7
"""Measured on 3,000 invoices: 725 bytes in 44 µs, where level 3 makes 671 in 70 µs: a run packs every invoice."""


def pack(text: str) -> bytes:
    """The text packed by the current sample."""
    packer = _packer().copy()
    return bytes((CURRENT,)) + packer.compress(text.encode()) + packer.flush()


def unpack(packed: bytes | str) -> str:
    """The very text that was packed; text stored before there was packing is itself."""
    if isinstance(packed, str):
        return packed
    number, body = packed[0], packed[1:]
    if number == 0:
        return body.decode()
    return zlib.decompressobj(-zlib.MAX_WBITS, _sample(number)).decompress(body).decode()


class Packed(TypeDecorator[str]):
    """A column of canonical text, packed on its way in and itself again on its way out."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else pack(value)

    def process_result_value(self, value: bytes | str | None, dialect: Dialect) -> str | None:
        return None if value is None else unpack(value)


@cache
def _sample(number: int) -> bytes:
    return Path(__file__).with_name(f"packing-{number}.txt").read_bytes()


@cache
def _packer() -> zlib._Compress:
    return zlib.compressobj(
        _LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, _MEMORY, zlib.Z_DEFAULT_STRATEGY, _sample(CURRENT)
    )
