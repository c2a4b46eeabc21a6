"""What is said of a disorder, and what a note measures.

The defect that this prevents: a word given to the wrong disorder of a sentence (`stage 4` of the
next name in a list), a word that is denied taken as said, an open reduction read as an open
fracture, a follow-up that is planned read as aftercare, a cause turned round.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superbill.errors import CardRefused
from superbill.knowledge.lexicon import Lexicon, load_lexicon
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.attribute_words import attribute_words, in_figures
from superbill.notes.attributes import Attribute, attributes_of, measured
from superbill.notes.disorders import Disorder
from superbill.notes.document import parse
from superbill.notes.values import Document, Evidence

HERE = Path(__file__).parent
_MARKED = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Case:
    why: str
    note: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    why: str
    note: str
    facts: tuple[str, ...]


CASES = [build(Case, e) for e in read_yaml(HERE / "attributes.yaml").items()]
FACTS = [build(Facts, e) for e in read_yaml(HERE / "measured.yaml").items()]


def marked(note: str, lexicon: Lexicon) -> tuple[Document, list[Disorder]]:
    """The note without its marks, and a disorder for each."""
    text = _MARKED.sub(r"\1", note)
    document = parse(text, name="note", lexicon=lexicon)
    disorders: list[Disorder] = []
    names: dict[str, int] = {}
    for n, m in enumerate(_MARKED.finditer(note)):
        start = m.start() - 2 * n
        sentence = next(s for s in document.sentences if s.start <= start < s.end)
        evidence = Evidence(start, start + len(m[1]), m[1], sentence.section)
        name = names.setdefault(m[1].lower(), len(names))
        disorders.append(Disorder(name, True, evidence, (), ()))
    return document, disorders


def written(disorder: Disorder, one: Attribute, disorders: list[Disorder]) -> str:
    number = f" ({one.number:.4g} {one.unit})" if one.number is not None else ""
    other = f" @ {disorders[one.other].evidence.text}" if one.other is not None else ""
    return f"{disorder.evidence.text} > {one.kind} = {one.value}{number}{other}"


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_what_is_said_of_each_disorder(case: Case, lexicon: Lexicon) -> None:
    document, disorders = marked(case.note, lexicon)
    found = [
        written(disorder, one, disorders)
        for disorder, told in zip(disorders, attributes_of(document, disorders), strict=True)
        for one in told
    ]
    assert sorted(found) == sorted(case.told)


@pytest.mark.parametrize("case", FACTS, ids=[c.why for c in FACTS])
def test_what_a_note_measures(case: Facts, lexicon: Lexicon) -> None:
    document = parse(case.note, name="note", lexicon=lexicon)
    found = [
        f"{a.kind} = {a.number:.5g} {a.unit or ''}".strip()
        if a.number is not None and a.kind != "trimester" else f"{a.kind} = {a.value}"
        for a in measured(document)
    ]  # fmt: skip
    assert sorted(found) == sorted(case.facts)


def test_a_fact_of_another_time_says_so(lexicon: Lexicon) -> None:
    note = "Obstetric history: preterm delivery at 30 weeks gestation."
    (fact,) = measured(parse(note, name="note", lexicon=lexicon))
    assert fact.evidence.assertion == "historical"


@settings(max_examples=80, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            ["[fracture]", "[CKD]", "open", "stage 4", "\n", ". ", "due to", "with", "no",
             "healing", "12 weeks", ",", "s/p", "ago", "é", "\r\n", "GUSTILO", "3%", "TBSA", "("]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_evidence_is_the_untouched_text(parts: list[str]) -> None:
    document, disorders = marked(" ".join(parts), load_lexicon())
    told = attributes_of(document, disorders)
    assert len(told) == len(disorders)
    for one in (*(a for some in told for a in some), *measured(document)):
        e = one.evidence
        assert document.text[e.start : e.end] == e.text
        assert any(s.start <= e.start and e.end <= s.end for s in document.sentences)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_can_be_measured(text: str) -> None:
    assert isinstance(measured(parse(text, name="note", lexicon=load_lexicon())), tuple)


@pytest.mark.parametrize(
    "text",
    ["stage " * 40_000, "1 w " * 60_000, "s/p 1 " * 40_000, "bmi " * 60_000, "due to " * 40_000,
     "gustilo open type " * 15_000, "G1P" * 80_000, "pregnant at of " * 20_000, "2 x " * 60_000],
    ids=["stage", "weeks", "status post", "bmi", "due to", "gustilo", "gravida", "at of", "sizes"],
)  # fmt: skip
def test_hostile_text_is_read_in_seconds(text: str, lexicon: Lexicon) -> None:
    document, disorders = marked(f"[fracture] {text} [CKD]", lexicon)
    began = time.perf_counter()
    attributes_of(document, disorders)
    measured(document)
    assert time.perf_counter() - began < 8.0


def test_a_table_run_together_is_read_in_seconds(lexicon: Lexicon) -> None:
    row = "[CKD] stage 4 due to [diabetes] acute severe with [open fracture] healing well, "
    document, disorders = marked(row * 2_000, lexicon)
    began = time.perf_counter()
    told = attributes_of(document, disorders)
    assert time.perf_counter() - began < 8.0
    stages = [a for some in told[::3] for a in some if a.kind == "stage"]
    assert len(stages) > 1_900


def test_a_numeral_as_titles_write_it() -> None:
    written_so = ["iv", "IV", "3b", "IIIb", "ii", "5", "nine"]
    assert [in_figures(n) for n in written_so] == ["4", "4", "3b", "3b", "2", "5", "nine"]


def test_every_kind_of_disorder_that_words_are_said_of_is_defined() -> None:
    root = read_yaml(HERE.parents[1] / "src/superbill/notes/attributes.yaml")
    with pytest.raises(CardRefused):
        root.mapping(required={"nothing"}, optional=set())
    assert attribute_words().said_of("episode") is not None
