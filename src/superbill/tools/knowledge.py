"""Check the knowledge cards against what the releases at hand say."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from superbill.errors import NotLoaded
from superbill.knowledge.check import Disagreement, check_cards
from superbill.knowledge.synonyms import Synonym, load_abbreviations, load_synonyms
from superbill.search.wording import words_of
from superbill.tools.context import Context


@dataclass(frozen=True, slots=True)
class KnowledgeCheck:
    """How many cards and synonyms were held against the releases, and where they differ.

    synonyms: lines of synonyms, each with one code; astray: lines of synonyms whose code no list at
        hand has ever held, and of abbreviations a meaning of which holds a word that nothing else
        does, by file and line
    """

    cards: int
    disagreements: tuple[Disagreement, ...]
    messages: tuple[str, ...]
    synonyms: int = 0
    astray: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "cards": self.cards,
            "disagreements": [asdict(d) for d in self.disagreements],
            "messages": list(self.messages),
            "synonyms": self.synonyms,
            "astray": list(self.astray),
        }


def knowledge_check(context: Context) -> KnowledgeCheck:
    """Holds every fact of every card that a release at hand also states against that release, and
    every synonym and abbreviation against the code sets."""
    unknown: set[str] = set()

    def is_valid(system: str, code: str, on: date) -> bool | None:
        try:
            status = context.book.status(code, system, on=on)
        except NotLoaded:
            unknown.add(system)
            return None
        if status.confirmed_by == "card":  # a card can't vouch for a card
            unknown.add(system)
            return None
        return status.active

    def title_of(system: str, code: str, on: date) -> str | None:
        try:
            return context.book.status(code, system, on=on).title
        except NotLoaded:
            return None

    def fact(table: str, code: str, field: str, on: date) -> str | None:
        value = _stated(context, table, code, field, on)
        if value is None:
            unknown.add(f"{table} of {on}")
        return value

    found = check_cards(context.cards, is_valid=is_valid, title_of=title_of, fact=fact)
    lines = load_synonyms()
    return KnowledgeCheck(
        len(context.cards),
        found,
        tuple(f"not checked against {name}: not loaded" for name in sorted(unknown)),
        len(lines),
        (*_without_code(context, lines), *_without_words(context)),
    )


def _without_code(context: Context, lines: tuple[Synonym, ...]) -> list[str]:
    """Lines whose code the index has no place for: it holds every code of every edition."""
    astray: list[str] = []
    for system in sorted({line.system for line in lines}):
        part = context.index.part(system)
        of_system = [line for line in lines if line.system == system]
        titled = (
            {part.codes[i] for i, term in enumerate(part.titled.tolist()) if term >= 0}
            if part is not None
            else set[str]()
        )
        astray += [f"{o.where}: no code {o.code}" for o in of_system if o.code not in titled]
    return astray


def _without_words(context: Context) -> list[str]:
    """Meanings of abbreviations that hold a word which stands nowhere else."""
    known = context.index.vocabulary.number
    return [
        f"{a.where}: {meaning!r} finds nothing"
        for a in load_abbreviations()
        for meaning in a.meanings
        if not all(word in known for word in words_of(meaning))
    ]


_FAMILIES = {
    "mpfs": ("pfs", "pfs"),
    "ncci.mue.practitioner": ("ncci.mue.practitioner", "mue"),
}
"""A card's name of a table: the family and table that hold it."""

_COLUMNS = {"mue": "value"}


def _stated(context: Context, table: str, code: str, field: str, on: date) -> str | None:
    """What the edition of that day says: empty where it has no such row, None where that very
    edition is not at hand (another one may rightly say another thing)."""
    if table not in _FAMILIES:
        return None
    family, name = _FAMILIES[table]
    try:
        view = context.book.table(family, name, on=on)
    except NotLoaded:
        return None
    if view.release.edition != on:
        return None
    rows = view.rows.find(code, "") if name == "pfs" else view.rows.find(code)
    if not rows:
        return ""
    value = rows[0][_COLUMNS.get(field, field)]
    return "" if value is None else str(value)
