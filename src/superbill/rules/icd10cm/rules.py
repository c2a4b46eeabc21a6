"""The rules of the family `icd10cm`.

`together` says of how many codes a rule's findings are made: what it says of a claim's list it also
says of so many of the list's codes alone. `meets` names the codes of a book that matter to it, the
others being left out of a list (meetings.py).
"""

from superbill.rules.icd10cm import (
    age,
    code_also,
    code_first,
    combination,
    duplicate,
    etiology_order,
    excludes1,
    excludes2,
    external_cause,
    laterality,
    line_side,
    manifestation,
    newborn,
    obstetric,
    poa,
    sequence,
    seventh_character,
    sex,
    symptoms,
    unspecified,
    use_additional,
    z_codes,
)
from superbill.rules.rule import Running

_MEETS = "superbill.rules.icd10cm.meetings"

RULES = (
    Running(excludes1.RULE, excludes1.check, together=2, meets=f"{_MEETS}:excludes1"),
    Running(excludes2.RULE, excludes2.check, together=2, meets=f"{_MEETS}:excludes2"),
    Running(code_first.RULE, code_first.check, together=2, meets=f"{_MEETS}:code_first"),
    Running(
        use_additional.RULE, use_additional.check, together=1,
        meets=f"{_MEETS}:use_additional",
    ),
    Running(code_also.RULE, code_also.check, together=1, meets=f"{_MEETS}:code_also"),
    Running(
        etiology_order.RULE, etiology_order.check, together=2,
        meets=f"{_MEETS}:use_additional",
    ),
    Running(manifestation.RULE, manifestation.check, together=1),
    Running(
        seventh_character.RULE, seventh_character.check, together=2,
        meets=f"{_MEETS}:same_category",
    ),
    Running(laterality.RULE, laterality.check, together=2, meets=f"{_MEETS}:same_category"),
    Running(unspecified.RULE, unspecified.check, together=1),
    Running(age.RULE, age.check, together=1),
    Running(sex.RULE, sex.check, together=1),
    Running(obstetric.RULE, obstetric.check, together=2, meets=f"{_MEETS}:obstetric"),
    Running(newborn.RULE, newborn.check, together=2, meets=f"{_MEETS}:liveborn"),
    Running(
        external_cause.RULE, external_cause.check, together=2,
        meets=f"{_MEETS}:external_cause",
    ),
    Running(z_codes.RULE, z_codes.check, together=2, meets=f"{_MEETS}:z_codes"),
    Running(sequence.RULE, sequence.check, together=2, meets=f"{_MEETS}:sequence"),
    Running(combination.RULE, combination.check, together=2, meets=f"{_MEETS}:combination"),
    Running(symptoms.RULE, symptoms.check, together=2, meets=f"{_MEETS}:symptoms"),
    Running(duplicate.RULE, duplicate.check, together=2, meets=f"{_MEETS}:same_code"),
    Running(poa.RULE, poa.check, screen="superbill.rules.mce.screen:stays"),
    Running(
        line_side.RULE, line_side.check,
        screen="superbill.rules.icd10cm.line_side_screen:screen",
    ),
)  # fmt: skip
