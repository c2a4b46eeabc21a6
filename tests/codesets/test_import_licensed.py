"""CPT and CDT text comes from the user's own files alone, and only with the licence attested.

All codes and words of the fixtures are invented.
"""

from __future__ import annotations

import getpass
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from imported import rows, store_of
from loaded import book_of, load

from superbill.codesets.draft import Files
from superbill.codesets.importing.layout import Match
from superbill.codesets.importing.sample import Sample
from superbill.codesets.sources.licensed import ada_cdt, ama_cpt
from superbill.errors import NotLoaded, ReleaseRefused

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
CPT = FIXTURES / "cpt"
LONG, MEDIUM, SHORT = CPT / "LONGULT.txt", CPT / "MEDU.txt", CPT / "SHORTU.txt"
PIECES, CONSOLIDATED = CPT / "LONGULF.txt", CPT / "Consolidated_Code_List.txt"
CDT = FIXTURES / "cdt" / "CDT2030.csv"
CDT_TABBED = FIXTURES / "cdt" / "cdt_2030.txt"
DAY = date(2030, 1, 1)

CONCEPTS = "SELECT code, title, short FROM concept ORDER BY position"
DOORKNOB = (
    "Invented polishing of a brass doorknob, including removal of the old polish, "
    "with or without a cloth"
)


def sample(path: Path, *names: str) -> Sample:
    return Sample(path, path.name, names or (path.name,))


def cpt(files: Files, folder: Path) -> Path:
    return store_of(ama_cpt.draft(files, edition=DAY), folder)


def changed(folder: Path, original: Path, old: str, new: str) -> Path:
    text = original.read_bytes().decode()
    assert old in text
    path = folder / original.name
    path.write_bytes(text.replace(old, new, 1).encode())
    return path


