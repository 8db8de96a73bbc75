"""The right-to-left layer: order of runs, joining, wrapping, hostile text, and what a reader copies from the page."""

from __future__ import annotations

import io
import unicodedata

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.documents import text
from desktop_app.documents.embedding import repertoire
from desktop_app.documents.page import A4, Pen, Style
from desktop_app.documents.text import REGULAR, clean, face, fitted, line, lines
from desktop_app.domain.refusals import FontMissing
from desktop_app.texts import iso, name

from .facts import HOSTILE

AMOUNT = "1\u202f234,56 €"
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


def visual(words: str, *, rtl: bool) -> list[str]:
    """The texts of the runs from left to right, each in logical order."""
    made = line(words, REGULAR, rtl=rtl)
    return ["".join(copied(run.glyphs)) for run in made.runs]


def copied(glyphs: tuple[text.Glyph, ...]) -> list[str]:
    letters = [g.text for g in glyphs]
    right = any(unicodedata.bidirectional(c) in ("R", "AL") for c in "".join(letters))
    return letters[::-1] if right else letters


@pytest.mark.parametrize(
    ("words", "rtl", "runs"),
    [
        ("Total", False, ["Total"]),
        ("رقم 123", True, ["123", "رقم "]),
        ("شارع محمد V (الرباط)", True, [" (الرباط)", "V", "شارع محمد "]),
        (f"المبلغ {iso(AMOUNT)} فقط", True, [" فقط", AMOUNT, "المبلغ "]),
        (f"Client {name('محمد')} absent", False, ["Client ", "محمد", " absent"]),
        ("التاريخ ٣١/١٢/٢٠٢٦", True, ["٣١/١٢/٢٠٢٦", "التاريخ "]),
    ],
)
def test_runs_stand_in_visual_order(words: str, rtl: bool, runs: list[str]) -> None:
    assert visual(words, rtl=rtl) == runs


def test_letters_join() -> None:
    """Four letters joined are narrower than the four letters apart, and the glyphs are not the isolated ones."""
    joined = line("ببب", REGULAR, rtl=True)
    apart = {g.gid for g in line("ب", REGULAR, rtl=True).runs[0].glyphs}
    assert len({g.gid for g in joined.runs[0].glyphs}) == 3
    assert not apart & {g.gid for g in joined.runs[0].glyphs}


def test_brackets_of_arabic_are_mirrored() -> None:
    opening = line("(", REGULAR).runs[0].glyphs[0].gid
    first = line("(ب)", REGULAR, rtl=True).runs[0].glyphs[-1]
    assert first.text == "("
    assert first.gid != opening


@pytest.mark.parametrize("width", [5_000, 12_000, 40_000])
@pytest.mark.parametrize(
    "words",
    [
        "Madame, Monsieur, votre facture d'eau est prête. " * 6,
        "فاتورة الماء جاهزة يا سيدي. " * 9,
        "W" * 200,
        "لا" * 99,
    ],
)
def test_a_paragraph_fits_its_column_and_loses_nothing(words: str, width: int) -> None:
    rtl = "\u0600" < words[0] < "\u06ff"
    made = lines(words, REGULAR, width, rtl=rtl)
    assert all(one.width <= width + 400 for one in made)
    letters = "".join("".join(g.text for g in run.glyphs) for one in made for run in one.runs)
    assert sorted(letters.replace(" ", "")) == sorted(words.replace(" ", ""))


def test_a_paragraph_cut_short_says_so() -> None:
    made = lines("mot " * 100, REGULAR, 10_000, limit=2)
    assert len(made) == 2
    assert made[1].runs[-1].glyphs[-1].text == "…"


def test_numbers_are_not_broken_when_a_word_must_be() -> None:
    made = lines("référence-12345678", REGULAR, 8_000)
    tails = ["".join(g.text for run in one.runs for g in run.glyphs) for one in made]
    assert any("12345678" in tail for tail in tails)


