"""Words to candidate codes of one system, ranked; what is in force is not asked here.

words -> wordings of the query -> terms alike -> features -> weighted sums
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from superbill.search.asking import Asked, ready
from superbill.search.features import Alike, Query, compare, contradicts, rows
from superbill.search.index import Index
from superbill.search.layout import Part, Reals
from superbill.search.meaning import nearest_terms, vector_of
from superbill.search.ranking import sums
from superbill.search.retrieve import likest
from superbill.search.wording import words_of

LEAST_UNDERSTOOD = 0.5
"""Share of a query that must be understood: of words most of which mean nothing, the rest is no
answer."""

SAME = 0.999
"""Shares from which a term says all that the query does and no more: then words have answered, and
meaning is not asked."""

LATER = 0.4
"""Taken from the sum of what a later meaning of letters found, for each place that it stands behind
the commonest. Not fitted: the benchmark has few letters with several meanings."""

_MOST_MEANT = 40
"""Terms that meaning adds."""

_MOST_TERMS = 90
"""Terms that are compared word by word, for each wording of a query."""


class Candidate(NamedTuple):
    """A code that a query may mean. weighted: the ranking's sum; best: the term that speaks best
    for it; part: where the term lies"""

    code: str
    weighted: float
    best: Alike
    part: Part


def candidates(
    index: Index,
    system: str,
    asked: Asked,
    *,
    phrases: Sequence[str] = (),
    without: Sequence[str] = (),
    sources: frozenset[int] | None = None,
) -> list[Candidate]:
    """The codes of a system that the words may mean, best first.

    phrases: words that must stand in a term in a row; without: that must not
    sources: numbers of the releases whose terms may speak; None: all
    """
    part = index.part(system)
    codes, table, best = comparable(
        index, system, asked, phrases=phrases, without=without, sources=sources
    )
    if part is None or not codes:
        return []
    ranked = [
        Candidate(code, value - LATER * max(0, term.query.turn - 1), term, part)
        for code, value, term in zip(codes, sums(table).tolist(), best, strict=True)
    ]
    return sorted(ranked, key=lambda c: (-c.weighted, c.code))


def comparable(
    index: Index,
    system: str,
    asked: Asked,
    *,
    phrases: Sequence[str] = (),
    without: Sequence[str] = (),
    sources: frozenset[int] | None = None,
) -> tuple[list[str], list[list[float]], list[Alike]]:
    """The candidate codes before they are ranked, a row of features and the best term for each."""
    part = index.part(system)
    if part is None or not asked.wordings or asked.understood < LEAST_UNDERSTOOD:
        return [], [], []
    found = _terms(index, part, asked, sources)
    meaning: Mapping[int, float] = {}
    if not any(a.said > SAME and a.asked > SAME for a in found):
        near, cosines = nearest_terms(part, _vector(asked), most=_MOST_MEANT)
        found += _meant(index, part, asked, near, {a.term for a in found}, sources)
        meaning = {a.code: float(cosines[a.code]) for a in found}
    if phrases or without:
        found = [a for a in found if _allowed(part, a, index, phrases, without)]
    codes, table, best = rows(part, found, meaning)
    return [part.codes[code] for code in codes], table, best


def _terms(index: Index, part: Part, asked: Asked, sources: frozenset[int] | None) -> list[Alike]:
    found: dict[int, Alike] = {}
    for wording in asked.wordings:
        query = ready(wording, asked, part, index.kin, index.vocabulary)
        for term, likeness in zip(*likest(part, query.sought, most=_MOST_TERMS), strict=True):
            if sources is not None and int(part.source[term]) not in sources:
                continue
            if query.labels and _contradicted(part, term, query):
                continue
            alike = compare(part, term, likeness, query)
            known = found.get(term)
            if known is None or known.likeness < alike.likeness:
                found[term] = alike
    ordered = sorted(found.values(), key=lambda a: (-a.likeness, a.term))
    return ordered[: _MOST_TERMS + _MOST_TERMS // 3]


def _vector(asked: Asked) -> Reals:
    """The query in meaning, with its misspelled words put right."""
    return vector_of([asked.corrected.get(w, w) for w in asked.wordings[0].words])


def _meant(
    index: Index,
    part: Part,
    asked: Asked,
    near: Sequence[int],
    known: set[int],
    sources: frozenset[int] | None,
) -> list[Alike]:
    """Terms that words did not find and meaning did."""
    query = ready(asked.wordings[0], asked, part, index.kin, index.vocabulary)
    return [
        compare(part, term, 0.0, query)
        for term in near
        if term not in known
        and (sources is None or int(part.source[term]) in sources)
        and not (query.labels and _contradicted(part, term, query))
    ]


def _contradicted(part: Part, term: int, query: Query) -> bool:
    """Whether the term, or the title of its code, says another type, stage or letter."""
    title = int(part.titled[part.code[term]])
    return contradicts(part.words(term), query) or (
        title >= 0 and title != term and contradicts(part.words(title), query)
    )


def _allowed(
    part: Part, alike: Alike, index: Index, phrases: Sequence[str], without: Sequence[str]
) -> bool:
    """Whether a term says the phrases, and neither it nor its code's title what must not be there:
    a code is not found by a synonym that passes over what the title says."""
    title = int(part.titled[alike.code])
    words = _words(index, alike.words)
    titled = _words(index, part.words(title)) if title >= 0 else []
    return all(_in_a_row(words_of(p), words) for p in phrases) and not any(
        _in_a_row(w, words) or _in_a_row(w, titled) for p in without if (w := words_of(p))
    )


def _words(index: Index, numbers: Sequence[int]) -> list[str]:
    return [index.vocabulary.words[w if w >= 0 else -1 - w] for w in numbers]


def _in_a_row(few: list[str], many: list[str]) -> bool:
    size = len(few)
    return any(many[at : at + size] == few for at in range(len(many) - size + 1))


def strongest(found: Mapping[str, list[Candidate]]) -> list[tuple[str, Candidate]]:
    """The candidates of several systems in one list, best first."""
    together = [(system, c) for system, ranked in found.items() for c in ranked]
    return sorted(together, key=lambda pair: (-pair[1].weighted, pair[0], pair[1].code))
