"""What means nothing gets nothing, and no input does harm."""

from __future__ import annotations

import random
import string
import threading
import time
from collections.abc import Callable

import pytest
from finding import ON, Find
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from superbill.search.index import Index
from superbill.search.query import LONGEST
from superbill.search.wording import words_of
from superbill.tools.context import Context
from superbill.tools.search import complete_words

SEED = 20261125
STRINGS = 1_000
LEAST_EMPTY = 0.99


def salad(of: random.Random) -> str:
    return "".join(of.choice("bcdfghjklmnpqrstvwxz") for _ in range(of.randint(5, 12)))


def pseudo_word(of: random.Random) -> str:
    """What can be pronounced and means nothing; mostly."""
    syllables = (
        of.choice("bdfgjklmnprstvwz") + of.choice("aeiou") + of.choice(["", "", "n", "r", "x"])
        for _ in range(of.randint(3, 5))
    )
    return "".join(syllables)


def digits(of: random.Random) -> str:
    return "".join(of.choice(string.digits) for _ in range(of.randint(6, 12)))


def nonsense(of: random.Random, kind: int, index: Index) -> str:
    """One to three strings of a kind, none of them a word that some source holds."""
    word: Callable[[random.Random], str] = (salad, pseudo_word, digits)[kind % 3]
    while True:
        text = " ".join(word(of) for _ in range(of.randint(1, 3)))
        if not any(w in index.vocabulary.number for w in words_of(text)):
            return text


def test_nonsense_gets_nothing(find: Find, index: Index) -> None:
    of = random.Random(SEED)
    asked = [nonsense(of, place, index) for place in range(STRINGS)]
    answered = [text for text in asked if find(text).hits]
    assert len(answered) <= STRINGS * (1 - LEAST_EMPTY), answered


BAD = {
    "empty": "",
    "blanks": " \t\n\r ",
    "a NUL": "\x00",
    "control characters": "\x00\x01\x1b[2J\x7f",
    "around words": "\x00diabetes\x07",
    "punctuation": "?!…,;:-–—()[]{}*&%$#@^~`'\"\\/|<>",
    "Chinese": "糖尿病",
    "Russian": "сахарный диабет",
    "Arabic": "السكري",
    "emoji": "🫀🫁🧠" * 50,
    "letters of mathematics": "𝔡𝔦𝔞𝔟𝔢𝔱𝔢𝔰",
    "half a surrogate pair": "\ud800 diabetes",
    "only halves": "\ud800\udfff\udc00" * 50,
    "a right-to-left override": "\u202ediabetes",
    "accents without letters": "\u0301" * 10_000,
    "one that is eighteen": "ﷺ" * 10_000,
    "one word": "a" * 10_000,
    "one digit": "1" * 10_000,
    "a word again and again": "diabetes " * 1_200,
    "other words": " ".join(f"word{n}" for n in range(1_500)),
    "parentheses": "(" * 10_000,
    "quotes": '"' * 10_000,
    "minuses": "- " * 5_000,
    "alternatives": "(a OR b) " * 1_200,
    "operators": "AND OR NOT " * 900,
    "only negations": "NOT diabetes",
    "a range that is none": "1-" * 5_000,
    "dots": "1.1" * 3_333,
    "SQL": "'; DROP TABLE concept; --",
    "a path": "../../../../etc/passwd",
    "a format": "%s%n{0}{__class__}",
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_does_no_harm(find: Find, context: Context, bad: str) -> None:
    find("gout")  # the first query of a run makes the index
    began = time.process_time()  # other work on the machine is not the query's
    found = find(BAD[bad])
    complete_words(context, BAD[bad], on=ON)
    assert time.process_time() - began < 1
    assert found.query == BAD[bad], "echoed as it was given"
    assert len(found.hits) <= 10


@pytest.mark.parametrize(
    "bad",
    [
        "empty", "blanks", "a NUL", "punctuation", "Chinese", "Russian", "Arabic", "emoji",
        "only halves", "accents without letters", "parentheses", "quotes", "minuses", "operators",
        "only negations", "one word", "one digit",
    ],
)  # fmt: skip
def test_what_says_nothing_finds_nothing(find: Find, bad: str) -> None:
    found = find(BAD[bad])
    assert found.hits == ()
    assert found.did_you_mean is None


@pytest.mark.parametrize("bad", ["around words", "half a surrogate pair", "letters of mathematics"])
def test_what_can_be_read_is_read(find: Find, bad: str) -> None:
    wanted = {hit.code for hit in find("diabetes").hits}
    assert {hit.code for hit in find(BAD[bad]).hits} & wanted


def test_a_pasted_text_is_read_in_part_and_says_so(find: Find) -> None:
    assert any(str(LONGEST) in said for said in find("diabetes " * 100).messages)
    assert find("diabetes").messages == ()


quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
words = some.lists(
    some.sampled_from(
        ["acute", "kidney", "type", "2", "a", "E11", "-", '"', "(", ")", "OR", "AND", "NOT", "ms",
         "S72.0*", "xqzv", "of", "22q11.2", "III", "β"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@quickly
@given(some.text(max_size=80) | words)
def test_any_text_is_answered(find: Find, text: str) -> None:
    found = find(text, limit=5)
    assert len(found.hits) <= 5
    assert found.query == text
    found.as_dict()


def test_threads_get_the_answers_of_one(find: Find) -> None:
    """The scratch arrays are each thread's own; the code book and the index are shared."""
    queries = ("heart attack", "MS", "bladder cancer", "diabetis mellitus", "fracture of femur")
    alone = {query: find(query) for query in queries}
    wrong: list[str] = []

    def ask(order: tuple[str, ...]) -> None:
        try:
            wrong.extend(query for query in order * 10 if find(query) != alone[query])
        except Exception as fault:
            wrong.append(repr(fault))

    threads = [threading.Thread(target=ask, args=(order,)) for order in (queries, queries[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
