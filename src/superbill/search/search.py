"""Search: a query to codes that are in force on the day, best first, each with why.

    search(index, book, query, on=day)                 every system at hand
    search(index, book, query, on=day, systems=("icd10cm",))

A query that is a code, a beginning or a range of codes is answered from the code lists; all else
from words. No code leaves that the code book does not confirm for the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from superbill.codesets.book import CodeBook
from superbill.codesets.shelf import CARDS, LOADS, View
from superbill.codesets.systems import SYSTEMS
from superbill.errors import NotLoaded
from superbill.search.asking import Asked, ask
from superbill.search.by_code import named_codes
from superbill.search.candidates import Candidate, candidates, strongest
from superbill.search.confirm import Confirmer, with_children
from superbill.search.did_you_mean import did_you_mean
from superbill.search.hit import Hit, Results, Why
from superbill.search.index import Index
from superbill.search.query import LONGEST, MOST_CLAUSES, Clause, code_pattern, parse
from superbill.search.ranking import score_of
from superbill.search.terms.term import KINDS
from superbill.search.wording import words_of

LEAST_SCORE = 0.03
"""A code that is right more seldom than this is not an answer but noise."""

SURE_HEADING = 0.5
"""A heading with at least this score that comes first is followed by its codes."""

ASIDE = {"msdrg": 2.0, "ncd": 2.0}
"""How far a system stands back among others, in the ranking's sum: a group of stays and a coverage
determination are named like what they are about, and are asked for as such. Not fitted."""

_MOST_LOOKED_AT = 400
"""Candidates that are asked for in the code book until enough are in force."""


def search(
    index: Index,
    book: CodeBook,
    query: str,
    *,
    on: date,
    systems: Sequence[str] = (),
    limit: int = 10,
) -> Results:
    """The codes in force on a day that a query may mean, at most `limit`.

    systems: short names; none: every system at hand. Raises NotLoaded where one system is asked
    for and nothing at hand speaks of it on that day, or only cards do, and none of this.
    """
    text = "".join(c if c.isprintable() else " " for c in query)
    confirmer = Confirmer(book, on)
    if len(systems) == 1:
        book.view(systems[0], on)  # raises NotLoaded
    hits = _by_code(text, confirmer, systems, limit)
    if hits:
        return Results(query, on, hits, stale=confirmer.stale)
    clauses = parse(text)
    asked = [(clause, ask(clause.words, index.vocabulary, index.speller)) for clause in clauses]
    ranked = _together(index, asked, tuple(systems) or index.systems, _known(index, book))
    # What a phrase or a NOT leaves out must not come back as a code below a heading.
    free = not any(c.phrases or c.without for c in clauses)
    said = frozenset(words_of(text)) if free else None
    hits = tuple(_hits(ranked, index, confirmer, limit, said=said))
    if not hits and len(systems) == 1:
        _refuse_by_cards_alone(book.view(systems[0], on))
    return Results(
        query=query,
        on=on,
        hits=hits,
        did_you_mean=did_you_mean(text, [words for _, words in asked], index),
        stale=confirmer.stale,
        messages=tuple(_messages(text, clauses)),
    )


def _refuse_by_cards_alone(view: View) -> None:
    """Nothing found in a handful of cards is no answer for a system. Raises NotLoaded."""
    if view.validity.release.family == CARDS:
        raise NotLoaded(
            f"{SYSTEMS[view.system].title} is not loaded, and no knowledge card speaks of this.",
            remedy=f"Load it with: {LOADS[view.system]}.",
        )


def _by_code(
    text: str, confirmer: Confirmer, systems: Sequence[str], limit: int
) -> tuple[Hit, ...]:
    pattern = code_pattern(text)
    if pattern is None:
        return ()
    found = named_codes(pattern, confirmer, systems=systems, limit=limit)
    return tuple(
        confirmer.hit(s, why=Why("code", s.code, s.release or ""), score=1.0) for s in found
    )


def _known(index: Index, book: CodeBook) -> frozenset[int] | None:
    """The numbers of the sources that were known on the day asked for, None for all."""
    if book.known_on is None:
        return None
    known = {r.id for r in book.catalogue.releases(known_on=book.known_on)}
    return frozenset(
        place for place, source in enumerate(index.sources) if source in known or " " not in source
    )


def _together(
    index: Index,
    asked: Iterable[tuple[Clause, Asked]],
    systems: Sequence[str],
    sources: frozenset[int] | None,
) -> list[tuple[str, Candidate]]:
    """The candidates of all clauses and systems in one list, each code once."""
    best: dict[tuple[str, str], Candidate] = {}
    for clause, words in asked:
        for system in systems:
            back = ASIDE.get(system, 0.0) if len(systems) > 1 else 0.0
            for one in candidates(
                index, system, words,
                phrases=clause.phrases, without=clause.without, sources=sources,
            ):  # fmt: skip
                held = one._replace(weighted=one.weighted - back)
                known = best.get((system, one.code))
                if known is None or known.weighted < held.weighted:
                    best[system, one.code] = held
    by_system: dict[str, list[Candidate]] = {}
    for (system, _), one in best.items():
        by_system.setdefault(system, []).append(one)
    return strongest(by_system)


def _hits(
    ranked: Sequence[tuple[str, Candidate]],
    index: Index,
    confirmer: Confirmer,
    limit: int,
    *,
    said: frozenset[str] | None,
) -> Iterator[Hit]:
    """said: the words of the query; None: no code comes in for its heading's sake."""
    given: set[tuple[str, str]] = set()
    for place, (system, one) in enumerate(ranked[:_MOST_LOOKED_AT]):
        score = score_of(one.weighted)
        if len(given) >= limit or score < LEAST_SCORE:
            return
        status = confirmer.status(one.code, system)
        if status is None or (system, one.code) in given:
            continue
        hit = confirmer.hit(status, why=_why(one, index), score=score)
        leads = not given
        given.add((system, one.code))
        yield hit
        if said is not None and leads and not hit.billable and score >= SURE_HEADING:
            below = (
                c.code for s, c in ranked[place:] if s == system and _is_below(c.code, one.code)
            )
            for child in with_children(
                hit, below, said, confirmer, most=min(limit - 1, limit // 2)
            ):
                given.add((system, child.code))
                yield child


def _is_below(code: str, heading: str) -> bool:
    return code != heading and code.startswith(heading)


def _why(one: Candidate, index: Index) -> Why:
    part, term = one.part, one.best.term
    return Why(
        KINDS[int(part.kind[term])],
        part.text(term),
        index.sources[int(part.source[term])],
        one.best.query.read_as,
    )


def _messages(text: str, clauses: Sequence[Clause]) -> Iterator[str]:
    if len(text) > LONGEST:
        yield f"Only the first {LONGEST} characters were read."
    if len(clauses) >= MOST_CLAUSES:
        yield f"Only {MOST_CLAUSES} alternatives were searched."
