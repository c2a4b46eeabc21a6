"""Terms in sentences: the longest phrase, ordinary inflection, the side that belongs to it."""

import pytest

from superbill.knowledge.lexicon import Lexicon
from superbill.notes.document import parse
from superbill.notes.mentions import find_mentions


def named(text: str, kind: str, lexicon: Lexicon) -> list[tuple[str, str, str | None]]:
    document = parse(text, name="n", lexicon=lexicon)
    return [
        (m.concept, m.evidence.text, m.side)
        for m in find_mentions(document, lexicon)
        if m.kind == kind
    ]


@pytest.mark.parametrize(
    ("why", "text", "kind", "found"),
    [
        ("side before", "The right tubal ostium was seen.", "site",
         [("fallopian_tube", "tubal ostium", "right")]),
        ("side after", "The ostium on the left was seen.", "site",
         [("fallopian_tube", "ostium", "left")]),
        ("both", "Both fallopian tubes were seen.", "site",
         [("fallopian_tube", "fallopian tubes", "bilateral")]),
        ("letter", "L tube: coil placed", "site", [("fallopian_tube", "tube", "left")]),
        ("left as a verb", "The tube was left in place.", "site",
         [("fallopian_tube", "tube", None)]),
        ("hyphen", "A micro-insert and a microinsert.", "device",
         [("intratubal_implant", "micro-insert", None),
          ("intratubal_implant", "microinsert", None)]),
        ("a verb is no device", "The scope was inserted.", "device", []),
        ("an airway is no fallopian tube", "An endotracheal tube was placed.", "site", []),
        ("longest", "Hysteroscopic endometrial ablation was done.", "procedure",
         [("endometrial_ablation", "Hysteroscopic endometrial ablation", None)]),
        ("inflection", "Cauterizing and ligating", "action",
         [("fulgurate", "Cauterizing", None), ("ligate", "ligating", None)]),
        ("wrapped phrase", "heavy menstrual\nbleeding for a year", "condition",
         [("heavy_menstrual_bleeding", "heavy menstrual\nbleeding", None)]),
        ("not across a stop", "It was endometrial. Polyp seen.", "condition", []),
    ],
)  # fmt: skip
def test_mentions(
    why: str, text: str, kind: str, found: list[tuple[str, str, str | None]], lexicon: Lexicon
):
    assert named(text, kind, lexicon) == found


@pytest.mark.parametrize(
    ("why", "text", "assertion"),
    [
        ("a history section", "PAST MEDICAL HISTORY: Asthma.", "historical"),
        ("a family section", "FAMILY HISTORY: Endometrial cancer.", "family"),
        ("a family section with a negation", "FAMILY HISTORY: No endometrial cancer.", "negated"),
        ("any other section", "FINDINGS: Endometrial polyp.", "affirmed"),
    ],
)
def test_a_section_says_something_of_all_it_holds(
    why: str, text: str, assertion: str, lexicon: Lexicon
):
    document = parse(text, name="n", lexicon=lexicon)
    conditions = [m for m in find_mentions(document, lexicon) if m.kind == "condition"]
    assert [m.evidence.assertion for m in conditions] == [assertion]
