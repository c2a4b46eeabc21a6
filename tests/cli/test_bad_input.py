"""What a hurried first user did to the command line, and what it must answer: one clear line on
stderr and the contract's exit status. Each test opens with the defect that it prevents."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main
from superbill.dates import parse_date
from superbill.errors import WrongUsage

ON = ("--on", "2024-07-15")
NOTE = "PROCEDURE: Laparoscopic bilateral tubal ligation with Filshie clips.\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(arguments)
    except SystemExit as left:  # argparse leaves on its own
        status = left.code if isinstance(left.code, int) else 1
    caught = capsys.readouterr()
    return status, caught.out, caught.err


def answered(capsys: pytest.CaptureFixture[str], home: Path, code: str, on: str) -> dict[str, Any]:
    status, out, _ = run(capsys, "lookup", code, "--on", on, "--home", str(home), "--json")
    assert status == 0
    return json.loads(out)


@pytest.mark.parametrize(
    ("option", "text", "why"),
    [
        ("--on", "", "a script whose variable is unset was answered for today"),
        ("--known-on", "", "and for everything known"),
        ("--home", "", "and from the user's own data"),
        ("--on", "2024-W29-1", "ten characters that Python reads as a week, not a date"),
        ("--on", "٢٠٢٤-٠٧-١٥", "digits, but not those of the notation"),
        ("--known-on", "2024-02-30", "no such day"),
    ],
)
def test_an_option_that_says_nothing_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], home: Path, option: str, text: str, why: str
) -> None:
    given = {"--on": "2024-07-15", "--home": str(home)} | {option: text}
    status, out, err = run(capsys, "lookup", "E11.9", *(w for pair in given.items() for w in pair))
    assert (status, out, len(err.splitlines())) == (2, "", 1), why


def test_a_week_date_is_not_a_date() -> None:
    """`fromisoformat` takes 2024-W29-1, which has the ten characters of a date."""
    with pytest.raises(WrongUsage, match="YYYY-MM-DD"):
        parse_date("2024-W29-1")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("icd10cm:0", "chapter 0 was looked up as a code without a character"),
        ("icd10cm:00", "likewise"),
        ("ſ72.001", "upper() makes an S of the long s: another text, the same answer"),
        ("E11.9\x00", "a NUL byte"),
        ("E" * 100_000, "very long"),
    ],
)
def test_no_form_of_a_code(
    capsys: pytest.CaptureFixture[str], home: Path, code: str, why: str
) -> None:
    status, out, err = run(capsys, "lookup", code, *ON, "--home", str(home))
    assert (status, out, len(err.splitlines())) == (2, "", 1), why
    assert "superbill search" not in err, "a remedy names only commands that there are"


@pytest.mark.parametrize(
    ("code", "on", "status", "below", "why"),
    [
        ("icd9cm:250", "2014-01-01", "header", "250.00", "no list of titles names ICD-9-CM's"),
        ("icd9cm:250.0", "2014-01-01", "header", "250.00", "subcategories neither"),
        ("icd9cm:250", "2015-10-01", "deleted", None, "ICD-9-CM had ended"),
        ("icd9cm:68.4", "2010-01-01", "header", "68.41", "a procedure that was divided"),
        ("T40.4X1", "2019-01-01", "header", "T40.4X1A", "the tabular list of 2026 has it no more"),
        ("T40.4X1", "2021-01-01", "deleted", None, "and its codes ended in October 2020"),
        ("icd10cm:1", "2010-01-01", "future", None, "a chapter was a header before ICD-10-CM"),
        ("icd10cm:1", "2024-07-15", "header", "A00-A09", "and is one since"),
        ("B99-A00", "2024-07-15", "unknown", None, "no block, whatever lies between its ends"),
        ("A00-A03", "2024-07-15", "unknown", None, "no block of the tabular list"),
    ],
)
def test_headings_that_no_list_states(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    code: str,
    on: str,
    status: str,
    below: str | None,
    why: str,
) -> None:
    """`icd9cm:250` was `unknown`: diabetes, in the years when everybody coded it."""
    answer = answered(capsys, home, code, on)
    assert answer["status"] == status, why
    if below is not None:
        assert below in [child["code"] for child in answer["children"]]


def test_a_diagnosis_is_not_below_a_procedure(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """Without its dot procedure category 25 begins diagnosis 250.00."""
    answer = answered(capsys, home, "icd9cm:25.0", "2014-01-01")
    assert {child["code"] for child in answer["children"]} == {"25.01", "25.02", "25.09"}


def test_a_system_that_ended_is_not_active_by_its_last_list(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """As the files stood in May 2024 only ICD-9-CM's last list spoke of it, and answered `active`
    for a service of July 2024, nine years after the system's end (45 CFR 162.1002)."""
    told = run(
        capsys, "lookup", "icd9cm:V25.2", *ON, "--known-on", "2024-05-01",
        "--home", str(home), "--json",
    )[1]  # fmt: skip
    answer = json.loads(told)
    assert (answer["status"], answer["stale"]) == ("deleted", False)


