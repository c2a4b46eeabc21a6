"""Disorders by name, from a book of a dozen names.

The defect that this prevents: names run together across commas and sentences, lists of which only
the first member is found, and sides that go to the wrong mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from superbill.knowledge.lexicon import Lexicon
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.disorders import Disorder, Names, Told, WordKind, find_disorders
from superbill.notes.document import parse
from superbill.notes.values import Side

NAMES = (
    "acute renal failure", "fibula fracture", "kidney failure", "knee pain", "nausea",
    "nausea and vomiting", "renal failure", "tibia fracture", "vomiting",
)  # fmt: skip
SMALL = {"of", "the", "in", "a", "an", "on", "was"}
KINDS: dict[str, WordKind] = {
    **dict.fromkeys(SMALL, "small"),
    **dict.fromkeys(("right", "left", "acute", "chronic"), "modifier"),
    "and": "joiner", "without": "break",
}  # fmt: skip
SIDES: dict[str, Side] = {"right": "right", "left": "left"}
WORDS = sorted({w for name in NAMES for w in name.split()} | {"right", "left", "chronic"})


@dataclass(frozen=True)
class Case:
    why: str
    note: str
    found: tuple[str, ...]


CASES = [build(Case, e) for e in read_yaml(Path(__file__).with_name("disorders.yaml")).items()]


def cut(text: str) -> Iterator[Told]:
    for m in re.finditer(r"[a-z0-9]+", text.lower()):
        word = m[0].removesuffix("s") if m[0].removesuffix("s") in WORDS else m[0]
        number = WORDS.index(word) if word in WORDS else -1
        kind = KINDS.get(word, "telling")
        yield Told(number, m.start(), m.end(), kind, side=SIDES.get(word))


def book() -> tuple[Names, list[str]]:
    hashes = np.array([1 << n for n in range(len(WORDS))], dtype=np.uint64)
    told = {n: [w for w in n.split() if w != "and"] for n in NAMES}
    keys = {n: sum(int(hashes[WORDS.index(w)]) for w in ws) for n, ws in told.items()}
    order = sorted(NAMES, key=lambda n: keys[n])
    joined = np.array(["and" in n.split() for n in order])
    exact = np.array([keys[n] for n in order], dtype=np.uint64)
    none = np.zeros(0, dtype=np.uint64)
    return Names(exact, none, joined, np.zeros(0, dtype=bool), hashes, hashes, cut), order


def said(disorder: Disorder, order: list[str]) -> str:
    told = f"{disorder.evidence.text} = {order[disorder.name]}"
    told += f" / {' '.join(disorder.sides)}" if disorder.sides else ""
    assertion = disorder.evidence.assertion
    return told if assertion == "affirmed" else f"{told} ! {assertion}"


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_what_a_note_names(case: Case, lexicon: Lexicon) -> None:
    names, order = book()
    document = parse(case.note, name="note", lexicon=lexicon)
    found = [said(d, order) for d in find_disorders(document, names)]
    assert [f.lower() for f in found] == [f.lower() for f in case.found]


def test_a_book_without_names_finds_nothing(lexicon: Lexicon) -> None:
    none = np.zeros(0, dtype=np.uint64)
    flags = np.zeros(0, dtype=bool)
    names = Names(none, none, flags, flags, book()[0].hashes, book()[0].hashes, cut)
    document = parse("Knee pain.", name="note", lexicon=lexicon)
    assert find_disorders(document, names) == ()


def test_windows_find_what_trying_every_set_of_words_finds(lexicon: Lexicon) -> None:
    """The slow and obvious way: every run of words, told against every name."""
    note = "Renal failure, acute renal failure of the tibia; pain knee nausea fibula of fracture."
    names, order = book()
    document = parse(note, name="note", lexicon=lexicon)
    found = {order[d.name] for d in find_disorders(document, names)}
    slow: set[str] = set()
    for part in re.split(r"[,;.]", note.lower()):
        words = [w for w in part.split() if w not in SMALL]
        for a in range(len(words)):
            for b in range(a + 1, len(words) + 1):
                slow |= {n for n in NAMES if sorted(n.split()) == sorted(words[a:b])}
    assert found == slow
