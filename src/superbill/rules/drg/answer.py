"""The group of a stay with its title, weight and trace, as every surface shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from superbill.citation import Citation
from superbill.dates import fiscal_year
from superbill.errors import NotLoaded
from superbill.rules.book import RuleBook
from superbill.rules.drg.edition import Edition, edition
from superbill.rules.drg.manual import MANUAL, URL
from superbill.rules.drg.return_codes import in_words
from superbill.rules.drg.stay import Stay
from superbill.rules.drg.trace import ProcedureTrace, SecondaryTrace, Trace, trace


@dataclass(frozen=True, slots=True)
class Weight:
    """Relative weight and lengths of stay, in days, of one fiscal year's Table 5."""

    weight: float
    gmlos: float
    amlos: float
    fiscal_year: int
    release: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "weight": self.weight,
            "gmlos": self.gmlos,
            "amlos": self.amlos,
            "fiscal_year": self.fiscal_year,
            "release": self.release,
        }


@dataclass(frozen=True, slots=True)
class Drg:
    """The answer. weight None: not known for that fiscal year; collections: the Table 6K number of
    the PDX collection of each excluded diagnosis, in fiscal years whose table is at hand."""

    trace: Trace
    on: date
    edition: Edition
    title: str | None
    mdc_title: str | None
    initial_title: str | None
    weight: Weight | None
    titles: tuple[tuple[str, str | None], ...]
    collections: tuple[tuple[str, str], ...]

    @property
    def why(self) -> str:
        """Why the stay has no group, or not one; `` where it has."""
        t = self.trace
        if not t.known:
            groups = " and ".join(f"{drg} for {sex}" for sex, drg in t.by_sex)
            return f"the group depends on the patient's sex, which was not given: {groups}"
        return "" if t.grouped else in_words(t.return_code).says

    @property
    def messages(self) -> tuple[str, ...]:
        t = self.trace
        found: list[str] = []
        if self.edition.stale:
            found.append(self.edition.message)
        if self.why:
            found.append(f"{self.why[0].upper()}{self.why[1:]}.")
        if t.stay.discharge_status is None:
            others = ", ".join(f"{drg} with {status}" for status, drg in t.by_status)
            decides = f", and the group depends on it: {others}"
            said = decides if others else "; no kind of it changes the group"
            found.append(f"The discharge status was not given{said}.")
        if not t.stay.poa_given and not t.stay.poa_exempt:
            found.append(
                "No present-on-admission indicator was given: hospital-acquired conditions are "
                "not known, and the group is that before them."
            )
        if self.weight is None and t.grouped and t.known:
            found.append(f"Relative weight: not known for fiscal year {fiscal_year(self.on)}.")
        return tuple(found)

    def as_dict(self) -> dict[str, Any]:
        t = self.trace
        kind = {True: "surgical", False: "medical", None: None}[t.surgical]
        return {
            "on": self.on.isoformat(),
            "drg": t.drg if t.known else None,
            "title": self.title if t.known else None,
            "mdc": {"code": t.mdc, "title": self.mdc_title} if t.known else None,
            "type": kind if t.known else None,
            "base": t.base,
            "severity": t.severity,
            "weight": self.weight.as_dict() if self.weight else None,
            "before_hac": {"drg": t.initial, "title": self.initial_title},
            "return_code": t.return_code,
            "why": self.why or None,
            "by_discharge_status": dict(t.by_status) or None,
            "by_sex": dict(t.by_sex) or None,
            "principal": {"code": t.stay.principal.code, "poa": t.stay.principal.poa or None},
            "secondary": [self._secondary(s) for s in t.secondary],
            "procedures": [self._procedure(p) for p in t.procedures],
            "decisive": [s.code for s in t.secondary if s.decisive],
            "version": self.edition.name,
            "release": self.edition.release,
            "stale": self.edition.stale,
            "messages": list(self.messages),
            "citations": [c.as_dict() for c in self.citations],
        }

    @property
    def citations(self) -> tuple[Citation, ...]:
        where = f"version {self.edition.name}, MS-DRG {self.trace.drg}"
        found = [Citation(MANUAL, where, self.edition.release, URL)]
        if self.weight:
            found.append(
                Citation("Table 5 of the IPPS final rule", self.trace.drg, self.weight.release)
            )
        return tuple(found)

    def why_of(self, s: SecondaryTrace) -> str:
        """What became of a secondary diagnosis, in a sentence without its full stop."""
        if s.effect == "counts":
            return f"counts as {s.level}"
        if s.effect == "excluded by principal":
            return f"{s.level}, excluded: {self.exclusion_of(s)}"
        if s.effect == "patient died":
            return f"{s.level} only of a patient discharged alive, and this one died"
        if s.effect == "hospital-acquired" and s.acquired:
            poa = f"POA {s.poa}" if s.poa else "no POA indicator"
            number, title = s.acquired.number, s.acquired.title
            return f"{s.level}, taken out as hospital-acquired condition {number} ({title}): {poa}"
        if s.effect == "passed over by the group":
            return f"{s.level}, which the logic of MS-DRG {self.trace.drg} passes over"
        if s.effect == "unknown code":
            return f"not a diagnosis that version {self.edition.name} knows"
        return "no complication" if s.effect == "no complication" else f"{s.level}, not grouped"

    def exclusion_of(self, s: SecondaryTrace) -> str:
        """The principal diagnosis and its list, in words."""
        if s.exclusion is None:
            return "by the principal diagnosis"
        e = s.exclusion
        collection = dict(self.collections).get(s.code)
        table = f"; Table 6K: PDX collection {collection}" if collection else ""
        return (
            f"principal diagnosis {e.principal} keeps it from counting (exclusion list {e.number} "
            f"of the grouper, {e.size} diagnoses{table})"
        )

    def _secondary(self, s: SecondaryTrace) -> dict[str, Any]:
        e, a = s.exclusion, s.acquired
        return {
            "code": s.code,
            "title": dict(self.titles).get(s.code),
            "poa": s.poa or None,
            "level": s.level,
            "counts": s.effect == "counts",
            "effect": s.effect,
            "why": self.why_of(s),
            "exclusion": None if e is None else {
                "principal": e.principal,
                "list": e.number,
                "diagnoses": e.size,
                "pdx_collection": dict(self.collections).get(s.code),
            },
            "hac": None if a is None else {"number": a.number, "title": a.title, "met": a.met},
            "without": s.without,
            "decisive": s.decisive,
        }  # fmt: skip

    def _procedure(self, p: ProcedureTrace) -> dict[str, Any]:
        return {
            "code": p.code,
            "title": dict(self.titles).get(p.code),
            "operating_room": p.operating_room,
            "asked_for": p.asked_for,
            "without": p.without,
            "decisive": p.decisive,
        }


