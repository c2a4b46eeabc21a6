"""The rules of the families `data`, `format` and `identifier`."""

from superbill.rules.data import date, reading
from superbill.rules.format import ndc
from superbill.rules.identifier import npi
from superbill.rules.rule import Rule, Running

RULES = (Running(date.RULE, date.check),)

READING: tuple[Rule, ...] = (*reading.CATALOGUED, ndc.RULE, npi.RULE)
"""Rules of the reading of claims (claims/cells.py): they judge a file's cells, no claim."""
