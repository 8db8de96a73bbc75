"""Tables of the till: cash without a receipt, Z reports, deposits, pending cards, suspense, refunds, closings, seals.

All of them are append-only: what follows on a row is another row that names it.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from .columns import Amount, Day, Instant, Key, metadata, where_known

visit = Table(  # the receipts written in one visit, under the operation that paid them all
    "visit",
    metadata,
    Column("payment_id", Key, ForeignKey("payment.id"), primary_key=True),
    Column("operation", String(36), nullable=False, index=True),
    Column("position", Integer, nullable=False),
)
movement = Table(  # cash into or out of a drawer without a receipt
    "movement",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("shift_id", Key, ForeignKey("shift.id"), index=True),
    Column("booked_on", Day, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("other", String(16), nullable=False, default=""),
    Column("amount", Amount, nullable=False),
    Column("answers", String(24), index=True),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),  # canonical domain.till.Movement
    where_known("uq_movement_operation", "operation", unique=True),
)
shift_report = Table(  # the Z report that ends a shift
    "shift_report",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("shift_id", Key, ForeignKey("shift.id"), nullable=False, unique=True),
    Column("booked_on", Day, nullable=False),
    Column("expected", Amount, nullable=False),
    Column("counted", Amount, nullable=False),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),  # canonical domain.till.ShiftReport
    where_known("uq_shift_report_operation", "operation", unique=True),
)
deposit = Table(
    "deposit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("booked_on", Day, nullable=False),
    Column("cash", Amount, nullable=False),
    Column("total", Amount, nullable=False),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),  # canonical domain.till.DepositSlip
    where_known("uq_deposit_operation", "operation", unique=True),
)
deposit_report = Table(  # which Z reports a slip groups, and what it left in each drawer
    "deposit_report",
    metadata,
    Column("report_id", Key, ForeignKey("shift_report.id"), primary_key=True),
    Column("deposit_id", Key, ForeignKey("deposit.id"), nullable=False, index=True),
    Column("left", Amount, nullable=False),
)
card_request = Table(  # asked of the terminal; pending until a row of card_answer
    "card_request",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False),
    Column("shift_id", Key, ForeignKey("shift.id"), nullable=False, index=True),
    Column("asked_at", Instant, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),
    where_known("uq_card_request_operation", "operation", unique=True),
)
card_answer = Table(
    "card_answer",
    metadata,
    Column("request_id", Key, ForeignKey("card_request.id"), primary_key=True),
    Column("answer", String(12), nullable=False),  # approved | declined
    Column("at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("receipt", String(24), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
)
suspense = Table(  # money whose owner is unknown, with the receipt it was given
    "suspense",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("booked_on", Day, nullable=False),
    Column("shift_id", Key, ForeignKey("shift.id")),
    Column("amount", Amount, nullable=False),
    Column("reason", String(24), nullable=False),
    Column("payer", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),  # canonical domain.payment.Receipt
    where_known("uq_suspense_operation", "operation", unique=True),
)
suspense_use = Table(  # what was given to its owner; below zero when that receipt was cancelled
    "suspense_use",
    metadata,
    Column("id", Key, primary_key=True),
    Column("suspense_id", Key, ForeignKey("suspense.id"), nullable=False, index=True),
    Column("payment_id", Key, ForeignKey("payment.id"), nullable=False),
    Column("amount", Amount, nullable=False),
)
refund = Table(
    "refund",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("booked_on", Day, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("means", String(12), nullable=False),
    Column("account", String(34), nullable=False, default=""),
    Column("receipt", String(24), index=True),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),
    where_known("uq_refund_operation", "operation", unique=True),
)
refund_sent = Table(
    "refund_sent",
    metadata,
    Column("refund_id", Key, ForeignKey("refund.id"), primary_key=True),
    Column("booked_on", Day, nullable=False),
    Column("agent", String(16), nullable=False),
)
contract_flag = Table(  # what the counter must know of a customer before taking a cheque again
    "contract_flag",
    metadata,
    Column("id", Key, primary_key=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("kind", String(24), nullable=False),  # cheque_bounced | cheque_trusted
    Column("raised_on", Day, nullable=False),
    Column("document", String(24), nullable=False),
    Column("agent", String(16), nullable=False),
)
closing = Table(
    "closing",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),  # day | month | year
    Column("start", Day, nullable=False),
    Column("end", Day, nullable=False),
    Column("upto", Key, nullable=False),
    Column("facts", Text, nullable=False),  # canonical domain.closing.Closing
    Index("ix_closing_kind", "kind", "id"),
)
archive_made = Table(
    "archive_made",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("files", Integer, nullable=False),
    Column("records", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
seal = Table(  # one chain per kind of document, over the hashes of the journal
    "seal",
    metadata,
    Column("chain", String(2), primary_key=True),
    Column("n", Key, primary_key=True, autoincrement=False),
    Column("seq", Key, nullable=False, unique=True),  # of the journal entry
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
epay_order = Table(  # an e-payment asked of the bank; what follows is a row of epay_event
    "epay_order",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(10), nullable=False, unique=True),  # the number the bank knows it by
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("shift_id", Key, ForeignKey("shift.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("operation", String(36)),
    Column("facts", Text, nullable=False),
    where_known("uq_epay_order_operation", "operation", unique=True),
)
epay_event = Table(
    "epay_event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("order_id", Key, ForeignKey("epay_order.id"), nullable=False, index=True),
    Column(
        "kind", String(12), nullable=False
    ),  # registered | failed | paid | asked_back | refunded
    Column("at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("receipt", String(24), nullable=False, default=""),
    Column("facts", Text, nullable=False),
)

APPEND_ONLY_AT_THE_TILL = (
    visit,
    movement,
    shift_report,
    deposit,
    deposit_report,
    card_request,
    card_answer,
    suspense,
    suspense_use,
    refund,
    refund_sent,
    contract_flag,
    closing,
    archive_made,
    seal,
    epay_order,
    epay_event,
)
