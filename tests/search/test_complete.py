"""As-you-type completion: at every letter, only what goes on from what was typed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest
from finding import ON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from superbill.errors import WrongUsage
from superbill.search.complete import Completion
from superbill.search.wording import beginnings_of, words_of
from superbill.tools.context import Context
from superbill.tools.search import MOST, complete_words

Completed = Callable[..., tuple[Completion, ...]]


@pytest.fixture
def completed(context: Context) -> Completed:
    def found(beginning: str, *, on: date = ON, **more: object) -> tuple[Completion, ...]:
        return complete_words(context, beginning, on=on, **more).names

    return found


def goes_on(name: str, text: str) -> bool:
    """Whether a name has every finished word of a text and one that begins as the last does."""
    said = words_of(name)
    typed = words_of(text)
    begun = beginnings_of(text)
    finished = typed[:-1] if typed and typed[-1] in begun else typed
    ends = any(word.startswith(tuple(begun)) for word in said)
    return set(finished) <= set(said) and (ends or text[-1:].isspace())


TYPED = (
    "myocardial infarction", "hepatitis b", "arthritis of the knee", "bronchitis", "meningitis",
    "sepsis", "stenosis", "lymphoma", "nephritis", "hemorrhage", "diarrhea", "dysphagia",
    "type 2 diabetes", "fracture of femur", "kidney stone", "crohn's disease", "anemia",
    "anaemia", "psoriasis", "multiple sclerosis", "heart failure",
)  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
def test_no_letter_on_the_way_finds_nothing(completed: Completed, name: str) -> None:
    """`hepati` was read as a Latin plural and `lymp` as a word without its ph: what stood in the
    list a letter before was gone, and came back a letter later."""
    for end in range(3, len(name) + 1):
        typed = name[:end]
        found = completed(typed)
        assert found, typed
        assert all(goes_on(one.text, typed) for one in found), typed


@pytest.mark.parametrize(
    ("typed", "name", "why"),
    [
        ("myocard", "myocarditis", "an unfinished word"),
        ("heart fail", "heart failure", "a finished one and an unfinished one"),
        ("HEART FAIL", "heart failure", "in capitals"),
        ("Type II diab", "type 2 diabetes", "a numeral"),
        ("haemorrhag", "hemorrhage", "British spelling"),
        ("kidneys sto", "kidney stone", "a plural that is finished"),
        ("stone kidn", "kidney stone", "in another order"),
        ("acute a", "acute asthma", "an unfinished word that might be an article"),
        ("diabetes ", "diabetes", "a blank: the word is finished"),
    ],
)
def test_names(completed: Completed, typed: str, name: str, why: str) -> None:
    assert name in [one.text.lower() for one in completed(typed, limit=MOST)], why


def test_a_finished_word_is_not_gone_on_from(completed: Completed) -> None:
    assert any("diabetic" in one.text.lower() for one in completed("diab", limit=MOST))
    assert completed("diab ") == ()


def test_names_that_begin_as_the_text_come_first(completed: Completed) -> None:
    for typed in ("heart fail", "anem", "fracture of fem", "diab"):
        begins = [one.text.lower().startswith(typed) for one in completed(typed, limit=50)]
        assert begins[0], typed
        assert begins == sorted(begins, reverse=True), typed


def test_the_shortest_come_first_among_them(completed: Completed) -> None:
    names = [one.text.lower() for one in completed("myocard", limit=50)]
    sizes = [len(name) for name in names if name.startswith("myocard")]
    assert sizes == sorted(sizes)


def test_each_code_once(completed: Completed) -> None:
    found = [(one.system, one.code) for one in completed("diab", limit=MOST)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "day", [date(2012, 1, 1), date(2015, 10, 2), date(2024, 7, 15), ON], ids=str
)
def test_only_what_is_in_force(completed: Completed, context: Context, day: date) -> None:
    for typed in ("diab", "pelvic pa", "multiple scl", "fracture of ", "obes", "asth"):
        for one in completed(typed, on=day, limit=30):
            status = context.book.status(one.code, one.system, on=day)
            assert status.status in ("active", "header"), f"{typed}: {one.code}"
            assert one.billable == status.active


def test_a_code_that_came_later(completed: Completed) -> None:
    """R10.24, suprapubic pain, began in October 2025."""
    after = completed("suprapubic p", on=date(2026, 1, 15), limit=50)
    before = completed("suprapubic p", on=date(2024, 7, 15), limit=50)
    assert "R10.24" in [one.code for one in after]
    assert "R10.24" not in [one.code for one in before]


def test_one_system(completed: Completed) -> None:
    assert {one.system for one in completed("heart", system="msdrg")} == {"msdrg"}


@pytest.mark.parametrize("typed", ["", " ", "\n", "?", "糖尿", "xqzvk", "diabetes xqzvk", "\x00"])
def test_nothing(completed: Completed, typed: str) -> None:
    assert completed(typed) == ()


@pytest.mark.parametrize("limit", [1, 5, MOST])
def test_the_limit_holds(completed: Completed, limit: int) -> None:
    assert 1 <= len(completed("dia", limit=limit)) <= limit


@pytest.mark.parametrize("limit", [0, -1, MOST + 1])
def test_a_limit_out_of_bounds_is_refused(completed: Completed, limit: int) -> None:
    with pytest.raises(WrongUsage, match="limit"):
        completed("dia", limit=limit)


def test_an_unknown_system_is_refused(completed: Completed) -> None:
    with pytest.raises(WrongUsage, match="is not a code system"):
        completed("dia", system="snomed")


quickly = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quickly
@given(some.text(max_size=30) | some.lists(some.sampled_from(TYPED)).map(" ".join))
def test_any_text_is_gone_on_from(completed: Completed, text: str) -> None:
    for one in completed(text, limit=5):
        assert goes_on(one.text, text[:100])


def test_it_is_quick(completed: Completed) -> None:
    """A word at a time, one to six letters of it: the site asks at every key. What it takes is
    measured by `make bench`; here only that nothing reads the index from end to end."""
    completed("warm")
    began = time.perf_counter()
    asked = 0
    for name in TYPED:
        for end in range(1, 7):
            completed(name[:end])
            asked += 1
    assert (time.perf_counter() - began) / asked < 0.05


@pytest.mark.parametrize(
    ("why", "beginning", "code"),
    [
        ("of a category", "E11", "E11"),
        ("with its dot", "E11.2", "E11.22"),
        ("in small letters", "s72.00", "S72.00"),
    ],
)
def test_the_beginning_of_a_code_is_completed(
    context: Context, why: str, beginning: str, code: str
) -> None:
    found = complete_words(context, beginning, on=ON)
    assert code in [name.code for name in found.names], why
