"""A file that is no note costs no more than its length.

The defect that this prevents: a megabyte of `no pneumonia, ` without a stop, one sentence to the
reader, which took minutes.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.coding.phrase_book import phrase_book
from superbill.notes.disorders import find_disorders
from superbill.notes.document import parse
from superbill.notes.repeats import LONG_SENTENCE, LONGEST_SENTENCE, MOST_ALIKE, few_alike, parts_of
from superbill.notes.values import Sentence
from superbill.tools.context import Context


@given(
    st.lists(
        st.sampled_from(["word ", "x" * 4_000, "x" * 9_998, ", ", " ", "stop. "]), max_size=60
    ),
    st.integers(0, 5),
)
def test_parts_are_short_and_lose_no_word(pieces: list[str], before: int) -> None:
    body = "".join(pieces).strip()
    text = "-" * before + body
    if not body:
        return
    parts = list(parts_of(text, Sentence(before, len(text), "plan")))
    assert all(0 < p.end - p.start <= LONGEST_SENTENCE for p in parts)
    assert all(text[p.start : p.end].strip() == text[p.start : p.end] for p in parts)
    told = "".join(text[p.start : p.end] for p in parts)
    assert told.replace(" ", "") == body.replace(" ", "")
    assert all(a.end <= b.start for a, b in pairwise(parts))


def test_a_sentence_of_usual_length_stays() -> None:
    one = Sentence(0, LONG_SENTENCE, "plan")
    assert list(parts_of("a" * LONG_SENTENCE, one)) == [one]


@pytest.mark.parametrize(
    ("said", "assertion"), [("asthma, ", "affirmed"), ("no asthma, ", "negated")]
)
def test_a_name_ten_thousand_times(context: Context, said: str, assertion: str) -> None:
    book = phrase_book(context.index)
    assert book is not None
    text = said * 10_000 + "\nKnown pneumonia."
    document = parse(text, name="n", lexicon=context.lexicon)
    found = few_alike(find_disorders(document, book.names))
    asthma = [d for d in found if d.evidence.text == "asthma"]
    assert 0 < len(asthma) <= MOST_ALIKE
    assert {d.evidence.assertion for d in asthma} == {assertion}
    assert [d.evidence.text for d in found][-1] == "pneumonia"
