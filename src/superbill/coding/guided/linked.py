"""What the tables of combined.yaml say: codes that stand together become others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from superbill.coding.guided.condition import Case, Condition, Conditions, standing
from superbill.coding.guided.making import given, in_force, step, with_these, without
from superbill.coding.guided.told import Told, Wanted, sentences_of, told, wanted
from superbill.coding.guided.unrelated import said_unrelated
from superbill.coding.result import Step
from superbill.errors import CardRefused
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.rules.icd10cm.guideline import guideline
from superbill.rules.icd10cm.lists import code_lists, listed
from superbill.rules.icd10cm.references import Reference, references

FILE = Path(__file__).with_name("combined.yaml")
RULE = "combined"
_BEGAN = date(2015, 10, 1)
_WILD = "{}"


@dataclass(frozen=True, slots=True)
class Link:
    """For the days of [start, end): where a condition of each group of `when` stands, those of
    `gives` stand, and those of `drops` no longer.

    when: groups of codes, as the tabular list writes references, or names of lists
    gives: of `A|B` the first that is in force; where none is, the link isn't made
    unless: codes beside which it isn't made
    each: what `{}` in the codes stands for, one after the other
    words: of the last group's wording, of which one must be said
    said: phrases, one of which must be affirmed in a sentence of the first group; anywhere in the
        note for `anywhere`
    cause: what the link presumes to be the cause (unrelated.yaml), which the note may deny
    due_to: words, one of which the note must name as the cause of the first group
    """

    id: str
    section: str
    says: str
    when: tuple[tuple[str, ...], ...]
    start: date = _BEGAN
    end: date | None = None
    gives: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    each: tuple[str, ...] = ("",)
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    anywhere: bool = False
    cause: str | None = None
    due_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closest:
    """Of conditions of several ranks only those of the first rank that stands are reported."""

    id: str
    section: str
    says: str
    ranks: tuple[tuple[str, ...], ...]
    start: date = _BEGAN
    end: date | None = None
    each: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class _Tables:
    lists: dict[str, tuple[str, ...]]
    links: tuple[Link, ...]
    closest: tuple[Closest, ...]


@cache
def tables() -> _Tables:
    """combined.yaml. Raises CardRefused, with file and line, for a fault of it."""
    root = read_yaml(FILE)
    made = build(_Tables, root)
    entries = root.entries()
    for key, rows in (("links", made.links), ("closest", made.closest)):
        for at, row in zip(entries[key].items(), rows, strict=True):
            groups = row.when if isinstance(row, Link) else row.ranks
            more = (row.drops, row.unless) if isinstance(row, Link) else ()
            for text in (t for group in (*groups, *more) for t in group):
                if not _is_list(text, made.lists) and not _read(text, row.each[0]):
                    raise CardRefused(f"{text!r} names no code and no list.", where=at.where)
    return made


def _is_list(text: str, lists: dict[str, tuple[str, ...]]) -> bool:
    return text in lists or text in code_lists()


@cache
def _read(text: str, stands_for: str) -> tuple[Reference, ...]:
    return references(f"({text.replace(_WILD, stands_for)})")


def linked(conditions: Conditions, case: Case) -> tuple[Conditions, tuple[Step, ...]]:
    """The conditions after all links of the day, one after the other, then the closest only."""
    steps: list[Step] = []
    there, month = standing(conditions), case.on.replace(day=1)
    for row, stands_for, group in _rows():
        there_is = any(_among(c.facts.bare, group, month, stands_for) for c in there)
        if not there_is or not _in_force(row, case.on):
            continue
        if isinstance(row, Link):
            conditions, done = _with_link(row, stands_for, conditions, case)
        else:
            conditions, done = _closest_only(row, stands_for, conditions, case)
        if done:
            steps += done
            there = standing(conditions)
    return conditions, tuple(steps)


@cache
def _rows() -> tuple[tuple[Link | Closest, str, tuple[str, ...]], ...]:
    """Every row with what its `{}` stands for and the codes without which it can't hold, in the
    order in which they are applied."""
    found: list[tuple[Link | Closest, str, tuple[str, ...]]] = []
    for row in (*tables().links, *tables().closest):
        group = row.when[0] if isinstance(row, Link) else tuple(r for g in row.ranks for r in g)
        found += [(row, stands_for, group) for stands_for in row.each]
    return tuple(found)


def _in_force(row: Link | Closest, on: date) -> bool:
    return row.start <= on and (row.end is None or on < row.end)


def among(code: Condition, group: tuple[str, ...], on: date, stands_for: str = "") -> bool:
    """Whether a condition is of a group of references and lists."""
    return bool(group) and _among(code.facts.bare, group, on.replace(day=1), stands_for)


@lru_cache(maxsize=262_144)
def _among(bare: str, group: tuple[str, ...], on: date, stands_for: str) -> bool:
    lists = tables().lists
    for text in group:
        if text in lists:
            if _among(bare, lists[text], on, stands_for):
                return True
        elif text in code_lists():
            if listed(text, bare, on) is not None:
                return True
        elif any(r.covers_bare(bare) for r in _read(text, stands_for)):
            return True
    return False


def _with_link(
    link: Link, stands_for: str, conditions: Conditions, case: Case
) -> tuple[Conditions, tuple[Step, ...]]:
    there = standing(conditions)
    groups = _groups(link, stands_for, there, case)
    if groups is None or any(among(c, link.unless, case.on, stands_for) for c in there):
        return conditions, ()
    evidence: tuple[Told, ...] = ()
    if link.said:
        evidence = _said(link, groups[0], case)
        if not evidence:
            return conditions, ()
    codes = [in_force(g.replace(_WILD, stands_for), case) for g in link.gives]
    if not all(codes):
        return conditions, ()
    cited = guideline(link.section)
    parts = [c for group in groups for c in group]
    new = [
        made for code in codes if code
        and (made := given(code, parts, case, cited, evidence=(t.evidence for t in evidence)))
    ]  # fmt: skip
    fresh = [n.code for n in new if n.code not in {c.code for c in there}]
    after = with_these(conditions, new)
    kept = {n.code for n in new}
    gone = [
        c.code for c in there if c.code not in kept and among(c, link.drops, case.on, stands_for)
    ]
    if not fresh and not gone:
        return conditions, ()
    after = without(after, lambda c: c.code in gone, f"{link.says}.", cited)
    says = f"{' and '.join(dict.fromkeys(c.code for c in parts))}: {link.says}."
    return after, (step(RULE, says, (c.code for c in parts), fresh or kept, cited),)


def _groups(
    link: Link, stands_for: str, there: Conditions, case: Case
) -> list[Conditions] | None:  # fmt: skip
    """The conditions of each group, a condition in one group only; None where one is empty."""
    found: list[Conditions] = []
    used: set[str] = set()
    for n, group in enumerate(link.when):
        mine = tuple(
            c for c in there if c.code not in used and among(c, group, case.on, stands_for)
        )
        last = n == len(link.when) - 1
        if last and link.words:
            mine = tuple(c for c in mine if _worded(c, link.words))
        if last and link.cause:
            mine = tuple(c for c in mine if said_unrelated(link.cause, c, there, case) is None)
        if n == 0 and link.due_to:
            mine = tuple(c for c in mine if _due_to(c, link.due_to))
        if not mine:
            return None
        used |= {c.code for c in mine}
        found.append(mine)
    return found


def _due_to(one: Condition, words: Sequence[str]) -> bool:
    causes = [a.value.lower() for a in one.attributes if a.kind == "cause"]
    return any(w in cause for w in words for cause in causes)


def _worded(one: Condition, words: Sequence[str]) -> bool:
    texts = [one.name.lower(), *(e.text.lower() for e in one.evidence)]
    return any(w in text for w in words for text in texts)


def _said(link: Link, first: Conditions, case: Case) -> tuple[Told, ...]:
    found = tuple(t for t in told(case, _phrases(link.said)) if t.so)
    if link.anywhere:
        return found
    places = {p for c in first for p in sentences_of(c, case)}
    return tuple(t for t in found if t.sentence in places)


@cache
def _phrases(said: tuple[str, ...]) -> Wanted:
    return wanted((text, text) for text in said)


def _closest_only(
    entry: Closest, stands_for: str, conditions: Conditions, case: Case
) -> tuple[Conditions, tuple[Step, ...]]:
    there = standing(conditions)
    by_rank = [[c for c in there if among(c, r, case.on, stands_for)] for r in entry.ranks]
    first = next((n for n, found in enumerate(by_rank) if found), None)
    if first is None:
        return conditions, ()
    kept = {c.code for c in by_rank[first]}
    gone = {c.code for found in by_rank[first + 1 :] for c in found} - kept
    if not gone:
        return conditions, ()
    cited = guideline(entry.section)
    after = without(conditions, lambda c: c.code in gone, f"{entry.says}.", cited)
    says = f"{' and '.join((*kept, *sorted(gone)))}: {entry.says}."
    return after, (step(RULE, says, (*kept, *sorted(gone)), kept, cited),)