def test_what_another_year_states_is_named(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """The weight of fiscal year 2026 stood on the page of an admission of 2022, unremarked."""
    answer = answered(capsys, home, "msdrg:743", "2022-10-01")
    assert any("msdrg.weights" in message for message in answer["messages"])
    of_the_year = answered(capsys, home, "msdrg:743", "2025-10-01")
    assert not any("msdrg.weights" in message for message in of_the_year["messages"])


def test_a_stale_answer_names_the_edition_that_answered(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """The message named the list of titles; the code editor's dates had answered."""
    answer = answered(capsys, home, "0UL78DZ", "2035-01-01")
    said = next(m for m in answer["messages"] if "2035-01-01" in m)
    assert answer["release"]["id"] in said


def test_crosswalks_are_cited(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """A mapping stood in the answer, and no citation named where it came from."""
    answer = answered(capsys, home, "icd9cm:V25.2", "2015-09-30")
    cited = {citation["release"] for citation in answer["citations"]}
    assert {walk["release"] for walk in answer["properties"]["crosswalks"]} <= cited


def test_a_category_ii_code_is_not_an_icd10pcs_heading(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    """`0001F` was answered as an unknown beginning of ICD-10-PCS codes; CPT is not loaded."""
    status, out, err = run(capsys, "lookup", "0001F", *ON, "--home", str(home))
    assert (status, out) == (3, "")
    assert "CPT" in err


@pytest.mark.parametrize(
    ("name", "given", "said", "why"),
    [
        ("lookup", '{"code": "E11.9", "on": 0}', "YYYY-MM-DD", "0 was 1 January 1970"),
        ("lookup", '{"code": "E11.9", "on": "2024-07-15T00:00:00"}', "YYYY-MM-DD", "an instant"),
        ("lookup", "[" * 100_000, "nested", "a RecursionError"),
        ("lookup", "@/no/such/file", "can't be read", "was said not to be JSON"),
        ("code", '{"text": "", "on": "2024-07-15"}', "empty", "an answer without a note"),
    ],
)
def test_input_of_a_tool(
    capsys: pytest.CaptureFixture[str], home: Path, name: str, given: str, said: str, why: str
) -> None:
    status, out, err = run(capsys, "tool", name, "--input", given, "--home", str(home))
    assert (status, out, len(err.splitlines())) == (2, "", 1), why
    assert said in err


def test_no_note_is_not_every_note(
    capsys: pytest.CaptureFixture[str],
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`superbill code "$NOTE"` with NOTE unset coded every text below the working folder."""
    (tmp_path / "a.txt").write_text(NOTE)
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, "code", "", *ON, "--home", str(home))
    assert (status, out, len(err.splitlines())) == (2, "", 1)


def test_a_name_too_long_for_a_file(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """It left with a traceback."""
    status, out, err = run(capsys, "code", "x" * 5000, *ON, "--home", str(home))
    assert (status, out, len(err.splitlines())) == (2, "", 1)


def test_a_batch_goes_on_and_names_each_fault_once(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    """An empty folder among the inputs ended the whole batch; a name stood twice in its line, and
    one with a line break made two of it."""
    (tmp_path / "none").mkdir()
    good, odd = tmp_path / "good.txt", tmp_path / "line\nbreak.txt"
    good.write_text(NOTE)
    odd.write_text("")
    notes = [str(tmp_path / "none"), str(odd), "no-such.txt", str(good)]
    status, out, _ = run(capsys, "code", *notes, *ON, "--home", str(home), "--jsonl")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [answer.get("input") for answer in answers] == [*notes[:3], None]
    assert all(set(answer) == {"input", "error"} for answer in answers[:3])
    status, _, err = run(capsys, "code", *notes, *ON, "--home", str(home))
    assert status == 1
    assert len(err.splitlines()) == 3
    assert "no-such.txt: no-such.txt" not in err


def spoken(*arguments: str, home: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = "from superbill.cli.main import run; run()"
    environment = {**os.environ, "SUPERBILL_HOME": str(home), **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-c", command, *arguments], env=environment, check=False, **more
    )


def test_an_answer_is_utf8_whatever_the_locale(home: Path, tmp_path: Path) -> None:
    """A terminal of another encoding ended in a UnicodeEncodeError, as half a surrogate did."""
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    text = json.dumps({"text": "\ud800 Ménière. " + NOTE, "on": "2024-07-15"})
    done = spoken("tool", "code", "--input", text, home=home, env=ascii_only, capture_output=True)
    assert done.returncode == 0, done.stderr
    json.loads(done.stdout.decode("utf-8"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_output_that_can_not_be_written(home: Path) -> None:
    """A full disk behind `>` was a traceback as Python ended."""
    with Path("/dev/full").open("wb") as full:
        done = spoken("lookup", "E11.9", *ON, home=home, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr


def test_a_reader_that_goes_away(home: Path) -> None:
    """`superbill ... | head -1` must not complain."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        done = spoken("lookup", "E11.9", *ON, home=home, stdout=gone, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")
