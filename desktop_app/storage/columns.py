"""What every table of the book shares: the names of constraints, the types of keys, amounts and days."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, MetaData, String, text

naming = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=naming)

Key = BigInteger().with_variant(Integer, "sqlite")
Amount = BigInteger
Day = String(10)
Instant = String(32)


def where_known(name: str, column: str, *, unique: bool = False) -> Index:
    """An index over the few rows where this column is filled.

    On PostgreSQL the migrations say so: saying it here too would import its dialect, and asyncio, at every start."""
    return Index(name, column, unique=unique, sqlite_where=text(f"{column} IS NOT NULL"))
