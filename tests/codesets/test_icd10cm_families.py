"""Lists that hold less never hide what fuller ones say, whatever was imported last."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from superbill.codesets.book import CodeBook
from superbill.codesets.draft import Draft
from superbill.codesets.home import entry_of, publish, write_release, writing
from superbill.codesets.sources.icd10cm import codes as icd10cm_codes
from superbill.codesets.sources.icd10cm import order as icd10cm_order
from superbill.codesets.sources.icd10cm import tabular as icd10cm_tabular
from superbill.codesets.sources.icd10cm import untitled as icd10cm_untitled

FIXTURES = Path(__file__).parent.parent / "fixtures" / "icd10cm"
FIRST, SECOND = date(2030, 10, 1), date(2031, 10, 1)
CODES = ["K000", "K001X1", "K1A", "Z000XXA"]

Opened = Callable[..., CodeBook]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens a book of the drafts, imported in their order."""
    books: list[CodeBook] = []

    def make(*drafts: Draft) -> CodeBook:
        for draft in drafts:
            with writing(tmp_path / "home", notice=print) as current:
                release = write_release(tmp_path / "home", draft, files=(), importer="test")
                entry = entry_of(release, origin="user")
                catalogue = publish(tmp_path / "home", current, added=[entry], action="test")
        books.append(CodeBook(tmp_path / "home", catalogue))
        return books[-1]

    yield make
    for book in books:
        book.close()


def tabular(folder: Path) -> Draft:
    path = folder / "tabular.xml"
    text = (FIXTURES / "tabular.xml").read_text(encoding="utf-8")
    path.write_text(text.replace("<version>2026", "<version>2031"), encoding="utf-8")
    return icd10cm_tabular.draft({"tabular": path}, edition=FIRST)


def order(edition: date) -> Draft:
    return icd10cm_order.draft({"order": FIXTURES / "icd10cm-order-2031.txt"}, edition=edition)


def untitled(folder: Path, edition: date) -> Draft:
    path = folder / "bare.txt"
    path.write_text("\n".join(CODES))
    return icd10cm_untitled.draft({"codes": path}, edition=edition)


def codes(folder: Path, edition: date) -> Draft:
    path = folder / "codes.txt"
    path.write_text("".join(f"{code:<8}Title of {code}\n" for code in CODES))
    return icd10cm_codes.draft({"codes": path}, edition=edition)


def test_one_edition_is_read_from_all_its_publications(opened: Opened, tmp_path: Path):
    """A bare list imported last once took the titles and notes of the whole list away."""
    book = opened(
        tabular(tmp_path), order(FIRST), codes(tmp_path, FIRST), untitled(tmp_path, FIRST)
    )
    found = book.concept("K00.0", "icd10cm", on=date(2030, 12, 1))
    assert found.status.release == "icd10cm 2030-10-01"
    assert found.titles["long"] == "Plain disorder (mild)"  # the tabular list's
    assert found.titles["short"] == "Mild d/o"  # the order file's
    assert [p.code for p in found.parents] == ["K00", "K00-K09", "K00-K15", "1"]
    assert {"inclusion_term", "excludes2"} <= {n.kind for n in found.notes}


@pytest.mark.parametrize("kind", ["order", "codes", "untitled"])
def test_a_newer_list_decides_and_the_older_explains(opened: Opened, tmp_path: Path, kind: str):
    newer = {
        "order": lambda: order(SECOND),
        "codes": lambda: codes(tmp_path, SECOND),
        "untitled": lambda: untitled(tmp_path, SECOND),
    }[kind]()
    book = opened(tabular(tmp_path), newer)
    found = book.concept("K00.0", "icd10cm", on=date(2031, 12, 1))
    assert (found.status.status, found.status.release) == ("active", f"icd10cm.{kind} 2031-10-01")
    assert found.status.title
    assert found.titles["long"]
    assert [p.code for p in found.parents] == ["K00", "K00-K09", "K00-K15", "1"]
    assert found.notes_release == "icd10cm 2030-10-01"
    header = book.status("K00.1", "icd10cm", on=date(2031, 12, 1))
    assert header.status == "header"
    dropped = book.status("K10.0XXA", "icd10cm", on=date(2031, 12, 1))
    assert (dropped.status, dropped.active) == ("deleted", False)


def test_a_bare_list_alone_confirms_codes_without_titles(opened: Opened, tmp_path: Path):
    book = opened(untitled(tmp_path, FIRST))
    found = book.concept("K00.0", "icd10cm", on=date(2030, 12, 1))
    assert (found.status.active, found.status.title, found.titles["long"]) == (True, None, None)
    assert book.status("K00", "icd10cm", on=date(2030, 12, 1)).status == "header"
    assert book.status("K99.9", "icd10cm", on=date(2030, 12, 1)).status == "unknown"
