"""Check an archive of Guichet without Guichet (Python 3.8 or later, nothing to install):

    python verify.py [ARCHIVE.zip, or the folder it was unpacked in; default: the folder of this file]

It recomputes, from the files of the archive alone: the hash of every file, the chain of the journal, the chain of each
kind of document, that every receipt and closing is the one that was journalled, that each document's entries sum to
zero, that numbers have no gap, and that perpetual totals are the previous ones plus the period. Exit code 0: all holds.
"""

import csv
import hashlib
import io
import json
import os
import sys
import zipfile

GENESIS = "0" * 64


class Unpacked:
    """A folder that answers like the zip it came from."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def open(self, name):
        return open(os.path.join(self.folder, name), "rb")

    def read(self, name):
        with self.open(name) as file:
            return file.read()

    def namelist(self):
        return [name for name in os.listdir(self.folder) if name != "__pycache__"]


def sha(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode("utf-8")).hexdigest()


def rows(archive, name):
    return csv.DictReader(io.TextIOWrapper(archive.open(name), encoding="utf-8", newline=""))


def facts(archive, name):
    for line in io.TextIOWrapper(archive.open(name), encoding="utf-8", newline="\n"):
        yield json.loads(line)


def files(archive, manifest):
    for name, wanted in sorted(manifest["files"].items()):
        if sha(archive.read(name)) != wanted["sha256"]:
            yield f"file {name} was changed"
    known = set(manifest["files"]) | {"manifest.json", "manifest.sha256"}
    for name in archive.namelist():
        if name not in known:
            yield f"file {name} does not belong to the archive"
    if archive.read("manifest.sha256").decode("ascii").split()[0] != sha(
        archive.read("manifest.json")
    ):
        yield "the manifest was changed"


def journal(archive, _manifest):
    before = GENESIS
    for seq, row in enumerate(rows(archive, "journal.csv"), start=1):
        parts = [row[k] for k in ("prev", "seq", "at", "agent", "till", "kind", "document", "body")]
        if row["seq"] != str(seq) or row["prev"] != before or sha("\n".join(parts)) != row["hash"]:
            yield f"journal entry {seq} is the first broken one"
            return
        before = row["hash"]


def seals(archive, _manifest):
    hashes = {row["seq"]: row["hash"] for row in rows(archive, "journal.csv")}
    heads, sealed = {}, 0
    for row in rows(archive, "seals.csv"):
        n, before = heads.get(row["chain"], (0, GENESIS))
        text = "\n".join((before, row["chain"], str(n + 1), row["seq"], hashes.get(row["seq"], "")))
        if row["n"] != str(n + 1) or row["prev"] != before or sha(text) != row["hash"]:
            yield f"chain {row['chain']} is broken at {n + 1}, journal entry {row['seq']}"
            return
        heads[row["chain"]] = (n + 1, row["hash"])
        sealed += 1
    if sealed != len(hashes):
        yield f"{len(hashes) - sealed} journal entries have no seal"


def documents(archive, manifest):
    bodies, covered = {}, []
    for row in rows(archive, "journal.csv"):
        if row["document"]:
            bodies.setdefault(row["document"], set()).add(row["body"])
        elif '"ranges":' in row["body"]:
            covered += json.loads(row["body"])["ranges"]
    for name in ("receipts", "closings", "shift_reports"):
        stream = io.TextIOWrapper(archive.open(name + ".jsonl"), encoding="utf-8", newline="\n")
        for line in stream:
            text = line[:-1]
            number = json.loads(text)["number"]
            if text in bodies.get(number, ()) or any(
                first.rsplit("-", 1)[0] == number.rsplit("-", 1)[0] and first <= number <= last
                for first, last in covered
            ):
                continue
            yield f"{number} is not what was journalled"
            return


def balance(archive, _manifest):
    sums = {}
    for row in rows(archive, "entries.csv"):
        sums[row["document"]] = sums.get(row["document"], 0) + int(row["amount"])
    for document, amount in sums.items():
        if amount:
            yield f"the entries of {document} do not sum to zero"
            return


def numbers(archive, manifest):
    found = {}
    for name in ("receipts", "invoices", "closings", "shift_reports"):
        for fact in facts(archive, name + ".jsonl"):
            series, counter = fact["number"].rsplit("-", 1)
            found.setdefault(series, set()).add(int(counter))
    for series, counters in sorted(found.items()):
        gap = set(range(min(counters), max(counters) + 1)) - counters
        if gap:
            yield f"{series}-{min(gap):06d} is missing"


def perpetual(archive, _manifest):
    known = {fact["number"]: fact for fact in facts(archive, "closings.jsonl")}
    for fact in known.values():
        before = known.get(fact["previous"])
        if fact["training"] or before is None:
            continue
        for key, value in fact["perpetual"].items():
            if value != before["perpetual"][key] + fact["period"][key]:
                yield f"{fact['number']}: {key} is not the previous total plus the period"
                return


CHECKS = (files, journal, seals, documents, balance, numbers, perpetual)


def main(path):
    wrong = []
    try:
        opened = Unpacked(path) if os.path.isdir(path) else zipfile.ZipFile(path)
        opened.read("manifest.json")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        print(f"{path} is no archive of Guichet: {error}")
        return 1
    with opened as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for check in CHECKS:
            try:
                found = list(check(archive, manifest))
            except (OSError, KeyError, ValueError) as error:
                found = [f"cannot be read: {error}"]
            print(f"{check.__name__:<10} {'; '.join(found[:3]) or 'holds'}")
            wrong += found
    print(f"year {manifest['year']}: {'NOT WHOLE' if wrong else 'whole'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    here = os.path.dirname(os.path.abspath(__file__))
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else here))
