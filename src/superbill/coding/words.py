"""The lexicon as coding uses it: terms by kind and identifier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from superbill.knowledge.term import Term


@dataclass(frozen=True, slots=True)
class Words:
    """Terms by (kind, identifier)."""

    terms: Mapping[tuple[str, str], Term]

    def term(self, kind: str, name: str | None) -> Term | None:
        return self.terms.get((kind, name)) if name else None

    def name(self, kind: str, name: str | None) -> str:
        """The term's name for a sentence, or its identifier with spaces where it has none."""
        term = self.term(kind, name)
        return term.name if term else (name or "").replace("_", " ")

    def of_kind(self, kind: str) -> tuple[Term, ...]:
        return tuple(term for (k, _), term in self.terms.items() if k == kind)


def words_of(terms: Iterable[Term]) -> Words:
    return Words({(term.kind, term.id): term for term in terms})


def speaks_of(term: Term, text: str) -> bool:
    """Whether one of the term's phrases stands in `text`, as whole words, in any case."""
    return any(
        re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE)
        for phrase in term.phrases
    )
