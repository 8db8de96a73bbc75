"""How an index is judged at one utility: the bands, thresholds and steps of its rule book, read from data."""

from __future__ import annotations

from .rulebook import ReadingRule
from .toml_node import Node

ACTIONS = ("inform", "letter", "field", "case")
"""What an anomaly may call for: tell the customer, write, send somebody, open a case."""


def read_reading(node: Node) -> ReadingRule:
    """The thresholds of a rule book's [reading]; faults name the line."""
    bands: list[tuple[int | None, int, int]] = []
    for band in node.nodes("bands"):
        up_to = band.whole("up_to") if band.has("up_to") else None
        if bands and (bands[-1][0] is None or (up_to is not None and up_to <= bands[-1][0])):
            band.fault("reading bands do not rise")
        low, high = band.whole("low"), band.whole("high", least=100)
        if low > 100:
            band.fault("low is above the mean itself (100 %)", "low")
        bands.append((up_to, low, high))
        band.done()
    if bands[-1][0] is not None:
        node.fault("the last reading band has a limit", "bands")
    steps = []
    for step in node.nodes("escalation", least=0):
        steps.append((step.whole("times", least=1), step.text("action", among=ACTIONS)))
        step.done()
    made = ReadingRule(
        bands=tuple(bands),
        small_mean=node.whole("small_mean"),
        small_slack=node.whole("small_slack"),
        inform_percent=node.whole("inform_percent", least=100),
        stop_percent=node.whole("stop_percent", least=100) if node.has("stop_percent") else None,
        rollover_volume=node.whole("rollover_volume"),
        rollover_times=node.whole("rollover_times"),
        escalation=tuple(steps),
        prolonged_estimates=node.whole("prolonged_estimates", 2, least=1),
        gap_periods=node.whole("gap_periods", 3, least=1),
        suspect_percent=node.whole("suspect_percent", 200, least=100),
    )
    node.done()
    return made
