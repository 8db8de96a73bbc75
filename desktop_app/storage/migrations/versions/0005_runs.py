"""Tables of the billing runs.

Revision 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the runs and what they held back."""
    op.create_table(
        "run",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("through", sa.String(length=10), nullable=False),
        sa.Column("booked_on", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("selected", _KEY, nullable=False),
        sa.Column("invoices", _KEY, nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.String(length=36), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("number", name=op.f("uq_run_number")),
    )
    op.create_index(
        "uq_run_operation",
        "run",
        ["operation"],
        unique=True,
        sqlite_where=sa.text("operation IS NOT NULL"),
        postgresql_where=sa.text("operation IS NOT NULL"),
    )
    op.create_table(
        "run_held",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("run_id", _KEY, nullable=False),
        sa.Column("contract_id", _KEY, nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("start", sa.String(length=10), nullable=False),
        sa.Column("end", sa.String(length=10), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_held_run_id")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_run_held_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_held")),
    )
    op.create_index(op.f("ix_run_held_run_id"), "run_held", ["run_id"], unique=False)
    op.create_index("ix_run_held_contract", "run_held", ["contract_id"], unique=False)
    op.create_index(
        "ix_invoice_run",
        "invoice",
        ["run_id"],
        unique=False,
        sqlite_where=sa.text("run_id IS NOT NULL"),
        postgresql_where=sa.text("run_id IS NOT NULL"),
    )
