"""The leak guard finds what is planted, and nothing in the repository.

A guard that finds nothing may be blind: each kind of leak is planted, in the guises in which it
would come. The descriptors here are nobody's; the real ones are only read where they lie.
"""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "ci" / "leak_guard"))
import descriptors
import places
import rows
from tracked import texts_of, tracked_files

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

SCHEDULE = (
    '"made-up notice, over\ntwo lines",,,\r\n'
    "HCPCS,MOD,DESCRIPTION,CODE\r\n"
    "99990,,Polish brass knob/lever,A\r\n"
    "99990,26,Polish brass knob/lever,A\r\n"
    "99991,,Oil hinge,A\r\n"
    "0999T,,Wax & buff oak door panel,C\r\n"
    "A9990,,Everyone may say this here,A\r\n"  # HCPCS Level II: CMS's own words
)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> descriptors.Descriptors:
    path = tmp_path_factory.mktemp("schedule") / "PPRRVU2031_Jan.csv"
    path.write_text(SCHEDULE, encoding="utf-8")
    return descriptors.read([path])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("summary: Polish brass knob/lever\n", 1),
        ("# to POLISH\n#   Brass   knob, lever", 1),  # other case, and over a line break
        ("we wax-and buff", 0),
        ("A wax & buff oak\tdoor\n\npanel again", 1),
        ("polish the brass knob/lever", 0),  # other words: ours
        ("xpolish brass knob lever", 0),
        ("oil hinge", 0),  # too short to be anybody's
        ("99991,,Oil Hinge,A", 1),  # but not beside its code
        ("code: '99991'\nshort: oil\n  hinge", 1),
        ("Oil hinge (99991)", 1),
        ("99991: turn it, then wash it, and at last oil hinge", 0),
        ("99992: oil hinge", 0),
        ("A9990 everyone may say this here", 0),
        ("", 0),
    ],
)
def test_a_planted_descriptor_is_found(known: descriptors.Descriptors, text: str, found: int):
    leaks = list(descriptors.leaks(known, [("card.yaml", text)]))
    assert len({leak.line for leak in leaks}) == found


def test_the_line_is_named_and_the_text_is_not(known: descriptors.Descriptors):
    text = "one\ntwo\nPolish brass\nknob/lever\n"
    (leak,) = descriptors.leaks(known, [("cards/x.yaml", text)])
    assert str(leak) == "cards/x.yaml:3: the short descriptor of 99990, in running text"


@pytest.mark.parametrize("kind", ["zip", "gz", "windows"])
def test_a_packed_descriptor_is_found(tmp_path: Path, known: descriptors.Descriptors, kind: str):
    text = "note é: polish brass knob lever"
    path = tmp_path / f"planted.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", "<w>polish brass</w><w>knob lever</w>")
    elif kind == "gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_bytes(text.encode("cp1252"))
    assert len(list(descriptors.leaks(known, texts_of(path, tmp_path)))) == 1


def test_a_schedule_without_descriptors_is_not_taken_for_a_clean_bill(tmp_path: Path):
    path = tmp_path / "PPRRVU2031_Jan.csv"
    path.write_text("HCPCS,MOD,DESCRIPTION\nA9990,,Free text\n", encoding="utf-8")
    with pytest.raises(ValueError, match="holds no short descriptor"):
        descriptors.read([path])


def shared(folder: Path, codes: int) -> Path:
    folder.mkdir()
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(("code", "n") if i < 0 else (f"A{i:04}", f"value {i}")
                                   for i in range(-1, codes))  # fmt: skip
    return folder


