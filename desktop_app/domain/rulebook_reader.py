"""Reading a rule book: every entry known, typed, dated without hole or overlap, or refused with file and line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from .billing_rule import read_billing
from .money import Cents, cents
from .rulebook import (
    ArrangementRule,
    Calendar,
    Category,
    Component,
    Dates,
    Heading,
    LeakRule,
    MonthlyRule,
    Price,
    RuleBook,
    Service,
    StampRule,
    VatRate,
)
from .rulebook_readings import read_reading
from .till import Denomination, TillRule
from .toml_lines import lines_of
from .toml_node import LANGUAGES, Node, Source

CURRENCIES = ("EUR", "MAD", "DZD")
SECTORS = ("households", "administrations", "business")
USAGES = ("main_residence", "second_home", "business", "public")
PERIODS = ("year", "period", "month", "quarter")
CALENDARS = ("half-yearly", "monthly", "quarterly")
METHODS = (
    "half-of-last-year",
    "two-year-mean",
    "last-year",
    "previous-period",
    "twelve-month-mean",
    "zone",
    "minimum",
)
CAUSES = ("pipe", "appliance", "sanitary", "heating")
"""Where a leak may be; a rule book says which give no right."""
TENDERS = ("cash", "card", "cheque", "transfer", "debit", "epay", "aid")
NOTICES = ("estimate", "deadline", "means", "complaint")
"""Wordings no invoice can do without."""
OF_KIND = {
    "fixed": {"per"},
    "unit": set[str](),
    "blocks": {"limits", "limit_days", "selective_from"},
    "percent": {"of"},
    "capped-blocks": {"limits", "limit_days", "exempt_up_to", "cap"},
}
"""Entries that make sense for one kind of component only."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Names of the days in a rule book, in the order of their numbers."""

_Dated = TypeVar("_Dated")


@dataclass(frozen=True, slots=True)
class _Codes:
    """What a component may refer to; a percentage only to components that are no percentage or tax themselves."""

    vat: list[str]
    categories: list[str]
    services: list[str]
    headings: list[str]
    components: list[str]


def read_book(data: Mapping[str, object], *, text: str, file: str) -> RuleBook:
    """The rule book of one TOML file. Refuses RuleBookFault(file, line, reason); amounts are strings, never floats."""
    top = Node(data, (), Source(file, lines_of(text)))
    opening = top.day("prices_from")
    vat = [row for node in _distinct(top, "vat") for row in _vat(node, opening)]
    categories = [_category(node) for node in _distinct(top, "category")]
    services = [_service(node) for node in _distinct(top, "service")]
    headings = [_heading(node) for node in _distinct(top, "heading")]
    codes = _Codes(
        vat=sorted({v.code for v in vat}),
        categories=[c.code for c in categories],
        services=[s.code for s in services],
        headings=[h.code for h in headings],
        components=[
            str(node.values.get("code"))
            for node in top.nodes("component")
            if node.values.get("kind") not in ("percent", "capped-blocks")
        ],
    )
    components = [_component(n, codes, opening) for n in _distinct(top, "component")]
    _refuse_unpriced(top, codes, components)
    book = RuleBook(
        code=top.text("code"),
        names=top.labels("names"),
        country=top.text("country"),
        currency=top.text("currency", among=CURRENCIES),
        timezone=top.text("timezone"),
        languages=_languages(top, "languages"),
        paper=_languages(top, "paper"),
        identity=top.strings("identity"),
        notices=_notices(top.node("notices")),
        categories=tuple(categories),
        services=tuple(services),
        headings=tuple(headings),
        components=tuple(components),
        vat=tuple(vat),
        stamps=_stamps(top),
        due_days=top.whole("due_days"),
        calendar=_calendar(top.node("calendar")),
        estimation=_among(top, "estimation", METHODS),
        reading=read_reading(top.node("reading")),
        monthly=_monthly(top),
        arrangement=_arrangement(top.node("arrangement")),
        small_sum=top.amount("small_sum"),
        public_title_threshold=top.amount("public_title_threshold"),
        tenders=_among(top, "tenders", TENDERS),
        cash_ceiling=_optional_amount(top, "cash_ceiling"),
        payment_limit=top.amount("payment_limit"),
        cut_off_allowed=top.flag("cut_off_allowed"),
        litre_price=top.flag("litre_price"),
        account_kind=top.text("account_kind", among=("iban", "rib-ma", "rib-dz")),
        towns=tuple(_town(node) for node in top.nodes("town")),
        agencies=top.texts("agencies"),
        sample=top.free("sample"),
        prices_from=opening,
        wordings=_wordings(top),
        remarks=top.strings("remarks", optional=True),
        weekend=_weekend(top),
        till=_till(top),
        billing=read_billing(top),
        leak=_leak(top, codes),
    )
    top.done()
    return book


