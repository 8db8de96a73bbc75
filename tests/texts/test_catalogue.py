"""The catalogues: read quickly at a start, and just as they are read with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app import resources
from desktop_app.texts import LANGUAGES, catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_quick_way_reads_what_the_careful_way_reads(language: str) -> None:
    path = resources.path(f"texts/{language}.po")
    careful = {m.key: m.forms for m in catalogue.read(path) if m.forms and m.forms[0]}
    assert catalogue.wordings(path) == careful


def test_other_ways_of_writing_a_catalogue_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "xx.po"
    path.write_text(
        'msgid ""\nmsgstr "Language: xx\\n"\n\n'
        '# a remark\nmsgctxt "tone"\nmsgid "a \\"b\\""\nmsgstr ""\n"two "\n"lines"\n\n'
        'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "un"\nmsgstr[1] "des"\n\n'
        'msgid "empty"\nmsgstr ""\n\n'
        'msgid "tab"\nmsgstr "a\\tb"\n',
        encoding="utf-8",
    )
    assert catalogue.wordings(path) == {
        ("tone", 'a "b"'): ["two lines"],
        ("", "one"): ["un", "des"],
        ("", "tab"): ["a\tb"],
    }
