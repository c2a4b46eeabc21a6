"""The rules of the family `code`."""

from superbill.rules.code import diagnosis, setting, valid
from superbill.rules.rule import Running

RULES = (
    Running(valid.RULE, valid.check),
    Running(diagnosis.RULE, diagnosis.check, together=1),
    Running(setting.RULE, setting.check),
)
