"""The rules of the family `payment`."""

from superbill.rules.payment import charge
from superbill.rules.rule import Running

RULES = (Running(charge.RULE, charge.check),)
