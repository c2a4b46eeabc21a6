"""The ICD-10-PCS builder: only ways that lead to a code, each with its definition."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from superbill.errors import WrongUsage
from superbill.tools.context import Context
from superbill.tools.pcs import CHARACTERS, pcs_choices

ON = date(2025, 11, 1)


def values(context: Context, prefix: str) -> str:
    return "".join(one.value for one in pcs_choices(context, prefix, on=ON).choices)


def test_a_value_whose_row_does_not_take_it_is_no_choice(context: Context) -> None:
    """Table 0UL knows extraluminal devices, but not through an opening of the body."""
    assert "C" in values(context, "0UL70")
    assert "C" not in values(context, "0UL78")
    with pytest.raises(WrongUsage, match="0UL78C"):
        pcs_choices(context, "0UL78C", on=ON)


@pytest.mark.parametrize("prefix", ["", "0", "0U", "0UL", "0UL7", "0UL78", "0UL78D", "B", "XW0"])
def test_the_choices_are_all_beginnings_of_codes(context: Context, prefix: str) -> None:
    known = [
        one
        for one in CHARACTERS
        if context.book.status(prefix + one, "icd10pcs", on=ON).status in ("active", "header")
    ]
    assert values(context, prefix) == "".join(known)


def test_a_whole_code_has_no_more_choices(context: Context) -> None:
    found = pcs_choices(context, "0ul78dz", on=ON)
    assert (found.prefix, found.complete, found.choices, found.next) == ("0UL78DZ", True, (), None)
    assert found.as_dict()["title"]


@pytest.mark.parametrize(
    ("why", "address", "status", "says"),
    [
        ("the sections", "/builder?on=2025-11-01", 200, "Medical and Surgical"),
        ("an axis", "/builder?code=0UL7&on=2025-11-01", 200, "?code=0UL78&amp;on=2025-11-01"),
        ("a definition", "/builder?code=0UL&on=2025-11-01", 200, "Completely closing"),
        ("a choice of the form", "/builder?code=0UL7&next=8&on=2025-11-01", 200, 'value="0UL78"'),
        ("a code", "/builder?code=0UL78DZ&on=2025-11-01", 200, "/icd10pcs/0UL78DZ?on=2025-11-01"),
        ("no code", "/builder?code=0UL78C&on=2025-11-01", 400, "?code=0UL78&amp;on=2025-11-01"),
        ("no character", "/builder?code=0U%3C&on=2025-11-01", 400, "Go back to"),
    ],
)  # fmt: skip
def test_the_page(guest: Client, why: str, address: str, status: int, says: str) -> None:
    answer = guest.get(address)
    assert (answer.status_code, says in answer.content.decode()) == (status, True), why
