"""`superbill code` over files of every kind: the day that one says, a batch with bad ones."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main


def reference(text: bytes, day: str) -> str:
    data = base64.b64encode(text).decode()
    content = [{"attachment": {"contentType": "text/plain", "data": data}}]
    return json.dumps(
        {"resourceType": "DocumentReference", "status": "current", "date": day, "content": content}
    )


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    status = main(["code", *arguments, "--jsonl"])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("given", "on"), [([], "2024-03-01"), (["--on", "2024-06-30"], "2024-06-30")]
)
def test_a_file_s_day_is_coded_unless_another_is_given(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], given: list[str], on: str
):
    path = tmp_path / "note.json"
    path.write_text(reference(b"IMPRESSION: Menorrhagia.", "2024-03-01T10:00:00Z"))
    status, answers = run(capsys, str(path), *given, "--home", str(home))
    assert status == 0
    assert answers[0]["on"] == on


def test_a_folder_is_read_to_its_end(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
):
    files = {
        "a.html": "<h2>Impression</h2><p>Menorrhagia</p>",
        "b.json": '{"resourceType": "Patient"}',
        "c.rtf": r"{\rtf1 IMPRESSION: Menorrhagia.}",
        "d.pdf": "%PDF-1.4 nothing",
        "e.csv": "not,a,note",
        "f.txt": "IMPRESSION: Menorrhagia.",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    status, answers = run(capsys, str(tmp_path), "--on", "2024-03-01", "--home", str(home))
    assert status == 1
    assert [Path(a.get("note") or a["input"]).name for a in answers] == [
        "a.html", "b.json", "c.rtf", "d.pdf", "f.txt",
    ]  # fmt: skip
    assert ["error" in a for a in answers] == [False, True, False, True, False]
