"""The letter that tells of an abnormal volume: what was found, what to do, until when, and what it changes."""

from __future__ import annotations

from desktop_app.domain.leak import LeakLetter
from desktop_app.domain.rulebook import RuleBook
from desktop_app.texts import iso, name

from .letter import TEXT, head, prose, room_for, signatures
from .letterhead import accent, band, called, fact, footers, start
from .page import A4, WASH, Pen, Style
from .text import BOLD, REGULAR, SEMIBOLD
from .voice import Phrases, Voice, person


def draw_leak(
    letter: LeakLetter,
    rules: RuleBook,
    languages: tuple[str, ...],
    *,
    copy: int = 0,
    mode: str = "",
) -> bytes:
    """The PDF of the letter; trouble FontMissing."""
    pen, voice = start(rules, languages, A4, mode=mode)
    case = letter.file.case
    title = voice.say("Unusual consumption")
    y = head(pen, voice, letter.customer, title, case.number, copy=copy, mode=mode)
    place = rules.agencies[0] if rules.agencies else ""
    made = voice.each(
        lambda t: t.say("{place}, {date}", place=name(place), date=t.long_date(letter.on))
    )
    pen.say(pen.margin, y, made, Style(REGULAR, 9), pen.inner, align="end")
    y = prose(pen, voice, voice.say("Dear customer,"), y + 20)
    y = prose(pen, voice, _found(voice, letter), y)
    y = _measures(pen, voice, letter, y + 2)
    y = _steps(pen, voice, letter, y)
    y = _rights(pen, voice, letter, y)
    parties = (
        (voice.say("For the agency"), voice.operator()[0].text),
        (voice.say("Received by the customer"), called(letter.customer, voice.main)),
    )
    signatures(pen, voice, parties, y + 6)
    footers(pen, voice, case.number, mode=mode)
    return pen.finish(
        title=f"{title[0].text} {case.number}",
        author=rules.identity.get("legal_name", voice.operator()[0].text),
        subject=letter.customer.contract,
        language=languages[0],
    )


def _found(voice: Voice, letter: LeakLetter) -> Phrases:
    case = letter.file.case
    if case.mean.source == "own":
        return voice.say(
            "Your meter shows {volume} between {start} and {end}. Over the same days of the previous years you used "
            "{mean} on average: this is more than the double. There may be a leak after your meter.",
            volume=lambda t: t.quantity(case.volume, case.unit),
            start=lambda t: t.long_date(case.start),
            end=lambda t: t.long_date(case.end),
            mean=lambda t: t.quantity(case.mean.whole, case.unit),
        )
    return voice.say(
        "Your meter shows {volume} between {start} and {end}. Comparable dwellings near you used {mean} on average: "
        "this is more than the double. There may be a leak after your meter.",
        volume=lambda t: t.quantity(case.volume, case.unit),
        start=lambda t: t.long_date(case.start),
        end=lambda t: t.long_date(case.end),
        mean=lambda t: t.quantity(case.mean.whole, case.unit),
    )


def _measures(pen: Pen, voice: Voice, letter: LeakLetter, y: float) -> float:
    case = letter.file.case

    def volume(value: int) -> Phrases:
        return voice.each(lambda t: t.quantity(value, case.unit))[:1]

    rows: list[tuple[Phrases, Phrases]] = [
        (voice.say("Contract"), voice.each(lambda _: iso(case.contract))),
        (voice.say("Meter"), voice.each(lambda _: iso(case.meter))),
        (voice.say("Volume read"), volume(case.volume)),
        (voice.say("Usual volume"), volume(case.mean.whole)),
        (voice.say("Volume above which the law protects you"), volume(case.limit)),
    ]
    if letter.invoice:
        rows.append((voice.say("Invoice"), voice.each(lambda _: iso(letter.invoice))))
    tall = 13.0 * len(rows) + 10
    y = room_for(pen, y, tall)
    pen.box(pen.margin, y, pen.inner, tall, fill=WASH, round_=5)
    at = y + 6
    for label, value in rows:
        at = fact(pen, voice, pen.margin + 10, at, pen.inner - 20, label, value, share=0.42)
    return y + tall + 12


def _steps(pen: Pen, voice: Voice, letter: LeakLetter, y: float) -> float:
    """Three numbered steps, the last one with its date in large."""
    y = band(pen, voice, voice.say("What to do"), room_for(pen, y, 90)) + 3
    colours = accent(voice.rules)
    steps = (
        voice.say("Close every tap and look at the meter. If it still turns, water is leaking."),
        voice.say(
            "Have the leak found and repaired by a plumber. Ask for a certificate that says where the leak was and "
            "when it was repaired."
        ),
        voice.say(
            "Give us the certificate at the latest on {deadline}. Until that day you may also ask us to check the "
            "meter: we answer within a month.",
            deadline=lambda t: t.long_date(letter.deadline),
        ),
    )
    for n, said in enumerate(steps, 1):
        tall = pen.paragraphs_tall(said, TEXT, pen.inner - 24)
        y = room_for(pen, y, tall + 4)
        pen.text(pen.margin, y - 1, iso(n), Style(BOLD, 12, colours.main), width=18, align="middle")
        y = pen.paragraphs(pen.margin + 24, y, said, TEXT, pen.inner - 24) + 4
    return y + 6


def _rights(pen: Pen, voice: Voice, letter: LeakLetter, y: float) -> float:
    case, law = letter.file.case, voice.rules.leak
    assert law is not None
    small = TEXT.of(size=8.4)
    y = band(pen, voice, voice.say("Your rights"), room_for(pen, y, 90)) + 3
    said = voice.say(
        "With the certificate, water is billed for {water} at most and sewerage for {sewer}; what was billed above is "
        "given back.",
        water=lambda t: t.quantity(case.mean.percent(law.water_percent), case.unit),
        sewer=lambda t: t.quantity(case.mean.percent(law.sewer_percent), case.unit),
    )
    y = prose(pen, voice, said, y, TEXT.of(face=SEMIBOLD))
    y = prose(
        pen,
        voice,
        voice.say(
            "Leaks of household appliances, of sanitary or heating equipment and of their joints are not covered."
        ),
        y,
        small,
    )
    notice = voice.notice("leak_law")
    if notice:
        y = prose(pen, voice, notice, y, small)
    phone = voice.rules.identity.get("phone", "")
    if phone:
        said = voice.say("Call us on {phone}: we help you read the meter.", phone=person(phone))
        y = prose(pen, voice, said, y, small)
    return y
