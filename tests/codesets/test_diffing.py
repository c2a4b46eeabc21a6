"""What changed between releases, held against what CMS says of its own updates."""

from __future__ import annotations

from collections import Counter

import pytest

from superbill.codesets.diffing import changes
from superbill.codesets.home import prune, write_release, writing
from superbill.errors import WrongUsage
from superbill.tools.context import Context
from superbill.tools.data_diff import data_diff


def silent(message: str) -> None:
    pass


@pytest.mark.parametrize(
    ("before", "after", "counts", "source"),
    [
        (
            "icd10cm 2023-10-01",
            "icd10cm 2024-10-01",
            {"added": 252, "deleted": 36, "changed": 13},
            "CMS's FY2025 update: 252 new, 36 deleted and 13 revised codes",
        ),
        (
            "icd10pcs 2023-10-01",
            "icd10pcs 2024-04-01",
            {"added": 41, "deleted": 6, "changed": 3},
            "CMS's April 2024 update: 41 new, 6 deleted; three titles of 5A09 were reworded",
        ),
    ],
)
def test_counts_are_those_of_the_published_update(
    context: Context, before: str, after: str, counts: dict[str, int], source: str
) -> None:
    found = data_diff(context, before, after)
    assert found.counts["concept"] == counts, source


def test_the_other_way_round_is_the_mirror_image(context: Context) -> None:
    there = data_diff(context, "msdrg 2024-10-01", "msdrg 2025-10-01").counts["concept"]
    back = data_diff(context, "msdrg 2025-10-01", "msdrg 2024-10-01").counts["concept"]
    assert there["added"] == back["deleted"]
    assert there.get("changed", 0) == back.get("changed", 0)


def test_a_release_does_not_differ_from_itself(context: Context) -> None:
    assert data_diff(context, "msdrg 2025-10-01", "msdrg 2025-10-01").counts == {}


def test_every_change_is_counted_and_few_are_listed(context: Context) -> None:
    found = data_diff(context, "icd10cm 2023-10-01", "icd10cm 2024-10-01", limit=5)
    assert len(found.changes) == 5
    assert sum(found.counts["concept"].values()) == 301


def test_one_code_alone(context: Context) -> None:
    found = data_diff(context, "icd10cm 2023-10-01", "icd10cm 2024-10-01", code="E66.81")
    assert found.counts == {}  # a heading, of which the earlier list says nothing
    found = data_diff(context, "icd10cm 2023-10-01", "icd10cm 2024-10-01", code="E66.811")
    assert found.counts == {"concept": {"added": 1}}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("icd10cm 2023-10-02", "icd10cm 2024-10-01", "icd10cm 2023-10-01"),
        ("icd10cm 2023-10-01", "icd10pcs 2023-10-01", "different things"),
        ("nonsense", "icd10pcs 2023-10-01", "data list"),
    ],
)
def test_what_can_not_be_compared_says_why(
    context: Context, before: str, after: str, said: str
) -> None:
    with pytest.raises(WrongUsage) as fault:
        data_diff(context, before, after)
    assert said in str(fault.value)


def test_the_order_of_rows_is_no_change(context: Context) -> None:
    """One added code moves the position of every code after it."""
    folders = [
        context.home / "releases" / e.folder
        for e in context.catalogue.entries
        if e.release.id in ("icd10pcs 2023-10-01", "icd10pcs 2024-04-01")
    ]
    kinds = Counter(c.kind for c in changes(*folders) if c.table == "concept")
    assert kinds["changed"] == 3


def test_prune_keeps_what_a_rollback_needs(tmp_path: object) -> None:
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent))
    from writer_process import load, made_up

    from superbill.codesets.catalogue import read_current
    from superbill.codesets.home import rollback
    from superbill.codesets.verify import verify_entry

    home = Path(str(tmp_path))
    for number in (1, 2, 3):
        load(home, number)
    with writing(home, notice=silent) as current:
        orphan = write_release(home, made_up(9), files=(), importer="made up")
        removed, freed = prune(home, current)
    assert removed == (orphan.folder,)
    assert freed > 0
    back = rollback(home, notice=silent)
    assert [f for e in back.entries for f in verify_entry(home, e)] == []
    assert len(read_current(home).entries) == 2
