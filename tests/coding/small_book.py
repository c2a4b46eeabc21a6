"""A code book of a handful of codes, for tests of the stages without the compiled one.

Periods are as the publishers state them: ICD-10-CM and ICD-10-PCS from 1 October 2015; the CPT and
HCPCS codes are confirmed by cards, as in the real book where no list is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NoReturn

from superbill.codesets.answers import Concept, Note, Relative, Status
from superbill.dates import within
from superbill.errors import NotLoaded
from superbill.knowledge.card import Card

ICD10_BEGINS = date(2015, 10, 1)
CM = {
    "Z30.2": "Encounter for sterilization",
    "N92.0": "Excessive and frequent menstruation with regular cycle",
    "N93.9": "Abnormal uterine and vaginal bleeding, unspecified",
    "N84.0": "Polyp of corpus uteri",
    "I10": "Essential (primary) hypertension",
    "I95.9": "Hypotension, unspecified",
    "E11.9": "Type 2 diabetes mellitus without complications",
}
PCS = {
    "0UL78DZ", "0UL58DZ", "0UL68DZ", "0UL74CZ", "0UJD8ZZ", "0U5B8ZZ", "0UJ88ZZ", "0U774ZZ",
}  # fmt: skip
# (prefix, axis, label) -> character, for prefixes of three characters or fewer.
AXES = {
    ("", 1, "Medical and Surgical"): "0",
    ("0", 2, "Female Reproductive System"): "U",
    ("0U", 3, "Occlusion"): "L",
    ("0U", 3, "Destruction"): "5",
    ("0U", 3, "Inspection"): "J",
    ("0U", 3, "Insertion"): "H",
    ("0UL", 4, "Fallopian Tube, Right"): "5",
    ("0UL", 4, "Fallopian Tube, Left"): "6",
    ("0UL", 4, "Fallopian Tubes, Bilateral"): "7",
    ("0U5", 4, "Endometrium"): "B",
    ("0UJ", 4, "Uterus and Cervix"): "D",
}
LATER = {
    (5, "Via Natural or Artificial Opening Endoscopic"): "8",
    (5, "Percutaneous Endoscopic"): "4",
    (6, "Intraluminal Device"): "D",
    (6, "Extraluminal Device"): "C",
    (7, "Diagnostic"): "X",
}


class SmallBook:
    """Answers as codesets.book.CodeBook does."""

    def __init__(self, cards: Iterable[Card] = ()):
        self._cards = {card.code.partition(":")[2]: card for card in cards}

    def status(self, code: str, system: str, *, on: date) -> Status:
        if system in ("cpt", "hcpcs"):
            return self._by_card(code, system, on)
        if on < ICD10_BEGINS:
            raise NotLoaded(f"No release of {system} speaks of {on.isoformat()}.")
        known = code in CM if system == "icd10cm" else code in PCS
        above = system == "icd10pcs" and any(c.startswith(code) for c in PCS)
        status = "active" if known else "header" if above else "unknown"
        return Status(system, code, on, status, CM.get(code), f"{system} small", f"{system} small")

    def table(self, family: str, name: str, *, on: date) -> NoReturn:
        """No table is loaded."""
        raise NotLoaded(f"{family} is not loaded at all.", remedy="Load it.")

    def concept(self, code: str, system: str, *, on: date) -> Concept:
        status = self.status(code, system, on=on)
        notes = (Note("excludes1", "an example (N93.-)", "N92"),) if code == "N92.0" else ()
        nearest: tuple[Relative, ...] = ()
        return Concept(status, {}, None, (), (), notes, {}, {}, (), (), nearest)

    def pcs_value(self, prefix: str, axis: int, label: str, *, on: date) -> str | None:
        return AXES.get((prefix, axis, label)) if axis < 5 else LATER.get((axis, label))

    def _by_card(self, code: str, system: str, on: date) -> Status:
        card = self._cards.get(code)
        if card is None:
            return Status(system, code, on, "unknown", None, None, None)
        start, end = card.validity.start, card.validity.end
        if within(on, start, end):
            return Status(system, code, on, "active", card.name, None, "card", start, end)
        early = on < start and card.validity.start_is == "stated"
        return Status(system, code, on, "future" if early else "unknown", None, None, "card", start)