# What is sold, to whom, under which heading


def _category(node: Node) -> Category:
    made = Category(
        code=node.text("code"),
        labels=node.labels(),
        sector=node.text("sector", among=SECTORS),
        usage=node.text("usage", among=USAGES),
    )
    node.done()
    return made


def _service(node: Node) -> Service:
    made = Service(
        code=node.text("code"),
        unit=node.text("unit"),
        labels=node.labels(),
        digits=node.whole("digits", least=3),
    )
    node.done()
    return made


def _heading(node: Node) -> Heading:
    made = Heading(code=node.text("code"), labels=node.labels())
    node.done()
    return made


def _component(node: Node, codes: _Codes, opening: date) -> Component:
    code = node.text("code")
    kind = node.text("kind", among=tuple(OF_KIND))
    for other, keys in OF_KIND.items():
        for key in keys - OF_KIND[kind]:
            if node.has(key):
                node.fault(f"{key} means nothing for kind {kind!r} ({other} has it)", key)
    limits = node.wholes("limits") if "limits" in OF_KIND[kind] else ()
    if any(a >= b for a, b in zip((0, *limits), limits, strict=False)):
        node.fault("limits do not rise", "limits")
    selective = node.whole("selective_from") if node.has("selective_from") else None
    if selective is not None and selective > len(limits):
        node.fault(
            f"selective_from is {selective}, but the last block is {len(limits)}", "selective_from"
        )
    served = node.text("service")
    vat = node.known("vat", node.text("vat"), codes.vat) if node.has("vat") else None
    of = node.texts("of") if kind == "percent" else ()
    for name in of:
        node.known("of", name, codes.components)
    if code in of:
        node.fault(f"{code} is a percentage of itself", "of")
    categories = node.texts("categories", codes.categories)
    for name in categories:
        node.known("categories", name, codes.categories)
    made = Component(
        code=code,
        kind=kind,
        heading=node.known("heading", node.text("heading"), codes.headings),
        service=node.known("service", served, codes.services),
        labels=node.labels(),
        categories=categories,
        vat=vat,
        prices=_prices(node, code, len(limits) + 1, opening),
        unit=node.text("unit", ""),
        per=node.text("per", among=PERIODS) if kind == "fixed" else "",
        limits=limits,
        limit_days=node.whole("limit_days") if limits else 0,
        selective_from=selective,
        dated_by=node.text("dated_by", "consumption", among=("consumption", "issue")),
        of=of,
        exempt_up_to=node.whole("exempt_up_to", 0) if kind == "capped-blocks" else 0,
        cap=node.amount("cap") if node.has("cap") else None,
        nature=node.text("nature", "LB", among=("LB", "PS", "M")),
        advance_deducted=node.flag("advance_deducted", True),
    )
    node.done()
    return made


def _refuse_unpriced(top: Node, codes: _Codes, components: Sequence[Component]) -> None:
    """Every service has a price for every category: what is used is never free by oversight."""
    priced = {
        (c.service, category)
        for c in components
        if c.kind in ("unit", "blocks")
        for category in c.categories
    }
    for node, category in zip(top.nodes("category"), codes.categories, strict=True):
        for service in codes.services:
            if (service, category) not in priced:
                node.fault(f"nothing prices the {service} of {category}")


# Dated rows: one after the other, from the opening day (or a stated later beginning) on


