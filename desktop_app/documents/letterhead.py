"""What every paper shares: the operator's mark and name, who it is for, its marks of copy or training, its footer."""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

from desktop_app.domain.rulebook import RuleBook
from desktop_app.domain.subscriber import Customer
from desktop_app.texts import Texts, iso, name

from .embedding import FontUse
from .page import INK, RULE, SMALL, SOFT, STRONG, TINY, Pen, Style, rgb
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Phrases, Voice, person

MARGIN = 34.0
_LEGAL = ("siret", "siren", "vat_id", "ice", "if", "rc", "tp", "nif", "nis", "ics")
_LEGAL_NAMES = {"vat_id": "TVA", "siret": "SIRET", "siren": "SIREN"}


class Accent(NamedTuple):
    """The operator's colour, its dark tone for small text and its pale wash."""

    main: str
    dark: str
    wash: str


_ACCENTS = (
    Accent("0B6E8F", "084F68", "E8F3F7"),
    Accent("1D4F91", "153A6B", "EAF0F8"),
    Accent("00776B", "00564E", "E6F3F1"),
    Accent("7A3E86", "5A2C63", "F4ECF5"),
)


def accent(rules: RuleBook) -> Accent:
    """The operator's colours: fixed by its code, so that a new operator needs no code."""
    return _ACCENTS[(crc32(rules.code.encode()) >> 5) % len(_ACCENTS)]


def start(
    rules: RuleBook,
    languages: tuple[str, ...],
    size: tuple[float, float],
    *,
    mode: str,
    margin: float = MARGIN,
    fonts: dict[str, FontUse] | None = None,
) -> tuple[Pen, Voice]:
    """A pen on a fresh page and the voice of its languages, watermarked when the paper is not a real document."""
    voice = Voice(rules, languages)
    pen = Pen(size, rtl=voice.rtl, margin=margin, fonts=fonts)
    if mode == "simulation":
        pen.watermark("SIMULATION")
    elif mode == "training":
        pen.watermark("SPÉCIMEN")
    return pen, voice


def letterhead(pen: Pen, voice: Voice, y: float, *, room: float) -> float:
    """The operator's mark, names and address; gives the y below."""
    colours = accent(voice.rules)
    x = pen.margin
    mark(pen, voice.rules, x, y, 30)
    at = y - 2
    for n, phrase in enumerate(voice.operator()):
        style = Style(BOLD, 13.5 if n == 0 else 11, colours.dark)
        wide = pen.wide(phrase.text, style)
        if wide > room - 38:  # a long name is written smaller, not cut
            style = style._replace(size=max(8.5, style.size * (room - 38) / wide - 0.05))
        pen.text(x + 38, at, phrase.text, style, width=room - 38, rtl=phrase.rtl)
        at += style.leading * 0.94
    for phrase in voice.identity("address"):
        pen.text(x + 38, at, name(phrase.text), SMALL, width=room - 38, rtl=phrase.rtl)
        at += SMALL.leading
    return max(at, y + 38)


