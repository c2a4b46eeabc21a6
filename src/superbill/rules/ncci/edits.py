"""Whose NCCI tables judge a claim, and its lines by day.

Medicare has tables for practitioners and outpatient hospitals, and MUE for suppliers of DME;
Medicaid has its own (CMS, National Correct Coding Initiative Policy Manual for Medicare Services,
introduction; Medicaid NCCI Technical Guidance Manual). Inpatient stays are paid by DRG: no NCCI
edit concerns them. Commercial payers set their own edits; many follow Medicare's, so these are
shown, as a warning at most.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from superbill.codesets.shelf import how_to_load
from superbill.rules.book import Table
from superbill.rules.claim import Payer, Scene, Setting
from superbill.rules.finding import Severity

SYSTEMS = ("cpt", "hcpcs", "cdt")
"""Of the codes that NCCI tables hold: HCPCS Level II has the dental codes within it."""

NCCI_URL = "https://www.cms.gov/national-correct-coding-initiative-ncci"

_SETTINGS: dict[str, tuple[Setting, ...]] = {
    "ptp": ("practitioner", "outpatient"),
    "mue": ("practitioner", "outpatient", "dme"),
    "addon": ("practitioner", "outpatient"),
}
_SAYS = {"ptp": "PTP edits", "mue": "MUE", "addon": "add-on code edits"}


class Edits(NamedTuple):
    """The table that judges.

    family: of its release; table: its name
    own: False where they are not the edits of the claim's payer
    says: whose they are, in words: `Medicare's PTP edits for practitioners`
    """

    family: str
    table: str
    own: bool
    says: str

    def at_most(self, severity: Severity) -> Severity:
        """An error of another payer's edits is a warning: a person must look."""
        return "warning" if severity == "error" and not self.own else severity

    @property
    def aside(self) -> str:
        """What a finding adds where the edits are not the payer's."""
        return "" if self.own else f" These are {self.says}; the payer may have edits of its own."


def edits_of(member: str, payer: Payer, setting: Setting) -> Edits | None:
    """The edits (`ptp`, `mue`, `addon`) for a payer and setting; None: there are none.

    >>> edits_of("ptp", "medicaid", "outpatient").family
    'ncci.ptp.medicaid.outpatient'
    >>> edits_of("ptp", "medicare", "inpatient") is None
    True
    """
    if setting not in _SETTINGS[member]:
        return None
    medicaid = payer == "medicaid"
    parts = ["ncci", member, *(["medicaid"] if medicaid else [])]
    says = f"{'Medicaid' if medicaid else 'Medicare'}'s {_SAYS[member]}"
    if member != "addon":  # one file for every setting
        parts.append(setting)
        says += f", {setting}"
    return Edits(".".join(parts), member, payer != "commercial", says)


def lines_by_day(scene: Scene) -> dict[date, list[int]]:
    """The places of the CPT, HCPCS and CDT lines, by date of service, each in the claim's order."""
    found: dict[date, list[int]] = {}
    for place, line in enumerate(scene.claim.lines):
        if line.system in SYSTEMS:
            found.setdefault(scene.day_of(line), []).append(place)
    return found


def lines_together(scene: Scene) -> list[tuple[date, list[int]]]:
    """The places of the lines that one edit may concern: CPT, HCPCS and CDT, those of one day and,
    of practitioners' claims, of one provider. A line whose provider is not known goes with each; a
    facility's lines are the facility's, whoever did them."""
    found: list[tuple[date, list[int]]] = []
    for on, places in lines_by_day(scene).items():
        providers = {p: scene.claim.lines[p].provider or scene.claim.provider for p in places}
        known = dict.fromkeys(who for who in providers.values() if who is not None)
        if len(known) < 2 or scene.setting != "practitioner":
            found.append((on, places))
        else:
            found += [(on, [p for p in places if providers[p] in (None, who)]) for who in known]
    return found


def late(view: Table, family: str) -> str:
    """What an answer adds where the day is later than its edition speaks of."""
    if not view.stale:
        return ""
    return (
        f" Answered by edition {view.release.id}, which is older than the date of service;"
        f" load a newer one with: {how_to_load(family)}."
    )


def named(codes: list[str] | tuple[str, ...], most: int = 12) -> str:
    """Codes in a row, the first of many.

    >>> named(["G0001", "G0002", "G0003"], 2)
    'G0001, G0002 and 1 more'
    """
    rest = f" and {len(codes) - most} more" if len(codes) > most else ""
    return ", ".join(codes[:most]) + rest


def date_range(start: date | None, last: date | None) -> str:
    """The days of an edit in words; `last` is the publisher's last day."""
    begins = f"since {start.isoformat()}" if start else "since a day that the file does not state"
    return f"{begins}, until {last.isoformat()}" if last else begins
