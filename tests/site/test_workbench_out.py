"""What comes out of the workbench: files and sheets, an audit, cases that are their owners' own."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape
from form_reader import IN_OFFICE, IN_STAY, OPERATION, STAY, Form, coded, codes, pressed

from superbill.server.site.work.audit import second_list
from superbill.tools.code import code
from superbill.tools.context import Context
from superbill.tools.scrub import scrub


@pytest.fixture
def stay(guest: Client) -> Form:
    return coded(guest, STAY, **IN_STAY)


@pytest.fixture
def operation(guest: Client) -> Form:
    return coded(guest, OPERATION, **IN_OFFICE)


# ---- what comes out


def test_the_json_is_that_of_the_command_line(guest: Client, stay: Form, context: Context):
    own = guest.post("/workbench/file/json", stay.sent())
    assert own["Content-Disposition"] == 'attachment; filename="note.json"'
    engine = code(context, STAY, on=date(2025, 11, 1), setting="inpatient").as_dict()
    said = own.json()
    assert said.keys() == engine.keys()
    assert [c["code"] for c in said["codes"]] == [c["code"] for c in engine["codes"]]
    assert said["codes"][0]["evidence"] == engine["codes"][0]["evidence"]
    assert all(STAY[e["start"] : e["end"]] == e["text"] for e in said["codes"][0]["evidence"])
    assert {c["by"] for c in said["codes"]} == {"note"}


def test_the_csv_is_read_by_scrub(guest: Client, operation: Form, home: Path, tmp_path: Path):
    answer = guest.post("/workbench/file/csv", operation.sent(name="=cmd()"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [r["code"] for r in rows] == [c for c in codes(operation) if c != "Z30.2"]
    assert rows[0]["dx"] == "Z30.2"
    assert rows[0]["claim"] == "'=cmd()"
    book = tmp_path / "claims.csv"
    book.write_bytes(answer.content)
    with Context(home) as context:
        scrubbed = scrub(context, (str(book),)).as_dict()
    assert str(len(rows)) in json.dumps(scrubbed)


def test_the_fhir_claim_names_its_systems_and_holds_no_owned_text(guest: Client, operation: Form):
    answer = guest.post("/workbench/file/fhir", operation.sent())
    assert answer["Content-Type"] == "application/fhir+json"
    claim = answer.json()
    assert claim["resourceType"] == "Claim"
    for required in ("status", "type", "use", "patient", "created", "provider", "priority",
                     "insurance"):  # fmt: skip
        assert claim[required], required
    diagnosis = claim["diagnosis"][0]["diagnosisCodeableConcept"]["coding"][0]
    assert diagnosis["system"] == "http://hl7.org/fhir/sid/icd-10-cm"
    assert diagnosis["code"] == "Z30.2"
    item = claim["item"][0]
    assert item["productOrService"]["coding"] == [
        {"system": "http://www.ama-assn.org/go/cpt", "code": "58565"}
    ]
    assert item["diagnosisSequence"] == [1]


def test_the_superbill_and_the_cms_1500_have_letters_lines_and_blanks(
    guest: Client, operation: Form, stay: Form
):
    sheet = guest.post("/workbench/sheet/superbill", operation.sent()).content.decode()
    assert "Z30.2" in sheet
    assert "58565" in sheet
    fields = guest.post("/workbench/sheet/cms1500", operation.sent()).content.decode()
    assert "<b>A</b>" in fields
    assert "Z302" in fields
    assert "07 15 24" not in fields
    assert "11 01 25" in fields
    assert "Left blank: not known here" in fields
    hospital = guest.post("/workbench/sheet/cms1500", stay.sent()).content.decode()
    assert "UB-04" in hospital


def test_a_seventh_line_goes_on_a_second_form(guest: Client, operation: Form):
    for _ in range(6):
        operation = pressed(guest, operation, "add:cpt:58555")
    fields = guest.post("/workbench/sheet/cms1500", operation.sent()).content.decode()
    assert "form 2 of 2" in fields


def test_questions_are_asked_without_what_they_change(guest: Client):
    note = "PROCEDURE: Hysteroscopic sterilization with tubal inserts, right tube and left tube."
    form = coded(guest, note, **IN_OFFICE)
    page = guest.post("/workbench", form.sent("change"))
    queries = page.context["bench"].result.queries
    sheet = guest.post("/workbench/sheet/queries", form.sent()).content.decode()
    for query in queries:
        assert escape(query.question) in sheet
        assert not query.changes or escape(query.changes) not in sheet
    assert queries or "There is no question." in sheet


def test_sheets_and_files_are_posted_only(guest: Client):
    for address in ("sheet/superbill", "sheet/audit", "file/json", "save"):
        assert guest.get(f"/workbench/{address}").status_code in (302, 405)


# ---- audit


def test_two_coders_are_compared(guest: Client, operation: Form, stay: Form):
    second = "N94.6, Z30.2; 58565-52x1 hello"
    html = guest.post("/workbench/sheet/audit", operation.sent(second=second)).content.decode()
    assert "not the same" in html
    assert "hello" in html
    table = html.split('id="differences"')[1].split("</table>")[0]
    assert "58565-52" in table
    assert "N94.6" in table
    assert "reads no words for it" in table
    exported = guest.post("/workbench/file/json", stay.sent()).content.decode()
    same = guest.post("/workbench/sheet/audit", stay.sent(second=exported)).content.decode()
    assert "The two lists are the same." in same


@pytest.mark.parametrize(
    ("why", "second"),
    [
        ("nothing", " "),
        ("no code", "hello there"),
        ("JSON of another shape", '{"codes": [1]}'),
        ("no JSON", '{"codes": '),
        ("deep JSON", "[" * 5_000),
        ("an answer without codes", "[]"),
    ],
)
def test_a_second_list_that_is_none_says_so(guest: Client, stay: Form, why: str, second: str):
    answer = guest.post("/workbench/sheet/audit", stay.sent(second=second))
    assert answer.status_code == 400, why


def test_a_second_list_is_read_as_people_write_it():
    entries, unread = second_list("I10, e11.9;58565-RT,52x2\n0UL78DZ ?")
    assert [e.written for e in entries] == [
        "icd10cm:I10", "icd10cm:E11.9", "cpt:58565-RT,52*2", "icd10pcs:0UL78DZ",
    ]  # fmt: skip
    assert unread == ("?",)


# ---- saved cases


def saved(client: Client, note: str = STAY, name: str = "Ward 7") -> str:
    form = coded(client, note, **IN_STAY)
    form = pressed(client, form, "up:1")
    answer = client.post("/workbench/save", form.sent(name=name))
    assert answer.status_code == 302
    return answer["Location"]


def test_a_case_is_saved_opened_changed_renamed_and_deleted(coder: Client):
    from superbill.server.site.models import Case

    address = saved(coder)
    opened = Form(coder.get(address).content.decode())
    assert opened.shown_note() == STAY
    assert codes(opened) == ["J45.909", "K35.80"]
    changed = pressed(coder, opened, "add:icd10cm:I10")
    assert coder.post("/workbench/save", changed.sent())["Location"] == address
    assert Case.objects.count() == 1
    assert codes(Form(coder.get(address).content.decode()))[-1] == "I10"
    assert b"Ward 7" in coder.get("/workbench/cases").content
    assert coder.post(f"{address}/rename", {"name": "<i>Ward 8"}).status_code == 302
    assert b"&lt;i&gt;Ward 8" in coder.get("/workbench/cases").content
    assert coder.get(f"{address}/delete").status_code == 405
    assert coder.post(f"{address}/delete").status_code == 302
    assert coder.get(address).status_code == 404


def test_anothers_case_is_not_there(coder: Client):
    from superbill.server.site.models import Account, Case

    address = saved(coder)
    other = Client()
    other.force_login(Account.objects.create_user(username="b" * 32, email="b@example.org"))
    assert other.get(address).status_code == 404
    for deed in ("rename", "delete"):
        assert other.post(f"{address}/{deed}", {"name": "mine"}).status_code == 404
    form = coded(other, "Dx: gout.", **IN_STAY)
    number = address.rpartition("/")[2]
    assert other.post("/workbench/save", form.sent(case=number)).status_code == 404
    assert b"Ward 7" not in other.get("/workbench/cases").content
    case = Case.objects.get()
    assert (case.name, case.note) == ("Ward 7", STAY)


def test_who_is_not_signed_in_saves_and_sees_nothing(guest: Client, stay: Form):
    from superbill.server.site.models import Case

    for answer in (
        guest.post("/workbench/save", stay.sent()),
        guest.get("/workbench/cases"),
        guest.get("/workbench/cases/1"),
        guest.post("/workbench/cases/1/delete"),
    ):
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]
        assert "appendicitis" not in answer["Location"]
    assert not Case.objects.exists()


def test_a_case_of_another_version_says_so(coder: Client):
    from superbill.server.site.models import Case

    address = saved(coder)
    Case.objects.update(work={"entries": 3})
    answer = coder.get(address)
    assert answer.status_code == 400
    assert "another version" in answer.content.decode()
