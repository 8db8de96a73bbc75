"""Bad input and failing machines: each gets its sentence in three languages, its exit code, and nothing is lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app import app, resources, settings
from desktop_app.services import checking, dossier
from desktop_app.services.dossier import Dossier
from tests.conftest import contracts_of

from .conftest import Done, Guichet

REFUSED = [
    ("show 99999999", "unknown-contract"),
    ("pay 99999999 10 --tender cash", "unknown-contract"),
    ("pay {contract} -5 --tender cash", "amount-not-positive"),
    ("pay {contract} -50,25 --tender cash", "amount-not-positive"),
    ("pay {contract} 0 --tender cash", "amount-not-positive"),
    ("pay {contract} 1000000000000 --tender card", "amount-too-large"),
    ("pay {contract} 1,234 --tender cash", "amount-ambiguous"),
    ("pay {contract} 12,345,6 --tender cash", "amount-unreadable"),
    ("pay {contract} 1.005,001 --tender cash", "amount-too-precise"),
    ("pay {contract} much --tender cash", "amount-unreadable"),
    ("pay {contract} 10 --tender cash --document F-T999A-26-000001", "unknown-document"),
    ("pay {contract} 10 --tender cash --given 5", "given-too-little"),
    ("reading {contract} 12x4 --on 2026-06-30", "index-unreadable"),
    ("reading {contract} 1 --on 2026-07-15", "reading-in-future"),
    ("reading {contract} 1 --on 2020-01-01", "reading-before-last"),
    ("reading {contract} {below} --on 2026-06-30", "index-below-last"),
    ("reading {contract} 1 --on 2026-06-30 --meter NOSUCH", "unknown-meter"),
    ("invoice {contract} --to 2027-06-30", "billing-in-future"),
    ("print receipt R-T999A-26-000001 --out {out}", "unknown-document"),
    ("print invoice nonsense --out {out}", "unknown-document"),
    ("arrange {contract} --monthly 0.01", "instalment-too-small"),
    ("demo --operator oran --subscribers 50", "book-exists"),
    ("demo --operator nowhere --subscribers 50", "unknown-operator"),
]


@pytest.fixture(scope="module")
def firm(agency: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A book that refuses everything it is told here: at the end it holds what it held, and verifies."""
    folder = tmp_path_factory.mktemp("firm") / "oran"
    shutil.copytree(agency("oran"), folder)
    before = facts(folder)
    yield folder
    assert facts(folder) == before


@pytest.fixture(scope="module")
def values(firm: Path) -> dict[str, Any]:
    """A contract that owes and whose meter shows enough to be read too low."""
    for contract in contracts_of(firm):
        found = show(firm, contract)
        last = found.readings[-1] if found.readings else None
        owes = found.balances.owed > 100_00 and not found.arrangements
        if owes and last is not None and last.kind == "real" and last.index > 50:
            return {"contract": contract, "below": last.index - 40, "out": firm / "x.pdf"}
    raise AssertionError("a demo agency has debtors whose meters are read")


@pytest.fixture
def book(demo_book: Path) -> Path:
    return demo_book


def show(book: Path, contract: str) -> Dossier:
    counter = app.open_counter(settings.load(data=book))
    found = dossier.show(counter, contract)
    counter.book.close()
    return found


def facts(book: Path) -> tuple[tuple[str, int], ...]:
    counter = app.open_counter(settings.load(data=book))
    verified = checking.verify(counter)
    counter.book.close()
    assert verified.holds
    return tuple((c.name, c.counted) for c in verified.checks)


@pytest.mark.parametrize(("words", "code"), REFUSED, ids=[f"{c}: {w}" for w, c in REFUSED])
def test_refused(
    guichet: Guichet, firm: Path, values: dict[str, Any], words: str, code: str
) -> None:
    said = set()
    for language in ("fr", "ar", "en"):
        done = guichet(
            *words.format(**values).split(), "--data", firm, "--lang", language, "--json"
        )
        assert done.code == 2, done.out
        assert done.json["refusal"]["code"] == code
        assert done.json["refusal"]["message"] == done.err.strip()
        assert not Path(values["out"]).exists()
        said.add(done.err)
    assert len(said) == 3, "one sentence per language"


@pytest.mark.parametrize("amount", ["50,25", "50.25", "٥٠٫٢٥", "۵۰٫۲۵", "0050.25"])
def test_the_same_amount_however_it_is_written(
    guichet: Guichet, book: Path, contracts: list[str], amount: str
) -> None:
    paid = guichet("pay", contracts[0], amount, "--tender", "card", "--data", book, "--json")
    assert paid.code == 0, paid.err
    assert paid.json["amount"] == "50.25"


