"""Whatever a user points `superbill data import` at: publishers' files, and everything else."""

from __future__ import annotations

import errno
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from superbill.cli.main import main
from superbill.codesets import home as home_module
from superbill.codesets.catalogue import read_current
from superbill.codesets.importing import load as load_module
from superbill.codesets.importing import unpack

LIST = "\n".join(
    f"{code:<8}{title}"
    for code, title in [
        ("A000", "Invented fever of the first kind"),
        ("A001", "Invented fever of the second kind"),
        ("A009", "Invented fever, unspecified"),
        ("B000", "Invented ache"),
    ]
)
NAME = "icd10cm-codes-2031.txt"


def imported(
    capsys: pytest.CaptureFixture[str], home: Path, *paths: Path, more: tuple[str, ...] = ()
) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit status, and what became of each file by its name."""
    arguments = ["data", "import", *map(str, paths), "--home", str(home), "--json", *more]
    status = main(arguments)
    files = json.loads(capsys.readouterr().out)["files"]
    return status, {Path(f["shown"]).name: f for f in files}


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def zip_bytes(members: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A data home of the test's own, with the embedded code book linked and not compiled again."""
    own = tmp_path / "home"
    own.mkdir()
    for part in ("CURRENT", "catalogues"):
        source = home / part
        if source.is_dir():
            (own / part).mkdir()
            for file in source.iterdir():
                (own / part / file.name).write_bytes(file.read_bytes())
        else:
            (own / part).write_bytes(source.read_bytes())
    (own / "releases").mkdir()
    for family in (home / "releases").iterdir():
        if not family.name.startswith("."):
            (own / "releases" / family.name).mkdir()
            for release in family.iterdir():
                (own / "releases" / family.name / release.name).symlink_to(release)
    return own


