"""Bad news the agent can act on: a `Refusal` answers bad input, a `Trouble` names a failing machine.

Both carry values, never wording: `texts` words each code in every language (msgctxt "refusal" / "trouble").
"""

from __future__ import annotations

from .bad_news import BadNews as BadNews
from .bad_news import Refusal as Refusal
from .bad_news import Trouble as Trouble

# --- finding -----------------------------------------------------------------------------------------------------


class UnknownContract(Refusal):
    """No contract has this number."""

    code, fields, about = "unknown-contract", ("contract",), "contract"


class UnknownDocument(Refusal):
    """No invoice, receipt, schedule or arrangement has this number."""

    code, fields, about = "unknown-document", ("number",), "number"


class UnknownOperator(Refusal):
    """No rule book has this code; `known` lists those that exist."""

    code, fields, about = "unknown-operator", ("operator", "known"), "operator"


class UnknownCategory(Refusal):
    """The rule book has no such customer category; `known` lists its categories."""

    code, fields, about = "unknown-category", ("category", "known"), "category"


# --- typed values ------------------------------------------------------------------------------------------------


class AmountUnreadable(Refusal):
    """The text is not an amount of money."""

    code, fields, about = "amount-unreadable", ("text",), "amount"


class AmountAmbiguous(Refusal):
    """One separator and exactly three digits: thousands or decimals?"""

    code, fields, about = "amount-ambiguous", ("text",), "amount"


class AmountTooPrecise(Refusal):
    """More decimals than the currency has."""

    code, fields, about = "amount-too-precise", ("text", "decimals"), "amount"


class AmountNotPositive(Refusal):
    """A payment or an instalment must be above zero."""

    code, fields, about = "amount-not-positive", ("amount",), "amount"


class AmountTooLarge(Refusal):
    """The amount exceeds what one gesture may carry; all three in cents."""

    code, fields, about = "amount-too-large", ("amount", "limit"), "amount"


class IndexUnreadable(Refusal):
    """A meter index is whole digits, with at most one suffix letter."""

    code, fields, about = "index-unreadable", ("text",), "index"


class DateUnreadable(Refusal):
    """The text is not a date."""

    code, fields, about = "date-unreadable", ("text",), "on"


class PeriodReversed(Refusal):
    """The period ends before or when it starts."""

    code, fields, about = "period-reversed", ("start", "end"), "to"


# --- this workstation --------------------------------------------------------------------------------------------


class CommandUnclear(Refusal):
    """The words of a command do not fit together; `reason` says where."""

    code, fields, about = "command-unclear", ("reason",), "command"


class TodayOnRealBook(Refusal):
    """The date of a real book is the clock's and nothing else."""

    code, fields, about = "today-on-real-book", ("today",), "today"


class TourOnRealBook(Refusal):
    """The tour writes a reading, a payment and an arrangement: never in a real book."""

    code, fields, about = "tour-on-real-book", ("folder",), "data"


class SettingsUnreadable(Trouble):
    """A settings file of this workstation cannot be read: which one, and why (English, for administrators)."""

    code, fields = "settings-unreadable", ("file", "reason")


# --- rule books --------------------------------------------------------------------------------------------------


class RuleBookFault(Refusal):
    """A rule book cannot be used: file, line (1-based) and the reason in English, for administrators."""

    code, fields, about = "rule-book-fault", ("file", "line", "reason"), "operator"


class NoPriceForPeriod(Refusal):
    """The rule book has no price of this component on this day."""

    code, fields, about = "no-price-for-period", ("component", "on"), "to"


class ServiceNotSold(Refusal):
    """The operator does not supply this service (water, power)."""

    code, fields, about = "service-not-sold", ("service",), "power"


class VolumeNegative(Refusal):
    """A volume to price is whole and not below zero."""

    code, fields, about = "volume-negative", ("volume",), "water"


# --- the book ----------------------------------------------------------------------------------------------------


class BookExists(Refusal):
    """There is already a book in this folder; nothing was touched."""

    code, fields, about = "book-exists", ("folder",), "data"


class PassphrasesDiffer(Refusal):
    """A new passphrase was typed twice, not the same way."""

    code, fields, about = "passphrases-differ", (), "passphrase"


