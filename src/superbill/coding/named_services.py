"""Procedures that a note names and no knowledge card describes, as procedures of a stay.

With policy `mentions` every one that was done, at this stay or earlier, as far as the tables reach.
Guided, only what is significant, was done at this stay and is a whole code by the words of the
note; where one more fact would make it one, the clinician is asked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from superbill.coding.codes import Codes
from superbill.coding.confidence import confidence
from superbill.coding.pcs_axes_words import act_rows, axis_words
from superbill.coding.pcs_names import PART, SIDE, Coded, coded, tables_of
from superbill.coding.proposal import Proposal
from superbill.coding.result import Query
from superbill.coding.select import Selection
from superbill.errors import NotLoaded
from superbill.notes.named_frames import NamedProcedure
from superbill.notes.values import Evidence, Mention, Procedure

_PREFIX = 4
_PLACES = 8
"""Places of a note that are shown for one code."""
NOT_DONE = {
    "planned": "The note speaks of it as meant, not as done.",
    "not_done": "The note says that it was not done.",
    "failed": "It was tried and, by the note, not achieved.",
    "stopped": "It was broken off; what was really done is coded (ICD-10-PCS guideline B3.3).",
}
_DIAGNOSTIC = ("Measurement and Monitoring", "Imaging", "Nuclear Medicine")
EARLIER = "The note tells of it as done at an earlier time."
UNDETERMINED = "The note does not say {what}, which its code needs."
FACILITY = "Reported as the facility's own policy says, not as a significant procedure."
OBSTETRIC = (
    "In a pregnancy what is done there may be done to the products of conception (guideline C1);"
    " the note's words do not decide."
)
_ASKED = {"site": PART, "side": SIDE}
INFERRED = "The note does not say outright {what}."


@dataclass(frozen=True, slots=True)
class NamedServices:
    proposals: tuple[Proposal, ...] = ()
    queries: tuple[Query, ...] = ()


def left_to_names(
    named: Iterable[NamedProcedure], told: Iterable[Procedure], selection: Selection
) -> tuple[NamedProcedure, ...]:
    """The named procedures but those of which the older reader and the knowledge cards speak: the
    same words, and, where a card fits the note, what was done in the region of the cards."""
    fits = selection.chosen or selection.tied or selection.unbegun
    cards = bool(fits) or any(a.match is not None for a in selection.aside)
    known = Spans(e for p in told if cards or p.outcome != "completed" for e in p.evidence)
    region = frozenset(axis_words().card_region)
    return tuple(
        f for f in named
        if not known.touch(f.evidence)
        and not (cards and (not f.sites or region & set(f.sites)) and not f.part_of)
    )  # fmt: skip


def is_of_pregnancy(mentions: Iterable[Mention]) -> bool:
    """Whether the note tells of a pregnancy, or its end, at this stay."""
    told = axis_words().obstetric
    return any(
        m.kind == "circumstance" and m.concept in told and m.evidence.assertion == "affirmed"
        for m in mentions
    )  # fmt: skip


def named_services(
    frames: Iterable[NamedProcedure], book: Codes, *, on: date, guided: bool, gravid: bool = False
) -> NamedServices:
    """Proposals, treatments before looks and otherwise in the note's order (UHDDS: the principal
    procedure is the one done for definitive treatment), and questions. gravid: the patient is,
    or was at this stay, with child."""
    tables = tables_of(book, on)
    proposals: list[Proposal] = []
    queries: list[Query] = []
    for frame in sorted(frames, key=_is_look):
        try:
            found = coded(frame, tables)
        except NotLoaded:
            return NamedServices()
        doubt = OBSTETRIC if guided and gravid and _may_be_obstetric(frame) else None
        made = [_proposal(frame, one, guided=guided) for one in found if len(one.code) > 2]
        proposals += [replace(p, rejected=p.rejected or doubt) for p in made]
        queries += [_query(frame, one) for one in found if guided and _asks(frame, one)]
        queries += [_how_far(frame) for one in found[:1] if guided and _is_ended(frame, one)]
    return NamedServices(tuple(_once(proposals)), tuple(dict.fromkeys(queries)))


def without_tables_of(found: NamedServices, known: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Proposals but the beginnings of codes that the same words tell of which `found` has more."""
    told = Spans(e for p in found.proposals if p.rejected is None for e in p.evidence)
    return tuple(p for p in known if p.complete or not told.touch(p.evidence))


