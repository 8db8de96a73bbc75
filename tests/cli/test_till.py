"""The till from the command line: opened, counted, undone, closed for the day and archived, as scripts do it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from .conftest import Guichet


class Till:
    """Calls guichet with --json on one demo agency."""

    def __init__(self, guichet: Guichet, folder: Path) -> None:
        self.guichet, self.folder = guichet, folder

    def __call__(self, *words: object) -> Any:
        done = self.guichet(*words, "--data", self.folder, "--json")
        assert done.code == 0, done.err
        return done.json

    def refused(self, *words: object) -> str:
        done = self.guichet(*words, "--data", self.folder, "--json")
        assert done.code == 2, done.out
        return str(done.json["refusal"]["code"])


@pytest.fixture
def till(guichet: Guichet, demo_book: Path) -> Till:
    return Till(guichet, demo_book)


def test_a_payment_names_its_parts_and_the_same_operation_pays_once(
    till: Till, contracts: list[str]
) -> None:
    command = ("pay", contracts[0], "1000", "--tender", "cash", "--given", "2000")
    paid = till(*command, "--operation", "X1")
    assert till(*command, "--operation", "X1") == paid
    assert paid["receipt"] == paid["number"]
    parts = sum(Decimal(a["amount"]) for a in paid["allocated"]) + Decimal(paid["credit"])
    assert parts == Decimal("1000.00")
    assert Decimal(paid["change"]) == Decimal("1000.00") - Decimal(paid["stamp"])


def test_several_means_in_one_payment(till: Till, contracts: list[str]) -> None:
    paid = till("pay", contracts[0], "500", "--tender", "cash", "--also", "cheque=450.00")
    assert (paid["stamp"], paid["given"]) == ("0.00", "500.00")
    code = till.refused("pay", contracts[0], "500", "--tender", "card", "--also", "what=1")
    assert code == "command-unclear"


def test_a_shift_from_opening_to_deposit(till: Till, contracts: list[str]) -> None:
    assert till.refused("shift", "open", "--float", "100") == "shift-open"
    paid = till("pay", contracts[0], "200", "--tender", "cash")
    till("shift", "paid-out", "50", "--reason", "timbres-poste")
    begun = Decimal(till("shift", "report")["float"])
    expected = begun + 200 + Decimal(paid["stamp"]) - 50
    sent = till("shift", "handover", "--to", "samir", "--amount", "10")
    assert till.refused("shift", "close", "--counted", expected - 10) == "transfer-hangs"
    till("shift", "accept", sent["number"], "--agent", "samir")
    closed = till("shift", "close", "--counted", expected - 11)
    assert (closed["expected"], closed["difference"]) == (f"{expected - 10:.2f}", "-1.00")
    assert set(closed) >= {"shift", "expected", "counted", "difference"}
    assert till.refused("shift", "close", "--counted", "1") == "till-closed"
    slip = till("shift", "deposit", "--left", "100")
    assert slip["cash"] == f"{expected - 111:.2f}"
    assert till("shift", "report")["carried"] == "100.00"
    opened = till("shift", "open", "--float", "100")
    assert opened["difference"] == "0.00"


def test_a_whole_till_is_handed_over(till: Till) -> None:
    offered = till("shift", "handover")
    assert offered["amount"] is None
    begun = till("shift", "report")["float"]
    till("shift", "accept", offered["number"], "--counted", begun, "--agent", "samir")
    assert till("shift", "report")["agent"] == "samir"


def test_a_receipt_is_reversed_once_with_a_second_person(till: Till, contracts: list[str]) -> None:
    paid = till("pay", contracts[0], "200", "--tender", "card")
    undo = ("reverse", paid["number"], "--reason", "erreur", "--second")
    assert till.refused(*undo, "") == "second-person-needed"
    made = till(*undo, "houari")
    assert (made["total"], made["reverses"]) == ("-200.00", paid["number"])
    assert till.refused(*undo, "houari") == "already-reversed"


def test_a_bounced_cheque_a_refund_and_money_of_unknown_owner(
    till: Till, contracts: list[str]
) -> None:
    cheque = till("pay", contracts[0], "300", "--tender", "cheque", "--reference", "0077")
    bounced = till("bounce", cheque["number"], "--reason", "sans provision")
    assert bounced["total"] == "300.00"
    alerts = {a["code"] for a in till("show", contracts[0])["alerts"]}
    assert "cheque-bounced" in alerts
    card = till("pay", contracts[1], "100", "--tender", "card")
    refund = ("refund", contracts[1], "--receipt", card["number"], "--reason", "trop payé")
    account = ("--account", "004 00174 4010010504 86")
    made = till(*refund, "--second", "houari", *account)
    assert [r["number"] for r in till("refunds")["refunds"]] == [made["number"]]
    assert till("refunds", "--sent", made["number"])["refunds"] == []
    taken = till("suspense", "--take", "80")
    given = till("suspense", "--attribute", taken["number"], "--contract", contracts[2])
    assert given["suspense"] == []
    assert till("verify")["holds"]


def test_day_month_year_and_archive(till: Till, contracts: list[str], tmp_path: Path) -> None:
    assert till.refused("closing", "month") == "day-still-open"
    assert till.refused("closing", "day") == "shift-still-open"
    till("pay", contracts[0], "200", "--tender", "card")
    begun = till("shift", "report")["float"]
    z = till("shift", "close", "--counted", begun)
    day = till("closing", "day")
    assert day["period"]["collected"] == "200.00"
    assert till("closing", "day") == day
    month = till("closing", "month")
    assert month["perpetual"] == day["perpetual"]
    assert till("closing", "year")["perpetual"] == day["perpetual"]
    made = till("archive", "--year", "2026", "--out", tmp_path)
    assert Path(made["path"]).exists()
    for kind, number in (("z", z["number"]), ("closing", day["number"])):
        out = tmp_path / f"{kind}.pdf"
        assert till("print", kind, number, "--out", out)["pages"] == 1
    assert till("verify")["holds"]


def test_a_training_book_says_so_on_its_paper(
    guichet: Guichet, demo_book: Path, tmp_path: Path
) -> None:
    made = guichet("training", "--subscribers", "12", "--data", demo_book, "--json").json
    school = Till(guichet, Path(made["data"]))
    contract = school("find", "a", "--limit", "1")["hits"][0]["contract"]
    paid = school("pay", contract, "50", "--tender", "card")
    out = tmp_path / "r.pdf"
    school("print", "receipt", paid["number"], "--out", out, "--lang", "fr")
    text = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()
    assert "MODE ÉCOLE" in text
