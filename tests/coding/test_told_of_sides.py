"""What became of each tube, in the many ways of telling it, and the code that follows.

One sentence that told both sides was once read as one side, which turned a whole operation into a
reduced one. Each row is such a sentence, under the same heading.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from superbill.coding.code import code_reading
from superbill.coding.result import CodingResult
from superbill.notes.reading import read

TABLE: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("told_of_sides.yaml").read_text(encoding="utf-8")
)
TITLES = {"account": "Essure", "both": "Bilateral Essure"}
ROWS = [
    pytest.param(TITLES[head], codes, told, id=told)
    for head, by_codes in TABLE.items()
    for codes, rows in by_codes.items()
    for told in rows
]


def coded(title: str, told: str, context: Any) -> CodingResult:
    text = (
        f"Date 04/04/2017\nDx: desires sterilization\nProcedure: {title}\nAnesthesia: general\n"
        f"Narrative: The hysteroscope was inserted. {told}"
    )
    reading = read(text, name="told", lexicon=context.lexicon)
    return code_reading(
        reading, book=context.book, cards=context.cards, lexicon=context.lexicon,
        on=date(2017, 4, 4), setting="practitioner", payer="medicare",
    )  # fmt: skip


@pytest.mark.parametrize(("title", "codes", "told"), ROWS)
def test_each_side_counts(title: str, codes: str, told: str, context: Any) -> None:
    result = coded(title, told, context)
    given = " ".join("-".join((c.code, *c.modifiers)) for c in result.codes if c.system == "cpt")
    assert given in codes.split("|")


def sure_of(title: str, told: str, context: Any) -> float:
    return next(c.confidence for c in coded(title, told, context).codes if c.system == "cpt")


def test_a_side_that_is_not_told_of_lowers_confidence_and_is_asked_for(context: Any) -> None:
    told = "An insert was placed in the right tube with 4 coils."
    failed = f"{told} The left ostium could not be cannulated."
    assert sure_of("Essure", told, context) < sure_of("Essure", failed, context)
    result = coded("Essure", told, context)
    assert result.queries
    sure = {c.code: c.confidence for c in result.codes}
    assert sure["A4264"] <= sure["58565"]


def test_heading_against_account_gives_a_question_and_no_code(context: Any) -> None:
    result = coded("Bilateral Essure", "An insert was placed in the right tube.", context)
    assert not [c for c in result.codes if c.system in ("cpt", "hcpcs")]
    assert any("other side" in q.question for q in result.queries)
