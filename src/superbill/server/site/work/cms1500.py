"""The fields of a CMS-1500 (02/12), with what is known of each and what is left blank.

Numbers and places of the fields: NUCC 1500 Claim Form Reference Instruction Manual for form version
02/12. What the workbench doesn't know (who the patient, the provider and the insurer are, charges)
stays blank: it is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from superbill.server.site.work.claim import FinishedClaim, ServiceLine

LINES_A_FORM = 6
_SETTINGS = ("practitioner", "dme")

_BLANK = (
    ("1a", "Insured's number"), ("2", "Patient's name"), ("3", "Patient's date of birth"),
    ("4", "Insured's name"), ("5", "Patient's address"), ("6", "Patient's relation to the insured"),
    ("7", "Insured's address"), ("10", "Condition related to employment or accident"),
    ("11", "Insured's group, and other plans"), ("12, 13", "Signatures of patient and insured"),
    ("14", "Date of current illness, injury or pregnancy"), ("17", "Referring provider"),
    ("19", "Additional claim information"), ("22", "Resubmission code"),
    ("23", "Prior authorization number"), ("24F", "Charges"), ("24J", "Rendering provider's NPI"),
    ("25", "Federal tax number"), ("26", "Patient's account number"), ("27", "Assignment"),
    ("28", "Total charge"), ("29", "Amount paid"), ("31", "Signature of the physician"),
    ("32", "Service facility"), ("33", "Billing provider"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line of field 24. dates as MM DD YY; pointed: the coder chose the pointers."""

    dates: str
    pos: str
    code: str
    modifiers: tuple[str, ...]
    letters: str
    pointed: bool
    units: int


@dataclass(frozen=True, slots=True)
class Form:
    """One form: six lines at most."""

    number: int
    of: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """why: why there is no form, `` where there is one; known, blank: number and name of a field,
    and what stands in it"""

    why: str
    known: tuple[tuple[str, str, str], ...] = ()
    diagnoses: tuple[tuple[str, str, str], ...] = ()
    forms: tuple[Form, ...] = ()
    blank: tuple[tuple[str, str], ...] = ()
    beyond: tuple[str, ...] = ()


def cms1500(claim: FinishedClaim) -> Fields:
    """The fields, by number. A hospital's claim is on another form."""
    if claim.encounter.setting not in _SETTINGS:
        return Fields(
            f"A claim of setting {claim.encounter.setting} goes on a UB-04 (837I), not on a"
            " CMS-1500 (837P)."
        )
    lines = [line for line in claim.lines if line.shown.entry.system in ("cpt", "hcpcs", "cdt")]
    return Fields(
        "",
        (
            ("1", "Type of coverage", claim.encounter.payer.capitalize()),
            *((("3", "Patient's sex", claim.encounter.sex),) if claim.encounter.sex else ()),
            ("21", "ICD indicator", _indicator(claim)),
        ),
        tuple((d.letter, d.shown.entry.code.replace(".", ""), d.shown.title)
              for d in claim.diagnoses if d.letter),
        _forms(claim, lines),
        _BLANK,
        tuple(d.shown.entry.code for d in claim.beyond),
    )  # fmt: skip


def _indicator(claim: FinishedClaim) -> str:
    """0 for ICD-10-CM, 9 for ICD-9-CM (NUCC manual, field 21)."""
    return "9" if any(d.shown.entry.system == "icd9cm" for d in claim.diagnoses) else "0"


def _forms(claim: FinishedClaim, lines: list[ServiceLine]) -> tuple[Form, ...]:
    day, count = claim.encounter.on.strftime("%m %d %y"), ceil(len(lines) / LINES_A_FORM)
    rows = [
        Row(f"{day} – {day}", claim.encounter.pos, line.shown.entry.code,
            line.shown.entry.modifiers, line.letters, line.pointed, line.shown.entry.units)
        for line in lines
    ]  # fmt: skip
    return tuple(
        Form(n + 1, count, tuple(rows[n * LINES_A_FORM : (n + 1) * LINES_A_FORM]))
        for n in range(count)
    )
