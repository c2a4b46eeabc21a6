"""The index of a data home: when it is another, that it is written once, and what happens where it
was damaged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from superbill.codesets.catalogue import Catalogue, Entry, read_current
from superbill.codesets.draft import Draft
from superbill.codesets.home import entry_of, publish, write_release, writing
from superbill.errors import WrongUsage
from superbill.knowledge.synonyms import load_synonyms
from superbill.search import index as index_module
from superbill.search.index import FOLDER, Index, index_key, open_index
from superbill.search.terms import own
from superbill.search.wording import words_of

TITLES = {"A00.0": "Invented fever of the first kind", "A00.9": "Invented fever, unspecified"}


def invented() -> Draft:
    rows = [
        ("icd10cm", code, place, "code", 1, None, title, None)
        for place, (code, title) in enumerate(TITLES.items())
    ]
    return Draft(
        family="icd10cm", edition=date(2030, 10, 1), title="Made up", publisher="nobody",
        kind="edition", start=date(2030, 10, 1), end=None, systems=("icd10cm",), licence="none",
        url="", fill=lambda writer: writer.add("concept", rows),
    )  # fmt: skip


@pytest.fixture
def own_home(tmp_path: Path) -> Path:
    """A data home with one small list of codes."""
    home = tmp_path / "home"
    with writing(home, notice=lambda _: None) as current:
        release = write_release(home, invented(), files=(), importer="made up")
        publish(home, current, added=[entry_of(release, origin="user")], action="load")
    return home


@pytest.fixture(autouse=True)
def few_synonyms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Own synonyms, so that a test's index is small."""
    folder = tmp_path / "synonyms"
    folder.mkdir()
    (folder / "one.txt").write_text("A00.9: made-up pyrexia\n", encoding="utf-8")
    monkeypatch.setattr(index_module, "SYNONYMS", folder)
    monkeypatch.setattr(own, "load_synonyms", lambda: load_synonyms(folder))
    return folder


def opened(home: Path, said: list[str] | None = None) -> Index:
    notices = [] if said is None else said
    return open_index(home, read_current(home), notice=notices.append)


def texts(index: Index) -> set[str]:
    part = index.part("icd10cm")
    assert part is not None
    return {part.text(term) for term in range(len(part.code))}


def test_it_holds_what_the_releases_and_the_synonyms_say(own_home: Path) -> None:
    index = opened(own_home)
    assert index.systems == ("icd10cm",)
    assert {"Invented fever, unspecified", "made-up pyrexia"} <= texts(index)
    assert set(words_of("invented pyrexia")) <= set(index.vocabulary.words)


def test_it_is_written_once(own_home: Path) -> None:
    said: list[str] = []
    first, second = opened(own_home, said), opened(own_home, said)
    assert first.folder == second.folder
    assert said == ["building the search index"]


def _without_last(catalogue: Catalogue) -> Catalogue:
    return catalogue._replace(entries=catalogue.entries[:-1])


def _of_other_content(catalogue: Catalogue) -> Catalogue:
    first: Entry = catalogue.entries[0]
    other = first._replace(folder=f"{first.folder}-other")
    return catalogue._replace(entries=(other, *catalogue.entries[1:]))


@pytest.mark.parametrize("change", [_without_last, _of_other_content])
def test_other_releases_are_another_index(
    own_home: Path, change: Callable[[Catalogue], Catalogue]
) -> None:
    catalogue = read_current(own_home)
    assert index_key(change(catalogue)) != index_key(catalogue)


def test_what_says_nothing_of_content_is_the_same_index(own_home: Path) -> None:
    """A rollback and a load of the same files must not build it again."""
    catalogue = read_current(own_home)
    later = catalogue._replace(serial=99, action="rollback", made_at="2032-01-01T00:00:00Z")
    assert index_key(later) == index_key(catalogue)


