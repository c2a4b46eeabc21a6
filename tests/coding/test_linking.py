"""What a note says about a disorder chooses its code, and what it doesn't say doesn't.

The defect that this prevents: a first-encounter fracture for one that heals, an open fracture for
an open reduction, a stage that went to the wrong name, a code whose title says the opposite of the
note (`without loss of consciousness`), and a code more specific than the note.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from superbill.coding.linking import Linked, denies
from superbill.coding.mentioned import DENIED, linker_of, mentioned
from superbill.coding.phrase_book import PhraseBook, phrase_book
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.disorders import find_disorders
from superbill.notes.document import parse
from superbill.tools.context import Context

ON = date(2025, 11, 1)


@dataclass(frozen=True)
class Case:
    """codes: all of them; or has: some that must be there; never: none of these may be."""

    why: str
    note: str
    codes: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


CASES = [build(Case, e) for e in read_yaml(Path(__file__).with_name("linking.yaml")).items()]


@pytest.fixture(scope="module")
def phrases(context: Context) -> PhraseBook:
    book = phrase_book(context.index)
    assert book is not None
    return book


def linked(note: str, context: Context, phrases: PhraseBook) -> list[Linked]:
    document = parse(note, name="note", lexicon=context.lexicon)
    linker = linker_of(phrases, context.book, ON)
    found = mentioned(find_disorders(document, phrases.names), document, linker, phrases)
    every = [one for m in found for one in m.every]
    return [x for x in every if x.disorder.evidence.assertion not in DENIED]


def test_a_case_says_what_it_expects() -> None:
    assert all(bool(case.codes) != bool(case.has) for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_the_code_that_the_words_support(case: Case, context: Context, phrases: PhraseBook) -> None:
    found = {one.code for one in linked(case.note, context, phrases)}
    if case.codes:
        assert found == set(case.codes)
    assert found >= set(case.has)
    assert not found & set(case.never)
    for code in found:
        assert context.book.status(code, "icd10cm", on=ON).active


def test_what_is_taken_for_granted_is_told(context: Context, phrases: PhraseBook) -> None:
    (silent,) = linked("Right distal radius fracture.", context, phrases)
    (told,) = linked("Open right distal radius fracture, follow-up.", context, phrases)
    assert silent.assumed == ("episode", "openness")
    assert told.assumed == ("healing",)
    assert {a.kind for a in told.attributes} == {"openness", "episode"}


def test_a_name_that_denies_is_known() -> None:
    names = ["Asthma without status asthmaticus", "Asthma, without", "Asthma"]
    assert [denies(name) for name in names] == [True, False, False]
