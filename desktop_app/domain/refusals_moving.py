"""Refusals of moving out and moving in."""

from __future__ import annotations

from .bad_news import Refusal

# --- moving out --------------------------------------------------------------------------------------------------


class BilledBeyond(Refusal):
    """An invoice covers days after the departure: it is taken back first, by a credit note."""

    code, fields, about = "billed-beyond", ("number", "until", "on"), "on"


class RefundAccountMissing(Refusal):
    """A refund by transfer needs the bank details of the customer."""

    code, fields, about = "refund-account-missing", (), "account"


# --- moving in ---------------------------------------------------------------------------------------------------


class UnknownPoint(Refusal):
    """No meter and no contract has this number: the service point is not in the book."""

    code, fields, about = "unknown-point", ("point",), "point"


class PointOccupied(Refusal):
    """Somebody has a contract at this service point: they are moved out first."""

    code, fields, about = "point-occupied", ("contract",), "point"


class NoMeterInPlace(Refusal):
    """There is no meter in place at this service point."""

    code, fields, about = "no-meter-in-place", ("point",), "point"


class InBeforeOut(Refusal):
    """The former customer left later than the day on which the new one would enter."""

    code, fields, about = "in-before-out", ("on", "left"), "on"


class EntryReadingMissing(Refusal):
    """Each meter needs its index on the day the customer enters."""

    code, fields, about = "entry-reading-missing", ("meter",), "index"


class NotOfThisPoint(Refusal):
    """An index is not for a meter of this service point; `meters` lists those that are in place."""

    code, fields, about = "not-of-this-point", ("meters",), "index"


class EntryIndexBelow(Refusal):
    """The index at entry is below the last one read there."""

    code, fields, about = "entry-index-below", ("meter", "index", "last", "on"), "index"


class UsedWhileEmpty(Refusal):
    """More than a little passed while nobody lived there (a volume): the agent confirms the index."""

    code, fields, about = "used-while-empty", ("meter", "volume"), "index"


class NameMissing(Refusal):
    """A subscriber has a name."""

    code, fields, about = "name-missing", (), "name"


class PhoneUnreadable(Refusal):
    """A phone number has eight to fifteen digits."""

    code, fields, about = "phone-unreadable", ("text",), "phone"


class EmailUnreadable(Refusal):
    """An e-mail address has a name, a sign @ and a domain."""

    code, fields, about = "email-unreadable", ("text",), "email"
