"""Every page: for everybody (WCAG, as axe reads it), in both lights, and on a narrow phone."""

from __future__ import annotations

from typing import Any

import pytest
from browser_steps import OWN, PUBLIC, code_note, sign_up

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Any) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [f"{page.url} {v['id']}: {n['html'][:200]}" for v in found for n in v["nodes"]]


def faults_of(page: Any) -> list[str]:
    """What axe finds in the light and the dark, and whether 320 px are enough."""
    found = []
    for light in ("light", "dark"):
        page.emulate_media(color_scheme=light)
        found += [f"{light} {one}" for one in violations(page)]
    page.set_viewport_size({"width": 320, "height": 700})
    if (over := page.evaluate(WIDER)) > 0:
        found.append(f"{page.url}: {over} px too wide at 320")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def _walk(page: Any, addresses: list[str]) -> list[str]:
    found = []
    for address in addresses:
        answer = page.goto(address)
        if answer.status != 200:
            found.append(f"{address}: {answer.status}")
        found += faults_of(page)
    return found


def test_a_guest_can_read_every_page(visit: Any) -> None:
    assert _walk(visit(), PUBLIC) == []


def test_who_has_an_account_can_read_every_page(visit: Any) -> None:
    page = visit()
    sign_up(page, "pages@example.org")
    assert _walk(page, OWN) == []


def test_the_bench_can_be_read_by_everybody(visit: Any) -> None:
    page = visit()
    code_note(page)
    assert faults_of(page) == []
