"""Bad news of e-payments and of paper rolls: the bank that does not answer, the printer that is off."""

from __future__ import annotations

from .bad_news import Refusal, Trouble

# --- e-payments ----------------------------------------------------------------------------------------------------


class BankNotSet(Refusal):
    """No e-payment bank is set for this workstation."""

    code, fields, about = "bank-not-set", (), "tender"


class EpayPending(Refusal):
    """An e-payment of this contract still waits for the customer or for the bank."""

    code, fields, about = "epay-pending", ("order", "amount"), "tender"


class UnknownOrder(Refusal):
    """No e-payment has this order number."""

    code, fields, about = "unknown-order", ("order",), "order"


class PortTaken(Refusal):
    """Another program listens on this port."""

    code, fields, about = "port-taken", ("port",), "port"


class OrderNotPaid(Refusal):
    """Only a paid e-payment can be given back."""

    code, fields, about = "order-not-paid", ("order",), "order"


class RefundAtBank(Refusal):
    """This receipt was paid through the bank: the bank gives the money back, and the receipt follows."""

    code, fields, about = "refund-at-bank", ("number", "order"), "number"


class BankUnreachable(Trouble):
    """The bank's gateway does not answer (no network, time-out): the order stays as it is."""

    code, fields = "bank-unreachable", ("host",)


class BankUnsafe(Trouble):
    """The bank's address is not HTTPS: nothing was sent."""

    code, fields = "bank-unsafe", ("host",)


class BankRefused(Trouble):
    """The gateway refused the call: its code and its message."""

    code, fields = "bank-refused", ("number", "message")


class BankDisagrees(Trouble):
    """The bank's answer is not about this order or this amount: nothing was booked."""

    code, fields = "bank-disagrees", ("order",)


# --- paper rolls ---------------------------------------------------------------------------------------------------


class PrinterOff(Trouble):
    """The printer could not be opened: nothing was sent to it."""

    code, fields = "printer-off", ("printer",)


class PrinterBroke(Trouble):
    """The printer stopped while being written to: the paper may or may not be out."""

    code, fields = "printer-broke", ("printer",)


class PrinterDriverMissing(Trouble):
    """This kind of connection needs the optional part `escpos`."""

    code, fields = "printer-driver-missing", ("printer",)


class PrinterUnknown(Refusal):
    """The settings name no printer of this kind; `printer` is what they say."""

    code, fields, about = "printer-unknown", ("printer",), "printer"


class UnknownPrintJob(Refusal):
    """No page waits under this number, or nobody asked whether it came out."""

    code, fields, about = "unknown-print-job", ("job",), "job"


class PaperTooWide(Refusal):
    """This printer has a roll: a full page needs a page printer."""

    code, fields, about = "paper-too-wide", ("printer",), "printer"
