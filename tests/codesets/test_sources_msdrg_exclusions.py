"""Table 6K: each complication with its PDX collection, or refused with its line."""

from pathlib import Path

import pytest
from imported import rows, store_of
from package_files import packaged

from superbill.codesets.sources.groupers import msdrg_exclusions
from superbill.errors import ReleaseRefused

TABLE = """TABLE 6K - COMPLETE LIST OF CC EXCLUSIONS

Made-up words about the table.

K Part 1: List of CC and Major CC Codes
 I10 Dx  Lev PDX Exclusions   ICD-10-CM Description
 K000    CC  0002:2 codes     Mild
 K001    MCC 0003:1 code      Severe
 K002    CC  No Excl          Alone

PDX collection 0002
  K010    One
  K011    Another

PDX collection 0003
  K010    One

K Part 2: Codes that are CC or Major CC only if patient discharged alive
K001
"""


def made(folder: Path, text: str = TABLE) -> Path:
    path = folder / "table6k.txt"
    path.write_text(text, newline="")
    return store_of(msdrg_exclusions.draft({"table6k": path}), folder)


def test_each_complication_has_its_collection(tmp_path: Path):
    assert rows(made(tmp_path), "SELECT code, value FROM property ORDER BY code") == [
        ("K00.0", '{"level": "CC", "collection": "0002", "principals": 2}'),
        ("K00.1", '{"level": "MCC", "collection": "0003", "principals": 1}'),
        ("K00.2", '{"level": "CC", "collection": null, "principals": 0}'),
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("TABLE 6K", "TABLE 6J", "table6k.txt:1", "is not TABLE 6K"),
        ("0002:2 codes", "0002:3 codes", "table6k.txt", "has 2 codes, not 3"),
        (" K002    CC  No Excl", " K002    ??  No Excl", "table6k.txt:9", "is not a code"),
        (" K001    MCC", " K000    MCC", "table6k.txt:8", "is not a code"),
        ("  K011    Another", "K011 Another", "table6k.txt:13", "is not of a collection"),
    ],
)
def test_a_table_of_another_layout_is_refused(
    tmp_path: Path, old: str, new: str, where: str, says: str
):
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        made(tmp_path, TABLE.replace(old, new))
    assert refusal.value.where == where


def test_the_packaged_table_is_whole(tmp_path: Path):
    files = {"table6k": packaged("drg/data/cms/cc_exclusions.txt")}
    store = store_of(msdrg_exclusions.draft(files), tmp_path)
    counted = (
        "SELECT json_extract(value, '$.level'), count(*), "
        "sum(json_extract(value, '$.collection') IS NULL) FROM property GROUP BY 1 ORDER BY 1"
    )
    assert rows(store, counted) == [("CC", 15_078, 40), ("MCC", 3_354, 1)]
