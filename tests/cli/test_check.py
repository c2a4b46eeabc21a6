"""`superbill check`, as a person at a terminal meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main

ON = ("--on", "2024-07-15")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def checked(
    capsys: pytest.CaptureFixture[str], home: Path, *arguments: str, status: int = 0
) -> dict[str, Any]:
    found, out, err = run(capsys, "check", *arguments, "--home", str(home), "--json")
    assert found == status, err
    return json.loads(out)


def test_the_shape_of_the_contract(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    answer = checked(capsys, home, "58565-50", "A4264", "58565x0", "--dx", "Z30.2", "z302", *ON)
    assert answer["lines"] == ["58565-50", "A4264", "58565x0"]
    assert answer["diagnoses"] == ["Z30.2", "Z30.2"]
    assert (answer["on"], answer["setting"], answer["payer"]) == (
        "2024-07-15", "practitioner", "medicare",
    )  # fmt: skip
    assert {"missing", "clean", "stale"} <= set(answer)
    for finding in answer["findings"]:
        assert set(finding) == {
            "rule", "severity", "verdict", "lines", "message", "remedy", "release", "citation",
        }  # fmt: skip
        assert finding["severity"] in ("error", "warning", "info")
        assert set(finding["citation"]) == {"source", "locator", "release", "url"}
        assert finding["remedy"]
    for check in answer["checked"]:
        assert set(check) == {"rule", "release", "result"}
    weights = [("error", "warning", "info").index(f["severity"]) for f in answer["findings"]]
    assert weights == sorted(weights)


def test_a_missing_rule_is_named_and_the_claim_not_clean(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    answer = checked(capsys, home, "58565", *ON)
    assert "ncci.ptp" in answer["missing"]
    assert answer["clean"] is False
    lacking = [c["result"] for c in answer["checked"] if c["rule"] == "ncci.ptp"]
    assert any("superbill data import" in result for result in lacking)


@pytest.mark.parametrize(
    ("line", "rule", "severity", "why"),
    [
        ("J1885x0", "units.count", "error", "no units"),
        ("J1885x-1", "units.count", "error", "fewer than none"),
        ("J1885x1000000", "units.count", "warning", "a million"),
    ],
)
def test_units_that_can_not_be(
    capsys: pytest.CaptureFixture[str], home: Path, line: str, rule: str, severity: str, why: str
) -> None:
    answer = checked(capsys, home, line, *ON)
    assert (rule, severity) in {(f["rule"], f["severity"]) for f in answer["findings"]}, why
    assert answer["clean"] is False


@pytest.mark.parametrize(
    ("on", "rule", "why"),
    [
        ("1900-01-01", "data.date", "before Medicare"),
        ("0001-01-01", "data.date", "the first day there is"),
        ("2999-12-31", "data.date", "a spreadsheet's never"),
        ("9999-12-31", "data.date", "the last day there is"),
    ],
)
def test_days_that_can_not_be(
    capsys: pytest.CaptureFixture[str], home: Path, on: str, rule: str, why: str
) -> None:
    answer = checked(capsys, home, "58565", "--dx", "Z30.2", "--on", on)
    assert rule in {f["rule"] for f in answer["findings"]}, why
    assert answer["clean"] is False


def test_a_day_after_all_editions_is_stale_and_not_clean(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    on = ("--on", "2040-01-01", "--payer", "commercial")
    answer = checked(capsys, home, "58565", "--dx", "Z30.2", *on)
    assert answer["stale"] is True
    assert answer["clean"] is False
    _, out, _ = run(capsys, "check", "58565", "--dx", "Z30.2", *on, "--home", str(home))
    assert "later than editions that answered" in out


def test_five_hundred_lines(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    answer = checked(capsys, home, *["G0101"] * 500, *ON)
    (again,) = (f for f in answer["findings"] if f["rule"] == "duplicate.line")
    assert len(again["lines"]) == 500


@pytest.mark.parametrize(
    ("arguments", "said", "why"),
    [
        (("58565x1.5",), "not a claim line", "a fraction"),
        (("58565-",), "not a claim line", "no modifier"),
        (("58 565",), "not a claim line", "a blank"),
        (("",), "not a claim line", "empty"),
        (("58565", "--dx", "pregnant"), "form of a code", "a word"),
        (("58565", "--payer", "uncle"), "invalid choice", "no payer"),
        (("58565", "--setting", "home"), "invalid choice", "no setting"),
        (("58565", "--age", "-1"), "age", "before birth"),
        (("58565", "--age", "old"), "invalid int", "a word"),
        (("58565", "--on", "2024-02-30"), "not a date", "no such day"),
        (("58565", "--on", ""), "not a date", "an unset variable"),
        ((), "to check", "nothing to check"),
    ],
)
def test_what_can_not_be_read_is_one_line(
    capsys: pytest.CaptureFixture[str], home: Path, arguments: tuple[str, ...], said: str, why: str
) -> None:
    status, out, err = run(capsys, "check", *arguments, "--home", str(home))
    assert (status, out, len(err.splitlines())) == (2, "", 1), why
    assert said in err, why


def test_the_text_for_people(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    status, out, _ = run(
        capsys, "check", "58565", "--dx", "N92.0", "N95.0", *ON, "--home", str(home)
    )
    assert status == 0
    order = [out.index(word) for word in ("Wrong:", "To look at:", "Checked:", "Not checked")]
    assert order == sorted(order)
    assert "icd10cm.excludes1" in out
    assert "Nothing found" not in out


def test_the_tool_gives_the_same_answer(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    answer = checked(capsys, home, "58565-52", "--dx", "Z30.2", "--sex", "F", "--age", "33", *ON)
    given = {"lines": ["58565-52"], "dx": ["Z30.2"], "sex": "F", "age": 33, "on": ON[1]}
    status, out, err = run(
        capsys, "tool", "check", "--input", json.dumps(given), "--home", str(home)
    )
    assert status == 0, err
    assert json.loads(out) == answer


def test_a_stay_without_procedures(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """Most stays have no procedure, and a line was asked of each."""
    where = ("--setting", "inpatient", "--on", "2024-07-15")
    answer = checked(capsys, home, "--dx", "W19.XXXA", *where)
    assert answer["lines"] == []
    assert "mce.edits" in {f["rule"] for f in answer["findings"]}
    _, out, _ = run(capsys, "check", "--dx", "I21.4", *where, "--home", str(home))
    assert out.startswith("I21.4\n")


@pytest.mark.parametrize(
    ("dx", "shown", "why"),
    [
        ("V25.2", "V25.2", "also the form of ICD-10-CM, where it is a motorcycle rider's injury"),
        ("250.00", "250.00", "the form of ICD-9-CM alone"),
        ("E8800", "E880.0", "without its dot"),
    ],
)
def test_diagnoses_before_icd10cm(
    capsys: pytest.CaptureFixture[str], home: Path, dx: str, shown: str, why: str
) -> None:
    """The defect: a sterilization of 2012 was called a first-listed external cause."""
    answer = checked(capsys, home, "58565", "--dx", dx, "--on", "2012-05-01")
    assert answer["diagnoses"] == [shown], why
    assert not [f for f in answer["findings"] if f["rule"].startswith(("icd10cm", "code.diag"))]
    assert {"icd10cm.excludes1", "icd10cm.external_cause"} <= set(answer["missing"])
    assert answer["clean"] is False


def test_notes_of_a_later_edition_are_said_to_be(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """The one tabular list that a package carries is of April 2026."""
    early = checked(capsys, home, "J1885", "--dx", "E11.9", "E10.9", "--on", "2017-03-01")
    late = checked(capsys, home, "J1885", "--dx", "E11.9", "E10.9", "--on", "2026-05-01")
    for answer, said in ((early, True), (late, False)):
        (found,) = [f for f in answer["findings"] if f["rule"] == "icd10cm.excludes1"]
        (check,) = [c for c in answer["checked"] if c["rule"] == "icd10cm.excludes1"]
        assert ("an edition of after the service" in found["message"]) is said
        assert ("an edition of after the service" in check["result"]) is said


def test_a_date_of_birth_left_out_is_not_today(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """The defect: without any date, a consent was judged as of a patient born today."""
    status, out, err = run(capsys, "tool", "consent_dates", "--home", str(home))
    assert (status, out) == (2, "")
    assert "birth" in err
