"""Finding a subscriber as one types: any part of any name, number, phone or address, in any order and spelling.

Best first: a whole contract, meter, phone or document number; then names that start so; then names of the same
consonants; then any other part. When hardly anything answers, one wrong letter in a word is forgiven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from desktop_app.domain.refusals import Refusal

from . import search_sqlite as index
from .folding import consonant_key, fold, is_arabic, key_parts, squeeze, words
from .search_sqlite import ALT, NAME, Indexed, Word
from .tables import (
    arrangement,
    contract,
    invoice,
    meter,
    payment,
    schedule,
    series,
    subscriber,
)

if TYPE_CHECKING:
    from .book import Pen

__all__ = ["Found", "consonant_key", "create", "find", "fold", "index_contract", "rebuild"]

CANDIDATES = 40
"""How many answers of the index are ranked: enough that the best twenty are among them."""
FORGIVING_BELOW = 3
"""With fewer answers than this, one wrong letter is forgiven."""
_CHUNK = 10_000
_FIELDS = ("contract", "meter", "phone", "email", "name", "name", "address", "address")
_COUNTRY_CODES = ("33", "212", "213")


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: the contract's row, the field that matched (contract, meter, phone, email, name, address,
    document), and the document's number when one was typed."""

    contract_id: int
    why: str
    document: str = ""


# --- keeping the index --------------------------------------------------------------------------------------------


def create(connection: Connection) -> None:
    """Make the empty index."""
    index.create(connection)


def outdated(connection: Connection) -> bool:
    """Whether the index must be made again because names are folded differently now."""
    return index.outdated(connection)


def rebuild(connection: Connection) -> int:
    """Index every contract afresh (through a writing connection); answers how many."""
    index.create(connection)
    index.clear(connection)
    total = 0
    for rows in _texts(connection):
        index.put(connection, rows)
        total += len(rows)
    index.tidy(connection)
    return total


def index_contract(pen: Pen, ids: Iterable[int]) -> None:
    """Index these contracts again after a change of name, phone, address or meter."""
    wanted = list(ids)
    index.drop(pen.connection, wanted)
    for rows in _texts(pen.connection, wanted):
        index.put(pen.connection, rows)


def _texts(
    connection: Connection, ids: Sequence[int] | None = None
) -> Iterator[list[tuple[int, str, str]]]:
    """What is indexed of each contract, in chunks."""
    people = (
        select(
            contract.c.id,
            contract.c.number,
            subscriber.c.phone,
            subscriber.c.email,
            subscriber.c.name,
            subscriber.c.name_alt,
            contract.c.address,
            contract.c.postcode,
            contract.c.town,
            contract.c.address_alt,
        )
        .join_from(contract, subscriber, subscriber.c.id == contract.c.subscriber_id)
        .order_by(contract.c.id)
        .limit(_CHUNK)
    )
    serials = select(meter.c.contract_id, meter.c.serial).order_by(meter.c.contract_id)
    if ids is not None:
        people = people.where(contract.c.id.in_(ids))
        serials = serials.where(meter.c.contract_id.in_(ids))
    last = 0
    while rows := connection.execute(people.where(contract.c.id > last)).all():
        owned: dict[int, list[str]] = {}
        for owner, serial in connection.execute(
            serials.where(meter.c.contract_id > last, meter.c.contract_id <= rows[-1][0])
        ):
            owned.setdefault(owner, []).append(_compact(serial))
        last = rows[-1][0]
        yield [_text(row, owned.get(row[0], ())) for row in rows]


def _text(row: Sequence[str], serials: Iterable[str]) -> tuple[int, str, str]:
    contract_id, number, phone, email, name, alt, address, postcode, town, address_alt = row
    lines = (
        _compact(number),
        " ".join(serials),
        _digits(phone),
        " ".join(words(email)),
        " ".join(words(name)),
        " ".join(words(alt)),
        " ".join(words(f"{address} {postcode} {town}")),
        " ".join(words(address_alt)),
    )
    keys = dict.fromkeys((*_suffixes(name), *_suffixes(alt)))
    return int(contract_id), "\n".join(lines), f" {' '.join(keys)} "


def _suffixes(name: str) -> list[str]:
    """The name's key read from each of its words on."""
    parts = key_parts(name)
    return [squeeze("".join(parts[at:])) for at in range(len(parts))]


