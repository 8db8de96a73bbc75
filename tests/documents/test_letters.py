"""Receipts, schedule letters and arrangement agreements: every field, every language, whatever the name."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from desktop_app.documents.arrangement import draw_arrangement
from desktop_app.documents.receipt import draw_receipt, tender_name
from desktop_app.documents.schedule import draw_schedule
from desktop_app.domain.payment import TenderKind
from desktop_app.texts import texts_in

from .facts import HOSTILE, arrangement, book, receipt, schedule
from .reading import has, pages, said, scanned


@pytest.mark.parametrize("narrow", [False, True])
def test_a_receipt_says_what_was_taken(narrow: bool) -> None:
    made = draw_receipt(receipt("oran"), book("oran"), ("fr",), copy=0, narrow=narrow)
    assert not has(
        said(made),
        "Reçu de paiement", "R-T012A-26-000123", "2 882,34 DA", "20/07/2026", "T012", "N. Haddad", "30000050",
        "deux mille huit cent quatre-vingt-deux dinars et trente-quatre centimes", "Mohamed Benkheira",
        "F-T012A-26-118200", "F-T012A-26-118201", "1 426,67", "Espèces", "2 900,00", "Monnaie rendue", "17,66",
        "Droit de timbre", "29,00", "Reste à payer", "2 853,34", "9F3A-77C1", book("oran").agencies[0],
    )  # fmt: skip
    assert scanned(made) == {"QRCode": "01226000123046"}
    assert pages(made) == 1


def test_a_bilingual_receipt_has_both_words() -> None:
    text = said(draw_receipt(receipt("oran"), book("oran"), ("fr", "ar"), copy=0))
    assert not has(
        text,
        "وصل دفع",
        "ألفان وثمانمائة واثنان وثمانون دينارا وأربعة وثلاثون سنتيما",
        "Somme reçue",
        "نقدا",
    )


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        ("iroise", "fr", "sous réserve d'encaissement"),
        ("oran", "ar", "شريطة تحصيل الصك"),
        ("casablanca", "en", "subject to the cheque"),
    ],
)
def test_a_cheque_is_taken_subject_to_being_paid(code: str, language: str, words: str) -> None:
    taken = receipt(code, kind=TenderKind.CHEQUE)
    text = said(draw_receipt(taken, book(code), (language,), copy=0))
    assert not has(text, words, "0004417", "BADR")
    other = receipt(code, kind=TenderKind.CARD)
    assert has(said(draw_receipt(other, book(code), (language,), copy=0)), words)


def test_a_cancelled_receipt_names_the_one_it_undoes() -> None:
    undone = replace(
        receipt("oran"),
        number="R-T012A-26-000124",
        reverses="R-T012A-26-000123",
        reason="Erreur de caisse",
    )
    text = said(draw_receipt(undone, book("oran"), ("fr",), copy=0))
    assert not has(text, "Annulation de reçu", "R-T012A-26-000123", "Erreur de caisse")


def test_credit_kept_is_said() -> None:
    kept = replace(receipt("oran"), credit=5000, allocated=())
    assert not has(
        said(draw_receipt(kept, book("oran"), ("fr",), copy=0)), "Avance gardée", "50,00"
    )


def test_a_long_list_of_documents_goes_overleaf_or_makes_a_longer_roll() -> None:
    many = receipt("oran", many=60)
    a5 = draw_receipt(many, book("oran"), ("fr",), copy=0)
    roll = draw_receipt(many, book("oran"), ("fr",), copy=0, narrow=True)
    for made in (a5, roll):
        assert not has(said(made), "F-T012A-26-118259", "Espèces", "Total")
    assert pages(a5) > 1
    assert pages(roll) == 1


def test_a_roll_is_as_long_as_what_it_holds() -> None:
    def tall(many: int) -> tuple[float, float]:
        made = draw_receipt(receipt("oran", many=many), book("oran"), ("ar",), copy=1, narrow=True)
        size: tuple[float, float] = pypdfium2.PdfDocument(made)[0].get_size()
        return size

    assert tall(1)[0] == pytest.approx(226.77, abs=0.1)
    assert tall(6)[1] - tall(1)[1] == pytest.approx(5 * 13, abs=1)
    assert tall(1)[1] < 700


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_means_of_payment_has_a_wording(language: str) -> None:
    texts = texts_in(language)
    assert len({tender_name(texts, kind) for kind in TenderKind}) == len(TenderKind)


def test_the_schedule_letter_announces_ten_debits() -> None:
    made = draw_schedule(schedule(), book("iroise"), ("fr",), copy=0)
    text = said(made)
    assert not has(
        text,
        "Échéancier de prélèvements", "S-T001A-26-000042", "10 février 2026", "10 novembre 2026", "60,68 €", "606,80 €",
        "606,82 €", "F-T001A-25-000087", "282,00 €", "324,82 €", "IRO-00010000275-01", "FR72ZZZ123456",
        "•••• 189", "8 semaines", "13 mois", "vaut prénotification", "Saint-Renan", "12 janvier 2026",
    )  # fmt: skip
    assert text.count("60,68") >= 12
    assert pages(made) == 1


def test_the_agreement_has_its_parts_and_two_places_to_sign() -> None:
    made = draw_arrangement(arrangement(), book("casablanca"), ("fr", "ar"), copy=0)
    assert not has(
        said(made),
        "C-T003A-26-000017", "F-T003A-26-004521", "415,35 DH", "69,23 DH", "69,22 DH", "21 juillet 2026",
        "21 décembre 2026", "Le client", "Pour l'agence", "S. Berrada", "A. Tazi", "Date et signature",
        "quatre cent quinze dirhams et trente-cinq centimes", "أربعمائة وخمسة عشر درهما وخمسة وثلاثون سنتيما",
        "الأقساط", "Étalement sur 6 mois",
    )  # fmt: skip
    assert pages(made) == 1


@pytest.mark.parametrize("code", ["iroise", "casablanca", "oran"])
@pytest.mark.parametrize("languages", [("fr",), ("ar",), ("en",), ("fr", "ar")])
def test_every_letter_in_every_language(code: str, languages: tuple[str, ...]) -> None:
    rules = book(code)
    for made in (
        draw_receipt(receipt(code), rules, languages, copy=1, mode="training"),
        draw_schedule(schedule(code), rules, languages, copy=1, mode="training"),
        draw_arrangement(arrangement(code), rules, languages, copy=1, mode="training"),
    ):
        assert not has(said(made), "DUPLICATA 1", "MODE ÉCOLE", "SPÉCIMEN")
        assert pages(made) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_breaks_a_letter(words: str) -> None:
    def renamed(fact):  # type: ignore[no-untyped-def]
        person = replace(fact.customer, name=words, name_alt=words, address=words, town=words)
        return replace(fact, customer=person)

    for languages in (("fr",), ("ar",), ("fr", "ar")):
        taken = replace(renamed(receipt("oran")), agent=words, agency=words)
        assert pages(draw_receipt(taken, book("oran"), languages, copy=0)) == 1
        assert pages(draw_receipt(taken, book("oran"), languages, copy=0, narrow=True)) == 1
        letter = replace(renamed(schedule("oran")), holder=words, account=words)
        assert pages(draw_schedule(letter, book("oran"), languages, copy=0)) <= 2
        agreed = replace(renamed(arrangement("oran")), agent=words, reason=words, approved_by=words)
        assert pages(draw_arrangement(agreed, book("oran"), languages, copy=0)) <= 2


def test_a_long_arrangement_turns_the_page() -> None:
    long = arrangement("oran")
    many = tuple(replace(long.instalments[0], on=one.on) for one in long.instalments) * 20
    documents = tuple((f"F-T003A-26-{n:06}", 1000 + n) for n in range(60))
    made = draw_arrangement(
        replace(long, instalments=many, documents=documents), book("oran"), ("fr",), copy=0
    )
    assert pages(made) >= 3
    assert not has(said(made), "F-T003A-26-000059", "Le client")


def test_a_long_name_of_the_utility_is_written_whole() -> None:
    made = draw_arrangement(arrangement("oran"), book("oran"), ("fr",), copy=0)
    assert not has(said(made), "Société de l'eau et de l'assainissement d'Oran")