class TerminalNeeded(Refusal):
    """A passphrase is typed at a terminal, never given in a command; there is no terminal here."""

    code, fields, about = "terminal-needed", (), "passphrase"


class TillUnclear(Refusal):
    """A till is named T and three digits."""

    code, fields, about = "till-unclear", ("till",), "till"


class PassphraseTooShort(Refusal):
    """A passphrase needs at least `least` letters."""

    code, fields, about = "passphrase-too-short", ("least",), "passphrase"


class NoBook(Trouble):
    """There is no book in this folder."""

    code, fields = "no-book", ("folder",)


class KeyMissing(Trouble):
    """The way to the book's key is missing: no vault, no key file, or no passphrase given."""

    code, fields = "key-missing", ("folder",)


class PassphraseNeeded(KeyMissing):
    """This book opens with a passphrase, and none was given."""

    code, fields = "passphrase-needed", ("folder",)


class KeyringMissing(Trouble):
    """This machine has no system keyring to keep the key of a real book; a passphrase will do."""

    code, fields = "keyring-missing", ()


class WrongKey(Trouble):
    """The key or passphrase does not open this book."""

    code, fields = "wrong-key", ("folder",)


class BookNewer(Trouble):
    """The book was written by a newer program; this one must not touch it."""

    code, fields = "book-newer", ("folder",)


class BookReadOnly(Trouble):
    """The folder or the file of the book refuses writing."""

    code, fields = "book-read-only", ("folder",)


class BookDamaged(Trouble):
    """The file of the book is damaged: no writing, restore a backup."""

    code, fields = "book-damaged", ("folder",)


class BookLocked(Trouble):
    """Another program held the book for too long."""

    code, fields = "book-locked", ("folder",)


class DiskFull(Trouble):
    """No room left for the book; nothing was written."""

    code, fields = "disk-full", ("folder",)


class DiskFailing(Trouble):
    """The disk answered with an error; nothing was written."""

    code, fields = "disk-failing", ("folder",)


class BackupFailed(Trouble):
    """The copy did not open and verify, so it does not count as a backup."""

    code, fields = "backup-failed", ("folder",)


# --- taking money ------------------------------------------------------------------------------------------------


class GivenTooLittle(Refusal):
    """The cash handed over is less than what is due, stamp included."""

    code, fields, about = "given-too-little", ("given", "due"), "given"


class CashCeiling(Refusal):
    """The law caps cash payments at this counter."""

    code, fields, about = "cash-ceiling", ("amount", "limit"), "amount"


class TenderNotAccepted(Refusal):
    """This utility does not take this means of payment."""

    code, fields, about = "tender-not-accepted", ("tender", "accepted"), "tender"


class TillClosed(Refusal):
    """No shift is open at this till: money cannot be taken."""

    code, fields, about = "till-closed", ("till",), "till"


class CardNumberRefused(Refusal):
    """A full card number was typed; only the last four digits may be kept."""

    code, fields, about = "card-number-refused", (), "reference"


# --- readings ----------------------------------------------------------------------------------------------------


class IndexBeyondDial(Refusal):
    """The figure has more digits than the meter's dial."""

    code, fields, about = "index-beyond-dial", ("index", "digits"), "index"


# --- billing -----------------------------------------------------------------------------------------------------


class AlreadyBilled(Refusal):
    """The contract is billed up to this day already."""

    code, fields, about = "already-billed", ("contract", "until"), "to"


class BillingInFuture(Refusal):
    """An invoice cannot run past today."""

    code, fields, about = "billing-in-future", ("to", "today"), "to"


class NothingToBill(Refusal):
    """No meter of the contract was in service during the period."""

    code, fields, about = "nothing-to-bill", ("contract",), "to"


# --- monthly debit -----------------------------------------------------------------------------------------------


class NoMandate(Refusal):
    """Bank details and a signed mandate are needed before debits."""

    code, fields, about = "no-mandate", ("contract",), "account"


class ScheduleRunning(Refusal):
    """A monthly-debit schedule already runs for this contract."""

    code, fields, about = "schedule-running", ("number",), "contract"


class NoHistory(Refusal):
    """A tenth of the last two invoices cannot be computed without them."""

    code, fields, about = "no-history", ("contract",), "contract"