def _prices(node: Node, code: str, blocks: int, opening: date) -> tuple[Price, ...]:
    def row(row: Node, dates: Dates) -> Price:
        prices = row.decimals("prices")
        if len(prices) != blocks:
            row.fault(f"{len(prices)} prices for {blocks} blocks of {code}", "prices")
        return Price(
            id=f"{code}@{dates.valid_from}", dates=dates, prices=prices, note=row.text("note", "")
        )

    begins = node.day("begins", opening)
    ends = node.day("ends") if node.has("ends") else None
    return _dated(node, code, begins, ends, row)


def _vat(node: Node, opening: date) -> tuple[VatRate, ...]:
    code = node.text("code")

    def row(row: Node, dates: Dates) -> VatRate:
        return VatRate(code=code, dates=dates, rate=row.decimal("rate"), note=row.text("note", ""))

    rates = _dated(node, f"VAT {code}", opening, None, row)
    node.done()
    return rates


def _stamps(top: Node) -> tuple[StampRule, ...]:
    if not top.has("stamp"):
        top.asked.add("stamp")
        return ()
    node = top.node("stamp")
    rules = _dated(node, "stamp", node.day("begins"), None, _stamp)
    node.done()
    return rules


def _stamp(row: Node, dates: Dates) -> StampRule:
    kind = row.text("kind", among=("percent", "per-hundred"))
    bands: list[tuple[Cents | None, Decimal]] = []
    for band in row.nodes("bands") if kind == "per-hundred" else ():
        if bands and bands[-1][0] is None:
            band.fault("a band after the one without limit")
        up_to = band.amount("up_to") if band.has("up_to") else None
        if up_to is not None and bands and up_to <= (bands[-1][0] or 0):
            band.fault("band limits do not rise", "up_to")
        bands.append((up_to, band.decimal("units")))
        band.done()
    if bands and bands[-1][0] is not None:
        row.fault("the last band of the stamp duty has a limit", "bands")
    return StampRule(
        dates=dates,
        kind=kind,
        base=row.text("base", among=("section", "receipt")),
        rate=row.decimal("rate") if kind == "percent" else Decimal(0),
        bands=tuple(bands),
        exempt_up_to=row.amount("exempt_up_to", "0"),
        minimum=row.amount("minimum", "0"),
        cap=row.amount("cap") if row.has("cap") else None,
        note=row.text("note", ""),
    )


def _dated(
    node: Node,
    name: str,
    begins: date,
    ends: date | None,
    make: Callable[[Node, Dates], _Dated],
) -> tuple[_Dated, ...]:
    made: list[_Dated] = []
    due: date | None = begins
    for row in node.nodes("rows"):
        start = row.day("from")
        end = row.day("to") if row.has("to") else None
        if due is None:
            row.fault(f"{name}: a row after the one without end")
        if start < due:
            row.fault(f"{name}: rows overlap on {start}; the one before holds to {due}", "from")
        if start > due:
            row.fault(f"{name}: nothing holds from {due} to {start}", "from")
        if end is not None and end <= start:
            row.fault(f"{name}: a row ends on {end}, not after its start {start}", "to")
        made.append(make(row, Dates(start, end)))
        row.done()
        due = end
    if due != ends:
        last = "for ever" if ends is None else f"until {ends}"
        node.fault(f"{name}: rows must hold {last}, they end {due or 'never'}", "rows")
    return tuple(made)


# How it is billed, read and paid


def _calendar(node: Node) -> Calendar:
    made = Calendar(
        kind=node.text("kind", among=CALENDARS), advance_percent=node.whole("advance_percent", 0)
    )
    node.done()
    return made


def _leak(top: Node, codes: _Codes) -> LeakRule | None:
    if not top.has("leak"):
        top.asked.add("leak")
        return None
    node = top.node("leak")
    made = LeakRule(
        percent=node.whole("percent", least=100),
        years=node.whole("years", least=1),
        months=node.whole("months", least=1),
        water_percent=node.whole("water_percent", least=100),
        sewer_percent=node.whole("sewer_percent", least=100),
        sewer=node.texts("sewer"),
        usages=_among(node, "usages", USAGES),
        excluded=_among(node, "excluded", CAUSES),
    )
    for name in made.sewer:
        node.known("sewer", name, codes.components)
    node.done()
    return made


