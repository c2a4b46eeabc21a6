"""`drg.decisive`: the secondary diagnoses that alone carry the group, which an auditor reads
first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.drg.judged import PAYER, check_of, citation_of, judged, named, stale_words
from superbill.rules.drg.manual import MANUAL, URL
from superbill.rules.finding import Finding
from superbill.rules.rule import Outcome, Rule

if TYPE_CHECKING:
    from superbill.rules.drg.answer import Drg
    from superbill.rules.drg.trace import SecondaryTrace

RULE = Rule(
    id="drg.decisive",
    title="Secondary diagnoses without which the stay would have another MS-DRG",
    payer=PAYER,
    source=Citation(MANUAL, "Appendix C, complications and comorbidities", url=URL),
    grain="claim",
)

REMEDY = "Nothing to cure. See that the record supports each of them: an auditor reads them first."


def check(scene: Scene) -> Outcome:
    """Worth knowing: each diagnosis whose removal would change the group, with the group that it
    would be. Nothing for stays without a group."""
    found = judged(scene, RULE)
    if isinstance(found, Outcome):
        return found
    if not found.trace.known or not found.trace.grouped:
        return Outcome((), (check_of(found, RULE, "not asked: the stay has no group"),))
    decisive = [s for s in found.trace.secondary if s.decisive]
    if not decisive:
        result = f"no single secondary diagnosis decides MS-DRG {found.trace.drg}"
        return Outcome((), (check_of(found, RULE, result),))
    result = f"{len(decisive)} secondary diagnoses decide MS-DRG {found.trace.drg}"
    return Outcome((_finding(found, decisive),), (check_of(found, RULE, result),))


def _finding(found: Drg, decisive: list[SecondaryTrace]) -> Finding:
    each = "; ".join(f"without {s.code} ({found.why_of(s)}) {s.without}" for s in decisive)
    return Finding(
        RULE.id, "info", "decisive", tuple(s.code for s in decisive),
        f"{named(found)} rests on {len(decisive)} of {len(found.trace.secondary)} secondary "
        f"diagnoses: {each}.{stale_words(found)}",
        REMEDY, found.edition.release, citation_of(found, "Appendix C"),
    )  # fmt: skip
