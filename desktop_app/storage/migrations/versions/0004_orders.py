"""E-payment orders with what the bank answered, and what waits for a printer.

Revision 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables of e-payment orders and of print jobs."""
    op.create_table(
        "epay_order",
        sa.Column("id", KEY, nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("contract_id", KEY, nullable=False),
        sa.Column("shift_id", KEY, nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("operation", sa.String(length=36), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_epay_order_contract_id")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_epay_order_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epay_order")),
        sa.UniqueConstraint("number", name=op.f("uq_epay_order_number")),
    )
    op.create_index("ix_epay_order_contract_id", "epay_order", ["contract_id"])
    op.create_index("ix_epay_order_shift_id", "epay_order", ["shift_id"])
    op.create_index(
        "uq_epay_order_operation",
        "epay_order",
        ["operation"],
        unique=True,
        sqlite_where=sa.text("operation IS NOT NULL"),
        postgresql_where=sa.text("operation IS NOT NULL"),
    )
    op.create_table(
        "epay_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.String(length=24), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["epay_order.id"], name=op.f("fk_epay_event_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epay_event")),
    )
    op.create_index("ix_epay_event_order_id", "epay_event", ["order_id"])
    op.create_table(
        "print_job",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index("ix_print_job_state", "print_job", ["state"])
