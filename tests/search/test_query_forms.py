"""What a query's form says: codes and ranges, quotes, AND, OR, NOT; and that none is refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from superbill.search.query import MOST_CLAUSES, Clause, CodePattern, code_pattern, parse

A, B, AB = Clause("a"), Clause("b"), Clause("a b")
NOTHING = Clause("")


@pytest.mark.parametrize(
    ("text", "clauses", "why"),
    [
        ("", [NOTHING], "nothing asked"),
        ("heart attack", [Clause("heart attack")], "words"),
        ("a AND b", [AB], "both"),
        ("a OR b", [A, B], "either"),
        ("a OR b AND c", [A, Clause("b c")], "AND binds more than OR"),
        ("(a OR b) c", [Clause("a c"), Clause("b c")], "parentheses"),
        ("(a OR b) (c OR d)",
         [Clause("a c"), Clause("a d"), Clause("b c"), Clause("b d")], "each with each"),
        ("a NOT b", [Clause("a", without=("b",))], "without"),
        ("a -b", [Clause("a", without=("b",))], "a minus before a word"),
        ("a AND NOT b", [Clause("a", without=("b",))], "two operators in a row"),
        ("a NOT (b OR c)", [Clause("a", without=("b", "c"))],
         "neither: a term with b alone was let through by the alternative without c"),
        ("NOT a", [Clause("", without=("a",))], "nothing looked for"),
        ("NOT NOT a", [Clause("", without=("a",))], "said twice, not taken back"),
        ('"a b"', [Clause("a b", phrases=("a b",))], "in a row"),
        ('"a b" "c d"', [Clause("a b c d", phrases=("a b", "c d"))], "two phrases"),
        ('a NOT "b c"', [Clause("a", without=("b c",))], "a phrase that must not be there"),
        ('a -"b c"', [Clause("a", without=("b c",))], "with a minus"),
        ('a"b"c', [Clause("a b c", phrases=("b",))], "without blanks"),
        ('"a', [Clause("a", phrases=("a",))], "a quote that is not closed"),
        ('""', [NOTHING], "quotes around nothing"),
        ("(a", [A], "a parenthesis that is not closed"),
        ("a)", [A], "and one that was not opened"),
        (")a(", [A], "the wrong way round"),
        ("()", [NOTHING], "around nothing"),
        (f"{'(' * 60}a{')' * 60}", [A], "deep"),
        ("AND", [NOTHING], "only an operator"),
        ("NOT", [NOTHING], "likewise"),
        ("a and b or not c", [Clause("a and b or not c")], "small letters are words"),
        ("x-ray", [Clause("x-ray")], "a hyphen is no minus"),
        ("a - b", [Clause("a - b")], "nor is a dash"),
    ],
)  # fmt: skip
def test_parse(text: str, clauses: list[Clause], why: str) -> None:
    assert list(parse(text)) == clauses, why


@pytest.mark.parametrize("text", ["OR", "AND OR NOT", "OR OR OR", "NOT OR AND", "( OR ) NOT -"])
def test_only_operators_look_for_nothing(text: str) -> None:
    assert all(not c.words.strip(" -") and not c.phrases for c in parse(text))


def test_alternatives_are_bounded() -> None:
    assert len(parse(" OR ".join("abcdefghijk"))) == MOST_CLAUSES
    assert len(parse("(a OR b) " * 30)) == MOST_CLAUSES


@pytest.mark.parametrize(
    ("text", "system", "first", "last", "beginning", "why"),
    [
        ("E11", None, "E11", None, False, "a heading"),
        ("e11.9", None, "E11.9", None, False, "in small letters"),
        ("E119", None, "E119", None, False, "without its dot"),
        (" E11.9\n", None, "E11.9", None, False, "blanks around it"),
        ("0UL78DZ", None, "0UL78DZ", None, False, "ICD-10-PCS"),
        ("58565", None, "58565", None, False, "CPT"),
        ("A4264", None, "A4264", None, False, "HCPCS Level II"),
        ("S72.0*", None, "S72.0", None, True, "a beginning"),
        ("58555-58565", None, "58555", "58565", False, "a range"),
        ("E10 - E13", None, "E10", "E13", False, "with blanks"),
        ("E10–E13", None, "E10", "E13", False, "with a dash"),
        ("E10..E13", None, "E10", "E13", False, "with dots"),
        ("e10 to e13", None, "E10", "E13", False, "in words"),
        ("cpt:58565", "cpt", "58565", None, False, "with its system"),
        ("CPT: 58565", "cpt", "58565", None, False, "in capitals it was read as words"),
        ("icd10cm:E11*", "icd10cm", "E11", None, True, "a beginning with its system"),
        ("B12", None, "B12", None, False, "has a code's form; the book says that it is none"),
    ],
)
def test_codes(
    text: str, system: str | None, first: str, last: str | None, beginning: bool, why: str
) -> None:
    assert code_pattern(text) == CodePattern(system, first, last, beginning), why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("type 2", "a word and a number"),
        ("type 2 diabetes", "words"),
        ("b12 deficiency", "words that begin as a code"),
        ("E11 E12", "two codes"),
        ("diabetes", "no digit"),
        ("E", "a letter"),
        ("*", "a star alone"),
        ("E*", "of everything in E: too much to be a question"),
        ("E11-", "half a range"),
        ("-E11", "the other half"),
        ("E11.9.1", "two dots"),
        ("E11-E13*", "a range and a beginning"),
        ("COVID-19", "a name"),
        ("٣٣", "digits of another script"),
        ("E１１", "full-width digits"),
        ("1" * 41, "longer than any code"),
    ],
)
def test_no_code(text: str, why: str) -> None:
    assert code_pattern(text) is None, why


operators = some.sampled_from(["AND", "OR", "NOT", "-", "(", ")", '"', "a", "b c", " ", "E11*"])


@given(some.text(max_size=300) | some.lists(operators, max_size=60).map(" ".join))
def test_any_text_has_a_form(text: str) -> None:
    clauses = parse(text)
    assert 1 <= len(clauses) <= MOST_CLAUSES
    for clause in clauses:
        assert all(p.strip() for p in clause.phrases)
        assert all(w.strip() for w in clause.without)
    pattern = code_pattern(text)
    if pattern is not None:
        assert pattern.first == pattern.first.upper()
        assert any(c.isdigit() for c in pattern.first)
        assert pattern.last is None or not pattern.beginning


@given(some.lists(some.sampled_from(["a", "b", "c"]), min_size=1, max_size=5))
def test_words_without_operators_are_one_clause(words: list[str]) -> None:
    assert parse(" ".join(words)) == (Clause(" ".join(words)),)


BOMBS = {
    "parentheses": "(" * 10_000,
    "closed ones": "(" * 5_000 + ")" * 5_000,
    "pairs": "()" * 5_000,
    "quotes": '"' * 10_000,
    "minuses": "-a " * 3_333,
    "alternatives": "(a OR b) " * 1_111,
    "operators": "NOT AND OR " * 909,
    "a digit": "1" * 10_000,
    "a range": "1-" * 5_000,
    "dots": "1." * 5_000,
    "blanks": " " * 10_000,
    "a code and blanks": "E11" + " " * 10_000 + "x",
    "systems": "a:" * 5_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bounded_time(bomb: str) -> None:
    """A pattern that may split a text in many ways tries them all."""
    began = time.perf_counter()
    parse(BOMBS[bomb])
    code_pattern(BOMBS[bomb])
    assert time.perf_counter() - began < 1