def test_an_empty_folder_has_no_book(guichet: Guichet, tmp_path: Path) -> None:
    assert trouble(guichet("verify", "--data", tmp_path, "--json")) == "no-book"


def test_an_empty_file_is_no_book(guichet: Guichet, book: Path) -> None:
    (book / "guichet.book").write_bytes(b"")
    assert trouble(guichet("verify", "--data", book, "--json")) == "book-damaged"


def test_a_wrong_key_opens_nothing_and_harms_nothing(guichet: Guichet, book: Path) -> None:
    key = (book / "guichet.key").read_text()
    digest = hashlib.sha256((book / "guichet.book").read_bytes()).hexdigest()
    (book / "guichet.key").write_text("00" * 32)
    assert trouble(guichet("verify", "--data", book, "--json")) == "wrong-key"
    (book / "guichet.key").unlink()
    assert trouble(guichet("verify", "--data", book, "--json")) == "key-missing"
    assert hashlib.sha256((book / "guichet.book").read_bytes()).hexdigest() == digest
    (book / "guichet.key").write_text(key)
    assert guichet("verify", "--data", book, "--json").json["holds"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_truth_of_a_book_is_named_in_words(
    guichet: Guichet, book: Path, language: str
) -> None:
    names = [c["name"] for c in guichet("verify", "--data", book, "--json").json["checks"]]
    lines = guichet("verify", "--data", book, "--lang", language).out.splitlines()
    assert len(lines) == len(names)
    assert not [line for line in lines if line.split()[0] in names]


def test_a_folder_that_refuses_writing_is_named(
    guichet: Guichet, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's answer is replaced, since permissions say nothing to an administrator's tests."""
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda p, mode: mode != os.W_OK and allowed(p, mode))
    done = guichet("verify", "--data", book, "--json")
    assert trouble(done) == "book-read-only"
    assert str(book) in done.err


def test_a_paper_that_cannot_be_written_undoes_nothing(
    guichet: Guichet, book: Path, contracts: list[str]
) -> None:
    paid = guichet("pay", contracts[0], "20", "--tender", "card", "--data", book, "--json").json
    words = ("print", "receipt", paid["number"], "--data", book, "--json")
    (book / "occupied").write_text("a file where a folder should be")
    assert trouble(guichet(*words, "--out", book / "occupied" / "x.pdf")) == "cannot-write-file"
    assert (
        guichet("show", contracts[0], "--data", book, "--json").json["payments"][-1]["number"]
        == paid["number"]
    )
    assert guichet(*words, "--out", book / "x.pdf").code == 0


def test_a_missing_font_is_named(
    guichet: Guichet,
    book: Path,
    contracts: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    paid = guichet("pay", contracts[0], "20", "--tender", "card", "--data", book, "--json").json
    whole = resources.path
    monkeypatch.setattr(
        resources,
        "path",
        lambda name: tmp_path / name if name.startswith("fonts/") else whole(name),
    )
    forget_fonts()
    words = (
        "print",
        "receipt",
        paid["number"],
        "--data",
        book,
        "--json",
        "--out",
        tmp_path / "x.pdf",
    )
    done = guichet(*words)
    forget_fonts()
    assert trouble(done) == "font-missing"
    assert not (tmp_path / "x.pdf").exists()


def test_the_date_of_a_real_book_is_the_clock_s(
    guichet: Guichet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from desktop_app.storage import book as books

    monkeypatch.setattr("desktop_app.app.terminal_passphrase", lambda: lambda: "a long pass phrase")
    books.create(
        tmp_path, kind="real", operator="oran", agency="Centre", till="T001",
        created_on=date(2026, 6, 30), passphrase="a long pass phrase",
    ).close()  # fmt: skip
    done = guichet("verify", "--data", tmp_path, "--today", "2026-01-01", "--json")
    assert done.code == 2
    assert done.json["refusal"]["code"] == "today-on-real-book"
    assert guichet("verify", "--data", tmp_path, "--json").code == 0


def trouble(done: Done) -> str:
    assert done.code == 3, done.out + done.err
    assert done.err.count("\n") == 1
    return str(done.json["trouble"]["code"])


def forget_fonts() -> None:
    """Make the papers read their fonts again."""
    from desktop_app.documents import embedding

    for name in dir(embedding):
        if hasattr(getattr(embedding, name), "cache_clear"):
            getattr(embedding, name).cache_clear()


def test_subprocess_sees_the_same_refusal(book: Path) -> None:
    import sys

    command = [sys.executable, "-m", "desktop_app", "show", "99999999", "--data", str(book)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
