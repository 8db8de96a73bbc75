"""Estimates through the command line: both of one meter, and a file of real bills replayed."""

from __future__ import annotations

import gzip
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import contracts_of

from .conftest import Guichet


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    """Three years of sixty households with seasons and chance, one of them absurd in 2015, and a shop."""
    chance = random.Random(5)
    lines = ["cust_id,cust_class,usage_year,usage_month,usage_ccf"]
    for account in range(60):
        own = chance.uniform(8, 60)
        for year in (2014, 2015, 2016):
            for month in range(account % 2 + 1, 13, 2):
                volume = own * (1.3 if 5 < month < 10 else 0.9) * chance.lognormvariate(0, 0.25)
                if (account, year, month) == (7, 2015, 4):
                    volume = 421_817
                lines.append(f"{account},RESIDENTIAL_SINGLE,{year},{month},{volume:.1f}")
                if account == 3:
                    lines.append(f"{account},RESIDENTIAL_SINGLE,{year},{month},{volume / 2:.1f}")
    lines += ["99,COMMERCIAL,2016,3,10.0", "1,RESIDENTIAL_SINGLE,2016,13,4.0"]
    file = tmp_path / "bills.csv"
    file.write_text("\n".join(lines), encoding="ascii")
    return file


def test_a_file_of_bills_is_replayed_from_its_past_alone(guichet: Guichet, bills: Path) -> None:
    made = guichet("estimate", "evaluate", bills, "--json").json
    assert (made["year"], made["bills"], made["joined"]) == (2016, 360, 6)
    assert made["set_aside"] == {
        "not-household": 1,
        "only-history": 732,
        "no-two-years": 0,
        "bad-date": 1,
    }
    methods = made["methods"]
    assert methods["last_year"]["weighted_error"] > methods["two_year_mean"]["weighted_error"] > 10
    assert methods["suggested"]["weighted_error"] < 0.3
    assert (
        methods["suggested"]["weighted_error"] <= 0.7 * methods["two_year_mean"]["weighted_error"]
    )
    assert methods["suggested"]["median_error"] < 0.25
    assert 0.7 < made["coverage"] < 0.97
    assert made["alarms"]["false"] <= 0.05
    assert made["alarms"]["caught"] > 0.7


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_replay_speaks_every_language(guichet: Guichet, bills: Path, language: str) -> None:
    done = guichet("estimate", "evaluate", bills, "--lang", language)
    assert (done.code, done.err) == (0, "")
    assert "360" in done.out


@pytest.mark.parametrize("operator", ["oran", "casablanca", "iroise"])
def test_both_estimates_of_every_meter(
    guichet: Guichet, agency: Callable[[str], Path], operator: str, tmp_path: Path
) -> None:
    folder = tmp_path / operator
    shutil.copytree(agency(operator), folder)
    contract = contracts_of(folder)[3]
    made = guichet("estimate", contract, "--to", "2026-12-31", "--data", folder, "--json").json
    assert made["meters"]
    for one in made["meters"]:
        assert one["legal"]["method"]
        assert one["legal"]["low"] <= one["legal"]["volume"] <= one["legal"]["high"]
        suggested = one["suggested"]
        assert suggested["low"] <= suggested["volume"] <= suggested["high"]
        assert one["from"] < one["to"] == "2026-12-31"
    spoken = guichet("estimate", contract, "--to", "2026-12-31", "--data", folder, "--lang", "fr")
    assert "quatre fois sur cinq" in spoken.out


def test_what_cannot_be_estimated_is_said(
    guichet: Guichet, agency: Callable[[str], Path], bills: Path, tmp_path: Path
) -> None:
    folder = agency("oran")
    contract = contracts_of(folder)[3]
    at = ("--data", folder, "--json")
    cases = {
        "already-read": ("estimate", contract, "--to", "2001-01-01", *at),
        "unknown-contract": ("estimate", "00000000", "--to", "2026-12-31", *at),
        "unknown-meter": ("estimate", contract, "--to", "2026-12-31", "--meter", "X", *at),
        "command-unclear": ("estimate", contract, *at),
        "usage-file-missing": ("estimate", "evaluate", tmp_path / "none", "--json"),
    }
    found = {code: guichet(*words) for code, words in cases.items()}
    assert {code: d.json["refusal"]["code"] for code, d in found.items()} == {c: c for c in cases}
    assert {d.code for d in found.values()} == {2}
    empty = tmp_path / "empty.csv"
    empty.write_text(bills.read_text().splitlines()[0] + "\n")
    nothing = guichet("estimate", "evaluate", empty, "--json")
    assert nothing.json["refusal"]["code"] == "usage-file-empty"


