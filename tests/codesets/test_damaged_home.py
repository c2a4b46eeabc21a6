"""A data home that something else wrote into: every damage has a way back that works."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from superbill.cli.main import main
from superbill.tools.context import Context

LOOKUP = ("lookup", "E11.9", "--on", "2024-07-15")


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """A copy of the data home whose releases are shared: links, replaced before a change."""
    folder = tmp_path / "home"
    shutil.copytree(home, folder, copy_function=_link)
    for name in ("CURRENT", *(f"catalogues/{p.name}" for p in (home / "catalogues").iterdir())):
        _own(folder / name)
    return folder


def _link(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target


def _own(path: Path) -> Path:
    """The file itself instead of a link to the one that other tests read."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    return path


def _no_number(home: Path) -> None:
    (home / "CURRENT").write_bytes(b"\xff what?")


def _empty(home: Path) -> None:
    (home / "CURRENT").write_bytes(b"")


def _no_such_snapshot(home: Path) -> None:
    (home / "CURRENT").write_bytes(b"999\n")


def _torn_snapshot(home: Path) -> None:
    for path in (home / "catalogues").iterdir():
        path.write_bytes(path.read_bytes()[:100])


def _older_format(home: Path) -> None:
    for path in (home / "catalogues").iterdir():
        path.write_text(path.read_text().replace('"contents"', '"content"'))


@pytest.mark.parametrize(
    "damage", [_no_number, _empty, _no_such_snapshot, _torn_snapshot, _older_format]
)
def test_a_catalogue_that_can_not_be_read(
    capsys: pytest.CaptureFixture[str], copy: Path, damage: Callable[[Path], None]
) -> None:
    """The message said that `superbill data rollback` helps; it gave the same message, as did
    every other command: only deleting the home by hand helped."""
    damage(copy)
    at = ("--home", str(copy))
    assert main([*LOOKUP, *at]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "`superbill data verify --repair`" in said
    assert main(["data", "verify", "--repair", *at]) == 0
    assert main([*LOOKUP, *at]) == 0


def test_repair_takes_the_newest_catalogue_that_can_be_read(
    capsys: pytest.CaptureFixture[str], copy: Path
) -> None:
    (copy / "CURRENT").write_text("not a number")
    assert main(["data", "verify", "--repair", "--home", str(copy)]) == 0
    assert "compiling" not in capsys.readouterr().err, "nothing that was compiled was lost"


def test_repair_of_a_sound_home_changes_nothing(copy: Path) -> None:
    before = (copy / "CURRENT").read_bytes()
    assert main(["data", "verify", "--repair", "--home", str(copy)]) == 0
    assert (copy / "CURRENT").read_bytes() == before


def test_pages_of_a_store_overwritten(capsys: pytest.CaptureFixture[str], copy: Path) -> None:
    """SQLite notices only when it reads the page: sqlite3.DatabaseError, with a traceback."""
    with Context(copy) as context:
        entry = next(e for e in context.catalogue.entries if e.release.family == "mce")
    store = _own(copy / "releases" / entry.folder / "store.sqlite")
    content = bytearray(store.read_bytes())
    content[8192:] = bytes(len(content) - 8192)
    store.write_bytes(content)
    assert main([*LOOKUP, "--home", str(copy)]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "verify --repair" in said
    assert main(["data", "verify", "--repair", "--home", str(copy)]) == 0
    assert main([*LOOKUP, "--home", str(copy)]) == 0


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_home_that_is_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, below: str
) -> None:
    """It "named no catalogue", without a word on what to do."""
    (tmp_path / "file").write_text("not a folder")
    assert main([*LOOKUP, "--home", str(tmp_path / "file" / below)]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "--home" in said


def test_rolling_back_still_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], copy: Path
) -> None:
    """The list after a rollback claimed that nothing was missing."""
    with Context(copy) as context:
        damaged = context.catalogue.entries[0]
    shutil.rmtree(copy / "releases" / damaged.folder)
    assert main(["data", "verify", "--repair", "--home", str(copy)]) == 0
    capsys.readouterr()
    assert main(["data", "rollback", "--home", str(copy)]) == 0
    assert "cpt: superbill data import" in capsys.readouterr().out


TABULAR = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2026</version><chapter><name>1</name><desc>Small (A00-A00)</desc>
<sectionIndex><sectionRef first="A00" last="A00" id="A00-A00">Small</sectionRef></sectionIndex>
<section id="A00-A00"><desc>Small (A00-A00)</desc>
<diag><name>A00</name><desc>Cholera</desc></diag></section></chapter></ICD10CM.tabular>
"""


def test_a_tabular_list_of_another_year_than_is_said(
    capsys: pytest.CaptureFixture[str], copy: Path, tmp_path: Path
) -> None:
    """`--release 2020-04-01` made a list of fiscal year 2020 of the file of 2026."""
    file = tmp_path / "my.xml"
    file.write_text(TABULAR)
    assert main(["data", "import", str(file), "--release", "2020-04-01", "--home", str(copy)]) == 2
    assert "my.xml:2: the file says fiscal year 2026" in capsys.readouterr().out


def test_a_damaged_import_can_be_imported_again(
    capsys: pytest.CaptureFixture[str], copy: Path, tmp_path: Path
) -> None:
    """`data verify --repair` said to import the file again, and the import answered that it was
    loaded already; damaged embedded releases beside it were not compiled either."""
    file, at = tmp_path / "my.xml", ("--home", str(copy))
    file.write_text(TABULAR)
    load = ["data", "import", str(file), "--release", "2025-10-01", *at]
    assert main(load) == 0
    (store,) = copy.glob("releases/icd10cm/2025-10-01-*/store.sqlite")
    store.unlink()
    (embedded,) = copy.glob("releases/mce/*/store.sqlite")
    embedded.unlink()
    capsys.readouterr()
    assert main(["data", "verify", "--repair", *at]) == 2
    said = capsys.readouterr().out
    assert "mce 2026-10-01: compiled again" in said
    assert "import that again" in said
    assert main(load) == 0
    assert main(["data", "verify", *at]) == 0


def test_no_name_is_not_the_working_folder(
    capsys: pytest.CaptureFixture[str],
    copy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`superbill data import "$FILE"` with FILE unset read every file below the working folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["data", "import", "", "--home", str(copy)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
