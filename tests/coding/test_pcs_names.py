"""ICD-10-PCS of procedures that a note names, by the tables of the embedded release.

The defects that this prevents: a code completed by a guess where the note is silent, a prefix that
leaves under the guideline policy, and an operation told as done at this stay that was of another
time, planned, or given up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from superbill.codesets.book import CodeBook
from superbill.coding.code import Policy, code_reading
from superbill.coding.pcs_axes_words import act_rows, axis_words, part_rows
from superbill.coding.pcs_names import tables_of
from superbill.coding.result import CodingResult
from superbill.knowledge.procedure_terms import procedure_terms
from superbill.knowledge.yaml_file import build, read_yaml
from superbill.notes.reading import read
from superbill.tools.context import Context

ON = date(2025, 7, 1)


@dataclass(frozen=True)
class Case:
    """mentions, guideline: the ICD-10-PCS codes by each policy; asks: words of a question."""

    why: str
    note: str
    mentions: tuple[str, ...]
    guideline: tuple[str, ...] = ()
    asks: str | None = None


FILE = Path(__file__).with_name("pcs_names.yaml")
CASES = [build(Case, e) for e in read_yaml(FILE).items()]


def result(note: str, context: Context, *, policy: Policy, setting: str) -> CodingResult:
    reading = read(note, name="note", lexicon=context.lexicon)
    return code_reading(
        reading, book=context.book, cards=context.cards, lexicon=context.lexicon, on=ON,
        setting=setting, payer="medicare", policy=policy,
    )  # fmt: skip


def codes(note: str, context: Context, policy: Policy) -> tuple[str, ...]:
    found = result(note, context, policy=policy, setting="inpatient").codes
    return tuple(c.code for c in found if c.system == "icd10pcs")


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_every_mention(case: Case, context: Context) -> None:
    assert codes(case.note, context, "mentions") == case.mentions


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
def test_by_the_guidelines(case: Case, context: Context) -> None:
    found = result(case.note, context, policy="guideline", setting="inpatient")
    given = [c for c in found.codes if c.system == "icd10pcs"]
    assert tuple(c.code for c in given) == case.guideline
    assert all(c.complete and len(c.code) == 7 and c.evidence and c.why for c in given)
    asked = " ".join(q.question for q in found.queries)
    assert case.asks is None or case.asks in asked


@pytest.mark.parametrize("case", CASES, ids=[c.why for c in CASES])
@pytest.mark.parametrize("setting", ["practitioner", "outpatient"])
def test_no_code_leaves_without_a_card(case: Case, setting: str, context: Context) -> None:
    found = result(case.note, context, policy="guideline", setting=setting)
    assert [c.code for c in found.codes if c.system != "icd10cm"] == []


def test_an_operation_without_a_card_is_told_once(context: Context) -> None:
    note = (
        "Procedure performed: Open splenectomy.\nThe spleen was removed. Splenectomy was complete."
    )
    found = result(note, context, policy="guideline", setting="practitioner")
    said = [m for m in found.messages if "no knowledge card describes this" in m]
    assert len(said) == 1


def test_what_is_no_operation_is_not_told(context: Context) -> None:
    note = "Chest X-ray and ECG were normal. History of splenectomy. Open appendectomy is planned."
    found = result(note, context, policy="guideline", setting="practitioner")
    assert [m for m in found.messages if "no knowledge card describes this" in m] == []


def test_every_act_of_the_notes_that_the_tables_know(book: CodeBook) -> None:
    """Every row's labels are the release's own: what the tables lack would never be found."""
    tables = tables_of(book, ON)
    wrong: list[str] = []
    for row in act_rows().values():
        section = tables.value("", 1, row.section)
        systems = [row.system] if row.system else list(row.systems)
        found = [tables.value(section or "", 2, s) for s in systems]
        if section is None or None in found:
            wrong.append(f"{row.act}: {row.section}, {systems}")
        for second in found:
            third = tables.value(f"{section}{second}", 3, row.operation)
            if row.system and third is None:
                wrong.append(f"{row.act}: {row.operation}")
            if (
                row.system
                and row.part
                and not tables.value(f"{section}{second}{third}", 4, row.part)
            ):
                wrong.append(f"{row.act}: {row.part}")
    assert wrong == []


def test_every_part_of_the_body_has_a_value_of_the_tables(book: CodeBook) -> None:
    tables = tables_of(book, ON)
    operations = {"0": "0123456789BCDFGHJKLMNPQRSTUVWXY", "B": "0123456789", "1": "0D"}
    wrong: list[str] = []
    for row in part_rows().values():
        for section, listed in (("0", row.surgical), ("B", row.imaging)):
            for text in listed:
                system, label = text.split(": ", 1)
                at = "1" if system == "Pregnancy" else section
                second = tables.value(at, 2, system)
                names = [label.replace("{s}", s) for s in ("Right", "Left")]
                hit = any(
                    tables.value(f"{at}{second}{third}", 4, name)
                    for third in operations[at]
                    for name in names
                )
                if not hit:
                    wrong.append(f"{row.site}: {text}")
    assert wrong == []


def test_the_words_of_coding_are_words_of_the_notes() -> None:
    terms, words = procedure_terms(), axis_words()
    acts = {*terms.acts, *(t.act for t in terms.named.values()), *terms.words.endings.values()}
    assert set(act_rows()) <= acts
    assert set(part_rows()) <= set(terms.parts)
    assert {*words.operations, *words.reported_acts} <= set(act_rows())
    assert set(words.card_region) <= set(terms.parts)
    approaches = {a.id for a in terms.words.approaches} | {t.approach for t in terms.named.values()}
    assert approaches - {None} <= set(words.approaches)


@pytest.fixture
def book(context: Context) -> CodeBook:
    return context.book
