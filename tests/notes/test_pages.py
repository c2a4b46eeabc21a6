"""What a page repeats is in no sentence, and evidence can name its page."""

import pytest

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.document import parse

HEAD = "Noname Clinic   Noname, Jo  MRN 000"


def sentences(text: str, lexicon: Lexicon) -> list[str]:
    document = parse(text, name="n", lexicon=lexicon)
    return [text[s.start : s.end] for s in document.sentences]


@pytest.mark.parametrize(
    ("why", "text", "told"),
    [
        ("numbers of pages", "Plan: Diabetes with\nPage 1 of 2\nneuropathy.",
         ["Diabetes with", "neuropathy."]),
        ("heads and feet, but the first head",
         f"{HEAD}\nPlan: Rest.\nConfidential 1\f{HEAD}\nHome.\nConfidential 2",
         [HEAD, "Rest.", "Home."]),
        ("a patient's line on each page begins no section",
         "Patient: Noname, Jo\nAssessment: Asthma and\fPatient: Noname, Jo\ngout.",
         ["Noname, Jo", "Asthma and", "gout."]),
        ("a line of one page only", "Plan: Rest.\fPlan: Home.", ["Rest.", "Home."]),
        ("a page in a sentence", "Plan: see page 2 of 3 of the record.",
         ["see page 2 of 3 of the record."]),
    ],
)  # fmt: skip
def test_what_pages_repeat(why: str, text: str, told: list[str], lexicon: Lexicon):
    assert sentences(text, lexicon) == told


def test_a_section_goes_on_after_the_page(lexicon: Lexicon):
    text = "Assessment: Asthma and\nPage 1\f\ngout."
    found = parse(text, name="n", lexicon=lexicon).sections
    assert [s.name for s in found] == ["assessment", "page", "assessment"]
    assert found[0].heading == found[2].heading == "Assessment"


def test_the_page_of_a_place(lexicon: Lexicon):
    document = parse("one\ftwo\f\fthree", name="n", lexicon=lexicon)
    assert document.pages == (0, 4, 8, 9)
    assert [document.page_of(n) for n in (0, 3, 4, 9, 13)] == [1, 1, 2, 4, 4]
    assert parse("one", name="n", lexicon=lexicon).page_of(0) is None
