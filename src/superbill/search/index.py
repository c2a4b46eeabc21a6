"""The index of a data home: opened if it is there, written first if it is not.

It lies in `home/search/KEY`; the key is made of the releases in the catalogue, the project's own
words and the form of the arrays, so a change of any of them is another folder and nothing is ever
changed in place. Only the newest is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from superbill.codesets.catalogue import Catalogue
from superbill.errors import WrongUsage
from superbill.knowledge.synonyms import ABBREVIATIONS, SYNONYMS
from superbill.search.asking import Vocabulary, vocabulary_of
from superbill.search.kinship import EQUIVALENTS
from superbill.search.layout import FORMAT, Kin, Part, open_held, open_kin, open_part
from superbill.search.meaning import TABLE
from superbill.search.spelling import Speller
from superbill.search.wording import WORDS

RARE = 2
"""Terms that hold a word at most, for it to be a word that may be a slip."""

FOLDER = "search"
_ABOUT = "about.json"

Notice = Callable[[str], None]


class Index:
    """An index that is open. Its arrays are mapped, not read: opening it is quick."""

    def __init__(self, folder: Path):
        self.folder = folder
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        self.systems: tuple[str, ...] = tuple(about["systems"])
        self.sources: tuple[str, ...] = tuple(about["sources"])
        words = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
        self._held: list[int] = open_held(folder).tolist()
        rare = frozenset(w for w, n in zip(words, self._held, strict=True) if n <= RARE)
        self.vocabulary: Vocabulary = vocabulary_of(tuple(words), rare)
        self.kin: Kin = open_kin(folder)
        # All at once: another process may sweep this folder away as soon as it has a newer one.
        self._parts: dict[str, Part] = {name: open_part(folder, name) for name in self.systems}

    def part(self, system: str) -> Part | None:
        """The terms of one system; None where nothing at hand names its codes."""
        return self._parts.get(system)

    @cached_property
    def ordered_words(self) -> list[str]:
        """The vocabulary in alphabetical order, for words that are not finished."""
        return sorted(self.vocabulary.words)

    @cached_property
    def speller(self) -> Speller:
        return Speller(self.vocabulary.words, self._held)


def index_key(catalogue: Catalogue) -> str:
    """Names the index that a catalogue makes. A release's folder is named by its content."""
    digest = hashlib.sha256(f"{FORMAT}\n".encode())
    for entry in catalogue.entries:
        digest.update(f"{entry.folder}\n".encode())
    own = (
        WORDS,
        EQUIVALENTS,
        TABLE,
        *sorted(SYNONYMS.glob("*.txt")),
        *sorted(ABBREVIATIONS.glob("*.txt")),
    )
    for path in own:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def open_index(home: Path, catalogue: Catalogue, *, notice: Notice) -> Index:
    """The index of the catalogue, written first where it is missing (some ten seconds, said
    through `notice`). Raises WrongUsage where the home can't be written."""
    folder = home / FOLDER / index_key(catalogue)
    if not _is_whole(folder):
        _make(home, folder, catalogue, notice=notice)
    return Index(folder)


def _is_whole(folder: Path) -> bool:
    """Whether every file of an index is there in its full length. An array that was cut off would
    end the process, not raise an error: it is mapped, not read."""
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in about["sizes"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _make(home: Path, folder: Path, catalogue: Catalogue, *, notice: Notice) -> None:
    from filelock import FileLock

    from superbill.search.terms.gather import gathered
    from superbill.search.writer import write_index

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "lock"):
            if _is_whole(folder):  # another process has just written it
                return
            notice("building the search index")
            incoming = folder.parent / f".incoming-{os.getpid()}"
            shutil.rmtree(incoming, ignore_errors=True)
            incoming.mkdir()
            with gathered(home, catalogue) as all_of:
                about = write_index(incoming, all_of.terms, all_of.places)
            sizes = {path.name: path.stat().st_size for path in incoming.iterdir()}
            said = json.dumps({**about, "sizes": sizes})
            (incoming / _ABOUT).write_text(said, encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            incoming.rename(folder)
            _sweep(folder)
    except OSError as fault:
        raise WrongUsage(
            f"the search index can't be written ({fault.strerror}).", where=str(folder.parent),
            remedy="Make room there, or name another data home with --home.",
        ) from fault  # fmt: skip


def _sweep(kept: Path) -> None:
    for other in kept.parent.iterdir():
        if other.is_dir() and other != kept:
            shutil.rmtree(other, ignore_errors=True)