def on_no_card(frames: Iterable[NamedProcedure], reported: Iterable[Evidence]) -> list[str]:
    """A sentence for each operation that was done and is not reported."""
    spoken = Spans(reported)
    operations = frozenset(axis_words().operations)
    return [
        f"“{f.evidence[0].text}”: no knowledge card describes this; no code is reported for it."
        for f in frames
        if f.act in operations and f.outcome == "completed" and not f.past and f.part_of is None
        and f.sites and not spoken.touch(f.evidence)
    ]  # fmt: skip


def _is_look(frame: NamedProcedure) -> bool:
    row = act_rows().get(frame.act)
    return frame.act.startswith(("inspect", "biopsy", "fna")) or (
        row is not None and row.section in _DIAGNOSTIC
    )


class Spans:
    """Places of a note, to be asked what touches them."""

    def __init__(self, evidence: Iterable[Evidence]):
        spans = sorted((e.start, e.end) for e in evidence)
        self._starts = [start for start, _ in spans]
        self._reach = list(accumulate((end for _, end in spans), max))

    def touch(self, evidence: Iterable[Evidence]) -> bool:
        for one in evidence:
            before = bisect_left(self._starts, one.end)
            if before and self._reach[before - 1] > one.start:
                return True
        return False


def _may_be_obstetric(frame: NamedProcedure) -> bool:
    return bool(set(frame.sites) & set(axis_words().obstetric_sites))


def _proposal(frame: NamedProcedure, one: Coded, *, guided: bool) -> Proposal:
    name = (frame.name or frame.act).replace("_", " ")
    sure = confidence(
        places=len(frame.evidence),
        fields=bool(frame.sites) + bool(frame.approach) + bool(frame.sides),
        questions=len(one.missing) + len(frame.inferred) + frame.past,
    )
    return Proposal(
        "icd10pcs", one.code, name, "procedure", frame.evidence[:_PLACES], one.why,
        confidence=sure, rejected=_rejected(frame, one, guided=guided), complete=one.whole,
    )  # fmt: skip


def _rejected(frame: NamedProcedure, one: Coded, *, guided: bool) -> str | None:
    if frame.outcome in NOT_DONE:
        return NOT_DONE[frame.outcome]
    if len(one.code) < _PREFIX:
        return UNDETERMINED.format(what=" and ".join(one.missing))
    if not guided:
        return None
    if frame.past:
        return EARLIER
    if frame.part_of:
        return frame.part_of
    if not _is_significant(frame, one):
        return FACILITY
    if not one.whole:
        return UNDETERMINED.format(what=" and ".join(one.missing))
    if frame.inferred:
        return INFERRED.format(what=" and ".join(f"the {f}" for f in frame.inferred))
    return None


def _is_significant(frame: NamedProcedure, one: Coded) -> bool:
    words = axis_words()
    if frame.act.startswith("inspect") and frame.approach in ("external", "natural"):
        return False  # an examination at the bedside
    if frame.name in words.reported_not:
        return False
    return one.code[:1] in words.reported or frame.act in words.reported_acts


def _asks(frame: NamedProcedure, one: Coded) -> bool:
    """Whether one more documented fact would make a code of it."""
    done = frame.outcome == "completed" and not frame.past and frame.part_of is None
    return done and _is_significant(frame, one) and bool(one.missing or frame.inferred)


def _is_ended(frame: NamedProcedure, one: Coded) -> bool:
    """Begun at this stay and not completed: guideline B3.3 wants what was really done."""
    ended = frame.outcome in ("stopped", "failed") and frame.part_of is None
    return ended and not frame.past and _is_significant(frame, one)


def _how_far(frame: NamedProcedure) -> Query:
    said = frame.evidence[0].text
    return Query(
        f"The note says that a procedure (“{said}”) was not completed. Please document how far it"
        " had gone when it ended: what had been introduced or done by then.",
        "how far it had gone", "which service, if any, is reported", frame.evidence,
    )  # fmt: skip


def _query(frame: NamedProcedure, one: Coded) -> Query:
    facts = one.missing or tuple(_ASKED[name] for name in frame.inferred)
    said = frame.evidence[0].text
    return Query(
        f"The note names a procedure (“{said}”). Please document {' and '.join(facts)}.",
        " and ".join(facts), "which ICD-10-PCS code describes it", frame.evidence,
    )  # fmt: skip


def _once(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Each code once, what is chosen before what is rejected, and no beginning of a code beside a
    whole one."""
    whole = [p.code for p in proposals if p.complete and p.rejected is None]
    kept: dict[str, Proposal] = {}
    for one in proposals:
        if not one.complete and any(code.startswith(one.code) for code in whole):
            continue
        before = kept.get(one.code)
        if before is None or (before.rejected and not one.rejected):
            kept[one.code] = one
    yield from kept.values()
