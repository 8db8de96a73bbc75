"""Keep the catalogues: `add FILE.json` merges wordings into the three .po files, `missing` lists what lacks one.

FILE.json is a list of {"id", "context"?, "plural"?, "en"?, "fr", "ar"}; a counted message gives lists of forms
(en 2, fr 2, ar 6: zero, one, two, few, many, other). Without "en" the English wording is the key itself.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from desktop_app import resources
from desktop_app.texts import catalogue

CALLS = {"say": 1, "count": 2}


def add(file: Path) -> None:
    """Merge the wordings of a JSON file, one writer at a time."""
    additions = json.loads(file.read_text(encoding="utf-8"))
    with _alone():
        for language in catalogue.LANGUAGES:
            path = resources.path(f"texts/{language}.po")
            known = {m.key: m for m in catalogue.read(path)} if path.exists() else {}
            for item in additions:
                plural = item.get("plural", "")
                default = [item["id"], plural] if plural else item["id"]
                forms = item.get(language, default if language == "en" else None)
                if forms is None:
                    raise SystemExit(f"no {language} for {item['id']!r}")
                made = catalogue.Message(
                    item["id"],
                    item.get("context", ""),
                    plural,
                    forms if isinstance(forms, list) else [forms],
                )
                known[made.key] = made
            catalogue.write(path, language, list(known.values()))


def _alone():  # type: ignore[no-untyped-def]
    import contextlib
    import fcntl

    @contextlib.contextmanager
    def lock():  # type: ignore[no-untyped-def]
        with open(resources.folder() / "texts" / ".lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    return lock()


def used() -> set[tuple[str, str]]:
    """Every (context, key) that the code says with literal text."""
    found = set()
    for path in (Path(__file__).resolve().parents[1] / "desktop_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called not in CALLS or (called == "say" and len(node.args) != 1):
                continue
            keys = node.args[: CALLS[called]]
            if len(keys) == CALLS[called] and all(map(_is_text, keys)) and keys[0].value:  # type: ignore[attr-defined]
                context = next(
                    (
                        k.value.value
                        for k in node.keywords
                        if k.arg == "context" and isinstance(k.value, ast.Constant)
                    ),
                    "",
                )
                found.add((context, keys[0].value))
    return found


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def missing() -> list[str]:
    """One line for each message that a catalogue lacks."""
    lines = []
    for language in catalogue.LANGUAGES:
        known = {
            m.key for m in catalogue.read(resources.path(f"texts/{language}.po")) if all(m.forms)
        }
        lines += [f"{language}: {context}|{key}" for context, key in sorted(used() - known)]
    return lines


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["add", name]:
            add(Path(name))
        case ["missing"]:
            print("\n".join(missing()))
        case _:
            raise SystemExit(__doc__)
