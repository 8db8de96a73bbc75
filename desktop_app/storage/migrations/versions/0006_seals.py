"""Seals for the journal entries of books written before every entry was sealed as it was made.

Revision 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_app.storage import seals

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give each journal entry without a seal its place, when none has one yet."""
    connection = op.get_bind()
    journal = sa.table("journal", sa.column("seq", sa.Integer()))
    seal = sa.table("seal", sa.column("seq", sa.Integer()))
    if connection.execute(sa.select(seal.c.seq).limit(1)).first():
        return
    for (seq,) in connection.execute(sa.select(journal.c.seq).order_by(journal.c.seq)).all():
        seals.add(connection, seq)