def drg(stay: Stay, *, book: RuleBook, on: date) -> Drg:
    """The group of a stay by its day of discharge.

    Raises NotLoaded before fiscal year 2023 and where the grouper is not installed.
    """
    found = edition(book, on=on)
    traced = trace(stay, found.version)
    return Drg(
        trace=traced,
        on=on,
        edition=found,
        title=_title(traced.drg, "msdrg", book, on),
        mdc_title=_title(f"MDC {traced.mdc}", "msdrg", book, on),
        initial_title=_title(traced.initial, "msdrg", book, on),
        weight=_weight(traced.drg, book, on) if traced.grouped else None,
        titles=tuple(_titles(stay, book, on)),
        collections=tuple(_collections(traced, book, on)),
    )


def _titles(stay: Stay, book: RuleBook, on: date) -> list[tuple[str, str | None]]:
    codes = dict.fromkeys((d.code, "icd10cm") for d in stay.secondary)
    codes |= dict.fromkeys((code, "icd10pcs") for code in stay.procedures)
    return [(code, _title(code, system, book, on)) for code, system in codes]


def _title(code: str, system: str, book: RuleBook, on: date) -> str | None:
    try:
        return book.status(code, system, on=on).title
    except NotLoaded:
        return None


def _properties(code: str, system: str, name: str, book: RuleBook, on: date) -> dict[str, Any]:
    """The property of that name whose edition is of the same fiscal year as the day; empty where
    there is none: what another year's table says is not said of this one."""
    try:
        values = book.concept(code, system, on=on).properties.get(name, ())
    except NotLoaded:
        return {}
    for value in values:
        edition_day = date.fromisoformat(value["release"].rpartition(" ")[2])
        if fiscal_year(edition_day) == fiscal_year(on):
            return dict(value)
    return {}


def _weight(code: str, book: RuleBook, on: date) -> Weight | None:
    value = _properties(code, "msdrg", "weights", book, on)
    if not value or value["weight"] is None:
        return None
    return Weight(
        value["weight"], value["gmlos"], value["amlos"], fiscal_year(on), value["release"]
    )


def _collections(traced: Trace, book: RuleBook, on: date) -> list[tuple[str, str]]:
    excluded = dict.fromkeys(s.code for s in traced.secondary if s.exclusion is not None)
    found = ((c, _properties(c, "icd10cm", "exclusions", book, on)) for c in excluded)
    return [(code, value["collection"]) for code, value in found if value.get("collection")]
