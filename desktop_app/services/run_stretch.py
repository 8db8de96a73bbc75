"""One stretch of a billing run: a few hundred contracts read at once, drawn up, looked at, and turned into rows.

It knows neither transaction nor progress, so that it works the same in the run's own process and in its helpers'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain import meter
from desktop_app.domain.identifiers import scan_code
from desktop_app.domain.money import Cents
from desktop_app.domain.period import Period
from desktop_app.domain.refusals import Refusal
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.run import (
    GROUPED,
    Held,
    Outsorted,
    Result,
    Tally,
    Used,
    due_end,
    earliest_end,
    outsort,
    regular_end,
)
from desktop_app.storage import numbers, past, readings, runs, subscribers
from desktop_app.storage.packing import pack
from desktop_app.storage.runs import Sums

from . import consumption
from .drawing_up import Case, DrawnUp, cases, draw, true_days
from .founding import canonical
from .prices import Prices

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop_app.storage.past import Past
    from desktop_app.storage.readings import ReadingFact
    from desktop_app.storage.subscribers import ContractFact

LONG = 250
"""Contracts of one stretch: enough to read them together, few enough to stop at once."""

Row = tuple[object, ...]
Rows = dict[str, list[Row]]
_NONE = Sums()


@dataclass(frozen=True, slots=True)
class Task:
    """What every stretch of a run must know; `recorded_at` is the instant written beside estimated readings."""

    through: date
    today: date
    agent: str
    recorded_at: str
    till: str
    epoch: str
    run_id: int


@dataclass(frozen=True, slots=True)
class Ready:
    """An invoice that may leave, without number yet, and the sums of its contract before it."""

    drawn: DrawnUp
    sums: Sums


@dataclass(slots=True)
class Stretch:
    """What a stretch drew up: invoices that leave, rows of those that wait (without their run), sums."""

    ready: list[Ready] = field(default_factory=list)
    held: list[tuple[int, Outsorted]] = field(default_factory=list)
    """(contract row, why its invoice waits)"""
    tally: Tally = field(default_factory=Tally)

    @property
    def leaving(self) -> int:
        """How many invoices leave."""
        return self.tally.invoices

    def told(self) -> Stretch:
        """The same without its invoices, small enough to be told to another process."""
        return Stretch(held=self.held, tally=self.tally)


class Drawer:
    """Draws up stretches one after the other, remembering prices and texts they share."""

    def __init__(self, rules: RuleBook, task: Task) -> None:
        self.rules, self.task = rules, task
        self.prices = Prices(rules)

    def draw(self, connection: Connection, ids: Sequence[int]) -> Stretch:
        """The invoices due among these contracts; nothing is written."""
        made = Stretch()
        wanted, read = self._due(connection, ids)
        sums = runs.sums_of(connection, wanted)
        for case in cases(
            connection,
            self.rules,
            wanted,
            self.task.today,
            self.prices,
            read,
            {key: known.owed for key, known in sums.items()},
        ):
            made.tally.selected += 1
            self._one(case, sums.get(case.fact.id, _NONE), made)
        return made

    def rows(self, made: Stretch, *, counter: int, row: int) -> Rows:
        """The rows of the invoices that leave, numbered from `counter`, from the invoice row `row` on."""
        rows: Rows = {"invoices": [], "entries": [], "readings": [], "sums": []}
        task = self.task
        year = task.today.year
        for n, one in enumerate(made.ready):
            number = numbers.write(
                "F", till=task.till, epoch=task.epoch, year=year, counter=counter + n
            )
            self._write(one, number, row + n, rows)
        return rows

    # --- who is due ------------------------------------------------

    def _due(
        self, connection: Connection, ids: Sequence[int]
    ) -> tuple[
        dict[int, tuple[ContractFact, Period, tuple[Past, ...]]],
        dict[int, tuple[ReadingFact, ...]],
    ]:
        kind, through = self.rules.calendar.kind, self.task.through
        slack = self.rules.billing.slack_days
        facts = subscribers.by_ids(connection, ids)
        least = past.billed_at_least(connection, ids)
        ahead = [k for k in ids if self._soonest(facts[k], least.get(k), kind, slack) <= through]
        known = past.listed(connection, ahead)
        billed = past.billed_ends(known)
        likely = {
            key: facts[key]
            for key in ahead
            if self._soonest(facts[key], billed.get(key), kind, slack) <= through
        }
        read = readings.of_contracts(connection, likely)
        spans: dict[int, tuple[ContractFact, Period]] = {}
        for key, fact in likely.items():
            start = billed.get(key) or fact.opened_on
            end = due_end(
                kind,
                start,
                first=key not in billed,
                through=through,
                closed_on=fact.closed_on,
                read_on=true_days(read.get(key, ())),
                slack_days=slack,
            )
            if end is not None and end > start:
                spans[key] = fact, Period(start, end)
        earlier = past.opened(connection, known, spans)
        return {k: (f, p, earlier.get(k, ())) for k, (f, p) in spans.items()}, read

    def _soonest(self, fact: ContractFact, billed: date | None, kind: str, slack: int) -> date:
        """The first day on which this contract may be due; the end of time when it is billed to its end."""
        start = billed or fact.opened_on
        if fact.closed_on is not None and fact.closed_on <= start:
            return date.max
        end = earliest_end(kind, start, slack, first=billed is None)
        return end if fact.closed_on is None else min(end, fact.closed_on)

    # --- what leaves and what waits --------------------------------------------------

    def _one(self, case: Case, sums: Sums, made: Stretch) -> None:
        total: Cents | None = None
        try:
            drawn, held = self._looked_at(case)
            while held is not None and held.reason == GROUPED and (longer := self._longer(case)):
                case = longer
                drawn, held = self._looked_at(case)
            total = drawn.invoice.bill.total
        except Refusal as refusal:
            held = Held(refusal.code, {k: str(v) for k, v in refusal.values.items()})
        tally = made.tally
        if held is not None:
            tally.hold(held.reason)
            fact, period = case.fact, case.period
            waits = Outsorted(
                contract=fact.number,
                reason=held.reason,
                values=held.values,
                name=fact.name,
                start=period.start,
                end=period.end,
                total=total,
            )
            made.held.append((fact.id, waits))
            return
        made.ready.append(Ready(drawn, sums))
        tally.count(drawn.invoice.kind, drawn.invoice.bill, estimated=drawn.invoice.estimated)
        kind = self.rules.calendar.kind
        tally.behind += not case.final and regular_end(kind, case.period.end) <= self.task.through

    def _looked_at(self, case: Case) -> tuple[DrawnUp, Held | None]:
        drawn = draw(case)
        rules = self.rules
        held = outsort(
            self._result(case, drawn),
            rules.billing,
            small_sum=rules.small_sum,
            title_threshold=rules.public_title_threshold,
        )
        return drawn, held

    def _longer(self, case: Case) -> Case | None:
        """The same with the next period, where it is due too: small sums are billed together."""
        end = regular_end(self.rules.calendar.kind, case.period.end)
        if case.final or end > self.task.through:
            return None
        if case.fact.closed_on is not None:
            end = min(end, case.fact.closed_on)
        return replace(case, period=Period(case.period.start, end))

    def _result(self, case: Case, drawn: DrawnUp) -> Result:
        made = drawn.invoice
        before = next((i for i in case.earlier if i.kind is made.kind), None)
        ids = {m.serial: m.id for m in case.meters}
        used = []
        for use in made.uses:
            usual = None
            if use.volume > self.rules.billing.volume_floor:
                own = [r for r in case.read if r.meter_id == ids[use.serial]]
                known = meter.usual(consumption.spans(own), use.old_on)
                usual = known.over((use.new_on - use.old_on).days) if known else None
            used.append(Used(use.service, use.volume, usual))
        estimates = 0
        for one in drawn.estimated:
            kinds = [r.kind for r in case.read if r.meter_id == one.meter_id]
            estimates = max(estimates, meter.estimates_in_a_row(kinds) + 1)
        return Result(
            kind=made.kind,
            days=case.period.days,
            bill=made.bill,
            used=tuple(used),
            before=(before.total, (before.end - before.start).days) if before else None,
            estimates=estimates,
        )

    # --- rows ------------------------------------------------

    def _write(self, one: Ready, number: str, row: int, rows: Rows) -> None:
        drawn, fact, bill = one.drawn, one.drawn.invoice, one.drawn.invoice.bill
        key, on, total = drawn.contract_id, fact.issued_on.isoformat(), bill.total
        due = fact.due_on.isoformat()
        bases = [canonical.text(est.estimate) for est in drawn.estimated]
        rows["invoices"].append(
            (
                row,
                number,
                key,
                fact.kind.value,
                on,
                due,
                fact.start.isoformat(),
                fact.end.isoformat(),
                bill.net,
                bill.vat_total,
                bill.levies,
                total,
                drawn.volume,
                int(fact.estimated),
                self.task.run_id,
                pack(self._text(drawn, number, bases)),
            )
        )
        used = max(0, min(one.sums.credit, total)) if total > 0 else total
        still = total - used
        waived = still if 0 < still < self.rules.small_sum else 0
        entries = (
            ("receivable", row, total),
            ("billed", None, -total),
            ("credit", None, used),
            ("receivable", row, -used),
            ("receivable", row, -waived),
            ("waived", None, waived),
        )
        rows["entries"] += [
            (number, on, account, key, of, amount) for account, of, amount in entries if amount
        ]
        still -= waived
        rows["sums"].append(
            (
                key,
                one.sums.owed + total - waived,
                one.sums.open_invoices + (still > 0),
                min(filter(None, (one.sums.oldest_due, due if still > 0 else None)), default=None),
            )
        )
        for n, est in enumerate(drawn.estimated):
            rows["readings"].append(
                (
                    key,
                    est.meter_id,
                    est.on.isoformat(),
                    est.figure,
                    "estimated",
                    est.volume,
                    bases[n],
                    self.task.agent,
                    self.task.recorded_at,
                )
            )

    def _text(self, drawn: DrawnUp, number: str, bases: list[str]) -> str:
        """The canonical text of the invoice as issued: parts that many share were written before."""
        fact = drawn.invoice
        shown = bool(bases) and fact.estimate is drawn.estimated[0].estimate
        return canonical.invoice_text(
            fact,
            number=number,
            scan=scan_code(number),
            bill=self.prices.text(fact.bill),
            estimate=bases[0] if shown else None,
        )


def stretches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """The contracts of a run, a stretch at a time."""
    return (ids[i : i + LONG] for i in range(0, len(ids), LONG))
