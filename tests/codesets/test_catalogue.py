"""The catalogue switches whole or not at all, whatever happens to the process that writes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from superbill.codesets.catalogue import EMPTY, read_current
from superbill.codesets.home import rollback, write_release, writing
from superbill.codesets.release import sha256_of
from superbill.codesets.store import FILE_NAME
from superbill.codesets.verify import verify_entry
from superbill.errors import ReleaseRefused, StoreDamaged, WrongUsage

sys.path.insert(0, str(Path(__file__).parent))
from writer_process import load, made_up

WRITER = Path(__file__).parent / "writer_process.py"
KILLS = 25


def silent(message: str) -> None:
    pass


def start_writer(home: Path, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(home), str(first), str(count)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def assert_whole(home: Path) -> None:
    """Everything that the current catalogue names is on disk as its manifest says."""
    catalogue = read_current(home)
    assert [f for e in catalogue.entries for f in verify_entry(home, e)] == []


def test_nothing_loaded_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert read_current(tmp_path) == EMPTY


def test_a_load_keeps_what_it_does_not_replace(tmp_path: Path) -> None:
    """A CM-only April release must leave ICD-10-PCS alone."""
    load(tmp_path, 1, "icd10cm")
    load(tmp_path, 1, "icd10pcs")
    load(tmp_path, 2, "icd10cm")
    assert [r.id for r in read_current(tmp_path).releases()] == [
        "icd10cm 2020-01-02", "icd10cm 2020-01-03", "icd10pcs 2020-01-02",
    ]  # fmt: skip


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    stores = []
    for name in ("one", "two"):
        home = tmp_path / name
        load(home, 3)
        (entry,) = read_current(home).entries
        stores.append((entry.folder, sha256_of(home / "releases" / entry.folder / FILE_NAME)))
    assert stores[0] == stores[1]


def test_rollback_walks_back_and_deletes_nothing(tmp_path: Path) -> None:
    for n in (1, 2, 3):
        load(tmp_path, n)
    assert len(rollback(tmp_path, notice=silent).entries) == 2
    assert len(rollback(tmp_path, notice=silent).entries) == 1
    load(tmp_path, 3)
    assert len(read_current(tmp_path).entries) == 2
    assert_whole(tmp_path)
    rollback(tmp_path, notice=silent)
    while read_current(tmp_path).before is not None:
        rollback(tmp_path, notice=silent)
    with pytest.raises(WrongUsage):
        rollback(tmp_path, notice=silent)


def test_a_refused_file_changes_nothing(tmp_path: Path) -> None:
    """The fault may be in the last row: nothing of the file may remain."""
    load(tmp_path, 1)
    before = read_current(tmp_path)

    def fill(writer: object) -> None:
        made_up(2).fill(writer)  # type: ignore[arg-type]
        raise ReleaseRefused("a row of 7 columns", where="file.txt:401")

    from dataclasses import replace

    with pytest.raises(ReleaseRefused), writing(tmp_path, notice=silent):
        write_release(tmp_path, replace(made_up(2), fill=fill), files=(), importer="made up")
    assert read_current(tmp_path) == before
    assert list((tmp_path / "releases").glob(".incoming-*")) == []


@pytest.mark.parametrize("tampered", ["truncate", "flip", "remove"])
def test_verify_sees_a_damaged_store(tmp_path: Path, tampered: str) -> None:
    load(tmp_path, 2)
    (entry,) = read_current(tmp_path).entries
    store = tmp_path / "releases" / entry.folder / FILE_NAME
    data = bytearray(store.read_bytes())
    if tampered == "remove":
        store.unlink()
    else:
        data[-100] ^= 0xFF
        store.write_bytes(data[: 5000 if tampered == "truncate" else None])
    assert len(verify_entry(tmp_path, entry)) == 1


def test_a_catalogue_that_can_not_be_read_says_what_to_do(tmp_path: Path) -> None:
    load(tmp_path, 1)
    (tmp_path / "catalogues" / "000001.json").write_text("{")
    with pytest.raises(StoreDamaged):
        read_current(tmp_path)


def test_kill_9_at_any_moment_leaves_a_whole_catalogue(tmp_path: Path) -> None:
    """A laptop is closed in the middle of an import: the old catalogue, or the new, whole."""
    seed = random.Random(os.environ.get("PYTEST_SEED", "7"))
    load(tmp_path, 1)
    number, seen = 2, set()
    for _ in range(KILLS):
        writer = start_writer(tmp_path, number, 200)
        assert writer.stdout is not None
        if seed.random() < 0.7:  # into the middle of the work, not only of the start
            writer.stdout.readline()
        time.sleep(seed.random() * 0.03)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert_whole(tmp_path)
        current = read_current(tmp_path)
        assert len(current.entries) >= len(seen)
        seen = {e.release.id for e in current.entries}
        number = len(seen) + 1
    load(tmp_path, number + 500)  # and the next one to come can still write
    assert list((tmp_path / "releases").glob(".incoming-*")) == []
    assert_whole(tmp_path)


def test_two_processes_may_load_at_once(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, first, 10) for first in (1, 101)]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    assert len(read_current(tmp_path).entries) == 20
    assert_whole(tmp_path)
