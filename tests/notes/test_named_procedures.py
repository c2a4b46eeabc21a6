"""Procedures that a note names, in all of medicine, by a table of sentences.

The defects that this prevents: findings taken for deeds and deeds for findings (`no mass on CT`), a
side that goes to the wrong operation, an operation read out of what a patient merely has, and one
that was broken off told as done.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from superbill.knowledge.lexicon import Lexicon
from superbill.knowledge.procedure_terms import procedure_terms
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.document import parse
from superbill.notes.named_frames import NamedProcedure
from superbill.notes.named_procedures import read_named_procedures
from superbill.notes.procedure_phrases import vocabulary


@dataclass(frozen=True)
class Case:
    why: str
    note: str
    frames: tuple[str, ...]


FILE = Path(__file__).with_name("named_procedures.yaml")
CASES = [build(Case, e) for e in read_yaml(FILE).items()]
NAMED = ("contrast", "guidance", "converted_from", "manner", "count", "size")


def told(frame: NamedProcedure) -> str:
    """A frame in a line: what the note doesn't say is left out."""
    said = [frame.act, "+".join(frame.sites), *frame.sides, frame.approach, frame.device]
    said.append(None if frame.outcome == "completed" else frame.outcome)
    said += ["past" if frame.past else None, "part" if frame.part_of else None]
    said.append("robotic" if frame.robotic else None)
    for name in NAMED:
        value = getattr(frame, name)
        said.append(f"{name.removeprefix('converted_')}={value}" if value else None)
    said.append(f"levels={','.join(frame.levels)}" if frame.levels else None)
    said.append(f"inferred={','.join(frame.inferred)}" if frame.inferred else None)
    said.append(f"reason={frame.reason.text}" if frame.reason else None)
    return " ".join(word for word in said if word)


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_what_is_named(case: Case, lexicon: Lexicon) -> None:
    document = parse(case.note, name="note", lexicon=lexicon)
    frames = read_named_procedures(document)
    assert tuple(told(f) for f in frames) == case.frames
    for frame in frames:
        for span in frame.evidence:
            assert document.text[span.start : span.end] == span.text


def test_every_table_names_what_there_is() -> None:
    terms = procedure_terms()
    words = terms.words
    sites = set(words.roots.values())
    assert sites <= set(terms.parts)
    assert set(words.endings.values()) <= {*terms.acts, "fragment"}
    assert set(words.ways) <= set(terms.named)
    assert set(words.ways.values()) <= {a.id for a in words.approaches}
    assert {*words.extirpated, *words.excised} <= {t.id for t in words.targets}
    assert set(words.partial_roots) <= set(words.roots)


def test_each_named_procedure_is_found_by_each_of_its_phrases(lexicon: Lexicon) -> None:
    """By its own name, or by one that says the same (`total knee prosthesis` within a longer)."""
    terms = procedure_terms()
    capitals = set(terms.words.capitals_only)
    lost: list[str] = []
    for term in terms.named.values():
        for phrase in term.phrases:
            said = phrase.upper() if phrase in capitals else phrase
            text = f"The patient underwent placement of {said} today."
            document = parse(text, name="note", lexicon=lexicon)
            line = [f for f in read_named_procedures(document) if f.name == term.id]
            if not line and term.needs is None:
                lost.append(f"{term.id}: {phrase}")
    assert lost == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "appendectomy " * 20_000,
        "CT of the abdomen and " * 10_000,
        "The procedure was aborted. " * 10_000,
        "Left nephrectomy was attempted due to cancer. CT kidney. " * 4_000,
        "appendectomy," * 20_000,
        "(" * 200_000,
        "gastr" * 40_000 + "ectomy",
        "right kidney biopsy left. " * 8_000,
    ],
    ids=["nothing", "names", "list", "stops", "attempts", "commas", "brackets", "word", "sides"],
)
def test_a_long_note_of_anything_is_read_in_seconds(text: str, lexicon: Lexicon) -> None:
    document = parse(text, name="note", lexicon=lexicon)
    begin = time.process_time()
    read_named_procedures(document)
    assert time.process_time() - begin < 10


def test_words_in_any_order_are_read(lexicon: Lexicon) -> None:
    dice = random.Random(6)
    say = procedure_terms()
    words = [p for t in (*say.named.values(), *say.parts.values()) for p in t.phrases]
    words += ["left", "right", "no", ",", ".", "and", "of", "was removed", "(", ")", "with", "by"]
    for _ in range(60):
        text = " ".join(dice.choice(words) for _ in range(60))
        document = parse(text, name="note", lexicon=lexicon)
        for frame in read_named_procedures(document):
            assert frame.evidence
            assert set(frame.sites) <= set(say.parts)
            assert all(document.text[e.start : e.end] == e.text for e in frame.evidence)


def test_the_words_are_compiled_once() -> None:
    assert vocabulary() is vocabulary()
