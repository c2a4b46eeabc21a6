"""The rules of ICD-10-CM as the columns of a book use them, and their parameters."""

from __future__ import annotations

import random
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from superbill.errors import NotLoaded
from superbill.rules.claim import ClaimLines, Line, Patient, Scene
from superbill.rules.columns import ClaimColumns
from superbill.rules.icd10cm import line_side
from superbill.rules.icd10cm.facts import facts_of, forget
from superbill.rules.icd10cm.line_side_screen import screen
from superbill.rules.icd10cm.lists import code_lists
from superbill.rules.icd10cm.rules import RULES
from superbill.rules.icd10cm.sides import other_sides
from superbill.rules.icd10cm.uncertain import uncertain_diagnosis

ON = date(2026, 5, 1)

OFTEN = [
    "I10", "I11.0", "I12.9", "I13.0", "I50.9", "N18.4", "N18.6", "E11.9", "E11.22", "E11.621",
    "E10.9", "Z79.4", "L97.411", "F02.80", "G30.9", "J12.82", "U07.1", "O80", "O24.410", "O09.91",
    "O03.9", "Z37.0", "Z37.2", "Z3A.30", "Z3A.10", "Z38.00", "Z38.01", "P07.30", "S72.001A",
    "S72.001D", "S72.001S", "S72.002A", "S72.009A", "W19.XXXA", "Y92.009", "Y93.01", "Y93.02",
    "Z00.00", "Z01.419", "Z68.41", "E66.01", "R65.20", "A41.9", "J18.9", "R05.9", "J96.01",
    "J96.11", "H60.90", "H60.91", "H60.92", "H60.93", "M17.11", "M17.12", "M17.0", "T36.0X5A",
    "L27.0", "T46.5X6A", "D63.0", "C50.911", "F10.10", "F10.20", "Z33.1", "E11", "S05.01A",
    "E11.7", "N39.0", "B96.20",
]  # fmt: skip


def _scene(context: Any, codes: tuple[str, ...], age: int | None = None) -> Scene:
    claim = ClaimLines((), codes, Patient(age))
    return Scene(claim, context.book, (), ON, "practitioner", "medicare")


@pytest.mark.parametrize("running", RULES, ids=lambda r: r.rule.id)
def test_what_is_said_of_a_list_is_said_of_a_few_of_its_codes(context: Any, running: Any) -> None:
    """`together`: the book's lists are judged only where a few codes alone are spoken of. A rule
    that speaks of three and of no two would be passed over in silence."""
    if running.rule.grain != "diagnoses":
        assert running.screen is not None
        return
    assert running.together
    dice = random.Random(20261125)
    spoken = 0
    lists = [tuple(dice.choices(OFTEN, k=dice.randint(1, 6))) for _ in range(600)]
    for codes in (("R05.9", "Z00.00", "J18.9", "Z01.419"), *lists):
        age = dice.choice((None, 0, 3, 40, 70))
        if not running.run(_scene(context, codes, age)).findings:
            continue
        spoken += 1
        few = [c for n in range(1, running.together + 1) for c in combinations(codes, n)]
        assert any(running.run(_scene(context, c, age)).findings for c in few), codes
    assert spoken or running.rule.id in ("icd10cm.sex", "icd10cm.unspecified", "icd10cm.code_also")


def test_the_facts_of_a_month_are_those_of_its_days(context: Any) -> None:
    """Facts are kept by month: no code begins, ends or changes its edits within one."""
    view = context.book.view("icd10cm", ON)
    rows = view.validity.db.execute(
        "SELECT start FROM validity WHERE system = 'icd10cm' UNION"
        " SELECT \"end\" FROM validity WHERE system = 'icd10cm'"
    ).fetchall()
    assert {row[0][8:] for row in rows if row[0]} == {"01"}
    forget()
    late = facts_of(context.book, "R10.2", date(2025, 9, 30))
    early = facts_of(context.book, "R10.2", date(2025, 10, 1))
    assert (late.status, early.status) == ("active", "header")


def test_every_code_that_a_list_names_is_one(context: Any) -> None:
    db = context.book.view("icd10cm", ON).validity.db
    codes = [
        row[0].replace(".", "")
        for row in db.execute("SELECT DISTINCT code FROM validity WHERE system = 'icd10cm'")
    ]
    empty = [
        (entry.list, r.shown)
        for entries in code_lists().values()
        for entry in entries
        for r in (*entry.codes, *entry.but)
        if not any(r.covers_bare(code) for code in codes)
    ]
    assert empty == []


