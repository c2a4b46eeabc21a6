"""`drg.ungroupable`: the stay's codes make no group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.drg.judged import PAYER, check_of, citation_of, judged, named, stale_words
from superbill.rules.drg.manual import MANUAL, URL
from superbill.rules.drg.return_codes import in_words
from superbill.rules.finding import Finding
from superbill.rules.rule import Outcome, Rule

if TYPE_CHECKING:
    from superbill.rules.drg.answer import Drg

RULE = Rule(
    id="drg.ungroupable",
    title="The codes of an inpatient stay make an MS-DRG",
    payer=PAYER,
    source=Citation(MANUAL, "MS-DRGs 998 and 999", url=URL),
    grain="claim",
)


def check(scene: Scene) -> Outcome:
    """An error where the stay has no group, with the grouper's reason in words; nothing where
    what decides was not given (sex): that is not known, not wrong."""
    found = judged(scene, RULE)
    if isinstance(found, Outcome):
        return found
    if not found.trace.known:
        return Outcome((), (check_of(found, RULE, f"not known: {found.why}"),))
    if found.trace.grouped:
        return Outcome((), (check_of(found, RULE, _grouped(found)),))
    return Outcome((_finding(found),), (check_of(found, RULE, "the stay makes no group"),))


def _grouped(found: Drg) -> str:
    status = found.trace.by_status
    others = ", ".join(f"{drg} with {s}" for s, drg in status)
    words = f"; discharge status not given, and it decides: {others}" if status else ""
    return f"the stay makes {named(found)} in {found.edition.release}{words}"


def _finding(found: Drg) -> Finding:
    reason = in_words(found.trace.return_code)
    principal = found.trace.stay.principal.code
    return Finding(
        RULE.id, "error", "ungroupable", (principal,),
        f"{named(found)}: {reason.says} (principal diagnosis {principal}, return code "
        f"{found.trace.return_code}).{stale_words(found)}",
        reason.remedy, found.edition.release, citation_of(found, f"MS-DRG {found.trace.drg}"),
    )  # fmt: skip
