"""Refusals around readings: estimates asked too early, meters exchanged, files of readings."""

from __future__ import annotations

from .bad_news import Refusal


class AlreadyRead(Refusal):
    """The meter was read on that day already: nothing is left to estimate."""

    code, fields, about = "already-read", ("meter", "on"), "to"
