"""Reading and writing the gettext catalogues (resources/texts/*.po): one per language, for screen and paper alike."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
LANGUAGES = ("fr", "ar", "en")
_FIELD = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?) (".*")$')

_PLAIN = re.compile(
    r'(?:^msgctxt "(.*)"\n)?^msgid "(.+)"\n(?:msgid_plural ".*"\n)?'
    r'msgstr(?:\[0\])? "(.+)"((?:\nmsgstr\[\d\] ".*")*)$',
    re.MULTILINE,
)


@dataclass(slots=True)
class Message:
    """One message: English key, optional context, optional plural key, and its wording (one or n plural forms)."""

    id: str
    context: str = ""
    plural: str = ""
    forms: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.id


def read(path: Path) -> Iterator[Message]:
    """The messages of a .po file, its header left out."""
    yield from _messages(path.read_text(encoding="utf-8"))


def _messages(text: str) -> Iterator[Message]:
    import json

    for block in text.split("\n\n"):
        parts: dict[str, str] = {}
        current = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if match := _FIELD.match(line):
                current = match[1]
                parts[current] = json.loads(match[3])
            elif line.startswith('"') and current:
                parts[current] += json.loads(line)
        if parts.get("msgid"):
            forms = [v for k, v in sorted(parts.items()) if k.startswith("msgstr")]
            yield Message(
                parts["msgid"], parts.get("msgctxt", ""), parts.get("msgid_plural", ""), forms
            )


def wordings(path: Path) -> dict[tuple[str, str], list[str]]:
    """(context, key) -> forms of every worded message: what `read` gives, in the little time a start allows.

    Files as `write` leaves them are taken by one expression; those written otherwise are read with care."""
    _header, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    if "\\" in text or '\n"' in text or "\n#" in text:
        return {m.key: m.forms for m in read(path) if m.forms and m.forms[0]}
    return {
        (context, key): [first, *(line[11:-1] for line in others.split("\n")[1:])]
        for context, key, first, others in _PLAIN.findall(text)
    }


def write(path: Path, language: str, messages: list[Message]) -> None:
    """Write a .po file sorted by context and key, so that two additions never conflict needlessly."""
    header = f"Content-Type: text/plain; charset=UTF-8\nLanguage: {language}\nPlural-Forms: {PLURALS[language]}\n"
    blocks = [f'msgid ""\nmsgstr {_quoted(header)}']
    for message in sorted(messages, key=lambda m: m.key):
        lines = [f"msgctxt {_quoted(message.context)}"] if message.context else []
        lines.append(f"msgid {_quoted(message.id)}")
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines += [f"msgstr[{i}] {_quoted(form)}" for i, form in enumerate(message.forms)]
        else:
            lines.append(f"msgstr {_quoted(message.forms[0] if message.forms else '')}")
        blocks.append("\n".join(lines))
    part = path.with_suffix(".part")
    part.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    part.replace(path)


def plural_rule(language: str) -> Callable[[int], int]:
    """The index of the plural form for a count."""
    expression = PLURALS[language].split("plural=", 1)[1].rstrip(";")
    rule: Callable[[int], int] = gettext.c2py(expression)
    return rule


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
