"""From anyone's words to the code, on the embedded code book: what must come first, what must never
come, and what a code, a range, quotes and operators give."""

from __future__ import annotations

import pytest
from finding import Find

from superbill.errors import WrongUsage
from superbill.search.hit import Results
from superbill.tools.search import MOST


def codes(found: Results, system: str = "icd10cm") -> list[str]:
    return [hit.code for hit in found.hits if hit.system == system]


@pytest.mark.parametrize(
    ("query", "code", "why"),
    [
        ("heart attack", "I21.9", "lay words"),
        ("high blood pressure", "I10", "lay words that are a phrase"),
        ("crohns disease", "K50", "an eponym without its apostrophe"),
        ("oesophageal varices", "I85.0", "British spelling"),
        ("kidney stones", "N20.0", "a plural and an everyday word"),
        ("bladder cancer", "C67", "cancer of a site is its malignant neoplasm"),
        ("CHF", "I50.9", "an abbreviation"),
        ("Ménière disease", "H81.0", "an accent"),
        ("MEN2A", "E31.22", "joined letters and number"),
        ("pneumonja", "J18.9", "a misspelled word"),
        (
            "22q11.2",
            "Q93.81",
            "a band alone was a number, of which nothing is understood",
        ),
    ],
)
def test_the_code_is_among_the_first(find: Find, query: str, code: str, why: str) -> None:
    assert code in codes(find(query, system="icd10cm"))[:3], why


def test_heart_attack(find: Find) -> None:
    assert "I21.9" in [hit.code for hit in find("heart attack").hits[:2]]


def test_a_product_finds_the_code_that_was_made_for_it(find: Find) -> None:
    """The defect: `Essure` was read as `ensure`, and a nurse's visit came first."""
    assert [hit.code for hit in find("Essure").hits[:2]] == ["58565", "A4264"]


@pytest.mark.parametrize(
    ("query", "never", "why"),
    [
        ("type 1 diabetes", "E11", "`diabetes NOS` let type 2 in: its title was a synonym's text"),
        ("type 2 diabetes", "E10", "and the other way round"),
        ("diabetes type I", "E11", "with a numeral"),
        ("hepatitis A", "B16", "hepatitis B, acute"),
        ("hepatitis A", "B18.0", "hepatitis B, chronic"),
        ("hepatitis A", "B18.1", "likewise"),
        ("MEN type 2B", "E31.22", "`type IIA` was no number, and so no other number"),
        ("chronic kidney disease stage 3", "N18.4", "another stage"),
        ("factor VIII deficiency", "D67", "factor IX"),
    ],
)
def test_numbers_and_letters_are_exact(find: Find, query: str, never: str, why: str) -> None:
    found = codes(find(query, system="icd10cm", limit=100))
    assert found
    assert [code for code in found if code.startswith(never)] == [], why


def test_a_heading_comes_before_the_codes_below_it(find: Find) -> None:
    """`bladder cancer` leaves the part of the bladder open: one arbitrary part is no answer."""
    hits = find("bladder cancer", system="icd10cm").hits
    assert (hits[0].code, hits[0].billable) == ("C67", False)
    below = [hit for hit in hits[1:5] if hit.code.startswith("C67.")]
    assert len(below) == 4
    assert all(hit.why.kind == "below" for hit in below)
    assert "C67" in below[0].why.text


@pytest.mark.parametrize(
    ("query", "meanings"),
    [("MS", {"G35", "I05"}), ("ms", {"G35", "I05"})],
)
def test_letters_with_two_meanings_offer_both(find: Find, query: str, meanings: set[str]) -> None:
    hits = find(query, system="icd10cm").hits
    assert meanings <= {hit.code[:3] for hit in hits}
    said = {read for hit in hits for read in hit.why.read_as}
    assert {"MS: multiple sclerosis", "MS: mitral stenosis"} <= said


def test_a_preposition_is_no_abbreviation(find: Find) -> None:
    """`water on the lung` was read as ON, optic neuritis."""
    found = find("water on the lung", system="icd10cm")
    assert not [hit for hit in found.hits if hit.code.startswith("H46")]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("diabetis mellitus", "diabetes mellitus"),
        ("esophagal reflux", "esophageal reflux"),
        ("Haemorhage of the brain", "hemorrhage of the brain"),
        ("diarhea", "diarrhea"),
        ("tumour of the brainn", "tumour of the brain"),
        ('"fibromyalga" NOT acute', '"fibromyalgia" NOT acute'),
    ],
)
def test_did_you_mean(find: Find, query: str, meant: str) -> None:
    """The correction was shown as the search folds words: `esofageal`, `diarea`."""
    found = find(query)
    assert found.did_you_mean == meant
    assert find(meant).did_you_mean is None


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("diabetes", "nothing is misspelled"),
        ("heamorrhage xqzvkwjy", "one word is like no word"),
        ("E11", "a code"),
        ("", "nothing"),
    ],
)
def test_nothing_else_was_meant(find: Find, query: str, why: str) -> None:
    assert find(query).did_you_mean is None, why


def test_quoted_words_stand_in_a_row(find: Find) -> None:
    found = find('"kidney disease" chronic', system="icd10cm", limit=50)
    assert "N18" in codes(found)
    for hit in found.hits:
        assert hit.why.kind != "below", "the codes below a heading need not say the phrase"
    assert codes(find('"disease kidney"', system="icd10cm")) == []


