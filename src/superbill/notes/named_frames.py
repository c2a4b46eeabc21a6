"""The frame of a named procedure, and what becomes of several that tell of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from superbill.notes.sides import each, merged
from superbill.notes.values import Evidence, Outcome, Side

Contrast = Literal["with", "without", "both"]


@dataclass(frozen=True, slots=True)
class NamedProcedure:
    """One procedure of any specialty, in the identifiers of knowledge/lexicon (procedure_words,
    named_procedures, anatomy). `Procedure`, beside it, tells of what the knowledge cards describe.

    act: what was done (`resect`, `image_ct`, `hemodialysis`); name: the phrase's own identifier
    sites: the parts of the body; several where one image holds them all
    inferred: what the phrase itself doesn't say, and is taken from near it (`site`, `side`)
    converted_from: the approach with which it began, where the note tells of a conversion
    manner: how a prosthesis is held (`cemented`)
    guidance: imaging that guided it; levels: of the spine
    part_of: why it belongs to another procedure of the note, in a sentence, else None
    evidence: the words for it, the first told first; an assertion of `historical` is of an earlier
        time
    The other fields are those of `Procedure`.
    """

    act: str
    name: str | None
    sites: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    sides: tuple[Side, ...] = ()
    approach: str | None = None
    device: str | None = None
    target: str | None = None
    extent: str | None = None
    purpose: str | None = None
    manner: str | None = None
    tissue: str | None = None
    contrast: Contrast | None = None
    guidance: str | None = None
    robotic: bool = False
    count: int | None = None
    size: str | None = None
    levels: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    converted_from: str | None = None
    outcome: Outcome = "completed"
    reason: Evidence | None = None
    part_of: str | None = None

    @property
    def past(self) -> bool:
        """Whether the note tells of it only as of an earlier time."""
        return all(e.assertion == "historical" for e in self.evidence)


_FILLED = (
    "name", "approach", "device", "target", "extent", "purpose", "manner", "contrast", "guidance",
    "count", "size", "reason", "converted_from",
)  # fmt: skip


def together(frames: Iterable[NamedProcedure]) -> tuple[NamedProcedure, ...]:
    """Each procedure once, in the order of the telling: frames of one act at one site, with the
    same outcome and time, are one, and each says what the others leave out. A frame without a
    site says more of one that has one, where there is one."""
    groups: list[_Group] = []
    alike: dict[tuple[str, tuple[str, ...], bool, Outcome], list[_Group]] = {}
    for frame in frames:
        near = alike.setdefault((frame.act, frame.sites, frame.past, frame.outcome), [])
        home = next((g for g in near if g.takes(frame)), None)
        if home is None:
            home = _Group()
            near.append(home)
            groups.append(home)
        home.add(frame)
    kept = [_joined(g.frames) for g in groups]
    sited = {(f.act, f.past) for f in kept if f.sites}
    bare = [f for f in kept if f.sites or (f.act, f.past) not in sited]
    return tuple(_by_the_last_word(bare))


def _by_the_last_word(frames: Sequence[NamedProcedure]) -> Iterable[NamedProcedure]:
    """What a title names, and the account then tells as failed or broken off, was not completed;
    what succeeded after an attempt was."""
    ended: dict[tuple[str, tuple[str, ...]], int] = {}
    for frame in frames:
        if frame.outcome in ("failed", "stopped") and not frame.past:
            ended[frame.act, frame.sites] = max(e.start for e in frame.evidence)
    for frame in frames:
        last = max(e.start for e in frame.evidence)
        whole = frame.outcome == "completed" and not frame.past
        if not whole or last > ended.get((frame.act, frame.sites), -1):
            yield frame


class _Group:
    """Frames of one procedure, complete when they are joined."""

    def __init__(self) -> None:
        self.frames: list[NamedProcedure] = []
        self._said: dict[str, str] = {}

    def takes(self, frame: NamedProcedure) -> bool:
        """Whether device, approach and, where no site is named, the name agree or are not told."""
        fields = ("device", "approach") if frame.sites else ("device", "approach", "name")
        return all(
            getattr(frame, f) is None or self._said.get(f, getattr(frame, f)) == getattr(frame, f)
            for f in fields
        )

    def add(self, frame: NamedProcedure) -> None:
        self.frames.append(frame)
        for field in ("device", "approach", "name"):
            said: str | None = getattr(frame, field)
            if said is not None:
                self._said.setdefault(field, said)


def _joined(frames: Sequence[NamedProcedure]) -> NamedProcedure:
    if len(frames) == 1:
        return frames[0]
    stated = [f for f in frames if f.sides and "side" not in f.inferred]
    sided = stated or [f for f in frames if f.sides]
    inferred = set(frames[0].inferred).intersection(*(f.inferred for f in frames)) - {"side"}
    if sided and not stated:
        inferred.add("side")
    filled = {
        name: next((v for f in frames if (v := getattr(f, name))), None) for name in _FILLED
    }  # fmt: skip
    return replace(
        frames[0],
        **filled,
        sides=merged(side for f in sided for side in each(f.sides)),
        robotic=any(f.robotic for f in frames),
        levels=tuple(dict.fromkeys(level for f in frames for level in f.levels)),
        inferred=tuple(sorted(inferred)),
        evidence=tuple(dict.fromkeys(e for f in frames for e in f.evidence)),
    )


def with_parts(frames: Sequence[NamedProcedure], surgical: Iterable[str]) -> list[NamedProcedure]:
    """The frames with what is a part of another marked so: a look at the part that was treated, or
    through the scope by which it was. surgical: the acts that treat."""
    treats = frozenset(surgical) - {"inspect"}
    treated = [
        f for f in frames
        if f.act in treats and f.outcome == "completed" and not f.past and f.part_of is None
    ]  # fmt: skip
    by_site = {site: f.act for f in reversed(treated) for site in f.sites}
    by_way: dict[str | None, str] = {
        f.approach: f.act for f in reversed(treated) if f.approach in (*_SCOPED, "open", None)
    }
    return [
        _look(f, by_site, by_way) if f.act.startswith("inspect")
        else replace(f, part_of=None) if f.act == "release" and not treated
        else f
        for f in frames
    ]  # fmt: skip


_SCOPED = ("endoscopic", "laparoscopic", "thoracoscopic", "arthroscopic")


def _look(
    frame: NamedProcedure, by_site: Mapping[str, str], by_way: Mapping[str | None, str]
) -> NamedProcedure:
    here = next((by_site[site] for site in frame.sites if site in by_site), None)
    # An opening without another procedure through it is a look; a way where there is one.
    unsaid = by_way.get(None) if frame.approach == "open" else None
    act = here or (by_way.get(frame.approach) if frame.approach else None) or unsaid
    if act is None or frame.past:
        return frame
    return replace(frame, part_of=f"{_PART_OF} ({act.replace('_', ' ')}).")


_PART_OF = "A look at what is treated in the same procedure is a part of it"
