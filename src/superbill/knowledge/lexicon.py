"""The lexicon: every term that the reading of notes knows, from the files below knowledge/lexicon.

One file a kind, a list of entries with the keys of `Term` but `kind`, which the file's name gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import get_args

from superbill.knowledge.term import Term, TermKind
from superbill.knowledge.yaml_file import Located, build, read_yaml

_FOLDER = Path(str(files("superbill.knowledge"))) / "lexicon"

_FILE_OF_KIND: dict[TermKind, str] = {
    "action": "actions.yaml",
    "site": "sites.yaml",
    "target": "targets.yaml",
    "approach": "approaches.yaml",
    "device": "devices.yaml",
    "circumstance": "circumstances.yaml",
    "procedure": "procedures.yaml",
    "condition": "conditions.yaml",
    "reason": "reasons.yaml",
    "section": "sections.yaml",
    "product": "products.yaml",
}

_FRAME_KINDS: tuple[TermKind, ...] = ("action", "site", "target", "approach", "device")
_FRAME_KEYS = {*_FRAME_KINDS, "laterality"}
_REASON_CLASSES = ("patient_safety", "technical", "choice")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All terms, by kind and identifier. Two lexicons are the same only if they are one object, so
    that what was compiled from one can be kept beside it."""

    by_kind: Mapping[TermKind, Mapping[str, Term]]

    def terms(self, kind: TermKind) -> tuple[Term, ...]:
        """The terms of a kind, in the order of their file."""
        return tuple(self.by_kind[kind].values())

    def term(self, kind: TermKind, identifier: str) -> Term:
        """The term of that identifier. Raises KeyError: identifiers come from the cards and from
        the lexicon, which are checked when they are loaded."""
        return self.by_kind[kind][identifier]

    def knows(self, kind: TermKind, identifier: str) -> bool:
        """Whether the kind has a term of that identifier."""
        return identifier in self.by_kind[kind]


def load_lexicon(folder: Path = _FOLDER) -> Lexicon:
    """The lexicon in `folder`, one file a kind.

    Raises CardRefused, naming file and line, for a missing file, an unknown or repeated key, an
    identifier given twice, a phrase given twice for one kind, and a frame or effect that names
    nothing of the lexicon.
    """
    assert set(_FILE_OF_KIND) == set(get_args(TermKind))
    entries: dict[TermKind, tuple[Located, ...]]
    entries = {kind: read_yaml(folder / name).items() for kind, name in _FILE_OF_KIND.items()}
    by_kind: dict[TermKind, Mapping[str, Term]]
    by_kind = {kind: _terms(kind, found) for kind, found in entries.items()}
    lexicon = Lexicon(by_kind)
    for kind, found in entries.items():
        for entry, term in zip(found, lexicon.terms(kind), strict=True):
            _check(entry, term, lexicon)
    return lexicon


def _terms(kind: TermKind, entries: tuple[Located, ...]) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    seen: dict[str, str] = {}
    for entry in entries:
        fields = entry.entries()
        if "kind" in fields:
            raise fields["kind"].refused("The file's name gives the kind.")
        term = build(Term, _with_kind(entry, kind))
        if term.id in terms:
            raise entry.refused(f"The identifier {term.id!r} was given already.")
        for phrase in term.phrases:
            other = seen.setdefault(phrase, term.id)
            if other != term.id:
                raise entry.refused(f"The phrase {phrase!r} was given for {other!r} already.")
        terms[term.id] = term
    return terms


def _with_kind(entry: Located, kind: TermKind) -> Located:
    named = Located(entry.path, entry.line, kind)
    return Located(entry.path, entry.line, {**entry.entries(), "kind": named})


def _check(entry: Located, term: Term, lexicon: Lexicon) -> None:
    if not term.phrases:
        raise entry.refused(f"{term.id!r} has no phrase.")
    for name in ("frame", "effect"):
        mapping: Mapping[str, str] = getattr(term, name)
        for key, value in mapping.items():
            _check_frame_value(entry, key, value, lexicon)
    if term.kind == "procedure" and "action" not in term.frame:
        raise entry.refused(f"The frame of {term.id!r} has no action.")
    if term.kind == "reason" and term.reason_class not in _REASON_CLASSES:
        raise entry.refused(f"reason_class of {term.id!r}: one of {', '.join(_REASON_CLASSES)}.")
    if term.kind == "condition" and not term.codes:
        raise entry.refused(f"{term.id!r} has no code.")


def _check_frame_value(entry: Located, key: str, value: str, lexicon: Lexicon) -> None:
    if key not in _FRAME_KEYS:
        raise entry.refused(f"Unknown key {key!r} of a frame.")
    if key == "laterality":
        if value not in ("unilateral", "bilateral", "either", "midline"):
            raise entry.refused(f"{value!r} is not a laterality.")
        return
    kinds: dict[str, TermKind] = {name: name for name in _FRAME_KINDS}
    if not lexicon.knows(kinds[key], value):
        raise entry.refused(f"The lexicon has no {key} {value!r}.")