HEAD = "cust_id,cust_class,usage_year,usage_month,usage_ccf"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "usage-file-unknown"),
        ("name,volume\n", "usage-file-unknown"),
        ("1,RESIDENTIAL_SINGLE,2016,1,3\n", "usage-file-unknown"),
        (f"{HEAD}\n", "usage-file-empty"),
        (f"{HEAD}\n1,RESIDENTIAL_SINGLE,2016,x,abc\n", "usage-file-empty"),
        (f"{HEAD}\n1,RESIDENTIAL_SINGLE,2016,1,3\n", "usage-file-too-short"),
        (
            f"{HEAD}\n" + "".join(f"1,COMMERCIAL,{y},1,3\n" for y in (2014, 2015, 2016)),
            "usage-file-too-short",
        ),
        ("\x1f\x08\x00", "usage-file-unknown"),
    ],
)
def test_a_file_that_cannot_be_replayed_is_refused(
    guichet: Guichet, tmp_path: Path, text: str, code: str
) -> None:
    file = tmp_path / "bills.csv"
    file.write_text(text, encoding="ascii")
    done = guichet("estimate", "evaluate", file, "--json")
    assert (done.code, done.json["refusal"]["code"]) == (2, code)
    assert "bills.csv" in done.json["refusal"]["message"]


def test_a_cut_archive_is_refused_and_a_whole_one_replayed(guichet: Guichet, bills: Path) -> None:
    packed = bills.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(bills.read_bytes()))
    assert (
        guichet("estimate", "evaluate", packed, "--json").json
        == guichet("estimate", "evaluate", bills, "--json").json
    )
    packed.write_bytes(packed.read_bytes()[:400])
    cut = guichet("estimate", "evaluate", packed, "--json")
    assert (cut.code, cut.json["refusal"]["code"]) == (2, "usage-file-damaged")


@pytest.mark.parametrize("volume", ["0", "9" * 60])
def test_nothing_used_and_absurd_volumes_are_replayed(
    guichet: Guichet, tmp_path: Path, volume: str
) -> None:
    file = tmp_path / "bills.csv"
    rows = [f"1,RESIDENTIAL_SINGLE,{y},1,{volume}" for y in (2014, 2015, 2016)]
    file.write_text("\n".join([HEAD, *rows]), encoding="ascii")
    made = guichet("estimate", "evaluate", file, "--json").json
    assert (made["bills"], made["alarms"]["false"]) == (1, 0)
    assert guichet("estimate", "evaluate", file).code == 0


def test_a_meter_is_exchanged_and_a_reading_told_then_read_again(
    guichet: Guichet, agency: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "oran"
    shutil.copytree(agency("oran"), folder)
    day = "2026-06-30"
    contract, last = next(
        (number, shown["readings"][-1])
        for number in contracts_of(folder)
        if (shown := guichet("show", number, "--data", folder, "--json").json)["readings"][-1][
            "date"
        ]
        < day
        and len(shown["meters"]) == 1
    )
    at = ("--data", folder, "--json")
    index = (last["index"] + 5) % 100_000
    told = guichet("reading", contract, index, "--on", day, "--told", "--confirm", *at).json
    assert (told["kind"], told["volume"]) == ("self", told["volume"])
    again = guichet("reading", contract, index + 1, "--on", day, "--again", "--confirm", *at).json
    assert (again["kind"], again["volume"]) == ("real", told["volume"] + 1)
    words = ("--old-index", index + 1, "--serial", "NEW-9", "--new-index", 3, "--on", day)
    made = guichet("exchange", contract, *words, *at).json
    assert (made["old_index"], made["meter"], made["new_index"]) == (index + 1, "NEW-9", 3)
    shown = guichet("show", contract, *at).json
    assert [m["meter"] for m in shown["meters"] if m["removed"] is None] == ["NEW-9"]
    assert guichet("verify", *at).code == 0
