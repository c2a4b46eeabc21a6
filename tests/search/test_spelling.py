"""Words that no source holds: slips that are put right, and compounds taken apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from superbill.errors import CardRefused
from superbill.search.index import Index
from superbill.search.spelling import COMPOUNDS, Speller, compounds
from superbill.search.wording import words_of

SPELLED = [
    "pneumonia", "appendicitis", "colitis", "asthma", "eczema", "migraine", "gout", "hypertension",
    "hypotension", "arthritis", "arthrosis", "anemia", "mmdd", "kidney", "inflammation", "pain",
    "liver", "hepatomegaly", "stomach", "joint", "diabetes", "tabes", "2a", "b12",
]  # fmt: skip
WORDS = tuple(words_of(word)[0] for word in SPELLED)
SPELLER = Speller(WORDS, [2 if word == "tabes" else 50 for word in SPELLED])


def corrected(word: str) -> set[str]:
    return {SPELLED[place] for place in SPELLER.corrections(word)}


@pytest.mark.parametrize(
    ("typed", "meant", "why"),
    [
        ("pneumonja", {"pneumonia"}, "a letter changed"),
        ("pnemonia", {"pneumonia"}, "left out"),
        ("pneumoniia", {"pneumonia"}, "added"),
        ("penumonia", {"pneumonia"}, "swapped"),
        ("nuemonia", {"pneumonia"}, "two slips in a long word"),
        ("apendicits", {"appendicitis"}, "two left out"),
        ("asthmaa", {"asthma"}, "one slip in a short one"),
        ("ezcema", {"eczema"}, "swapped in a short one"),
        ("exzemma", set(), "two slips are too many for seven letters"),
        ("migrane", {"migraine"}, "one slip in seven letters"),
        ("hypretension", {"hypertension"}, "the nearest only: hypotension is two slips away"),
        ("hyprtension", {"hypertension", "hypotension"}, "a letter from either: both"),
        ("arthrisis", {"arthritis", "arthrosis"}, "two words as near"),
        ("gouut", {"gout"}, "five letters are enough for what many terms hold"),
        ("tabez", set(), "and not for what next to none does"),
        ("diabet", {"diabetes"}, "of `diabets`, whose s was taken for a plural's"),
        ("goat", set(), "four are not: too near to everything"),
        ("pian", set(), "nor for a swap"),
        ("mmvdd", set(), "an abbreviation is not what salad was meant to be"),
        ("b122x", set(), "what holds a digit is no misspelled word"),
        ("xqzvkwj", set(), "near to nothing"),
        ("", set(), "nothing"),
    ],
)
def test_corrections(typed: str, meant: set[str], why: str) -> None:
    assert corrected(typed) == meant, why


@given(some.sampled_from([w for w in WORDS if len(w) > 7 and w.isalpha()]), some.data())
def test_one_slip_is_found(word: str, data: some.DataObject) -> None:
    at = data.draw(some.integers(1, len(word) - 2))
    letter = data.draw(some.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slipped = data.draw(
        some.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    if slipped not in WORDS:
        assert WORDS.index(word) in SPELLER.corrections(slipped)


@given(some.text("abcdefgilmnoprstuy", max_size=14))
def test_nearness_is_a_share(word: str) -> None:
    if word not in WORDS:
        found = {**SPELLER.corrections(word), **SPELLER.pieces(word)}
        assert all(0 < near < 1 for near in found.values())
        assert all(0 <= place < len(WORDS) for place in found)


@pytest.mark.parametrize(
    ("word", "held", "not_held", "why"),
    [
        ("nephritis", {"kidney", "inflammation"}, {"joint"}, "a beginning and an end"),
        ("gastrohepatomegaly", {"stomach", "hepatomegaly"}, {"kidney"}, "a known word at the end"),
        ("arthralgia", {"joint", "pain"}, {"arthritis"}, "a beginning without its vowel"),
        ("xqzvkwj", set(), {"pain"}, "none"),
        ("xqzvitis", set(), {"inflammation"}, "an end alone: an inflammation of what?"),
        ("it", set(), {"inflammation"}, "too short to be made of anything"),
    ],
)
def test_pieces(word: str, held: set[str], not_held: set[str], why: str) -> None:
    found = {SPELLED[place] for place in SPELLER.pieces(words_of(word)[0])}
    assert held <= found, why
    assert not not_held & found, why


def test_the_file_of_compounds_loads() -> None:
    begins, ends = compounds()
    assert begins["nefro"] == ("kidney",), "folded, as the words that it is compared with"
    assert begins["nefr"] == ("kidney",), "and without the vowel that joins it"
    assert ends["itis"] == ("inflammation",)


def test_what_compounds_mean_is_known(index: Index) -> None:
    """A piece all of whose words are in no source finds nothing."""
    number = index.vocabulary.number
    begins, ends = compounds()
    every = [*begins.items(), *ends.items()]
    assert [piece for piece, meant in every if not any(word in number for word in meant)] == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nephro- kidney", "no colon"),
        ("nephro: kidney", "no hyphen: a beginning or an end?"),
        ("-nephro-: kidney", "two of them"),
        ("nephro-: ", "no meaning"),
        ("nephro-: ...", "no word in it"),
    ],
)
def test_a_compound_that_says_nothing_is_refused(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / COMPOUNDS.name
    path.write_text(f"# A comment.\nhepato-: liver\n{line}\n", encoding="utf-8")
    with pytest.raises(CardRefused, match=r"compounds\.txt:3"):
        compounds(path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pneumonja", "pneumonia"),
        ("fibromyalga", "fibromyalgia"),
        ("rhumatoid", "rheumatoid"),
        ("alzhiemer", "alzheimer"),
        ("psoriassis", "psoriasis"),
    ],
)
def test_words_of_the_whole_index_are_found(index: Index, typed: str, meant: str) -> None:
    found = {index.vocabulary.words[place] for place in index.speller.corrections(typed)}
    assert meant in found
