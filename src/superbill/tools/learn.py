"""Learn from the user's own coded notes, and look after what was learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from superbill.codesets.home import writing
from superbill.coding.learning import store
from superbill.coding.learning.course import Coded, CourseNote, read_course
from superbill.coding.learning.fitting import Studied, fitted, scored_of
from superbill.coding.learning.learned import About, Learned
from superbill.coding.learning.lexicon import Phrase
from superbill.coding.learning.mining import Read
from superbill.coding.learning.note_words import WordReader
from superbill.coding.learning.rates import named
from superbill.coding.mentioned import linker_of, mentioned
from superbill.coding.phrase_book import PhraseBook, phrase_book
from superbill.errors import NotLoaded, WrongUsage
from superbill.notes.disorders import find_disorders
from superbill.notes.document import parse
from superbill.notes.repeats import few_alike
from superbill.tools.context import Context
from superbill.tools.registry import Says


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: about it, how many phrases, where it lies, and faults of the course."""

    about: About
    phrases: int
    folder: str
    faults: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            **asdict(self.about),
            "phrases": self.phrases,
            "folder": self.folder,
            "faults": list(self.faults),
        }


@dataclass(frozen=True, slots=True)
class LearnedList:
    """Everything that was learned in this data home."""

    learned: tuple[About, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"learned": [asdict(about) for about in self.learned]}


@dataclass(frozen=True, slots=True)
class LearnedShown:
    """What was learned under one name: the surest phrases first, then built-in names that are
    usually not coded here."""

    learned: Learned
    folder: str

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return self.learned.phrases

    def as_dict(self) -> dict[str, Any]:
        return {
            **asdict(self.learned.about),
            "folder": self.folder,
            "phrases": [asdict(p) for p in self.learned.phrases],
            "names": [asdict(n) for n in self.learned.rates.names],
            "ranking": {system: asdict(r) for system, r in self.learned.ranking.items()},
        }


@dataclass(frozen=True, slots=True)
class Deleted:
    name: str

    def as_dict(self) -> dict[str, Any]:
        return {"deleted": self.name}


def learn(
    context: Context,
    course: Annotated[str, Says("a folder of texts with a codes.tsv, or a JSONL file")],
    *,
    on: Annotated[date, Says("the day whose code sets the course is read by")],
    name: Annotated[str, Says("what to call what is learned")] = "own",
) -> Lesson:
    """Learns from coded notes which words stand for which codes, and how to rank them.

    What was learned under the name before is replaced; nothing leaves this machine. Codes that no
    set has and rows that can't be used are left out and counted. Raises WrongUsage for a course
    that isn't there or holds no note with a code, NotLoaded where ICD-10-CM is not loaded.
    """
    store.named(name)
    made, faults = taught(context, Path(course), on=on, name=name)
    with writing(context.home, notice=context.notice):
        folder = store.save(context.home, made)
    return Lesson(made.about, len(made.phrases), str(folder), faults)


def taught(
    context: Context, course: Path, *, on: date, name: str
) -> tuple[Learned, tuple[str, ...]]:
    """What a course teaches, kept nowhere, and the first of its faults. Raises as `learn`."""
    book = phrase_book(context.index)
    if book is None:
        raise NotLoaded("ICD-10-CM is not loaded.", remedy="superbill data pull")
    read = read_course(course, known=_known(context, on))
    studied = _studied(context, read.notes, book, on)
    found = fitted(studied, book, tell=lambda what, n, of: context.progress(what, n, of, ""))
    about = About(
        name, course.name, on.isoformat(), len(read.notes),
        sum(len(note.codes) for note in read.notes), found.folds, read.skipped, found.held_out,
    )  # fmt: skip
    made = Learned(about, found.phrases, found.rates, found.ranking, found.skip)
    return made, read.faults


def _known(context: Context, on: date) -> Callable[[Coded], str]:
    statuses: dict[Coded, str] = {}

    def known(code: Coded) -> str:
        if code not in statuses:
            try:
                statuses[code] = context.book.status(code.code, code.system, on=on).status
            except NotLoaded:  # no list can say; the gate will, when the code is used
                statuses[code] = "active"
        return statuses[code]

    return known


def _studied(
    context: Context, notes: tuple[CourseNote, ...], book: PhraseBook, on: date
) -> list[Studied]:
    reader, linker = WordReader(book), linker_of(book, context.book, on)
    made: list[Studied] = []
    for number, (note, scored) in enumerate(zip(notes, scored_of(len(notes)), strict=True), 1):
        context.progress("reading the course", number, len(notes), note.name)
        document = parse(note.text, name=note.name, lexicon=context.lexicon)
        disorders = few_alike(find_disorders(document, book.names))
        found = mentioned(disorders, document, linker, book)
        read = Read(note, document, reader.read(document))
        made.append(Studied(read, named(found), tuple(found) if scored else ()))
    return made


def learned_list(context: Context) -> LearnedList:
    """What was learned in this data home."""
    names = store.list_names(context.home)
    return LearnedList(tuple(store.read_about(context.home, name) for name in names))


def learned_show(
    context: Context, name: Annotated[str, Says("the name it was learned under")]
) -> LearnedShown:
    """Everything that was learned under a name. Raises WrongUsage with the names there are."""
    return LearnedShown(store.load(context.home, name), str(store.place_of(context.home, name)))


def learned_delete(
    context: Context, name: Annotated[str, Says("the name it was learned under")]
) -> Deleted:
    """Deletes what was learned under a name. Raises WrongUsage with the names there are."""
    if not name:
        raise WrongUsage("no name was given.")
    with writing(context.home, notice=context.notice):
        store.delete(context.home, name)
    return Deleted(name)
