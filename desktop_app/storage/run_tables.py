"""Tables of billing runs: what each run made, and the invoices it held back with the reason."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from .columns import Amount, Day, Instant, Key, metadata, where_known

run = Table(
    "run",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("through", Day, nullable=False),
    Column("booked_on", Day, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("selected", Key, nullable=False),
    Column("invoices", Key, nullable=False),
    Column("total", Amount, nullable=False),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),  # canonical domain.run.RunReport
    where_known("uq_run_operation", "operation", unique=True),
)
run_held = Table(  # waits until an invoice in force covers its period
    "run_held",
    metadata,
    Column("id", Key, primary_key=True),
    Column("run_id", Key, ForeignKey("run.id"), nullable=False, index=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("values", Text, nullable=False, default="{}"),
    Column("start", Day, nullable=False),
    Column("end", Day, nullable=False),
    Column("total", Amount),
    Index("ix_run_held_contract", "contract_id"),
)

APPEND_ONLY_IN_RUNS = (run, run_held)
