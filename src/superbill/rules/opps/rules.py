"""The rules of the family `opps`."""

from superbill.rules.opps import inpatient_only, status
from superbill.rules.rule import Running

RULES = (
    Running(status.RULE, status.check, screen="superbill.rules.opps.screens:status"),
    Running(inpatient_only.RULE, inpatient_only.check),
)
