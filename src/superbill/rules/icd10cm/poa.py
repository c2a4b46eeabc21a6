"""`icd10cm.poa`: present-on-admission indicators of a stay."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.rules.claim import Scene
from superbill.rules.finding import Check, Finding
from superbill.rules.icd10cm.facts import Facts
from superbill.rules.icd10cm.guideline import EVERY_PAYER, guideline
from superbill.rules.icd10cm.judging import Diagnoses, by_guideline, finding
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="icd10cm.poa",
    title="Each diagnosis of a stay has an indicator of presence on admission",
    payer=EVERY_PAYER,
    source=guideline("Appendix I"),
)

MEANS = {
    "Y": "present at the time of admission",
    "N": "not present at the time of admission",
    "U": "the documentation doesn't tell",
    "W": "the provider can't determine clinically",
}
EXEMPT = ("", "1")
"""An exempt code has none: blank on claims since January 2011 (version 5010), 1 before."""

UNKNOWN_LIST = (
    "which codes are exempt is not known: CMS's yearly list isn't among the tables at hand"
)


def check(scene: Scene) -> Outcome:
    """Of stays only. Errors: indicators that aren't one for each diagnosis, or none of Y, N, U, W.
    Info: U. A missing indicator is a finding only where nothing is stated of it: an exempt code has
    none, and CMS's list of those isn't at hand."""
    if scene.setting != "inpatient" or not scene.claim.diagnoses:
        return Outcome()
    if not scene.claim.poa:
        return Outcome((), (Check(RULE.id, None, "not judged: no indicators are stated"),))
    outcome = by_guideline(RULE, scene, _find)
    return Outcome(
        outcome.findings,
        tuple(c if c.release else Check(c.rule, None, f"{c.result}; {UNKNOWN_LIST}")
              for c in outcome.checked),
    )  # fmt: skip


def _find(diagnoses: Diagnoses) -> Iterator[Finding]:
    stated = diagnoses.scene.claim.poa
    if len(stated) != len(diagnoses.all):
        yield finding(
            RULE, "count", diagnoses.distinct,
            f"{len(stated)} indicators are stated for {len(diagnoses.all)} diagnoses.",
            "State one for each diagnosis, blank where the code is exempt.",
            citation=guideline("Appendix I"), severity="error",
        )  # fmt: skip
        return
    for code, indicator in zip(diagnoses.all, stated, strict=True):
        found = _judged(code, indicator.strip().upper())
        if found is not None:
            yield found


def _judged(code: Facts, indicator: str) -> Finding | None:
    if indicator in ("Y", "N", "W"):
        return None
    if indicator in EXEMPT:
        return finding(
            RULE, "none_stated", (code,),
            f"{code.code} has no indicator, as only an exempt code may; {UNKNOWN_LIST}.",
            "Nothing to change where the code is on the list; else state Y, N, U or W.",
            citation=guideline("Appendix I"), severity="info",
        )  # fmt: skip
    if indicator == "U":
        return finding(
            RULE, "undetermined", (code,),
            f"{code.code} has U: {MEANS['U']}. Medicare pays a hospital-acquired condition with U"
            " as if it were N.",
            "Ask the provider.",
            citation=guideline("Appendix I"), severity="info",
        )  # fmt: skip
    return finding(
        RULE, "not_an_indicator", (code,),
        f"{indicator!r} is not an indicator of presence on admission ({code.code}).",
        f"One of: {', '.join(f'{k} ({v})' for k, v in MEANS.items())}.",
        citation=guideline("Appendix I"), severity="error",
    )  # fmt: skip
