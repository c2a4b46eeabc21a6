"""The procedures that one sentence names, as frames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from superbill.knowledge.procedure_terms import NamedTerm
from superbill.notes.assertions import find_cues
from superbill.notes.deeds import asserted, because, outcome_of, patterns
from superbill.notes.named_details import (
    NEAR,
    approach_of,
    around,
    count_in,
    levels_in,
    near_one,
    one_of,
    sides_of,
    size_in,
    spine_of,
)
from superbill.notes.named_frames import Contrast, NamedProcedure
from superbill.notes.named_places import Around, sites_of
from superbill.notes.narrative import wording
from superbill.notes.procedure_phrases import ACT, NAMED, STEP, Act, Line, vocabulary
from superbill.notes.sides import find_sides
from superbill.notes.values import Assertion, Document, Evidence, Side
from superbill.notes.words import stem

_SEEING = ("image_ultrasound",)
"""Images that show what they were made of: an organ seen by ultrasound is the organ examined."""
_PLANS = ("plan", "procedure_planned", "consent")
_TAKEN = ("remove", "excise", "resect", "extract")
_SCOPED = ("biopsy", "excise", "extirpate")
_WITH = re.compile(r"[^.;:]{0,40}\b(?:with|and)\b[^.;:]{0,30}")
_JOINED = re.compile(r"[^,.;:]{0,30}(?:\band\b|,|/|\+)[^.;:]{0,20}")
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)\b(?![.,]?\d)")
_MOVING = ("insert", "change")
_PUTTING = ("placement", "insertion", "implantation", "catheterization", "cannulation")


class SentenceReader:
    """One sentence read. following: the words of the next; visit: the day that the note documents,
    where it says."""

    def __init__(self, document: Document, line: Line, following: str, *, visit: date | None):
        self._document = document
        self._line = line
        self._following = following
        self._terms = vocabulary().terms
        self._earlier = _is_earlier(line.text, visit)
        self._cues = find_cues(line.text)
        self._sides = find_sides(line.text, line.sentence.start)

    def frames(self) -> Iterator[NamedProcedure]:
        """Every frame, in order."""
        means = [a for a in self._line.acts if self._is_means(a)]
        acts = [a for a in self._line.acts if a not in means and not self._is_empty(a)]
        made = [frame for act in acts for frame in self._of(act, acts, means)]
        made = [self._of_what_was_seen(f, acts) for f in self._sharing(made)]
        made = list(_on_the_same_side(made))
        scope = next((f for f in made if f.act.startswith("inspect") and f.sites), None)
        for frame in made:
            yield frame if scope is None or frame is scope else self._by_scope(frame, scope)

    def _by_scope(self, frame: NamedProcedure, scope: NamedProcedure) -> NamedProcedure:
        """`Colonoscopy with polypectomy`: done by the scope and, where no site is named, at its."""
        if frame.act not in _SCOPED or frame.evidence[0].start < scope.evidence[0].start:
            return frame
        approach = frame.approach or scope.approach
        if frame.sites:
            between = self._document.text[scope.evidence[0].end : frame.evidence[0].start]
            return replace(frame, approach=approach) if _WITH.fullmatch(between) else frame
        return replace(frame, sites=scope.sites, approach=approach, inferred=("site",))

    def _sharing(self, made: Sequence[NamedProcedure]) -> Iterator[NamedProcedure]:
        """`Brain CT and MRI`: of images that are joined the later has the sites of the former."""
        last: NamedProcedure | None = None
        for frame in made:
            imaging = self._is_imaging(frame.act)
            shared = frame
            if imaging and not frame.sites and last is not None:
                between = self._document.text[last.evidence[0].end : frame.evidence[0].start]
                if _JOINED.fullmatch(between):
                    shared = replace(frame, sites=last.sites, sides=last.sides)
            last = shared if imaging and shared.sites else None
            yield shared

    def _of_what_was_seen(self, frame: NamedProcedure, acts: Sequence[Act]) -> NamedProcedure:
        """An image of which only the finding is told: of what it shows (`ultrasound showed a mass
        in the left testicle`), by inference."""
        if frame.sites or frame.act not in _SEEING:
            return frame
        line = self._line
        start = frame.evidence[0].start
        at = next((a.last for a in acts if line.words[a.first].start == start), None)
        if at is None:
            return frame
        stop = min((a.first for a in acts if a.first > at), default=len(line.words))
        shown = False
        for n in range(at + 1, stop):
            shown = shown or stem(line.said[n]) in vocabulary().seen
            if shown and n in line.sites:
                site = line.sites[n]
                sides = sides_of(line, self._sides, first=n, last=site.last)
                return replace(frame, sites=(site.label[1],), sides=sides, inferred=("site",))
        return frame

    def _is_imaging(self, act: str) -> bool:
        return self._terms.sort_of(act) == "imaging"

    def _is_empty(self, act: Act) -> bool:
        """A verb that needs a device, in a sentence that names none but within a procedure's name
        (`a PICC line was placed in the superior vena cava`)."""
        return act.sort == ACT and act.id in _MOVING and "device" not in self._line.others

    def _is_means(self, act: Act) -> bool:
        """Whether it is how another procedure of the sentence was done: `ultrasound-guided`, `by
        laparoscopy`."""
        say, line = self._terms.words, self._line
        if len(line.acts) < 2:
            return False
        after = line.said[act.last + 1 : act.last + 2]
        if self._is_imaging(act.id) and after and after[0] in say.guided:
            return True
        before = line.said[max(0, act.first - 3) : act.first]
        # `VATS decortication`
        leads = any(a.first == act.last + 1 for a in line.acts)
        return act.id in say.ways and (leads or any(word in say.by_means for word in before))

    def _of(self, act: Act, acts: Sequence[Act], means: Sequence[Act]) -> Iterator[NamedProcedure]:
        if act.sort == STEP:
            evidence, _ = self._evidence(act)
            why = self._terms.steps[act.id].why
            yield NamedProcedure(act.id, None, (), (evidence,), part_of=why)
            return
        term = self._terms.named[act.id] if act.sort == NAMED else None
        what = term.act if term else act.id
        others = [a for a in acts if a is not act]
        found = sites_of(self._line, act, others, imaging=self._is_imaging(what))
        frame = self._frame(act, term, what, found, means)
        frame = self._objective(frame, act, term) if frame else None
        if frame is None:
            return
        if term is not None and term.also:
            yield from (replace(frame, sites=(site,)) for site in (*frame.sites, *term.also))
        elif self._is_imaging(frame.act) or len(frame.sites) < 2:
            yield frame
        else:
            yield from (replace(frame, sites=(site,)) for site in frame.sites)

    def _frame(
        self, act: Act, term: NamedTerm | None, what: str, found: Around, means: Sequence[Act]
    ) -> NamedProcedure | None:
        evidence, said = self._evidence(act)
        if said == "family":
            return None
        line = self._line
        first, last = min(found.first, act.first), max(found.last, act.last)
        sites, inferred = self._sites(act, term, what, found)
        levels = levels_in(line, what)
        if levels and (not sites or sites == ("spine",)):
            sites = (spine_of(levels[0]),)
        told = around(line, first=first, last=last)
        start, end = evidence.start - line.sentence.start, evidence.end - line.sentence.start
        can_stop = self._terms.sort_of(what) != "other" or what.startswith("inspect")
        outcome = outcome_of(said, line.text, start=start, end=end, can_stop=can_stop)
        because_of = None
        if outcome in ("failed", "stopped", "not_done"):
            because_of = because(self._document, line.sentence, start)
        frame = NamedProcedure(
            what,
            term.id if term else None,
            sites,
            (evidence,),
            approach=approach_of(line, means, first=first, last=last),
            contrast=cast(
                "Contrast | None", one_of(line, "contrast", first=first - 2, last=last + NEAR)
            ),
            guidance=next((m.id for m in means if self._is_imaging(m.id)), None),
            robotic=near_one(line, "robotic", first=first, last=last) is not None,
            count=count_in(told),
            size=size_in(told),
            levels=levels,
            inferred=inferred,
            outcome=outcome,
            reason=because_of,
            device=one_of(line, "device", first=first, last=last),
            target=one_of(line, "target", first=first, last=last),
            extent=one_of(line, "extent", first=first, last=last),
            purpose=one_of(line, "purpose", first=first, last=last + NEAR),
            manner=near_one(line, "manner", first=first, last=last),
            part_of=self._part_of(what, term),
        )
        return self._sided(_as_named(frame, term), term, first=first, last=last)

    def _part_of(self, what: str, term: NamedTerm | None) -> str | None:
        say = self._terms.words
        if what == "intubate" and patterns()["anesthesia"].search(self._line.text):
            return say.airway
        titled = self._line.sentence.section == "procedure_performed"
        freed = term is not None and term.id == "adhesiolysis" and not titled
        if freed and not patterns()["extensive"].search(self._line.text):
            return say.adhesions
        return None

    def _sided(
        self, frame: NamedProcedure, term: NamedTerm | None, *, first: int, last: int
    ) -> NamedProcedure:
        parts = self._terms.parts
        if frame.sites and not any(parts[site].paired for site in frame.sites):
            return frame
        sides = sides_of(self._line, self._sides, first=first, last=last)
        if not sides and term is not None and term.sides is not None:
            return replace(frame, sides=(term.sides,), inferred=(*frame.inferred, "side"))
        return replace(frame, sides=sides)

    def _sites(
        self, act: Act, term: NamedTerm | None, what: str, found: Around
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The sites, and whether they are taken from elsewhere in the sentence."""
        if term is not None and term.site is not None:
            closer = tuple(s for s in found.sites if self._terms.parts[s].within == term.site)
            unsaid = term.assumed and term.site not in found.sites
            return closer or (term.site,), (("site",) if unsaid else ())
        if act.site or found.sites:
            return ((act.site,) if act.site else found.sites), ()
        if self._terms.sort_of(what) != "surgery":
            return (), ()
        near = {
            hit.label[1] for at, hit in self._line.sites.items() if at < act.first or term
        }  # fmt: skip
        return (tuple(near), ("site",)) if len(near) == 1 else ((), ())

    def _objective(
        self, frame: NamedProcedure, act: Act, term: NamedTerm | None
    ) -> NamedProcedure | None:
        """The act as its object makes it; None where it is none (a bandage that was removed)."""
        say = self._terms.words
        if term is not None and term.needs is not None:
            return self._needed(frame, term)
        generic = self._terms.acts.get(frame.act) if term is None else None
        wants = generic.needs if generic else None
        if frame.act in _TAKEN and (taken := self._taken(frame, act)) is not frame:
            return taken
        whole = frame.extent == "whole" and frame.target is None and term is None
        if frame.act == "excise" and whole:
            return replace(frame, act="resect")
        if wants is not None and wants != "means" and getattr(frame, wants) is None:
            return None
        # `Balloon dilation` names its means itself.
        means = frame.device or frame.approach or frame.guidance or frame.target
        means = means or act.last > act.first
        if wants == "means" and not (means or patterns()["done"].search(self._line.text)):
            return None
        if frame.act == "insert":
            return self._inserted(frame)
        return frame if frame.target not in say.extirpated or frame.act != "remove" else None

    def _taken(self, frame: NamedProcedure, act: Act) -> NamedProcedure | None:
        """What was taken out decides: a stone, a tumor, a part, or the whole organ."""
        say = self._terms.words
        if frame.target in say.extirpated:
            return replace(frame, act="extirpate")
        if frame.act != "excise" and frame.target in say.excised:
            return replace(frame, act="excise")
        if frame.act == "resect" and frame.extent == "part":
            return replace(frame, act="excise")
        if frame.act == "remove" and frame.device is None:
            whole = frame.sites and "site" not in frame.inferred and frame.target is None
            return replace(frame, act="resect") if whole and act.first > 0 else None
        return frame

    def _inserted(self, frame: NamedProcedure) -> NamedProcedure:
        """A thing that was put in, by what it is there for."""
        if frame.device == "drain":
            return replace(frame, act="drain")
        if frame.device in ("intraluminal_device", "drug_eluting_stent"):
            return replace(frame, act="dilate")
        fixed = frame.device in ("internal_fixation", "intramedullary_nail")
        return replace(frame, act="reposition") if fixed and frame.target == "fracture" else frame

    def _needed(self, frame: NamedProcedure, term: NamedTerm) -> NamedProcedure | None:
        if term.needs == "context":
            return frame  # whether the note speaks of the site, the whole note decides
        if term.needs == "site":
            return frame if frame.sites and not frame.inferred else None
        put_in = patterns()["put_in"].search(self._line.text)
        if (
            term.needs == "device"
            and not put_in
            and patterns()["taken_out"].search(self._line.text)
        ):
            return replace(frame, act="remove")
        said = frame.evidence[0].text.lower().split()
        return frame if put_in or any(word in _PUTTING for word in said) else None

    def _evidence(self, act: Act) -> tuple[Evidence, Assertion]:
        start, end = self._line.place(act.first, act.last)
        sentence = self._line.sentence
        said = asserted(
            self._cues, self._line.text, start=start - sentence.start, end=end - sentence.start,
            following=self._following,
        )  # fmt: skip
        role = wording().plain.section_roles.get(sentence.section, "narrative")
        told = wording().done_now.search(self._line.text)
        trace = self._line.said[act.last + 1 : act.last + 2]
        if said == "affirmed" and (
            self._earlier or (trace and trace[0] in self._terms.words.traces)
        ):
            said = "historical"
        if said == "affirmed" and role == "history":
            said = "historical"
        elif said != "negated" and role == "family":
            said = "family"
        elif said == "affirmed" and sentence.section in _PLANS and not told:
            said = "hypothetical"
        return Evidence(start, end, self._document.text[start:end], sentence.section, said), said


def _on_the_same_side(frames: Sequence[NamedProcedure]) -> Iterator[NamedProcedure]:
    """Procedures of one part of the body in one sentence, of which the first names the side."""
    sides: dict[tuple[str, ...], tuple[Side, ...]] = {}
    for frame in frames:
        told = frame.sides or sides.get(frame.sites, ())
        sides[frame.sites] = told
        yield frame if frame.sides or not frame.sites else replace(frame, sides=told)


def _is_earlier(text: str, visit: date | None) -> bool:
    """Whether a sentence speaks of an earlier time, by its words or by a year before the visit's.
    A date of the same year may be a day of the stay."""
    if wording().earlier.search(text):
        return True
    years = [int(m[1]) for m in _YEAR.finditer(text)]
    return bool(years) and all(visit is None or year < visit.year for year in years)


def _as_named(frame: NamedProcedure, term: NamedTerm | None) -> NamedProcedure:
    """The frame with what the name itself says; of the approach the note's word stands first."""
    if term is None:
        return frame
    return replace(
        frame,
        approach=frame.approach or term.approach,
        device=term.device or frame.device,
        target=term.target or frame.target,
        extent=term.extent or frame.extent,
        purpose=term.purpose or frame.purpose,
        tissue=term.tissue,
    )
