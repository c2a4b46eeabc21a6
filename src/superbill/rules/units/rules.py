"""The rules of the family `units`."""

from superbill.rules.rule import Running
from superbill.rules.units import count

RULES = (Running(count.RULE, count.check),)
