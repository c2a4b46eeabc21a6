"""An index of a dozen invented terms, written as the real one is."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from superbill.search.layout import Kin, Part, open_kin, open_part
from superbill.search.terms.term import Term
from superbill.search.writer import write_index

RELEASE = "invented 2031-01-01"

TEXTS = {
    "A00": ["Invented fever", "renal fever"],
    "A00.1": ["Invented fever, type 1", "fever of the kidney, chronic"],
    "A00.2": ["Invented fever, type 2", "chronic renal failure with fever"],
    "A01": ["Acute renal failure", "kidney insufficiency, acute"],
    "A02": ["Chronic kidney disease, stage 3", "renal disease"],
    "B00": ["Malignant neoplasm of kidney", "kidney cancer", "renal carcinoma"],
    "B01": ["Benign neoplasm of kidney"],
    "B02": ["Pain in the chest", "thoracic ache"],
    "B03": ["22q11.2 deletion", "chromosome anomaly"],
    "B04": ["Deafness, congenital", "hearing loss"],
}
OPTIONAL = {"A01": "oliguric nontraumatic", "B04": "bilateral hereditary"}


class Small(NamedTuple):
    """words: in the order of their numbers; number: word -> number"""

    part: Part
    kin: Kin
    words: list[str]
    number: dict[str, int]
    terms: list[Term]


def small_index(folder: Path) -> Small:
    """Writes the index into an empty folder and opens it."""
    terms = [
        Term("icd10cm", code, "title" if place == 0 else "synonym", text, RELEASE,
             OPTIONAL.get(code, ""))
        for code, texts in TEXTS.items()
        for place, text in enumerate(texts)
    ]  # fmt: skip
    places = {("icd10cm", code): (code[:3] if "." in code else None, True) for code in TEXTS}
    write_index(folder, terms, places)
    words = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    number = {word: place for place, word in enumerate(words)}
    return Small(open_part(folder, "icd10cm"), open_kin(folder), words, number, terms)