def test_the_sides_agree_with_medicares_list_of_unspecified_codes(context: Any) -> None:
    """The editor's list of codes that leave a side open was made by people: of its codes, those
    that also leave no other thing open are known as such by their titles."""
    db = context.book.view("icd10cm", ON).properties.db
    rows = db.execute(
        "SELECT code FROM property WHERE system = 'icd10cm' AND name = 'mce'"
        " AND json_extract(value, '$.edit') = 'unspecified' ORDER BY code"
    ).fetchall() if _has_mce(db) else _mce_rows(context)  # fmt: skip
    listed = random.Random(7).sample([row[0] for row in rows], 600)
    facts = [f for f in (facts_of(context.book, c, ON) for c in listed) if f.status == "active"]
    known = [f for f in facts if other_sides(f, context.book, ON).get("unspecified") == f.code]
    assert len(known) / len(facts) > 0.91


def _has_mce(db: Any) -> bool:
    return bool(db.execute("SELECT 1 FROM property WHERE name = 'mce' LIMIT 1").fetchone())


def _mce_rows(context: Any) -> list[Any]:
    db = context.book.view("icd10cm", ON).validity.db
    return db.execute(
        "SELECT code FROM property WHERE system = 'icd10cm' AND name = 'mce'"
        " AND json_extract(value, '$.edit') = 'unspecified' ORDER BY code"
    ).fetchall()


class _Empty:
    """A code book with nothing in it."""

    def status(self, code: str, system: str, *, on: date) -> Any:
        raise NotLoaded("ICD-10-CM is not loaded.", remedy="Load it with: superbill data import.")

    concept = status

    def table(self, family: str, name: str, *, on: date) -> Any:
        raise NotLoaded(f"{family} is not loaded.")


@pytest.mark.parametrize("running", RULES, ids=lambda r: r.rule.id)
def test_without_a_list_no_rule_is_silent(running: Any) -> None:
    claim = ClaimLines((Line("G0289", "hcpcs", ("LT",)),), ("I10",), Patient(40, "F"), ("Y",))
    setting = "inpatient" if running.rule.id == "icd10cm.poa" else "practitioner"
    outcome = running.run(Scene(claim, _Empty(), (), date(2024, 5, 1), setting, "medicare"))  # type: ignore[arg-type]
    assert outcome.findings == ()
    assert [c.result.startswith("not loaded") for c in outcome.checked] == [True]


def test_a_day_after_all_editions_is_answered_and_said_to_be_late(context: Any) -> None:
    claim = ClaimLines((), ("E10.9", "E11.9"))
    scene = Scene(claim, context.book, (), date(2030, 1, 1), "practitioner", "medicare")
    excludes1 = next(r for r in RULES if r.rule.id == "icd10cm.excludes1")
    (found,) = excludes1.run(scene).findings
    assert "older than the service" in found.message
    assert "superbill data import" in found.message


def test_the_screen_of_sides_names_every_claim_with_a_finding(context: Any) -> None:
    dice = random.Random(3)
    sets = ((), ("RT",), ("LT",), ("50",), ("RT", "LT"), ("F5",), ("59",))
    claims = [
        ClaimLines(
            tuple(Line("G0289", "hcpcs", dice.choice(sets)) for _ in range(dice.randint(1, 3))),
            (dice.choice(("M17.11", "M17.12", "I10")),),
        )
        for _ in range(300)
    ]
    lines = [(at, line) for at, claim in enumerate(claims) for line in claim.lines]
    columns = ClaimColumns(
        setting="practitioner", payer="medicare", count=len(claims),
        claim=np.array([at for at, _ in lines], np.int32),
        code=np.zeros(len(lines), np.int32),
        modifiers=np.array([sets.index(line.modifiers) for _, line in lines], np.int32),
        units=np.ones(len(lines), np.int32), on=np.zeros(len(lines), np.int32),
        codes=(("G0289", "hcpcs"),), modifier_sets=sets,
        **_more(len(lines)),
    )  # fmt: skip
    named = set(screen(columns, context.book).tolist())
    judged = {
        at for at, claim in enumerate(claims)
        if line_side.check(Scene(claim, context.book, (), ON, "practitioner", "medicare")).findings
    }  # fmt: skip
    assert judged
    assert judged <= named


def _more(lines: int) -> dict[str, Any]:
    """Columns that the contract may have beside those that this screen reads."""
    from dataclasses import fields

    known = {"setting", "payer", "count", "claim", "code", "modifiers", "units", "on", "codes",
             "modifier_sets"}  # fmt: skip
    return {f.name: np.zeros(lines, np.int32) for f in fields(ClaimColumns) if f.name not in known}


@pytest.mark.parametrize(
    ("setting", "code", "on", "coded"),
    [
        ("inpatient", "J18.9", ON, True),
        ("practitioner", "J18.9", ON, False),
        ("outpatient", "J18.9", ON, False),
        ("inpatient", "B20", ON, False),
        ("inpatient", "A92.5", ON, False),
        ("inpatient", "J09.X1", ON, False),
        ("inpatient", "U07.1", date(2020, 4, 1), False),
    ],
)
def test_uncertain_diagnoses(setting: Any, code: str, on: date, coded: bool) -> None:
    """Sections II.H and IV.H; what is confirmed only, by chapter."""
    found = uncertain_diagnosis(setting, code, on=on)
    assert found.coded is coded
    assert found.citations
