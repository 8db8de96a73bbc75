"""The story of one demo contract: who lives there, what was read, billed and paid, up to today.

A story is drawn from the seed and its own number alone, so it can be told twice: once to count documents by day,
once to write them with numbers that follow the calendar.
"""

from __future__ import annotations

import random
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from desktop_app.domain.estimate import legal
from desktop_app.domain.invoice import Bar, Estimate
from desktop_app.domain.meter import Span
from desktop_app.domain.money import Cents, share
from desktop_app.domain.period import add_months
from desktop_app.domain.rulebook import Category, RuleBook
from desktop_app.services.consumption import BARS
from desktop_app.services.founding.pricing import Advance, Priced, Pricer

from .accounts import Account, Paid
from .consumption import Almanac, flow
from .debts import Payers, deal
from .dials import Course, Read, Visits, read_service
from .habits import Habits, chance, habits, spread, strata
from .payers import Arranged, Refunded, Scheduled, settle_account
from .people import Door, Person, door, person, round_size
from .rounds import Rounds, rounds


@dataclass(frozen=True, slots=True)
class Use:
    """One meter over a billed span: the readings at both ends and what passed between them."""

    before: Read
    after: Read
    course: Course
    volume: int


@dataclass(slots=True)
class Issued:
    """An invoice of the story, before it has a number."""

    kind: str
    start: date
    end: date
    issued_on: date
    due_on: date
    priced: Priced
    volume: int
    uses: tuple[Use, ...]
    estimate: Estimate | None
    bars: tuple[Bar, ...]
    previous_balance: Cents = 0
    used_credit: Cents = 0


@dataclass(slots=True)
class Story:
    """Everything a contract leaves in the book."""

    n: int
    owner: int
    person: Person
    door: Door
    tour: int
    category: Category
    opened_on: date
    closed_on: date | None
    vulnerable: bool
    courses: tuple[Course, ...]
    invoices: list[Issued] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)
    account: Account = field(default_factory=Account)
    mandate_on: date | None = None
    opt_out_on: date | None = None
    schedules: list[Scheduled] = field(default_factory=list)
    arrangement: Arranged | None = None
    refunds: list[Refunded] = field(default_factory=list)
    notes: list[tuple[date, str]] = field(default_factory=list)


