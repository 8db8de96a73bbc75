"""Bad news of the leak file: what the law on abnormal volumes does not cover, or not yet."""

from __future__ import annotations

from .refusals import Refusal


class LeakNotCovered(Refusal):
    """This utility's rule book has no rule on abnormal volumes."""

    code, fields, about = "leak-not-covered", (), "contract"


class LeakNotDwelling(Refusal):
    """Only dwellings are covered: no business, no irrigation."""

    code, fields, about = "leak-not-dwelling", ("contract",), "contract"


class VolumeNotAbnormal(Refusal):
    """The last volume is not strictly above the limit; both whole volumes."""

    code, fields, about = "volume-not-abnormal", ("volume", "limit"), "contract"


class LeakFileMissing(Refusal):
    """No leak file has this number, or the contract has none."""

    code, fields, about = "leak-file-missing", ("number",), "number"


class LeakFileOpen(Refusal):
    """A leak file is open for this contract already."""

    code, fields, about = "leak-file-open", ("number",), "contract"


class LeakFileClosed(Refusal):
    """The file ended (capped or rejected): nothing more is written in it."""

    code, fields, about = "leak-file-closed", ("number",), "number"


class LeakNotNotified(Refusal):
    """The customer must be informed first: the month runs from that day."""

    code, fields, about = "leak-not-notified", ("number",), "number"


class LeakTooLate(Refusal):
    """The month has passed; a supervisor may accept the paper all the same."""

    code, fields, about = "leak-too-late", ("deadline",), "on"


class LeakCauseExcluded(Refusal):
    """Appliances, sanitary and heating equipment and their joints are excluded by law."""

    code, fields, about = "leak-cause-excluded", (), "cause"


class LeakNoProof(Refusal):
    """The bill is capped on a certificate, a faulty meter, or when nobody informed the customer in time."""

    code, fields, about = "leak-no-proof", ("number",), "number"


class LeakNotBilled(Refusal):
    """No invoice in force holds the abnormal volume yet."""

    code, fields, about = "leak-not-billed", ("number",), "number"


class LeakDayImpossible(Refusal):
    """A step cannot lie in the future, nor before the one it follows."""

    code, fields, about = "leak-day-impossible", ("on",), "on"


class LeakNoMean(Refusal):
    """Neither earlier years nor comparable dwellings tell what is usual here."""

    code, fields, about = "leak-no-mean", ("contract",), "contract"
