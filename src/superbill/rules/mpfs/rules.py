"""The rules of the family `mpfs`."""

from superbill.rules.mpfs import (
    assistant,
    bilateral,
    co_surgeon,
    endoscopy,
    imaging,
    multiple,
    pctc,
    status,
    team,
    therapy,
)
from superbill.rules.rule import Running

_SCREENS = "superbill.rules.mpfs"

RULES = (
    Running(status.RULE, status.check),
    Running(bilateral.RULE, bilateral.check, screen=f"{_SCREENS}.bilateral_screen:screen"),
    Running(multiple.RULE, multiple.check),
    Running(assistant.RULE, assistant.check),
    Running(co_surgeon.RULE, co_surgeon.check),
    Running(team.RULE, team.check),
    Running(pctc.RULE, pctc.check),
    Running(endoscopy.RULE, endoscopy.check, screen=f"{_SCREENS}.endoscopy_screen:screen"),
    Running(therapy.RULE, therapy.check, screen=f"{_SCREENS}.reductions_screen:screen_therapy"),
    Running(imaging.RULE, imaging.check, screen=f"{_SCREENS}.reductions_screen:screen_imaging"),
)
