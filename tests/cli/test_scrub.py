"""`superbill scrub`, as a person at a terminal meets it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from superbill.cli.main import main

HEADER = "claim,line,code,modifiers,units,dos,dx,pos"
ROWS = (
    "A,1,G0101,,1,2024-07-15,N92.0;N95.0,22",
    "A,2,G0101,,1,2024-07-15,N92.0;N95.0,22",
    "B,1,,,1,2024-07-15,Z30.2,22",
    "B,2,58565,,1,2024-07-15,Z30.2,22",
)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "claims.csv"
    path.write_text("\n".join((HEADER, *ROWS)) + "\n")
    return path


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_one_finding_a_line(capsys: pytest.CaptureFixture[str], home: Path, book: Path) -> None:
    status, out, err = run(capsys, "scrub", str(book), "--home", str(home))
    assert status == 0, err
    found = objects(out)
    for one in found:
        assert list(one) == [
            "claim", "line", "rule", "severity", "verdict", "lines", "message", "remedy",
            "release", "citation",
        ]  # fmt: skip
    named = [(f["claim"], f["line"], f["rule"]) for f in found if f["rule"] != "data.missing"]
    assert ("A", "1", "duplicate.line") in named
    assert ("A", None, "icd10cm.excludes1") in named
    assert ("B", "1", "data.code") in named
    assert ("B", "2", "device.market") in named
    assert [claim for claim, _, _ in named] == sorted(claim for claim, _, _ in named)


def test_a_missing_table_is_said_once(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path
) -> None:
    _, out, err = run(capsys, "scrub", str(book), "--home", str(home))
    lacking = [f for f in objects(out) if f["rule"] == "data.missing"]
    said = [f["message"].split(" ")[0] for f in lacking]
    assert "ncci.ptp" in said
    assert (
        len(set(said))
        <= len(said)
        <= len({(m, f["remedy"]) for m, f in zip(said, lacking, strict=True)})
    )
    assert all(f["severity"] == "info" and f["claim"] is None for f in lacking)
    assert all("superbill data" in f["remedy"] for f in lacking)
    assert err.count("not judged: ncci.ptp") == said.count("ncci.ptp")


def test_the_summary_alone(capsys: pytest.CaptureFixture[str], home: Path, book: Path) -> None:
    status, out, _ = run(capsys, "scrub", str(book), "--summary", "--home", str(home))
    assert status == 0
    lines = out.splitlines()
    assert all(re.fullmatch(r"[\w.]+ \d+", line) for line in lines)
    assert [line.split()[0] for line in lines[-3:]] == ["lines", "claims", "lines_per_second"]
    counts = dict(line.split() for line in lines)
    assert (counts["lines"], counts["claims"], counts["duplicate.line"]) == ("4", "2", "1")
    assert "data.missing" not in counts


def test_findings_to_a_file_and_the_summary_to_stderr(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path, tmp_path: Path
) -> None:
    out_file = tmp_path / "found.jsonl"
    arguments = ("scrub", str(book), "--out", str(out_file), "--summary", "--home", str(home))
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (0, "")
    assert "claims 2" in err.splitlines()
    written = out_file.read_text(encoding="utf-8")
    assert written == run(capsys, "scrub", str(book), "--home", str(home))[1]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["claims.csv", "found.jsonl"]


def test_an_output_that_can_not_be_written(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path, tmp_path: Path
) -> None:
    out = str(tmp_path / "no" / "such" / "folder.jsonl")
    status, _, err = run(capsys, "scrub", str(book), "--out", out, "--home", str(home))
    assert (status, len([line for line in err.splitlines() if "can't be written" in line])) == (
        2,
        1,
    )


def test_the_same_of_parquet(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path, tmp_path: Path
) -> None:
    columnar = tmp_path / "claims.parquet"
    pl.read_csv(book, infer_schema=False).with_columns(
        pl.col("dos").str.to_date(), pl.col("units").cast(pl.Int64)
    ).write_parquet(columnar)
    of_csv = run(capsys, "scrub", str(book), "--home", str(home))[1]
    assert run(capsys, "scrub", str(columnar), "--home", str(home))[1] == of_csv
    named = ("--format", "parquet")
    assert run(capsys, "scrub", str(columnar), *named, "--home", str(home))[1] == of_csv


@pytest.mark.parametrize("name", ["837p", "837i", "fhir"])
def test_formats_of_later(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path, name: str
) -> None:
    status, out, err = run(capsys, "scrub", str(book), "--format", name, "--home", str(home))
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "csv and parquet" in err


def test_a_bad_file_does_not_stop_the_others(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path, tmp_path: Path
) -> None:
    (tmp_path / "odd.csv").write_text("who,what\n1,2\n")
    bad = [str(tmp_path / name) for name in ("no-such.csv", "odd.csv", "claims.docx")]
    status, out, err = run(capsys, "scrub", *bad, str(book), "--home", str(home))
    assert status == 1
    assert {f["claim"] for f in objects(out) if "error" not in f} >= {"A", "B"}
    failed = [f for f in objects(out) if "error" in f]
    assert [f["input"] for f in failed] == bad
    assert [sum(name in line for line in err.splitlines()) for name in bad] == [1, 1, 1]
    status, out, err = run(capsys, "scrub", bad[1], "--home", str(home))
    assert (status, out) == (2, "")
    assert "no column claim" in err


def test_defaults_hold_where_a_claim_says_nothing(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path
) -> None:
    def lacking(*more: str) -> set[str]:
        _, out, _ = run(capsys, "scrub", str(book), "--home", str(home), *more)
        return {f["message"].split(" ")[0] for f in objects(out) if f["rule"] == "data.missing"}

    assert "ncci.ptp" in lacking()
    assert "ncci.ptp" not in lacking("--setting", "dme")


def test_no_claims_is_not_a_clean_bill(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "none.csv"
    path.write_text(HEADER + "\n")
    status, out, err = run(capsys, "scrub", str(path), "--home", str(home))
    assert (status, out) == (0, "")
    assert "no claims" in err


def test_the_tool_gives_the_same_findings(
    capsys: pytest.CaptureFixture[str], home: Path, book: Path
) -> None:
    of_command = objects(run(capsys, "scrub", str(book), "--home", str(home))[1])
    given = json.dumps({"files": [str(book)]})
    status, out, err = run(capsys, "tool", "scrub", "--input", given, "--home", str(home))
    assert status == 0, err
    answer = json.loads(out)
    assert answer["findings"] == of_command
    assert (answer["lines"], answer["claims"], answer["errors"]) == (4, 2, [])


def test_an_older_edition_is_said_once(tmp_path: Path, home: Path, capsys: Any) -> None:
    """`check` marks an answer from an older edition; a scrub that kept silent about it would be a
    clean bill from the wrong year."""
    book = tmp_path / "later.csv"
    rows = [f"{n},1,A4264,,1,2099-0{n}-01,E11.9,11" for n in (1, 3, 2)]
    book.write_text("claim,line,code,modifiers,units,dos,dx,pos\n" + "\n".join(rows) + "\n")
    out = tmp_path / "found.jsonl"
    assert main(["scrub", str(book), "--out", str(out), "--home", str(home)]) == 0
    found = [json.loads(line) for line in out.read_text().splitlines()]
    older = [f for f in found if f["rule"] == "data.stale"]
    assert older
    assert len({f["release"] for f in older}) == len(older), "each edition once"
    assert all("such as 2099-0" in f["message"] for f in older)
    assert all(f["severity"] == "info" for f in older)
    assert "older edition" in capsys.readouterr().err
