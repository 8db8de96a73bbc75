"""`guichet monthly` gives the monthly-debit cycles worked out by hand, to the cent."""

from __future__ import annotations

import pytest

from .conftest import Guichet

YEAR = ("--operator", "iroise", "--invoices", "282.00", "324.82", "--start", "2027-01-10", "--json")


@pytest.mark.parametrize(
    ("actual", "difference", "debits", "refund", "waived", "following"),
    [
        ("691.37", "84.57", ["60.68", "23.89"], None, None, "69.14"),
        ("652.00", "45.20", ["45.20"], None, None, "65.20"),
        ("571.15", "-35.65", [], "35.65", None, "57.12"),
        ("608.45", "1.65", [], None, "1.65", "60.85"),
        ("608.80", "2.00", ["2.00"], None, None, "60.88"),
        ("667.48", "60.68", ["60.68"], None, None, "66.75"),
    ],
    ids=["MD-01", "MD-02", "MD-04", "MD-05", "MD-07", "MD-10"],
)
def test_cycles_worked_out_by_hand(
    guichet: Guichet,
    actual: str,
    difference: str,
    debits: list[str],
    refund: str | None,
    waived: str | None,
    following: str,
) -> None:
    answer = guichet("monthly", *YEAR, "--actual", actual).json
    assert answer["instalment"] == "60.68"
    assert [i["amount"] for i in answer["instalments"]] == ["60.68"] * 10
    assert answer["called"] == "606.80"
    assert answer["difference"] == difference
    assert [d["amount"] for d in answer["regularisation"]] == debits
    assert answer["refund"] == refund
    assert answer["waived"] == waived
    assert answer["next_instalment"] == following


def test_without_the_real_year_nothing_is_settled(guichet: Guichet) -> None:
    answer = guichet("monthly", *YEAR).json
    settled = ("actual", "difference", "refund", "waived", "next_instalment")
    assert [answer[key] for key in settled] == [None] * 5
    assert answer["regularisation"] == []


def test_dates_follow_month_after_month(guichet: Guichet) -> None:
    days = [i["date"] for i in guichet("monthly", *YEAR).json["instalments"]]
    assert days == sorted(set(days))
    assert all(day >= "2027-01-10" for day in days)


def test_amounts_are_read_as_people_write_them(guichet: Guichet) -> None:
    answers = [
        guichet(
            "monthly", "--operator", "iroise", "--invoices", a, b, "--start", "2027-01-10", "--json"
        ).out
        for a, b in (("282.00", "324.82"), ("282,00", "324,82"), ("٢٨٢", "٣٢٤٫٨٢"))
    ]
    assert answers[0] == answers[1] == answers[2]


def test_an_operator_without_monthly_debit_says_so(guichet: Guichet) -> None:
    done = guichet("monthly", "--operator", "nowhere", "--invoices", "1", "2", "--json")
    assert done.code == 2
    assert done.json["refusal"]["code"] == "unknown-operator"


def test_without_a_start_the_first_debit_is_one_that_a_notice_still_reaches(
    guichet: Guichet,
) -> None:
    asked = ("monthly", "--operator", "iroise", "--invoices", "282.00", "324.82", "--json")
    answer = guichet(*asked, "--today", "2026-11-29").json
    assert answer["instalments"][0]["date"] == "2027-01-10", "fewer than 14 days to 10 December"