class Teller:
    """Tells the stories of an agency of so many subscribers; some of them have a second contract."""

    def __init__(
        self, rules: RuleBook, *, subscribers: int, seed: int, today: date, billed_months: int
    ) -> None:
        self.rules = rules
        self.ways: Habits = habits(rules)
        self.seed = f"{rules.code}/{seed}"
        self.today = today
        self.subscribers = subscribers
        self.contracts = subscribers + (subscribers + _PAIR - 1 - _PAIR_AT) // _PAIR
        extra = range(self.contracts - subscribers)
        self.owners_of_two = frozenset(_PAIR_AT + _PAIR * n for n in extra)
        self.size = round_size(self.contracts)
        tours = -(-self.contracts // self.size)
        self.rounds: Rounds = rounds(rules, today, int(self.ways.life["history_months"]), tours)
        self.billed_from = add_months(today, -billed_months)
        self.almanac = Almanac(self.ways, self.rounds.start - timedelta(days=60), today)
        self.pricer = Pricer(rules)
        self._categories = self._deal([weight for _, weight in self.ways.shares])
        self._sizes = self._deal_sizes()
        self.payers = Payers(bytearray(self.contracts), bytearray(self.contracts))
        deal(self)

    def owner(self, n: int) -> int:
        """The subscriber who holds the n-th contract."""
        return n if n < self.subscribers else _PAIR_AT + _PAIR * (n - self.subscribers)

    def category(self, n: int) -> Category:
        """What kind of customer holds the n-th contract."""
        return self.ways.shares[self._categories[self.owner(n)]][0]

    def tell(self, n: int) -> Story:
        """The story of the n-th contract."""
        rng = random.Random(f"{self.seed}/{n}")
        owner, category = self.owner(n), self.category(n)
        home = category.sector == "households"
        own_door = door(n, self.size, self.ways, self.rules, shared=home)
        tour = n // self.size
        who = random.Random(f"{self.seed}/who/{owner}")
        town = (own_door.town, own_door.town_alt)
        customer = person(who, self.ways, self.rules, category, town)
        opened, closed = self._life(rng)
        story = Story(
            n=n,
            owner=owner,
            person=customer,
            door=own_door,
            tour=tour,
            category=category,
            opened_on=opened,
            closed_on=closed,
            vulnerable=category.sector == "households"
            and chance(who, self.ways.life["vulnerable"]),
            courses=(),
        )
        visits = self._visits(rng, story)
        story.courses = tuple(self._courses(rng, story, visits))
        self._bill(story)
        settle_account(rng, self, story, self.payers.kinds[n])
        self._annotate(rng, story)
        return story

    def _life(self, rng: random.Random) -> tuple[date, date | None]:
        life, today = self.ways.life, self.today
        if chance(rng, life["opened_recently"]):
            return today - timedelta(days=rng.randrange(20, 240)), None
        history = (today - self.rounds.start).days
        if chance(rng, 5):
            return self.rounds.start + timedelta(days=rng.randrange(60, history - 200)), None
        opened = self.rounds.start - timedelta(days=rng.randrange(200, 11_000))
        if chance(rng, life["closed_recently"]):
            return opened, today - timedelta(days=rng.randrange(15, 200))
        return opened, None

    def _visits(self, rng: random.Random, story: Story) -> Visits:
        life, plan = self.ways.life, self.rounds
        remote = plan.yearly and chance(rng, life["remote_read"])
        days = list(plan.reading_days(story.tour, remote=remote))
        opened = story.opened_on > days[0] if days else True
        base = story.opened_on if opened else days[0]
        early = base + timedelta(days=12)
        days = [d for d in days if d > early and (not story.closed_on or d < story.closed_on)]
        missed, unread, by_self = set(), set(), set()
        rate = Decimal(1) if remote else life["estimated"]
        for n in range(len(days)):
            if chance(rng, rate):
                missed.add(n)
            elif chance(rng, life["self_readings"]) and not remote:
                by_self.add(n)
        if len(days) > 5 and not remote and chance(rng, life["estimated_runs"]):
            length = rng.randrange(2, 4)
            at = len(days) - length if rng.randrange(2) else rng.randrange(1, len(days) - length)
            missed |= set(range(at, at + length))
        for n, day in enumerate(days):
            if not plan.yearly and plan.issue_day(day, story.tour) > self.today:
                waited = (self.today - day).days
                if n in missed or story.door.walk * 7 // 10 % 6 >= waited + 1:
                    unread.add(n)
            elif plan.yearly and not remote and self._unsettled(day, story.tour):
                walked = (self.today - day).days
                if n in missed or story.door.walk * 7 // 10 % 12 > walked:
                    unread.add(n)
        if story.closed_on and days and (story.closed_on - days[-1]).days < 3:
            days.pop()
        return Visits(
            base=base,
            opened=opened,
            days=tuple(days),
            missed=frozenset(missed | unread),
            estimated=frozenset(missed - unread),
            self_read=frozenset(by_self - missed),
            closed=story.closed_on,
        )

    def _unsettled(self, day: date, tour: int) -> bool:
        """Whether the year of this yearly reading has not been settled yet."""
        return self.rounds.issue_day(date(day.year + 1, 1, 1), tour) > self.today

    def _courses(self, rng: random.Random, story: Story, visits: Visits) -> list[Course]:
        made = []
        for service in self.rules.services:
            if service.code not in self.ways.volume or not self.ways.volume[service.code]:
                continue
            course = flow(
                rng,
                self.ways,
                self.almanac,
                service=service.code,
                category=story.category.code,
                usage=story.category.usage,
                size=self._sizes[service.code][story.n],
            )
            exchange = None
            if len(visits.days) > 3 and chance(rng, self.ways.life["exchanges"]):
                exchange = rng.randrange(1, len(visits.days) - 1)
            made.append(
                read_service(
                    rng,
                    self.ways,
                    self.almanac,
                    course,
                    visits,
                    service=service.code,
                    digits=service.digits,
                    methods=self.rules.estimation,
                    exchange=exchange,
                )
            )
        return made

    def _bill(self, story: Story) -> None:
        plan = self.rounds
        edges = [e for e in plan.edges(plan.group(story.tour)) if e > story.opened_on]
        if not plan.yearly:
            read_on = {r.on for c in story.courses for r in c.reads}
            edges = [e for e in edges if e in read_on]
        start = max(plan.start, story.opened_on) if plan.yearly else story.courses[0].reads[0].on
        ends = [e for e in edges if e > start + timedelta(days=9)]
        closed = story.closed_on
        if closed:
            ends = [e for e in ends if e < closed - timedelta(days=2)]
            ends.append(closed)
        advance: Advance | None = None
        settled_on = start
        for end in ends:
            issued = plan.issue_day(end, story.tour)
            if issued > self.today:
                break
            final = end == closed
            if start < self.billed_from and not final and not plan.yearly:
                start = settled_on = end
                continue
            if plan.yearly and end.month == 7 and not final:
                advance = self._advance(story, start, end, issued)
            else:
                self._settle(story, start, end, issued, settled_on, advance, final=final)
                settled_on, advance = end, None
            start = end

    def _advance(self, story: Story, start: date, end: date, issued: date) -> Advance:
        """What the operator's rule bills in advance: half of last year's consumption."""
        first = story.courses[0]
        estimate = legal(
            self.rules.estimation,
            _spans(first, end),
            start,
            end,
            percent=self.rules.calendar.advance_percent,
            zone=first.usual,
        )
        volume = estimate.volume
        made = Advance(start, end, issued, volume)
        priced = self.pricer.price(
            story.category.code, start, end, issued, ((first.service, volume),)
        )
        self._add(story, "advance", start, end, issued, priced, volume, (), estimate)
        return made

    def _settle(
        self,
        story: Story,
        start: date,
        end: date,
        issued: date,
        settled_on: date,
        advance: Advance | None,
        *,
        final: bool,
    ) -> None:
        """Bill what the meters counted since the last settlement; in a half-yearly calendar less the advance."""
        uses: list[Use] = []
        volumes: list[tuple[str, int]] = []
        corrected: list[tuple[Course, int]] = []
        estimate = None
        for course in story.courses:
            total = 0
            ends_estimates = False
            for before, after in course.closing(settled_on, end):
                volume = course.volume(before, after)
                total += volume
                uses.append(Use(before, after, course, volume))
                ends_estimates |= before.kind == "estimated" and after.kind != "estimated"
                if after.kind == "estimated" and estimate is None:
                    estimate = after.estimate
            if ends_estimates and not self.rounds.yearly:
                corrected.append((course, total))
            else:
                volumes.append((course.service, total))
        if self.rounds.yearly and advance is None and not uses:
            return
        parts = []
        if volumes:
            parts.append(
                self.pricer.price(
                    story.category.code,
                    start,
                    end,
                    issued,
                    tuple(volumes),
                    advance.start if advance else None,
                    advance,
                )
            )
        for course, volume in corrected:
            parts.append(self._regularise(story, course, volume, start, end, issued))
        kind = "settlement" if self.rounds.yearly else "periodic"
        kind = "regularisation" if corrected else "final" if final else kind
        first = self.rules.services[0].code
        volume = sum(use.volume for use in uses if use.course.service == first)
        self._add(
            story, kind, start, end, issued, self.pricer.together(parts), volume, uses, estimate
        )

    def _regularise(
        self, story: Story, course: Course, volume: int, start: date, end: date, issued: date
    ) -> Priced:
        """The estimated periods before this one and itself, priced again with what the meter really counted."""
        estimated: list[Issued] = []
        for made in reversed(story.invoices):
            own = [use for use in made.uses if use.course is course]
            if not any(use.after.kind == "estimated" for use in own):
                break
            estimated.insert(0, made)
            volume += sum(use.volume for use in own)
        return self.pricer.regularise(
            story.category.code,
            (*((made.start, made.end) for made in estimated), (start, end)),
            issued,
            course.service,
            volume,
            tuple(made.priced for made in estimated),
        )

    def _add(
        self,
        story: Story,
        kind: str,
        start: date,
        end: date,
        issued: date,
        priced: Priced,
        volume: int,
        uses: Sequence[Use],
        estimate: Estimate | None,
    ) -> None:
        story.invoices.append(
            Issued(
                kind=kind,
                start=start,
                end=end,
                issued_on=issued,
                due_on=issued + timedelta(days=self.rules.due_days),
                priced=priced,
                volume=volume,
                uses=tuple(uses),
                estimate=estimate,
                bars=_bars(story.courses, end),
            )
        )

    def _annotate(self, rng: random.Random, story: Story) -> None:
        if story.account.owed > 0 and story.arrangement is None and chance(rng, 12):
            story.opt_out_on = None
        if not chance(rng, self.ways.life["notes"]):
            return
        first = max(story.opened_on, self.today - timedelta(days=500))
        span = (self.today - first).days
        if span > 2:
            on = self.rounds.open_day(first + timedelta(days=rng.randrange(1, span)))
            if on < self.today:
                story.notes.append((on, rng.choice(self.ways.notes)))

    def _deal(self, weights: Sequence[int]) -> bytearray:
        """One of the weighted kinds for each subscriber, in exact proportion, well mixed."""
        counts = share(self.subscribers, weights)
        dealt = [k for k, count in enumerate(counts) for _ in range(count)]
        random.Random(f"{self.seed}/deal/{len(weights)}").shuffle(dealt)
        return bytearray(dealt)

    def _deal_sizes(self) -> dict[str, array[int]]:
        """How large each contract is among its like for each service: evenly drawn, so that sums hold for any seed."""
        kinds: dict[int, list[int]] = {}
        for n in range(self.contracts):
            kinds.setdefault(self._categories[self.owner(n)], []).append(n)
        made = {}
        for service in self.rules.services:
            if not self.ways.volume.get(service.code):
                continue
            made[service.code] = sizes = array("H", bytes(2 * self.contracts))
            for kind in sorted(kinds):
                category = self.ways.shares[kind][0]
                _, wide = self.ways.typical(service.code, category.code, category.usage)
                own = kinds[kind]
                random.Random(f"{self.seed}/sizes/{service.code}/{category.code}").shuffle(own)
                for n, size in zip(own, strata(spread(wide), len(own)), strict=True):
                    sizes[n] = size
        return made


_PAIR, _PAIR_AT = 61, 7
"""Every sixty-first subscriber has a second contract."""


def _bars(courses: Sequence[Course], end: date) -> tuple[Bar, ...]:
    """The last periods of each service up to this invoice, oldest first, as the counter's own invoices show them."""
    made: list[Bar] = []
    for course in courses:
        bars = course.bars
        upto = bisect_right(bars, end, key=lambda bar: bar.end)
        made += bars[max(0, upto - BARS) : upto]
    return tuple(made)


def _spans(course: Course, until: date) -> list[Span]:
    """What passed between readings, over all the meters of a service."""
    spans = []
    before: dict[int, date] = {}
    for r in course.reads:
        if r.on > until:
            break
        start = before.get(r.dial)
        before[r.dial] = r.on
        if start is not None and start < r.on:
            spans.append(Span(start, r.on, r.volume, r.kind, r.flag))
    return spans