@pytest.mark.parametrize("words", HOSTILE)
def test_clean_leaves_one_short_line_without_controls(words: str) -> None:
    made = clean(words)
    assert len(made) <= 200
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in made)
    assert not any(
        c in made for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    assert clean(made) == made


def test_clean_keeps_what_people_write() -> None:
    assert clean("  <b>A & B</b>\n é ") == "<b>A & B</b> é"
    assert clean("e\u0301") == "é"


@given(ANY_TEXT, st.booleans(), st.integers(min_value=300, max_value=30_000))
@settings(max_examples=80)
def test_any_text_is_laid_out(words: str, rtl: bool, room: int) -> None:
    made = clean(words)
    whole = line(made, REGULAR, rtl=rtl)
    assert whole.width == sum(g.advance for run in whole.runs for g in run.glyphs)
    assert fitted(made, REGULAR, max(room, 1_000), rtl=rtl).width <= max(room, 1_000)
    lines(made, REGULAR, room, rtl=rtl)


@given(ANY_TEXT)
@settings(max_examples=80)
def test_shaping_loses_no_letter(words: str) -> None:
    made = "".join(c for c in clean(words) if unicodedata.category(c) != "Cf")
    drawn = "".join(g.text for run in line(made, REGULAR).runs for g in run.glyphs)
    assert sorted(drawn) == sorted(made)


@given(ANY_TEXT, st.booleans())
@settings(max_examples=60)
def test_levels_give_the_order_of_the_unicode_algorithm(words: str, rtl: bool) -> None:
    """Our cut into runs agrees with the reference reordering, character by character."""
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    made = clean(words)
    direction = TextDirection.RTL if rtl else TextDirection.LTR
    reference = [
        c.character
        for c in BidiParagraph(made, direction).get_reordered_characters()
        if unicodedata.bidirectional(c.character) not in ("BN", "LRI", "RLI", "FSI", "PDI")
    ]
    ours: list[str] = []
    levels = text._levels(made, rtl)
    if levels is None:
        ours = [c for c in made if unicodedata.bidirectional(c) != "BN"]
    else:
        base = int(rtl)
        kept = [(i, level) for i, level in enumerate(levels) if level >= 0]
        while kept and unicodedata.bidirectional(made[kept[-1][0]]) in ("WS", "BN", "S", "B"):
            last = kept.pop()
            kept_tail = (last[0], base)
            ours.append(str(kept_tail[0]))
        tail = [(int(i), base) for i in reversed(ours)]
        ours = []
        for part, right in text._visual(made, kept + tail):
            ours += reversed(part) if right else part
    assert ours == reference


def page_with(*said: tuple[str, bool]) -> bytes:
    pen = Pen(A4, rtl=False, margin=30)
    for n, (words, rtl) in enumerate(said):
        pen.text(40, 60 + 40 * n, words, Style(REGULAR, 14), width=500, rtl=rtl)
    return pen.finish(title="t", author="a", subject="s", language="ar")


def test_copied_text_is_what_was_written() -> None:
    made = page_with(
        ("Éléonore d'Œuvre <b>X & Co</b> 37 m³", False),
        ("لا تدفع هذه الفاتورة", True),
        ("التي وصلتكم في الجزائر", True),
        (f"رقم {iso('F-T012A-26-118244')} بتاريخ {iso('31/12/2026')}", True),
        ("Client 😀 漢", False),
    )
    said = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    for words in (
        "Éléonore d'Œuvre <b>X & Co</b> 37 m³",
        "لا تدفع هذه الفاتورة",
        "التي وصلتكم في الجزائر",
        "F-T012A-26-118244",
        "31/12/2026",
        "😀",
    ):
        assert words in said


def cut_fonts(made: bytes) -> dict[str, bytes]:
    """The font files inside a document, by the name of their font."""
    page = pypdf.PdfReader(io.BytesIO(made)).pages[0]
    found = {}
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        held = inner.get_object()
        found[str(held["/FontName"])] = held["/FontFile2"].get_object().get_data()
    return found


def test_every_font_is_embedded_and_cut_down() -> None:
    made = page_with(("Facture فاتورة", False))
    fonts = cut_fonts(made)
    assert fonts
    whole = len(face("regular").data)
    assert all(len(data) < whole / 3 for data in fonts.values())
    assert len(made) < whole / 6


def test_everyday_text_shares_one_cut_of_a_font_and_other_letters_get_their_own() -> None:
    one, other = (cut_fonts(page_with((text, False))) for text in ("Relevé", "Échéance, 37 m³"))
    assert one == other
    arabic, rare = (cut_fonts(page_with((text, False))) for text in ("فاتورة", "پڤ فاتورة"))
    assert set(arabic).isdisjoint(one)
    assert set(rare).isdisjoint(arabic)


def test_the_same_text_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    before = page_with(("پڤ فاتورة Facture", False))
    page_with(("ڤ گ", False))
    assert page_with(("پڤ فاتورة Facture", False)) == before


def test_every_everyday_pair_copies_as_its_own_text() -> None:
    known = repertoire("regular")
    texts = [text for (_, text) in known.pairs]
    for letter in "aZé0€œ بعرةيلا":
        assert letter in texts
    assert all(code > known.latin for (_, text), code in known.codes.items() if "ع" in text)


def test_the_same_page_is_the_same_bytes() -> None:
    assert page_with(("Facture", False)) == page_with(("Facture", False))


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    text.face.cache_clear()
    text._line.cache_clear()
    text._shape.cache_clear()
    monkeypatch.setitem(text.FILES, REGULAR, "Gone.ttf")
    with pytest.raises(FontMissing) as news:
        line("Bonjour", REGULAR)
    assert news.value.values == {"file": "Gone.ttf"}
