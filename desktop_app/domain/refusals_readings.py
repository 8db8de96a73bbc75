"""Refusals around readings: estimates asked too early, meters exchanged, files of readings."""

from __future__ import annotations

from .bad_news import Refusal


class AlreadyRead(Refusal):
    """The meter was read on that day already: nothing is left to estimate."""

    code, fields, about = "already-read", ("meter", "on"), "to"


class NoReadingThatDay(Refusal):
    """There is no reading of that day to read again."""

    code, fields, about = "no-reading-that-day", ("meter", "on"), "on"


class ReadingBilled(Refusal):
    """The reading is on an invoice in force: the invoice is taken back first."""

    code, fields, about = "reading-billed", ("meter", "on", "number"), "on"


# --- meters ------------------------------------------------------------------------------------------------------


class SerialTaken(Refusal):
    """Another meter has this serial number already."""

    code, fields, about = "serial-taken", ("meter",), "serial"


class SerialUnreadable(Refusal):
    """A serial number is one to 24 letters, digits and signs, without spaces."""

    code, fields, about = "serial-unreadable", ("text",), "serial"


class DigitsOutOfRange(Refusal):
    """A dial has from four to nine digits."""

    code, fields, about = "digits-out-of-range", ("digits",), "digits"


class UnknownSerial(Refusal):
    """No meter of the book has this serial number."""

    code, fields, about = "unknown-serial", ("meter",), "meter"


# --- files of readings -------------------------------------------------------------------------------------------


class ReadingsFileMissing(Refusal):
    """The file of readings does not exist or may not be read."""

    code, fields, about = "readings-file-missing", ("file",), "file"


class ReadingsFileUnknown(Refusal):
    """The first line does not name the expected columns."""

    code, fields, about = "readings-file-unknown", ("file", "expected"), "file"


class ReadingsFileDamaged(Refusal):
    """The workbook does not open: damaged, protected, or larger inside than a workbook should be."""

    code, fields, about = "readings-file-damaged", ("file",), "file"


class ReadingsFileAgain(Refusal):
    """This very file was imported already."""

    code, fields, about = "readings-file-again", ("file", "on"), "file"


class ReadingsFileRejected(Refusal):
    """Some lines cannot stand, so that nothing was written; the dry run lists them."""

    code, fields, about = "readings-file-rejected", ("file", "lines"), "file"


class UsageFileTooShort(Refusal):
    """No month of a household account is billed in the file's last year and in both years before it."""

    code, fields, about = "usage-file-too-short", ("file", "lines"), "file"


# --- an import taken back ----------------------------------------------------------------------------------------


class UnknownImport(Refusal):
    """No import of readings has this number."""

    code, fields, about = "unknown-import", ("number",), "number"


class ImportUndone(Refusal):
    """The import was taken back already."""

    code, fields, about = "import-undone", ("number", "on"), "number"


class ImportUsed(Refusal):
    """Later facts rest on readings of the import; `by` names them (invoices, later readings, leak files)."""

    code, fields, about = "import-used", ("number", "by"), "number"
