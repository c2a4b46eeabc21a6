"""`superbill assert`: one answer a line, in order, bad lines reported and passed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main


def answers(tmp_path: Path, home: Path, capsys: Any, lines: list[str]) -> tuple[int, list[Any]]:
    file = tmp_path / "phrases.tsv"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    status = main(["assert", "--batch", str(file), "--jsonl", "--home", str(home)])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("line", "assertion", "cue", "reason"),
    [
        ("No fever, chills or cough.\t19\t24", "negated", "No", "a list is denied whole"),
        ("Denies chest pain.\t7\t17", "negated", "Denies", "the patient's denial"),
        ("Pneumonia has resolved.\t0\t9", "negated", "has resolved", "no longer there"),
        ("She can no longer walk.\t18\t22", "negated", "no longer", "it was once so"),
        ("Possible pneumonia.\t9\t18", "possible", "Possible", "not known to be so"),
        ("Rule out pulmonary embolism.\t9\t27", "possible", "Rule out", "looked for"),
        ("Return if fever occurs.\t10\t15", "hypothetical", "Return if", "what may come"),
        ("History of asthma.\t11\t17", "historical", "History of", "what was"),
        ("Mother had breast cancer.\t11\t24", "family", "Mother", "another person"),
        ("No family history of cancer.\t21\t27", "negated", "No", "negated outranks family"),
        ("Fever since Monday.\t0\t5", "affirmed", None, "nothing speaks against it"),
        ("Not obtainable. REFERRING DIAGNOSIS: syncope\t37\t44", "affirmed", None,
         "a heading begins another statement"),
    ],
)  # fmt: skip
def test_one_phrase(
    tmp_path: Path, home: Path, capsys: Any, line: str, assertion: str, cue: str | None, reason: str
) -> None:
    status, (answer,) = answers(tmp_path, home, capsys, [line])
    assert status == 0
    assert answer["assertion"] == assertion, reason
    text = line.rsplit("\t", 2)[0]
    if cue is None:
        assert answer["cue"] is None
    else:
        assert answer["cue"]["text"] == cue
        assert text[answer["cue"]["start"] : answer["cue"]["end"]] == cue


@pytest.mark.parametrize(
    "line", ["", "no tabs", "text\t5\t3", "text\t0\t99", "text\ta\tb", "\t0\t1"]
)
def test_a_bad_line_is_reported_and_the_next_is_answered(
    tmp_path: Path, home: Path, capsys: Any, line: str
) -> None:
    status, found = answers(tmp_path, home, capsys, [line, "No fever.\t3\t8"])
    assert status == 1
    assert "error" in found[0]
    assert found[1]["assertion"] == "negated"


def test_a_file_that_is_not_there(capsys: Any, home: Path) -> None:
    assert main(["assert", "--batch", "/nowhere/at/all.tsv", "--home", str(home)]) == 2
    assert "can't be read" in capsys.readouterr().err
