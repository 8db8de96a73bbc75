"""Where each entry of a rule book stands in its file, so that a fault can name the line an administrator must open.

TOML's reader in the standard library gives values without positions; this walks the same text (already known to be
well formed) and notes the line of every key, array item and inline table.
"""

from __future__ import annotations

from bisect import bisect_right

Path = tuple[str | int, ...]
"""Keys and array positions from the top of the file: ("component", 2, "prices", 0)."""


def lines_of(text: str) -> dict[Path, int]:
    """The 1-based line of every entry of a well-formed TOML text."""
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n") + "\n"
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}
        self.starts = [0] + [i + 1 for i, c in enumerate(self.text) if c == "\n"]

    def document(self) -> None:
        base: Path = ()
        while self.skip("\n"):
            if self.text[self.at] == "[":
                base = self.header()
            else:
                self.entry(base)

    def header(self) -> Path:
        line = self.line()
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        keys = self.keys()
        self.at = self.text.index("\n", self.at)
        path: Path = ()
        for key in keys[:-1]:
            self.lines.setdefault((*path, key), line)
            path = self.newest((*path, key))
        path = (*path, keys[-1])
        self.lines.setdefault(path, line)
        if array:
            self.arrays[path] = self.arrays.get(path, 0) + 1
        path = self.newest(path)
        self.lines.setdefault(path, line)
        return path

    def newest(self, path: Path) -> Path:
        return (*path, self.arrays[path] - 1) if path in self.arrays else path

    def entry(self, base: Path) -> None:
        line = self.line()
        path = base
        for key in self.keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at = self.text.index("=", self.at) + 1
        self.value(path)

    def keys(self) -> list[str]:
        found = []
        while True:
            self.skip("")
            if self.text[self.at] in "\"'":
                start = self.at + 1
                self.string()
                found.append(self.text[start : self.at - 1])
            else:
                start = self.at
                while self.text[self.at].isalnum() or self.text[self.at] in "-_":
                    self.at += 1
                found.append(self.text[start : self.at])
            self.skip("")
            if self.text[self.at] != ".":
                return found
            self.at += 1

    def value(self, path: Path) -> None:
        self.skip("")
        opening = self.text[self.at]
        if opening in "\"'":
            self.string()
        elif opening == "[":
            self.items(path)
        elif opening == "{":
            self.table(path)
        else:
            while self.text[self.at] not in ",]}#\n":
                self.at += 1

    def items(self, path: Path) -> None:
        self.at += 1
        position = 0
        while self.skip("\n,") and self.text[self.at] != "]":
            item: Path = (*path, position)
            self.lines[item] = self.line()
            self.value(item)
            position += 1
        self.at += 1

    def table(self, path: Path) -> None:
        self.at += 1
        while self.skip("\n,") and self.text[self.at] != "}":
            self.entry(path)
        self.at += 1

    def string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(mark)
        while len(mark) == 3 and self.text[self.at] == quote:
            self.at += 1

    def skip(self, more: str) -> bool:
        """Pass blanks (and comments, where lines may end); False at the end of the text."""
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#" and more:
                self.at = self.text.index("\n", self.at)
            elif sign in " \t" or sign in more:
                self.at += 1
            else:
                return True
        return False

    def line(self) -> int:
        return bisect_right(self.starts, self.at)
