"""`superbill learn`: a clinic's own words get its own codes, and nothing else gives way.

The defect that this prevents: a learned word that is coded where the note denies it, a learned code
that leaves on a day on which it is not in force, and learned files that nobody can read or mend.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main
from superbill.tools.context import Context

ON = ("--on", "2026-05-15")
Capture = pytest.CaptureFixture[str]

COMPLAINTS = ("headache", "fever", "cough", "back pain", "nausea", "fatigue")


@pytest.fixture(scope="module")
def own_home(home: Path, context: Context, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home of its own, so that what is learned here stays here."""
    assert context.index.systems
    folder = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(home, folder)
    return folder


@pytest.fixture(scope="module")
def taught(own_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dozen invented notes in which the local word `glimmerfit` is migraine's, `oldgout` is a
    code that ended in 2017, and `zorbing` is an appendectomy."""
    course = tmp_path_factory.mktemp("course")
    rows: list[str] = []
    for n in range(24):
        complaint = COMPLAINTS[n % len(COMPLAINTS)]
        first = f"Visit {n}: the patient came with {complaint}."
        second = f"There was glimmerfit since {n + 2} days." if n % 2 else "Nothing else was told."
        third = "Known oldgout of the toe." if n % 3 == 0 else "The rest was normal."
        fourth = "Zorbing was performed." if n % 4 == 0 else "The patient went home."
        text = "\n".join((first, second, third, fourth))
        (course / f"{n:02}.txt").write_text(text, encoding="utf-8")
        if n % 2:
            start = text.index("glimmerfit")
            rows.append(f"{n:02}.txt\ticd10cm\tG43.909\t{start}\t{start + 10}")
        if n % 3 == 0:
            start = text.index("oldgout")
            rows.append(f"{n:02}.txt\ticd10cm\tN63\t{start}\t{start + 7}")
        if n % 4 == 0:
            start = text.index("Zorbing")
            rows.append(f"{n:02}.txt\ticd10pcs\t0DTJ4ZZ\t{start}\t{start + 7}")
    (course / "codes.tsv").write_text("\n".join(rows), encoding="utf-8")
    # N63 was a code until 30 September 2017 and a heading since: the day of the course is before.
    arguments = ["learn", str(course), "--name", "clinic", "--on", "2017-05-01"]
    assert main([*arguments, "--home", str(own_home)]) == 0
    return own_home


def run(capsys: Capture, home: Path, *arguments: str) -> tuple[int, str, str]:
    try:
        status = main([*arguments, "--home", str(home)])
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    caught = capsys.readouterr()
    return status, caught.out, caught.err


def coded(
    capsys: Capture, home: Path, tmp_path: Path, text: str, *more: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    note = tmp_path / "note.txt"
    note.write_text(text, encoding="utf-8")
    options = more or ("--learned", "clinic")
    status, out, err = run(capsys, home, "code", str(note), *ON, "--policy", "mentions",
                           "--setting", "inpatient", "--json", *options)  # fmt: skip
    assert status == 0, err
    answer = json.loads(out)
    return {c["code"]: c for c in answer["codes"]}, {c["code"]: c for c in answer["candidates"]}


def test_a_local_word_gets_its_local_code(capsys: Capture, taught: Path, tmp_path: Path) -> None:
    text = "The patient has glimmerfit since 3 days."
    codes, _ = coded(capsys, taught, tmp_path, text)
    evidence = codes["G43.909"]["evidence"]
    assert [e["text"] for e in evidence] == ["glimmerfit"]
    assert any("learned from" in w["source"] for w in codes["G43.909"]["why"])
    without, _ = coded(capsys, taught, tmp_path, text, "--payer", "medicare")
    assert "G43.909" not in without


@pytest.mark.parametrize(
    "text",
    ["The patient has no glimmerfit.", "She denies glimmerfit.", "FAMILY HISTORY: glimmerfit."],
)
def test_what_is_denied_stays_out(capsys: Capture, taught: Path, tmp_path: Path, text: str) -> None:
    codes, _ = coded(capsys, taught, tmp_path, text)
    assert "G43.909" not in codes


def test_a_code_not_in_force_is_not_given(capsys: Capture, taught: Path, tmp_path: Path) -> None:
    codes, candidates = coded(capsys, taught, tmp_path, "Known oldgout of the toe.")
    assert "N63" not in codes
    assert candidates["N63"]["rejected"]


def test_a_procedure_is_a_prefix_and_says_so(capsys: Capture, taught: Path, tmp_path: Path) -> None:
    codes, _ = coded(capsys, taught, tmp_path, "Zorbing was performed.")
    assert codes["0DTJ"]["complete"] is False
    assert codes["0DTJ"]["system"] == "icd10pcs"


def test_it_is_listed_shown_edited_and_deleted(
    capsys: Capture, taught: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(taught, home)
    status, out, _ = run(capsys, home, "learn", "--list", "--json")
    (about,) = json.loads(out)["learned"]
    assert (status, about["name"], about["notes"]) == (0, "clinic", 20)
    status, out, _ = run(capsys, home, "learn", "--show", "clinic")
    assert status == 0
    assert "G43.909 glimmerfit" in out
    file = home / "learned" / "clinic" / "phrases.tsv"
    lines = file.read_text(encoding="utf-8").splitlines()
    mended = [line.replace("glimmerfit", "wobblehead") for line in lines]
    file.write_text("\n".join(mended), encoding="utf-8")
    codes, _ = coded(capsys, home, tmp_path, "The patient has wobblehead.")
    assert "G43.909" in codes
    file.write_text("\n".join([*lines, "half a line"]), encoding="utf-8")
    status, _, err = run(capsys, home, "learn", "--show", "clinic")
    assert status == 2
    assert f"phrases.tsv:{len(lines) + 1}" in err
    assert run(capsys, home, "learn", "--delete", "clinic")[0] == 0
    assert run(capsys, home, "learn", "--list")[1] == "nothing was learned yet\n"


@pytest.mark.parametrize("name", ["other", "../clinic", ""])
def test_an_unknown_name_names_what_there_is(
    capsys: Capture, taught: Path, tmp_path: Path, name: str
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Fever.", encoding="utf-8")
    status, _, err = run(capsys, taught, "code", str(note), *ON, "--policy", "mentions",
                         "--learned", name)  # fmt: skip
    assert status == 2
    assert "clinic" in err
    assert err.count("\n") == 1
    assert run(capsys, taught, "learn", "--delete", name)[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [(), ("none",), (".", "--list"), ("x", "--name", "../x"), ("x", "--name", "")],
)
def test_bad_calls_are_one_line(
    capsys: Capture, own_home: Path, arguments: tuple[str, ...]
) -> None:
    status, out, err = run(capsys, own_home, "learn", *arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
