"""What the writer of the index makes of terms: each wording once, a title for each code, places."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_index import OPTIONAL, TEXTS, Small, small_index

from superbill.search.layout import Part, open_part
from superbill.search.terms.term import Term
from superbill.search.wording import words_of
from superbill.search.writer import Places, write_index


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small_index(tmp_path_factory.mktemp("small"))


def term(code: str, kind: str, text: str, release: str = "one 2030-01-01") -> Term:
    return Term("icd10cm", code, kind, text, release)


def written(folder: Path, *terms: Term, places: Places | None = None) -> Part:
    write_index(folder, terms, places or {})
    return open_part(folder, "icd10cm")


def texts(part: Part) -> list[str]:
    return [part.text(number) for number in range(len(part.code))]


def title(part: Part, code: str) -> str | None:
    number = int(part.titled[part.codes.index(code)])
    return part.text(number) if number >= 0 else None


def test_every_term_is_there_as_it_was_written(small: Small) -> None:
    assert texts(small.part) == [text for several in TEXTS.values() for text in several]
    assert [small.part.codes[c] for c in small.part.code.tolist()] == [t.code for t in small.terms]


def test_words_stand_in_order_and_optional_ones_apart(small: Small) -> None:
    for number, one in enumerate(small.terms):
        words = small.part.words(number)
        assert [small.words[w] for w in words if w >= 0] == words_of(one.text)
        optional = {small.words[-1 - w] for w in words if w < 0}
        assert optional == set(words_of(OPTIONAL.get(one.code, ""))) - set(words_of(one.text))


def test_postings_are_the_terms_turned_about(small: Small) -> None:
    part = small.part
    for number, word in enumerate(small.words):
        held = part.held_by[part.held_at[number] : part.held_at[number + 1]].tolist()
        assert held == [t for t, one in enumerate(small.terms) if word in words_of(one.text)], word


def test_a_rare_word_tells_more(small: Small) -> None:
    weight = dict(zip(small.words, small.part.weight.tolist(), strict=True))
    assert weight["kidney"] < weight["chest"]
    assert weight["of"] < weight["kidney"] / 5
    assert all(0 <= told <= 1 for told in weight.values())


def test_a_wording_is_kept_once(tmp_path: Path) -> None:
    part = written(
        tmp_path,
        term("A00", "title", "Acute fever"),
        term("A00", "synonym", "fevers, acute"),
        term("A01", "title", "Acute fever"),
    )
    assert texts(part) == ["Acute fever", "Acute fever"], "once for each code"


def test_a_title_that_a_synonym_says_is_the_title(tmp_path: Path) -> None:
    """The synonym came first, the title was dropped as its double, and the code had none: so
    nothing told that `diabetes NOS` (E11) is of type 2."""
    part = written(
        tmp_path,
        term("E11", "synonym", "type 2 diabetes mellitus"),
        term("E11", "title", "Type 2 diabetes mellitus"),
    )
    assert title(part, "E11") == "type 2 diabetes mellitus"


def test_of_several_titles_the_newest(tmp_path: Path) -> None:
    part = written(
        tmp_path,
        term("A00", "title", "Old fever", "one 2030-01-01"),
        term("A00", "title", "New fever", "two 2031-01-01"),
        term("A00", "inclusion term", "fever NOS", "two 2031-01-01"),
    )
    assert title(part, "A00") == "New fever"
    assert title(written(tmp_path, term("A00", "synonym", "fever")), "A00") is None


def test_headings_without_terms_are_added(tmp_path: Path) -> None:
    places = {
        ("icd10cm", "A00.11"): ("A00.1", True),
        ("icd10cm", "A00.1"): ("A00", False),
        ("icd10cm", "A00"): (None, False),
    }
    part = written(tmp_path, term("A00.11", "title", "A fever"), places=places)
    above = [part.codes[a] if a >= 0 else None for a in part.above.tolist()]
    assert dict(zip(part.codes, above, strict=True)) == {
        "A00.11": "A00.1", "A00.1": "A00", "A00": None,
    }  # fmt: skip
    assert dict(zip(part.codes, part.billable.tolist(), strict=True)) == {
        "A00.11": 1, "A00.1": 0, "A00": 0,
    }  # fmt: skip


def test_an_open_side_is_marked(tmp_path: Path) -> None:
    sides = {"H99.1": "right ear", "H99.2": "left ear", "H99.9": "unspecified ear"}
    places: Places = {
        ("icd10cm", code): ("H99", True) for code in sides
    } | {("icd10cm", "H99"): (None, False), ("icd10cm", "J99.9"): ("J99", True)}  # fmt: skip
    part = written(
        tmp_path,
        *(term(code, "title", f"Invented ache, {side}") for code, side in sides.items()),
        term("J99.9", "title", "Invented cough, unspecified"),
        places=places,
    )
    marked = {code for code, is_open in zip(part.codes, part.side_open, strict=True) if is_open}
    assert marked == {"H99.9"}, "only where codes beside it name a side"


def test_what_it_says_of_itself(tmp_path: Path) -> None:
    about = write_index(
        tmp_path,
        [term("A00", "title", "A fever"), Term("msdrg", "001", "title", "B", "two 2031-01-01")],
        {},
    )
    assert about == {
        "systems": ["icd10cm", "msdrg"],
        "sources": ["one 2030-01-01", "two 2031-01-01"],
    }
