"""The rule book of one utility: dated tariffs, taxes, delays and wordings, read from data and never from code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .billing_rule import BillingRule
from .money import Cents
from .till import TillRule

Labels = dict[str, str]
"""Wording per language code."""


@dataclass(frozen=True, slots=True)
class Dates:
    """When a dated row holds: [valid_from, valid_to), open-ended when `valid_to` is None."""

    valid_from: date
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Category:
    """A customer category; `sector` is households | administrations | business, `usage` its usual use of the place."""

    code: str
    labels: Labels
    sector: str
    usage: str


@dataclass(frozen=True, slots=True)
class Service:
    """What is metered: code water | power, unit m3 | kWh, usual number of digits of a meter."""

    code: str
    unit: str
    labels: Labels
    digits: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the invoice under which lines are grouped, in printed order."""

    code: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Price:
    """One dated row of a component: the prices of its blocks (one for a flat price), or its yearly/period amount."""

    id: str
    dates: Dates
    prices: tuple[Decimal, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One priced element of the invoice.

    kind: "fixed" (`per` year, pro rata by days, or per period | month | quarter) | "unit" | "blocks" | "percent" (of
    other components' nets) | "capped-blocks" (a tax by blocks with exemption and cap).
    `limits` are the cumulative upper limits of the blocks but the last; `selective_from` is the index of the first
    block whose price applies to the whole volume (None: all progressive); `limit_days` are the days the limits are
    given for (0: per billing period, never prorated). `dated_by` picks rows by "consumption" or "issue" day.
    `cap` (cents) and `exempt_up_to` hold for `limit_days` days and are prorated as the limits are.
    """

    code: str
    kind: str
    heading: str
    service: str
    labels: Labels
    categories: tuple[str, ...]
    vat: str | None
    prices: tuple[Price, ...]
    unit: str = ""
    per: str = ""
    limits: tuple[int, ...] = ()
    limit_days: int = 0
    selective_from: int | None = None
    dated_by: str = "consumption"
    of: tuple[str, ...] = ()
    exempt_up_to: int = 0
    cap: Cents | None = None
    nature: str = "LB"
    advance_deducted: bool = True


@dataclass(frozen=True, slots=True)
class VatRate:
    """A dated VAT rate in percent."""

    code: str
    dates: Dates
    rate: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class StampRule:
    """Dated stamp duty on cash. kind "percent": `rate` percent of each base, half-up to the cent. kind "per-hundred":
    by bands (upper limit in cents or None, units per started hundred, on the whole amount), with minimum, cap (cents).
    `base`: "section" (each service of the invoice apart) or "receipt"."""

    dates: Dates
    kind: str
    base: str
    rate: Decimal = Decimal(0)
    bands: tuple[tuple[Cents | None, Decimal], ...] = ()
    exempt_up_to: Cents = 0
    minimum: Cents = 0
    cap: Cents | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Billing calendar: kind half-yearly | monthly | quarterly; `advance_percent` of last year's volume on advances."""

    kind: str
    advance_percent: int = 0


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """Thresholds in percent of the mean; `bands` = (mean up to, low %, high %) with None for the last;
    below the first band the soft range is prev .. prev + mean + `small_slack`."""

    bands: tuple[tuple[int | None, int, int], ...]
    small_mean: int
    small_slack: int
    inform_percent: int
    stop_percent: int | None
    rollover_volume: int
    rollover_times: int
    escalation: tuple[tuple[int, str], ...] = ()
    """(periods in a row with the same anomaly, what it calls for: inform | letter | field | case)."""
    prolonged_estimates: int = 2
    """So many estimates in a row raise the alert on prolonged estimation."""
    gap_periods: int = 3
    """A reading after more billing periods than this without any is a gap, to be confirmed."""
    suspect_percent: int = 200
    """Above so many percent of the same period of earlier years a leak is suspected, where no law says so."""


@dataclass(frozen=True, slots=True)
class LeakRule:
    """Abnormal volumes of dwellings: strictly above `percent` of the mean of `years` years; `months` to answer; what is
    then billed of water and of the components of `sewer`, in percent of the mean. `excluded` are causes without right.
    """

    percent: int
    years: int
    months: int
    water_percent: int
    sewer_percent: int
    sewer: tuple[str, ...]
    usages: tuple[str, ...]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthlyRule:
    """Monthly debit: number of instalments, day of debit, days of notice before a regularisation."""

    parts: int
    day: int
    notice_days: int
    default_when_account_known: bool


@dataclass(frozen=True, slots=True)
class ArrangementRule:
    """Limits of payment arrangements (cents, months, days)."""

    choices: tuple[int, ...]
    max_months: int
    minimum_instalment: Cents
    approval_above: Cents
    automatic_months: int | None
    """Months of the offer made by itself when a regularisation is above usual; None: never."""
    grace_days: int
    refusal_months_after_break: int


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that differs from one utility to another."""

    code: str
    names: Labels
    country: str
    currency: str
    timezone: str
    languages: tuple[str, ...]
    """Languages of its customers, the usual one first."""
    paper: tuple[str, ...]
    """Languages of one invoice: ("fr",) or bilingual ("fr", "ar")."""
    identity: dict[str, str]
    """address, phone, hours, emergency, web, email, plus legal identifiers (ICE, NIF, RC, ICS ...)."""
    notices: dict[str, Labels]
    """Legal wordings by key: estimate, deadline, means, complaint, mediator, late, stamp, helpline, ..."""
    categories: tuple[Category, ...]
    services: tuple[Service, ...]
    headings: tuple[Heading, ...]
    components: tuple[Component, ...]
    vat: tuple[VatRate, ...]
    stamps: tuple[StampRule, ...]
    due_days: int
    calendar: Calendar
    estimation: tuple[str, ...]
    """Ranked methods: half-of-last-year | two-year-mean | last-year | previous-period | twelve-month-mean | zone |
    minimum."""
    reading: ReadingRule
    monthly: MonthlyRule | None
    arrangement: ArrangementRule
    small_sum: Cents
    """Strictly below it nothing is demanded or refunded."""
    public_title_threshold: Cents
    tenders: tuple[str, ...]
    cash_ceiling: Cents | None
    payment_limit: Cents
    """The most one payment may carry."""
    cut_off_allowed: bool
    litre_price: bool
    account_kind: str
    """iban | rib-ma | rib-dz"""
    towns: tuple[dict[str, str], ...] = ()
    """Towns served: name, name_ar, postcode."""
    agencies: tuple[str, ...] = ()
    sample: dict[str, object] = field(default_factory=dict)
    """Proportions for the demo agency: shares of categories, arrears, estimates."""
    prices_from: date = date.min
    """First day every component has a price (or a stated later beginning); nothing is priced before it."""
    wordings: dict[str, Labels] = field(default_factory=dict)
    """Patterns of line labels: "block" ({n}, {low}, {high}, {unit}) and "last_block" ({n}, {low}, {unit})."""
    remarks: dict[str, str] = field(default_factory=dict)
    """What an expert must confirm, by setting ("due_days", "vat.water"): shown to administrators."""
    till: TillRule = field(default_factory=TillRule)
    weekend: tuple[int, ...] = (5, 6)
    """Days nobody works, Monday 0 to Sunday 6 (Friday and Saturday in Algeria)."""
    billing: BillingRule = field(default_factory=BillingRule)
    leak: LeakRule | None = None
    """The law on abnormal volumes, where there is one."""

    def category(self, code: str) -> Category:
        return next(c for c in self.categories if c.code == code)

    def service(self, code: str) -> Service:
        return next(s for s in self.services if s.code == code)


def read(data: Mapping[str, object], *, text: str, file: str) -> RuleBook:
    """The rule book held by a parsed TOML file and its text; refuses RuleBookFault with file, line and reason."""
    from .rulebook_reader import read_book

    return read_book(data, text=text, file=file)
