"""The meter: what passed between two readings, what was to be expected, and how a new figure is judged.

Sources: features.md 8.1 to 8.4 (bands, roll-over, over-estimation, clean statistics), rules.md 2.5 (abnormal volume).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from .period import add_months
from .refusals import IndexBeyondDial
from .rulebook import ReadingRule

TRUE_KINDS = frozenset({"real", "self", "initial", "final"})
"""Kinds of readings somebody saw; the other kind is "estimated"."""
GAP = "gap"
"""Flag of a reading that starts a period anew: what passed since the one before is unknown, never zero."""
UNCLEAN_FLAGS = frozenset({"leak", "very-high", "below-previous", "below-projected", GAP})
"""Flags of readings that never enter a mean."""


class Span(NamedTuple):
    """What passed through a meter between two readings, [start, end); `kind` and `flag` are those of the later one."""

    start: date
    end: date
    volume: int
    kind: str = "real"
    flag: str = ""

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Usual:
    """A subscriber's clean mean: this volume over these days, from so many spans."""

    volume: int
    days: int
    spans: int

    def over(self, days: int) -> int:
        """The usual volume of so many days, rounded half up."""
        return (2 * self.volume * days + self.days) // (2 * self.days)


class Verdict(Enum):
    """How a figure is judged; the grades above OK in the order of their weight at the counter."""

    OK = "ok"
    SOFT_LOW = "soft-low"
    SOFT_HIGH = "soft-high"
    ZERO = "zero"
    HIGH = "high"
    VERY_HIGH = "very-high"
    ROLLOVER = "rollover"
    ASSESSING = "assessing"
    BELOW_PREVIOUS = "below-previous"
    BELOW_PROJECTED = "below-projected"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the dial should show: `low`..`high` (low > high when the band straddles zero), and the graded volumes.

    `inform_above`: the customer is told and the meter checked twice; `stop_above`: the legal letter is due, or None.
    """

    usual: int
    low: int
    high: int
    inform_above: int
    stop_above: int | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a figure. `volume` passed since the previous reading, or since the last real one when ASSESSING.

    `grade` tells the size of the volume whatever the verdict (a roll-over may be high too); `usual` is for `days` days.
    """

    kind: Verdict
    volume: int
    days: int
    usual: int | None
    grade: Verdict = Verdict.OK
    rollover: bool = False

    @property
    def inform(self) -> bool:
        """Whether the customer must be told (above the inform or stop threshold)."""
        return self.grade in (Verdict.HIGH, Verdict.VERY_HIGH)

    @property
    def believed(self) -> bool:
        """Whether the figure can be recorded as read; otherwise it goes to review."""
        return self.kind not in (Verdict.BELOW_PREVIOUS, Verdict.BELOW_PROJECTED)


def band(mean: int, prev: int, digits: int, rule: ReadingRule) -> tuple[int, int]:
    """The soft band of the next figure on a dial of so many digits; it straddles zero when low > high (GSAN UC0086).

    Mean 30, previous 1000 -> 1015..1045; five digits, mean 30, previous 99980 -> 99995..25.
    """
    low, high = _band_volumes(mean, rule)
    dial = dial_size(digits)
    return (prev + low) % dial, (prev + high) % dial


def dial_size(digits: int) -> int:
    """How many figures a dial of so many digits shows: 5 -> 100,000."""
    return int(10**digits)


def passed(old: int, new: int, digits: int) -> int:
    """What passed between two figures of one dial, over its zero if need be."""
    return (new - old) % dial_size(digits)


def expected(
    *, prev: int, digits: int, mean: int, mean_days: int, days: int, rule: ReadingRule
) -> Expected:
    """What to expect `days` days after the figure `prev`, from a mean of `mean` over `mean_days` days."""
    usual = Usual(mean, mean_days, 1).over(days)
    low, high = band(usual, prev, digits, rule)
    inform, stop = _thresholds(mean, mean_days, days, rule)
    return Expected(usual=usual, low=low, high=high, inform_above=inform, stop_above=stop)


def judge(
    *,
    figure: int,
    digits: int,
    prev: int,
    prev_kind: str,
    days: int,
    rule: ReadingRule,
    mean: int | None = None,
    mean_days: int = 0,
    last_real: int | None = None,
    last_real_days: int | None = None,
) -> Judgement:
    """The verdict on a figure read `days` days after `prev`, in the decision order of features.md 8.2.

    A meter exchanged in between is two meters: judge each alone. `mean` over `mean_days` is the clean mean, None
    without history. After estimates the size is judged from `last_real`, read `last_real_days` days ago.
    Refuses IndexBeyondDial.
    """
    dial = dial_size(digits)
    if not 0 <= figure < dial:
        raise IndexBeyondDial(index=figure, digits=digits)
    estimated = prev_kind not in TRUE_KINDS

    def usual(over: int) -> int | None:
        return None if mean is None or mean_days < 1 else Usual(mean, mean_days, 1).over(over)

    def grade(volume: int, over: int) -> Verdict:
        if mean is None or mean_days < 1 or over < 1:
            return Verdict.OK
        return _grade(volume, mean, mean_days, over, rule)

    if estimated and last_real is not None:
        since_real = (figure - last_real) % dial
        if since_real < (prev - last_real) % dial:
            over = last_real_days if last_real_days is not None else days
            return Judgement(
                Verdict.ASSESSING, since_real, over, usual(over), grade(since_real, over)
            )
    if figure < prev:
        volume = figure + dial - prev
        size = grade(volume, days)
        likely = rule.rollover_times * (usual(days) or 0)
        if volume <= rule.rollover_volume or volume <= likely:
            return Judgement(Verdict.ROLLOVER, volume, days, usual(days), size, rollover=True)
        below = Verdict.BELOW_PROJECTED if estimated else Verdict.BELOW_PREVIOUS
        return Judgement(below, figure - prev, days, usual(days))
    size = grade(figure - prev, days)
    if estimated and last_real is not None and last_real_days is not None:
        size = grade((figure - last_real) % dial, last_real_days)
    return Judgement(size, figure - prev, days, usual(days), size)