def mark(pen: Pen, rules: RuleBook, x: float, y: float, size: float) -> None:
    """A drop in a rounded square, with waves for water and a bolt where the operator also sells electricity."""
    colours = accent(rules)
    pen.box(x, y, size, size, fill=colours.main, round_=size * 0.24)
    left = pen.left(x, size)
    middle, top, unit = left + size / 2, -y, size / 30
    drop = (
        f"{middle:.2f} {top - 4 * unit:.2f} m "
        f"{middle + 3 * unit:.2f} {top - 9 * unit:.2f} {middle + 8 * unit:.2f} {top - 13 * unit:.2f} "
        f"{middle + 8 * unit:.2f} {top - 18 * unit:.2f} c "
        f"{middle + 8 * unit:.2f} {top - 22.6 * unit:.2f} {middle + 4.4 * unit:.2f} {top - 26 * unit:.2f} "
        f"{middle:.2f} {top - 26 * unit:.2f} c "
        f"{middle - 4.4 * unit:.2f} {top - 26 * unit:.2f} {middle - 8 * unit:.2f} {top - 22.6 * unit:.2f} "
        f"{middle - 8 * unit:.2f} {top - 18 * unit:.2f} c "
        f"{middle - 8 * unit:.2f} {top - 13 * unit:.2f} {middle - 3 * unit:.2f} {top - 9 * unit:.2f} "
        f"{middle:.2f} {top - 4 * unit:.2f} c f"
    )
    pen.raw(f"1 1 1 rg {drop}")
    ink = f"{rgb(colours.main)} rg {rgb(colours.main)} RG"
    if any(service.code == "power" for service in rules.services):
        bolt = ((1, 11), (-4.5, 18.6), (-0.8, 18.6), (-1.6, 24), (4.2, 16.2), (0.4, 16.2))
        points = [f"{middle + a * unit:.2f} {top - b * unit:.2f}" for a, b in bolt]
        pen.raw(f"{ink} {points[0]} m {' '.join(p + ' l' for p in points[1:])} h f")
        return
    for depth in (17.2, 21):
        pen.raw(
            f"{ink} {1.5 * unit:.2f} w {middle - 4.6 * unit:.2f} {top - depth * unit:.2f} m "
            f"{middle - 2.4 * unit:.2f} {top - (depth - 2) * unit:.2f} {middle - 2.2 * unit:.2f} "
            f"{top - (depth - 2) * unit:.2f} {middle:.2f} {top - depth * unit:.2f} c "
            f"{middle + 2.2 * unit:.2f} {top - (depth + 2) * unit:.2f} {middle + 2.4 * unit:.2f} "
            f"{top - (depth + 2) * unit:.2f} {middle + 4.6 * unit:.2f} {top - depth * unit:.2f} c S"
        )


def marks(
    pen: Pen, voice: Voice, x: float, y: float, *, copy: int, mode: str, size: float = 7
) -> None:
    """The chips that say a paper is a copy, a simulation or an exercise, finishing at `x`."""
    chips: list[tuple[str, str]] = []
    if copy:
        chips.append((voice.main.say("DUPLICATA {n}", n=iso(copy)), INK))
    if mode == "training":
        chips.append((voice.main.say("TRAINING MODE"), "A86A00"))
    if mode == "simulation":
        chips.append((voice.main.say("SIMULATION, NOT AN INVOICE"), "A86A00"))
    for text, fill in chips:
        x -= pen.chip(x, y, text, fill=fill, size=size, align="end") + 5


def addressee(
    pen: Pen, customer: Customer, voice: Voice, x: float, y: float, width: float
) -> float:
    """Name and address as an envelope shows them; long ones wrap, then end with an ellipsis."""
    arabic = voice.rtl
    first, second = customer.name, customer.name_alt
    if arabic and second and not _arabic(first):
        first, second = second, first
    place = customer.address_alt if arabic and customer.address_alt else customer.address
    y = pen.block(x, y, person(first), Style(SEMIBOLD, 10.5), width, limit=2)
    if second and (voice.both or arabic):
        y = pen.block(x, y, person(second), Style(REGULAR, 9, SOFT), width, limit=1)
    if customer.send_to:
        for line in customer.send_to.splitlines()[:4]:
            y = pen.block(x, y + 1, person(line), Style(REGULAR, 9.5), width, limit=1)
        return y
    if place:
        y = pen.block(x, y + 1, person(place), Style(REGULAR, 9.5), width, limit=2)
    if voice.both and customer.address_alt and customer.address_alt != place:
        y = pen.block(x, y, person(customer.address_alt), Style(REGULAR, 8.5, SOFT), width, limit=1)
    town = f"{customer.postcode} {_town(voice, customer.town)}".strip()
    if town:
        y = pen.block(x, y, person(town), Style(REGULAR, 9.5), width, limit=1)
    return y


def called(customer: Customer, texts: Texts) -> str:
    """The customer's name in the script of a language where it is known, fit for a sentence."""
    return person(customer.name_alt if texts.rtl and _arabic(customer.name_alt) else customer.name)


def contacts(pen: Pen, voice: Voice, x: float, y: float, width: float) -> float:
    """Telephone and hours for questions and complaints, emergencies, web: compulsory on a French invoice."""
    known = voice.rules.identity

    def plain(key: str) -> Phrases:
        text = known.get(key, "").removeprefix("https://").removesuffix("/")
        return voice.each(lambda t: iso(text))[:1] if text else ()

    rows = (
        (voice.say("Questions and complaints"), plain("phone")),
        (voice.say("Open"), voice.identity("hours")),
        (voice.say("Emergencies, day and night"), plain("emergency")),
        (voice.say("Online"), plain("web")),
        (voice.say("E-mail"), plain("email")),
    )
    for label, value in rows:
        if value:
            y = fact(pen, voice, x, y, width, label, value, share=0.295)
    return y


