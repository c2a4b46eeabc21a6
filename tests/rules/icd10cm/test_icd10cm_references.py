"""Codes in the brackets of the tabular list's notes.

The defect these prevent: reading `(O00-O9A)` as two codes, or `(acute)` as one.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.rules.icd10cm.references import Reference, references


@pytest.mark.parametrize(
    ("note", "inside", "outside"),
    [
        pytest.param("x (A18.32)", ["A18.32"], ["A18.3", "A18.31"], id="one code"),
        pytest.param("x (A04.7-)", ["A04.71", "A04.72"], ["A04.8"], id="a dash: all below"),
        pytest.param("x (E10.-)", ["E10.9", "E10.641"], ["E11.9", "E1"], id="dot and dash"),
        pytest.param("x (A04.0-A04.4)", ["A04.0", "A04.4"], ["A04.5"], id="a range"),
        pytest.param("x (O00-O9A)", ["O80", "O9A.12"], ["P00"], id="a range over chapters"),
        pytest.param("x (I63.3-I63.5-)", ["I63.31", "I63.59"], ["I63.6"], id="a range, then dash"),
        pytest.param("x (C43.1-,C44.1-)", ["C43.11", "C44.19"], ["C43.2"], id="a list, no space"),
        pytest.param("x (I21.0-I21.B, I22.-)", ["I21.4", "I21.A1", "I22.0"], ["I23.0"],
                     id="a range in a list"),
        pytest.param("x (acute) (H66.9)", ["H66.90"], ["A00"], id="words in brackets name no code"),
        pytest.param("x (V01-V09 with 5th character 9)", ["V03.19XA"], ["V03.11XA"],
                     id="narrowed by a character"),
        pytest.param("x (I69. with final characters -23)", ["I69.123"], ["I69.122"],
                     id="narrowed by the ending"),
        pytest.param("x (E08-E13 with .51-.52)", ["E11.51", "E10.52"], ["E11.59", "E11.9"],
                     id="narrowed by what follows the dot"),
        pytest.param("x (A37 with fifth-character 1)", ["A37.01"], ["A37.00"],
                     id="narrowed by a place in words"),
        pytest.param("no brackets at all E10", [], ["E10"], id="a code outside brackets"),
    ],
)  # fmt: skip
def test_what_a_note_covers(note: str, inside: list[str], outside: list[str]) -> None:
    found = references(note)
    assert [c for c in inside if not any(r.covers(c) for r in found)] == []
    assert [c for c in outside if any(r.covers(c) for r in found)] == []


CODES = st.from_regex(r"[A-Z][0-9][0-9A-B](\.[0-9A]{1,3})?", fullmatch=True)


@given(CODES, CODES, CODES)
def test_a_range_covers_what_lies_between(one: str, two: str, code: str) -> None:
    first, last = sorted(c.replace(".", "")[:3] for c in (one, two))
    slow = code[:3] in {
        f"{letter}{digit}{third}"
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for digit in "0123456789"
        for third in "0123456789AB"
        if first <= f"{letter}{digit}{third}" <= last
    }
    assert Reference(first, last).covers(code) == slow


@pytest.mark.parametrize(
    ("note", "inside", "outside"),
    [
        ("x (D37-D44, D48)", ["D37.1", "D44.9"], ["D3A.8"]),
        ("x (M05-M14)", ["M1A.9XX0", "M14.60"], ["M15.0"]),
        ("x (C00-C75)", ["C75.9"], ["C7A.1", "C76.0"]),
        ("x (C43-C44)", ["C4A.9", "C44.9"], ["C45.0"]),
    ],
)  # fmt: skip
def test_categories_with_a_letter_stand_where_the_list_prints_them(
    note: str, inside: list[str], outside: list[str]
) -> None:
    """D3A is printed before D37, and sorts between D37 and D44."""
    test_what_a_note_covers(note, inside, outside)


@pytest.mark.parametrize(
    ("note", "inside", "outside"),
    [
        ("x (T36-T50 with fifth or sixth character 5)", ["T36.0X5A", "T50.905A"],
         ["T36.0X1A", "T50.901A"]),
        ("x (T36-T65 with fifth or sixth character 1-4 or 6)", ["T58.01XA", "T36.0X6A"],
         ["T58.05XA", "T40.415A"]),
        ("x (F11-F19 with fifth to sixth characters 51)", ["F11.951"], ["F11.950"]),
        ("x (F10-F19, with .17, .27, .97)", ["F10.27"], ["F10.26"]),
        ("x (E08, E09 with final characters .00 or .01)", ["E08.00", "E09.01"], ["E09.10"]),
        ("x (S42.- with 7th character B or C)", ["S42.001B"], ["S42.001A"]),
        ("x (M05.00 to M05.8A)", ["M05.10"], ["M05.9"]),
        ("x (J00-J06; J20-J22)", ["J01.00", "J20.9"], ["J10.1"]),
    ],
)  # fmt: skip
def test_narrowed_references(note: str, inside: list[str], outside: list[str]) -> None:
    """The defect: a note about adverse effects read as one about every poisoning."""
    test_what_a_note_covers(note, inside, outside)
