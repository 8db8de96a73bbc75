"""Keys of bank accounts, companies, contracts and scan codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import identifiers as ids

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))["ids"]


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (ids.valid_rib_ma, VECTORS["ma_rib_ok"], ["011519000001205000534922", "0115190000012050"]),
        (ids.valid_rib_dz, VECTORS["dz_rib_ok"], ["00400174401001050431", "0040017440100105048"]),
        (
            ids.valid_ice,
            VECTORS["ice_ok"],
            [*VECTORS["ice_ko"], "1561191000066", "٠٠١٥٦١١٩١٠٠٠٠٦٦"],
        ),
        (
            ids.valid_ics,
            [*VECTORS["ics_ok"], "DE98ZZZ09999999999"],
            [*VECTORS["ics_ko"], "FR72", ""],
        ),
        (
            ids.valid_iban,
            [*VECTORS["iban_ok"], "fr76 3000 6000 0112 3456 7890 189", "BE68539007547034"],
            ["FR7630006000011234567890188", "FR763000600001123456789018", "XX6853900754703", ""],
        ),
        (
            ids.valid_rum,
            ["RUM-2026/000123", "M-T001A-26-000001", "A" * 35],
            ["", "/A", "A/", "A//B", "A B", "é", "A" * 36, "a"],
        ),
    ],
)
def test_known_numbers(check: object, good: list[str], bad: list[str]) -> None:
    assert [check(n) for n in good] == [True] * len(good)  # type: ignore[operator]
    assert [check(n) for n in bad] == [False] * len(bad)  # type: ignore[operator]


def test_a_french_iban_with_a_right_total_and_a_wrong_inner_key_is_refused() -> None:
    iban = ids.iban_of("FR", "30006000011234567890188")
    assert int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
    assert not ids.valid_iban(iban)


def test_keys() -> None:
    assert ids.rib_key_fr("30006", "00001", "12345678901") == "89"
    assert [ids.ccp_key(n) for n, _ in VECTORS["ccp_key"]] == [k for _, k in VECTORS["ccp_key"]]
    assert [ids.rip_key(n) for n, _ in VECTORS["rip_key"]] == [k for _, k in VECTORS["rip_key"]]
    assert ids.rib_key_dz("00174", "4010010504") == "86", "the bank code is not part of it"
    assert ids.rib_key_ma("0115190000012050005349") == "21"


@pytest.mark.parametrize("kind", ["iban", "rib-ma", "rib-dz"])
def test_accounts_by_kind(kind: str) -> None:
    right = {
        "iban": VECTORS["iban_ok"],
        "rib-ma": VECTORS["ma_rib_ok"],
        "rib-dz": VECTORS["dz_rib_ok"],
    }
    for name, accounts in right.items():
        assert ids.valid_account(accounts[0], kind) is (name == kind)


def test_a_masked_account_shows_its_last_four_signs_only() -> None:
    assert ids.mask("FR76 3000 6000 0112 3456 7890 189") == "•••• 0189"


@given(st.integers(1, 999_999))
def test_contract_numbers_check_themselves(n: int) -> None:
    number = ids.contract_number(n)
    assert len(number) == 8
    assert int(number) % 97 == 1
    assert ids.valid_contract_number(number)
    swapped = number[:3] + number[4] + number[3] + number[5:]
    assert ids.valid_contract_number(swapped) is (swapped == number)


@pytest.mark.parametrize("n", [0, 1_000_000])
def test_contract_numbers_have_bounds(n: int) -> None:
    with pytest.raises(ValueError, match="contract numbers"):
        ids.contract_number(n)


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("F-T001A-26-000123", 18),
        ("R-T012A-26-000001", 18),
        ("R-T1204B-31-999999", 18),
        ("S-T001Z-99-12345678", 20),
        ("F-BRE1A-26-000123", 38),
        ("F-T0012A-26-000123", 40),
    ],
)
def test_scan_codes_tell_the_document_and_nothing_else(number: str, digits: int) -> None:
    scan = ids.scan_code(number)
    assert (len(scan), len(scan) % 2, int(scan) % 97) == (digits, 0, 1)
    assert ids.number_of(scan) == number


@given(st.integers(1, 999), st.sampled_from("FRASC"), st.integers(0, 99), st.integers(1, 999_999))
def test_scan_codes_come_back(till: int, kind: str, year: int, counter: int) -> None:
    number = f"{kind}-T{till:03d}A-{year:02d}-{counter:06d}"
    assert ids.number_of(ids.scan_code(number)) == number


@pytest.mark.parametrize("scan", ["", "12", "15000110260001230", "990000", "abc", "٩٩"])
def test_a_misread_scan_code_is_refused(scan: str) -> None:
    with pytest.raises(ValueError, match="not a scan code"):
        ids.number_of(scan)


def test_a_scan_code_needs_a_document_number() -> None:
    with pytest.raises(ValueError, match="not a document number"):
        ids.scan_code("facture n° 12")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4111111111111111", True),
        ("4111 1111 1111 1111", True),
        ("carte 4111-1111-1111-1111 merci", True),
        ("4111111111111112", False),
        ("auth 123456", False),
        ("", False),
        ("0522 31 20 20", False),
    ],
)
def test_card_numbers_are_noticed(text: str, found: bool) -> None:
    assert ids.luhn_card_number(text) is found
