"""`identifier.npi`: a national provider identifier of ten digits, the last of them the check."""

from __future__ import annotations

from superbill.citation import Citation
from superbill.rules.finding import Finding
from superbill.rules.rule import Rule

RULE = Rule(
    id="identifier.npi",
    title="The national provider identifier has ten digits and agrees with its check digit",
    payer="every payer (HIPAA)",
    source=Citation(
        "45 CFR 162.406", "(a): a 10-position numeric identifier, with a check digit in the 10th",
        url="https://www.ecfr.gov/current/title-45/section-162.406",
    ),
    grain="line",
)  # fmt: skip

_PREFIX = "80840"
"""Of health applications in the United States (ISO/IEC 7812), before the ten digits."""


def is_npi(text: str) -> bool:
    """Whether the digits agree with the last, by the Luhn formula over 80840 and the ten.

    >>> is_npi("1234567893"), is_npi("1234567890"), is_npi("123")
    (True, False, False)
    """
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return False
    digits = [int(c) for c in reversed(_PREFIX + text)]
    doubled = [sum(divmod(2 * d, 10)) for d in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def finding(text: str, line: str) -> Finding:
    """What to say of one that is none."""
    return Finding(
        RULE.id, "error", "no identifier", (line,),
        f"{text[:40]!r} is not a national provider identifier: it has ten digits, of which the last"
        " checks the others.",
        "Correct it; the registry of providers is at https://npiregistry.cms.hhs.gov.",
        None, RULE.source,
    )  # fmt: skip
