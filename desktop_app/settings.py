"""This workstation: where its book lies, its language and look, its printers; what the utility imposes comes first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

NAME = "guichet"
LANGUAGES = ("fr", "ar", "en")
THEMES = ("light", "dark", "contrast")
_XDG = {"config": ".config", "data": ".local/share", "state": ".local/state"}
_TABLES = ("printers", "epay")


class SettingsFault(Exception):
    """A settings file that cannot be read: which one and why, for administrators."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Settings:
    """What the workstation knows before any book is open. Empty `language`: nobody has chosen yet."""

    data: Path
    language: str = ""
    theme: str = "light"
    agent: str = ""
    """The agent's code; empty: the one who logged in to the machine."""
    printers: Mapping[str, str] = field(default_factory=dict)
    """By kind of paper (receipt, z, deposit, closing, invoice, schedule, arrangement, letter): the way to a roll or a
    virtual printer (exchange.printer), or the name of a printer of the system. `page`: the other pages; `roll`: a
    printer of the system for narrow papers."""
    epay: Mapping[str, str] = field(default_factory=dict)
    """The e-payment gateway: url, user, password_file, terminal, back, edahabia; none: a trial bank on demo books."""

    @property
    def spoken(self) -> str:
        """The language to speak: the chosen one, else the machine's when we have it, else French."""
        return self.language or machine_language()


def load(*, data: Path | None = None, language: str = "", theme: str = "") -> Settings:
    """The settings of this workstation; what is given here wins over files. Raises SettingsFault."""
    values: dict[str, Any] = {"data": default_data()}
    for file in files():
        values |= _read(file)
    if chosen := os.environ.get("GUICHET_DATA_DIR"):
        values["data"] = Path(chosen)
    if data is not None:
        values["data"] = data
    if language:
        values["language"] = language
    if theme:
        values["theme"] = theme
    return Settings(**values)


def remember(**changes: str) -> None:
    """Write these values (language, theme, agent) to the person's own settings file, by rename."""
    file = own_file()
    known = _read(file) if file.exists() else {}
    known |= changes
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_text("".join(_toml(known)), encoding="utf-8")
    part.replace(file)


def files() -> Iterator[Path]:
    """The settings files that exist: the person's own, then the utility's policy, which wins."""
    if own_file().exists():
        yield own_file()
    for folder in _shared(), _policy():
        if folder is not None:
            yield from sorted(folder.glob("*.toml"))


def own_file() -> Path:
    return _own("config") / "guichet.toml"


def default_data() -> Path:
    """Where the book lies when nobody says otherwise."""
    return _own("data")


def log_file() -> Path:
    """The log, which carries no names and no accounts."""
    return _own("state") / "log" / "guichet.log"


def machine_language() -> str:
    """The first of our languages that the machine is set to, French when it is none of them."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if (code := os.environ.get(variable, "")[:2].lower()) in LANGUAGES:
            return code
    return "fr"


def _own(kind: str) -> Path:
    """The person's folder for "config", "data" or "state", where the desktop's conventions put it."""
    if sys.platform.startswith("linux"):
        base = os.environ.get(f"XDG_{kind.upper()}_HOME", "").strip()
        return Path(base or Path.home() / _XDG[kind]) / NAME
    import platformdirs

    folder: Path = getattr(platformdirs, f"user_{kind}_path")(NAME, appauthor=False)
    return folder


def _shared() -> Path:
    """The folder of settings for everybody who uses this workstation."""
    if sys.platform.startswith("linux"):
        return Path(os.environ.get("XDG_CONFIG_DIRS", "").split(":")[0] or "/etc/xdg") / NAME
    import platformdirs

    return platformdirs.site_config_path(NAME, appauthor=False, multipath=False)


def _policy() -> Path | None:
    return Path("/etc/guichet") if sys.platform.startswith("linux") else None


def _read(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsFault(file, str(error)) from error
    known = {f.name for f in fields(Settings)}
    for key, value in found.items():
        if key not in known:
            raise SettingsFault(file, f"unknown entry {key}")
        if not isinstance(value, dict if key in _TABLES else str):
            raise SettingsFault(file, f"{key} has the wrong type")
    for key, choices in (("language", LANGUAGES), ("theme", THEMES)):
        if key in found and found[key] not in choices:
            raise SettingsFault(file, f"{key} is one of {', '.join(choices)}")
    if "data" in found:
        found["data"] = Path(found["data"]).expanduser()
    return found


def _toml(values: Mapping[str, Any]) -> Iterator[str]:
    import json

    for key, value in values.items():
        if not isinstance(value, dict):
            yield f"{key} = {json.dumps(str(value), ensure_ascii=False)}\n"
    for key, value in values.items():
        if isinstance(value, dict):
            yield f"\n[{key}]\n"
            yield from _toml(value)


__all__ = ["Settings", "SettingsFault", "load", "log_file", "remember", "replace"]
