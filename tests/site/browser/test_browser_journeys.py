"""What a coder does, from the first page to the last, in a browser."""

from __future__ import annotations

import base64
import hmac
import json
import re
import struct
import time
from pathlib import Path
from typing import Any

from browser_steps import PASSWORD, code_note, sign_up


def letter_link(served: Any, word: str, already: int = 0) -> str:
    """The last link that holds the word, of the letters printed since."""
    for _ in range(80):
        found = re.findall(r"http://127\.0\.0\.1:\d+(\S+)", served.letters()[already:])
        if links := [one for one in found if word in one]:
            return links[-1]
        time.sleep(0.1)
    raise AssertionError(f"no letter holds a link with {word}")


def totp(secret: str) -> str:
    """RFC 6238, of this half minute."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_a_guest_signs_up_and_is_back_at_the_block_unlocked(visit: Any) -> None:
    page = visit()
    page.goto("/cpt/58565?on=2024-07-15")
    block = page.locator("section.block.locked").first
    name = block.get_attribute("id")
    block.locator("a.button").click()
    sign_up(page, "guest@example.org")
    assert "/cpt/58565" in page.url
    assert page.url.endswith(f"#{name}")
    assert "on=2024-07-15" in page.url
    assert page.locator("section.block.locked").count() == 0


def test_a_note_is_coded_a_code_rejected_and_json_taken(visit: Any, tmp_path: Path) -> None:
    page = visit()
    code_note(page)
    card = page.locator("#bench .card").first
    code = card.get_attribute("data-code")
    card.locator("details.reject > summary").click()
    card.locator("[name=entry-reason]").fill("not of this encounter")
    card.locator("button.danger").click()
    page.wait_for_function(
        "code => !document.querySelector(`#bench .card[data-code='${code}']`)", arg=code
    )
    with page.expect_download() as waited:
        page.click("#out-json")
    waited.value.save_as(tmp_path / "claim.json")
    written = json.loads((tmp_path / "claim.json").read_text(encoding="utf-8"))
    assert isinstance(written, dict)
    assert written


def test_the_keyboard_is_enough(visit: Any) -> None:
    page = visit()
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("diabetes")
    page.wait_for_selector("#completions [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/icd10cm/"))
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").is_visible()
    page.goto("/search?q=diabetes")
    places = []
    for key in "jjk":
        page.keyboard.press(key)
        places.append(page.evaluate(
            "[...document.querySelectorAll('[data-entry]')]"
            ".findIndex(one => one.classList.contains('here'))"))  # fmt: skip
    assert places == [0, 1, 0]
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url(re.compile(r"/workbench$"))


def test_a_second_factor(visit: Any, served: Any) -> None:
    page, already = visit(), len(served.letters())
    sign_up(page, "factor@example.org")
    page.goto(letter_link(served, "confirm-email", already))
    page.click("main form button")
    page.goto("/account/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        page.fill("main [name=password]", PASSWORD)
        page.locator("main form:has([name=password]) button").first.click()
    secret = page.locator("#authenticator_secret").input_value()
    page.fill("main [name=code]", totp(secret))
    page.click("main form button")
    page.wait_for_url(re.compile(r"recovery-codes"))
    page.goto("/account/logout/")
    page.click("main form button")
    page.goto("/account/login/")
    page.fill("main [name=login]", "factor@example.org")
    page.fill("main [name=password]", PASSWORD)
    page.click("main form.stack button")
    page.wait_for_url(re.compile(r"2fa/authenticate"))
    page.fill("main [name=code]", totp(secret))
    page.locator("main form:has([name=code]) button").first.click()
    page.wait_for_selector(".who >> text=factor@example.org")


def test_a_forgotten_password(visit: Any, served: Any) -> None:
    sign_up(visit(), "forgetful@example.org")
    page, already = visit(), len(served.letters())
    page.goto("/account/password/reset/")
    page.fill("main [name=email]", "forgetful@example.org")
    page.click("main form button")
    page.goto(letter_link(served, "password/reset/key", already))
    for field in page.locator("main input[type=password]").all():
        field.fill("a quite different sentence")
    page.click("main form button")
    page.wait_for_url(re.compile(r"done|login|/$"))
    page.goto("/account/login/")
    page.fill("main [name=login]", "forgetful@example.org")
    page.fill("main [name=password]", "a quite different sentence")
    page.click("main form.stack button")
    page.wait_for_selector(".who >> text=forgetful@example.org")


def test_a_saved_case_is_its_owner_s_alone(visit: Any) -> None:
    owner, other = visit(), visit()
    sign_up(owner, "owner@example.org")
    code_note(owner)
    owner.locator("[formaction$='/workbench/save']").first.click()
    owner.goto("/workbench/cases")
    link = owner.locator("main a[href*='/workbench/cases/']").first.get_attribute("href")
    assert owner.request.get(link).status == 200
    sign_up(other, "other@example.org")
    assert other.request.get(link).status == 404
    other.goto("/workbench/cases")
    assert other.locator("main a[href*='/workbench/cases/']").count() == 0
