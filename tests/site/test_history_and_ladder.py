"""On code pages: the time line of a code, its ladder, its 7th characters, its PTP partners."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from superbill.server.site.timeline import Span, timeline
from superbill.tools.context import Context
from superbill.tools.seventh import seventh_character

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(9999, 12, 31))
SPANS = st.lists(
    st.builds(
        lambda what, a, b: Span(what, min(a, b), max(a, b)), st.sampled_from("xyz"), DAYS, DAYS
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(spans=SPANS, on=DAYS)
def test_every_bar_and_the_day_stand_inside(spans: list[Span], on: date) -> None:
    line = timeline(spans, on=on)
    assert line is not None
    assert 0 <= line.on_x <= line.width
    bars = [bar for row in line.rows for bar in row.bars]
    assert len(bars) == len(spans)
    assert all(bar.x >= 0 and bar.width > 0 and bar.x + bar.width <= line.width for bar in bars)
    assert all(0 <= tick.x <= line.width for tick in line.ticks)


def test_no_period_no_line() -> None:
    assert timeline([], on=date(2024, 7, 15)) is None


def test_an_open_period_goes_to_the_edge() -> None:
    line = timeline([Span("in force", date(2015, 10, 1), None)], on=date(2024, 7, 15))
    assert line is not None
    (bar,) = line.rows[0].bars
    assert bar.open
    assert bar.title.endswith("no end stated")


def test_the_history_has_a_plot_with_a_table_beside_it(coder: Client) -> None:
    text = coder.get("/icd10cm/U07.1?on=2025-11-01").content.decode()
    assert "<svg" in text
    assert "in force 2020-04-01 to open" in text
    assert "<td>2020-04-01</td>" in text


@pytest.mark.parametrize("code", ["S72.001", "S72.001A", "T36.0X1"])
def test_each_7th_character_leads_to_its_complete_code(
    guest: Client, context: Context, code: str
) -> None:
    text = guest.get(f"/icd10cm/{code}?on=2025-11-01").content.decode()
    found = seventh_character(context, code, on=date(2025, 11, 1)).found
    assert found.results
    for complete in found.results:
        link = f'href="/icd10cm/{complete}?on=2025-11-01"'
        assert (link in text) == (complete != code)
        assert f">{complete}</" in text


def test_a_category_has_meanings_and_no_links(guest: Client) -> None:
    text = guest.get("/icd10cm/S72?on=2025-11-01").content.decode()
    assert "initial encounter for closed fracture" in text
    assert 'href="/icd10cm/S72.001A' not in text


def test_the_ladder_leads_from_the_chapter_to_the_code(guest: Client) -> None:
    text = guest.get("/icd10cm/E11.22?on=2025-11-01").content.decode()
    ladder = text[text.index('class="ladder"') : text.index("</ol>", text.index('class="ladder"'))]
    steps = ["/icd10cm/4?", "/icd10cm/E08-E13?", "/icd10cm/E11?", "/icd10cm/E11.2?", "E11.22</b>"]
    places = [ladder.index(step) for step in steps]
    assert places == sorted(places)
