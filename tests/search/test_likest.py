"""`likest` against a slow, obvious oracle: Dice's measure, worked out for every term of a small
index with dictionaries."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some
from made_index import TEXTS, Small, small_index

from superbill.search import retrieve
from superbill.search.index import Index
from superbill.search.kinship import kin_of
from superbill.search.retrieve import (
    LEAST_SAID,
    LEAST_WEIGHT,
    NEAR_BEST,
    UNKNOWN_WEIGHT,
    Sought,
    likest,
    seek,
)
from superbill.search.wording import words_of

CLOSE = 1e-4
"""What is that near to the bar may lie on either side of it: the arrays are of 32 bits."""

WRITTEN = sorted({word for texts in TEXTS.values() for text in texts for word in words_of(text)})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small_index(tmp_path_factory.mktemp("small"))


def sought(small: Small, words: Sequence[str], also: Mapping[int, float]) -> list[Sought]:
    number = small.number
    weight = small.part.weight
    return [seek(w, number.get(w), small.kin, weight, {} if w in number else also) for w in words]


def oracle(
    small: Small, words: Sequence[str], also: Mapping[str, float]
) -> tuple[dict[int, float], dict[int, float], float]:
    """For every term how alike it is and how much of the query it says; and how much it must say
    to be looked at."""
    every = small.words
    weight = dict(zip(every, small.part.weight.tolist(), strict=True))
    near: dict[str, dict[str, float]] = {
        word: {every[place]: n for place, n in found.items()} | {word: 1.0}
        for word, found in zip(every, kin_of(every), strict=True)
    }
    query: list[tuple[Mapping[str, float], float]] = []
    for word in words:
        stand_ins = near.get(word, also)
        heaviest = max((weight[w] for w in stand_ins), default=UNKNOWN_WEIGHT)
        query.append((stand_ins, weight.get(word, heaviest)))
    asked = sum(told for _, told in query)
    said: dict[int, float] = {}
    alike: dict[int, float] = {}
    for place, term in enumerate(small.terms):
        stated = set(words_of(term.text))
        said[place] = sum(
            told * max((n for w, n in stand_ins.items() if w in stated), default=0.0)
            for stand_ins, told in query
            if told >= LEAST_WEIGHT * asked
        )
        alike[place] = 2 * said[place] / (asked + sum(weight[w] for w in stated))
    return alike, said, max(LEAST_SAID * asked, NEAR_BEST * max(said.values()))


query_words = some.lists(
    some.sampled_from([*WRITTEN, "renals", "unheard", "hepatic"]), unique=True, max_size=6
)
stand_ins = some.dictionaries(some.sampled_from(WRITTEN), some.sampled_from([0.45, 0.7, 0.85]))


@given(query_words, stand_ins)
def test_likest_is_dice(small: Small, words: list[str], also: dict[str, float]) -> None:
    numbered = {small.number[w]: near for w, near in also.items()}
    terms, likeness = likest(small.part, sought(small, words, numbered), most=100)
    alike, said, bar = oracle(small, words, also)
    assert {t for t, told in said.items() if told > bar + CLOSE} <= set(terms)
    assert set(terms) <= {t for t, told in said.items() if told > bar - CLOSE}
    assert likeness == pytest.approx([alike[t] for t in terms], abs=CLOSE)
    assert likeness == sorted(likeness, reverse=True)
    ties = [t for t, n in zip(terms, likeness, strict=True) if n == likeness[0]]
    assert ties == sorted(ties)


@given(query_words, some.integers(1, 4))
def test_the_best_few_are_the_best_of_all(small: Small, words: list[str], most: int) -> None:
    every = likest(small.part, sought(small, words, {}), most=100)
    few = likest(small.part, sought(small, words, {}), most=most)
    assert few[1] == every[1][:most]
    assert len(few[0]) == min(most, len(every[0]))


@given(query_words)
def test_the_scratch_arrays_are_left_zero(small: Small, words: list[str]) -> None:
    likest(small.part, sought(small, words, {}), most=5)
    shared, gained = retrieve._scratch(len(small.part.code))
    assert not shared.any()
    assert not gained.any()


def test_a_word_counts_once_in_a_term(small: Small) -> None:
    """`renal failure` says kidney by two words of its kin in no term twice."""
    words = ["renal", "kidney"]
    terms, likeness = likest(small.part, sought(small, words, {}), most=100)
    assert likeness
    assert all(0 < alike <= 2 for alike in likeness)
    named = {small.terms[t].code for t in terms}
    assert {"A01", "A02", "B00"} <= named


def test_optional_words_cost_nothing(small: Small) -> None:
    """A nonessential modifier that is not said must not make a term less like the query."""
    words = words_of("acute renal failure")
    terms, likeness = likest(small.part, sought(small, words, {}), most=1)
    assert small.terms[terms[0]].text == "Acute renal failure"
    assert likeness[0] == pytest.approx(1.0)


def test_threads_do_not_share_their_arrays(index: Index) -> None:
    part = index.part("icd10cm")
    assert part is not None
    number = index.vocabulary.number
    texts = ["chronic kidney disease", "acute heart failure", "fracture of femur", "lung cancer"]
    queries = [
        [seek(w, number.get(w), index.kin, part.weight, {}) for w in words_of(text)]
        for text in texts
    ]
    alone = [likest(part, query, most=50) for query in queries]
    together: dict[int, list[object]] = {}

    def ask(place: int) -> None:
        together[place] = [likest(part, queries[place], most=50) for _ in range(40)]

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(queries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place, expected in enumerate(alone):
        assert all(found == expected for found in together[place])