def test_a_folder_of_everything_loads_what_it_knows_and_names_the_rest(
    capsys: pytest.CaptureFixture[str], own_home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / NAME).write_text(LIST)
    (folder / "holiday.txt").write_text("Dear all,\nthe beach is lovely.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (folder / "empty.txt").write_bytes(b"")
    status, files = imported(capsys, own_home, folder)
    assert status == 1
    assert files[NAME]["release"] == "icd10cm.codes 2030-10-01"
    assert {n for n, f in files.items() if f["refused"]} == {
        "holiday.txt", "picture.png", "empty.txt",
    }  # fmt: skip


def test_zips_of_zips_and_gzip_are_opened(
    capsys: pytest.CaptureFixture[str], own_home: Path, tmp_path: Path
) -> None:
    """The name of the outer archive is often the only place that says the year."""
    inner = zip_bytes({"codes.txt": LIST})
    archive = zipped(tmp_path / "2031 Code Descriptions.zip", {"tabular/inner.zip": inner})
    status, files = imported(capsys, own_home, archive)
    assert (status, files["codes.txt" if "codes.txt" in files else next(iter(files))]["release"]) \
        == (0, "icd10cm.codes 2030-10-01")  # fmt: skip
    packed = tmp_path / f"{NAME}.gz"
    packed.write_bytes(gzip.compress(LIST.encode()))
    status, files = imported(capsys, own_home, packed)
    assert status == 0
    assert "loaded already" in files[packed.name]["message"]


def test_the_same_file_twice_is_said_and_nothing_done(
    capsys: pytest.CaptureFixture[str], own_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    path.write_text(LIST)
    imported(capsys, own_home, path)
    serial = read_current(own_home).serial
    status, files = imported(capsys, own_home, path)
    assert status == 0
    assert "loaded already" in files[NAME]["message"]
    assert read_current(own_home).serial == serial


@pytest.mark.parametrize(
    ("name", "more", "release"),
    [
        ("icd10cm-codes-2031.txt", (), "icd10cm.codes 2030-10-01"),
        ("icd10cm-codes-April-2031.txt", (), "icd10cm.codes 2031-04-01"),
        ("codes.txt", ("--release", "2031-04-01"), "icd10cm.codes 2031-04-01"),
    ],
)
def test_the_edition_is_found(
    capsys: pytest.CaptureFixture[str],
    own_home: Path,
    tmp_path: Path,
    name: str,
    more: tuple[str, ...],
    release: str,
) -> None:
    path = tmp_path / name
    path.write_text(LIST)
    _, files = imported(capsys, own_home, path, more=more)
    assert files[name]["release"] == release


def test_of_many_files_the_edition_given_is_for_those_that_say_none(
    capsys: pytest.CaptureFixture[str], own_home: Path, tmp_path: Path
) -> None:
    """A folder of downloads holds last year's list, which says so, and one without a name."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / NAME).write_text(LIST)
    (folder / "codes.txt").write_text(LIST.replace("fever", "chill"))
    status, files = imported(capsys, own_home, folder, more=("--release", "2033-10-01"))
    assert status == 0
    assert files[NAME]["release"] == "icd10cm.codes 2030-10-01"
    assert files["codes.txt"]["release"] == "icd10cm.codes 2033-10-01"


@pytest.mark.parametrize(
    ("name", "content", "more", "said"),
    [
        ("codes.txt", LIST, (), "--release"),
        (NAME, LIST, ("--release", "2029-10-01"), "says"),
        (NAME, LIST + "\nnot a row\n", (), f"{NAME}:5"),
        (NAME, LIST + "\nA000    Invented fever again\n", (), f"{NAME}:5"),
        (NAME, LIST.encode() + b"\nC000    \xff\xfe\n", (), f"{NAME}:5"),
    ],
    ids=["no edition", "two editions", "a torn row", "a code twice", "another encoding"],
)
def test_what_is_not_as_published_is_refused_with_its_line(
    capsys: pytest.CaptureFixture[str],
    own_home: Path,
    tmp_path: Path,
    name: str,
    content: str | bytes,
    more: tuple[str, ...],
    said: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = read_current(own_home)
    status, files = imported(capsys, own_home, path, more=more)
    assert status == 2
    assert said in files[name]["message"]
    assert read_current(own_home) == before
    assert list((own_home / "releases").glob(".incoming*")) == []


def test_archives_that_mean_harm_are_refused(
    capsys: pytest.CaptureFixture[str],
    own_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unpack, "SMALL", 1024)
    folder = tmp_path / "bad"
    folder.mkdir()
    zipped(folder / "bomb.zip", {NAME: b"0" * 10_000_000})
    (folder / "bomb.txt.gz").write_bytes(gzip.compress(b"0" * 10_000_000))
    nested = zip_bytes({NAME: LIST})
    for _ in range(4):
        nested = zip_bytes({"in.zip": nested})
    (folder / "deep.zip").write_bytes(nested)
    whole = zip_bytes({NAME: LIST})
    (folder / "short.zip").write_bytes(whole[:-30])
    (folder / "not.zip").write_bytes(b"no zip at all")
    zipped(folder / "climb.zip", {"../../../climbed.txt": "x", f"../{NAME}": LIST})
    before = {p for p in tmp_path.rglob("*") if "home" not in p.parts}
    status, files = imported(capsys, own_home, folder)
    assert status == 1, "the honest list inside climb.zip is loaded, under its own name"
    refused = {n.partition("!")[0].split("/")[-1] for n, f in files.items() if f["refused"]}
    assert {"bomb.zip", "bomb.txt.gz", "short.zip", "not.zip"} <= {
        n.partition("!")[0] for n in refused
    } | {n for n in files if files[n]["refused"]}
    assert {p for p in tmp_path.rglob("*") if "home" not in p.parts} == before
    assert not (tmp_path.parent / "climbed.txt").exists()


def test_a_missing_path_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], own_home: Path, tmp_path: Path
) -> None:
    status = main(["data", "import", str(tmp_path / "nowhere"), "--home", str(own_home)])
    caught = capsys.readouterr()
    assert status == 2
    assert len(caught.err.strip().splitlines()) == 1


def test_an_older_edition_is_kept_for_its_dates(
    capsys: pytest.CaptureFixture[str], own_home: Path, tmp_path: Path
) -> None:
    """A user who loads last year's file after this year's must not go back a year."""
    for year in (2032, 2031):
        path = tmp_path / f"icd10cm-codes-{year}.txt"
        path.write_text(LIST.replace("fever", f"fever {year}"))
        imported(capsys, own_home, path)
    for on, said in (("2030-11-01", "2031"), ("2031-11-01", "2032")):
        main(["lookup", "icd10cm:A00.0", "--on", on, "--home", str(own_home), "--json"])
        assert said in json.loads(capsys.readouterr().out)["title"]


def test_a_disk_that_fills_changes_nothing(
    capsys: pytest.CaptureFixture[str],
    own_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(path: Path) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    path = tmp_path / NAME
    path.write_text(LIST)
    before = read_current(own_home)
    monkeypatch.setattr(home_module, "sha256_of", full)
    status, files = imported(capsys, own_home, path)
    assert status == 2
    assert "No space left" in files[NAME]["message"]
    assert read_current(own_home) == before
    assert list((own_home / "releases").glob(".incoming*")) == []


def test_a_file_that_changes_while_it_is_read_is_refused(
    capsys: pytest.CaptureFixture[str],
    own_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A download still running: what was read is neither the old file nor the new one."""
    path = tmp_path / NAME
    path.write_text(LIST)
    write = load_module.write_release

    def write_and_grow(*arguments: Any, **keywords: Any) -> Any:
        release = write(*arguments, **keywords)
        with path.open("a") as file:
            file.write("\nC000    Invented late arrival\n")
        return release

    monkeypatch.setattr(load_module, "write_release", write_and_grow)
    before = read_current(own_home)
    status, files = imported(capsys, own_home, path)
    assert status == 2
    assert "changed while it was read" in files[NAME]["message"]
    assert read_current(own_home) == before
