"""The rules of the family `device`."""

from superbill.rules.device import market
from superbill.rules.rule import Running

RULES = (Running(market.RULE, market.check, screen="superbill.rules.device.market_screen:screen"),)
