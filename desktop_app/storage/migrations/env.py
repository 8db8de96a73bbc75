"""How Alembic meets the book: on a connection already in a transaction, the search index left alone."""

from __future__ import annotations

from alembic import context
from sqlalchemy.schema import SchemaItem

from desktop_app.storage.tables import metadata


def ours(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None
) -> bool:
    """Everything but the tables of the search index, which are made by hand."""
    return not (kind == "table" and reflected and other is None and (name or "").startswith("fts_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=ours,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
