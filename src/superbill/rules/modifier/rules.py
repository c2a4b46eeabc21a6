"""The rules of the family `modifier`."""

from superbill.rules.modifier import (
    conflict,
    discarded,
    em,
    em_pair,
    exists,
    family_planning,
    liability,
    order,
    redundant,
    required,
    setting,
)
from superbill.rules.rule import Running

_SCREENS = "superbill.rules.modifier.screens"

RULES = (
    Running(exists.RULE, exists.check),
    Running(conflict.RULE, conflict.check),
    Running(redundant.RULE, redundant.check),
    Running(order.RULE, order.check),
    Running(setting.RULE, setting.check),
    Running(em.RULE, em.check),
    Running(em_pair.RULE, em_pair.check, screen=f"{_SCREENS}:screen_em_pair", history=True),
    Running(liability.RULE, liability.check),
    Running(required.RULE, required.check, screen=f"{_SCREENS}:screen_required"),
    Running(discarded.RULE, discarded.check, screen=f"{_SCREENS}:screen_discarded"),
    Running(
        family_planning.RULE, family_planning.check, screen=f"{_SCREENS}:screen_family_planning"
    ),
)
