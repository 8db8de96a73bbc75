"""Whatever the agent types of a subscriber, the subscriber answers, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from desktop_app.domain import identifiers
from desktop_app.storage import invoices, search, tables
from desktop_app.storage.book import Book

from .making import HAND, an_invoice, new_book, register

REGISTER = {
    "benali": ("Mohamed Benali", "محمد بن علي", "10013570", "0555 12 34 56", "12 rue des Lilas"),
    "ben ali": ("Mohammed Ben Ali", "", "10027140", "+213 661 22 33 44", "4 boulevard Zabana"),
    "arabic": ("بن علي محمد", "", "10040710", "", "حي النصر عمارة ٧"),
    "ould": ("Ould Kaddour Aïcha", "ولد قدور عائشة", "10054280", "0770112233", "Cité 200 logts"),
    "gall": ("Élodie Le Gall", "", "29067850", "06 12 34 56 78", "3 impasse du Port"),
    "tanguy": ("Marie Tanguy", "", "29081420", "", "5 rue Mohamed Khemisti"),
    "haddad": ("Abdelkader Haddad", "عبد القادر حداد", "10094990", "", ""),
    "hostis": ("Yann L'Hostis", "", "29108560", "", "Bât. C, 7 bis rue Kerbriant"),
    "amrouche": ("Tassadit At Ɛmer", "تاسعديت أمروش", "10122130", "", ""),
    "company": ("SARL Eau & Froid <Oran>", "", "10135700", "041 33 44 55", "Zone 4, lot 18"),
}


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, dict[int, str]]]:
    made = new_book(Path(tmp_path_factory.mktemp("search")) / "agency")
    known = {}
    with made.write(HAND) as pen:
        for key, (name, alt, number, phone, address) in REGISTER.items():
            row = register(
                pen,
                name,
                alt,
                number=number,
                phone=phone,
                address=address,
                email=f"{key.replace(' ', '.')}@poste.example",
                serial=f"IT-{number[3:]}-A",
            )
            known[row] = key
            search.index_contract(pen, [row])
        tanguy = next(row for row, key in known.items() if key == "tanguy")
        invoices.add(pen, an_invoice(pen.number("F"), 4_200), contract_id=tanguy, volume=1)
        pen.journal("registered")
    yield made, known
    made.close()


def ask(agency: tuple[Book, dict[int, str]], text: str, limit: int = 20) -> list[tuple[str, str]]:
    opened, known = agency
    with opened.read() as connection:
        return [(known[f.contract_id], f.why) for f in search.find(connection, text, limit)]


@pytest.mark.parametrize(
    ("typed", "first", "why"),
    [
        ("benali", "benali", "name"),
        ("BENALI mohamed", "benali", "name"),
        ("moh bena", "benali", "name"),
        ("Mohammed ben ali", "ben ali", "name"),
        ("بن علي محمد", "arabic", "name"),
        ("محمد بن", "benali", "name"),
        ("القادر", "haddad", "name"),
        ("kader had", "haddad", "name"),
        ("had dad kader", "haddad", "name"),
        ("abd el kader", "haddad", "name"),
        ("ould kaddour", "ould", "name"),
        ("kadour ould", "ould", "name"),
        ("aicha", "ould", "name"),
        ("عائشة", "ould", "name"),
        ("عايشه", "ould", "name"),
        ("elodie", "gall", "name"),
        ("gall élo", "gall", "name"),
        ("lhostis", "hostis", "name"),
        ("l'hostis yann", "hostis", "name"),
        ("hostis", "hostis", "name"),
        ("at amer", "amrouche", "name"),
        ("tassadit", "amrouche", "name"),
        ("amrouche", "amrouche", "name"),
        ("eau froid", "company", "name"),
        ("10013570", "benali", "contract"),
        ("10 013 570", "benali", "contract"),
        ("١٠٠١٣٥٧٠", "benali", "contract"),
        ("29067", "gall", "contract"),
        ("67850", "gall", "contract"),
        ("IT-67850-A", "gall", "meter"),
        ("it67850", "gall", "meter"),
        ("0612345678", "gall", "phone"),
        ("06 12 34 56 78", "gall", "phone"),
        ("0033 6 12 34 56 78", "gall", "phone"),
        ("+33612345678", "gall", "phone"),
        ("345678", "gall", "phone"),
        ("0661223344", "ben ali", "phone"),
        ("٠٥٥٥١٢٣٤٥٦", "benali", "phone"),
        ("lilas", "benali", "address"),
        ("12 lilas", "benali", "address"),
        ("النصر", "arabic", "address"),
        ("rue kerbriant 7", "hostis", "address"),
        ("khemisti", "tanguy", "address"),
        ("ould.kaddour@poste", "ould", "name"),
        ("gall@poste.example", "gall", "email"),
        ("F-T001A-26-000001", "tanguy", "document"),
        ("f t001a 26 1", "tanguy", "document"),
        ("26-000001", "tanguy", "document"),
        ("000001", "tanguy", "document"),
    ],
)
def test_what_is_typed_finds_whom_it_means(
    agency: tuple[Book, dict[int, str]], typed: str, first: str, why: str
) -> None:
    answers = ask(agency, typed)
    assert answers
    assert answers[0][0] == first
    assert answers[0][1] == why


@pytest.mark.parametrize("typed", ["mohamed", "Mohammed", "mohamad", "محمد", "مُحَمَّد", "muhammad"])
def test_every_spelling_finds_every_bearer_before_any_street(
    agency: tuple[Book, dict[int, str]], typed: str
) -> None:
    found = [key for key, _ in ask(agency, typed)]
    assert set(found[:3]) == {"benali", "ben ali", "arabic"}


@pytest.mark.parametrize("typed", ["benali", "ben ali", "بن علي", "بنعلي"])
def test_joined_or_parted_names_are_one(agency: tuple[Book, dict[int, str]], typed: str) -> None:
    assert {"benali", "ben ali", "arabic"} <= {key for key, _ in ask(agency, typed)}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("haddqd", "haddad"),
        ("hadad", "haddad"),
        ("kerbrian", "hostis"),
        ("tangyu", "tanguy"),
        ("elodei", "gall"),
        ("zabanna", "ben ali"),
    ],
)
def test_one_wrong_letter_is_forgiven(
    agency: tuple[Book, dict[int, str]], typed: str, found: str
) -> None:
    assert found in [key for key, _ in ask(agency, typed)]


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "-", "'", '"', "%", "***", "🙂", "zzzzzz", "00000000", "martin", "AND", "NEAR("],
)
def test_nonsense_finds_nobody_and_breaks_nothing(
    agency: tuple[Book, dict[int, str]], typed: str
) -> None:
    assert ask(agency, typed) == []


@pytest.mark.parametrize(
    "typed", ["b", "ب", "بن", "le", "7", "a b c", '"benali"', "benali*", "ben\x00ali"]
)
def test_short_and_odd_texts_answer_something_sensible(
    agency: tuple[Book, dict[int, str]], typed: str
) -> None:
    assert isinstance(ask(agency, typed), list)


def test_no_more_answers_than_asked(agency: tuple[Book, dict[int, str]]) -> None:
    assert len(ask(agency, "poste", limit=4)) == 4


def test_a_scanned_bar_code_opens_its_invoice(agency: tuple[Book, dict[int, str]]) -> None:
    opened, known = agency
    with opened.read() as connection:
        (found,) = search.find(connection, identifiers.scan_code("F-T001A-26-000001"))
    assert (known[found.contract_id], found.document) == ("tanguy", "F-T001A-26-000001")


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(folder: Path) -> None:
    made = new_book(folder)
    with made.write(HAND) as pen:
        row = register(pen, "Nouria Zerrouki")
        search.index_contract(pen, [row])
        pen.connection.execute(update(tables.subscriber).values(name="Nouria Belhadj"))
        search.index_contract(pen, [row])
        pen.journal("name_changed")
        assert search.find(pen.connection, "zerrouki") == ()
        assert search.find(pen.connection, "belhadj nouria")[0].contract_id == row
        assert search.rebuild(pen.connection) == 1
        assert search.find(pen.connection, "zerrouki") == ()
        assert search.find(pen.connection, "belhadj nouria")[0].contract_id == row
    made.close()


def test_an_index_folded_otherwise_is_made_again_on_opening(folder: Path) -> None:
    from desktop_app.storage import book

    made = new_book(folder)
    with made.write(HAND) as pen:
        register(pen, "Nouria Zerrouki")
        pen.journal("registered")
        pen.connection.exec_driver_sql("PRAGMA user_version = 0")
    made.close()
    again = book.open_book(folder)
    with again.read() as connection:
        assert len(search.find(connection, "zerrouki")) == 1
    again.close()
