"""Diagnoses by name.

The defect that this prevents: a word that some list has as a name (`he`, `old`, `nerves`) coded
wherever it stands, what is denied coded as there, and a code more specific than the note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import CODES, IndexedBook, small_index

from superbill.coding.mention_features import FILE, Weights, confidence_of, weights
from superbill.coding.mentioned import DENIED, Mentioned, joined_by_code, linker_of, mentioned
from superbill.coding.phrase_arrays import phrase_arrays
from superbill.coding.phrase_book import PhraseBook, phrase_book
from superbill.coding.proposal import Proposal
from superbill.knowledge.lexicon import Lexicon, load_lexicon
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.disorders import find_disorders
from superbill.notes.document import parse
from superbill.notes.values import Evidence

ON = date(2026, 5, 15)


@dataclass(frozen=True)
class Case:
    why: str
    note: str
    codes: Mapping[str, tuple[str, ...]]
    not_coded: Mapping[str, str] = field(default_factory=dict[str, str])


CASES = [build(Case, e) for e in read_yaml(Path(__file__).with_name("mentioned.yaml")).items()]


@pytest.fixture(scope="session")
def phrases(tmp_path_factory: pytest.TempPathFactory) -> PhraseBook:
    book = phrase_book(small_index(tmp_path_factory.mktemp("index")))
    assert book is not None
    return book


def found_in(note: str, phrases: PhraseBook, lexicon: Lexicon) -> list[Mentioned]:
    document = parse(note, name="note", lexicon=lexicon)
    linker = linker_of(phrases, IndexedBook(), ON)  # type: ignore[arg-type]
    return mentioned(find_disorders(document, phrases.names), document, linker, phrases)


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_codes_of_a_note(case: Case, phrases: PhraseBook, lexicon: Lexicon) -> None:
    found = found_in(case.note, phrases, lexicon)
    told = {m.code: m.best.disorder.evidence.assertion for m in found}
    coded = {
        m.code: tuple(one.disorder.evidence.text for one in m.every)
        for m in found
        if told[m.code] not in DENIED
    }
    assert coded == dict(case.codes)
    assert {c: a for c, a in told.items() if a in DENIED} == dict(case.not_coded)


def test_evidence_is_the_untouched_text_within_one_sentence(
    phrases: PhraseBook, lexicon: Lexicon
) -> None:
    note = "Hx:\r\n- Right  knee\tpain.\r\nHe’s got asthma…\n\nNausea\nand vomiting; fever."
    document = parse(note, name="note", lexicon=lexicon)
    for disorder in find_disorders(document, phrases.names):
        e = disorder.evidence
        assert note[e.start : e.end] == e.text
        assert any(s.start <= e.start and e.end <= s.end for s in document.sentences)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_can_be_read(text: str, phrases: PhraseBook) -> None:
    for m in found_in(text, phrases, load_lexicon()):
        assert m.code in CODES
        assert 0.0 <= m.confidence <= 1.0


def test_a_long_note_is_read_in_pieces_like_a_short_one(
    phrases: PhraseBook, lexicon: Lexicon
) -> None:
    once = "She has asthma. Right knee pain. No fever.\n"
    times = 2000
    every = {m.code: len(m.every) for m in found_in(once * times, phrases, lexicon)}
    assert every == {"J45.909": times, "M25.561": times, "R50.9": times}


def test_nothing_is_linked_on_a_day_that_no_list_speaks_of(
    phrases: PhraseBook, lexicon: Lexicon
) -> None:
    document = parse("He has asthma.", name="note", lexicon=lexicon)
    linker = linker_of(phrases, IndexedBook(), date(2010, 1, 1))  # type: ignore[arg-type]
    assert mentioned(find_disorders(document, phrases.names), document, linker, phrases) == []


def test_the_arrays_that_are_kept_are_those_that_were_made(tmp_path: Path) -> None:
    index = small_index(tmp_path)
    part = index.part("icd10cm")
    assert part is not None
    made, kept = phrase_arrays(index, part), phrase_arrays(index, part)
    assert len(list(tmp_path.glob("names-*"))) == 1
    for one, other in zip((*made.exact, *made.akin), (*kept.exact, *kept.akin), strict=True):
        assert one.tolist() == other.tolist()


def test_arrays_that_were_cut_off_are_made_anew(tmp_path: Path) -> None:
    index = small_index(tmp_path)
    part = index.part("icd10cm")
    assert part is not None
    made = phrase_arrays(index, part)
    (file,) = tmp_path.glob("names-*/exact.keys.npy")
    file.write_bytes(file.read_bytes()[:-40])
    assert phrase_arrays(index, part).exact.keys.tolist() == made.exact.keys.tolist()


def proposal(code: str, start: int, end: int, rejected: str | None = None) -> Proposal:
    evidence = (Evidence(start, end, "x" * (end - start), "other"),)
    sure = 0.0 if rejected else 0.5
    return Proposal(
        "icd10cm", code, code, "secondary", evidence, confidence=sure, rejected=rejected
    )


def test_two_lists_become_one_with_each_code_once() -> None:
    known = [proposal("E66.9", 7, 14), proposal("I10", 30, 42), proposal("N92.0", 50, 60)]
    named = [proposal("E66.01", 0, 14), proposal("I10", 70, 82), proposal("N92.0", 50, 60, "no")]
    joined = joined_by_code(known, named, setting="inpatient")
    # `obesity` lies within `morbid obesity`; what either list reports is reported.
    assert [(p.code, p.rejected) for p in joined] == [
        ("I10", None), ("N92.0", None), ("E66.01", None)
    ]  # fmt: skip
    assert [e.start for e in joined[0].evidence] == [70, 30]
    assert [p.role for p in joined] == ["principal", "secondary", "secondary"]


def test_weights_are_fitted_ones() -> None:
    assert build(Weights, read_yaml(FILE)) == weights()
    assert 0.05 < weights().least < 0.5
    assert confidence_of({}) == 0.5
