"""Every rule there is: those that run, and those that wait for a table."""

from __future__ import annotations

from superbill.rules import awaiting
from superbill.rules.code import valid
from superbill.rules.device import market
from superbill.rules.icd10cm import excludes1
from superbill.rules.rule import Rule, Run

RUNNING: tuple[tuple[Rule, Run], ...] = (
    (valid.RULE, valid.check),
    (excludes1.RULE, excludes1.check),
    (market.RULE, market.check),
)


def all_rules() -> tuple[Rule, ...]:
    """The catalogue, by identifier, for the documentation and for `checked`."""
    rules = [rule for rule, _ in RUNNING] + [entry.rule() for entry in awaiting.awaiting()]
    return tuple(sorted(rules, key=lambda rule: rule.id))