def fact(
    pen: Pen,
    voice: Voice,
    x: float,
    y: float,
    width: float,
    label: Phrases,
    value: Phrases,
    *,
    share: float = 0.42,
) -> float:
    """One labelled value; on a bilingual paper it stands between its two labels, or below them when long."""
    style, bold = Style(REGULAR, 7.4, SOFT), Style(SEMIBOLD, 7.6)
    step = bold.leading + 0.6
    if len(label) < 2:
        pen.text(x, y, label[0].text if label else "", style, width=width * share - 4)
        room = width * (1 - share)
        for phrase in value[:1]:
            sizes = (bold, bold.of(size=6.9), bold.of(size=6.4))
            fits = (s for s in sizes if pen.wide(phrase.text, s, rtl=phrase.rtl) <= room)
            fine = next(fits, bold.of(size=6.9))
            y = (
                pen.block(x + width * share, y, phrase.text, fine, room, limit=2)
                - fine.leading
                + step
            )
        return y
    sides = [pen.wide(p.text, style, rtl=p.rtl) for p in label[:2]]
    pen.text(x, y, label[0].text, style, rtl=label[0].rtl)
    pen.text(x + width - sides[1], y, label[1].text, style, rtl=label[1].rtl)
    room = width - sum(sides) - 12
    wides = [pen.wide(p.text, bold, rtl=p.rtl) for p in value[:2]]
    if len(wides) == 2 and sum(wides) + 10 > room:
        if max(wides) > room:
            for phrase, side in zip(value, ("start", "end"), strict=False):
                y += step
                pen.text(x, y, phrase.text, bold, width=width, align=side, rtl=phrase.rtl)
            return y + step
        return pen.stack(x + sides[0] + 6, y, value[:2], bold, room, align="middle") + 0.6
    pen.say(x + sides[0] + 6, y, value, bold, room, align="middle")
    return y + step


def footers(pen: Pen, voice: Voice, document: str, *, mode: str) -> None:
    """On every page: who issues it by law, the document's number, the page and how many there are."""
    known = voice.rules.identity
    parts = [known[k] for k in ("legal_name", "legal_form") if k in known]
    parts += [f"{_LEGAL_NAMES.get(k, k.upper())} {known[k]}" for k in _LEGAL if k in known]
    legal = iso(" · ".join(parts))
    small = pen.width < 500
    y = pen.height - (33 if small else 25)
    total = len(pen.pages)
    for page in range(total):
        pen.on(page)
        pen.rule(pen.margin, y, pen.inner, colour=RULE)
        number = voice.main.say("Page {n} of {total}", n=iso(page + 1), total=iso(total))
        said = f"{iso(document)}  ·  {number}" if document else number
        wide = pen.wide(said, TINY)
        room = pen.inner - wide - 12
        if small:
            pen.block(pen.margin, y + 3, legal, TINY, room, limit=2, rtl=False)
        else:
            pen.text(pen.margin, y + 3, legal, TINY, width=room, rtl=False)
        pen.text(pen.margin + pen.inner - wide, y + 3, said, TINY, width=wide + 1, align="end")
        if mode == "demo":
            text = voice.main.say("Demonstration agency: fictional customers and amounts")
            pen.text(pen.margin, pen.height - 14, text, TINY, width=pen.inner, align="middle")


def band(pen: Pen, voice: Voice, said: Phrases, y: float) -> float:
    """A section title over a fine line in the operator's colour; gives the y below."""
    colours = accent(voice.rules)
    pen.say(pen.margin, y, said, STRONG.of(size=8.6, colour=colours.dark), pen.inner)
    pen.rule(pen.margin, y + 13, pen.inner, colour=colours.main, weight=0.8)
    return y + 16.5


def _town(voice: Voice, town: str) -> str:
    """The town as the page writes it: its Arabic name on an Arabic page where the rule book knows it."""
    if not voice.rtl:
        return town
    return next(
        (t["name_ar"] for t in voice.rules.towns if t["name"] == town and "name_ar" in t), town
    )


def _arabic(text: str) -> bool:
    return any("\u0600" <= c <= "\u06ff" for c in text)