@pytest.mark.parametrize(
    ("path", "role", "rank"),
    [
        (LONG, "long", 0), (PIECES, "long", 1), (MEDIUM, "medium", 2), (SHORT, "short", 2),
        (CONSOLIDATED, "consolidated", 0),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)  # fmt: skip
def test_each_file_is_told_by_what_is_in_it(path: Path, role: str, rank: int) -> None:
    """The notice says the edition; the year of the copyright is another."""
    match = ama_cpt.recognise(sample(path, "renamed.txt"))
    assert match == Match("cpt", role, stated=DAY, rank=rank, licence="cpt")


@pytest.mark.parametrize(
    ("names", "stated", "named"),
    [
        (("LONGULT.txt", "CPT 2030 Data Files.zip"), DAY, DAY),
        (("LONGULT.txt", "20300401"), date(2030, 4, 1), date(2030, 4, 1)),
        (("LONGULT.txt", "cpt-2031"), DAY, date(2031, 1, 1)),
    ],
    ids=["annual", "a release within the year", "they disagree, which the loader refuses"],
)
def test_names_say_which_release_of_the_year(
    names: tuple[str, ...], stated: date, named: date
) -> None:
    match = ama_cpt.recognise(sample(LONG, *names))
    assert match is not None
    assert (match.stated, match.named) == (stated, named)


def test_a_code_has_its_three_descriptors(tmp_path: Path) -> None:
    store = cpt({"long": LONG, "medium": MEDIUM, "short": SHORT}, tmp_path)
    assert rows(store, CONCEPTS) == [
        ("9990T", DOORKNOB, "INVENTED DOORKNOB POL"),
        (
            "99981",
            "Invented greeting of a garden gnome, first gnome, fifteen minutes",
            "INVENTED GNOME GREETING",
        ),
        ("9998F", "Invented gnome counted", "INVENTED GNOME COUNTED"),
    ]
    assert rows(store, "SELECT name, value FROM property WHERE code = '9990T'") == [
        ("medium", '{"text": "INVENTED POLISHING OF A BRASS DOORKNOB"}')
    ]


def test_every_notation_says_the_same(tmp_path: Path) -> None:
    whole = cpt({"long": LONG, "medium": MEDIUM, "short": SHORT}, tmp_path / "1")
    pieces = cpt({"long": PIECES, "medium": MEDIUM, "short": SHORT}, tmp_path / "2")
    listed = cpt({"consolidated": CONSOLIDATED}, tmp_path / "3")
    assert whole.read_bytes() == pieces.read_bytes() == listed.read_bytes()


@pytest.mark.parametrize(
    ("original", "role", "old", "new", "line", "says"),
    [
        (LONG, "long", "99981\t", "9998\t", 10, "is not a code and its descriptor"),
        (LONG, "long", "99981\t", "9990T\t", 10, "9990T stands twice"),
        (MEDIUM, "medium", "99981 ", "99982 ", 10, "99982 is not among the long"),
        (SHORT, "short", "GNOME GREETING", "GREETING OF ONE GARDEN GNOME", 10, "at most 28"),
        (SHORT, "short", "9998F INVENTED GNOME COUNTED\r\n", "", None, "only among the long"),
        (PIECES, "long", "9990T02", "9990T03", 10, "piece 03 of 9990T, not 02"),
        (CONSOLIDATED, "consolidated", "99981\t", "99981X\t", 11, "is not a CPT code"),
        (CONSOLIDATED, "consolidated", "INVENTED GNOME GREETING", "", 11, "no short descriptor"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_file_that_is_not_whole_is_refused(
    tmp_path: Path, original: Path, role: str, old: str, new: str, line: int | None, says: str
) -> None:
    path = changed(tmp_path, original, old, new)
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        cpt({"long": LONG, role: path} if role != "consolidated" else {role: path}, tmp_path / "s")
    if line is not None:
        assert refusal.value.where == f"{path.name}:{line}"


def test_without_the_licence_nothing_of_the_text_is_on_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    catalogue, outcomes = load(home, CPT, CDT)
    assert not catalogue.entries
    assert all(o.release is None for o in outcomes.values())
    assert "not read" in outcomes["LONGULF.txt"].message
    assert "--attest-cpt-licence" in outcomes["LONGULT.txt"].message
    assert "--attest-cdt-licence" in outcomes["CDT2030.csv"].message
    for file in home.rglob("*"):
        assert not file.is_file() or b"Invented" not in file.read_bytes()


def test_one_licence_does_not_open_the_other(tmp_path: Path) -> None:
    catalogue, _ = load(tmp_path, LONG, CDT, attested={"cdt"})
    assert [r.id for r in catalogue.releases()] == ["cdt 2030-01-01"]


def test_the_attestation_says_who_and_when(tmp_path: Path) -> None:
    catalogue, _ = load(tmp_path, LONG, MEDIUM, SHORT, attested={"cpt"})
    (entry,) = catalogue.entries
    today = datetime.now(UTC).date().isoformat()
    assert entry.attested == f"CPT licence attested by {getpass.getuser()} on {today}"
    assert not any("attested" in remark for remark in entry.release.remarks)


def test_a_loaded_licence_answers_for_its_year(tmp_path: Path) -> None:
    catalogue, _ = load(tmp_path, LONG, MEDIUM, SHORT, attested={"cpt"})
    with closing(book_of(tmp_path, catalogue)) as book:
        concept = book.concept("9990T", "cpt", on=date(2030, 6, 1))
        assert (concept.status.status, concept.status.stale) == ("active", False)
        assert concept.status.title == DOORKNOB
        assert dict(concept.titles) == {
            "short": "INVENTED DOORKNOB POL",
            "medium": "INVENTED POLISHING OF A BRASS DOORKNOB",
            "long": DOORKNOB,
            "plain": None,
        }
        assert book.status("9990T", "cpt", on=date(2031, 1, 1)).stale
        with pytest.raises(NotLoaded):
            book.status("9990T", "cpt", on=date(2029, 12, 31))


def test_the_long_descriptors_must_be_there(tmp_path: Path) -> None:
    catalogue, outcomes = load(tmp_path, SHORT, attested={"cpt"})
    assert not catalogue.entries
    assert "LONGULT.txt" in outcomes["SHORTU.txt"].message


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("99981\tInvented words\n", "no notice of the AMA's"),
        ("American Medical Association\n\n99981\tInvented\tmore\n", "a further column"),
        ("American Medical Association\n\n99981  A  1.00\n", "a fee schedule"),
        ("American Medical Association\n\n", "a notice alone"),
    ],
)
def test_other_files_that_name_the_ama_are_left_to_others(
    tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "some.txt"
    path.write_text(text)
    assert ama_cpt.recognise(sample(path)) is None, why


def test_cdt_with_and_without_a_header(tmp_path: Path) -> None:
    stores = []
    for path in (CDT, CDT_TABBED):
        assert ada_cdt.recognise(sample(path)) == Match("cdt", "codes", named=DAY, licence="cdt")
        stores.append(store_of(ada_cdt.draft({"codes": path}, edition=DAY), tmp_path / path.stem))
    assert stores[0].read_bytes() == stores[1].read_bytes()
    assert rows(stores[0], CONCEPTS) == [
        ("D0001", "invented polishing of a wooden tooth", None),
        ("D0002", "invented counting of teeth", None),
    ]
    assert rows(stores[0], "SELECT code, value FROM property") == [
        ("D0001", '{"text": "Made-up words, with a comma."}')
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("D0002", "D0001", ":3", "D0001 stands twice"),
        ("D0002", "0002", ":3", "is not a dental code"),
        ("invented counting of teeth", "", ":3", "is not a dental code"),
        (",Descriptor", ",Category", ":2", "in a column that is not known"),
    ],
)
def test_cdt_that_is_not_as_declared_is_refused(
    tmp_path: Path, old: str, new: str, where: str, says: str
) -> None:
    path = changed(tmp_path, CDT, old, new)
    with pytest.raises(ReleaseRefused, match=says) as refusal:
        ada_cdt.draft({"codes": path}, edition=DAY)
    assert refusal.value.where == f"{path.name}{where}"
