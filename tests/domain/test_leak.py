"""The leak file to the letter: what is abnormal, the month, the papers, and the capped bill to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.invoice import Invoice, InvoiceKind, LineGroup
from desktop_app.domain.leak import (
    Grounds,
    LeakCase,
    LeakEvent,
    LeakFile,
    LeakState,
    Mean,
    capped,
    grounds,
    is_abnormal,
    mean_of,
    step,
    told_too_late,
)
from desktop_app.domain.meter import Span
from desktop_app.domain.period import Period
from desktop_app.domain.refusals import Refusal
from desktop_app.domain.refusals_leak import (
    LeakCauseExcluded,
    LeakDayImpossible,
    LeakFileClosed,
    LeakNoProof,
    LeakNotNotified,
    LeakTooLate,
)
from desktop_app.domain.subscriber import Customer
from desktop_app.domain.tariff import price
from desktop_app.services import rulebooks

RULES = rulebooks.load("iroise")
RULE = RULES.leak
assert RULE is not None
START, END = date(2026, 1, 1), date(2027, 1, 1)


def a_case(volume: int = 600, mean: Mean | None = None) -> LeakCase:
    mean = mean or Mean(360, 3)
    return LeakCase(
        number="L-T001A-27-000001",
        contract="10473855",
        name="Yann Le Goff",
        meter="W000001",
        service="water",
        unit="m3",
        start=START,
        end=END,
        volume=volume,
        mean=mean,
        limit=mean.percent(200),
        opened_on=END,
        invoice="F-T001A-27-000001",
    )


@pytest.mark.parametrize(
    ("volume", "mean", "abnormal"),
    [
        (240, Mean(360, 3), False),  # exactly twice raises nothing
        (241, Mean(360, 3), True),
        (240, Mean(359, 3), True),  # 2 x 119.67 = 239.33
        (239, Mean(359, 3), False),
        (1, Mean(0, 3), True),
        (0, Mean(0, 3), False),
        (61, Mean(30, 1, "dwellings"), True),
    ],
)
def test_abnormal_is_strictly_above_twice_the_mean(volume: int, mean: Mean, abnormal: bool) -> None:
    assert RULE is not None
    assert is_abnormal(volume, mean, RULE) is abnormal


def test_the_mean_is_that_of_the_same_period_in_the_years_that_are_known() -> None:
    years = [
        Span(date(2023, 1, 1), date(2024, 1, 1), 100),
        Span(date(2024, 1, 1), date(2025, 1, 1), 120),
        Span(date(2025, 1, 1), date(2026, 1, 1), 500, flag="leak"),
    ]
    assert mean_of(years, START, END, 3) == Mean(220, 2)
    assert mean_of(years[2:], START, END, 3) is None
    assert Mean(220, 2).whole == 110
    assert Mean(359, 3).percent(200) == 239  # what is above is not owed


def event(state: LeakState, day: str, **facts: str) -> LeakEvent:
    return LeakEvent(state, date.fromisoformat(day), "A01", facts=facts)


NOTIFIED = event(LeakState.NOTIFIED, "2027-01-05", channel="invoice")
CERTIFICATE = event(LeakState.CERTIFICATE, "2027-02-05", cause="pipe")


def walk(*events: LeakEvent, approved_by: str = "", why: Grounds | None = None) -> LeakFile:
    assert RULE is not None
    file = LeakFile(a_case())
    for one in events:
        file = step(file, one, RULE, today=date(2027, 6, 1), approved_by=approved_by, why=why)
    return file


def test_the_month_runs_from_the_day_the_customer_was_told() -> None:
    file = walk(NOTIFIED)
    assert file.deadline == date(2027, 2, 5)
    assert walk(event(LeakState.NOTIFIED, "2027-01-31")).deadline == date(2027, 2, 28)
    assert walk(NOTIFIED, CERTIFICATE).state is LeakState.CERTIFICATE
    assert grounds(walk(NOTIFIED, CERTIFICATE)) is Grounds.CERTIFICATE


@pytest.mark.parametrize(
    ("events", "refusal"),
    [
        ((CERTIFICATE,), LeakNotNotified),
        ((event(LeakState.METER_CHECK, "2027-01-10"),), LeakNotNotified),
        ((NOTIFIED, event(LeakState.CERTIFICATE, "2027-02-06")), LeakTooLate),
        (
            (NOTIFIED, event(LeakState.CERTIFICATE, "2027-01-20", cause="heating")),
            LeakCauseExcluded,
        ),
        ((NOTIFIED, event(LeakState.CERTIFICATE, "2027-01-04")), LeakDayImpossible),
        ((event(LeakState.NOTIFIED, "2027-06-02"),), LeakDayImpossible),
        ((NOTIFIED, event(LeakState.CHECKED, "2027-01-20")), LeakNoProof),
        ((NOTIFIED, event(LeakState.CAPPED, "2027-01-20")), LeakNoProof),
        (
            (event(LeakState.REJECTED, "2027-01-20"), event(LeakState.NOTIFIED, "2027-01-21")),
            LeakFileClosed,
        ),
    ],
)
def test_steps_out_of_order_are_refused(
    events: tuple[LeakEvent, ...], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        walk(*events)


def test_a_supervisor_may_take_a_late_paper() -> None:
    late = event(LeakState.CERTIFICATE, "2027-03-01")
    assert walk(NOTIFIED, late, approved_by="S01").state is LeakState.CERTIFICATE


def test_a_meter_found_right_gives_a_new_month_and_a_faulty_one_grounds() -> None:
    asked = event(LeakState.METER_CHECK, "2027-01-20")
    assert walk(NOTIFIED, asked).answer_due == date(2027, 2, 20)
    right = walk(NOTIFIED, asked, event(LeakState.CHECKED, "2027-02-10", meter="right"))
    assert (right.deadline, grounds(right)) == (date(2027, 3, 10), None)
    faulty = walk(NOTIFIED, asked, event(LeakState.CHECKED, "2027-02-10", meter="faulty"))
    assert grounds(faulty) is Grounds.METER


def test_the_customer_must_be_told_at_the_latest_with_the_invoice() -> None:
    assert told_too_late(LeakFile(a_case()), date(2027, 1, 5))
    assert told_too_late(walk(NOTIFIED), date(2027, 1, 4))
    assert not told_too_late(walk(NOTIFIED), date(2027, 1, 5))


def billed(volume: int, advance: int = 60) -> Invoice:
    """The settlement of 2026 with an advance of 60 m3 taken back, as FR-02 but of a leaking house."""
    first = price(
        RULES,
        category="household",
        period=Period(START, date(2026, 7, 1)),
        issued_on=date(2026, 7, 1),
        volumes={"water": advance},
    )
    bill = price(
        RULES,
        category="household",
        period=Period(date(2026, 7, 1), END),
        issued_on=END,
        volumes={"water": volume},
        deduct=first.lines,
        consumed_from=START,
    )
    return Invoice(
        "F-T001A-27-000001",
        InvoiceKind.SETTLEMENT,
        Customer(contract="10473855", name="Yann Le Goff", category="household"),
        END,
        END + timedelta(days=28),
        date(2026, 7, 1),
        END,
        bill,
    )


def nets(invoice_lines, code: str) -> int:  # type: ignore[no-untyped-def]
    return sum(line.net for line in invoice_lines if line.code == code)


def test_water_is_billed_at_twice_the_mean_and_sewerage_at_the_mean() -> None:
    """Mean 120: water 240 x 1.25 - 75.00, sewer 120 x 1.80 - 108.00, agency fees alike; subscriptions as issued."""
    invoice = billed(600)
    bill, volume = capped(RULES, invoice, a_case(), Grounds.CERTIFICATE)
    assert volume == 240 - 60
    assert nets(bill.lines, "water") == 30000 - 7500
    assert nets(bill.lines, "sewer") == 21600 - 10800
    assert nets(bill.lines, "agency-consumption") == 7920 - 1980
    assert nets(bill.lines, "agency-sewerage") == 1008 - 504
    assert nets(bill.lines, "water-subscription") == 3025
    assert bill.total == bill.net + bill.vat_total + bill.levies
    assert bill.litre_price is not None
    assert bill.total < invoice.bill.total
    headings = [line.heading for line in bill.lines]
    assert headings == sorted(headings, key=["supply", "sewerage", "public"].index)


def test_when_nobody_told_the_customer_nothing_is_owed_above_the_double() -> None:
    bill, _ = capped(RULES, billed(600), a_case(), Grounds.NOT_INFORMED)
    assert nets(bill.lines, "sewer") == 43200 - 10800


@settings(max_examples=40, deadline=None)
@given(volume=st.integers(0, 5000), mean=st.integers(0, 900), why=st.sampled_from(Grounds))
def test_capping_never_costs_more_and_touches_nothing_else(
    volume: int, mean: int, why: Grounds
) -> None:
    invoice = billed(volume)
    case = replace(a_case(volume, Mean(mean, 3)))
    bill, _ = capped(RULES, invoice, case, why)
    assert bill.total <= invoice.bill.total + 1  # VAT rounded on another base
    for group in (LineGroup.FIXED, LineGroup.DEDUCTION):
        assert [x for x in bill.lines if x.group is group] == [
            x for x in invoice.bill.lines if x.group is group
        ]
