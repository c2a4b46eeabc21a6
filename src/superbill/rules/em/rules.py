"""The rules of the family `em`."""

from superbill.rules.em import complexity, level, shared
from superbill.rules.rule import Running

RULES = (
    Running(level.RULE, level.check, screen="superbill.rules.em.screens:level"),
    Running(complexity.RULE, complexity.check, screen="superbill.rules.em.screens:complexity"),
    Running(shared.RULE, shared.check),
)
