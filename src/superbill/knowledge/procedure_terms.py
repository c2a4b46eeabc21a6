"""The words for procedures in all of medicine: parts of the body, named procedures, and the words
that names are made of, from three files below knowledge/lexicon.

They are apart from the lexicon (lexicon.py), which holds the terms of the knowledge cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from superbill.knowledge.yaml_file import Located, build, read_yaml

_FOLDER = Path(str(files("superbill.knowledge"))) / "lexicon"

ActSort = Literal["surgery", "imaging", "other"]
Needs = Literal["device", "verb", "site", "context"]


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part of the body. paired: there is a right and a left one; within: the larger part that
    a name may mean where the note says this one."""

    id: str
    phrases: tuple[str, ...]
    paired: bool = False
    within: str | None = None


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A procedure by name, and the frame that the name stands for.

    sides: those that are meant where the note names none; extent: `high` and the like, of a level
    needs: what the note must say beside the name for it to be a procedure
    also: other parts that the same name takes in
    assumed: the site is where such a thing mostly comes to lie, and the note must say so
    tissue: the layer that a device comes to lie in, where it isn't the site itself
    """

    id: str
    phrases: tuple[str, ...]
    act: str
    site: str | None = None
    also: tuple[str, ...] = ()
    approach: str | None = None
    device: str | None = None
    target: str | None = None
    extent: str | None = None
    sides: Literal["right", "left", "bilateral"] | None = None
    purpose: str | None = None
    needs: Needs | None = None
    tissue: str | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class ActTerm:
    """What is done, by a noun or verb that wants a part of the body.

    needs: `device`, an everyday verb that is a procedure only with one; `means`, a noun that is as
        often a finding (dilation): a procedure only with a means, an object or a verb of doing;
        `target`, a verb that is also a step of every operation (suture)
    """

    id: str
    phrases: tuple[str, ...]
    sort: ActSort = "surgery"
    needs: Literal["device", "means", "target"] | None = None


@dataclass(frozen=True, slots=True)
class WordTerm:
    """An approach, device, target, extent or purpose."""

    id: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepTerm:
    """A step that belongs to the procedure in whose course it is done; `why`, in a sentence."""

    id: str
    phrases: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ProcedureWords:
    """The file procedure_words.yaml; its comments say what each list is."""

    acts: tuple[ActTerm, ...]
    endings: Mapping[str, str]
    roots: Mapping[str, str]
    partial_roots: tuple[str, ...]
    approaches: tuple[WordTerm, ...]
    robotic: tuple[str, ...]
    ways: Mapping[str, str]
    devices: tuple[WordTerm, ...]
    targets: tuple[WordTerm, ...]
    extirpated: tuple[str, ...]
    excised: tuple[str, ...]
    extents: tuple[WordTerm, ...]
    purposes: tuple[WordTerm, ...]
    manners: tuple[WordTerm, ...]
    contrast: tuple[WordTerm, ...]
    guided: tuple[str, ...]
    by_means: tuple[str, ...]
    seen: tuple[str, ...]
    stops: tuple[str, ...]
    places: tuple[str, ...]
    listing: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    put_in: str
    taken_out: str
    ordered: str
    failed: str
    stopped: str
    converted: str
    because: str
    parting: str
    undone: str
    shown: str
    to_come: str
    done: str
    anesthesia: str
    airway: str
    traces: tuple[str, ...]
    extensive: str
    adhesions: str
    capitals_only: tuple[str, ...]
    steps: tuple[StepTerm, ...]


@dataclass(frozen=True, eq=False)
class ProcedureTerms:
    """All of it, by identifier."""

    parts: Mapping[str, BodyPart]
    named: Mapping[str, NamedTerm]
    acts: Mapping[str, ActTerm]
    steps: Mapping[str, StepTerm]
    words: ProcedureWords

    def sort_of(self, act: str) -> ActSort:
        """Of an act: surgery, imaging or other. Acts that only names give are imaging by their
        identifier, surgery where procedure_words has the act, else other."""
        if act in self.acts:
            return self.acts[act].sort
        return "imaging" if act.startswith("image_") else "other"


@cache
def procedure_terms(folder: Path = _FOLDER) -> ProcedureTerms:
    """The terms in `folder`.

    Raises CardRefused, naming file and line, for an unknown or repeated key, an identifier or a
    phrase given twice in a list, and a site that anatomy.yaml lacks.
    """
    parts = _by_id(BodyPart, read_yaml(folder / "anatomy.yaml"))
    located = read_yaml(folder / "named_procedures.yaml")
    named = _by_id(NamedTerm, located)
    words = build(ProcedureWords, read_yaml(folder / "procedure_words.yaml"))
    for entry, term in zip(located.items(), named.values(), strict=True):
        for site in (*((term.site,) if term.site else ()), *term.also):
            if site not in parts:
                raise entry.refused(f"anatomy.yaml has no {site!r}.")
    return ProcedureTerms(
        parts, named, {a.id: a for a in words.acts}, {s.id: s for s in words.steps}, words
    )


class _Term(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def phrases(self) -> tuple[str, ...]: ...


T = TypeVar("T", bound=_Term)


def _by_id(cls: type[T], root: Located) -> dict[str, T]:
    found: dict[str, T] = {}
    seen: dict[str, str] = {}
    for entry in root.items():
        term = build(cls, entry)
        if term.id in found:
            raise entry.refused(f"The identifier {term.id!r} was given already.")
        for phrase in _new(term.phrases, seen, entry):
            seen[phrase] = term.id
        found[term.id] = term
    return found


def _new(phrases: Iterable[str], seen: Mapping[str, str], entry: Located) -> Iterable[str]:
    for phrase in phrases:
        if phrase in seen:
            raise entry.refused(f"The phrase {phrase!r} was given for {seen[phrase]!r} already.")
        yield phrase
