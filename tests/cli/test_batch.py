"""Many notes at once: in order, the same with any number of workers, and nothing stops the rest.

The defects that this prevents: a PDF reader that fails in native code and takes the night's batch
with it, a fault whose message carries the note's words into a log, and answers that depend on how
many workers there were.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from superbill.cli import batch
from superbill.cli.main import main
from superbill.errors import SuperbillError, WrongUsage

SECRET = "Mrs Doe has glimmerfit"


def _coder(name: str) -> batch.Answer:
    if name == "breaks":
        os._exit(3)
    if name == "fails":
        raise ValueError(SECRET)
    if name == "unreadable":
        raise WrongUsage("The note is empty.", where=name)
    return batch.Answer(name, answered=True)


def start() -> batch.Coder:
    return _coder


@pytest.mark.parametrize("jobs", [1, 2])
def test_in_order_whatever_becomes_of_one(jobs: int) -> None:
    names = [f"n{n}" for n in range(30)]
    names[3], names[9], names[10], names[29] = "breaks", "fails", "unreadable", "breaks"
    made = list(batch.outcomes(names, start, jobs=jobs))
    assert [name for name, _ in made] == names
    told = dict(zip(range(30), (outcome for _, outcome in made), strict=True))
    assert {n for n, o in told.items() if isinstance(o, SuperbillError)} == {3, 9, 10, 29}
    assert [type(told[n]) for n in (3, 9, 10)] == [batch.Crashed, batch.Crashed, WrongUsage]
    assert told[5] == batch.Answer("n5", answered=True)


def test_a_fault_names_its_line_and_not_the_note() -> None:
    fault = batch.outcome(_coder, "fails")
    assert isinstance(fault, batch.Crashed)
    assert "ValueError in test_batch.py, line" in fault.message
    assert SECRET not in str(fault)


def test_leaving_early_ends_the_workers() -> None:
    run = batch.outcomes([f"n{n}" for n in range(200)], start, jobs=2)
    assert next(run)[0] == "n0"
    run.close()
    assert not batch.multiprocessing.active_children()


def test_workers_say_what_one_process_says(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for n in range(9):
        text = f"ASSESSMENT: Asthma and type 2 diabetes with nephropathy, visit {n}."
        (tmp_path / f"{n}.txt").write_text(text if n != 4 else "", encoding="utf-8")
    said: list[str] = []
    for jobs in ("1", "2"):
        arguments = ["code", str(tmp_path), "--on", "2026-05-15", "--jsonl", "--jobs", jobs]
        assert main([*arguments, "--home", str(home)]) == 1
        said.append(capfd.readouterr().out)
    assert said[0] == said[1]
    rows = [json.loads(line) for line in said[0].splitlines()]
    assert [("error" in row) for row in rows] == [n == 4 for n in range(9)]


def test_jobs_is_a_number_that_makes_sense(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", "x.txt", "--jobs", "0", "--home", str(home)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
