"""Consumption as charts and rules see it: one bar for each interval between two readings."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.invoice import Bar
from desktop_app.domain.meter import GAP, Span
from desktop_app.domain.rulebook import RuleBook

if TYPE_CHECKING:
    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import MeterFact

BARS = 14
"""So many bars of each service at most: thirteen months and the one they are compared with."""


def spans(read: Sequence[ReadingFact]) -> tuple[Span, ...]:
    """The intervals between the readings of one meter, oldest first."""
    return tuple(
        Span(a.taken_on, b.taken_on, b.volume, b.kind, b.flag)
        for a, b in itertools.pairwise(read)
        if a.taken_on < b.taken_on
    )


def history(read: Sequence[ReadingFact], meter_id: int) -> tuple[Span, ...]:
    """The intervals of a meter and of those it replaced, oldest first, from all the readings of its contract.

    A meter replaces the one of its service whose last reading is of the day of its first; two such tell nothing."""
    own = [r for r in read if r.meter_id == meter_id]
    if not own:
        return ()
    last: dict[int, ReadingFact] = {r.meter_id: r for r in read if r.service == own[0].service}
    before = [
        m
        for m, r in last.items()
        if m != meter_id and r.taken_on == own[0].taken_on and r.id < own[0].id
    ]
    earlier = history(read, before[0]) if len(before) == 1 and own[0].kind == "initial" else ()
    return (*earlier, *spans(own))


def bars(
    rules: RuleBook, meters: Sequence[MeterFact], read: Sequence[ReadingFact]
) -> tuple[Bar, ...]:
    """One bar for each reading interval, at least `BARS` of each service when the history has them.

    Readings of one service that end on the same day (two meters, an exchange) make one bar."""
    made: list[Bar] = []
    for service in rules.services:
        before: dict[int, date] = {}
        found: list[Bar] = []
        for r in read:
            if r.service != service.code:
                continue
            start = before.get(r.meter_id)
            before[r.meter_id] = r.taken_on
            if start is None or start >= r.taken_on or r.flag == GAP:
                continue
            bar = Bar(start, r.taken_on, r.volume, r.kind == "estimated", service.code)
            if found and found[-1].end == bar.end:
                last = found[-1]
                bar = Bar(
                    min(last.start, bar.start),
                    bar.end,
                    last.volume + bar.volume,
                    last.estimated or bar.estimated,
                    service.code,
                )
                found.pop()
            found.append(bar)
        made += found[-BARS:]
    return tuple(made)


def usual(shown: Sequence[Bar], service: str) -> int | None:
    """The median of the clean bars of a service: what one bar usually holds."""
    clean = sorted(b.volume for b in shown if b.service == service and not b.estimated)
    return clean[len(clean) // 2] if len(clean) >= 3 else None
