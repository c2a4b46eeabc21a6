"""`format.ndc`: a national drug code is written with eleven digits on a claim."""

from __future__ import annotations

import re

from superbill.citation import Citation
from superbill.rules.finding import Finding
from superbill.rules.rule import Rule

RULE = Rule(
    id="format.ndc",
    title="The national drug code is written with eleven digits, 5-4-2",
    payer="every payer (HIPAA)",
    source=Citation(
        "45 CFR 162.1002", "(a)(3): National Drug Codes",
        url="https://www.ecfr.gov/current/title-45/section-162.1002",
    ),
    grain="line",
)  # fmt: skip

_PARTS = re.compile(r"(\d{4,5})-(\d{3,4})-(\d{1,2})", re.ASCII)
_ALL = re.compile(r"\d{11}", re.ASCII)


def eleven_digits(text: str) -> str | None:
    """The code as claims have it, or None where the text can't be one.

    A package shows ten digits as 4-4-2, 5-3-2 or 5-4-1: a nought goes before the short part. Ten
    digits without hyphens do not say which part is short.

    >>> eleven_digits("0777-3105-02"), eleven_digits("00777-3105-02"), eleven_digits("0777310502")
    ('00777310502', '00777310502', None)
    """
    if _ALL.fullmatch(text):
        return text
    parts = _PARTS.fullmatch(text)
    if parts is None or sum(map(len, parts.groups())) < 10:
        return None
    labeler, product, package = parts.groups()
    return labeler.zfill(5) + product.zfill(4) + package.zfill(2)


def finding(text: str, line: str) -> Finding:
    """What to say of one that can't be read."""
    return Finding(
        RULE.id, "error", "no drug code", (line,),
        f"{text[:40]!r} is not a national drug code of eleven digits, nor one of ten with its"
        " hyphens.",
        "Write it as 5-4-2 digits, with a nought before the part that is short.",
        None, RULE.source,
    )  # fmt: skip