def table(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("five.csv", table([(f"A{i:04}", f"value {i}") for i in range(5)]), "5 rows of table.csv"),
        ("four.csv", table([(f"A{i:04}", f"value {i}") for i in range(4)]), None),
        ("one.csv", table([("A0001", "value 1")] * 9), None),  # one row, however often
        ("own.csv", table([(f"A{i:04}", "own") for i in range(100)]), None),
        ("codes.csv", table([(f"A{i:04}", "own") for i in range(101)]), "a column of 101 codes"),
        ("codes.yaml", "".join(f"- A{i:04}\n" for i in range(101)), "a column of 101 codes"),
        ("own.yaml", "".join(f"- B{i:04}\n" for i in range(101)), None),
        ("page.md", "".join(f"A{i:04}\n" for i in range(101)), None),  # no data file
    ],
)
def test_rows_and_columns_of_a_real_file_are_found(
    tmp_path: Path, name: str, text: str, said: str | None
):
    leaks = [str(leak) for leak in rows.leaks(shared(tmp_path / "data", 300), [(name, text)])]
    assert [said] * len(leaks) == [said if said and said in leak else leak for leak in leaks]
    assert bool(leaks) is (said is not None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see /build/zone7/project/data/x.csv", True),
        ("see /build/zone7/other", True),
        ("url: https://wheels.internal.example/simple", True),
        ("url: https://WHEELS.internal.example", True),
        ("url: https://user@a.wheels.internal.example", True),
        ("file:///build/zone7/project", True),
        ("from docs/build/zone7/project", False),  # a path of its own
        ("/build/zone7/projects", False),
        ("https://mywheels.internal.example", False),
    ],
)
def test_a_place_of_this_machine_is_found(text: str, found: bool):
    of_machine = [
        places.Place("/build/zone7/project", "a path of this machine"),
        places.Place("/build/zone7/other", "a path of this machine"),
        places.Place("wheels.internal.example", "a package index of this machine"),
    ]
    assert bool(list(places.leaks(of_machine, [("README.md", text)]))) is found


def test_the_folders_around_the_repository_are_looked_for():
    assert str(REPOSITORY) in {place.name for place in places.of_this_machine(REPOSITORY)}


def test_the_index_of_the_machine_is_read_from_its_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:word@wheels.internal.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/var/wheels7 https://more.internal.example:8080/x")
    names = {place.name for place in places.of_this_machine(REPOSITORY)}
    assert {"wheels.internal.example", "/var/wheels7", "more.internal.example"} <= names


def test_files_that_git_does_not_track_yet_are_looked_at(tmp_path: Path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("ignored\n", encoding="utf-8")
    for name in ("new", "ignored"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in tracked_files(tmp_path)] == [".gitignore", "new"]


@pytest.mark.parametrize(
    ("planted", "status", "said"),
    [
        ("summary: POLISH brass\n  knob/lever", 1, "note.yaml:1: the short descriptor of 99990"),
        ("summary: polish the knob", 0, ""),
    ],
)
def test_the_command_fails_where_something_is_planted(
    tmp_path: Path, planted: str, status: int, said: str
):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "note.yaml").write_text(planted, encoding="utf-8")
    schedule = tmp_path / "schedule.csv"
    schedule.write_text(SCHEDULE, encoding="utf-8")
    command = [sys.executable, str(REPOSITORY / "ci" / "leak_guard")]
    options = ["--repository", str(tmp_path / "work"), "--fee-schedule", str(schedule)]
    ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert (ended.returncode, said in ended.stderr) == (status, True)
    assert "rows not looked for" in ended.stdout


@pytest.mark.real_data
def test_no_real_descriptor_is_in_the_repository_and_a_planted_one_would_be_found(tmp_path: Path):
    real = descriptors.read(descriptors.schedules_at_hand(SHARED_DATA))
    files = [text for path in tracked_files(REPOSITORY) for text in texts_of(path, REPOSITORY)]
    assert [str(leak) for leak in descriptors.leaks(real, files)] == []
    # Each one planted, in capitals and with a line break after every word.
    planted = [(code, " \n".join(words).upper()) for words, code in real.running.items()]
    missed = [c for c, text in planted if not list(descriptors.leaks(real, [("x.csv", text)]))]
    assert missed == []
    assert len(real.running) > 8_000
    assert len(real) > 10_000