@pytest.mark.parametrize(
    ("query", "left_out", "why"),
    [
        ("asthma NOT exacerbation", "exacerbation", "`acute asthma` found it by a synonym"),
        ("asthma -exacerbation", "exacerbation", "with a minus"),
        ("appendicitis NOT (abscess OR perforation)", "abscess", "neither of two"),
        ("heart failure NOT acute", "acute", "nor below a heading"),
    ],
)
def test_what_must_not_be_there_is_not(find: Find, query: str, left_out: str, why: str) -> None:
    found = find(query, system="icd10cm", limit=100)
    assert found.hits
    titles = [hit.title.lower().replace(",", " ").split() for hit in found.hits]
    assert [title for title in titles if left_out in title] == [], why


def test_a_not_without_words_leaves_nothing_out(find: Find) -> None:
    """No words stand in every term: `NOT ...` left out everything."""
    assert codes(find("asthma NOT ...")) == codes(find("asthma NOT a"))
    assert "J45" in codes(find("asthma NOT ..."))


def test_alternatives_are_in_one_list(find: Find) -> None:
    found = codes(find("gout OR psoriasis", system="icd10cm", limit=50))
    assert {"M10", "L40"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("query", "first", "held", "why"),
    [
        ("E11", "E11", "E11.00", "a heading and its codes"),
        ("e119", "E11.9", None, "a code without its dot"),
        ("icd10cm:E11.9", "E11.9", None, "with its system"),
        ("ICD10CM:E11.9", "E11.9", None, "in capitals"),
        ("S72.0*", "S72.0", "S72.001A", "a beginning"),
        ("E10-E13", "E10", "E13", "a range of headings"),
        ("0UL7", "0UL7", "0UL70CZ", "the beginning of ICD-10-PCS codes"),
        ("58555-58565", "58555", "58565", "a range of CPT codes, by their cards"),
        ("A4264", "A4264", None, "a HCPCS code, by its card"),
    ],
)
def test_codes_and_ranges(find: Find, query: str, first: str, held: str | None, why: str) -> None:
    found = find(query)
    assert found.hits[0].code == first, why
    assert all(hit.why.kind == "code" for hit in found.hits)
    if held is None:
        assert len(found.hits) == 1
    else:
        assert held in [hit.code for hit in found.hits]


def test_a_range_holds_what_lies_in_it(find: Find) -> None:
    assert codes(find("E10-E13")) == ["E10", "E11", "E13"]
    cards = codes(find("58555-58565"), "cpt")
    assert cards == sorted(cards)
    assert all("58555" <= code <= "58565" for code in cards)


def test_a_long_range_is_not_cut_short(find: Find) -> None:
    """Twenty thousand codes were read, and the headings after them were missing: of S00-T88 only
    those up to S72."""
    found = codes(find("S00-T88", limit=MOST))
    assert found[0] == "S00"
    assert found[-1] == "T88"
    assert all(len(code) == 3 for code in found)


def test_all_codes_below_a_heading_are_counted(find: Find) -> None:
    """Every heading with more than 500 codes was said to have 500."""
    (found,) = find("icd10cm:S72", limit=1).hits
    assert found.children_total > 2000


def test_what_is_no_code_is_words(find: Find) -> None:
    found = find("B12 deficiency", system="icd10cm")
    assert "E53.8" in codes(found)
    assert find("E11 E12").hits == ()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("icd11:E11", "no such system"),
        ("icd10cm:58565", "no such form"),
        ("cdt:D0120", "not loaded"),
        ("cpt:58555-E11", "a range from one system into another"),
        ("E13-E10", "a range that ends before it begins"),
        ("99999", "the form of a code that there is not"),
    ],
)
def test_a_code_that_there_is_not(find: Find, query: str, why: str) -> None:
    assert not [hit for hit in find(query).hits if hit.why.kind == "code"], why


def test_every_hit_says_why(find: Find) -> None:
    for query in ("heart attack", "CHF", "bladder cancer", "E11", "tubal ligation", "pneumonja"):
        for hit in find(query).hits:
            assert hit.why.kind, query
            assert hit.why.text, query
            assert hit.title, query
            assert hit.confirmed_by, query
            assert 0 <= hit.score <= 1, query


def test_scores_fall(find: Find) -> None:
    """Codes below a heading follow it with its own score; all others are in order."""
    for query in ("heart attack", "fracture of femur", "MS", "kidney stone"):
        scores = [hit.score for hit in find(query, limit=50).hits]
        assert scores == sorted(scores, reverse=True), query


@pytest.mark.parametrize("limit", [1, 2, 3, 10, MOST])
def test_the_limit_holds(find: Find, limit: int) -> None:
    for query in ("diabetes", "fracture of femur", "E11", "A00-Z99", "gout OR psoriasis"):
        found = find(query, limit=limit).hits
        assert 1 <= len(found) <= limit, query
        assert len({(hit.system, hit.code) for hit in found}) == len(found), query


@pytest.mark.parametrize("limit", [0, -1, MOST + 1, 10**9])
def test_a_limit_out_of_bounds_is_refused(find: Find, limit: int) -> None:
    with pytest.raises(WrongUsage, match="limit"):
        find("diabetes", limit=limit)


@pytest.mark.parametrize("system", ["icd11", "", "E11", "icd10cm icd10pcs"])
def test_an_unknown_system_is_refused(find: Find, system: str) -> None:
    with pytest.raises(WrongUsage, match="is not a code system"):
        find("diabetes", system=system)


def test_one_system_is_one_system(find: Find) -> None:
    for system in ("icd10cm", "icd10pcs", "msdrg"):
        found = find("heart", system=system, limit=50)
        assert {hit.system for hit in found.hits} == {system}
