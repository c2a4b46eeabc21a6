"""Favourites, private notes, codes seen last: the owner's alone, out to a file and in again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from superbill.server.site.models import Account

NOW = "2026-01-02T03:04:05Z"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def stranger(site: None) -> Client:
    """Another who is signed in."""
    from django.test import Client

    from superbill.server.site.models import Account

    client = Client()
    client.force_login(Account.objects.create_user(username="b" * 32, email="other@example.org"))
    return client


def marks(**more: Any) -> dict[str, Any]:
    """A file's content."""
    empty = {"superbill": "marks", "version": 1, "made": NOW}
    return {**empty, "favourites": [], "notes": [], "recent": [], **more}


def of(code: str = "E11.22", system: str = "icd10cm", **more: Any) -> dict[str, Any]:
    return {"system": system, "code": code, "at": NOW, **more}


def import_(client: Client, content: Any) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile("marks.json", raw)
    return client.post("/me/saved/import", {"file": file})


def exported(client: Client) -> dict[str, Any]:
    return json.loads(client.get("/me/saved/export").content)


# On the code's page


def test_the_star_is_put_and_taken_away(coder: Client) -> None:
    page, star = "/icd10cm/E11.22?on=2025-11-01", "/me/favourite/icd10cm/e1122"
    assert 'aria-pressed="false"' in coder.get(page).content.decode()
    answer = coder.post(star, {"on": "2025-11-01"})
    assert answer["Location"] == "/icd10cm/E11.22?on=2025-11-01#marks", "the code's own spelling"
    assert 'aria-pressed="true"' in coder.get(page).content.decode()
    piece = coder.post(star, {"on": "2025-11-01"}, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert 'aria-pressed="false"' in piece.content.decode()
    assert "<html" not in piece.content.decode()


def test_a_note_is_kept_changed_and_deleted(coder: Client) -> None:
    address = "/me/note/icd10cm/E11.22"
    coder.post(address, {"text": "first\r\nsecond"})
    assert "first<br>second" in coder.get("/icd10cm/E11.22").content.decode()
    coder.post(address, {"text": "third"})
    assert [n["text"] for n in exported(coder)["notes"]] == ["third"]
    coder.post(address, {"text": "   "})
    assert exported(coder)["notes"] == []


def test_a_note_too_long_is_given_back_with_its_reason(coder: Client) -> None:
    long = "x" * 5001
    answer = coder.post("/me/note/icd10cm/E11.22", {"text": long})
    text = answer.content.decode()
    assert (answer.status_code, long in text, "5000 characters" in text) == (400, True, True)
    assert exported(coder)["notes"] == []
    lines = "x\r\n" * 2500
    assert coder.post("/me/note/icd10cm/E11.22", {"text": lines}).status_code == 302, "a line's end"


@pytest.mark.parametrize(
    ("why", "address", "status"),
    [
        ("no such code", "/me/favourite/icd10cm/E11.2299", 404),
        ("no code's form", "/me/favourite/icd10cm/%3Cscript%3E", 400),
        ("no such system", "/me/favourite/icd11/E11", 404),
        ("no such code", "/me/note/icd10cm/E11.2299", 404),
    ],
)
def test_nothing_is_kept_of_what_is_no_code(coder: Client, why: str, address: str, status: int):
    assert coder.post(address, {"text": "note"}).status_code == status, why
    assert exported(coder) | {"made": NOW} == marks()


@pytest.mark.parametrize(
    "address", ["/me/favourite/icd10cm/E11.22", "/me/note/icd10cm/E11.22", "/me/saved/import",
                "/me/saved/forget", "/me/saved/remove/note/1"]
)  # fmt: skip
def test_changes_are_posts_of_an_account(guest: Client, coder: Client, address: str) -> None:
    assert coder.get(address).status_code == 405
    answer = guest.post(address, {"text": "x"})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/login/")


def test_a_guest_has_no_marks(guest: Client) -> None:
    from superbill.server.site.models import Visit

    assert "Favourite" not in guest.get("/icd10cm/E11.22").content.decode()
    assert not Visit.objects.exists()
    assert guest.get("/me/saved")["Location"] == "/account/login/?next=/me/saved"


# Seen last


def test_codes_seen_are_remembered_newest_first_and_no_more_than_200(
    coder: Client, account: Account
) -> None:
    from datetime import UTC, datetime, timedelta

    from superbill.server.site.models import Visit

    day = datetime(2025, 1, 1, tzinfo=UTC)
    Visit.objects.bulk_create(
        Visit(owner=account, system="icd9cm", code=f"{n:03}", seen=day + timedelta(hours=n))
        for n in range(200)
    )
    coder.get("/icd10cm/E11.22")
    coder.get("/icd10cm/E11.9")
    coder.get("/icd10cm/E11.22")
    coder.get("/icd10cm/E11.2299")
    seen = [v["code"] for v in exported(coder)["recent"]]
    assert (len(seen), seen[:3]) == (200, ["E11.22", "E11.9", "199"])
    assert "000" not in seen
    coder.post("/me/saved/forget")
    assert exported(coder)["recent"] == []


# Others


def test_marks_are_their_owners_alone(coder: Client, stranger: Client) -> None:
    from superbill.server.site.models import CodeNote, Favourite

    coder.post("/me/favourite/icd10cm/E11.22")
    coder.post("/me/note/icd10cm/E11.22", {"text": "a private thought"})
    for page in ("/icd10cm/E11.22", "/me/saved", "/me/saved/export", "/"):
        assert "a private thought" not in stranger.get(page).content.decode()
    assert exported(stranger)["favourites"] == []
    for kind, mark in (("note", CodeNote.objects.get()), ("favourite", Favourite.objects.get())):
        address = f"/me/saved/remove/{kind}/{mark.pk}"
        assert stranger.post(address).status_code == 404
        assert stranger.post(f"/me/saved/remove/{kind}/999999").status_code == 404, "the same"
        assert coder.post(address).status_code == 302
    stranger.post("/me/note/icd10cm/E11.22", {"text": "mine"})
    assert exported(coder)["notes"] == []


def test_what_is_saved_is_kept_by_no_cache(coder: Client) -> None:
    for page in ("/me/saved", "/me/saved/export", "/icd10cm/E11.22", "/me"):
        assert "no-store" in coder.get(page)["Cache-Control"]


# The file


def test_what_goes_out_comes_in_again(coder: Client, stranger: Client) -> None:
    coder.post("/me/favourite/icd10cm/E11.22")
    coder.post("/me/note/icd10cm/E11.9", {"text": f"{SCRIPT} ünïcode 🩺\nline"})
    coder.get("/icd10cm/E11")
    answer = coder.get("/me/saved/export")
    assert answer["Content-Disposition"] == 'attachment; filename="superbill-marks.json"'
    assert import_(stranger, answer.content).status_code == 302
    assert exported(stranger) | {"made": NOW} == exported(coder) | {"made": NOW}
    assert "1 favourite, 1 note, 1 code seen" in stranger.get("/me/saved").content.decode()
    import_(stranger, answer.content)
    assert exported(stranger) | {"made": NOW} == exported(coder) | {"made": NOW}, "nothing twice"


def test_two_notes_of_a_code_become_one_and_none_is_lost(coder: Client) -> None:
    coder.post("/me/note/icd10cm/E11.22", {"text": "mine"})
    coder.post("/me/note/icd10cm/E11.9", {"text": "x" * 4990})
    import_(coder, marks(notes=[of(text="theirs"), of("E11.9", text="too long together")]))
    notes = {n["code"]: n["text"] for n in exported(coder)["notes"]}
    assert notes == {"E11.22": "mine\n\ntheirs", "E11.9": "x" * 4990}
    page = coder.get("/me/saved").content.decode()
    assert "put below yours" in page
    assert "was left out" in page


def test_a_code_that_no_list_here_knows_is_taken(coder: Client) -> None:
    """The file may come from a machine with other tables."""
    import_(coder, marks(favourites=[of("99999", "cpt")]))
    assert [f["code"] for f in exported(coder)["favourites"]] == ["99999"]
    assert coder.get("/me/saved").status_code == 200


@pytest.mark.parametrize(
    ("why", "content", "says"),
    [
        ("no JSON", b"not json", "not a file of superbill"),
        ("empty", b"", "not a file of superbill"),
        ("not text", b"\xff\xfe\x00\x01", "not a file of superbill"),
        ("a list", b"[]", "not a file of superbill"),
        ("nothing in it", b"{}", "superbill"),
        ("deep", b"[" * 100_000, "not a file of superbill"),
        ("deep inside", b'{"superbill":' + b"[" * 100_000, "not a file of superbill"),
        ("too large", b" " * (1024 * 1024 + 1), "larger than 1 MB"),
        ("another kind", marks(superbill="cases"), "at superbill"),
        ("another version", marks(version=2), "at version"),
        ("version as text", marks(version="1"), "at version"),
        ("an unknown key", marks(owner=1), "at owner"),
        ("an unknown key in a mark", marks(favourites=[of(owner=1)]), "at favourites.1.owner"),
        ("no list", marks(notes={}), "at notes"),
        ("no such system", marks(favourites=[of(system="icd11")]), "at favourites.1.system"),
        ("no code", marks(favourites=[of("drop table")]), "is no code of ICD-10-CM"),
        ("a way out", marks(favourites=[of("../../me")]), "is no code of ICD-10-CM"),
        ("markup", marks(favourites=[of(SCRIPT[:12])]), "is no code of ICD-10-CM"),
        ("another spelling", marks(favourites=[of("e1122")]), "is written E11.22"),
        ("a number", marks(favourites=[of(1122)]), "at favourites.1.code"),  # type: ignore[arg-type]
        ("no date", marks(made="yesterday"), "at made"),
        ("no time zone", marks(made="2026-01-02T03:04:05"), "at made"),
        ("beyond the calendar", marks(made="9999-12-31T23:59:59-12:00"), "at made"),
        ("before it", marks(made="0001-01-01T00:00:00+12:00"), "at made"),
        ("an empty note", marks(notes=[of(text="")]), "at notes.1.text"),
        ("a long note", marks(notes=[of(text="x" * 5001)]), "at notes.1.text"),
        ("NUL", marks(notes=[of(text="a\0b")]), "at notes.1.text"),
        ("half a character", json.dumps(marks(notes=[of(text="x")])).replace('"x"', '"\\ud800"')
         .encode(), "Nothing was imported"),
        ("too many seen", marks(recent=[of()] * 201), "at recent"),
        ("a huge number", b'{"version": ' + b"9" * 10_000 + b"}", "Nothing was imported"),
        ("no finite number", b'{"version": NaN}', "Nothing was imported"),
    ],
)  # fmt: skip
def test_a_bad_file_changes_nothing_and_is_answered_in_one_sentence(
    coder: Client, why: str, content: Any, says: str
) -> None:
    if isinstance(content, dict) and "notes" in content and content["notes"] == []:
        content = {**content, "notes": [of(text="good")]}
    answer = import_(coder, content)
    text = answer.content.decode()
    assert (answer.status_code, says in text, "Traceback" in text) == (400, True, False), why
    assert 'role="alert"' in text
    assert "Nothing was imported" in text
    assert exported(coder) | {"made": NOW} == marks(), why


def test_no_file_is_said(coder: Client) -> None:
    answer = coder.post("/me/saved/import")
    assert (answer.status_code, "Choose a file" in answer.content.decode()) == (400, True)


def test_a_file_of_a_megabyte_is_taken(coder: Client) -> None:
    """About as many as it holds, in less than a second or two."""
    many = [of(f"{n:05}", "cpt") for n in range(12_000)]
    assert import_(coder, marks(favourites=many)).status_code == 302
    assert len(exported(coder)["favourites"]) == 12_000
    page = coder.get("/me/saved").content.decode()
    assert "11600 more stand in the exported file" in page


@pytest.mark.parametrize("page", ["/icd10cm/E11.22", "/me/saved"])
def test_markup_in_a_note_is_text(coder: Client, page: str) -> None:
    for text in (SCRIPT, '"><img src=x onerror=alert(1)>', "</textarea><script>1</script>"):
        coder.post("/me/note/icd10cm/E11.22", {"text": text})
        shown = coder.get(page).content.decode()
        assert text not in shown
        assert "&lt;" in shown
