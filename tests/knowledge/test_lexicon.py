"""The lexicon as it ships, and the faults that its loader refuses."""

import shutil
from pathlib import Path

import pytest

from superbill.errors import CardRefused
from superbill.knowledge import lexicon as module
from superbill.knowledge.lexicon import load_lexicon

SHIPPED = Path(module.__file__).parent / "lexicon"


@pytest.mark.parametrize(
    ("kind", "identifiers"),
    [
        ("action", "inspect occlude ligate fulgurate ablate biopsy excise resect divide remove "
                   "insert dilate curette instil image"),
        ("site", "uterine_cavity endometrium cervix cervical_canal fallopian_tube uterus ovary "
                 "adnexa vagina"),
        ("target", "polyp leiomyoma adhesions septum foreign_body iud tissue_sample"),
        ("approach", "hysteroscopic laparoscopic open transcervical transvaginal percutaneous "
                     "external"),
        ("device", "intratubal_implant tubal_clip tubal_ring iud thermal_balloon contrast"),
        ("circumstance", "postpartum with_cesarean"),
    ],
)  # fmt: skip
def test_the_identifiers_that_cards_use_are_there(kind: str, identifiers: str):
    lexicon = load_lexicon()
    assert [i for i in identifiers.split() if not lexicon.knows(kind, i)] == []


def test_an_implant_in_the_tube_closes_it_and_says_so_in_the_words_of_the_pcs_tables():
    lexicon = load_lexicon()
    implant = lexicon.term("device", "intratubal_implant")
    assert implant.effect == {"action": "occlude", "site": "fallopian_tube"}
    assert implant.pcs["device"] == "Intraluminal Device"
    assert lexicon.term("action", "occlude").pcs["operation"] == "Occlusion"
    tube = lexicon.term("site", "fallopian_tube").pcs
    assert tube["body_part_bilateral"] == "Fallopian Tubes, Bilateral"


@pytest.mark.parametrize(
    ("file", "added", "says"),
    [
        ("actions.yaml", "- id: occlude\n  name: n\n  phrases: [p q r]\n", "was given already"),
        ("actions.yaml", "- id: new\n  name: n\n  phrases: [occlusion]\n", "for 'occlude' already"),
        ("actions.yaml", "- id: new\n  name: n\n  phrase: [x]\n", "Unknown key 'phrase'"),
        ("devices.yaml", "- id: new\n  name: n\n  phrases: [x y]\n  effect: {action: fly}\n",
         "no action 'fly'"),
        ("procedures.yaml", "- id: new\n  name: n\n  phrases: [x y]\n", "has no action"),
        ("reasons.yaml", "- id: new\n  name: n\n  phrases: [x y]\n  reason_class: bad\n",
         "one of patient_safety"),
        ("conditions.yaml", "- id: new\n  name: n\n  phrases: [x y]\n", "has no code"),
        ("sites.yaml", "- id: new\n  name: n\n  phrases: []\n", "has no phrase"),
        ("sites.yaml", "- id: new\n  kind: site\n  name: n\n  phrases: [x]\n", "gives the kind"),
    ],
)  # fmt: skip
def test_a_faulty_entry_is_refused_with_its_line(tmp_path: Path, file: str, added: str, says: str):
    folder = tmp_path / "lexicon"
    shutil.copytree(SHIPPED, folder)
    path = folder / file
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + added, encoding="utf-8")
    with pytest.raises(CardRefused, match=says) as caught:
        load_lexicon(folder)
    assert caught.value.where is not None
    name, _, line = caught.value.where.partition(":")
    assert name == file
    assert int(line) > whole.count("\n")
