"""The group as it is shown: version by day of discharge, weights of their own year only, and the
words of what each diagnosis did."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from superbill.errors import NotLoaded
from superbill.rules.claim import ClaimLines, Line, Patient
from superbill.rules.columns import ClaimColumns
from superbill.rules.drg.answer import drg
from superbill.rules.drg.edition import edition
from superbill.rules.drg.inpatient_screen import screen
from superbill.rules.drg.return_codes import in_words
from superbill.rules.drg.stay import Diagnosis, Stay, stay_of
from superbill.rules.run import run_rules

STAY = Stay(Diagnosis("I50.20", "Y"), (Diagnosis("J96.01", "Y"),), (), "M", "01")


@pytest.mark.parametrize(
    ("on", "version", "stale"),
    [
        (date(2022, 10, 1), 400, False),
        (date(2023, 3, 31), 400, False),
        (date(2023, 4, 1), 401, False),
        (date(2025, 9, 30), 421, False),
        (date(2025, 10, 1), 430, False),
        (date(2026, 4, 1), 431, False),
        (date(2027, 3, 31), 440, False),
        (date(2027, 4, 1), 440, True),
    ],
)
def test_the_day_of_discharge_chooses_the_version(
    context: Any, on: date, version: int, stale: bool
):
    found = edition(context.book, on=on)
    assert (found.version, found.stale) == (version, stale)
    assert ("load a newer one" in found.message) == stale


def test_before_fiscal_year_2023_is_not_known(context: Any):
    with pytest.raises(NotLoaded, match="superbill data"):
        drg(STAY, book=context.book, on=date(2022, 9, 30))


@pytest.mark.parametrize(
    ("on", "weight"),
    [
        (date(2025, 9, 30), None),
        (date(2025, 10, 1), 1.2838),
        (date(2026, 9, 30), 1.2838),
        (date(2026, 10, 1), None),
    ],
)
def test_a_weight_is_told_of_its_own_fiscal_year_only(context: Any, on: date, weight: float | None):
    found = drg(STAY, book=context.book, on=on)
    assert (found.weight.weight if found.weight else None) == weight
    said = any("Relative weight: not known" in m for m in found.messages)
    assert said == (weight is None)


def test_the_whole_answer(context: Any):
    told = drg(STAY, book=context.book, on=date(2026, 5, 1)).as_dict()
    assert told["drg"] == "291"
    assert told["title"] == "Heart Failure and Shock with MCC"
    assert told["mdc"] == {
        "code": "05", "title": "Diseases and Disorders of the Circulatory System",
    }  # fmt: skip
    assert (told["type"], told["base"], told["severity"]) == ("medical", "291", "MCC")
    assert told["weight"] == {
        "weight": 1.2838, "gmlos": 3.8, "amlos": 5.0, "fiscal_year": 2026,
        "release": "msdrg.weights 2025-10-01",
    }  # fmt: skip
    assert told["decisive"] == ["J96.01"]
    assert told["secondary"][0]["without"] == "293"
    assert told["release"] == "msdrg 2026-04-01"
    assert told["messages"] == []


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2026, 5, 1), "Table 6K: PDX collection 0824"),
        (date(2024, 5, 1), "exclusion list"),
    ],
)
def test_an_exclusion_names_the_table_of_its_own_year_only(context: Any, on: date, says: str):
    stay = Stay(Diagnosis("I50.20", "Y"), (Diagnosis("I50.21", "Y"),), (), "M", "01")
    (secondary,) = drg(stay, book=context.book, on=on).as_dict()["secondary"]
    assert "principal diagnosis I50.20" in secondary["why"]
    assert says in secondary["why"]
    assert ("Table 6K" in secondary["why"]) == (on.year == 2026)


def test_what_was_not_given_and_decides_is_said(context: Any):
    stay = Stay(Diagnosis("I21.4"), (), (), "M", None)
    messages = " ".join(drg(stay, book=context.book, on=date(2026, 5, 1)).messages)
    assert "The discharge status was not given, and the group depends on it" in messages
    unknown = drg(Stay(Diagnosis("A54.00")), book=context.book, on=date(2026, 5, 1))
    assert unknown.as_dict()["drg"] is None
    assert unknown.as_dict()["by_sex"] == {"F": "759", "M": "728"}


@pytest.mark.parametrize(
    "code",
    [
        "INVALID_PDX", "DX_CANNOT_BE_PDX", "INVALID_SEX", "INVALID_AGE",
        "INVALID_DISCHARGE_STATUS", "HAC_MISSING_ONE_POA", "UNGROUPABLE",
        "HAC_STATUS_INVALID_MULT_HACS_POA_NOT_Y_W", "HAC_STATUS_INVALID_POA_INVALID_OR_1",
        "HAC_STATUS_INVALID_POA_N_OR_U",
    ],
)  # fmt: skip
def test_every_return_code_has_words(code: str):
    assert in_words(code).code == code
    assert code not in in_words(code).says


def test_a_return_code_without_words_is_told_as_it_is():
    assert "NEW_CODE" in in_words("NEW_CODE").says


def judged(context: Any, claim: ClaimLines, on: date = date(2026, 5, 1)) -> Any:
    return run_rules(
        claim, book=context.book, cards=(), on=on, setting="inpatient", payer="medicare"
    )


def test_rules_say_what_they_looked_at(context: Any):
    claim = ClaimLines(
        (Line("0DTJ4ZZ", "icd10pcs"),), ("K35.80", "J96.01"), Patient(70, "M", "01"), ("Y", "Y")
    )
    report = judged(context, claim)
    results = {c.rule: c.result for c in report.checked if c.rule.startswith("drg.")}
    assert results.keys() == {"drg.ungroupable", "drg.hac", "drg.decisive"}
    assert "in msdrg 2026-04-01" in results["drg.ungroupable"]
    assert "no diagnosis is on a hospital-acquired condition list" in results["drg.hac"]


def test_a_day_before_the_first_version_stands_as_not_loaded(context: Any):
    claim = ClaimLines((), ("I50.20",), Patient(70, "M"))
    report = judged(context, claim, on=date(2022, 9, 30))
    for rule in ("drg.ungroupable", "drg.hac", "drg.decisive"):
        assert rule in report.missing


def test_a_stale_version_is_said_in_finding_and_check(context: Any):
    claim = ClaimLines((), ("I50.20", "J96.01"), Patient(70, "M", "01"))
    report = judged(context, claim, on=date(2028, 1, 1))
    (finding,) = [f for f in report.findings if f.rule == "drg.decisive"]
    assert "load a newer one" in finding.message
    assert all("load a newer one" in c.result for c in report.checked if c.rule.startswith("drg."))


def test_the_hac_finding_says_what_it_took(context: Any):
    claim = ClaimLines((), ("I50.20", "S72.001A"), Patient(70, "M", "01"), ("Y", "N"))
    (finding,) = [f for f in judged(context, claim).findings if f.rule == "drg.hac"]
    assert finding.severity == "warning"
    assert "Falls and Trauma" in finding.message
    assert "The group is 293 instead of 291" in finding.message


def test_the_day_of_discharge_is_the_claims_own_where_it_has_one(context: Any):
    claim = ClaimLines((), ("I50.20",), Patient(70, "M"), discharged=date(2022, 9, 30))
    assert "drg.ungroupable" in judged(context, claim).missing


def test_no_diagnosis_no_group(context: Any):
    report = judged(context, ClaimLines((Line("0DTJ4ZZ", "icd10pcs"),)))
    assert not [c for c in report.checked if c.rule.startswith("drg.")]


def test_indicators_that_are_not_one_for_each_diagnosis_are_none():
    stay = stay_of(ClaimLines((), ("I50.20", "J96.01"), Patient(), ("Y",)))
    assert not stay.poa_given


@pytest.mark.parametrize(
    ("setting", "payer", "named"),
    [("inpatient", "medicare", [0, 1, 2]), ("outpatient", "medicare", []),
     ("inpatient", "commercial", [])],
)  # fmt: skip
def test_the_screen_names_every_stay_of_a_medicare_inpatient_book(
    setting: Any, payer: Any, named: list[int]
):
    none = np.zeros(0, dtype=np.int32)
    columns = ClaimColumns(setting, payer, 3, none, none, none, none, none, (), ())
    assert screen(columns, book=None).tolist() == named  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "junk", ["", " ", "É50.20", "ÉÉÉÉÉÉÉÉÉ", "I50\0", '"', "I5020I5020I5020", "i50.20", "💥" * 9]
)
@pytest.mark.parametrize("status", [None, "", "ab", "1", "99", "²", "1000"])
def test_a_claim_may_hold_anything(context: Any, junk: str, status: str | None):
    """Not a traceback: the grouper cuts codes to eight bytes, and half a letter is none."""
    claim = ClaimLines(
        (Line(junk, "icd10pcs"), Line(junk, "icd10pcs")), (junk, junk, "J96.01"),
        Patient(None, None, status), ("Y", "?", "\0"),
    )  # fmt: skip
    on = date(2026, 5, 1)
    assert drg(stay_of(claim), book=context.book, on=on).trace.drg == "999"
