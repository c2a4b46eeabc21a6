"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Why:
    """The wording that a code was found by.

    kind: title, inclusion term, index, neoplasm table, drug table, external cause index, former
        title, synonym, card, code (the query is a code), below (the heading above it was found) or
        meaning (no word, but near in meaning)
    text: the wording, as its source writes it
    release: identifier of the release that states it; `synonyms`: the project's own
    read_as: how words of the query were read (`behet: behcet`, `CHF: congestive heart failure`)
    """

    kind: str
    text: str
    release: str
    read_as: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = {"kind": self.kind, "text": self.text, "release": self.release}
        return {**said, "read_as": list(self.read_as)} if self.read_as else said


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that a query may mean, in force on the day.

    score: 0 to 1; hits are in its order, but codes below a heading follow the heading
    billable: False for a heading, whose billable codes then stand in `children`, `children_total`
        of them in all
    confirmed_by: the release that says it is in force, or `card`
    """

    system: str
    code: str
    title: str
    score: float
    billable: bool
    why: Why
    confirmed_by: str | None
    children: tuple[tuple[str, str | None], ...] = ()
    children_total: int = 0

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "system": self.system,
            "code": self.code,
            "title": self.title,
            "score": round(self.score, 4),
            "billable": self.billable,
            "why": self.why.as_dict(),
            "confirmed_by": self.confirmed_by,
        }
        if not self.billable:
            found["children"] = [{"code": c, "title": t} for c, t in self.children]
            found["children_total"] = self.children_total
        return found


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query.

    did_you_mean: the query with its misspelled words put right, or None
    messages: what a reader must know (a system that is not loaded, words that were left out)
    stale: the day is later than what the deciding releases speak of
    """

    query: str
    on: date
    hits: tuple[Hit, ...]
    did_you_mean: str | None = None
    stale: bool = False
    messages: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "on": self.on.isoformat(),
            "results": [h.as_dict() for h in self.hits],
            "did_you_mean": self.did_you_mean,
            "stale": self.stale,
            "messages": list(self.messages),
        }
