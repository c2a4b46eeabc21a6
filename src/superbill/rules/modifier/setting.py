"""`modifier.setting`: a modifier stands on the claims that it is for: a practitioner's, a
hospital's, a supplier's."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.claim import Scene
from superbill.rules.finding import Severity
from superbill.rules.modifier.judging import Marked, Told, over_marked
from superbill.rules.modifier.known import Known, known
from superbill.rules.rule import Outcome, Rule

RULE = Rule(
    id="modifier.setting",
    title="Each modifier belongs on claims of the setting",
    payer="CPT and Medicare; each modifier says whose it is",
    source=Citation(
        "CPT appendix A; Medicare Claims Processing Manual (Pub. 100-04)",
        "modifiers approved for hospital outpatient use; chapter 4, section 20.6",
    ),
    grain="line",
)

SURGERY_CENTER = "24"
"""Place of service of an ambulatory surgical center, which bills on the practitioner's form."""

INSTEAD = {
    ("53", "outpatient"): "A hospital tells of a stopped procedure by 73 before anesthesia, 74"
    " after it, or 52 where none was planned.",
    ("73", "practitioner"): "A practitioner tells of a stopped procedure by 53.",
    ("74", "practitioner"): "A practitioner tells of a stopped procedure by 53.",
    ("27", "practitioner"): "A practitioner tells of a separate visit by 25, or reports one level"
    " for the day.",
    ("26", "outpatient"): "A hospital's claim is of the technical part without a modifier.",
    ("TC", "outpatient"): "A hospital's claim is of the technical part without a modifier.",
}  # fmt: skip
"""What is done in that setting in place of the modifier (sources: the modifiers' own)."""


def check(scene: Scene) -> Outcome:
    """An error for a modifier that is not for the setting. Parameters: settings in known/*.yaml;
    of modifiers that are not there nothing is said."""
    return over_marked(RULE, scene, _look)


def _look(at: Marked, told: Told) -> None:
    for modifier in dict.fromkeys(at.line.modifiers):
        entry = known(modifier)
        if entry is None:
            told.check(f"for which settings {modifier} is, is not known")
        elif not belongs(entry, at.scene.setting, at.line.pos):
            _finding(at, told, modifier, entry)
        else:
            told.check(f"{modifier} belongs on {at.scene.setting} claims")


def belongs(entry: Known, setting: str, pos: str | None) -> bool:
    """Whether a modifier is for claims of the setting; a surgery center's are a practitioner's in
    form, and where the place of service is not given they can't be told apart."""
    if setting in entry.settings:
        return True
    return entry.surgery_center and setting == "practitioner" and pos == SURGERY_CENTER


def _finding(at: Marked, told: Told, modifier: str, entry: Known) -> None:
    setting = at.scene.setting
    # Without a place of service the claim may be a surgery center's.
    unsure = entry.surgery_center and setting == "practitioner" and at.line.pos is None
    severity: Severity = "warning" if unsure else "error"
    also = " or a surgery center's (place of service 24)" if entry.surgery_center else ""
    whose = " and ".join(entry.settings)
    remedy = INSTEAD.get((modifier, setting), "Leave it out, or bill it where it belongs.")
    told.find(
        at, severity, "other setting",
        f"{modifier} ({entry.title}) is for {whose} claims{also}; this is a claim of setting"
        f" {setting}.",
        remedy, entry.citation,
    )  # fmt: skip
