"""What the rules of this family share: the group of the claim's stay, or why there is none.

The grouper and all that belongs to it is imported for an inpatient claim only: most claims are
none, and are to be judged in a blink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from superbill.citation import Citation
from superbill.errors import NotLoaded
from superbill.rules.claim import Scene
from superbill.rules.drg.manual import MANUAL, URL
from superbill.rules.finding import NOT_LOADED, Check
from superbill.rules.rule import Outcome, Rule

if TYPE_CHECKING:
    from superbill.rules.drg.answer import Drg

PAYER = "Medicare (IPPS)"


def concerns(scene: Scene) -> bool:
    """MS-DRGs group inpatient stays that Medicare pays."""
    return scene.setting == "inpatient" and scene.payer == "medicare"


def judged(scene: Scene, rule: Rule) -> Drg | Outcome:
    """The group of the stay; or the outcome of a claim that has none or that can't be judged."""
    if not concerns(scene) or not scene.claim.diagnoses:
        return Outcome()
    from superbill.rules.drg.answer import drg
    from superbill.rules.drg.stay import stay_of

    stay = stay_of(scene.claim)
    try:
        return drg(stay, book=scene.book, on=scene.claim.discharged or scene.on)
    except NotLoaded as missing:
        return Outcome((), (Check(rule.id, None, f"{NOT_LOADED}: {missing}"),))


def check_of(found: Drg, rule: Rule, result: str) -> Check:
    late = f"; {found.edition.message}" if found.edition.stale else ""
    return Check(rule.id, found.edition.release, f"{result}{late}")


def stale_words(found: Drg) -> str:
    """What a finding's message adds where its edition is too old."""
    return f" {found.edition.message}" if found.edition.stale else ""


def citation_of(found: Drg, locator: str) -> Citation:
    place = f"version {found.edition.name}, {locator}"
    return Citation(MANUAL, place, found.edition.release, URL)


def named(found: Drg) -> str:
    """The group with its title, as a sentence begins with it."""
    return f"MS-DRG {found.trace.drg}" + (f" ({found.title})" if found.title else "")
