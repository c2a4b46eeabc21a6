"""Reading a course: what can't be used is left out and told, never guessed and never fatal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from superbill.coding.learning.course import Coded, read_course
from superbill.errors import WrongUsage

NOTE = "She has sugar trouble and a dry cough."
COUGH = Coded("icd10cm", "R05.9")


def known(code: Coded) -> str:
    return {"R05.9": "active", "E11.9": "active", "E11": "header", "0DTJ": "header"}.get(
        code.code, "unknown"
    )


def folder(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "a.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "codes.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_a_folder_with_places_and_without(tmp_path: Path) -> None:
    course = read_course(
        folder(tmp_path, "a.txt\ticd10cm\tr059\t26\t37", "a.txt\ticd10cm\tE11.9\t\t",
               "a.txt\ticd10pcs\t0DTJ4ZZ"),
        known=known,
    )  # fmt: skip
    (note,) = course.notes
    assert note.codes == {COUGH: ((26, 37),), Coded("icd10cm", "E11.9"): (),
                          Coded("icd10pcs", "0DTJ"): ()}  # fmt: skip
    assert not course.skipped


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a.txt\ticd10cm\tQ99.9\t\t", "code that no set has"),
        ("a.txt\ticd10cm\tE11\t\t", "heading, which is not reported"),
        ("a.txt\ticd10cm\t???\t\t", "not a code"),
        ("a.txt\ticd10cm\tR05.9\t5\t999", "place outside the note (the code is kept)"),
        ("a.txt\ticd10cm\tR05.9\tx\t9", "place that is no two numbers (the code is kept)"),
        ("b.txt\ticd10cm\tR05.9\t\t", "note not readable"),
        ("../b.txt\ticd10cm\tR05.9\t\t", "file outside the course"),
        ("a.txt", "row without file, system and code"),
        ("a.txt\ticd10cm\tR05.9\t26\t37", "row given twice"),
    ],
)
def test_what_cant_be_used_is_told_with_its_place(tmp_path: Path, row: str, reason: str) -> None:
    course = read_course(folder(tmp_path, "a.txt\ticd10cm\tR05.9\t26\t37", row), known=known)
    assert course.skipped == {reason: 1}
    assert course.faults[0].startswith(f"codes.tsv:2: {reason}")
    assert COUGH in course.notes[0].codes


def test_jsonl_with_text_path_and_evidence(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(NOTE, encoding="utf-8")
    lines = [
        {"note": NOTE, "codes": ["R05.9"], "evidence": [{"code": "R05.9", "text": "dry cough"}]},
        {"path": "b.txt", "codes": [{"system": "icd10cm", "code": "E119"}]},
        {"codes": ["R05.9"]},
    ]
    file = tmp_path / "c.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\nno json\n", encoding="utf-8")
    course = read_course(file, known=known)
    by_name = {note.name: note.codes for note in course.notes}
    assert by_name == {"c.jsonl:1": {COUGH: ((28, 37),)},
                       "b.txt": {Coded("icd10cm", "E11.9"): ()}}  # fmt: skip
    assert sum(course.skipped.values()) == 2


def test_no_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="no such course"):
        read_course(tmp_path / "none", known=known)
    with pytest.raises(WrongUsage, match=r"no codes\.tsv"):
        read_course(tmp_path, known=known)
    with pytest.raises(WrongUsage, match="no note with a code"):
        read_course(folder(tmp_path, "a.txt\ticd10cm\tQ99.9\t\t"), known=known)
