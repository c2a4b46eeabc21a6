"""Risk scores: against a second way through CMS's files, and the faults of the package that would
otherwise pass into an answer."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hcc_oracle import categories, read, score

from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.hcc.models import MODELS, coefficients, hierarchies
from superbill.rules.hcc.payment_years import payment_year
from superbill.rules.hcc.risk import Beneficiary, ModelScore, Risk, risk

POOL = (
    "E11.9", "E11.22", "E10.10", "I50.20", "I50.84", "J44.9", "J84.10", "N18.4", "N18.6", "C34.90",
    "C78.00", "I48.91", "J96.11", "F32.2", "F20.9", "F11.20", "G35", "G20.A1", "L89.154", "B20",
    "K74.60", "I10", "M17.11", "R53.83", "Z99.998", "I27.20", "I42.0", "D57.00", "Z94.1",
)  # fmt: skip
DAYS = {2025: date(2024, 6, 1), 2026: date(2025, 6, 1), 2027: date(2026, 6, 1)}


def found(context: Any, diagnoses: tuple[str, ...], who: Beneficiary, model: Any, on: date) -> Risk:
    return risk(diagnoses, who, (model,) if model else (), book=context.book, on=on)


def one(
    context: Any, *diagnoses: str, model: Any = "V28", year: int = 2026, **who: Any
) -> ModelScore:
    given = Beneficiary(**{"age": 72, "sex": "F", **who})
    return found(context, diagnoses, given, model, DAYS[year]).scores[0]


@pytest.mark.parametrize("year", DAYS)
@pytest.mark.parametrize("seed", range(12))
def test_the_score_is_the_sum_that_the_files_make(seed: int, year: int, context: Any):
    chance = random.Random(1000 * year + seed)
    diagnoses = tuple(chance.sample(POOL, chance.randint(0, 12)))
    sex, age = chance.choice("FM"), chance.choice([45, 64, 65, 72, 88, 99])
    dual, original = chance.choice(["00", "01", "02"]), chance.choice("01")
    who = Beneficiary(age, sex, dual, original)  # type: ignore[arg-type]
    segment = {"00": "CN", "01": "CP", "02": "CF"}[dual] + ("A" if age >= 65 else "D")
    told = found(context, diagnoses, who, "V28", DAYS[year]).scores[0]
    assert {int(c.hcc) for c in told.categories if c.counts} == categories(diagnoses, year)
    assert told.segment == segment
    assert told.score == score(
        diagnoses, year, age=age, sex=sex, segment=segment,
        originally_disabled=original == "1" and age >= 65, disabled=original == "1" and age < 65,
    )  # fmt: skip


def test_the_parts_make_the_score(context: Any):
    told = one(context, "E11.22", "I50.20", "J44.9", original="1")
    parts = [told.of(part) for part in ("demographic", "category", "interaction", "count")]
    assert told.score == pytest.approx(sum(parts))
    assert all(part > 0 for part in parts[:3])


def test_what_dropped_what(context: Any):
    told = one(context, "E11.9", "E11.22")
    by_hcc = {c.hcc: c for c in told.categories}
    assert by_hcc["38"].dropped_by == ("37",)
    assert by_hcc["38"].diagnoses == ("E11.9",)
    assert (by_hcc["37"].counts, by_hcc["38"].counts) == (True, False)
    assert by_hcc["38"].coefficient is None


def test_a_chain_names_what_counts(context: Any):
    """Stage 5 drops 4 and 3B, although 4 would drop 3B too."""
    told = one(context, "N18.5", "N18.4", "N18.32")
    dropped = {c.hcc: c.dropped_by for c in told.categories if not c.counts}
    assert dropped == {"327": ("326",), "328": ("326",)}


def test_hierarchies_of_v28_are_whole_in_payment_year_2025(context: Any):
    """The package's file of 2025 lacks what a heart transplant drops."""
    told = one(context, "Z94.1", "I50.20", year=2025)
    dropped = {c.hcc: c.dropped_by for c in told.categories if not c.counts}
    assert dropped == {"226": ("221",)}
    assert len([c for p in hierarchies(MODELS["V28"]).values() for c in p]) == 149