def _compact(text: str) -> str:
    return "".join(words(text))


def _digits(text: str) -> str:
    return "".join(c for c in fold(text) if "0" <= c <= "9")


# --- finding ------------------------------------------------------------------------------------------------------


def find(connection: Connection, text: str, limit: int = 20) -> tuple[Found, ...]:
    """The best answers first, at most `limit`; none for a text without letters or digits."""
    typed = words(text)
    if not typed:
        return ()
    answers: dict[int, Found] = {}
    for found in (*_documents(connection, text, typed), *_identifiers(connection, typed, limit)):
        answers.setdefault(found.contract_id, found)
    for parsed in _parses(text, typed):
        by_words = _by_words(connection, parsed, limit, by_sound="@" not in text)
        for found in by_words:
            answers.setdefault(found.contract_id, found)
        if by_words:
            break
    if len(answers) < min(FORGIVING_BELOW, limit):
        for found in _forgiving(connection, typed, limit):
            answers.setdefault(found.contract_id, found)
    return tuple(answers.values())[:limit]


def _parses(text: str, typed: list[str]) -> list[list[str]]:
    """The ways to read what was typed, likeliest first: a number with its signs closed up (IT-067-A), neighbouring
    runs of digits closed up (06 12 34), the words as they stand, then two words that may be one name (Bel Kacem)."""
    closed: list[str] = []
    for word in typed:
        if closed and word.isdigit() and closed[-1].isdigit():
            closed[-1] += word
        else:
            closed.append(word)
    ways = [closed] if closed == typed else [closed, typed]
    compact = "".join(typed)
    if len(typed) > 1 and len(text.split()) == 1 and any(c.isdigit() for c in compact):
        ways.insert(0, [compact])
    for at, (one, two) in enumerate(pairwise(typed)):
        if one.isalpha() and two.isalpha():
            ways.append([*typed[:at], one + two, *typed[at + 2 :]])
    return ways


def _by_words(
    connection: Connection, typed: list[str], limit: int, *, by_sound: bool
) -> list[Found]:
    ranked: list[tuple[tuple[int, ...], Found]] = []
    seen: set[int] = set()

    def rank(candidates: Iterable[Indexed], accept: Callable[[Indexed], bool]) -> None:
        for candidate in candidates:
            if candidate.id not in seen and accept(candidate):
                seen.add(candidate.id)
                ranked.append(_ranked(candidate, typed))

    letters = [w for w in typed if not w.isdigit()]
    if letters == typed:
        starts = [w for w in typed if len(w) > 1] or typed
        for whole in (True, False):
            if len(seen) < limit:
                rank(
                    index.by_name(connection, starts, CANDIDATES, whole=whole),
                    lambda c: all(len(w) > 1 or _starts_a_name(c, w) for w in typed),
                )
    if len(seen) < limit:
        asked = [_word(typed, at, by_sound=by_sound) for at in range(len(typed))]
        found = index.by_parts(connection, [word for word in asked if word], CANDIDATES)
        rank(found or (), lambda c: _aligned(c, typed))
    ranked.sort(key=lambda pair: pair[0])
    return [found for _, found in ranked[:limit]]


def _word(typed: list[str], at: int, *, by_sound: bool = True) -> Word | None:
    """What the index is asked for one typed word; None for an article, which asks nothing."""
    text = typed[at]
    if text in ("el", "al", "ال") and len(typed) > 1:
        return None
    if text.isdigit():
        return Word(_phones(text))
    if not by_sound or any(c.isdigit() for c in text):
        return Word((text,))
    return Word((text,), tuple(dict.fromkeys(_keys(typed, at))))


def _phones(digits: str) -> tuple[str, ...]:
    """The ways one number may be written: as typed, without the country's code, without the leading zero."""
    ways = [digits]
    rest = digits.removeprefix("00") if len(digits) >= 10 else digits
    for code in _COUNTRY_CODES:
        if rest.startswith(code) and len(rest) - len(code) >= 8:
            ways.append(rest[len(code) :].removeprefix("0"))
    if digits.startswith("0") and len(digits) >= 8:
        ways.append(digits.lstrip("0"))
    return tuple(dict.fromkeys(ways))


