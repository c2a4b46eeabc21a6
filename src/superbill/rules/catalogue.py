"""Every rule there is: those that run over a claim, and those of reading a file of claims."""

from __future__ import annotations

from superbill.rules.code.rules import RULES as CODE
from superbill.rules.coverage.rules import RULES as COVERAGE
from superbill.rules.data.rules import READING
from superbill.rules.data.rules import RULES as DATA
from superbill.rules.device.rules import RULES as DEVICE
from superbill.rules.drg.rules import RULES as DRG
from superbill.rules.duplicate.rules import RULES as DUPLICATE
from superbill.rules.em.rules import RULES as EM
from superbill.rules.global_period.rules import RULES as GLOBAL
from superbill.rules.icd10cm.rules import RULES as ICD10CM
from superbill.rules.mce.rules import RULES as MCE
from superbill.rules.modifier.rules import RULES as MODIFIER
from superbill.rules.mpfs.rules import RULES as MPFS
from superbill.rules.ncci.rules import RULES as NCCI
from superbill.rules.opps.rules import RULES as OPPS
from superbill.rules.own.rules import RULES as OWN
from superbill.rules.payment.rules import RULES as PAYMENT
from superbill.rules.rule import Rule, Running
from superbill.rules.units.rules import RULES as UNITS

RUNNING: tuple[Running, ...] = (
    *DATA,
    *CODE,
    *ICD10CM,
    *MCE,
    *COVERAGE,
    *DEVICE,
    *DUPLICATE,
    *DRG,
    *NCCI,
    *MPFS,
    *MODIFIER,
    *GLOBAL,
    *EM,
    *OPPS,
    *PAYMENT,
    *UNITS,
    *OWN,
)


def all_rules() -> tuple[Rule, ...]:
    """The catalogue, by identifier, for the documentation and for `checked`."""
    rules = [running.rule for running in RUNNING]
    rules += READING
    return tuple(sorted(rules, key=lambda rule: rule.id))
