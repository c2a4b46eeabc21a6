"""A search index of a few dozen names and a code book that has their codes, for tests of linking.

Titles are ICD-10-CM's own (public domain); the other names are invented or everyday words.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from superbill.codesets.answers import Concept, Status
from superbill.errors import NotLoaded
from superbill.search.index import Index
from superbill.search.terms.term import Term
from superbill.search.writer import write_index

BEGINS = date(2015, 10, 1)
HEADINGS = {
    "C50": "Malignant neoplasm of breast",
    "C50.9": "Malignant neoplasm of breast of unspecified site",
    "C50.91": "Malignant neoplasm of breast of unspecified site, female",
    "E11": "Type 2 diabetes mellitus",
    "G56": "Mononeuropathies of upper limb",
    "G56.0": "Carpal tunnel syndrome",
    "G81": "Hemiplegia and hemiparesis",
    "G81.9": "Hemiplegia, unspecified",
    "I50": "Heart failure",
    "I50.2": "Systolic (congestive) heart failure",
    "J45": "Asthma",
    "J45.9": "Other and unspecified asthma",
    "J45.90": "Unspecified asthma",
    "M25": "Other joint disorder, not elsewhere classified",
    "M25.5": "Pain in joint",
    "M25.56": "Pain in knee",
    "N18": "Chronic kidney disease (CKD)",
    "S72": "Fracture of femur",
    "S72.9": "Unspecified fracture of femur",
    "S72.91": "Unspecified fracture of right femur",
    "S72.90": "Unspecified fracture of unspecified femur",
}
CODES = {
    "A09": "Infectious gastroenteritis and colitis, unspecified",
    "C18.7": "Malignant neoplasm of sigmoid colon",
    "C50.911": "Malignant neoplasm of unspecified site of right female breast",
    "C50.912": "Malignant neoplasm of unspecified site of left female breast",
    "C50.919": "Malignant neoplasm of unspecified site of unspecified female breast",
    "C80.1": "Malignant (primary) neoplasm, unspecified",
    "D84.1": "Defects in the complement system",
    "E11.8": "Type 2 diabetes mellitus with unspecified complications",
    "E11.9": "Type 2 diabetes mellitus without complications",
    "G56.00": "Carpal tunnel syndrome, unspecified upper limb",
    "G56.01": "Carpal tunnel syndrome, right upper limb",
    "G56.02": "Carpal tunnel syndrome, left upper limb",
    "G56.03": "Carpal tunnel syndrome, bilateral upper limbs",
    "G81.90": "Hemiplegia, unspecified affecting unspecified side",
    "G81.91": "Hemiplegia, unspecified affecting right dominant side",
    "G81.92": "Hemiplegia, unspecified affecting left dominant side",
    "G81.93": "Hemiplegia, unspecified affecting right nondominant side",
    "G81.94": "Hemiplegia, unspecified affecting left nondominant side",
    "I10": "Essential (primary) hypertension",
    "I50.20": "Unspecified systolic (congestive) heart failure",
    "I50.23": "Acute on chronic systolic (congestive) heart failure",
    "I50.9": "Heart failure, unspecified",
    "J44.9": "Chronic obstructive pulmonary disease, unspecified",
    "J45.901": "Unspecified asthma with (acute) exacerbation",
    "J45.909": "Unspecified asthma, uncomplicated",
    "M25.561": "Pain in right knee",
    "M25.562": "Pain in left knee",
    "M25.569": "Pain in unspecified knee",
    "N18.4": "Chronic kidney disease, stage 4 (severe)",
    "N18.9": "Chronic kidney disease, unspecified",
    "R05.9": "Cough, unspecified",
    "R11.0": "Nausea",
    "R11.2": "Nausea with vomiting, unspecified",
    "R31.9": "Hematuria, unspecified",
    "R45.0": "Nervousness",
    "R50.9": "Fever, unspecified",
    "S82.20": "Fracture of tibia",
    "S82.40": "Fracture of fibula",
    "S72.90XA": "Unspecified fracture of unspecified femur, initial encounter for closed fracture",
    "Z86.79": "Personal history of other diseases of the circulatory system",
}
# Of S72 a part of what the tabular list defines there.
SEVENTH = {
    "A": "initial encounter for closed fracture",
    "B": "initial encounter for open fracture type I or II",
    "D": "subsequent encounter for closed fracture with routine healing",
    "K": "subsequent encounter for closed fracture with nonunion",
    "S": "sequela",
}
CODES |= {
    f"S72.91X{character}": f"Unspecified fracture of right femur, {meaning}"
    for character, meaning in SEVENTH.items()
}
NAMES = {
    "C50.919": ("breast cancer",),
    "C80.1": ("cancer", "adenocarcinoma"),
    "D84.1": ("HE",),
    "I10": ("hypertension",),
    "I50.9": ("heart failure",),
    "J44.9": ("chronic obstructive pulmonary disease",),
    "J45.909": ("asthma",),
    "M25.569": ("knee pain",),
    "R05.9": ("cough",),
    "R11.2": ("nausea and vomiting",),
    "R45.0": ("nerves",),
    "R50.9": ("fever",),
    "R31.9": ("hematuria", "blood in urine"),
    "E11.9": ("type 2 diabetes",),
    "Z86.79": ("history of hypertension",),
}


class IndexedBook:
    """The codes above, valid from 1 October 2015 on."""

    def status(self, code: str, system: str, *, on: date) -> Status:
        if on < BEGINS:
            raise NotLoaded(f"No release of {system} speaks of {on.isoformat()}.")
        name = "active" if code in CODES else "header" if code in HEADINGS else "unknown"
        title = CODES.get(code) or HEADINGS.get(code)
        return Status(system, code, on, name, title, "icd10cm small", "icd10cm small")

    def concept(self, code: str, system: str, *, on: date) -> Concept:
        taken = SEVENTH if code.startswith("S72.9") else {}
        status = self.status(code, system, on=on)
        properties = {"seventh_characters": taken} if taken else {}
        return Concept(status, {}, None, (), (), (), properties, {}, (), (), nearest=())


def small_index(folder: Path) -> Index:
    """The index, written into an empty folder."""
    titles = {**HEADINGS, **CODES}
    # As in the real index, a code that only a 7th character tells apart is left to its heading.
    terms = [Term("icd10cm", c, "title", t, "small") for c, t in titles.items() if len(c) < 8]
    terms += [Term("icd10cm", c, "synonym", n, "own") for c, ns in NAMES.items() for n in ns]
    terms.append(
        Term("icd10cm", "C18.7", "neoplasm table", "malignant neoplasm of sigmoid colon", "small")
    )
    places = {("icd10cm", c): (_above(c, titles), c in CODES) for c in titles}
    about = write_index(folder, terms, places)
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    return Index(folder)


def _above(code: str, titles: dict[str, str]) -> str | None:
    for length in range(len(code) - 1, 2, -1):
        if code[:length].rstrip(".") in titles and code[:length].rstrip(".") != code:
            return code[:length].rstrip(".")
    return None