class NotOffered(Refusal):
    """This utility does not offer monthly debit."""

    code, fields, about = "not-offered", ("operator",), "contract"


class AccountInvalid(Refusal):
    """The bank account number fails its check digits."""

    code, fields, about = "account-invalid", ("account",), "account"


# --- arrangements ------------------------------------------------------------------------------------------------


class ArrangementRunning(Refusal):
    """An arrangement already runs for this contract."""

    code, fields, about = "arrangement-running", ("number",), "contract"


class ApprovalNeeded(Refusal):
    """The arrangement exceeds the agent's limits: a supervisor must approve it."""

    code, fields, about = "approval-needed", ("reasons",), "approved_by"


class NothingOwed(Refusal):
    """There is no debt to arrange."""

    code, fields, about = "nothing-owed", (), "documents"


class DepositTooLarge(Refusal):
    """The deposit leaves nothing to arrange."""

    code, fields, about = "deposit-too-large", ("deposit", "total"), "deposit"


class MonthsNotPositive(Refusal):
    """An arrangement lasts at least one month."""

    code, fields, about = "months-not-positive", ("months",), "months"


class ArrangementTooLong(Refusal):
    """More months than the rule book allows."""

    code, fields, about = "arrangement-too-long", ("months", "max"), "months"


class InstalmentTooSmall(Refusal):
    """An instalment under the smallest the rule book allows."""

    code, fields, about = "instalment-too-small", ("amount", "minimum"), "monthly"


# --- paper -------------------------------------------------------------------------------------------------------


class FontMissing(Trouble):
    """A font file of the program is missing, so no page can be drawn."""

    code, fields = "font-missing", ("file",)


# --- files that enter by a side door -----------------------------------------------------------------------------


class UsageFileMissing(Refusal):
    """The file of bills does not exist or may not be read."""

    code, fields, about = "usage-file-missing", ("file",), "file"


class UsageFileUnknown(Refusal):
    """The first line does not name the expected columns."""

    code, fields, about = "usage-file-unknown", ("file", "expected"), "file"


class UsageFileDamaged(Refusal):
    """The archive ends early or does not unpack; nothing of it was taken."""

    code, fields, about = "usage-file-damaged", ("file",), "file"


class UsageFileEmpty(Refusal):
    """Not one of its lines could be taken; `lines` were read."""

    code, fields, about = "usage-file-empty", ("file", "lines"), "file"


class SubscribersOutOfRange(Refusal):
    """A demo agency has at least `least` and at most `most` subscribers."""

    code, fields, about = "subscribers-out-of-range", ("least", "most"), "subscribers"


# --- paper -------------------------------------------------------------------------------------------------------


class CannotWriteFile(Trouble):
    """The file cannot be written there (no such folder, no right, disk full)."""

    code, fields = "cannot-write-file", ("path",)


# --- readings ----------------------------------------------------------------------------------------------------


class UnknownMeter(Refusal):
    """The contract has no such meter."""

    code, fields, about = "unknown-meter", ("contract", "meter"), "meter"


class NoMeter(Refusal):
    """The contract has no meter to read."""

    code, fields, about = "no-meter", ("contract",), "meter"


class MeterRemoved(Refusal):
    """The meter had been taken out by that day."""

    code, fields, about = "meter-removed", ("meter", "on"), "on"


class ReadingInFuture(Refusal):
    """A reading cannot be dated after today."""

    code, fields, about = "reading-in-future", ("on", "today"), "on"


class ReadingBeforeLast(Refusal):
    """A later reading of this meter exists already."""

    code, fields, about = "reading-before-last", ("on", "last"), "on"


class ReadingTwiceADay(Refusal):
    """The meter was read on this day already."""

    code, fields, about = "reading-twice-a-day", ("meter", "on"), "on"


class IndexBelowLast(Refusal):
    """The index is below the last one and no turn of the dial explains it."""

    code, fields, about = "index-below-last", ("index", "last", "on"), "index"


class ReadingNeedsConfirmation(Refusal):
    """The figure is unusual (code of the warning, volume, usual volume): look again, then confirm."""

    code, fields, about = "reading-needs-confirmation", ("warning", "volume", "mean"), "index"
