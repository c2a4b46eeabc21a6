"""What a change means for a user's own codes and claims, over made-up editions."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars
import pytest

from superbill.codesets.draft import Draft
from superbill.codesets.home import entry_of, publish, write_release, writing
from superbill.codesets.tables.schemas import MUE, PFS
from superbill.codesets.tables.table import Table
from superbill.codesets.tables.writer import polars_type
from superbill.errors import WrongUsage
from superbill.tools.context import Context
from superbill.tools.data_diff import data_diff
from superbill.tools.data_impact import Impact, data_impact

Q3, Q4 = date(2024, 7, 1), date(2024, 10, 1)
FACTOR = Decimal("33.2875")
"""Of both quarters (89 FR, conversion factor from 9 March 2024)."""

CLAIMS = """\
claim,line,code,modifiers,units,dos,dx,pos
1,1,G9901,,2,2024-07-15,I10,11
1,2,G9902,,1,2024-07-15,I10,11
2,1,G9903,,5,2024-08-01,I10,11
"""


def silent(message: str) -> None:
    pass


def draft(table: Table, family: str, start: date, rows: Iterable[dict[str, Any]]) -> Draft:
    schema = {column.name: polars_type(column) for column in table.columns}
    full = [{name: row.get(name) for name in schema} for row in rows]
    frame = polars.DataFrame(full, schema=schema)
    return Draft(
        family=family, edition=start, title=f"Made-up {family}", publisher="nobody",
        kind="edition", start=start, end=Q4 if start == Q3 else date(2025, 1, 1),
        systems=(), licence="none", url="https://example.org",
        fill=lambda writer: writer.table(table, frame),
    )  # fmt: skip


def mue(**values: int) -> list[dict[str, Any]]:
    return [{"code": code, "value": value, "mai": 2} for code, value in values.items()]


def fees(**work: str) -> list[dict[str, Any]]:
    return [
        {
            "code": code, "status": "A", "work_rvu": Decimal(rvu),
            "pe_nonfacility_rvu": Decimal("1.00"), "pe_facility_rvu": Decimal("0.50"),
            "mp_rvu": Decimal("0.10"), "pctc": "0", "global": "XXX", "multiple_procedure": "0",
            "bilateral": "0", "assistant": "9", "co_surgeon": "9", "team": "9",
            "conversion_factor": FACTOR, "imaging_family": "99",
        }
        for code, rvu in work.items()
    ]  # fmt: skip


EDITIONS = (
    (MUE, "ncci.mue.practitioner", Q3, mue(G9901=2, G9902=1, G9903=4)),
    (MUE, "ncci.mue.practitioner", Q4, mue(G9901=1, G9902=1, G9903=9)),
    (PFS, "pfs", Q3, fees(G9901="1.00", G9902="2.00", G9903="1.00")),
    (PFS, "pfs", Q4, fees(G9901="1.50", G9902="2.00", G9903="1.00")),
)


@pytest.fixture(scope="module")
def ours(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The embedded code book with the made-up editions beside it."""
    mine = tmp_path_factory.mktemp("impact") / "home"
    (mine / "releases").mkdir(parents=True)
    shutil.copytree(home / "catalogues", mine / "catalogues")
    shutil.copy(home / "CURRENT", mine / "CURRENT")
    for family in (home / "releases").iterdir():
        if not family.name.startswith((".", "pfs", "ncci")):
            (mine / "releases" / family.name).symlink_to(family)
    with writing(mine, notice=silent) as current:
        made = [
            write_release(mine, draft(*edition), files=(), importer="made up")
            for edition in EDITIONS
        ]
        kept = [e for e in current.entries if not e.release.family.startswith(("pfs", "ncci"))]
        added = [entry_of(release, origin="user") for release in made]
        publish(mine, current._replace(entries=tuple(kept)), added=added, action="made up")
    with Context(mine) as context:
        yield context


@pytest.fixture
def claims(tmp_path: Path) -> str:
    path = tmp_path / "claims.csv"
    path.write_text(CLAIMS, encoding="utf-8")
    return str(path)


def told(impact: Impact, rule: str) -> list[tuple[str, str | None, str | None]]:
    return [(c.kind, c.claim, c.line) for c in impact.changes if c.finding.rule == rule]


MUES = ("ncci.mue.practitioner 2024-07-01", "ncci.mue.practitioner 2024-10-01")


def test_two_releases_change_what_is_found(ours: Context, claims: str) -> None:
    impact = data_impact(ours, claims, before=MUES[0], after=MUES[1])
    assert told(impact, "ncci.mue") == [("appears", "1", "1"), ("disappears", "2", "1")]
    assert impact.read == {"claims": 2, "lines": 3}
    # The fees are the same: no release of them was asked about.
    assert impact.worth.difference == 0
    each = (Decimal("1.00") + 1 + Decimal("0.10")) * FACTOR
    assert impact.at_stake == 2 * each.quantize(Decimal("0.01"))
    assert impact.freed == 5 * each.quantize(Decimal("0.01"))


