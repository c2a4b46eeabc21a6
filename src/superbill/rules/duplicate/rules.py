"""The rules of the family `duplicate`."""

from superbill.rules.duplicate import line
from superbill.rules.rule import Running

RULES = (Running(line.RULE, line.check, screen="superbill.rules.duplicate.line_screen:screen"),)