def _keys(typed: list[str], at: int) -> Iterator[str]:
    """The consonant keys that may stand for this word, alone or closed up with a neighbour; a leading space means
    "at the start of a word"."""
    key = squeeze("".join(key_parts(typed[at])))
    if len(key) > 1:
        yield f" {key}"
    elif key:
        yield f" {key} "
    if len(key) < 3:
        for start in (at - 1, at):
            pair = typed[max(0, start) : start + 2]
            if len(pair) == 2 and not any(w.isdigit() for w in pair):
                joined = squeeze("".join(squeeze("".join(key_parts(w))) for w in pair))
                if len(joined) > 2:
                    yield f" {joined}"


def _aligned(candidate: Indexed, typed: list[str]) -> bool:
    """Whether words found by their consonants alone fit the name's own word limits (in the same script)."""
    for at, text in enumerate(typed):
        if text.isdigit() or any(text in line for line in candidate.lines):
            continue
        if not any(_fits(candidate.lines[line], text, _keys(typed, at)) for line in (NAME, ALT)):
            return False
    return True


def _fits(name: str, text: str, keys: Iterable[str]) -> bool:
    parts = key_parts(name)
    if not parts:
        return text in ("el", "al", "ال")
    for key in keys:
        wanted = key.strip()
        for start in range(len(parts)):
            joined = ""
            for end in range(start, len(parts)):
                joined = squeeze(joined + parts[end])
                if joined == wanted:
                    return True
                if len(wanted) > 1 and end == start and joined.startswith(wanted):
                    return True
                if (
                    len(wanted) > 2
                    and is_arabic(name) != is_arabic(text)
                    and joined.startswith(wanted)
                ):
                    return True
                if not wanted.startswith(joined):
                    break
    return text in ("el", "al", "ال")


def _starts_a_name(candidate: Indexed, start: str) -> bool:
    return any(
        word.startswith(start) for line in (NAME, ALT) for word in candidate.lines[line].split()
    )


def _ranked(candidate: Indexed, typed: list[str]) -> tuple[tuple[int, ...], Found]:
    """The place of a candidate among the answers (small first) and why it answers."""
    lines = candidate.lines
    grades = [_grade(lines, text) for text in typed]
    worst = max(grade for grade, _ in grades)
    whole = sum(grade == 0 for grade, _ in grades)
    field = max(zip(typed, grades, strict=True), key=lambda pair: len(pair[0]))[1][1]
    first = typed[0]
    name_first = 0 if lines[NAME].startswith(first) or lines[ALT].startswith(first) else 1
    rank = (worst, -whole, name_first, len(lines[NAME]), candidate.id)
    return rank, Found(candidate.id, _FIELDS[field])


def _grade(lines: tuple[str, ...], text: str) -> tuple[int, int]:
    """How well one word answers: 0 a whole name or number, 1 its start, 2 inside a name, 3 elsewhere, 4 by sound."""
    if text.isdigit():
        ways = _phones(text)
        for field in (0, 1, 2):
            owned = lines[field].split()
            if any(
                way in owned or (field == 2 and lines[2].endswith(way) and len(way) > 7)
                for way in ways
            ):
                return 0, field
        for field in (NAME, ALT):
            if text in lines[field].split():
                return 0, field
        for field in (0, 1, 2, NAME, ALT):
            if any(word.startswith(way) for word in lines[field].split() for way in ways):
                return 1, field
        for field in (6, 7):
            if text in lines[field].split():
                return 1, field
        for field in (0, 1, 2, NAME, ALT, 6, 7, 3):
            if any(way in lines[field] for way in ways):
                return (2 if field < 3 else 3), field
        return 4, NAME
    best = (4, NAME)
    for field in (NAME, ALT):
        for word in lines[field].split():
            if word == text:
                return 0, field
            if word.startswith(text):
                best = min(best, (1, field))
            elif text in word:
                best = min(best, (2, field))
    if best[0] < 4:
        return best
    if _same_sound(lines, text):
        return 2, NAME
    for field in (1, 6, 7, 3, 2, 0):
        if text in lines[field]:
            return (1 if field == 1 else 3), field
    return best