def test_the_other_way_round_is_the_mirror_image(ours: Context, claims: str) -> None:
    impact = data_impact(ours, claims, before=MUES[1], after=MUES[0])
    assert told(impact, "ncci.mue") == [("disappears", "1", "1"), ("appears", "2", "1")]


def test_a_state_does_not_differ_from_itself(ours: Context, claims: str) -> None:
    for state in (MUES[0], "2024-07-15", "known:2024-08-01"):
        impact = data_impact(ours, claims, before=state, after=state)
        assert (impact.changes, impact.codes, impact.worth.difference) == ((), (), 0)


def test_two_days_move_all_services(ours: Context, claims: str) -> None:
    impact = data_impact(ours, claims, before="2024-07-15", after="2024-10-15")
    assert told(impact, "ncci.mue") == [("appears", "1", "1"), ("disappears", "2", "1")]
    one, two = ((Decimal(r) + Decimal("1.10")) * FACTOR for r in ("1.00", "1.50"))
    cents = Decimal("0.01")
    assert impact.worth.by_code == (("G9901", 2 * one.quantize(cents), 2 * two.quantize(cents)),)


def test_two_days_of_knowledge(ours: Context, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(CLAIMS.replace("2024-07-15", "2024-10-15"), encoding="utf-8")
    impact = data_impact(ours, str(path), before="known:2024-09-30", after="known:2024-10-01")
    assert told(impact, "ncci.mue") == [("appears", "1", "1")]


def test_a_rule_without_its_table_makes_nothing_disappear(ours: Context, claims: str) -> None:
    impact = data_impact(ours, claims, before="2024-10-15", after="2024-06-15")
    assert told(impact, "ncci.mue") == [("not known", "1", "1")]
    assert "ncci.mue" in impact.missing_after
    assert impact.worth.missing is not None


def test_a_list_of_codes(ours: Context, tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text("# mine\nE66.811\nE11.9\nG9901x2\n", encoding="utf-8")
    impact = data_impact(ours, str(path), before="2024-09-30", after="2024-10-01")
    (code,) = impact.codes
    assert (code.code, code.before and code.before.status) == ("E66.811", "future")
    assert code.after is not None
    assert code.after.active
    assert ("disappears", "E66.811 (1)") in [c[:2] for c in told(impact, "code.diagnosis")]
    assert ("appears", "G9901x2 (3)", "G9901x2") in told(impact, "ncci.mue")
    assert impact.worth.difference > 0


def test_a_code_that_ends_names_valid_ones_beside_it(ours: Context, tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text("icd10cm:E11.9\nC81.00\n", encoding="utf-8")
    impact = data_impact(ours, str(path), before="2024-10-01", after="2024-09-30")
    assert impact.codes == ()
    path.write_text("Z59.86\nE66.8\n", encoding="utf-8")
    impact = data_impact(ours, str(path), before="2024-09-30", after="2024-10-01")
    (code,) = impact.codes
    assert (code.code, code.after and code.after.status) == ("E66.8", "header")
    assert all(relative.code.startswith("E66.8") for relative in code.nearest)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2024-07-15", "known:2024-07-15", "can't be compared"),
        ("pfs 2024-07-01", MUES[0], "different things"),
        ("pfs 2020-07-01", "pfs 2024-07-01", "pfs 2024-07-01"),
        ("yesterday", "2024-07-15", "is not a day or release"),
        ("known:2024-07", "known:2024-08-01", "is not a date"),
    ],
)
def test_states_that_can_not_be_compared(
    ours: Context, claims: str, before: str, after: str, said: str
) -> None:
    with pytest.raises(WrongUsage) as fault:
        data_impact(ours, claims, before=before, after=after)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [("E11.9\n?!\n", "codes.txt:2"), ("\udcff", "UTF-8"), (None, "can't be read")],
)
def test_files_that_can_not_be_read(
    ours: Context, tmp_path: Path, text: str | None, said: str
) -> None:
    path = tmp_path / "codes.txt"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(WrongUsage) as fault:
        data_impact(ours, str(path), before="2024-07-15", after="2024-10-15")
    assert said in str(fault.value)


def test_codes_without_a_day_ask_for_one(ours: Context, tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text("E11.9\n", encoding="utf-8")
    with pytest.raises(WrongUsage) as fault:
        data_impact(ours, str(path), before="known:2024-07-15", after="known:2024-10-15")
    assert "--on" in str(fault.value)


def test_an_empty_list(ours: Context, tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text("# nothing\n", encoding="utf-8")
    impact = data_impact(ours, str(path), before="2024-07-15", after="2024-10-15")
    assert impact.as_dict()["totals"] == {"codes": 0}


def test_the_tables_of_two_releases(ours: Context) -> None:
    found = data_diff(ours, *MUES)
    assert found.counts == {"mue": {"changed": 2}}
    assert found.columns == {"mue": {"value": 2}}
    assert [c.key for c in found.changes] == [("G9901",), ("G9903",)]
    assert data_diff(ours, *MUES, code="G9901").counts == {"mue": {"changed": 1}}
    assert data_diff(ours, *MUES, limit=0).changes == ()
