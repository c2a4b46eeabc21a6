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
        ("unknown capitals may name a problem: they are read", "TIMEOUT NOTE: done",
         [("other", "capitals", "TIMEOUT NOTE: done")]),
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
        ("items that run together", "1. Diabetes 2. Hypertension 3) Gout", ["Diabetes",
         "Hypertension", "Gout"]),
        ("items in brackets", "(1) Asthma (2) COPD", ["Asthma", "COPD"]),
        ("a stage is no item", "1. CKD stage 2. Stable now. 2. Gout", ["CKD stage 2.",
         "Stable now.", "Gout"]),
        ("numbers that don't count up", "She has 2. grade tears", ["She has 2. grade tears"]),
        ("double spacing", "The patient is a woman of sixty with a long history of\n\ndiabetes.",
         ["The patient is a woman of sixty with a long history of\n\ndiabetes."]),
        ("Windows line ends", "1. COPD\r\n\r\n2. Gout\r\n", ["COPD", "Gout"]),
        ("commas for line ends", "The nerve was seen.,1.  It was freed.,2.  Closed.",
         ["The nerve was seen.", "It was freed.", "Closed."]),
        ("a problem's sign", "# COPD: stable\n# Gout", ["COPD: stable", "Gout"]),
        ("no space after the stop", "It was placed.The scope left.", ["It was placed.",
                                                                     "The scope left."]),
    ],
)  # fmt: skip
def test_sentences(why: str, text: str, sentences: list[str], lexicon: Lexicon):
    document = parse(text, name="n", lexicon=lexicon)
    assert [text[s.start : s.end] for s in document.sentences] == sentences


PIECES = st.sampled_from(
    ["PROCEDURE:", "Plan:", "FINDINGS", "\n", "\r\n", "\n\n", ". ", " ", "1. ", "2. ", "- ",
     "Dr. X", "the right tube was seen", "D&C", "3.5 cm", "é", "\ufeff", ":", ";", "-", "A", "\f",
     "====", "Heart: regular", "COPD:", "**Gout**", "Cardiac Assessment:", ": ,",
     "Page 2 of 3", "Plan - ",
     "ASSESSMENT AND PLAN", "same", '"', "\x85", "\u2028", "##"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_word_but_the_headings_is_in_one_sentence(text: str):
    document = parse(text, name="n", lexicon=LEXICON)
    assert document.text == text
    places = [(s.start, s.end) for s in document.sections]
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    told = [s for s in document.sections if s.name != "page"]
    assert all(not s.start <= x.start < s.end for s in document.sections if s.name == "page"
               for x in document.sentences)  # fmt: skip
    for section in told:
        inside = [s for s in document.sentences if section.start <= s.start < section.end]
        at = section.start
        for sentence in inside:
            assert at <= sentence.start < sentence.end <= section.end
            assert not any(c.isalpha() for c in text[at : sentence.start])
            at = sentence.end
        assert not any(c.isalpha() for c in text[at : section.end])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_a_note(text: str):
    document = parse(text, name="n", lexicon=LEXICON)
    assert all(text[s.start : s.end].strip() for s in document.sentences)
    assert all(a.end <= b.start for a, b in pairwise(document.sentences))


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "piece",
    [" ", "\n", "\n ", ". ", ".,", "PLAN:\n", "He has asthma. PLAN: none. ", "- ", ":", "A", "A: ",
     "A:\n", "PROCEDURE ", "1. ", "1. a 2. b ", "1.", ",A:", "=\n", "A\n====\n", "#", "*", "\f",
     "Page 1 of 2\n", "Noname\f", '"PLAN: ', "\r\n", "Some Title\n\n", "Heart: x\n",
     "POSTOPERATIVE DIAGNOSIS x ", "Ab ", "   A:", "Plan - x\n", "(", "DIAGNOSIS:\n",
     "DIAGNOSIS: x\n\n- y\n"],
)  # fmt: skip
def test_time_grows_with_the_length_and_not_its_square(piece: str, lexicon: Lexicon) -> None:
    """Runs of spaces in a table of 100,000 characters took more than a minute."""
    text = piece * (MEGABYTE // len(piece))
    began = time.process_time()
    parse(text, name="note", lexicon=lexicon)
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "text",
    ["PLAN:\n" + "x\n" * 500_000, "DIAGNOSES:\n" + "COPD\n" * 200_000,
     "Plan" + " " * MEGABYTE + "x",
     "DIAGNOSIS: x" + "\n" * MEGABYTE + "- y", "a" * 60 + "\n" * MEGABYTE + "b"],
    ids=["lines", "entries", "gap", "blank lines", "wrapped"],
)  # fmt: skip
def test_a_section_of_a_megabyte_is_read_in_seconds(text: str, lexicon: Lexicon) -> None:
    began = time.process_time()
    parse(text, name="note", lexicon=lexicon)
    assert time.process_time() - began < 20
