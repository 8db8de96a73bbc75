"""A step of the future, for the tests: subscribers get a colour, and invoices are rebuilt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_app.storage import schema

revision = "later"
down_revision = [known for known in schema.REVISIONS if known != "later"][-1]
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriber", sa.Column("colour", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("invoice") as table:
        table.alter_column("kind", type_=sa.String(length=20))