def _monthly(top: Node) -> MonthlyRule | None:
    if not top.has("monthly"):
        top.asked.add("monthly")
        return None
    node = top.node("monthly")
    made = MonthlyRule(
        parts=node.whole("parts", least=1),
        day=node.whole("day", least=1),
        notice_days=node.whole("notice_days"),
        default_when_account_known=node.flag("default_when_account_known"),
    )
    if made.day > 28:
        node.fault("day is above 28, which February lacks", "day")
    node.done()
    return made


def _arrangement(node: Node) -> ArrangementRule:
    made = ArrangementRule(
        choices=node.wholes("choices"),
        max_months=node.whole("max_months", least=1),
        minimum_instalment=node.amount("minimum_instalment"),
        approval_above=node.amount("approval_above"),
        automatic_months=node.whole("automatic_months", least=1)
        if node.has("automatic_months")
        else None,
        grace_days=node.whole("grace_days"),
        refusal_months_after_break=node.whole("refusal_months_after_break"),
    )
    if any(not 1 <= months <= made.max_months for months in made.choices):
        node.fault(f"choices go beyond max_months ({made.max_months})", "choices")
    node.done()
    return made


def _till(top: Node) -> TillRule:
    if not top.has("till"):
        top.asked.add("till")
        return TillRule()
    node = top.node("till")
    known = [(cents(v), key == "notes") for key in ("notes", "coins") for v in node.decimals(key)]
    made = TillRule(
        denominations=tuple(Denomination(value, note) for value, note in known),
        supervisor_above=node.amount("supervisor_above"),
        cash_warning=node.amount("cash_warning"),
        cheque_fee=node.amount("cheque_fee"),
        refund_by=_among(node, "refund_by", ("transfer", "cash")),
        usual_float=node.amount("usual_float"),
        card_seconds=node.whole("card_seconds", 60, least=1),
    )
    node.done()
    return made


# Words and places


def _notices(node: Node) -> dict[str, dict[str, str]]:
    missing = [key for key in NOTICES if not node.has(key)]
    if missing:
        node.fault(f"notices lack {', '.join(missing)}")
    return {key: node.labels(key) for key in node.values}


def _wordings(top: Node) -> dict[str, dict[str, str]]:
    if not top.has("wordings"):
        top.asked.add("wordings")
        return {}
    node = top.node("wordings")
    found = {}
    for key, values in (
        ("block", ("n", "low", "high", "unit")),
        ("last_block", ("n", "low", "unit")),
    ):
        found[key] = node.labels(key)
        for pattern in found[key].values():
            try:
                pattern.format(**dict.fromkeys(values, ""))
            except (KeyError, IndexError, ValueError):
                node.fault(f"{key} may only quote {', '.join(values)}", key)
    node.done()
    return found


def _town(node: Node) -> dict[str, str]:
    town = {key: node.text(key) for key in ("name", "name_ar", "postcode")}
    node.done()
    return town


def _languages(top: Node, key: str) -> tuple[str, ...]:
    return _among(top, key, LANGUAGES)


def _among(top: Node, key: str, choices: Sequence[str]) -> tuple[str, ...]:
    found = top.texts(key)
    if not found:
        top.fault(f"{key} is empty", key)
    for name in found:
        top.known(key, name, choices)
    return found


def _weekend(top: Node) -> tuple[int, ...]:
    """The days of rest by their English names; Saturday and Sunday where the book says nothing."""
    names = top.texts("weekend", ("saturday", "sunday"))
    for name in names:
        top.known("weekend", name, WEEKDAYS)
    return tuple(sorted(WEEKDAYS.index(name) for name in names))


def _optional_amount(top: Node, key: str) -> Cents | None:
    top.asked.add(key)
    return top.amount(key) if top.has(key) else None


def _distinct(top: Node, key: str) -> list[Node]:
    """The tables of an array, each with a code of its own."""
    nodes = top.nodes(key)
    seen: set[str] = set()
    for node in nodes:
        code = node.text("code")
        if code in seen:
            node.fault(f"{key} {code!r} stands twice", "code")
        seen.add(code)
    return nodes
