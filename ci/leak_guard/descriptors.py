"""Short descriptors of CPT and CDT codes, in whatever case and over whatever line breaks.

A descriptor is compared word by word. Two rules, for two ways in which one gets in:

running   its words stand in a row somewhere. Only of descriptors of at least 3 words and 12
          letters: shorter ones are names that any clinician writes. The few longer ones that are
          everyday names too stand in ordinary.yaml, by code, each with its reason.
labelled  its words stand beside its own code, with no more between them than tables and YAML put
          there. From 1 word of 4 letters on, for here the code says what it is.

Of RVU25D's descriptors of CPT and CDT codes the first rule looks for nine in ten, the second for
all but a handful of very short ones (tests/guard measures it).
Descriptors of HCPCS Level II codes are CMS's own, and free.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from tracked import Leak, Text, line_of, texts_of

RUNNING_WORDS, RUNNING_LETTERS = 3, 12
LABELLED_LETTERS = 4
LABEL_REACH = 3
"""Words between a code and its descriptor: a modifier, a status, `descriptor:`."""

_WORD = re.compile(r"[a-z0-9]+")
_OWNED = re.compile(r"\d{4}[0-9AFMTU]|D\d{4}")
_NAME = re.compile(r"PPRRVU", re.IGNORECASE)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Descriptors:
    """The descriptors at hand: words -> code, code -> all its words, and the running ones by their
    first two words, which a text is searched for."""

    running: Mapping[Words, str]
    labelled: Mapping[str, tuple[Words, ...]]
    begin: Mapping[tuple[str, str], list[Words]]

    def __len__(self) -> int:
        return sum(len(all_words) for all_words in self.labelled.values())


def words_of(text: str) -> Words:
    """The words by which descriptors are compared.

    >>> words_of("Repair, of\\n  TENDON/muscle")
    ('repair', 'of', 'tendon', 'muscle')
    """
    return tuple(_WORD.findall(text.lower()))


def schedules_at_hand(data: Path) -> list[Path]:
    """The fee schedules in a folder of real files, and those that `superbill data pull` fetched."""
    fetched = Path(os.environ.get("SUPERBILL_HOME", "")) / "downloads" / "pfs"
    folders = [data / "pfs", *([fetched] if os.environ.get("SUPERBILL_HOME") else [])]
    return sorted(p for folder in folders for p in folder.rglob("*.zip"))


def read(paths: Iterable[Path]) -> Descriptors:
    """The descriptors of fee schedules, archives or plain files. Raises ValueError where a file
    holds none: a guard with nothing to look for would find nothing."""
    everyday = ordinary()
    running: dict[Words, str] = {}
    labelled: dict[str, set[Words]] = {}
    for path in paths:
        rows = list(_rows(path))
        if not rows:
            raise ValueError(f"{path.name} holds no short descriptor of a CPT or CDT code")
        for code, text in rows:
            words = words_of(text)
            letters = sum(map(len, words))
            if letters >= LABELLED_LETTERS:
                labelled.setdefault(code, set()).add(words)
            if len(words) >= RUNNING_WORDS and letters >= RUNNING_LETTERS and code not in everyday:
                running.setdefault(words, code)
    begin: dict[tuple[str, str], list[Words]] = {}
    for words in running:
        begin.setdefault((words[0], words[1]), []).append(words)
    return Descriptors(running, {code: tuple(sorted(w)) for code, w in labelled.items()}, begin)


def ordinary() -> set[str]:
    """The codes of ordinary.yaml."""
    entries = yaml.safe_load(Path(__file__).with_name("ordinary.yaml").read_text("utf-8"))
    return {entry["code"] for entry in entries if entry["why"]}


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    """Code and short descriptor of each owned code of a comma-separated PPRRVU file, or of those
    in an archive."""
    for where, text in texts_of(path, path.parent):
        inner = where.rpartition("!")[2]
        if not inner.lower().endswith(".csv") or (inner != where and not _NAME.search(inner)):
            continue
        for row in csv.reader(io.StringIO(text)):
            if len(row) > 2 and _OWNED.fullmatch(row[0].strip()) and row[2].strip():
                yield row[0].strip(), row[2]


def leaks(known: Descriptors, texts: Iterable[Text]) -> Iterator[Leak]:
    """The places where a descriptor stands."""
    for where, text in texts:
        found = [(m.group(), m.start()) for m in _WORD.finditer(text.lower())]
        words = [word for word, _ in found]
        for place, what in _found(known, words):
            yield Leak(where, line_of(text, found[place][1]), what)


def _found(known: Descriptors, words: list[str]) -> Iterator[tuple[int, str]]:
    for place, pair in enumerate(zip(words, [*words[1:], ""], strict=False)):
        for wanted in known.begin.get(pair, ()):
            if tuple(words[place : place + len(wanted)]) == wanted:
                yield place, f"the short descriptor of {known.running[wanted]}, in running text"
        for wanted in known.labelled.get(pair[0].upper(), ()):
            if _beside(wanted, words, place):
                yield place, f"{pair[0].upper()} with its short descriptor"


def _beside(wanted: Words, words: list[str], code: int) -> bool:
    """Whether a descriptor follows its code, or stands just before it."""
    size = len(wanted)
    after = words[code + 1 : code + 1 + LABEL_REACH + size]
    starts = range(len(after) - size + 1)
    return any(tuple(after[i : i + size]) == wanted for i in starts) or (
        code >= size and tuple(words[code - size : code]) == wanted
    )
