"""Tables of the leak files: the case as it was found, and one row for each step that followed; all append-only."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from .columns import Day, Instant, Key, metadata, where_known

leak = Table(
    "leak",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("meter_id", Key, ForeignKey("meter.id"), nullable=False),
    Column("start", Day, nullable=False),
    Column("end", Day, nullable=False),
    Column("opened_on", Day, nullable=False),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),  # canonical domain.leak.LeakCase
    where_known("uq_leak_operation", "operation", unique=True),
)
leak_event = Table(
    "leak_event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("leak_id", Key, ForeignKey("leak.id"), nullable=False),
    Column("state", String(24), nullable=False),
    Column("booked_on", Day, nullable=False),
    Column("at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),  # canonical domain.leak.LeakEvent
    Index("ix_leak_event_leak", "leak_id", "id"),
    where_known("uq_leak_event_operation", "operation", unique=True),
)

APPEND_ONLY_LEAKS = (leak, leak_event)
