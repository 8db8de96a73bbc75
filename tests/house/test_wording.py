"""Every sentence exists in French, Arabic and English with the same values; nothing is said outside the catalogue."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import string
from types import ModuleType

import pytest

from desktop_app import resources
from desktop_app.domain.refusals import BadNews, Refusal, Trouble
from desktop_app.texts import catalogue

from .tree import PROJECT, modules, name, of_room, tree

KEY_NAMES = {"Enter", "Return", "Shift", "Space"}
FORMS = {"fr": 2, "en": 2, "ar": 6}
ARABIC = re.compile("[\u0600-\u06ff]")
SAYING = set(  # calls whose text a person reads
    "setText setWindowTitle setToolTip setStatusTip setPlaceholderText setAccessibleName setTitle "
    "setAccessibleDescription setWhatsThis setLabelText setInformativeText setSuffix setPrefix addTab setTabText "
    "addAction addMenu addItem setHeaderLabels setHorizontalHeaderLabels addRow "
    "QLabel QPushButton QAction QCheckBox QRadioButton QGroupBox QToolButton QMessageBox "
    "drawString drawRightString drawCentredString Paragraph print".split()
)


def messages(language: str) -> list[catalogue.Message]:
    return list(catalogue.read(resources.path(f"texts/{language}.po")))


@pytest.fixture(scope="module")
def keeper() -> ModuleType:
    spec = importlib.util.spec_from_file_location("keeper", PROJECT / "packaging/catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_wording_is_missing(keeper: ModuleType) -> None:
    assert not keeper.missing()


for _module in of_room("domain"):
    if _module.stem.startswith("refusals_"):
        importlib.import_module(f"desktop_app.domain.{_module.stem}")


def bad_news(kind: type[BadNews]) -> list[type[BadNews]]:
    children = [c for child in kind.__subclasses__() for c in (child, *bad_news(child))]
    return [c for c in children if c.code]


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_refusal_and_trouble_has_its_sentence(language: str) -> None:
    known = {m.key: m for m in messages(language)}
    faults = []
    for kind, context in ((Refusal, "refusal"), (Trouble, "trouble")):
        for news in bad_news(kind):
            message = known.get((context, news.code))
            if message is None or not all(message.forms):
                faults.append(f"{context} {news.code}: no wording")
            elif placeholders(message.forms[0]) != set(news.fields):
                faults.append(f"{context} {news.code}: {message.forms[0]!r} against {news.fields}")
    assert not faults, "\n".join(faults)


def test_each_code_belongs_to_one_class() -> None:
    codes = [n.code for n in (*bad_news(Refusal), *bad_news(Trouble))]
    assert sorted(codes) == sorted(set(codes))
    stray = {
        m.key for m in messages("en") if m.context in ("refusal", "trouble") and m.id not in codes
    }
    assert not stray, "wordings of refusals that no longer exist"


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_counted_messages_have_every_plural_form(language: str) -> None:
    wrong = [m.id for m in messages(language) if m.plural and len(m.forms) != FORMS[language]]
    assert not wrong
    assert not [m.id for m in messages(language) if not m.plural and len(m.forms) != 1]


def test_the_three_catalogues_say_the_same_things() -> None:
    keys = {language: {m.key for m in messages(language)} for language in catalogue.LANGUAGES}
    assert keys["fr"] == keys["en"] == keys["ar"]
    empty = [(lang, m.id) for lang in keys for m in messages(lang) if not all(m.forms)]
    assert not empty


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_translations_quote_the_same_values(language: str) -> None:
    english = {m.key: placeholders(m.forms[-1]) for m in messages("en")}
    wrong = []
    for message in messages(language):
        wanted = english[message.key]
        for form in message.forms:
            left_out = {"n"} if message.plural else set()
            if not wanted - left_out <= placeholders(form) <= wanted:
                wrong.append(f"{message.id!r}: {form!r}")
    assert not wrong, "\n".join(wrong)


def test_arabic_has_no_mnemonic_sign_and_is_arabic() -> None:
    every = [(m.id, form) for m in messages("ar") for form in m.forms]
    assert not [pair for pair in every if "&" in pair[1]], "an ampersand breaks Arabic joining"
    latin = [
        pair
        for pair in every
        if re.search("[a-z]{4}", strip(pair[1])) and not ARABIC.search(pair[1])
    ]
    assert not [pair for pair in latin if pair[0] not in KEY_NAMES], "untranslated"


def test_nothing_is_said_outside_the_catalogue() -> None:
    wrong = []
    for path in [*of_room("ui", "documents", "cli"), *[p for p in modules() if p.stem == "app"]]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node) in SAYING:
                for argument in node.args:
                    if (text := literal(argument)) and re.search(r"[^\W\d_]{3}", text):
                        wrong.append(f"{name(path)}:{node.lineno} {called(node)}({text!r})")
    assert not wrong, "\n".join(wrong)


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def literal(node: ast.expr) -> str:
    """The text written in the code itself, values of an f-string left out; markup does not count."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"<[^>]*>", "", node.value)
    if isinstance(node, ast.JoinedStr):
        return re.sub(r"<[^>]*>", "", "".join(literal(part) or "{}" for part in node.values))
    return ""


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def strip(text: str) -> str:
    """The text without its placeholders."""
    return re.sub(r"\{[^}]*\}", "", text)
