"""National Drug Codes: ten digits as the FDA assigns them, eleven as claims carry them.

Source: 21 CFR 207.33 (labeler, product, package: 4-4-2, 5-3-2 or 5-4-1); CMS and NCPDP write
5-4-2, the short part filled with a zero in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from superbill.citation import Citation
from superbill.errors import WrongUsage

SOURCE = Citation(
    "21 CFR 207.33", "forms 4-4-2, 5-3-2 and 5-4-1; billed as 5-4-2",
    url="https://www.ecfr.gov/current/title-21/section-207.33",
)  # fmt: skip
BILLED = (5, 4, 2)
ASSIGNED = ((4, 4, 2), (5, 3, 2), (5, 4, 1))
_ONLY = re.compile(r"\d+(-\d+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ndc:
    """eleven: as claims carry it, without hyphens; several where ten digits without hyphens have
    three readings; form: how it was written."""

    given: str
    form: str
    eleven: tuple[str, ...]

    @property
    def hyphened(self) -> tuple[str, ...]:
        return tuple(f"{code[:5]}-{code[5:9]}-{code[9:]}" for code in self.eleven)

    def as_dict(self) -> dict[str, Any]:
        return {
            "given": self.given,
            "form": self.form,
            "eleven": list(self.eleven),
            "hyphened": list(self.hyphened),
            "certain": len(self.eleven) == 1,
            "citation": SOURCE.as_dict(),
        }


def ndc_of(text: str) -> Ndc:
    """An NDC as eleven digits.

    Raises WrongUsage for what has no form of one.

    >>> ndc_of("0143-9504-01").eleven, ndc_of("50242-040-62").eleven, ndc_of("60574-4114-1").eleven
    (('00143950401',), ('50242004062',), ('60574411401',))
    """
    given = text.strip().upper().removeprefix("N4").strip()
    if not _ONLY.fullmatch(given):
        raise _refused(text)
    parts = given.split("-")
    widths = tuple(len(part) for part in parts)
    if len(parts) == 3 and widths in (*ASSIGNED, BILLED):
        return Ndc(text, "-".join(map(str, widths)), (_filled(parts),))
    if len(parts) == 1 and len(given) == 11:
        return Ndc(text, "11 digits", (given,))
    if len(parts) == 1 and len(given) == 10:
        readings = {_filled(_cut(given, form)): None for form in ASSIGNED}
        return Ndc(text, "10 digits without hyphens", tuple(readings))
    raise _refused(text)


def _cut(digits: str, form: tuple[int, int, int]) -> list[str]:
    first, second, _ = form
    return [digits[:first], digits[first : first + second], digits[first + second :]]


def _filled(parts: list[str]) -> str:
    return "".join(part.zfill(width) for part, width in zip(parts, BILLED, strict=True))


def _refused(text: str) -> WrongUsage:
    return WrongUsage(
        f"{text[:30]!r} is not a National Drug Code.",
        remedy="Write it with hyphens as on the package (0143-9504-01), or as 11 digits.",
    )
