"""`icd10cm.excludes1`: two diagnoses that the tabular list says are never reported together."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

from superbill.citation import Citation
from superbill.codesets.answers import Concept, Note
from superbill.codesets.shelf import LOADS
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.finding import NOT_LOADED, Check, Finding
from superbill.rules.icd10cm.references import Reference, references
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.excludes1",
    title="Diagnoses that exclude each other are not reported together",
    payer="every payer (HIPAA code sets)",
    source=Citation(
        "ICD-10-CM Official Guidelines for Coding and Reporting", "section I.A.12.a",
        url="https://www.cdc.gov/nchs/icd/icd-10-cm/files.html",
    ),
)  # fmt: skip

REMEDY = (
    "Keep the one that the record supports. Both may stand only where the record shows that the"
    " two are unrelated (guideline I.A.12.a)."
)


def check(scene: Scene) -> Outcome:
    """A finding for each pair, whichever of the two carries the note, its own or an inherited
    one; a check for each release that was read."""
    codes = tuple(dict.fromkeys(scene.claim.diagnoses))
    concepts: dict[str, Concept] = {}
    checked: dict[Check, None] = {}
    for code in codes:
        try:
            concepts[code] = scene.book.concept(code, "icd10cm", on=scene.on)
        except NotLoaded as missing:
            return Outcome((), (Check(RULE.id, None, f"{NOT_LOADED}: {missing}"),))
        if concepts[code].notes_release is None:
            return Outcome((), (Check(RULE.id, None, f"{NOT_LOADED}: {LOADS['icd10cm']}"),))
    findings: list[Finding] = []
    for one, other in combinations(codes, 2):
        found = _between(one, other, concepts) or _between(other, one, concepts)
        if found is not None:
            findings.append(found)
    for release in dict.fromkeys(c.notes_release for c in concepts.values()):
        result = f"no pair of {', '.join(codes)} excluded in {release}"
        if findings:
            result = f"{len(findings)} of the pairs of {', '.join(codes)} excluded in {release}"
        checked[Check(RULE.id, release, result)] = None
    return Outcome(tuple(findings), tuple(checked))


def _between(one: str, other: str, concepts: dict[str, Concept]) -> Finding | None:
    """What a note that holds at `one` says of `other`."""
    for note in concepts[one].notes:
        if note.kind != "excludes1" or not _names(note, one, other):
            continue
        release = concepts[one].notes_release
        return Finding(
            RULE.id, "error", "excludes1", (one, other),
            f"At {note.at} the tabular list excludes {other} beside {one}: “{note.text}”.",
            REMEDY, release, Citation("ICD-10-CM tabular list", f"{note.at}, Excludes1", release),
        )  # fmt: skip
    return None


def _names(note: Note, one: str, other: str) -> bool:
    # A note inherited from a chapter may name a range in which both lie: it then says nothing
    # of the two.
    return any(r.covers(other) and not r.covers(one) for r in _references(note.text))


@lru_cache(8_192)
def _references(text: str) -> tuple[Reference, ...]:
    return references(text)
