"""Rule books: the three that ship, a fourth that needs no code, and every fault named with its line."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from desktop_app import resources
from desktop_app.domain import rulebook
from desktop_app.domain.money import plain_text
from desktop_app.domain.period import Period
from desktop_app.domain.refusals import RuleBookFault, UnknownOperator
from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.stamp import stamp
from desktop_app.domain.tariff import price
from desktop_app.domain.toml_lines import lines_of
from desktop_app.services import rulebooks

FOURTH = Path(__file__).with_name("fourth.toml").read_text(encoding="utf-8")


def read(text: str) -> RuleBook:
    return rulebook.read(tomllib.loads(text), text=text, file="fourth.toml")


def line_with(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


@pytest.mark.parametrize("code", ["iroise", "casablanca", "oran"])
def test_the_books_that_ship(code: str) -> None:
    rules = rulebooks.load(code)
    assert code in rulebooks.known()
    assert rules.prices_from == date(2013, 1, 1)
    assert {"estimate", "deadline", "means", "complaint", "title"} <= set(rules.notices)
    assert {"address", "phone", "hours", "emergency", "web", "email"} <= set(rules.identity)
    assert len(rules.towns) >= 15
    assert all(len(bill.labels) == 3 for bill in rules.components)
    assert rules.category(rules.categories[0].code).sector == "households"
    assert rules.service("water").unit == "m3"
    assert set(rules.sample["categories"]) == {c.code for c in rules.categories}  # type: ignore[call-overload]


def test_days_of_rest_are_data() -> None:
    assert rulebooks.load("oran").weekend == (4, 5)
    assert rulebooks.load("iroise").weekend == (5, 6)
    assert read(FOURTH).weekend == (5, 6)
    text = FOURTH.replace("paper = ", 'weekend = ["domingo"]\npaper = ', 1)
    with pytest.raises(RuleBookFault) as found:
        read(text)
    assert found.value.values["line"] == line_with(text, "weekend")


def test_the_french_headings_are_those_of_the_order_word_for_word() -> None:
    assert [h.labels["fr"] for h in rulebooks.load("iroise").headings] == [
        "Distribution de l'eau",
        "Collecte et traitement des eaux usées",
        "Organismes publics",
    ]
    fees = [c for c in rulebooks.load("iroise").components if c.dated_by == "issue"]
    assert all(c.labels["fr"].endswith("(agence de l'eau)") for c in fees)


def test_what_is_not_established_carries_a_note() -> None:
    for code in rulebooks.known():
        rules = rulebooks.load(code)
        noted = [p for c in rules.components for p in c.prices if p.note]
        assert noted
        assert rules.remarks


def test_a_fourth_utility_needs_no_code() -> None:
    rules = read(FOURTH)
    bill = price(
        rules,
        category="all",
        period=Period(date(2024, 6, 1), date(2024, 7, 31)),
        issued_on=date(2024, 8, 1),
        volumes={"water": 25},
    )
    # 60 days: two months of 3.10 shared 30/30 over the change of VAT; 25 m3 all at 1.5, shared 13 / 12
    assert [plain_text(line.net) for line in bill.lines] == [
        "3.10",
        "3.10",
        "19.50",
        "18.00",
        "1.09",
    ]
    assert [(str(v.rate), plain_text(v.amount)) for v in bill.vat] == [
        ("5.5", "1.24"),
        ("6", "1.27"),
    ]
    assert plain_text(bill.total) == "47.30"
    assert stamp(rules, date(2024, 8, 1), bill.total) == 50
    assert rules.monthly is None
    assert rules.small_sum == 150


FAULTS = [
    # what stands in the book, what is written instead, where the fault is named, a piece of its reason
    ("due_days = 21", 'due_days = "21"', 'due_days = "21"', "not a whole number"),
    ("due_days = 21", "due_days = true", "due_days = true", "not a whole number"),
    ("due_days = 21", "due_dais = 21", 'code = "fourth"', "due_days is missing"),
    ('agencies = ["Centre"]', 'agencies = ["Centre"]\ncolour = "blue"', "colour", "unknown entry"),
    ('agencies = ["Centre"]', 'agencies = ["Centre", 3]', "agencies", "not text"),
    ('small_sum = "1.50"', "small_sum = 1.50", "small_sum", "floating-point"),
    ('small_sum = "1.50"', 'small_sum = "1,50"', "small_sum", "not a number"),
    ('small_sum = "1.50"', 'small_sum = "-1.50"', "small_sum", "from zero up"),
    ('small_sum = "1.50"', 'small_sum = "1.505"', "small_sum", "more than two decimals"),
    ('small_sum = "1.50"', 'small_sum = "NaN"', "small_sum", "from zero up"),
    ('prices = ["3.10"]', "prices = [3.10]", "prices = [3.10]", "floating-point"),
    ('prices = ["3.10"]', 'prices = ["3.10001"]', 'prices = ["3.10001"]', "more than 4 decimals"),
    ('prices = ["3.10"]', "prices = []", "prices = []", "0 prices for 1 blocks"),
    ('["1", "1.2", "1.5"]', '["1", "1.2"]', '["1", "1.2"]', "2 prices for 3 blocks"),
    ('prices = ["3.10"] }', 'price = ["3.10"] }', 'price = ["3.10"]', "prices is missing"),
    (
        "to = 2023-01-01, prices",
        "to = 2022-12-01, prices",
        "from = 2023-01-01",
        "nothing holds from 2022-12-01",
    ),
    ("to = 2023-01-01, prices", "to = 2023-02-01, prices", "from = 2023-01-01", "overlap"),
    (
        "to = 2023-01-01, prices",
        "to = 2019-01-01, prices",
        "to = 2019-01-01",
        "not after its start",
    ),
    ("to = 2023-01-01, prices", "prices", "from = 2023-01-01", "after the one without end"),
    (
        "{ from = 2023-01-01, prices",
        "{ from = 2023-01-01, to = 2030-01-01, prices",
        "rows = [\n  {",
        "for ever",
    ),
    (
        '[{ from = 2020-01-01, prices = ["3.10"]',
        '[{ from = 2021-01-01, prices = ["3.10"]',
        "from = 2021-01-01",
        "nothing holds from 2020-01-01",
    ),
    (
        'from = 2020-01-01, prices = ["3.10"]',
        'from = "2020", prices = ["3.10"]',
        'from = "2020"',
        "not a date",
    ),
    (
        'from = 2020-01-01, prices = ["3.10"]',
        'from = 2020-01-01T00:00:00, prices = ["3.10"]',
        "from = 2020-01-01T",
        "not a date",
    ),
    ('rate = "6"', "rate = 6", "rate = 6", "rate is not text"),
    (
        'code = "river"\nkind = "percent"',
        'code = "river"\nkind = "share"',
        'kind = "share"',
        "not one of",
    ),
    (
        'of = ["charge", "water"]',
        'of = ["charge", "sewer"]',
        'of = ["charge", "sewer"]',
        "unknown of 'sewer'",
    ),
    ('of = ["charge", "water"]', 'of = ["river"]', 'of = ["river"]', "unknown of 'river'"),
    ('service = "water"\nof', 'service = "gas"\nof', 'service = "gas"', "unknown service 'gas'"),
    ('vat = "normal"\nlimits', 'vat = "low"\nlimits', 'vat = "low"', "unknown vat 'low'"),
    (
        'vat = "normal"\nlimits',
        'vat = "normal"\ncategories = ["some"]\nlimits',
        'categories = ["some"]',
        "unknown categories 'some'",
    ),
    (
        'heading = "only"\nservice = "water"\nof',
        'heading = "none"\nservice = "water"\nof',
        'heading = "none"',
        "unknown heading",
    ),
    ("limits = [10, 20]", "limits = [20, 10]", "limits = [20, 10]", "do not rise"),
    ("selective_from = 0", "selective_from = 4", "selective_from = 4", "last block is 2"),
    ('per = "month"', 'per = "week"', 'per = "week"', "not one of"),
    (
        'per = "month"',
        'per = "month"\nlimits = [1]',
        "limits = [1]",
        "means nothing for kind 'fixed'",
    ),
    ('code = "river"', 'code = "water"', 'code = "water"\nkind = "percent"', "stands twice"),
    (
        'labels = { fr = "Abonnement", ar = "اشتراك", en',
        'labels = { fr = "Abonnement", en',
        'labels = { fr = "Abonnement"',
        "no wording in ar",
    ),
    (
        'means = { fr = "Carte", ar = "بطاقة", en = "Card" }\n',
        "",
        "[notices]",
        "notices lack means",
    ),
    (
        "sample = { categories = { all = 1 } }",
        "sample = { categories = { all = 0.5 } }",
        "sample",
        "floating-point",
    ),
    ('currency = "EUR"', 'currency = "USD"', 'currency = "USD"', "not one of"),
    (
        'tenders = ["cash", "card"]',
        'tenders = ["cash", "gold"]',
        "tenders",
        "unknown tenders 'gold'",
    ),
    ("choices = [2, 3]", "choices = [2, 9]", "choices = [2, 9]", "beyond max_months"),
    (
        "{ low = 70, high = 130 }",
        "{ up_to = 90, low = 70, high = 130 }",
        "bands = [{ up_to = 20",
        "last reading band",
    ),
    (
        'bands = [{ units = "0.2" }]',
        'bands = [{ up_to = "5", units = "0.2" }]',
        'bands = [{ up_to = "5"',
        "has a limit",
    ),
]


@pytest.mark.parametrize(("there", "instead", "where", "reason"), FAULTS)
def test_faults_are_named_with_their_line(
    there: str, instead: str, where: str, reason: str
) -> None:
    assert FOURTH.count(there) >= 1
    text = FOURTH.replace(there, instead, 1)
    with pytest.raises(RuleBookFault) as news:
        read(text)
    values = news.value.values
    assert values["file"] == "fourth.toml"
    assert reason in str(values["reason"])
    expected = 1 if where == 'code = "fourth"' else line_with(text, where)
    assert values["line"] == expected


def test_a_file_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('code = "x"\nlabels = {\n', encoding="utf-8")
    with pytest.raises(RuleBookFault) as news:
        rulebooks.from_file(file)
    assert news.value.values["line"] == 2


def test_a_day_that_does_not_exist_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('code = "x"\nprices_from = 2013-13-01\n', encoding="utf-8")
    with pytest.raises(RuleBookFault) as news:
        rulebooks.from_file(file)
    values = news.value.values
    assert (values["line"], values["reason"]) == (2, "2013-13-01 is not a date")


def test_a_category_that_nothing_prices_is_named() -> None:
    more = """
