"""A coder types a code in any of the ways in which codes are written."""

import pytest

from superbill.codesets.systems import Reading, readings
from superbill.errors import WrongUsage


@pytest.mark.parametrize(
    ("text", "system", "first"),
    [
        ("E11.9", None, ("icd10cm", "E11.9")),  # as printed
        ("e119", None, ("icd10cm", "E11.9")),  # lower case, as claims carry it
        ("icd10cm:e119", None, ("icd10cm", "E11.9")),  # named system
        ("C7A", None, ("icd10cm", "C7A")),  # a letter in the third place
        ("QA0.0101", None, ("icd10cm", "QA0.0101")),  # a category whose second place is a letter
        ("S72.001A", None, ("icd10cm", "S72.001A")),
        ("A00-A09", None, ("icd10cm", "A00-A09")),  # a block
        ("21", "icd10cm", ("icd10cm", "21")),  # a chapter, only where the system is named
        ("0ul78dz", None, ("icd10pcs", "0UL78DZ")),
        ("0UL", None, ("icd10pcs", "0UL")),  # a table
        ("58565", None, ("cpt", "58565")),  # five digits are CPT before ICD-9-CM 585.65
        ("0001F", None, ("cpt", "0001F")),  # category II
        ("A4264", None, ("hcpcs", "A4264")),
        ("D0120", None, ("cdt", "D0120")),  # HCPCS has no D codes of its own
        ("470", None, ("msdrg", "470")),
        ("1", "msdrg", ("msdrg", "001")),
        ("V22.1", None, ("icd10cm", "V22.1")),
        ("E800.0", "icd9cm", ("icd9cm", "E800.0")),  # external causes have their dot later
        ("0010", "icd9cm", ("icd9cm", "001.0")),  # diagnosis first, procedure second
        ("00.10", "icd9cm", ("icd9cm", "00.10")),
    ],
)
def test_first_reading(text: str, system: str | None, first: tuple[str, str]) -> None:
    assert readings(text, system)[0] == Reading(*first)


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("E1110", Reading("icd10cm", "E11.10")),  # a wheelchair in HCPCS, ketoacidosis in ICD
        ("V22.1", Reading("icd9cm", "V22.1")),
        ("0010", Reading("icd9cm", "00.10")),
    ],
)
def test_an_ambiguous_text_has_every_reading(text: str, also: Reading) -> None:
    assert also in readings(text)


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("", None),
        ("diabetes", None),
        ("E1.19", None),  # the dot in the wrong place is another code or none
        ("E11.9", "cpt"),
        ("0OL78DZ", "icd10pcs"),  # ICD-10-PCS has no letter O and no I
        ("icd9cm:E11.9", "icd10cm"),  # two systems named
        ("E11.9", "icd11"),
        ("'; DROP TABLE concept; --", None),
        ("\x00" * 5, None),
        ("９９２１３", None),  # digits of another script are no digits here
    ],
)
def test_what_is_no_code_is_refused(text: str, system: str | None) -> None:
    with pytest.raises(WrongUsage):
        readings(text, system)
