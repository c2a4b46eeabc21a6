"""`superbill lookup`, as a person at a terminal meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main

CONTRACT_KEYS = {
    "system", "code", "on", "status", "title", "titles", "release", "parents", "children",
    "notes", "properties", "sections", "citations",
}  # fmt: skip


def looked_up(
    capsys: pytest.CaptureFixture[str], home: Path, code: str, on: str, *more: str
) -> dict[str, Any]:
    assert main(["lookup", code, "--on", on, "--home", str(home), "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("code", "on", "status", "why"),
    [
        ("E11.9", "2026-05-15", "active", "a code of the tabular list at hand"),
        ("E119", "2026-05-15", "active", "without its dot"),
        ("E11", "2026-05-15", "header", "it has codes below it"),
        ("S72.001", "2026-05-15", "header", "its 7th character is missing"),
        ("S72.001A", "2026-05-15", "active", "with its 7th character"),
        ("A00-A09", "2026-05-15", "header", "a block"),
        ("E11.9", "2015-09-30", "future", "ICD-10-CM began the day after"),
        ("E11.9", "2015-10-01", "active", "the first day"),
        ("F64.1", "2016-09-30", "active", "a code of the first edition"),
        ("K90.4", "2016-09-30", "active", "the last day before it was divided"),
        ("K90.4", "2016-10-01", "header", "divided: a heading from that day on"),
        ("E11.99", "2026-05-15", "unknown", "no such code"),
        ("0UL78DZ", "2024-07-15", "active", "ICD-10-PCS"),
        ("0UL", "2024-07-15", "header", "an ICD-10-PCS table"),
        ("58565", "2004-06-01", "future", "its card says it began in 2005"),
        ("58565", "2024-07-15", "active", "by its card"),
        ("A4264", "2024-07-15", "active", "a HCPCS code by its card"),
        ("icd9cm:V25.2", "2015-09-30", "active", "the last day of ICD-9-CM"),
        ("icd9cm:V25.2", "2015-10-01", "deleted", "and the day after"),
        ("msdrg:743", "2024-07-15", "active", "a DRG"),
    ],
)
def test_status(
    capsys: pytest.CaptureFixture[str], home: Path, code: str, on: str, status: str, why: str
) -> None:
    answer = looked_up(capsys, home, code, on)
    assert answer["status"] == status, why
    assert set(answer) >= CONTRACT_KEYS
    assert answer["on"] == on
    assert answer["citations"], "every statement has a source"


def test_a_7th_character_is_listed_with_the_valid_codes(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """S72.001 alone is rejected by every payer; the coder needs to see what completes it."""
    answer = looked_up(capsys, home, "S72.001", "2026-05-15")
    assert answer["properties"]["seventh_characters"]["A"].startswith("initial encounter")
    assert {c["code"] for c in answer["children"]} == {
        f"S72.001{c}" for c in answer["properties"]["seventh_characters"]
    }
    assert all(c["billable"] for c in answer["children"])


def test_notes_are_inherited_from_every_level(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    answer = looked_up(capsys, home, "S72.001A", "2026-05-15")
    places = [note["at"] for note in answer["notes"]]
    assert {"S72", "19"} <= set(places), "category and chapter notes hold at every code below"
    assert [p["code"] for p in answer["parents"]] == [
        "S72.001", "S72.00", "S72.0", "S72", "S70-S79", "19",
    ]  # fmt: skip


def test_an_unknown_code_gets_the_nearest_valid_ones(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    answer = looked_up(capsys, home, "E11.99", "2026-05-15")
    assert "E11.9" in [n["code"] for n in answer["nearest"]]


def test_a_date_before_the_tabular_list_says_where_its_notes_come_from(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    answer = looked_up(capsys, home, "E11.9", "2024-07-15")
    assert not answer["stale"]
    assert any("nearest tabular list" in m for m in answer["messages"])


def test_a_date_after_everything_is_stale_and_says_so(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    answer = looked_up(capsys, home, "E11.9", "2030-01-01")
    assert answer["status"] == "active"
    assert answer["stale"]
    assert any("superbill data import" in m for m in answer["messages"])


def test_known_on_answers_as_the_files_stood(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """An auditor asks what was known when the claim was made: codes of October 2024 were not."""
    today = looked_up(capsys, home, "E66.811", "2024-10-01")
    then = looked_up(capsys, home, "E66.811", "2024-10-01", "--known-on", "2024-07-15")
    assert (today["status"], then["status"]) == ("active", "unknown")


def test_an_ambiguous_code_names_its_other_systems(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    answer = looked_up(capsys, home, "470", "2024-07-15")
    assert answer["system"] == "msdrg"
    assert "icd9cm:470" in answer["also"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["E11.9", "--on", "2024-13-01"], 2, "YYYY-MM-DD"),
        (["E11.9", "--on", "today"], 2, "YYYY-MM-DD"),
        (["diabetes"], 2, "form of a code"),
        ([""], 2, "form of a code"),
        (["E11.9", "--system", "icd11"], 2, "icd10cm"),
        (["99999", "--on", "2024-07-15"], 3, "superbill data import"),
        (["cdt:D0120", "--on", "2024-07-15"], 3, "superbill data import"),
        (["hcpcs:J1885", "--on", "2024-07-15"], 3, "superbill data import"),
        (["E11.9", "--colour"], 2, "--colour"),
    ],
)
def test_bad_input_is_one_line_and_the_contracts_exit_status(
    capsys: pytest.CaptureFixture[str], home: Path, arguments: list[str], status: int, said: str
) -> None:
    try:
        got = main(["lookup", *arguments, "--home", str(home)])
    except SystemExit as left:  # argparse leaves on its own
        got = left.code
    caught = capsys.readouterr()
    assert got == status
    assert caught.out == ""
    assert len(caught.err.strip().splitlines()) == 1
    assert said in caught.err
    assert "Traceback" not in caught.err


def test_text_for_people_names_status_and_source(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert main(["lookup", "Z30.2", "--on", "2026-05-15", "--home", str(home)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Z30.2  Encounter for sterilization\n")
    assert "active on 2026-05-15 by" in out
    assert "Sources:" in out
