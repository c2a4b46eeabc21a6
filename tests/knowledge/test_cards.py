"""A card is believed by everything above it, so nothing doubtful may load: each row below is a
fault that a hurried writer makes, and the loader must name its file and line."""

from __future__ import annotations

import doctest
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from superbill.errors import CardRefused, StoreDamaged
from superbill.knowledge.card import Card, Fact, PcsEquivalent
from superbill.knowledge.cards import card_as_json, card_from_json, load_cards
from superbill.knowledge.check import check_cards

BASE = """\
code: cpt:58563
name: A made-up treatment of the lining
plain_name: A made-up treatment
summary: Made up for this test.
intent: To have a card.
extent: surgical
frames:
  - {action: ablate, site: endometrium, approach: hysteroscopic}
steps: [The lining is treated.]
indications: [Bleeding]
documentation: [What was done]
neighbours:
  - {code: "cpt:58555", differs: Looks only., deciding_fact: Treated?, overlap: includes}
variants:
  - {when: stopped, modifier: "53", note: Stopped., source: book}
diagnoses:
  - {code: "icd10cm:N92.0", when: Heavy periods}
icd10pcs:
  - {code: "icd10pcs:0U5B8ZZ", when: Always}
market:
  - {product: Thing, start: 2001-01-01, end: 2002-01-01, message: Gone., source: book}
validity:
  start: 2005-01-01
  end: null
  start_is: stated
  checked: 2024-07-01
  source: book
facts:
  - {table: mpfs, field: global, value: "000", edition: 2025-10-01}
sources:
  - {id: book, title: A book, publisher: A house, date: 2004-12, locator: page 1}
reviewed: 2026-11-22
"""

FAULTS = [
    ("cpt:58563\n", "cpt:585630\n", "form of a code", "a code too long"),
    ("cpt:58563\n", "58563\n", "name its system", "a code without its system"),
    ("cpt:58563\n", "cpt:58561\n", "in a file named", "another code than the file's name"),
    ("intent: To have a card.\n", "", "Missing: intent", "a key left out"),
    ("intent: To have a card.", "intent:", "nothing", "a key without text"),
    ("intent:", "purpose:", "Unknown key 'purpose'", "a key that the schema lacks"),
    ("extent: surgical", "extent: operative", "not one of", "a word outside of the choice"),
    ("ablate", "vaporize", "no action 'vaporize'", "an action that the lexicon lacks"),
    ("endometrium,", "womb,", "no site 'womb'", "a site that the lexicon lacks"),
    ("hysteroscopic", "scoped", "no approach 'scoped'", "an approach that the lexicon lacks"),
    ("steps: [The lining is treated.]", "steps: []", "steps has no entry", "no step"),
    ("frames:\n  - {action: ablate, site: endometrium, approach: hysteroscopic}\n", "",
     "frames has no entry", "no frame at all"),
    ('"cpt:58555"', '"cpt:58563"', "on its own card", "a card that is its own neighbour"),
    ('"53"', '"5.3"', "not a modifier", "a modifier with a point"),
    ('"icd10cm:N92.0"', '"icd10cm:N920"', "is written icd10cm:N92.0", "a code without its dot"),
    ('"icd10cm:N92.0"', '"icd10pcs:0U5B8ZZ"', "of icd10cm was expected", "another code system"),
    ('"icd10pcs:0U5B8ZZ"', '"icd10pcs:0U5B"', "seven characters", "a table, not a code"),
    ("end: 2002-01-01", "end: 2001-01-01", "not after", "a market that ends as it begins"),
    ("start: 2005-01-01", "start: 2005-02-30", "is not a date", "a day that doesn't exist"),
    ("checked: 2024-07-01", "checked: 2004-07-01", "not between", "checked before the start"),
    ("checked: 2024-07-01\n  source: book", "checked: 2024-07-01\n  source: shelf",
     "No source of this card has the id 'shelf'", "a source that isn't there"),
    ("field: global", "field: globe", "mpfs has no 'globe'", "a field that the table lacks"),
    ("table: mpfs", "table: rvu", "'rvu' is not one of", "a table nobody knows"),
    ("date: 2004-12,", "date: 2004-13,", "is not a date", "a month that doesn't exist"),
    ("reviewed: 2026-11-22", "reviewed: 2026-11-22\nfile: x.yaml", "Unknown key 'file'",
     "a key that the loader sets"),
    ('  - {code: "icd10cm:N92.0", when: Heavy periods}',
     '  - {code: "icd10cm:N92.0", when: A}\n  - {code: "icd10cm:N92.0", when: B}',
     "stands twice in diagnoses", "a diagnosis given twice"),
]  # fmt: skip


