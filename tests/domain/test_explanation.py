"""Why this amount: the parts sum to the difference, whatever the volumes, days, prices, corrections and leaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.explanation import Normal, PartKind, explain, reference_for
from desktop_app.domain.invoice import Bill, Invoice, InvoiceKind, Line, LineGroup, bill_of, negated
from desktop_app.domain.period import Period
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.subscriber import Customer
from desktop_app.domain.tariff import price, reprice_by_months
from desktop_app.services import rulebooks

IROISE, CASABLANCA, ORAN = (rulebooks.load(c) for c in ("iroise", "casablanca", "oran"))
WHO = Customer(contract="10473855", name="Yann Le Goff", category="household")


def day(text: str) -> date:
    return date.fromisoformat(text)


def invoice(
    bill: Bill, start: str, end: str, *, number: str = "F-1", kind: str = "periodic"
) -> Invoice:
    issued = day(end)
    return Invoice(
        number,
        InvoiceKind(kind),
        WHO,
        issued,
        issued + timedelta(days=28),
        day(start),
        day(end),
        bill,
    )


def billed(rules: RuleBook, start: str, end: str, **volumes: int) -> Bill:
    return price(
        rules,
        category="household",
        period=Period(day(start), day(end)),
        issued_on=day(end),
        volumes=volumes,
    )


def amounts(found) -> dict[str, int]:  # type: ignore[no-untyped-def]
    assert sum(p.amount for p in found.parts) == found.difference
    return {p.kind.value: p.amount for p in found.parts if p.amount}


def test_more_volume_over_the_same_days_at_the_same_prices_is_volume_alone() -> None:
    """Iroise 2026, 60 then 70 m3 over the same 181 days: ten m3 of 1.25 + 0.33 + 0.03 + 0.04 at 5.5 %
    and 1.80 + 0.084 at 10 % = 16.50 + 18.84 = 35.34 net, 0.91 + 1.88 of VAT."""
    one = invoice(billed(IROISE, "2026-01-01", "2026-07-01", water=60), "2026-01-01", "2026-07-01")
    more = invoice(billed(IROISE, "2026-01-01", "2026-07-01", water=70), "2026-01-01", "2026-07-01")
    assert one.bill.total == 28200
    assert amounts(explain(IROISE, more, (one, "previous"))) == {"volume": 3813}


def test_days_prices_and_fixed_part_are_told_apart() -> None:
    old = invoice(billed(IROISE, "2025-01-01", "2025-07-01", water=60), "2025-01-01", "2025-07-01")
    new = invoice(billed(IROISE, "2026-01-01", "2026-07-13", water=64), "2026-01-01", "2026-07-13")
    found = explain(IROISE, new, (old, "last-year"))
    assert (found.reference_days, found.days) == (181, 193)
    told = amounts(found)
    assert set(told) == {"fixed", "days", "price"}  # 60 x 193/181 = 64: the volume is only longer
    assert all(amount > 0 for amount in told.values())


def test_the_first_invoice_is_explained_from_nothing() -> None:
    first = invoice(billed(ORAN, "2026-01-01", "2026-04-01", water=47), "2026-01-01", "2026-04-01")
    found = explain(ORAN, first)
    assert found.reference is None
    assert found.difference == 142667  # DZ-01
    assert amounts(found) == {"fixed": 32700, "volume": 109967}  # 0 m3 costs 327.00 (DZ-02)


def test_what_a_suspected_leak_adds_is_beyond_the_double() -> None:
    old = invoice(billed(IROISE, "2026-01-01", "2026-07-01", water=60), "2026-01-01", "2026-07-01")
    new = invoice(billed(IROISE, "2026-01-01", "2026-07-01", water=300), "2026-01-01", "2026-07-01")
    found = explain(IROISE, new, (old, "previous"), normal={"water": Normal(60, 120, 3)})
    told = {p.kind: p for p in found.parts}
    assert (told[PartKind.VOLUME].old, told[PartKind.VOLUME].new) == (60, 120)
    assert (told[PartKind.LEAK].old, told[PartKind.LEAK].new) == (120, 300)
    assert abs(told[PartKind.LEAK].amount - 3 * told[PartKind.VOLUME].amount) <= 3  # rounding


MONTHS = [
    Period(date(2020, 4, 1), date(2020, 5, 1)),
    Period(date(2020, 5, 1), date(2020, 5, 31)),
    Period(date(2020, 5, 31), date(2020, 6, 30)),
]


def regularised(volume: int, estimates: tuple[int, int], **more: int) -> tuple[Invoice, list[Bill]]:
    made = [
        price(
            CASABLANCA,
            category="household",
            period=month,
            issued_on=month.end,
            volumes={"power": estimate},
        )
        for month, estimate in zip(MONTHS, estimates, strict=False)
    ]
    bill = reprice_by_months(
        CASABLANCA,
        category="household",
        months=MONTHS,
        issued_on=date(2020, 7, 3),
        volumes={"power": volume},
        billed=made,
    )
    return invoice(bill, "2020-05-31", "2020-06-30", kind="regularisation"), made


def test_a_regularisation_is_its_own_month_and_the_correction_of_the_estimates() -> None:
    """MA-07: 200 kWh a month instead of 140 and 145: 2 x (204.40 + 28.62) - 292.74 of energy = 173.30."""
    new, _ = regularised(600, (140, 145))
    usual = invoice(
        price(
            CASABLANCA,
            category="household",
            period=Period(date(2019, 6, 1), date(2019, 7, 1)),
            issued_on=date(2019, 7, 3),
            volumes={"power": 152},
        ),
        "2019-06-01",
        "2019-07-01",
        number="F-0",
    )
    found = explain(CASABLANCA, new, (usual, "last-year"))
    told = amounts(found)
    assert new.bill.total == 41535
    assert told["correction"] == 2 * 23302 - 29274
    assert (found.recalculated, found.deducted) == (46604, 29274)
    assert [m.volume for m in found.months] == [200, 200, 200]
    assert told["volume"] + told["correction"] + told.get("price", 0) == found.difference


def test_a_settlement_tells_what_the_advance_had_missed() -> None:
    """FR-02: 131 m3 in the year, 60 asked in advance; the second half holds 66 of them, the first 65."""
    advance = billed(IROISE, "2026-01-01", "2026-07-01", water=60)
    bill = price(
        IROISE,
        category="household",
        period=Period(date(2026, 7, 1), date(2027, 1, 1)),
        issued_on=date(2027, 1, 1),
        volumes={"water": 131},
        deduct=advance.lines,
        consumed_from=date(2026, 1, 1),
    )
    new = invoice(bill, "2026-07-01", "2027-01-01", kind="settlement")
    first = invoice(advance, "2026-01-01", "2026-07-01", kind="advance", number="F-0")
    found = explain(IROISE, new, (first, "previous"))
    told = {p.kind: p for p in found.parts}
    assert amounts(found)["correction"] in range(1905, 1910)  # five m3
    assert told[PartKind.DAYS].new == 184
    assert told[PartKind.VOLUME].new == 66
    assert [m.volume for m in found.months] == [131]


def test_a_leak_found_by_the_yearly_reading_shows_in_both_halves() -> None:
    advance = billed(IROISE, "2026-01-01", "2026-07-01", water=60)
    bill = price(
        IROISE,
        category="household",
        period=Period(date(2026, 7, 1), date(2027, 1, 1)),
        issued_on=date(2027, 1, 1),
        volumes={"water": 600},
        deduct=advance.lines,
        consumed_from=date(2026, 1, 1),
    )
    new = invoice(bill, "2026-07-01", "2027-01-01", kind="settlement")
    first = invoice(advance, "2026-01-01", "2026-07-01", kind="advance", number="F-0")
    found = explain(IROISE, new, (first, "previous"), normal={"water": Normal(60, 120, 3)})
    leaks = [p for p in found.parts if p.kind is PartKind.LEAK]
    assert len(leaks) == 1
    assert (leaks[0].old, leaks[0].new) == (120 + 118, 600)
    amounts(found)


def test_one_off_lines_and_credit_notes_are_told() -> None:
    plain = invoice(billed(ORAN, "2026-01-01", "2026-04-01", water=30), "2026-01-01", "2026-04-01")
    fee = Line("water", "fee", {"fr": "Frais"}, LineGroup.ONE_OFF, 1000, vat_rate=Decimal(19))
    more = replace(plain, bill=bill_of([*plain.bill.lines, fee], ORAN), number="F-2")
    assert amounts(explain(ORAN, more, (plain, "previous"))) == {"one-off": 1190}
    assert amounts(explain(ORAN, plain, (more, "previous"))) == {"one-off": -1190}
    credit = replace(plain, kind=InvoiceKind.CREDIT, bill=negated(plain.bill), number="A-1")
    assert amounts(explain(ORAN, credit)) == {"correction": -plain.bill.total}


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (("2025-04-01:2025-07-01", "2026-01-01:2026-04-01"), ("2025-04-01", "last-year")),
        (("2025-04-20:2025-07-10", "2026-01-01:2026-04-01"), ("2025-04-20", "last-year")),
        (("2025-01-01:2025-04-01", "2026-01-01:2026-04-01"), ("2026-01-01", "previous")),
        ((), None),
    ],
)
def test_the_reference_is_the_same_period_last_year_else_the_previous_invoice(
    others: tuple[str, ...], expected: tuple[str, str] | None
) -> None:
    bill = billed(ORAN, "2026-04-01", "2026-07-01", water=30)
    past = [invoice(bill, *other.split(":"), number=f"F-{n}") for n, other in enumerate(others, 2)]
    found = reference_for(invoice(bill, "2026-04-01", "2026-07-01"), past)
    assert (None if found is None else (found[0].start.isoformat(), found[1])) == expected


volumes = st.integers(0, 2000)
lengths = st.integers(20, 400)
starts = st.dates(date(2015, 6, 1), date(2027, 12, 31))


@settings(max_examples=60, deadline=None)
@given(
    code=st.sampled_from(("iroise", "casablanca", "oran")),
    first=st.tuples(starts, lengths, volumes),
    second=st.tuples(starts, lengths, volumes),
    limit=st.none() | st.integers(0, 800),
    taken_back=st.none() | volumes,
)
def test_the_parts_sum_to_the_difference(
    code: str,
    first: tuple[date, int, int],
    second: tuple[date, int, int],
    limit: int | None,
    taken_back: int | None,
) -> None:
    rules = rulebooks.load(code)
    made = []
    for n, (start, days, volume) in enumerate((first, second)):
        end = start + timedelta(days=days)
        earlier = taken_back if n else None
        deduct = ()
        if earlier is not None:
            before = Period(start - timedelta(days=days), start)
            deduct = price(
                rules,
                category="household",
                period=before,
                issued_on=start,
                volumes={"water": earlier},
            ).lines
        bill = price(
            rules,
            category="household",
            period=Period(start, end),
            issued_on=end,
            volumes={"water": volume},
            deduct=deduct,
            consumed_from=start - timedelta(days=days) if deduct else None,
        )
        made.append(invoice(bill, start.isoformat(), end.isoformat(), number=f"F-{n}"))
    normal = None if limit is None else {"water": Normal(limit // 2, limit, 3)}
    found = explain(rules, made[1], (made[0], "previous"), normal=normal)
    assert sum(p.amount for p in found.parts) == found.difference
    assert found.difference == made[1].bill.total - made[0].bill.total


@settings(max_examples=40, deadline=None)
@given(volume=st.integers(0, 3000), estimates=st.tuples(volumes, volumes), limit=volumes)
def test_the_parts_of_a_regularisation_sum_too(
    volume: int, estimates: tuple[int, int], limit: int
) -> None:
    new, made = regularised(volume, estimates)
    past = invoice(made[0], "2020-04-01", "2020-05-01", number="F-0")
    normal = {"power": Normal(limit // 2, limit, 2)}
    found = explain(CASABLANCA, new, (past, "previous"), normal=normal)
    assert sum(p.amount for p in found.parts) == found.difference
