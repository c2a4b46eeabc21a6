"""What changed between releases, and what is loaded: as the tools say it, bounded."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.test import Client

from superbill.server.site.pages import changed
from superbill.tools.context import Context
from superbill.tools.data import data_list
from superbill.tools.data_diff import data_diff

TWO = ("msdrg 2024-10-01", "msdrg 2025-10-01")
ADDRESS = "/changed?family=msdrg&before=msdrg+2024-10-01&after=msdrg+2025-10-01"


def test_the_page_has_every_change_of_a_small_difference(guest: Client, context: Context) -> None:
    found = data_diff(context, *TWO)
    answer = guest.get(ADDRESS)
    text = answer.content.decode()
    assert answer.context["total"] == sum(sum(k.values()) for k in found.counts.values())
    for change in found.changes:
        assert f'href="/msdrg/{change.key[1]}"' in text


def test_the_file_has_every_change_and_every_column(guest: Client, context: Context) -> None:
    answer = guest.get(f"{ADDRESS}&out=csv")
    rows = list(csv.reader(StringIO(b"".join(answer).decode())))  # type: ignore[arg-type]
    assert rows[0] == list(changed.COLUMNS)
    keys = {" ".join(change.key) for change in data_diff(context, *TWO).changes}
    assert {row[1] for row in rows[1:]} <= keys
    titles = [row for row in rows if row[2] == "changed" and row[3] == "title"]
    assert titles
    assert all(row[4] != row[5] for row in titles)


def test_a_large_difference_is_bounded_and_says_so(guest: Client) -> None:
    answer = guest.get("/changed?before=icd10cm+2024-10-01&after=icd10cm+2026-04-01")
    groups = answer.context["groups"]
    assert any(group["count"] > len(group["rows"]) == changed.SHOWN for group in groups)
    assert "take the file" in answer.content.decode()
    assert len(answer.content) < 250_000


def test_one_code_alone(guest: Client) -> None:
    answer = guest.get(f"{ADDRESS}&code=023")
    codes = {row["code"] for group in answer.context["groups"] for row in group["rows"]}
    assert codes == {"023"}


@pytest.mark.parametrize(
    ("why", "query", "status", "says"),
    [
        ("which", "", 200, "Choose what is to be compared"),
        ("the two newest are suggested", "family=msdrg", 200, "selected"),
        ("no release", "before=msdrg+1999-01-01&after=msdrg+2025-10-01", 400, "no release"),
        ("two things", "before=msdrg+2024-10-01&after=icd10cm+2024-10-01", 400, "different"),
    ],
)
def test_what_it_says(guest: Client, why: str, query: str, status: int, says: str) -> None:
    answer = guest.get(f"/changed?{query}")
    assert (answer.status_code, says in answer.content.decode()) == (status, True), why


def test_the_data_page_has_every_release_and_everything_missing(
    guest: Client, context: Context
) -> None:
    found = data_list(context)
    text = guest.get("/data?on=2025-11-01").content.decode()
    assert found.missing
    for entry in found.catalogue.entries:
        assert f'<th scope="row">{entry.release.id}</th>' in text
    for _, command in found.missing:
        assert command.split("(")[0] in text
    assert str(context.home) not in text  # a path of the machine is nobody's business


def test_what_has_ended_is_marked_and_what_will_have_no_newer_is_not(guest: Client) -> None:
    families = {f["family"]: f for f in guest.get("/data?on=2025-11-01").context["families"]}
    assert not families["icd9cm"]["late"]
    assert not families["msdrg"]["late"]
    late = {f["family"]: f for f in guest.get("/data?on=2040-01-01").context["families"]}
    assert late["msdrg"]["late"]
    assert not late["icd9cm"]["late"]
