"""Sections and sentences: nothing of the text may be lost, moved or read under a wrong heading."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from superbill.knowledge.lexicon import Lexicon, load_lexicon
from superbill.notes.document import parse

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("why", "text", "sections"),
    [
        ("capitals, body on the line", "FINDINGS: Normal.\nPLAN: Home.",
         [("findings", "colon", "Normal."), ("plan", "colon", "Home.")]),
        ("heading on its own line", "Description of Procedure\nThe scope was placed.",
         [("narrative", "own line", "The scope was placed.")]),
        ("markdown", "## Findings\nNormal.\n**Plan:** Home.",
         [("findings", "own line", "Normal."), ("plan", "colon", "Home.")]),
        ("run together", "PRE-OP DIAGNOSIS: AUB. PROCEDURE: D&C. FINDINGS: NORMAL.",
         [("preoperative_diagnosis", "colon", "AUB."), ("procedure_performed", "run together",
          "D&C."), ("findings", "run together", "NORMAL.")]),
        ("optional plural", "PROCEDURE(S) PERFORMED: D&C", [("procedure_performed", "colon",
         "D&C")]),
        ("numbered heading", "1. Indications: bleeding", [("indications", "colon", "bleeding")]),
        ("unknown capitals", "TIMEOUT NOTE: done", [("other", "capitals", "done")]),
        ("a side is no heading", "FINDINGS: Normal.\nRIGHT OSTIUM: open",
         [("findings", "colon", "Normal.\nRIGHT OSTIUM: open")]),
        ("text before headings", "Seen today.\nPlan: Home.",
         [("preamble", "before the first heading", "Seen today."), ("plan", "colon", "Home.")]),
        ("an ordinary word before a colon", "The plan was this: go home.",
         [("preamble", "before the first heading", "The plan was this: go home.")]),
    ],
)  # fmt: skip
def test_sections(why: str, text: str, sections: list[tuple[str, str, str]], lexicon: Lexicon):
    document = parse(text, name="n", lexicon=lexicon)
    found = [(s.name, s.rule, text[s.start : s.end].strip()) for s in document.sections]
    assert found == sections


@pytest.mark.parametrize(
    ("why", "text", "sentences"),
    [
        ("decimals", "A 5.5 mm scope was used. It passed.", ["A 5.5 mm scope was used.",
                                                            "It passed."]),
        ("abbreviations", "Dr. Noname saw her. She left.", ["Dr. Noname saw her.", "She left."]),
        ("unit at the end", "It measured 3 cm. The cervix was closed.",
         ["It measured 3 cm.", "The cervix was closed."]),
        ("wrapped line", "The hysteroscope was introduced into the cavity\nwithout difficulty.",
         ["The hysteroscope was introduced into the cavity\nwithout difficulty."]),
        ("list", "1. Hysteroscopy\n2. D&C", ["Hysteroscopy", "D&C"]),
        ("lines without marks", "Hysteroscopy\nPolypectomy", ["Hysteroscopy", "Polypectomy"]),
        ("blank line", "the tube was seen\n\nthe scope left", ["the tube was seen",
                                                              "the scope left"]),
        ("no space after the stop", "It was placed.The scope left.", ["It was placed.",
                                                                     "The scope left."]),
    ],
)  # fmt: skip
def test_sentences(why: str, text: str, sentences: list[str], lexicon: Lexicon):
    document = parse(text, name="n", lexicon=lexicon)
    assert [text[s.start : s.end] for s in document.sentences] == sentences


PIECES = st.sampled_from(
    ["PROCEDURE:", "Plan:", "FINDINGS", "\n", "\r\n", "\n\n", ". ", " ", "1. ", "- ", "Dr. X",
     "the right tube was seen", "D&C", "3.5 cm", "é", "\ufeff", ":", ";", "-", "A"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_word_but_the_headings_is_in_one_sentence(text: str):
    document = parse(text, name="n", lexicon=LEXICON)
    assert document.text == text
    places = [(s.start, s.end) for s in document.sections]
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    for section in document.sections:
        inside = [s for s in document.sentences if section.start <= s.start < section.end]
        at = section.start
        for sentence in inside:
            assert at <= sentence.start < sentence.end <= section.end
            assert not any(c.isalpha() for c in text[at : sentence.start])
            at = sentence.end
        assert not any(c.isalpha() for c in text[at : section.end])


@pytest.mark.parametrize(
    "text",
    [" " * 200_000 + "x", "\n" * 200_000 + "x", "\n " * 100_000, ". " * 100_000, "PLAN:\n" * 20_000,
     "He has asthma. PLAN: none. " * 8_000, "Plan" + " " * 200_000 + "x", "- " * 100_000],
    ids=["spaces", "lines", "blank lines", "stops", "headings", "one line", "gap", "marks"],
)  # fmt: skip
def test_time_grows_with_the_length_and_not_its_square(text: str, lexicon: Lexicon) -> None:
    """Runs of spaces in a table of 100,000 characters took more than a minute."""
    began = time.process_time()
    parse(text, name="note", lexicon=lexicon)
    assert time.process_time() - began < 5
