"""Words that may stand for a word: the file of equivalents, roots, and which way each leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from superbill.errors import CardRefused
from superbill.search.index import Index
from superbill.search.kinship import (
    BAND,
    EQUAL,
    EQUIVALENTS,
    IMPLIED,
    ROOT,
    equivalents,
    kin_of,
    root_of,
)
from superbill.search.wording import words_of


def kin(*words: str) -> dict[str, dict[str, float]]:
    """The kin of each word among the others, by name."""
    folded = [words_of(word)[0] for word in words]
    named = dict(zip(folded, words, strict=True))
    return {
        named[word]: {named[folded[place]]: near for place, near in found.items()}
        for word, found in zip(folded, kin_of(folded), strict=True)
    }


def lines() -> list[tuple[str, str]]:
    text = EQUIVALENTS.read_text(encoding="utf-8")
    numbered = ((f"{EQUIVALENTS.name}:{n}", line) for n, line in enumerate(text.splitlines(), 1))
    return [(at, line) for at, line in numbered if line.strip() and not line.startswith("#")]


def test_the_file_loads() -> None:
    known = equivalents()
    assert known.equal
    assert known.implied
    assert known.phrases


def test_every_part_of_every_line_has_words() -> None:
    empty = [
        f"{at}: {part}"
        for at, line in lines()
        for part in line.replace("->", "|").split("|")
        if not words_of(part)
    ]
    assert empty == []


def test_no_word_equals_itself() -> None:
    """A group whose words the search already brings to one form (`tumor | tumour`) says nothing,
    and hides that it says nothing."""
    known = equivalents()
    assert [w for w, others in known.equal.items() if w in others] == []
    assert [w for w, others in known.phrases.items() if w in others] == []


def test_equal_words_are_equal_both_ways() -> None:
    equal = equivalents().equal
    assert [(w, o) for w, others in equal.items() for o in others if w not in equal[o]] == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("kidney", "one word alone"),
        ("kidney |", "nothing after the bar"),
        ("kidney -> ", "nothing after the arrow"),
        (" -> renal", "nothing before it"),
        ("kidney | ...", "no word"),
        ("tumor | tumours", "one word, spelled in two ways"),
    ],
)
def test_a_line_that_says_nothing_is_refused(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "equivalents.txt"
    path.write_text(f"# A comment.\n\nliver | hepatic\n{line}\n", encoding="utf-8")
    with pytest.raises(CardRefused, match=r"equivalents\.txt:4"):
        equivalents(path)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("atrophic", "atrophy", "ic and y"),
        ("arthritic", "arthritis", "its root was `arthritis`, that of arthritis `arthrit`"),
        ("stenotic", "stenosis", "likewise"),
        ("neurotic", "neurosis", "likewise"),
        ("hyperplastic", "hyperplasia", "its root was `hyperplass`"),
        ("lipomatous", "lipoma", "matous and ma"),
        ("anemic", "anemia", "blood"),
        ("infectious", "infection", "ious and ion"),
        ("obstructive", "obstruction", "ive and ion"),
        ("obstructed", "obstruction", "ed and ion"),
        ("perforated", "perforation", "ated and ation"),
        ("esophageal", "esophagus", "an organ's adjective"),
        ("cranial", "cranium", "likewise"),
        ("alcoholism", "alcoholic", "ism and ic"),
        ("toxicity", "toxic", "ity"),
    ],
)
def test_one_root(one: str, other: str, why: str) -> None:
    (first,), (second,) = words_of(one), words_of(other)
    assert root_of(first) == root_of(second), why
    assert kin(one, other)[one][other] >= ROOT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arthritis", "arthrosis"),
        ("nephritis", "nephrosis"),
        ("hypertension", "hypotension"),
        ("ureter", "urethra"),
        ("ileum", "ilium"),
        ("gastritis", "gastric"),
        ("cystitis", "cystic"),
        ("lymphoma", "lymphatic"),
        ("psychosis", "psychic"),
        ("abduction", "adduction"),
    ],
)
def test_two_roots(one: str, other: str) -> None:
    (first,), (second,) = words_of(one), words_of(other)
    assert root_of(first) != root_of(second)


def test_words_that_mean_the_same_lead_both_ways() -> None:
    assert kin("kidney", "renal") == {"kidney": {"renal": EQUAL}, "renal": {"kidney": EQUAL}}


def test_what_is_implied_leads_one_way() -> None:
    """Who writes cancer may mean a malignant neoplasm; who writes neoplasm need not mean cancer."""
    found = kin("cancer", "malignant", "neoplasm")
    assert found["cancer"] == {"malignant": IMPLIED, "neoplasm": IMPLIED}
    assert found["neoplasm"] == {}
    found = kin("stroke", "cerebral", "infarction")
    assert found["stroke"] == {"cerebral": IMPLIED, "infarction": IMPLIED}
    assert "stroke" not in found["infarction"]


def test_a_band_may_be_its_chromosome() -> None:
    found = kin("22q11.2", "chromosome", "12")
    assert found["22q11.2"] == {"chromosome": BAND}
    assert found["12"] == {}
    assert found["chromosome"] == {}, "but the chromosome is not that band"


def test_phrases_lead_where_the_file_says() -> None:
    phrases = equivalents().phrases
    attack = tuple(words_of("heart attack"))
    infarction = tuple(words_of("myocardial infarction"))
    assert infarction in phrases[attack]
    assert attack not in phrases.get(infarction, ())


@given(some.data())
def test_kin_of_any_vocabulary(index: Index, data: some.DataObject) -> None:
    every = index.vocabulary.words
    words = data.draw(some.lists(some.sampled_from(every), unique=True, max_size=40))
    found = kin_of(words)
    assert len(found) == len(words)
    for place, near_to in enumerate(found):
        assert place not in near_to
        for other, near in near_to.items():
            assert near in (ROOT, EQUAL, IMPLIED, BAND)
            if near in (ROOT, EQUAL):
                assert found[other][place] >= min(ROOT, IMPLIED), "root and sense lead both ways"
