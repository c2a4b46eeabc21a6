"""The claim check: what a form leads to, what an answer says, and files of claims."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from superbill.server.site.pages import scrub_file

HEAD = "claim,line,code,modifiers,units,dos,dx,pos\n"
FORM = "/check?code=58565&mod=50+LT&units=1&day=&code=&mod=&units=&day=&on=2024-07-15&dx=Z30.2"


def page(answer: object) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()  # type: ignore[attr-defined,union-attr]


def file_of(text: str, name: str = "claims.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def test_a_form_leads_to_the_address_that_says_the_same(guest: Client) -> None:
    answer = guest.get(FORM)
    assert answer.status_code == 302
    assert answer["Location"] == "/check?line=58565-50%2CLT&on=2024-07-15&dx=Z30.2"
    shown = guest.get(answer["Location"])
    assert shown.context["rows"][0].modifiers == "50 LT"


def test_what_was_not_loaded_stands_apart_and_is_never_clean(guest: Client) -> None:
    """A home without the edits once gave a green page: nothing had been looked up."""
    answer = guest.get("/check?line=58565-50&line=58555&dx=Z30.2&on=2024-07-15")
    lacking = {one.rule for one in answer.context["lacking"]}
    assert {"ncci.ptp", "ncci.mue"} <= lacking
    assert not lacking & {one.rule for one in answer.context["ran"]}
    assert not answer.context["found"].clean
    text = page(answer)
    assert "superbill data import" in text
    assert "Nothing found by the rules" not in text


def test_each_finding_has_its_edition_source_and_remedy(guest: Client) -> None:
    answer = guest.get("/check?dx=E11.9+E10.9&on=2025-11-01&setting=inpatient")
    findings = [one for some in answer.context["by_severity"].values() for one in some]
    assert any(one.rule == "icd10cm.excludes1" for one in findings)
    text = page(answer)
    for one in findings:
        assert one.remedy.split(";")[0][:30] in text.replace("&#x27;", "'")
        assert one.citation.source.split("&")[0] in text


def test_a_line_may_have_its_own_date(guest: Client) -> None:
    answer = guest.get("/check?line=58565&line=58565&day=&day=2024-07-16&on=2024-07-15")
    assert answer.status_code == 200
    assert [row.day for row in answer.context["rows"][:2]] == ["", "2024-07-16"]


@pytest.mark.parametrize(
    ("why", "query"),
    [
        ("no line's form", "line=%3Cscript%3E"),
        ("no diagnosis", "dx=nonsense"),
        ("no age", "line=58565&age=old"),
        ("an age of nobody", "line=58565&age=200"),
        ("no date", "line=58565&day=yesterday"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_form(guest: Client, why: str, query: str) -> None:
    answer = guest.get(f"/check?{query}&on=2024-07-15")
    text = page(answer)
    assert (answer.status_code, 'role="alert"' in text, "<script>" in text) == (400, True, False), (
        why
    )
    assert guest.get(f"/check?{query}", headers={"HX-Request": "true"}).status_code == 200


def test_a_file_is_judged_while_its_page_is_sent(guest: Client) -> None:
    rows = "A,1,58565,,1,2024-07-15,Z30.2,11\nA,2,xx@@,,1,2024-07-15,Z30.2,11\n"
    answer = guest.post("/check/file", {"claims": file_of(HEAD + rows), "out": "page"})
    text = page(answer)
    assert answer.streaming
    assert answer["Cache-Control"] == "no-store"
    assert text.index("its claims are being read") < text.index("2 lines, 1 claims")
    assert text.rstrip().endswith("</html>")
    assert "xx@@" in text


def test_findings_come_as_csv_that_no_spreadsheet_runs(guest: Client) -> None:
    rows = '"=cmd()",1,xx@@,,1,2024-07-15,Z30.2,11\n'
    answer = guest.post("/check/file", {"claims": file_of(HEAD + rows), "out": "csv"})
    found = list(csv.reader(StringIO(page(answer))))
    assert answer["Content-Disposition"] == 'attachment; filename="findings.csv"'
    assert found[0][:3] == ["claim", "line", "severity"]
    assert found[1][0] == "'=cmd()"


@pytest.mark.parametrize(
    ("why", "sent", "says"),
    [
        ("nothing", None, "No file was sent"),
        ("an empty one", file_of(""), "No file was sent"),
        ("no claims", file_of("a,b\n1,2\n"), "no column"),
        ("another kind", file_of("PAR1", "claims.parquet"), "CSV"),
        ("too large", file_of("x" * (scrub_file.MOST_BYTES + 1)), "larger than 5 MB"),
        ("no text", SimpleUploadedFile("claims.csv", b"\xff\xfe\x00\x00" * 9), "the file"),
    ],
)
def test_a_file_that_is_none_is_refused(
    guest: Client, why: str, sent: SimpleUploadedFile | None, says: str
) -> None:
    for out in ("page", "csv"):
        if sent is not None:
            sent.seek(0)
        given = {"out": out} | ({"claims": sent} if sent is not None else {})
        text = page(guest.post("/check/file", given))
        assert says in text, why
        assert "/proc/" not in text


def test_files_are_posted_and_not_without_limit(guest: Client) -> None:
    assert guest.get("/check/file").status_code == 405
    taken = [scrub_file._places.acquire(blocking=False) for _ in range(scrub_file.MOST_WAITING)]
    try:
        text = page(guest.post("/check/file", {"claims": file_of(HEAD)}))
    finally:
        for _ in range(sum(taken)):
            scrub_file._places.release()
    assert "Try again in a minute" in text


def test_a_file_from_another_site_is_refused(site: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/check/file", {"claims": file_of(HEAD)}).status_code == 403
