"""Refusals of billing runs, credit notes and departures."""

from __future__ import annotations

from .bad_news import Refusal

# --- runs --------------------------------------------------------------------------------------------------------


class RunStopped(Refusal):
    """The run was stopped by hand before anything was written; `done` of `whole` contracts had been looked at."""

    code, fields, about = "run-stopped", ("done", "whole"), "through"


class NobodyThere(Refusal):
    """No contract lies on these routes or in these postcodes."""

    code, fields, about = "nobody-there", ("places",), "routes"


class OtherOperator(Refusal):
    """The book belongs to another utility."""

    code, fields, about = "other-operator", ("operator", "book"), "operator"


# --- credit notes ------------------------------------------------------------------------------------------------


class AlreadyCredited(Refusal):
    """A credit note takes this invoice back already."""

    code, fields, about = "already-credited", ("number", "note"), "number"


class NotAnInvoice(Refusal):
    """Only an invoice can be taken back by a credit note."""

    code, fields, about = "not-an-invoice", ("number",), "number"


class DeductedSince(Refusal):
    """A later invoice deducted this one: the later one must be taken back first."""

    code, fields, about = "deducted-since", ("number", "later"), "number"


class NotCredited(Refusal):
    """An invoice is billed again only after a credit note took it back."""

    code, fields, about = "not-credited", ("number",), "number"


class BilledAboveIndex(Refusal):
    """An invoice in force billed, on an estimate, beyond the true index read since: it is taken back first."""

    code, fields, about = "billed-above-index", ("number",), "index"


# --- leaving -----------------------------------------------------------------------------------------------------


class ContractEnded(Refusal):
    """The contract ended on this day already."""

    code, fields, about = "contract-ended", ("contract", "on"), "on"


class FinalReadingMissing(Refusal):
    """Each meter needs its last figure on the day the customer leaves."""

    code, fields, about = "final-reading-missing", ("meter",), "index"
