"""The file of a year's archive: CSV and JSON lines in a zip, with a manifest of hashes and a verifier of its own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from desktop_app import resources
from desktop_app.domain.refusals import CannotWriteFile

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A finished archive: files and records in it, and the hash of its manifest."""

    files: int
    records: int
    hash: str


class ArchiveFile:
    """Writes an archive beside its place and moves it there when it is whole. Trouble CannotWriteFile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self._files: dict[str, dict[str, object]] = {}
        self._records = 0
        self._zip: zipfile.ZipFile | None = None

    def __enter__(self) -> ArchiveFile:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._zip = zipfile.ZipFile(self._part, "w", zipfile.ZIP_DEFLATED)
        except OSError as error:
            raise CannotWriteFile(path=str(self.path)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._zip is not None:
            self._zip.close()
        if kind is not None:
            self._part.unlink(missing_ok=True)
            if error is not None and isinstance(error, OSError):
                raise CannotWriteFile(path=str(self.path)) from error

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A CSV file with its columns named; amounts are whole cents."""

        def lines() -> Iterable[str]:
            kept = io.StringIO()
            writer = csv.writer(kept, lineterminator="\r\n")
            writer.writerow(columns)
            for row in rows:
                writer.writerow(row)
                if kept.tell() > 1 << 20:
                    yield kept.getvalue()
                    kept.seek(0)
                    kept.truncate()
                self._records += 1
            yield kept.getvalue()

        self._write(f"{name}.csv", lines())

    def facts(self, name: str, texts: Iterable[str]) -> None:
        """Canonical facts, one JSON text per line, exactly as stored."""

        def lines() -> Iterable[str]:
            for text in texts:
                self._records += 1
                yield f"{text}\n"

        self._write(f"{name}.jsonl", lines())

    def finish(self, about: dict[str, object], notice: str) -> Sealed:
        """Add the reader's notice, the verifier and the manifest, then give the file its name."""
        self._write("README.txt", [notice])
        self._write("verify.py", [resources.path("archive/verify.py").read_text(encoding="utf-8")])
        manifest = json.dumps(
            {**about, "files": self._files, "records": self._records},
            ensure_ascii=False,
            indent=1,
            sort_keys=True,
        )
        hashed = hashlib.sha256(manifest.encode()).hexdigest()
        assert self._zip is not None
        self._zip.writestr(zipfile.ZipInfo("manifest.json", _EPOCH), manifest)
        self._zip.writestr(zipfile.ZipInfo("manifest.sha256", _EPOCH), f"{hashed}  manifest.json\n")
        self._zip.close()
        self._part.replace(self.path)
        return Sealed(len(self._files), self._records, hashed)

    def _write(self, name: str, texts: Iterable[str]) -> None:
        assert self._zip is not None
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as stream:
            for text in texts:
                data = text.encode()
                digest.update(data)
                size += len(data)
                stream.write(data)
        self._files[name] = {"sha256": digest.hexdigest(), "bytes": size}
