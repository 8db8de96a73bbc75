"""Refusals of the till: tenders, the drawer and its shift, undoing money, closings."""

from __future__ import annotations

from .bad_news import Refusal

# --- tenders -----------------------------------------------------------------------------------------------------


class TenderExceeds(Refusal):
    """No change is given on this means: it is more than what is to pay."""

    code, fields, about = "tender-exceeds", ("given", "due"), "given"


class TendersTooLittle(Refusal):
    """The means of payment together are less than what is due, stamp included."""

    code, fields, about = "tenders-too-little", ("given", "due"), "given"


class LastFourDigits(Refusal):
    """Of a card, the last four digits and no more are kept."""

    code, fields, about = "last-four-digits", (), "last4"


class CardAnswered(Refusal):
    """This card payment was answered already."""

    code, fields, about = "card-answered", ("number",), "number"


class EmptyVisit(Refusal):
    """A visit pays for at least one contract, each named once."""

    code, fields, about = "empty-visit", (), "contract"


# --- the till ----------------------------------------------------------------------------------------------------


class AmountNegative(Refusal):
    """A counted sum, or a number of coins, is not below zero."""

    code, fields, about = "amount-negative", ("amount",), "counted"


class CountDoesNotAddUp(Refusal):
    """The sum typed and the coins and notes counted differ."""

    code, fields, about = "count-does-not-add-up", ("amount", "pieces"), "counted"


class UnknownDenomination(Refusal):
    """The currency has no such coin or note."""

    code, fields, about = "unknown-denomination", ("value",), "counted"


class ShiftOpen(Refusal):
    """A shift is open at this till already."""

    code, fields, about = "shift-open", ("till", "agent"), "float"


class ReasonNeeded(Refusal):
    """This gesture is kept with its reason."""

    code, fields, about = "reason-needed", (), "reason"


class SecondPersonNeeded(Refusal):
    """Another person than the agent must agree."""

    code, fields, about = "second-person-needed", (), "second"


class SupervisorNeeded(Refusal):
    """The difference is above the threshold: a supervisor must sign."""

    code, fields, about = "supervisor-needed", ("difference", "limit"), "supervisor"


class SecondCountNeeded(Refusal):
    """The first count differs: count a second time."""

    code, fields, about = "second-count-needed", (), "counted"


class NotCounted(Refusal):
    """The drawer was not counted yet."""

    code, fields, about = "not-counted", (), "counted"


class NotEnoughCash(Refusal):
    """There is not that much cash in the drawer."""

    code, fields, about = "not-enough-cash", ("amount",), "amount"


class TransferHangs(Refusal):
    """A transfer of cash was not answered yet."""

    code, fields, about = "transfer-hangs", ("number", "agent"), "transfer"


class CardPending(Refusal):
    """A card payment has no answer yet."""

    code, fields, about = "card-pending", ("number", "amount"), "card"


class PrintInDoubt(Refusal):
    """Nobody has said whether a document came out of the printer."""

    code, fields, about = "print-in-doubt", ("document",), "print"


class UnknownTransfer(Refusal):
    """No transfer of cash has this number."""

    code, fields, about = "unknown-transfer", ("number",), "number"


class TransferAnswered(Refusal):
    """This transfer was accepted or sent back already."""

    code, fields, about = "transfer-answered", ("number",), "number"


class NotYours(Refusal):
    """A transfer is accepted by the person it was sent to."""

    code, fields, about = "not-yours", ("number", "agent"), "number"


class DrawerClosed(Refusal):
    """The drawer that was offered was counted and closed since."""

    code, fields, about = "drawer-closed", ("number",), "number"


class ClockSetBack(Refusal):
    """The clock says an earlier day than the shift at this till: a receipt is never dated before the one before it."""

    code, fields, about = "clock-set-back", ("on", "today"), "on"


class NothingToDeposit(Refusal):
    """No closed shift waits for a deposit."""

    code, fields, about = "nothing-to-deposit", (), "reports"


# --- undoing money -----------------------------------------------------------------------------------------------


class AlreadyReversed(Refusal):
    """This receipt, or this part of it, was undone already."""

    code, fields, about = "already-reversed", ("number",), "number"


class NotSameDay(Refusal):
    """A receipt is cancelled on its own day only; afterwards money goes back as a refund."""

    code, fields, about = "not-same-day", ("number", "on"), "number"


class NotSameTill(Refusal):
    """A receipt is cancelled at the till that wrote it."""

    code, fields, about = "not-same-till", ("number", "till"), "number"


class CannotReverse(Refusal):
    """This receipt itself undoes or attributes money."""

    code, fields, about = "cannot-reverse", ("number",), "number"


class NoSuchTender(Refusal):
    """The receipt holds no such cheque."""

    code, fields, about = "no-such-tender", ("number",), "number"


class NothingToRefund(Refusal):
    """There is not that much to give back."""

    code, fields, about = "nothing-to-refund", ("amount", "most"), "amount"


class RefundMeans(Refusal):
    """Money does not go back by this means at this utility."""

    code, fields, about = "refund-means", ("means", "accepted"), "means"


class AlreadyPaid(Refusal):
    """This refund was transferred already."""

    code, fields, about = "already-paid", ("number",), "number"


class UnknownReason(Refusal):
    """No such reason; `known` lists them."""

    code, fields, about = "unknown-reason", ("reason", "known"), "reason"


class NotEnoughLeft(Refusal):
    """Less than that is left of this suspense money."""

    code, fields, about = "not-enough-left", ("number", "left"), "amount"


# --- closings ----------------------------------------------------------------------------------------------------


class ShiftStillOpen(Refusal):
    """The till must be closed before its day."""

    code, fields, about = "shift-still-open", ("till", "agent"), "on"


class DayStillOpen(Refusal):
    """A day of the period is not closed."""

    code, fields, about = "day-still-open", ("on",), "on"


class MonthStillOpen(Refusal):
    """A month of the year is not closed."""

    code, fields, about = "month-still-open", ("on",), "on"


class YearStillOpen(Refusal):
    """A year is archived once it is closed."""

    code, fields, about = "year-still-open", ("year",), "year"


class ClosingInFuture(Refusal):
    """A day is closed on that day or later."""

    code, fields, about = "closing-in-future", ("on", "today"), "on"


class NothingToClose(Refusal):
    """Nothing was booked up to that day."""

    code, fields, about = "nothing-to-close", ("on",), "on"


class FolderNeeded(Refusal):
    """An archive goes into a folder named by its whole path."""

    code, fields, about = "folder-needed", (), "folder"
