"""`drg.hac`: a condition acquired in the hospital no longer counts as a complication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.drg.judged import PAYER, check_of, citation_of, judged, stale_words
from superbill.rules.drg.manual import MANUAL, URL
from superbill.rules.finding import Finding
from superbill.rules.rule import Outcome, Rule

if TYPE_CHECKING:
    from superbill.rules.drg.answer import Drg
    from superbill.rules.drg.trace import Acquired, SecondaryTrace

RULE = Rule(
    id="drg.hac",
    title="No diagnosis is taken out of the MS-DRG as a hospital-acquired condition",
    payer=PAYER,
    source=Citation(MANUAL, "Appendix I, hospital-acquired conditions", url=URL),
    grain="claim",
)  # fmt: skip

REMEDY = (
    "Nothing on the claim cures it where the indicator is right. Check the indicator against the"
    " record: Y or W only where the condition was present on admission or could not be known."
)


def check(scene: Scene) -> Outcome:
    """A warning for each diagnosis that meets a hospital-acquired condition, with what it took
    away. Without any present-on-admission indicator on the claim nothing is known."""
    found = judged(scene, RULE)
    if isinstance(found, Outcome):
        return found
    met = [(s, s.acquired) for s in found.trace.secondary if s.acquired and s.acquired.met]
    findings = tuple(_finding(found, s, acquired) for s, acquired in met if s.poa)
    return Outcome(findings, (check_of(found, RULE, _said(found, len(met))),))


def _said(found: Drg, met: int) -> str:
    listed = [(s, s.acquired) for s in found.trace.secondary if s.acquired]
    if not listed:
        return f"no diagnosis is on a hospital-acquired condition list of {found.edition.release}"
    names = ", ".join(f"{s.code} (HAC {acquired.number})" for s, acquired in listed)
    if not found.trace.stay.poa_given:
        return f"not known: no present-on-admission indicator was given, and lists hold {names}"
    return f"{met} of {names} meet the condition in {found.edition.release}"


def _finding(found: Drg, s: SecondaryTrace, acquired: Acquired) -> Finding:
    t = found.trace
    lost = f" Its severity ({s.level}) does not count." if s.level != "none" else ""
    if t.initial == t.drg:
        group = f" The group stays {t.drg}."
    elif t.grouped:
        group = f" The group is {t.drg} instead of {t.initial}."
    else:
        group = ""
    return Finding(
        RULE.id, "warning", f"HAC {acquired.number}", (s.code,),
        f"{s.code} was not present on admission (POA {s.poa}) and meets hospital-acquired "
        f"condition {acquired.number} ({acquired.title}).{lost}{group}{stale_words(found)}",
        REMEDY, found.edition.release, citation_of(found, f"Appendix I, HAC {acquired.number}"),
    )  # fmt: skip
