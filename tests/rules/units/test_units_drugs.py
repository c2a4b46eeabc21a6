"""Doses read from names, units to bill with JW and JZ, drug codes, and the count on a line.

The defects these prevent: reading a strength, a code number or one of two drugs as the unit billed.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from superbill.errors import WrongUsage
from superbill.rules.units.dose import dose_of, quantity, units_for
from superbill.rules.units.ndc import ndc_of
from superbill.rules.units.wastage import drug_lines

NAMES = (
    Path(__file__).resolve().parents[4] / "shared" / "data" / "hcpcs" / "hcpcs_level2_merged.csv"
)


@pytest.mark.parametrize(
    ("name", "dose"),
    [
        ("Injection, abatacept, 10 mg (code may be used when given by 2)", "10 mg"),
        ("Injection, invented (maker), not therapeutically equivalent to j0131, 10 mg", "10 mg"),
        ("Injection, adrenalin, epinephrine, up to 1 ml ampule", None),
        ("Injection, cefotaxime sodium, per gm", "1 gm"),
        ("Injection, chorionic gonadotropin, per 1,000 usp units", "1000 usp units"),
        ("Injection, difelikefalin, 0.1 microgram, (for esrd on dialysis)", "0.1 microgram"),
        ("Injection, testosterone cypionate, 1 cc, 200 mg", "200 mg"),
        ("Injection, dmso, dimethyl sulfoxide, 50%, 50 ml", "50 ml"),
        ("Injection, interferon, alfa-2b, recombinant, 1 million units", "1 million units"),
        ("Injection, vitamin b-12 cyanocobalamin, up to 1000 mcg", "1000 mcg"),
        ("Prothrombin complex (human), kcentra, per i.u. of factor ix activity", "1 i.u."),
        ("Phenylephrine 10.16 mg/ml and ketorolac 2.88 mg/ml irrigation solution, 1 ml", "1 ml"),
        ("Infusion, dextran 40, 500 ml", "500 ml"),
        ("Injection, acetaminophen 10 mg and ibuprofen 3 mg", None),
        ("Albuterol, up to 2.5 mg and ipratropium bromide, up to 0.5 mg, final product", None),
        ("Injection, gamma globulin, intramuscular, over 10 cc", None),
        ("Injection, buprenorphine, greater than 100 mg", None),
        ("Injection, torsemide, 10 mg/ml", None),
        ("Injection, ceftazidime and avibactam, 0.5 g/0.125 g", None),
        ("Unclassified drugs", None),
        ("Injection, digoxin immune fab (ovine), per vial", None),
        ("", None),
    ],
)  # fmt: skip
def test_doses_of_names(name: str, dose: str | None) -> None:
    found = dose_of(name)
    assert (str(found) if found else None) == dose


@pytest.mark.real_data
def test_doses_of_the_names_of_october_2025() -> None:
    """Of 1,188 names of J codes 1,085 state a dose that is read; the rest have several drugs, a
    treatment, a vial or nothing. No dose may disappear unseen."""
    with NAMES.open(encoding="utf-8") as file:
        names = [
            row["long_description_2025q4"]
            for row in csv.DictReader(file)
            if row["kind"] == "code" and row["code"].startswith("J")
        ]
    names = [name for name in names if name]
    assert len(names) == 1_188
    assert sum(dose_of(name) is not None for name in names) == 1_085


@given(st.integers(1, 9_999), st.sampled_from(["mg", "mcg", "units", "ml"]))
def test_a_plain_name_is_read_back(number: int, unit: str) -> None:
    found = dose_of(f"Injection, invented, {number:,} {unit}")
    assert found is not None
    assert (found.number, found.unit) == (Decimal(number), unit)


@given(st.text(max_size=80))
def test_no_name_breaks_the_reader(name: str) -> None:
    dose_of(name)


@pytest.mark.parametrize(
    ("given_", "discarded", "single", "on", "expected"),
    [
        pytest.param("30 mg", None, True, date(2024, 1, 1), [("JZ", 2)], id="nothing discarded"),
        pytest.param("30 mg", None, True, date(2023, 6, 30), [(None, 2)], id="before JZ"),
        pytest.param("30 mg", None, True, date(2023, 7, 1), [("JZ", 2)], id="the first day of JZ"),
        pytest.param("30 mg", None, False, date(2024, 1, 1), [(None, 2)], id="multi-dose"),
        pytest.param("30 mg", None, None, date(2024, 1, 1), [(None, 2)], id="container not said"),
        pytest.param("30 mg", "0 mg", None, date(2024, 1, 1), [("JZ", 2)],
                     id="an amount discarded tells of a single-dose container"),
        pytest.param("30 mg", "30 mg", None, date(2024, 1, 1), [(None, 2), ("JW", 2)],
                     id="and so does JW"),
        pytest.param("30 mg", "30 mg", True, date(2024, 1, 1), [(None, 2), ("JW", 2)], id="JW"),
        pytest.param("20 mg", "10 mg", True, date(2024, 1, 1), [(None, 2)],
                     id="discarded within the last unit"),
        pytest.param("20 mg", "40 mg", True, date(2024, 1, 1), [(None, 2), ("JW", 2)],
                     id="the rest of the vial"),
        pytest.param("0.03 g", "0 mg", True, date(2024, 1, 1), [("JZ", 2)], id="grams"),
        pytest.param("1 mcg", None, True, date(2024, 1, 1), [("JZ", 1)], id="a part of a unit"),
    ],
)  # fmt: skip
def test_units_and_waste(given_, discarded, single, on, expected) -> None:
    dose = dose_of("Injection, invented, per 15 mg")
    assert dose is not None
    spilt = quantity(discarded) if discarded else None
    found = drug_lines(dose, quantity(given_), spilt, single_dose=single, on=on)
    assert [(line.modifier, line.units) for line in found.lines] == expected


@given(st.integers(1, 5_000), st.integers(0, 5_000))
def test_units_given_and_discarded_add_up_to_the_vial(given_: int, discarded: int) -> None:
    dose = dose_of("Injection, invented, per 15 mg")
    assert dose is not None
    found = drug_lines(dose, quantity(f"{given_} mg"), quantity(f"{discarded} mg"),
                       single_dose=True, on=date(2024, 1, 1))  # fmt: skip
    whole = -(-(given_ + discarded) // 15)
    assert sum(line.units for line in found.lines) == (whole if discarded else -(-given_ // 15))
    assert found.lines[0].units == units_for(Decimal(given_ * 1000), dose)


@pytest.mark.parametrize(
    ("given_", "discarded", "single"),
    [
        pytest.param("0 mg", None, True, id="nothing given"),
        pytest.param("30 ml", None, True, id="another measure"),
        pytest.param("30 mg", "5 ml", True, id="waste in another measure"),
        pytest.param("30 mg", "5 mg", False, id="waste of a multi-dose vial"),
    ],
)
def test_drugs_that_are_refused(given_, discarded, single) -> None:
    dose = dose_of("Injection, invented, per 15 mg")
    assert dose is not None
    spilt = quantity(discarded) if discarded else None
    with pytest.raises(WrongUsage):
        drug_lines(dose, quantity(given_), spilt, single_dose=single, on=date(2024, 1, 1))


@pytest.mark.parametrize("text", ["", "mg", "-5 mg", "NaN mg", "1e9 mg", "5", "5 stone", "1.2.3 mg",
                                  "99999999999 mg"])  # fmt: skip
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(WrongUsage, match="not an amount"):
        quantity(text)


@pytest.mark.parametrize(
    ("written", "eleven"),
    [
        ("0143-9504-01", ["00143950401"]),
        ("50242-040-62", ["50242004062"]),
        ("60574-4114-1", ["60574411401"]),
        ("50242-0040-62", ["50242004062"]),
        ("50242004062", ["50242004062"]),
        ("N450242004062", ["50242004062"]),
        ("0143950401", ["00143950401", "01439050401", "01439504001"]),
    ],
)
def test_drug_codes(written: str, eleven: list[str]) -> None:
    assert list(ndc_of(written).eleven) == eleven


@pytest.mark.parametrize("text", ["", "123", "12-34-56", "0143-9504-0A", "123456789012",
                                  "٠١٤٣٩٥٠٤٠١",
                                  "0143-9504-01-1", "5024-20040-62"])  # fmt: skip
def test_what_is_no_drug_code(text: str) -> None:
    with pytest.raises(WrongUsage, match="National Drug Code"):
        ndc_of(text)


@given(st.sampled_from([(4, 4, 2), (5, 3, 2), (5, 4, 1)]), st.integers(0, 10**10 - 1))
def test_a_code_with_hyphens_is_among_the_readings_of_its_digits(form, number) -> None:
    digits = f"{number:010d}"
    first, second, _ = form
    hyphened = f"{digits[:first]}-{digits[first : first + second]}-{digits[first + second :]}"
    (certain,) = ndc_of(hyphened).eleven
    assert len(certain) == 11
    assert certain in ndc_of(digits).eleven


def test_jz_is_named_where_the_container_is_not_known() -> None:
    """The defect: JZ on vitamin B-12 and insulin, which come in multi-dose vials."""
    dose = dose_of("Injection, invented, per 15 mg")
    assert dose is not None
    for on, named in ((date(2023, 6, 30), False), (date(2023, 7, 1), True)):
        found = drug_lines(dose, quantity("30 mg"), None, single_dose=None, on=on)
        assert any("JZ" in note for note in found.notes) is named
