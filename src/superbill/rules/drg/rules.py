"""The rules of the family `drg`."""

from superbill.rules.drg import decisive, hac, ungroupable
from superbill.rules.rule import Running

_SCREEN = "superbill.rules.drg.inpatient_screen:screen"

RULES = (
    Running(ungroupable.RULE, ungroupable.check, _SCREEN),
    Running(hac.RULE, hac.check, _SCREEN),
    Running(decisive.RULE, decisive.check, _SCREEN),
)