def written(folder: Path, text: str, name: str = "58563.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def card(tmp_path: Path) -> Card:
    written(tmp_path, BASE)
    (loaded,) = load_cards(tmp_path)
    return loaded


def test_a_whole_card_loads_and_lists_left_out_are_empty(card: Card) -> None:
    assert card.code == "cpt:58563"
    assert card.file == "cards/58563.yaml"
    assert card.frames[0].laterality == "midline"
    assert card.validity.end is None
    assert card.contraindications == ()
    assert card.facts == (Fact("mpfs", "global", "000", date(2025, 10, 1)),)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [pytest.param(r, w, s, id=why) for r, w, s, why in FAULTS],
)
def test_a_fault_is_refused_with_its_line(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert BASE.count(right) >= 1
    written(tmp_path, BASE.replace(right, wrong, 1))
    with pytest.raises(CardRefused, match=r"58563\.yaml:\d+") as refused:
        load_cards(tmp_path)
    assert said in str(refused.value)


def test_a_validity_without_end_is_open(tmp_path: Path, card: Card) -> None:
    written(tmp_path, BASE.replace("  end: null\n", ""))
    assert load_cards(tmp_path) == (card,)


def test_the_line_is_the_one_at_fault(tmp_path: Path) -> None:
    written(tmp_path, BASE.replace("source: book\nfacts", "source: shelf\nfacts"))
    line = BASE.splitlines().index("  source: book") + 1
    with pytest.raises(CardRefused, match=rf"58563\.yaml:{line}: No source"):
        load_cards(tmp_path)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """A writer who mends one fault a run gives up before the tenth."""
    written(tmp_path, BASE.replace("ablate", "vaporize").replace('"53"', '"5"'))
    written(tmp_path, "code: [", "58561.yaml")
    with pytest.raises(CardRefused) as refused:
        load_cards(tmp_path)
    text = str(refused.value)
    assert "vaporize" in text
    assert "'5' is not a modifier" in text
    assert "58561.yaml:" in text


def test_one_code_has_one_card(tmp_path: Path) -> None:
    written(tmp_path, BASE, "a/58563.yaml")
    written(tmp_path, BASE, "b/58563.yaml")
    with pytest.raises(CardRefused, match=r"b/58563\.yaml: cards/a/58563\.yaml is a card of"):
        load_cards(tmp_path)


def test_a_folder_without_cards_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CardRefused, match="no card"):
        load_cards(tmp_path)


def test_a_supply_needs_no_course_of_events(tmp_path: Path) -> None:
    lists = ("frames", "steps", "indications", "documentation")
    text = BASE.replace("cpt:58563", "hcpcs:A4264")
    kept = [line for line in text.splitlines() if not line.startswith((*lists, "  - {action"))]
    written(tmp_path, "\n".join(kept), "A4264.yaml")
    (loaded,) = load_cards(tmp_path)
    assert loaded.frames == loaded.steps == ()


def test_every_card_survives_the_store_unchanged() -> None:
    cards = load_cards()
    assert tuple(card_from_json(card_as_json(c)) for c in cards) == cards


def test_the_cards_come_in_code_order_and_hold_the_first_families() -> None:
    codes = [c.code for c in load_cards()]
    assert codes == sorted(codes)
    family = ["58353", "58555", "58558", "58559", "58560", "58561", "58562", "58563", "58565"]
    assert set(codes) >= {f"cpt:{code}" for code in family}


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", "not json", '{"code":"cpt:58563"}'],
    ids=["no field", "a list", "no JSON", "one field"],
)
def test_a_damaged_body_is_told_as_such(text: str) -> None:
    with pytest.raises(StoreDamaged, match="a card can't be read"):
        card_from_json(text)


def test_a_choice_in_a_stored_body_is_checked(card: Card) -> None:
    with pytest.raises(StoreDamaged):
        card_from_json(card_as_json(card).replace('"surgical"', '"operative"'))


OPPOSITE = {"includes": "included_in", "included_in": "includes"}


def test_two_cards_that_name_each_other_agree_how_they_stand() -> None:
    """Else the answer depends on which card is read first."""
    cards = {c.code: c for c in load_cards()}
    said = {(c.code, n.code): n.overlap for c in cards.values() for n in c.neighbours}
    assert {
        pair: (overlap, said[pair[::-1]])
        for pair, overlap in said.items()
        if pair[::-1] in said and said[pair[::-1]] != OPPOSITE.get(overlap, overlap)
    } == {}


def test_the_page_on_cards_does_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(__file__).parents[2] / "docs" / "knowledge-cards.md"
    text = page.read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    written(tmp_path / "cards", example, "57505.yaml")
    monkeypatch.chdir(tmp_path)
    shown = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert len(shown.examples) >= 4
    assert doctest.DocTestRunner().run(shown).failed == 0


# The check of cards against what is loaded: small answers in place of the tables.

