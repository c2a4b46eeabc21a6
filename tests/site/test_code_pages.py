"""Code pages: what stands on them, for whom, and what a wrong address gets."""

from __future__ import annotations

import pytest
from django.test import Client

from superbill.server.site.blocks import BLOCKS


@pytest.mark.parametrize(
    ("why", "address", "status", "says"),
    [
        ("a code", "/icd10cm/E11.22?on=2025-11-01", 200, "Type 2 diabetes mellitus with diabetic"),
        ("a card's code", "/cpt/58565?on=2024-07-15", 200, "hysteroscope"),
        ("a heading", "/icd10cm/E11?on=2025-11-01", 200, "E11.2"),
        ("a procedure", "/icd10pcs/0UL78DZ?on=2025-11-01", 200, "Fallopian Tubes"),
        ("no code", "/icd10cm/E11.2299?on=2025-11-01", 404, "unknown"),
        ("no code's form", "/icd10cm/<script>", 400, "Not answered"),
        ("no system", "/icd11/E11", 404, "no such page"),
        ("no date", "/icd10cm/E11.22?on=yesterday", 200, "yesterday"),
    ],
)  # fmt: skip
def test_an_address_is_answered(guest: Client, why: str, address: str, status: int, says: str):
    answer = guest.get(address)
    assert (answer.status_code, says in answer.content.decode()) == (status, True), why
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_another_spelling_leads_to_the_code(guest: Client) -> None:
    answer = guest.get("/icd10cm/e1122?on=2025-11-01")
    assert (answer.status_code, answer["Location"]) == (301, "/icd10cm/E11.22?on=2025-11-01")


def test_what_is_locked_is_not_sent(guest: Client, coder: Client) -> None:
    page = "/cpt/58565?on=2024-07-15"
    locked, unlocked = guest.get(page), coder.get(page)
    blocks = {b["block"].id: b for b in locked.context["blocks"]}
    for block in BLOCKS:
        if block.id in blocks:
            assert blocks[block.id]["locked"] == (not block.open)
            assert (blocks[block.id]["said"] is None) == (not block.open)
    assert not any(b["locked"] for b in unlocked.context["blocks"])


def test_nothing_is_asked_of_another_host(guest: Client) -> None:
    answer = guest.get("/cpt/58565?on=2024-07-15")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "http://" not in answer.content.decode().replace("http://www.w3.org", "")
    assert "https://" not in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_a_diagnosis_says_what_it_does_to_the_group(coder: Client) -> None:
    page = coder.get("/icd10cm/N17.9?on=2025-11-01").content.decode()
    assert "As a secondary diagnosis of a stay it counts as CC." in page


def test_fields_of_the_record_have_words() -> None:
    from superbill.server.site.blocks.record import fields

    known = fields()
    assert known["cov"].values["I"] == "not payable by Medicare"
    assert all(one.same in known for one in known.values() if one.same)