def test_hierarchies_of_rxhcc_hold(context: Any):
    """The package looks for them under a name that its file does not have."""
    told = one(context, "E11.9", "E11.22", model="RxHCC")
    dropped = {c.hcc: c.dropped_by for c in told.categories if not c.counts}
    assert dropped == {"31": ("30",)}


def test_a_model_with_two_values_for_one_coefficient_gets_no_score(context: Any):
    told = one(context, "E11.22", model="RxHCC")
    assert told.score is None
    assert "770 coefficients" in told.why
    assert all(c.coefficient is None for c in told.categories)


def test_the_other_models_have_one_value_each():
    for name in ("V28", "V24", "ESRD"):
        for file in ("ra_coefficients_2025.csv", "ra_coefficients_2026.csv"):
            assert coefficients(MODELS[name], file).ambiguous == 0


def test_payment_year_2027_keeps_the_final_coefficients(context: Any):
    """CMS proposed others in January 2026 and did not finalize them."""
    told = one(context, "I50.20", year=2027)
    assert told.score == one(context, "I50.20", year=2026).score
    proposed = {r["coefficient"]: r["value"] for r in read("ra_proposed_coefficients_2027.csv")}
    final = next(c.value for c in told.coefficients if c.name == "HCC226")
    assert float(proposed["CNA_HCC226"]) != final


@pytest.mark.parametrize(("model", "says"), [("V24", "mapping"), ("ESRD", "no final coefficients")])
def test_what_payment_year_2027_has_not_is_not_known(context: Any, model: str, says: str):
    told = one(context, "E11.9", model=model, year=2027, original="2")
    assert told.score is None
    assert says in told.why


def test_esrd_needs_esrd(context: Any):
    """Without it the package would fall to a segment that the model does not have, and score 0."""
    assert one(context, "N18.6", model="ESRD").score is None
    told = one(context, "N18.6", "E11.22", model="ESRD", original="2")
    assert told.segment == "DI"
    assert told.score is not None
    left_out = [c.hcc for c in told.categories if c.removed]
    assert left_out == ["136"], "dialysis status and stage 5 stand in the segment itself"


def test_the_blend_of_2025(context: Any):
    told = found(context, ("E11.22",), Beneficiary(72, "F"), None, DAYS[2025])
    by_model = {s.model: s.score for s in told.scores}
    assert set(by_model) == {"V24", "V28"}
    v24, v28 = by_model["V24"], by_model["V28"]
    assert v24 is not None
    assert v28 is not None
    assert told.blended == pytest.approx(0.33 * v24 + 0.67 * v28, abs=0.0006)


@pytest.mark.parametrize(
    ("on", "year", "stale"),
    [
        (date(2024, 1, 1), 2025, False),
        (date(2024, 12, 31), 2025, False),
        (date(2026, 12, 31), 2027, False),
        (date(2027, 1, 1), 2027, True),
        (date(2100, 1, 1), 2027, True),
    ],
)
def test_the_day_of_service_chooses_the_payment_year(on: date, year: int, stale: bool):
    told = payment_year(on)
    assert (told.year.payment_year, told.stale) == (year, stale)


def test_services_before_2024_are_not_known(context: Any):
    with pytest.raises(NotLoaded, match="payment year 2024"):
        found(context, ("E11.9",), Beneficiary(72, "F"), None, date(2023, 12, 31))


def test_every_blend_is_whole():
    for year in (date(2023, 1, 1), *DAYS.values()):
        try:
            blend = payment_year(year).year.blend
        except NotLoaded:
            continue
        assert sum(share.share for share in blend) == pytest.approx(1)


def test_an_edit_by_sex_is_told(context: Any):
    told = one(context, "D66")
    assert told.edited == (("D66", "HCC111 not by the model's edits: counts for HCC112 instead"),)
    assert [c.hcc for c in told.categories] == ["112"]
    assert one(context, "D66", sex="M").edited == ()


def test_codes_without_a_category_are_listed(context: Any):
    told = one(context, "I10", "Z99.998", "E11.9")
    assert told.unmapped == ("I10", "Z99.998")


def test_what_the_package_refuses_is_said(context: Any):
    with pytest.raises(WrongUsage, match="can't be run"):
        found(context, ("E11.9",), Beneficiary(-1, "F"), "V28", DAYS[2026])
