"""Nothing leaves the search that the code book does not confirm for the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from finding import Find

from superbill.errors import NotLoaded
from superbill.tools.context import Context
from superbill.tools.search import search

QUERIES = (
    "heart attack", "diabetes", "type 2 diabetes with kidney disease", "pelvic pain", "asthma",
    "fracture of femur", "bladder cancer", "multiple sclerosis", "depression", "pneumonia",
    "sepsis", "stroke", "hypertension", "COPD", "headache", "back pain", "anxiety", "obesity",
    "gout", "psoriasis", "eczema", "migraine", "epilepsy", "dementia", "cataract", "glaucoma",
    "hearing loss", "otitis media", "sinusitis", "tonsillitis", "influenza", "COVID-19",
    "tuberculosis", "HIV", "hepatitis", "cirrhosis", "gallstones", "appendicitis", "hernia",
    "kidney stone", "urinary tract infection", "prostate cancer", "breast cancer", "endometriosis",
    "pregnancy", "preeclampsia", "newborn jaundice", "cleft lip", "Down syndrome", "sickle cell",
    "leukemia", "burn of hand", "fall from ladder", "poisoning by opioid", "tubal ligation",
    "hysterectomy", "colonoscopy", "knee replacement", "cesarean", "encounter for sterilization",
)  # fmt: skip

DAYS = (date(2015, 10, 2), date(2024, 7, 15), date(2026, 1, 15), date(2026, 5, 15))
IN_FORCE = ("active", "header")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_hit_is_in_force(context: Context, find: Find, day: date) -> None:
    for query in QUERIES:
        for hit in find(query, on=day, limit=20).hits:
            status = context.book.status(hit.code, hit.system, on=day)
            assert status.status in IN_FORCE, f"{query}: {hit.system}:{hit.code}"
            assert hit.billable == status.active, f"{query}: {hit.system}:{hit.code}"


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_codes_below_a_heading_are_valid(context: Context, find: Find, day: date) -> None:
    headings = [hit for query in QUERIES[:30] for hit in find(query, on=day).hits]
    headings = [hit for hit in headings if not hit.billable]
    assert headings
    for hit in headings:
        assert hit.children, hit.code
        assert len(hit.children) <= hit.children_total, hit.code
        for code, _ in hit.children:
            assert context.book.status(code, hit.system, on=day).active, f"{hit.code}: {code}"
            assert code.startswith(hit.code)


def test_most_queries_find_something_on_every_day(find: Find) -> None:
    """So that what is asked above is asked of something."""
    for day in DAYS:
        empty = [query for query in QUERIES if not find(query, on=day).hits]
        assert len(empty) <= 3, f"{day}: {empty}"


def test_a_code_that_was_divided_is_a_heading_from_that_day(find: Find) -> None:
    """R10.2 was a code until 30 September 2025."""
    before = find("R10.2", on=date(2025, 9, 30)).hits
    assert [(hit.code, hit.billable) for hit in before] == [("R10.2", True)]
    after = find("R10.2", on=date(2025, 10, 1)).hits
    assert (after[0].code, after[0].billable) == ("R10.2", False)
    assert [code for code, _ in after[0].children][:2] == ["R10.20", "R10.21"]


def test_by_words_too(find: Find) -> None:
    before = {hit.code: hit for hit in find("pelvic pain", on=date(2024, 7, 15)).hits}
    after = {hit.code: hit for hit in find("pelvic pain", on=date(2026, 1, 15)).hits}
    assert before["R10.2"].billable
    assert not after["R10.2"].billable
    assert not set(before) & {"R10.20", "R10.21", "R10.22", "R10.23", "R10.24"}


def test_a_procedure_category_has_no_diagnoses(find: Find) -> None:
    """Without its dot category 25 of ICD-9-CM (operations on the tongue) was the beginning of
    diagnosis 250.00, and of 112 others."""
    first, *below = find("icd9cm:25", on=date(2014, 1, 1), limit=50).hits
    assert first.code == "25"
    assert all(hit.code.startswith("25.") for hit in below)
    assert first.children_total == len(below)


def test_before_icd10cm_only_icd9cm_answers(find: Find) -> None:
    found = find("diabetes", on=date(2012, 1, 1)).hits
    assert found
    assert "icd10cm" not in {hit.system for hit in found}


def test_the_day_is_echoed(find: Find) -> None:
    assert find("asthma", on=date(2024, 7, 15)).as_dict()["on"] == "2024-07-15"


def test_a_day_after_the_newest_edition_is_stale(find: Find) -> None:
    assert find("asthma", on=date(2035, 1, 1)).stale
    assert not find("asthma", system="icd10cm", on=date(2024, 7, 15)).stale


def test_a_system_that_is_not_loaded(find: Find) -> None:
    with pytest.raises(NotLoaded, match="superbill data import"):
        find("filling", system="cdt")


@pytest.mark.parametrize("system", ["hcpcs", "cpt"])
def test_cards_alone_are_no_code_list(find: Find, system: str) -> None:
    """`wheelchair` in HCPCS Level II, of which a card or two are at hand, was answered with
    nothing found, as if it had been looked for; `lookup` of such a code says what is missing."""
    with pytest.raises(NotLoaded, match="superbill data import"):
        find("wheelchair", system=system)


def test_what_a_card_says_is_found(find: Find) -> None:
    found = find("hysteroscopic closure of the fallopian tubes", system="cpt").hits
    assert found[0].code == "58565"
    assert found[0].confirmed_by == "card"


@pytest.mark.parametrize("known_on", [date(2023, 12, 1), date(2024, 12, 1)], ids=str)
def test_known_on_leaves_out_what_came_later(home: Path, known_on: date) -> None:
    with Context(home, known_on=known_on) as then:
        known = {release.id for release in then.catalogue.releases(known_on=known_on)}
        later = {release.id for release in then.catalogue.releases()} - known
        assert later, "some releases are younger"
        for query in QUERIES[:20]:
            for hit in search(then, query, on=known_on).hits:
                assert hit.why.release in known | {"synonyms"}, query
                assert hit.confirmed_by in known, query


def test_known_on_knows_no_later_code(home: Path, find: Find) -> None:
    """G35.D began on 1 October 2025; in 2024 nobody knew of it."""
    day = date(2026, 5, 15)
    assert "G35.D" in [hit.code for hit in find("multiple sclerosis", on=day).hits]
    with Context(home, known_on=date(2024, 12, 1)) as then:
        found = search(then, "multiple sclerosis", on=day)
        assert "G35.D" not in [hit.code for hit in found.hits]
        assert "G35" in [hit.code for hit in found.hits]
        assert found.stale
