"""docs/notes.md names every format, suffix and section, so that the page can't drift."""

from pathlib import Path

from superbill.notes.formats.table import FORMATS
from superbill.notes.section_kinds import section_kinds

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "notes.md").read_text(encoding="utf-8")


def rows(start: str) -> dict[str, list[str]]:
    """The table that begins with a heading, by its first column."""
    table = PAGE[PAGE.index(start) :].split("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table]
    return {first: rest for first, *rest in cells}


def test_the_formats():
    told = {name: tuple(rest[0].split()) for name, rest in rows("| format |").items()}
    assert told == {format.name: format.suffixes for format in FORMATS}


def test_the_kinds_of_sections():
    told = {s: kind for kind, rest in rows("| kind |").items() for s in rest[0].split(", ")}
    assert told == section_kinds()
