"""The rules of the family `mce`."""

from superbill.rules.mce import edits
from superbill.rules.rule import Running

RULES = (Running(edits.RULE, edits.check, screen="superbill.rules.mce.screen:medicare_stays"),)
