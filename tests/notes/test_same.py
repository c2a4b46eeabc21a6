"""`Same`: the section that a section refers to."""

import pytest

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.document import parse
from superbill.notes.same import same_as, sections_at


@pytest.mark.parametrize(
    ("said", "is_same"),
    [
        ("Same", True), ("SAME.", True), ("The same", True), ("same as above", True),
        ("As above.", True), ("Same, with adhesions", True), (", Same.", True), ("Ditto", True),
        ("Unchanged", True), ("Sameness", False), ("Menorrhagia", False),
        ("Fibroids, as above", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_diagnosis_after_that_is_the_one_before(said: str, is_same: bool, lexicon: Lexicon):
    text = f"PREOPERATIVE DIAGNOSIS: Menorrhagia\nPOSTOPERATIVE DIAGNOSIS: {said}\nPLAN: Home"
    document = parse(text, name="n", lexicon=lexicon)
    after = next(s for s in document.sections if s.name == "postoperative_diagnosis")
    found = same_as(document, after)
    assert (found is not None and found.name == "preoperative_diagnosis") is is_same
    names = sections_at(document, text.index("Menorrhagia"))
    assert names == ("preoperative_diagnosis", *(["postoperative_diagnosis"] if is_same else []))


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("nothing goes before", "POSTOPERATIVE DIAGNOSIS: Same"),
        ("what goes before is of another sort", "PLAN: Home\nPOSTOPERATIVE DIAGNOSIS: Same"),
        ("a section that may say it of anything", "EXAM: Normal\nPLAN: Same"),
    ],
)
def test_same_as_nothing(why: str, text: str, lexicon: Lexicon):
    document = parse(text, name="n", lexicon=lexicon)
    assert all(same_as(document, s) is None for s in document.sections)


def test_same_of_same(lexicon: Lexicon):
    text = "PREOP DX: Menorrhagia\nPOSTOP DX: Same\nDISCHARGE DIAGNOSIS: Same"
    document = parse(text, name="n", lexicon=lexicon)
    assert "discharge_diagnosis" in sections_at(document, text.index("Menorrhagia"))
    assert sections_at(document, 0) == ()