def is_leak(volume: int, days: int, *, mean: int, mean_days: int, percent: int) -> bool:
    """Whether a volume is abnormal: strictly above `percent` of the mean (200 in France: exactly double is none)."""
    return volume * mean_days * 100 > percent * mean * days


def measured(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans between true readings, oldest first: estimates in between are joined to the reading that closes them.

    So no estimate feeds a mean by itself; what an estimate and its correction make together is real. Estimates not yet
    closed, outliers (by flag) and negative sums stay out.
    """
    return _measured(tuple(spans))


@lru_cache(maxsize=64)
def _measured(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """One estimate asks for the same spans several times over."""
    joined: list[Span] = []
    waiting: list[Span] = []
    for span in sorted(spans):
        if waiting and waiting[-1].end != span.start:
            waiting = []
        waiting.append(span)
        if span.kind in TRUE_KINDS:
            volume = sum(s.volume for s in waiting)
            if volume >= 0 and span.flag not in UNCLEAN_FLAGS and span.end > waiting[0].start:
                joined.append(Span(waiting[0].start, span.end, volume, span.kind, span.flag))
            waiting = []
    return tuple(joined)


def without_outliers(spans: Sequence[Span], times: int = 4) -> tuple[Span, ...]:
    """The spans (oldest first) but those whose daily use stands alone above so many times the middle one.

    Twice in a row is a habit and stays; with fewer than four spans nothing can be told and all stay.
    """
    if len(spans) < 4:
        return tuple(spans)
    middle = sorted(spans, key=lambda s: s.volume * 10**9 // s.days)[len(spans) // 2]
    if middle.volume == 0:
        return tuple(spans)
    beyond = [s.volume * middle.days > times * middle.volume * s.days for s in spans]
    beside = zip([False, *beyond], [*beyond[1:], False], strict=False)
    alone = [out and not any(near) for out, near in zip(beyond, beside, strict=False)]
    return tuple(s for s, out in zip(spans, alone, strict=True) if not out)


def usual(spans: Sequence[Span], before: date, *, months: int = 12) -> Usual | None:
    """The clean mean of the `months` months before a day, going back as much again over gaps; None without history."""
    clean = [s for s in without_outliers(measured(spans)) if s.end <= before]
    for reach in (months, 2 * months):
        since = add_months(before, -reach)
        recent = [s for s in clean if s.start >= since]
        if recent:
            break
    else:
        recent = clean[-1:]
    days = sum(s.days for s in recent)
    return Usual(sum(s.volume for s in recent), days, len(recent)) if days else None


def estimates_in_a_row(kinds: Sequence[str]) -> int:
    """How many of the newest readings (last in the list) are estimates, for the alert on prolonged estimation."""
    count = 0
    for kind in reversed(kinds):
        if kind in TRUE_KINDS:
            break
        count += 1
    return count


def anomalies_in_a_row(flags: Sequence[str]) -> int:
    """How many of the newest periods (last in the list) carry the newest one's anomaly; 0 when that one is clean."""
    count = 0
    for flag in reversed(flags):
        if not flag or flag != flags[-1]:
            break
        count += 1
    return count


def escalation(in_a_row: int, rule: ReadingRule) -> str:
    """What an anomaly seen so many periods in a row calls for: the step of the rule book reached, or ""."""
    reached = [step for step in rule.escalation if step[0] <= in_a_row]
    return max(reached)[1] if reached else ""


def exchanged(legs: Sequence[tuple[int, int, int]]) -> int:
    """The volume of a period with a meter exchange: (first figure, last figure, digits) of each meter in turn."""
    return sum(passed(old, new, digits) for old, new, digits in legs)


def extended(volume: int, days: int, whole_days: int) -> int:
    """A volume measured over some days extended to the whole period, when a removed meter left no last figure."""
    return Usual(volume, days, 1).over(whole_days)


def _band_volumes(mean: int, rule: ReadingRule) -> tuple[int, int]:
    if mean <= rule.small_mean:
        return 0, mean + rule.small_slack
    low, high = next((lo, hi) for up_to, lo, hi in rule.bands if up_to is None or mean <= up_to)
    return (mean * low + 50) // 100, (mean * high + 50) // 100


def _thresholds(mean: int, mean_days: int, days: int, rule: ReadingRule) -> tuple[int, int | None]:
    """The largest volumes that are not yet above the inform and stop percentages of the mean.

    Informing also needs a volume beyond the soft band: a floor and a ratio, so that small users raise no false alarm.
    """
    whole = mean_days * 100
    soft = _band_volumes(Usual(mean, mean_days, 1).over(days), rule)[1]
    inform = max(soft, mean * days * rule.inform_percent // whole)
    if rule.stop_percent is None:
        return inform, None
    return inform, mean * days * rule.stop_percent // whole if mean else inform


def _grade(volume: int, mean: int, mean_days: int, days: int, rule: ReadingRule) -> Verdict:
    usual_volume = Usual(mean, mean_days, 1).over(days)
    low, high = _band_volumes(usual_volume, rule)
    inform, stop = _thresholds(mean, mean_days, days, rule)
    if stop is not None and volume > stop:
        return Verdict.VERY_HIGH
    if volume > inform:
        return Verdict.HIGH
    if volume == 0 and usual_volume > 0:
        return Verdict.ZERO
    if volume > high:
        return Verdict.SOFT_HIGH
    return Verdict.SOFT_LOW if volume < low else Verdict.OK
