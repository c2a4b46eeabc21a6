"""Claim lines as people write them: `58565-50`, `E0424-RR,KX`, `J1885x4`."""

from __future__ import annotations

import re

from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
from superbill.rules.claim import Line

_WRITTEN = re.compile(
    # A code of five characters before x and a number is that code with units, although all of it
    # has the form of an ICD-10-PCS code.
    r"(?P<code>(?:[a-z0-9]+:)?(?:(?:\d{4}[0-9AFMTUafmtu]|[A-Va-v]\d{4})(?=[xX]-?\d+\Z)|[A-Za-z0-9]+))"
    r"(?:-(?P<modifiers>[A-Za-z0-9]{2}(?:[,-][A-Za-z0-9]{2})*))?"
    r"(?:[xX*](?P<units>-?\d{1,9}))?\Z",
    re.ASCII,
)


def line_of(text: str) -> Line:
    """The line that `CODE[-MOD[,MOD]][xUNITS]` names. Raises WrongUsage where it can't be read.

    >>> str(line_of("58565-52,lt x2".replace(" ", "")))
    '58565-52,LTx2'
    >>> str(line_of("58340x3"))
    '58340x3'
    """
    found = _WRITTEN.match(text.strip())
    if found is None:
        raise WrongUsage(
            f"{text.strip()[:40]!r} is not a claim line.",
            remedy="Write it as CODE, CODE-MODIFIER or CODE-MODIFIERxUNITS, as in 58565-52x1.",
        )
    reading = readings(found["code"])[0]
    modifiers = re.split(r"[,-]", found["modifiers"].upper()) if found["modifiers"] else ()
    return Line(reading.code, reading.system, tuple(modifiers), int(found["units"] or 1))
