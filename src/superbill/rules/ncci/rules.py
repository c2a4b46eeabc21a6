"""The rules of the families `ncci.ptp`, `ncci.mue` and `ncci.addon`."""

from superbill.rules.ncci import addon, mue, ptp
from superbill.rules.rule import Running

RULES = (
    Running(ptp.RULE, ptp.check, screen="superbill.rules.ncci.ptp_screen:screen"),
    Running(mue.RULE, mue.check, screen="superbill.rules.ncci.mue_screen:screen"),
    Running(
        addon.RULE, addon.check, screen="superbill.rules.ncci.addon_screen:screen", history=True
    ),
)
