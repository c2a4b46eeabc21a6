"""The fee calculator, with an invented fee schedule and without any."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from small_home import Small, fee_home, lending

from superbill.errors import WrongUsage
from superbill.server.site.locality_plot import locality_plot
from superbill.tools.locality_fees import fees_by_locality
from superbill.tools.payment import fee

ON = date(2025, 11, 1)
NOWHERE = {"mac": None, "locality": None}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return fee_home(tmp_path_factory.mktemp("fees"))


@pytest.fixture
def priced(guest: Client, small: Small, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("superbill.server.site.pages.fees.engine", lending(small))
    return guest


def test_each_locality_is_priced_as_the_fee_of_the_code_there(small: Small) -> None:
    """The slow way beside the fast: one question for each locality."""
    found = fees_by_locality(small, "00003", on=ON, place="facility")  # type: ignore[arg-type]
    assert len(found.localities) == 3
    for one in found.localities:
        alone = fee(small, "00003", on=ON, locality=one.locality)  # type: ignore[arg-type]
        (whole,) = (f for f in alone.fees if f.facility and f.modifier is None)
        assert whole.amount == one.fee.amount
    amounts = [one.fee.amount for one in found.localities]
    assert amounts == sorted(amounts, reverse=True)
    assert found.national.amount == Decimal("433.44")
    with pytest.raises(WrongUsage, match="not in pfs"):
        fees_by_locality(small, "99213", on=ON)  # type: ignore[arg-type]


def test_every_dot_stands_inside_the_plot(small: Small) -> None:
    """The highest fee once stood above the upper edge."""
    for code in ("00002", "00003", "00005"):
        found = fees_by_locality(small, code, on=ON).as_dict()  # type: ignore[arg-type]
        plot = locality_plot(found, NOWHERE)
        assert plot is not None
        assert all(0 < dot.y < plot.height and 0 < dot.x <= plot.width for dot in plot.dots)
        assert [dot.y for dot in plot.dots] == sorted(dot.y for dot in plot.dots)
        assert len(plot.dots) == len(found["localities"])


def test_lines_are_priced_with_every_step(priced: Client) -> None:
    answer = priced.get("/fees?line=00003&line=00002&on=2025-11-01&pos=22")
    text = answer.content.decode()
    assert answer.context["paid"]["place"]["rate"] == "facility"
    assert "(7.05 x 1.000 + 5.15 x 1.000 + 1.20 x 1.000) x 32.3465" in text
    assert "pfs 2025-10-01" in text
    assert "<svg" in text
    assert text.count('class="code">99102-') >= 2  # the table beside the plot
    assert "style=" not in text


def test_the_only_locality_of_a_county_is_taken(priced: Client) -> None:
    answer = priced.get("/fees?line=00003&on=2025-11-01&state=NORTHLAND&county=First")
    assert answer.context["asked"]["locality"] == "99102-01"
    assert answer.context["paid"]["area"]["locality"] == "01"
    assert any(dot.here for dot in answer.context["plot"].dots)


@pytest.mark.parametrize(
    ("why", "query", "status", "says"),
    [
        ("no place", "line=00003&pos=00", 400, "not a place of service"),
        ("no locality", "line=00003&locality=ZZ-99", 400, "not a locality"),
        ("no money", "line=00003&deductible=much", 400, "not a number"),
        ("no line", "line=%3Cb%3E", 400, "not a claim line"),
        ("before the fee schedule", "line=00003&on=2020-01-01", 404, "superbill data"),
        ("nothing yet", "", 200, "One provider"),
    ],
)
def test_what_cannot_be_priced_is_said(
    priced: Client, why: str, query: str, status: int, says: str
) -> None:
    on = "" if "on=" in query else "&on=2025-11-01"
    answer = priced.get(f"/fees?{query}{on}")
    assert (answer.status_code, says in answer.content.decode()) == (status, True), why


def test_a_missing_locality_table_leaves_the_price(
    guest: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = fee_home(tmp_path, names=("PPRRVU2025_Oct.csv",))
    monkeypatch.setattr("superbill.server.site.pages.fees.engine", lending(small))
    answer = guest.get("/fees?line=00003&on=2025-11-01")
    assert answer.status_code == 200
    assert answer.context["paid"]["total"]
    assert "pfs.gpci" in str(answer.context["no_by_locality"])
    assert "<svg" not in answer.content.decode()


def test_without_a_fee_schedule_the_page_names_the_command(guest: Client) -> None:
    answer = guest.get("/fees?line=58565&on=2025-11-01")
    assert answer.status_code == 404
    assert "superbill data" in answer.content.decode()