def test_other_synonyms_are_another_index(own_home: Path, few_synonyms: Path) -> None:
    catalogue = read_current(own_home)
    before = index_key(catalogue)
    assert "made-up pyrexia" in texts(opened(own_home))
    (few_synonyms / "two.txt").write_text("A00.0: first fever\n", encoding="utf-8")
    assert index_key(catalogue) != before
    said: list[str] = []
    assert "first fever" in texts(opened(own_home, said))
    assert said, "it was built again"


def test_only_the_newest_is_kept(own_home: Path, few_synonyms: Path) -> None:
    first = opened(own_home).folder
    (few_synonyms / "one.txt").write_text("A00.9: another name\n", encoding="utf-8")
    second = opened(own_home).folder
    assert not first.exists()
    assert [p for p in (own_home / FOLDER).iterdir() if p.is_dir()] == [second]


def test_threads_that_open_at_once_build_once(own_home: Path) -> None:
    said: list[str] = []
    found: list[Index] = []
    threads = [
        threading.Thread(target=lambda: found.append(opened(own_home, said))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len({index.folder for index in found}) == 1
    assert said == ["building the search index"]


OPENING = """
import sys
from pathlib import Path
from superbill.codesets.catalogue import read_current
from superbill.search.index import open_index
home = Path(sys.argv[1])
index = open_index(home, read_current(home), notice=print)
print(len(index.part("icd10cm").code))
"""


def test_processes_that_open_at_once_build_once(own_home: Path) -> None:
    several = [
        subprocess.Popen(
            [sys.executable, "-c", OPENING, str(own_home)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = [one.communicate(timeout=120)[0].splitlines() for one in several]
    assert [one.returncode for one in several] == [0, 0, 0]
    assert sum("building the search index" in lines for lines in said) == 1
    assert len({lines[-1] for lines in said}) == 1


def _no_about(folder: Path) -> None:
    (folder / "about.json").unlink()


def _torn_about(folder: Path) -> None:
    (folder / "about.json").write_text('{"systems": ["icd', encoding="utf-8")


def _about_of_nothing(folder: Path) -> None:
    (folder / "about.json").write_text("[]", encoding="utf-8")


def _about_without_sizes(folder: Path) -> None:
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    del about["sizes"]
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _truncated_array(folder: Path) -> None:
    array = folder / "icd10cm.held_by.npy"
    array.write_bytes(array.read_bytes()[:-4])


def _empty_array(folder: Path) -> None:
    (folder / "kin.word.npy").write_bytes(b"")


def _no_array(folder: Path) -> None:
    (folder / "icd10cm.weight.npy").unlink()


def _no_codes(folder: Path) -> None:
    (folder / "icd10cm.codes.txt").unlink()


def _short_vocabulary(folder: Path) -> None:
    (folder / "vocabulary.txt").write_text("fever", encoding="utf-8")


def _no_folder(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "damage",
    [_no_about, _torn_about, _about_of_nothing, _about_without_sizes, _truncated_array,
     _empty_array, _no_array, _no_codes, _short_vocabulary, _no_folder],
)  # fmt: skip
def test_a_damaged_index_is_built_again(own_home: Path, damage: Callable[[Path], None]) -> None:
    """It is made of releases and can be thrown away: a torn copy is no reason to fail, and a
    mapped array that is too short would end the process."""
    before = texts(opened(own_home))
    damage(opened(own_home).folder)
    said: list[str] = []
    assert texts(opened(own_home, said)) == before
    assert said == ["building the search index"]
    assert opened(own_home, said).folder.is_dir()
    assert len(said) == 1, "once"


def test_a_home_that_can_not_be_written(own_home: Path) -> None:
    (own_home / FOLDER).write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(WrongUsage, match="--home"):
        opened(own_home)


def test_a_run_that_was_stopped_leaves_nothing_behind(own_home: Path) -> None:
    left = own_home / FOLDER / ".incoming-1"
    left.mkdir(parents=True)
    (left / "vocabulary.txt").write_text("half", encoding="utf-8")
    index = opened(own_home)
    assert [p for p in (own_home / FOLDER).iterdir() if p.is_dir()] == [index.folder]