[[category]]
code = "free"
labels = { fr = "Rien", ar = "لا شيء", en = "Nothing" }
sector = "business"
usage = "business"
"""
    place = FOURTH.index("[[service]]")
    text = FOURTH[:place] + more + FOURTH[place:]
    one = text.replace('kind = "blocks"', 'kind = "blocks"\ncategories = ["all"]', 1)
    assert one != text
    with pytest.raises(RuleBookFault) as news:
        read(one)
    assert news.value.values["reason"] == "nothing prices the water of free"
    assert news.value.values["line"] == line_with(one, 'code = "free"') - 1


def test_a_file_that_is_not_there_is_no_operator(tmp_path: Path) -> None:
    with pytest.raises(UnknownOperator):
        rulebooks.from_file(tmp_path / "nothing.toml")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('code = "été"\n'.encode("latin-1"))
    with pytest.raises(RuleBookFault):
        rulebooks.from_file(file)


def test_lines_of_every_shape_of_entry() -> None:
    text = """# a comment with = and [
a = 1
"b c".d = 'x # y'
[t."u.v"]
long = \"\"\"
not = this
\"\"\"
e = { f = 1, g = [ { h = 2 },
  { h = "]" } ] }
[[rows]]
n = [
  1, # one ]
  2,
]
[[rows]]
[[rows.sub]]
k = "\\\\"
[rows.tab]
z = 2020-01-01
"""
    found = lines_of(text)
    assert tomllib.loads(text)["rows"][1]["sub"][0]["k"] == "\\"
    assert found[("a",)] == 2
    assert found[("b c", "d")] == 3
    assert found[("t", "u.v", "long")] == 5
    assert found[("t", "u.v", "e", "g", 1, "h")] == 9
    assert found[("rows", 0, "n", 1)] == 13
    assert found[("rows", 1)] == 15
    assert found[("rows", 1, "sub", 0, "k")] == 17
    assert found[("rows", 1, "tab", "z")] == 19


@pytest.mark.parametrize("code", ["iroise", "casablanca", "oran"])
def test_every_entry_of_the_books_has_its_line(code: str) -> None:
    text = resources.path(f"operators/{code}.toml").read_text(encoding="utf-8")
    found = lines_of(text)

    def visit(value: object, path: tuple[str | int, ...]) -> None:
        items = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, part in items:
            assert (*path, key) in found
            if isinstance(key, str):
                assert key in text.splitlines()[found[(*path, key)] - 1]
            visit(part, (*path, key))

    visit(tomllib.loads(text), ())
