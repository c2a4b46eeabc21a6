"""The rules of the family `coverage`."""

from superbill.rules.coverage import consent, lcd, ncd
from superbill.rules.rule import Running

_SCREENS = "superbill.rules.coverage.screens"

RULES = (
    Running(ncd.RULE, ncd.check, screen=f"{_SCREENS}:ncd"),
    Running(lcd.RULE, lcd.check, screen=f"{_SCREENS}:lcd"),
    Running(consent.RULE, consent.check, screen=f"{_SCREENS}:consent"),
)
