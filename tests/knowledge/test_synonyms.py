"""Synonyms and abbreviations: what a line may say, and that every line leads somewhere.

The files are the project's own (docs/synonyms.md); each fault is named with its file and line.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from superbill.codesets.store import FILE_NAME, open_store
from superbill.errors import CardRefused, NotLoaded
from superbill.knowledge.synonyms import (
    Abbreviation,
    Synonym,
    load_abbreviations,
    load_synonyms,
)
from superbill.search.wording import words_of
from superbill.tools.context import Context
from superbill.tools.knowledge import knowledge_check

ON = date(2026, 5, 15)


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_line_is_a_code_and_its_names(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        b="# A comment.\n\nE11: type 2 diabetes | NIDDM\n",
        a="cpt:58565: Essure procedure\nicd10pcs:0UL7: tying of both tubes | tubes: tied\n",
    )
    assert load_synonyms(folder) == (
        Synonym("cpt", "58565", ("Essure procedure",), "a.txt:1"),
        Synonym("icd10pcs", "0UL7", ("tying of both tubes", "tubes: tied"), "a.txt:2"),
        Synonym("icd10cm", "E11", ("type 2 diabetes", "NIDDM"), "b.txt:3"),
    )


def test_letters_of_several_files_keep_all_their_meanings(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        a="MS: multiple sclerosis\nCHF: congestive heart failure\n",
        b="MS: mitral stenosis | multiple sclerosis\n",
    )
    assert load_abbreviations(folder) == (
        Abbreviation("MS", ("multiple sclerosis", "mitral stenosis"), "a.txt:1"),
        Abbreviation("CHF", ("congestive heart failure",), "a.txt:2"),
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("E11", "no names"),
        ("E11:", "likewise"),
        ("E11: ", "likewise"),
        ("E11:type 2 diabetes", "no blank after the colon: a system and a code?"),
        (": type 2 diabetes", "no code"),
        ("E11: type 2 diabetes |", "an empty name at the end"),
        ("E11: | type 2 diabetes", "and at the beginning"),
        ("E11: one || two", "and between"),
        ("E11: NIDDM | niddm", "a name twice, whatever its case"),
        ("icd10cm:: diabetes", "a system and no code"),
        ("type 2 diabetes | NIDDM", "names without a code"),
    ],
)
def test_a_line_that_says_nothing_is_refused(tmp_path: Path, line: str, why: str) -> None:
    folder = written(tmp_path, one=f"# A comment.\nE10: type 1 diabetes\n{line}\nE13: another\n")
    for load in (load_synonyms, load_abbreviations):
        with pytest.raises(CardRefused, match=r"one\.txt:3"):
            load(folder)


def test_the_files_load() -> None:
    assert load_synonyms()
    assert load_abbreviations()


def test_every_name_has_words() -> None:
    lines = [(line.where, line.names) for line in load_synonyms()]
    lines += [(a.where, (a.letters, *a.meanings)) for a in load_abbreviations()]
    wordless = [f"{at}: {n!r}" for at, names in lines for n in names if not words_of(n)]
    assert wordless == []


def test_every_code_is_in_force(context: Context) -> None:
    """A code or a heading on a day that the newest embedded list speaks of."""
    astray: list[str] = []
    for line in load_synonyms():
        try:
            status = context.book.status(line.code, line.system, on=ON).status
        except NotLoaded:
            status = "not loaded"
        if status not in ("active", "header"):
            astray.append(f"{line.where}: {line.system}:{line.code} {status} ({line.names[0]})")
    assert astray == []


def test_every_code_is_in_a_list_at_hand(context: Context) -> None:
    """Asked of the stores themselves, so that what makes a status can't make a code."""
    listed: set[tuple[str, str]] = set()
    for entry in context.catalogue.entries:
        if entry.release.holds("concept"):
            with closing(open_store(context.home / "releases" / entry.folder / FILE_NAME)) as db:
                listed.update(db.execute("SELECT system, code FROM concept"))
    astray = [
        f"{line.where}: {line.system}:{line.code}"
        for line in load_synonyms()
        if (line.system, line.code) not in listed and line.system != "icd10pcs"
    ]
    assert astray == []


def test_no_name_is_the_title_of_another_code(context: Context) -> None:
    titles: dict[str, set[str]] = {}
    for entry in context.catalogue.entries:
        if entry.release.family == "icd10cm":
            with closing(open_store(context.home / "releases" / entry.folder / FILE_NAME)) as db:
                for code, title in db.execute(
                    # A block is no code: its title may be a code's name too (diabetes mellitus).
                    "SELECT code, title FROM concept WHERE title IS NOT NULL"
                    " AND kind NOT IN ('chapter', 'block')"
                ):
                    titles.setdefault(title.casefold(), set()).add(code)
    assert titles
    astray = [
        f"{line.where}: {name!r} is {', '.join(sorted(of))}"
        for line in load_synonyms()
        for name in line.names
        if line.system == "icd10cm"
        and line.code not in (of := titles.get(name.casefold(), {line.code}))
    ]
    assert astray == []


def test_every_meaning_of_an_abbreviation_can_be_found(context: Context) -> None:
    """All its words stand in some source; letters that lead nowhere would be offered in vain."""
    number = context.index.vocabulary.number
    astray = [
        f"{a.where}: {a.letters}: {meaning}"
        for a in load_abbreviations()
        for meaning in a.meanings
        if any(word not in number for word in words_of(meaning))
    ]
    assert astray == []


def test_an_abbreviation_is_not_its_own_meaning() -> None:
    same = [a.where for a in load_abbreviations() if a.letters in a.meanings]
    assert same == []


@pytest.mark.parametrize(
    ("letters", "meanings"),
    [
        ("MS", {"multiple sclerosis", "mitral stenosis"}),
        ("CHF", {"congestive heart failure"}),
        ("COPD", {"chronic obstructive pulmonary disease"}),
        ("MI", {"myocardial infarction"}),
    ],
)
def test_what_everybody_writes_is_there(letters: str, meanings: set[str]) -> None:
    known = {a.letters: set(a.meanings) for a in load_abbreviations()}
    assert meanings <= known[letters]


def test_the_check_that_users_run_finds_no_line_astray(context: Context) -> None:
    checked = knowledge_check(context)
    assert checked.synonyms == len(load_synonyms())
    assert checked.astray == ()
