"""What the ranking looks at: one place for every feature, each a number of one candidate code.

The weights stand in ranking.yaml, fitted by `python benchmarks/fit_search.py`. To try another
feature: name it in FEATURES, work it out in `_row`, and fit again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from superbill.search.layout import Part
from superbill.search.retrieve import Sought
from superbill.search.terms.term import KINDS

FEATURES = (
    "likeness",  # Dice's measure of the code's most alike term, 0 to 1
    "second likeness",  # of its next most alike wording
    "query said",  # share of the query's weight that the best term says
    "query said by all",  # ... that any term of the code or of what is above it says
    "term asked",  # share of the best term's weight that the query says
    "same words",  # the best term has just the query's words
    "same text",  # ... spelled alike, in the same order
    "rarest said",  # nearness of the query's most telling word in the best term
    "opposite",  # the best term says the opposite of a word of the query
    "other number",  # both have numbers, and the term's are others
    "number added",  # the term has a number, the query none
    "adds telling",  # weight of the most telling word that the term adds
    "put otherwise",  # found by another wording of the query
    "rank",  # 1 for the first candidate by likeness, falling
    "terms alike",  # how many terms of the code are among the candidates, as a share
    "heading",
    "unspecified",  # its title says so
    "other",  # its title begins with other
    "deep",  # characters beyond the category
    "below alike",  # for a heading: most alike term among the codes below it
    "below many",  # ... and how many of them are candidates, as a share
    "above alike",  # for a code: likeness of the heading above it
    "secondary",  # a code for poisoning, external cause or encounter, unasked
    "side open",  # its title leaves the side open, where codes beside it name sides
    "meaning",  # cosine of the vectors of the query and the code's nearest term
    *(f"from {kind}" for kind in KINDS),
)

_MANY = 12.0


class Query(NamedTuple):
    """A query ready to be compared.

    rarest: place in sought of the word that tells most
    by_word: vocabulary number -> (place in sought, nearness)
    numbers: the words of the query that number something; number_words, letters: all the words
        there are that do, and all single letters
    opposed: vocabulary number of an opposite -> of the query's word that it is opposed to
    labels: word that numbers or letters something -> its number or letter
    text: the query in lower case; read_as: how this wording differs from what was typed;
        turn: its place among the wordings
    """

    sought: tuple[Sought, ...]
    weight: float
    rarest: int
    by_word: Mapping[int, tuple[int, float]]
    numbers: frozenset[int]
    number_words: frozenset[int]
    letters: frozenset[int]
    labels: Mapping[int, frozenset[int]]
    opposed: Mapping[int, int]
    text: str
    read_as: tuple[str, ...]
    turn: int


class Alike(NamedTuple):
    """A term that was found, and how it compares with the wording of the query that found it."""

    query: Query
    term: int
    code: int
    likeness: float
    said: float
    asked: float
    said_words: frozenset[int]
    adds: float
    words: list[int]


def compare(part: Part, term: int, likeness: float, query: Query) -> Alike:
    """How one term compares with the query, word by word."""
    by_word, weight = query.by_word, part.weight
    nearest: dict[int, float] = {}
    shared = mass = adds = 0.0
    words = part.words(term)
    for stated in dict.fromkeys(words):
        optional = stated < 0
        word = -1 - stated if optional else stated
        found = by_word.get(word)
        told = float(weight[word])
        if found is None:
            if not optional:
                mass += told
                adds = max(adds, told)
            continue
        place, near = found
        mass += told
        shared += told * near
        if near > nearest.get(place, 0.0):
            nearest[place] = near
    said = sum(query.sought[place].weight * near for place, near in nearest.items())
    return Alike(
        query,
        term,
        int(part.code[term]),
        2.0 * said / (query.weight + mass + said - shared) if mass else likeness,
        said / query.weight,
        shared / mass if mass else 0.0,
        frozenset(nearest),
        adds,
        words,
    )


def contradicts(words: Sequence[int], query: Query) -> bool:
    """Whether some words number or letter a thing otherwise than the query does: type 1 is never
    type 2, nor hepatitis A hepatitis B."""
    labels = query.labels
    return any(
        word in labels
        and label not in labels[word]
        and (label in query.number_words or label in query.letters)
        for word, label in pairwise(words)
    )


def rows(
    part: Part, found: Sequence[Alike], meaning: Mapping[int, float]
) -> tuple[list[int], list[list[float]], list[Alike]]:
    """The candidate codes, a row of FEATURES for each, and the term that speaks best for each.

    found: terms, most alike first; meaning: code -> cosine
    """
    by_code: dict[int, list[Alike]] = {}
    for one in found:
        by_code.setdefault(one.code, []).append(one)
    below: dict[int, list[int]] = {}
    for code in list(by_code):
        above = int(part.above[code])
        while above >= 0:
            below.setdefault(above, []).append(code)
            above = int(part.above[above])
    codes = list(by_code)
    ranks = {code: place for place, code in enumerate(codes)}
    table: list[list[float]] = []
    best_terms: list[Alike] = []
    for code in codes:
        alike = sorted(by_code[code], key=lambda a: (-a.likeness, a.term))
        best_terms.append(alike[0])
        table.append(_row(part, code, alike, by_code, below, ranks, meaning))
    return codes, table, best_terms


def _row(
    part: Part,
    code: int,
    alike: list[Alike],
    by_code: Mapping[int, list[Alike]],
    below: Mapping[int, list[int]],
    ranks: Mapping[int, int],
    meaning: Mapping[int, float],
) -> list[float]:
    best = alike[0]
    query = best.query
    name = part.codes[code]
    kind = int(part.kind[best.term])
    stated = {w if w >= 0 else -1 - w for w in best.words}
    required = {w for w in best.words if w >= 0}
    numbers = required & query.number_words
    above = int(part.above[code])
    under = below.get(code, ())
    heading = bool(under) or not part.billable[code]
    said_by_all: set[int] = set()
    for one in alike:
        if one.query is query:
            said_by_all |= one.said_words
    up = above
    while up >= 0:
        for one in by_code.get(up, ()):
            if one.query is query:
                said_by_all |= one.said_words
        up = int(part.above[up])
    title = part.text(best.term).lower() if kind == 0 else ""
    same = best.said > 0.999 and best.asked > 0.999
    return [
        best.likeness,
        alike[1].likeness if len(alike) > 1 else 0.0,
        best.said,
        sum(query.sought[p].weight for p in said_by_all) / query.weight,
        best.asked,
        float(same),
        float(same and part.text(best.term).lower() == query.text),
        max((query.by_word[w][1] for w in stated
             if query.by_word.get(w, (-1, 0))[0] == query.rarest), default=0.0),
        float(any(query.opposed.get(w, -1) >= 0 and query.opposed[w] not in stated
                  for w in required)),
        float(bool(numbers and query.numbers) and not numbers & query.numbers),
        float(bool(numbers) and not query.numbers),
        best.adds,
        float(bool(query.read_as)),
        1.0 / (1.0 + ranks[code]),
        min(1.0, len(alike) / _MANY),
        float(heading),
        float("unspecified" in title),
        float(title.startswith("other")),
        (len(name.replace(".", "")) - 3) / 4.0,
        max((by_code[c][0].likeness for c in under), default=0.0),
        min(1.0, len(under) / _MANY),
        by_code[above][0].likeness if above in by_code else 0.0,
        float(name[0] in "TVWXYZ"),
        float(part.side_open[code]),
        meaning.get(code, 0.0),
        *(float(kind == place) for place in range(len(KINDS))),
    ]  # fmt: skip
