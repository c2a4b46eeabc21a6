"""The rules of the family `own`."""

from superbill.rules.own import payer
from superbill.rules.rule import Running

RULES = (Running(payer.RULE, payer.check, screen="superbill.rules.own.payer_screen:screen"),)