def _same_sound(lines: tuple[str, ...], text: str) -> bool:
    """Whether a whole word of the name has the very consonants of the typed word (three or more)."""
    key = squeeze("".join(key_parts(text)))
    return len(key) > 2 and any(key in key_parts(lines[field]) for field in (NAME, ALT))


def _forgiving(connection: Connection, typed: list[str], limit: int) -> list[Found]:
    """Answers with one letter wrong, missing, extra or swapped in one of the words."""
    from rapidfuzz.distance import OSA

    found: list[tuple[int, int, Found]] = []
    seen: set[int] = set()
    for at, text in enumerate(typed):
        if len(text) < 4 or any(c.isdigit() for c in text):
            continue
        others = [w for n in range(len(typed)) if n != at and (w := _word(typed, n))]
        half = max(3, len(text) // 2)
        for part in dict.fromkeys((text[:half], text[-half:])):
            candidates = index.by_parts(connection, [Word((part,)), *others], 10 * CANDIDATES) or ()
            for candidate in candidates:
                if candidate.id in seen:
                    continue
                near = min(
                    (
                        (OSA.distance(text, word, score_cutoff=1), field)
                        for field, line in enumerate(candidate.lines)
                        if field in (NAME, ALT, NAME + 2)
                        for word in line.split()
                    ),
                    default=(2, NAME),
                )
                if near[0] <= 1:
                    seen.add(candidate.id)
                    found.append((near[0], near[1], Found(candidate.id, _FIELDS[near[1]])))
    found.sort(key=lambda answer: answer[:2])
    return [answer for _, _, answer in found[:limit]]


# --- numbers typed whole or nearly ----------------------------------------------------------------------------------


def _identifiers(connection: Connection, typed: list[str], limit: int) -> Iterator[Found]:
    """Contracts and meters whose number starts with what was typed, the exact ones first."""
    compact = "".join(typed)
    if not any(c.isdigit() for c in compact) or len(compact) < 4:
        return
    if compact.isdigit():
        rows = connection.execute(
            select(contract.c.id)
            .where(contract.c.number >= compact, contract.c.number < compact + ":")
            .order_by(contract.c.number)
            .limit(limit)
        )
        yield from (Found(row[0], "contract") for row in rows)
    upper = compact.upper()
    rows = connection.execute(
        select(meter.c.contract_id)
        .where(meter.c.serial >= upper, meter.c.serial < upper + "[")
        .order_by(meter.c.serial)
        .limit(limit)
    )
    yield from (Found(row[0], "meter") for row in rows)


def _documents(connection: Connection, text: str, typed: list[str]) -> Iterator[Found]:
    """The contract of the document whose number, end of number or scan code is typed."""
    wanted = _document_numbers(connection, typed)
    if not wanted:
        return
    for table in (invoice, payment, schedule, arrangement):
        yield from _owners(connection, table, wanted)


def _owners(connection: Connection, table: Table, numbers: Sequence[str]) -> Iterator[Found]:
    rows = connection.execute(
        select(table.c.contract_id, table.c.number)
        .where(table.c.number.in_(numbers))
        .order_by(table.c.id.desc())
        .limit(20)
    )
    yield from (Found(owner, "document", number) for owner, number in rows)


def _document_numbers(connection: Connection, typed: list[str]) -> list[str]:
    """The numbers that what was typed may stand for, by the series the book has begun."""
    *before, last = typed
    compact = "".join(typed)
    if compact.isdigit() and len(compact) >= 12:
        return _scanned(compact)
    if (
        not last.isdigit()
        or len(last) > 6
        or (not before and not (last.startswith("0") and len(last) == 6))
    ):
        return []
    counter = int(last)
    if counter == 0:
        return []
    found = []
    for kind, till, epoch, year, highest in connection.execute(select(series)).all():
        marks = [kind.lower(), f"{till}{epoch}".lower(), f"{year % 100:02d}"]
        if counter <= highest and before == marks[len(marks) - len(before) :]:
            found.append(f"{kind}-{till}{epoch}-{year % 100:02d}-{counter:06d}")
    return found


def _scanned(digits: str) -> list[str]:
    """The invoice whose bar code gives these digits."""
    from desktop_app.domain import identifiers

    try:
        return [identifiers.number_of(digits)]
    except (Refusal, ValueError):
        return []