TITLE = "Destruction of Endometrium, Via Natural or Artificial Opening Endoscopic"


def disagreements(
    card: Card,
    *,
    valid: dict[tuple[str, date | None], bool] | None = None,
    title: str | None = TITLE,
    value: str | None = None,
) -> list[str]:
    def is_valid(system: str, code: str, day: date) -> bool | None:
        known = valid or {}
        return known.get((f"{system}:{code}", day), known.get((f"{system}:{code}", None)))

    found = check_cards(
        (card,), is_valid=is_valid, title_of=lambda *_: title, fact=lambda *_: value
    )
    return [f"{d.field}|{d.table_value}|{d.release}" for d in found]


def test_nothing_loaded_claims_nothing(card: Card) -> None:
    assert disagreements(card, title=None) == []


def test_agreement_is_silent(card: Card) -> None:
    assert disagreements(card, value="000") == []


@pytest.mark.parametrize("value", ["090", ""], ids=["another value", "the table lacks the code"])
def test_a_fact_that_the_table_denies_is_found(card: Card, value: str) -> None:
    assert disagreements(card, value=value) == [f"facts mpfs.global|{value}|mpfs 2025-10-01"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (TITLE.removesuffix(" Endoscopic"), "approach"),
        ("Destruction of Endometrium, Percutaneous Endoscopic Approach", "approach"),
        (TITLE.replace("Destruction", "Excision"), "operation"),
        (TITLE.replace("Endometrium", "Cervix"), "body part"),
        (TITLE.replace("Endometrium", "Endometrium with Intraluminal Device"), "device"),
    ],
    ids=["without the scope", "another way in", "another operation", "another part", "a device"],
)
def test_a_title_that_says_another_procedure_is_found(card: Card, title: str, said: str) -> None:
    (found,) = check_cards(
        (card,), is_valid=lambda *_: None, title_of=lambda *_: title, fact=lambda *_: None
    )
    assert found.field == "icd10pcs 0U5B8ZZ"
    assert said in found.card_value
    assert found.table_value == title
    assert "cpt:58563, icd10pcs 0U5B8ZZ" in str(found)


@pytest.mark.parametrize(
    ("action", "target", "operation"),
    [
        ("divide", "adhesions", "Release Uterus"),
        ("resect", "leiomyoma", "Excision of Uterus"),
        ("remove", "foreign_body", "Extirpation of Matter from Uterus"),
        ("biopsy", None, "Extraction of Uterus"),
    ],
    ids=["B3.13", "B3.8", "definition of Extirpation", "B3.4a"],
)
def test_surgeons_words_meet_the_root_operation(
    card: Card, action: str, target: str | None, operation: str
) -> None:
    frame = replace(card.frames[0], action=action, target=target, site="uterine_cavity")
    title = TITLE.replace("Destruction of Endometrium", operation)
    assert disagreements(replace(card, frames=(frame,)), title=title) == []


def test_leaving_an_implant_counts_as_what_it_does(card: Card) -> None:
    frame = replace(
        card.frames[0], action="insert", site="fallopian_tube", device="intratubal_implant"
    )
    right = PcsEquivalent("icd10pcs:0UL58DZ", "Only the right tube")
    title = TITLE.replace(
        "Destruction of Endometrium", "Occlusion of Right Fallopian Tube with Intraluminal Device"
    )
    assert disagreements(replace(card, frames=(frame,), icd10pcs=(right,)), title=title) == []


@pytest.mark.parametrize(
    ("code", "day", "answer", "said"),
    [
        ("icd10cm:N92.0", None, False, "diagnoses N92.0|not valid|icd10cm on 2026-11-22"),
        ("icd10pcs:0U5B8ZZ", None, False, "icd10pcs 0U5B8ZZ|not valid|icd10pcs on 2026-11-22"),
        ("cpt:58555", None, False, "neighbours 58555|not valid|cpt on 2026-11-22"),
        ("cpt:58563", date(2005, 1, 1), False, "validity|not valid|cpt on 2005-01-01"),
        ("cpt:58563", date(2024, 7, 1), False, "validity|not valid|cpt on 2024-07-01"),
        ("cpt:58563", date(2004, 12, 31), True, "validity|valid|cpt on 2004-12-31"),
    ],
    ids=["diagnosis", "PCS", "neighbour", "first day", "last day shown", "day before the first"],
)
def test_a_code_not_valid_as_the_card_says_is_found(
    card: Card, code: str, day: date | None, answer: bool, said: str
) -> None:
    assert disagreements(card, valid={(code, day): answer}) == [said]


def test_a_start_that_is_only_a_witness_denies_nothing_before(card: Card) -> None:
    witness = replace(card, validity=replace(card.validity, start_is="at_least"))
    assert disagreements(witness, valid={("cpt:58563", date(2004, 12, 31)): True}) == []
