"""Books made by the command line: a demo agency from a seed, a book from a file of bills, and the tour."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.storage import book
from tests.conftest import contracts_of

from .conftest import Guichet

PASSPHRASE = "a long pass phrase"
BILLS = """\
cust_id,cust_class,usage_year,usage_month,usage_ccf
7,RESIDENTIAL_SINGLE,2015,1,12
7,RESIDENTIAL_SINGLE,2015,3,10
7,RESIDENTIAL_SINGLE,2015,5,11
7,RESIDENTIAL_SINGLE,2015,5,11
8,COMMERCIAL,2015,2,-4
8,COMMERCIAL,2015,4,30
8,COMMERCIAL,2015,6,thirty
"""


def test_the_same_seed_makes_the_same_agency(guichet: Guichet, tmp_path: Path) -> None:
    words = ("demo", "--operator", "oran", "--subscribers", 20, "--today", "2026-06-30", "--json")
    made = [
        guichet(*words, "--seed", seed, "--data", tmp_path / name).json
        for name, seed in (("one", 1), ("same", 1), ("other", 2))
    ]
    assert made[0]["digest"] == made[1]["digest"] != made[2]["digest"]
    assert made[0]["subscribers"] == 20


def test_a_demo_keeps_the_day_it_was_given(guichet: Guichet, tmp_path: Path) -> None:
    guichet("demo", "--subscribers", 10, "--today", "2026-06-30", "--data", tmp_path)
    contract = contracts_of(tmp_path)[0]
    paid = ("pay", contract, "20", "--tender", "card", "--data", tmp_path, "--json")
    assert guichet(*paid).json["date"] == "2026-06-30"
    assert guichet(*paid, "--today", "2026-07-02").json["date"] == "2026-07-02"


def test_every_line_of_a_file_of_bills_is_accounted_for(guichet: Guichet, tmp_path: Path) -> None:
    file = tmp_path / "usage.csv"
    file.write_text(BILLS)
    words = ("import", "usage", file, "--operator", "iroise", "--data", tmp_path / "book")
    made = guichet(*words, "--json").json
    assert made["accepted"] + len(made["set_aside"]) == 7
    reasons = {row["line"]: row["reason"] for row in made["set_aside"]}
    assert reasons == {5: "double-bill", 6: "negative", 8: "malformed"}
    assert made["subscribers"] == 2
    hits = guichet("find", "client 7", "--data", tmp_path / "book", "--json").json["hits"]
    assert [h["name"] for h in hits][:1] == ["Client 7"]
    assert guichet("verify", "--data", tmp_path / "book").code == 0
    again = guichet(*words, "--json")
    assert again.json["refusal"]["code"] == "book-exists"


@pytest.mark.usefixtures("qapp")
def test_the_tour_leaves_pictures_and_papers(
    guichet: Guichet, demo_book: Path, tmp_path: Path
) -> None:
    out = tmp_path / "tour"
    words = ("tour", "--out", out, "--lang", "ar", "--theme", "dark", "--size", "1093x614")
    made = guichet(*words, "--data", demo_book, "--json").json
    assert len(made["pictures"]) >= 10
    assert made["papers"]
    for path in (*made["pictures"], *made["papers"]):
        assert Path(path).stat().st_size > 5000
    assert guichet("verify", "--data", demo_book).code == 0


def test_the_tour_never_writes_in_a_real_book(
    guichet: Guichet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.app.terminal_passphrase", lambda: lambda: PASSPHRASE)
    book.create(
        tmp_path, kind="real", operator="oran", agency="Centre", till="T001",
        created_on=date(2026, 6, 30), passphrase=PASSPHRASE,
    ).close()  # fmt: skip
    done = guichet("tour", "--out", tmp_path / "tour", "--data", tmp_path, "--json")
    assert done.json["refusal"]["code"] == "tour-on-real-book"
    assert not (tmp_path / "tour").exists()
