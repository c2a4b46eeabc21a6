"""The project's own synonyms and abbreviations: text files, one concept a line.

docs/synonyms.md says how they are written. Plain lines and not YAML: they are thousands, names hold
commas and colons, and a reviewer reads them as a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from superbill.errors import CardRefused

SYNONYMS = Path(__file__).parent / "synonyms"
ABBREVIATIONS = Path(__file__).parent / "abbreviations"


class Synonym(NamedTuple):
    """Names that mean one thing, and its code.

    where: file and line, as errors name them
    """

    system: str
    code: str
    names: tuple[str, ...]
    where: str


class Abbreviation(NamedTuple):
    """Letters and what they may stand for, the commonest meaning first."""

    letters: str
    meanings: tuple[str, ...]
    where: str


def load_synonyms(folder: Path = SYNONYMS) -> tuple[Synonym, ...]:
    """All lines of all files. Raises CardRefused with file and line."""
    found: list[Synonym] = []
    for where, head, names in _lines(folder):
        system, colon, code = head.rpartition(":")
        found.append(Synonym(system if colon else "icd10cm", code, names, where))
    return tuple(found)


def load_abbreviations(folder: Path = ABBREVIATIONS) -> tuple[Abbreviation, ...]:
    """All lines of all files; letters that stand in several files keep all their meanings, in the
    order of the files. Raises CardRefused with file and line."""
    found: dict[str, Abbreviation] = {}
    for where, head, names in _lines(folder):
        known = found.get(head)
        if known is None:
            found[head] = Abbreviation(head, names, where)
        else:
            more = tuple(dict.fromkeys((*known.meanings, *names)))
            found[head] = known._replace(meanings=more)
    return tuple(found.values())


def _lines(folder: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                where = f"{path.name}:{number}"
                yield where, *_parsed(line, where)


def _parsed(line: str, where: str) -> tuple[str, tuple[str, ...]]:
    head, colon, rest = line.partition(": ")
    names = tuple(part.strip() for part in rest.split("|"))
    if not colon or not head.strip() or head.rstrip().endswith(":") or not all(names):
        raise CardRefused("A line is `CODE: name | name`.", where=where)
    low = [name.casefold() for name in names]
    twice = next((name for place, name in enumerate(low) if name in low[:place]), None)
    if twice is not None:
        raise CardRefused(f"{twice!r} stands twice.", where=where)
    return head.strip(), names
