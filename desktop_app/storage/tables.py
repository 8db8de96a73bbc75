"""Every table of the book, declared once; what is issued lives in append-only tables that refuse UPDATE and DELETE.

Portable types only: dates and instants are ISO text (they sort), amounts are whole cents, facts are canonical JSON
(packed in the documents issued). The search index and the triggers, which differ by engine, live in `search` and
`guards`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from .columns import Amount, Day, Instant, Key
from .columns import metadata as metadata
from .columns import where_known as _where_known
from .leak_tables import APPEND_ONLY_LEAKS
from .packing import Packed
from .run_tables import APPEND_ONLY_IN_RUNS
from .till_tables import APPEND_ONLY_AT_THE_TILL

# --- this book ----------------------------------------------------------------------------------------------------

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10), nullable=False),  # demo | training | import | real
    Column("operator", String(32), nullable=False),
    Column("till", String(16), nullable=False),
    Column("epoch", String(2), nullable=False),
    Column("created_on", Day, nullable=False),
    Column("today", Day),  # the date on which a demo book's history ends; NULL on a real book
    Column("agency", Text, nullable=False),
)
agent = Table(
    "agent",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),  # agent | cashier | supervisor | billing | admin
)
draft = Table(
    "draft",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("facts", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

# --- people and places (changed only with a journal entry) ---------------------------------------------------------

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_alt", Text, nullable=False, default=""),
    Column("kind", String(8), nullable=False),  # person | body
    Column("phone", String(24), nullable=False, default=""),
    Column("email", Text, nullable=False, default=""),
    Column("language", String(2), nullable=False),
    Column("vulnerable", Integer, nullable=False, default=0),
)
contract = Table(
    "contract",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("subscriber_id", Key, ForeignKey("subscriber.id"), nullable=False, index=True),
    Column("category", String(24), nullable=False),
    Column("usage", String(24), nullable=False),  # main_residence | second_home | business | public
    Column("address", Text, nullable=False),
    Column("address_alt", Text, nullable=False, default=""),
    Column("postcode", String(12), nullable=False, default=""),
    Column("town", Text, nullable=False, default=""),
    Column("route", String(12), nullable=False),
    Column("walk", Integer, nullable=False),
    Column("opened_on", Day, nullable=False),
    Column("closed_on", Day),
    Column("debit_opt_out_on", Day),
    Index("ix_contract_walk", "route", "walk"),
)
meter = Table(
    "meter",
    metadata,
    Column("id", Key, primary_key=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("serial", String(24), nullable=False, unique=True),
    Column("service", String(12), nullable=False),  # water | power
    Column("digits", Integer, nullable=False),
    Column("installed_on", Day, nullable=False),
    Column("removed_on", Day),
)
balance = Table(  # maintained sums: what is shown often; `verify` recomputes them from the entries
    "balance",
    metadata,
    Column("contract_id", Key, ForeignKey("contract.id"), primary_key=True),
    Column("owed", Amount, nullable=False),  # open invoices minus credit
    Column("open_invoices", Integer, nullable=False),
    Column("oldest_due", Day),
    Index("ix_balance_owed", "owed"),
)

# --- readings -----------------------------------------------------------------------------------------------------

reading = Table(
    "reading",
    metadata,
    Column("id", Key, primary_key=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False),
    Column("meter_id", Key, ForeignKey("meter.id"), nullable=False),
    Column("taken_on", Day, nullable=False),
    Column("figure", BigInteger, nullable=False),  # the index on the dial
    Column(
        "kind", String(12), nullable=False
    ),  # real | self | estimated | initial | final | cancelled
    Column(
        "volume", BigInteger, nullable=False, default=0
    ),  # passed since the previous reading of this meter
    Column(
        "flag", String(24), nullable=False, default=""
    ),  # anomaly code: high, leak, low, rollover, ...
    Column("basis", Text, nullable=False, default=""),  # canonical Estimate when estimated
    Column("agent", String(16), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("operation", String(36)),
    Column("replaces_id", Key, ForeignKey("reading.id")),
    Index("ix_reading_contract", "contract_id", "taken_on"),
    Index("ix_reading_meter", "meter_id", "taken_on"),
    _where_known("ix_reading_replaces", "replaces_id"),
    _where_known("uq_reading_operation", "operation", unique=True),
)

# --- invoices -----------------------------------------------------------------------------------------------------

invoice = Table(
    "invoice",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("issued_on", Day, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("start", Day, nullable=False),
    Column("end", Day, nullable=False),
    Column("net", Amount, nullable=False),
    Column("vat", Amount, nullable=False),
    Column("levies", Amount, nullable=False),
    Column("total", Amount, nullable=False),
    Column("volume", BigInteger, nullable=False),  # of the operator's first service
    Column("estimated", Integer, nullable=False),
    Column("corrects_id", Key, ForeignKey("invoice.id")),
    Column("run_id", Key),
    Column("operation", String(36)),
    Column("facts", Packed, nullable=False),  # canonical domain.invoice.Invoice
    CheckConstraint("total = net + vat + levies", name="adds_up"),
    Index("ix_invoice_contract", "contract_id", "issued_on"),
    _where_known("ix_invoice_corrects", "corrects_id"),
    _where_known("ix_invoice_run", "run_id"),
    _where_known("uq_invoice_operation", "operation", unique=True),
)

# --- the ledger: every document's entries sum to zero ----------------------------------------------------------------

entry = Table(
    "entry",
    metadata,
    Column("id", Key, primary_key=True),
    Column("document", String(24), nullable=False, index=True),
    Column("booked_on", Day, nullable=False),
    # receivable | billed | credit | waived | stamp | suspense | rounding | over_short |
    # cash | card | cheque | transfer | debit | epay | aid
    Column("account", String(12), nullable=False),
    Column("contract_id", Key, ForeignKey("contract.id")),
    Column("invoice_id", Key, ForeignKey("invoice.id")),  # on receivable entries: which invoice
    Column("shift_id", Key),
    Column("amount", Amount, nullable=False),  # debit positive, credit negative
    Index("ix_entry_contract", "contract_id", "account"),
    Index("ix_entry_invoice", "invoice_id"),
)

# --- money ----------------------------------------------------------------------------------------------------------

shift = Table(
    "shift",
    metadata,
    Column("id", Key, primary_key=True),
    Column("till", String(16), nullable=False),
    Column("agent", String(16), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("booked_on", Day, nullable=False),
    Column("float", Amount, nullable=False),
    Column("facts", Text, nullable=False, default="{}"),
)
shift_event = Table(
    "shift_event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("shift_id", Key, ForeignKey("shift.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # paid_in | paid_out | handover | counted | closed
    Column("at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("amount", Amount, nullable=False, default=0),
    Column("reason", Text, nullable=False, default=""),
    Column("facts", Text, nullable=False, default="{}"),
)
payment = Table(
    "payment",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("booked_on", Day, nullable=False),
    Column("till", String(16), nullable=False),
    Column("agent", String(16), nullable=False),
    Column("shift_id", Key, ForeignKey("shift.id")),
    Column("tender", String(12), nullable=False),  # the main tender, or "mixed"
    Column("amount", Amount, nullable=False),  # allocations + credit
    Column("stamp", Amount, nullable=False),
    Column("given", Amount, nullable=False),
    Column("change", Amount, nullable=False),
    Column("reverses_id", Key, ForeignKey("payment.id")),
    Column("operation", String(36)),
    Column("facts", Packed, nullable=False),  # canonical domain.payment.Receipt
    CheckConstraint("given = amount + stamp + change", name="adds_up"),
    Index("ix_payment_contract", "contract_id", "booked_on"),
    Index("ix_payment_shift", "shift_id"),
    _where_known("ix_payment_reverses", "reverses_id"),
    _where_known("uq_payment_operation", "operation", unique=True),
)

# --- monthly debit and arrangements -----------------------------------------------------------------------------------

mandate = Table(
    "mandate",
    metadata,
    Column("id", Key, primary_key=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("rum", String(35), nullable=False, unique=True),
    Column("account", String(34), nullable=False),  # IBAN or RIB
    Column("holder", Text, nullable=False),
    Column("signed_on", Day, nullable=False),
    Column("ended_on", Day),
)
schedule = Table(
    "schedule",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("made_on", Day, nullable=False),
    Column("basis", Amount, nullable=False),
    Column("instalment", Amount, nullable=False),
    Column("operation", String(36)),
    Column("facts", Packed, nullable=False),  # canonical domain.monthly.Schedule
    _where_known("uq_schedule_operation", "operation", unique=True),
)
schedule_item = Table(
    "schedule_item",
    metadata,
    Column("id", Key, primary_key=True),
    Column("schedule_id", Key, ForeignKey("schedule.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("kind", String(16), nullable=False),
    UniqueConstraint("schedule_id", "position"),
)
arrangement = Table(
    "arrangement",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("made_on", Day, nullable=False),
    Column("total", Amount, nullable=False),
    Column("operation", String(36)),
    Column("facts", Packed, nullable=False),  # canonical domain.arrangement.Arrangement
    _where_known("uq_arrangement_operation", "operation", unique=True),
)
arrangement_item = Table(
    "arrangement_item",
    metadata,
    Column("id", Key, primary_key=True),
    Column("arrangement_id", Key, ForeignKey("arrangement.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("amount", Amount, nullable=False),
    UniqueConstraint("arrangement_id", "position"),
)
arrangement_invoice = Table(
    "arrangement_invoice",
    metadata,
    Column("arrangement_id", Key, ForeignKey("arrangement.id"), primary_key=True),
    Column("invoice_id", Key, ForeignKey("invoice.id"), primary_key=True, index=True),
    Column("amount", Amount, nullable=False),
)
plan_event = Table(  # what happened to a schedule, an arrangement or a mandate; the newest one tells its state
    "plan_event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("document", String(35), nullable=False, index=True),  # its number, or the mandate's RUM
    Column(
        "kind", String(16), nullable=False
    ),  # adopted | stopped | broken | kept | suspended | cancelled
    Column("booked_on", Day, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("reason", Text, nullable=False, default=""),
)

# --- words and paper ------------------------------------------------------------------------------------------------

note = Table(
    "note",
    metadata,
    Column("id", Key, primary_key=True),
    Column("contract_id", Key, ForeignKey("contract.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("text", Text, nullable=False),
)
copy = Table(  # each time a document is put on paper: copy 0 is the original, n >= 1 is DUPLICATA n
    "copy",
    metadata,
    Column("id", Key, primary_key=True),
    Column("document", String(24), nullable=False),
    Column("copy", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    UniqueConstraint("document", "copy"),
)
print_job = Table(  # what waits for a printer; its state changes, the copy it puts on paper was counted in `copy`
    "print_job",
    metadata,
    Column("id", Key, primary_key=True),
    Column("document", String(24), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("copy", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("route", Text, nullable=False),
    Column(
        "state", String(10), nullable=False, index=True
    ),  # queued | sending | printed | in_doubt
    Column("tries", Integer, nullable=False, default=0),
    Column("made_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
)
set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("raw", Text, nullable=False),
)

# --- proof ------------------------------------------------------------------------------------------------------------

series = Table(
    "series",
    metadata,
    Column("kind", String(4), primary_key=True),
    Column("till", String(16), primary_key=True),
    Column("epoch", String(2), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)
journal = Table(
    "journal",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("agent", String(16), nullable=False),
    Column("till", String(16), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("document", String(35), nullable=False, default="", index=True),
    Column("body", Text, nullable=False),  # exactly the text that was hashed
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

APPEND_ONLY = (
    reading,
    invoice,
    entry,
    shift,
    shift_event,
    payment,
    schedule,
    schedule_item,
    arrangement,
    arrangement_item,
    arrangement_invoice,
    plan_event,
    note,
    copy,
    set_aside,
    journal,
    *APPEND_ONLY_AT_THE_TILL,
    *APPEND_ONLY_IN_RUNS,
    *APPEND_ONLY_LEAKS,
)
