"""The rules of the family `global`."""

from superbill.rules.global_period import window
from superbill.rules.rule import Running

RULES = (
    Running(
        window.RULE,
        window.check,
        screen="superbill.rules.global_period.window_screen:screen",
        history=True,
    ),
)
